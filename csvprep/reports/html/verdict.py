"""The answer to the one question: can I upload this?"""

from __future__ import annotations

from dataclasses import dataclass

from csvprep.catalogue import CATALOGUE
from csvprep.findings import Severity
from csvprep.reports.html.facts import PageFile
from csvprep.reports.html.figures import counted, grouped

GOOD, CARE, BAD = "good", "care", "bad"
_HEADER_CODES = ("blank-header", "duplicate-label", "missing-label")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer.

    Attributes:
        level: good, care or bad.
        title: in a few words.
        text: why, and what that means for the records.
        next: what to do; a command stands in `command`.
        command: of csvprep; empty: none.
    """

    level: str
    title: str
    text: str
    next: str = ""
    command: str = ""


def judge(page: PageFile) -> Verdict:
    """Answer for one file."""
    summary = page.summary
    if page.command == "split":
        return Verdict(
            CARE, "Not checked",
            f"{counted(summary.accepted, 'record')} in {counted(len(page.chunks or ()), 'chunk')} as they came.",
            "Nothing but the ends of records was looked at; this checks and fixes them:", "csvprep prep FILE -o DIR",
        )  # fmt: skip
    if summary.by_code["truncated-file"]:
        return Verdict(
            BAD, "Wait: the file is cut short",
            f"It ends in the middle of a record, or what it is packed in does; {counted(summary.records, 'record')} "
            "could be read.",
            "Get the file once more from where it came.",
        )  # fmt: skip
    if not summary.records:
        return Verdict(BAD, "Nothing to upload", "There are no records after the header.")
    if not summary.accepted:
        return _judge_hopeless(page)
    return _judge_run(page) if page.command == "prep" else _judge_lint(page)


def _judge_hopeless(page: PageFile) -> Verdict:
    summary = page.summary
    codes = [code for code in _HEADER_CODES if summary.by_code[code]]
    if codes:
        told = " and ".join(CATALOGUE[code].title.lower() for code in codes)
        return Verdict(
            BAD, "No, the header comes first",
            f"Wrong with the header: {told}. So none of the {counted(summary.records, 'record')} can be taken.",
            "Mend the header line, or say which column is which field:", "csvprep prep FILE -o DIR --map LABEL=FIELD",
        )  # fmt: skip
    whole = "The one record has" if summary.records == 1 else f"All {grouped(summary.records)} records have"
    return Verdict(BAD, "No", f"{whole} errors that no safe fix answers.", "The findings below say which.")


def _judge_run(page: PageFile) -> Verdict:
    summary, chunks = page.summary, counted(len(page.chunks or ()), "chunk")
    changed = f"{grouped(summary.changed)} after fixes" if summary.changed else "just as they came"
    send = ("Send them from this page's folder:", "csvprep submit .")
    if summary.rejected:
        aside = "is" if summary.rejected == 1 else "are"
        return Verdict(
            CARE, _title_of(page),
            f"{grouped(summary.accepted)} of {counted(summary.records, 'record')} are ready in {chunks}, {changed}. "
            f"{grouped(summary.rejected)} {aside} set aside in rejected.csv, with the reason beside each.",
            *send,
        )  # fmt: skip
    return Verdict(GOOD, "Yes", f"{_all_of(summary.records)} ready in {chunks}, {changed}.{_warnings(page)}", *send)


def _title_of(page: PageFile) -> str:
    """Say how much of a file is ready, by the smaller part of it."""
    summary = page.summary
    if summary.rejected <= summary.accepted:
        return f"Yes, all but {counted(summary.rejected, 'record')}"
    return f"Only {grouped(summary.accepted)} of {counted(summary.records, 'record')}"


def _judge_lint(page: PageFile) -> Verdict:
    summary = page.summary
    prepare = ("This does it:", "csvprep prep FILE -o DIR")
    if summary.rejected:
        aside = counted(summary.rejected, "record")
        fixes = f", {grouped(summary.changed)} of them after safe fixes" if summary.changed else ""
        return Verdict(
            CARE, f"Not all of it: {aside} can't go",
            f"prep would make {grouped(summary.accepted)} of {counted(summary.records, 'record')} ready{fixes}, and "
            f"set {aside} aside.",
            *prepare,
        )  # fmt: skip
    if summary.changed or summary.errors:
        return Verdict(
            CARE, "Almost: after safe fixes",
            f"prep would make all {counted(summary.records, 'record')} ready and change {grouped(summary.changed)}.",
            *prepare,
        )  # fmt: skip
    stand = "it stands" if summary.records == 1 else "they stand"
    text = f"{_all_of(summary.records)} good as {stand}.{_warnings(page)}"
    return Verdict(GOOD, "Yes", text, "Cut it into chunks, ready to send:", "csvprep prep FILE -o DIR")


def _all_of(records: int) -> str:
    return "The one record is" if records == 1 else f"All {grouped(records)} records are"


def _warnings(page: PageFile) -> str:
    count = page.summary.warnings
    if not count:
        return ""
    few = len({code for code in page.summary.by_code if page.policy.severity(code) is Severity.WARNING})
    kinds = "of one kind " if few == 1 else ""
    return f" {counted(count, 'warning')} {kinds}{'is' if count == 1 else 'are'} worth a look."
