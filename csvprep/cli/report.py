"""The report of a lint: in one of its forms, to stdout or to a file that appears whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from csvprep.cli.messages import StandardOutput
from csvprep.cli.places import STANDARD
from csvprep.version import __version__

if TYPE_CHECKING:
    import polars as pl

    from csvprep.reports.listing import Listing
    from csvprep.reports.results import Results
    from csvprep.spots import Locator
    from csvprep.summary import Summary

Write = Callable[[str], object]

FORMATS = ("text", "concise", "json", "jsonl", "csv", "sarif", "github", "gitlab", "junit", "markdown", "html")
REDACTED = ("sarif", "github", "gitlab", "junit", "markdown")
"""Formats that leave the machine, so that they hold no cell values unless that is asked for."""

LIMITS = {
    "text": 5,
    "concise": 10,
    "json": 1000,
    "sarif": 1000,
    "github": 10,
    "gitlab": 1000,
    "junit": 100,
    "markdown": 10,
}
_FOR_PEOPLE = ("text", "concise")
_WITH_PLACES = ("text", "sarif", "github", "gitlab", "markdown")


@contextmanager
def open_report(output: str | None, form: str) -> Iterator[Write]:
    """Give what writes the report; what machines read is UTF-8 on every system, text is what the terminal speaks.

    Args:
        output: a file, which appears whole or not at all; None or `-`: standard output.
        form: one of FORMATS.

    Raises:
        OutputError: it can't be written there.
    """
    if output is not None and output != STANDARD:
        from csvprep.staging import replace_file  # noqa: PLC0415 - heavy, see csvprep.cli

        with replace_file(Path(output)) as stream:
            yield lambda text: stream.write(text.encode("utf-8"))
    elif form in _FOR_PEOPLE:
        yield StandardOutput().write_text
    else:
        yield lambda text: StandardOutput().write(text.encode("utf-8"))


@dataclass(frozen=True, slots=True)
class Style:
    """How a report is to look.

    Attributes:
        form: one of FORMATS.
        limit: how many findings of a group are listed; 0: all.
        group_by: what the groups are: code, field or record.
        colour: text has styles.
        width: columns of the terminal; None: there is none.
        statistics: counts by code or field in place of findings.
        show_fixes: what fixes would do is listed.
        redact: no line of the file is shown.
        unsafe_fixes: fixable counts suggestions too.
    """

    form: str
    limit: int
    group_by: str = "code"
    colour: bool = False
    width: int | None = None
    statistics: bool = False
    show_fixes: bool = False
    redact: bool = False
    unsafe_fixes: bool = False

    @property
    def is_streamed(self) -> bool:
        """Whether findings are written while the file is read."""
        if self.form in _FOR_PEOPLE:
            return not self.limit and self.group_by == "code" and not self.statistics
        return self.form in {"jsonl", "csv"}


class Report:
    """Writes one report in one form: streamed where the form allows it, else at the end of each file or of all."""

    def __init__(self, style: Style, write: Write) -> None:
        from csvprep.reports.statistics import FixList, Statistics  # noqa: PLC0415 - heavy, see csvprep.cli
        from csvprep.reports.terminal import Page  # noqa: PLC0415
        from csvprep.spots import Locator  # noqa: PLC0415

        self._style = style
        self._write = write
        self._page = Page(style.width, style.colour, style.redact)
        self._statistics = Statistics(style.group_by)
        self._fixes = FixList()
        self._unreadable: list[tuple[str, str]] = []
        self._strict: set[str] = set()
        self._listing = self._new_listing()
        places = style.form in _WITH_PLACES and not style.statistics
        self._head = ""
        self.locator: Locator | None = Locator(texts=style.form == "text" and not style.redact) if places else None
        if style.form == "csv":
            from csvprep.reports.machine import render_csv_header  # noqa: PLC0415

            self._head = render_csv_header()

    def _new_listing(self) -> Listing:
        from csvprep.reports.listing import Listing  # noqa: PLC0415 - heavy, see csvprep.cli

        return Listing(self._style.limit, self._style.group_by)

    def _write_lines(self, lines: Iterator[str]) -> None:
        self._write("".join(f"{line}\n" for line in lines))

    def add(self, frame: pl.DataFrame) -> None:
        """Take in a report frame."""
        from csvprep.reports import machine, text  # noqa: PLC0415 - heavy, see csvprep.cli
        from csvprep.summary import to_findings  # noqa: PLC0415

        style = self._style
        if style.show_fixes:
            self._fixes.add(frame)
        if style.statistics:
            self._statistics.add(frame)
        elif style.form == "jsonl":
            self._write(machine.render_jsonl(frame))
        elif style.form == "csv":
            self._write_head()
            self._write(machine.render_csv(frame))
        elif style.form == "concise" and style.is_streamed:
            self._write_lines(text.render_finding(finding, colour=style.colour) for finding in to_findings(frame))
        else:
            self._listing.add(frame, None if self.locator is None else self.locator.find)
            if style.is_streamed:
                self._write_full()

    def _write_head(self) -> None:
        """Write the header of a table, once a file is read."""
        if self._head:
            self._write(self._head)
            self._head = ""

    def _write_full(self) -> None:
        """Write the findings at hand one by one, in file order."""
        from csvprep.reports.terminal import render_full  # noqa: PLC0415 - heavy, see csvprep.cli

        self._write_lines(line for one in self._listing.listed for line in (*render_full(one, self._page), ""))
        self._listing = self._new_listing()

    def end_file(self, summary: Summary, *, strict: bool = False) -> None:
        """Finish a file; strict: its warnings count as errors."""
        if strict:
            self._strict.add(summary.file)
        self._write_head()
        if self._style.form not in _FOR_PEOPLE:
            return
        from csvprep.reports.text import render_lint_summary  # noqa: PLC0415 - heavy, see csvprep.cli

        self._write_listing()
        line = render_lint_summary(summary, colour=self._style.colour, unsafe_fixes=self._style.unsafe_fixes)
        self._write_lines(iter(self._page.wrap(line, "  ")))

    def break_off(self, file: str, why: str) -> None:
        """Write what was found in a file so far; it can't be read on."""
        self._unreadable.append((file, why))
        if self._style.form in _FOR_PEOPLE:
            self._write_listing()

    def _write_listing(self) -> None:
        """Write what was found in a file for people, and forget it."""
        from csvprep.reports.terminal import render_pages  # noqa: PLC0415 - heavy, see csvprep.cli
        from csvprep.reports.text import render_listing  # noqa: PLC0415

        style = self._style
        if style.statistics:
            self._write_lines(self._statistics.render(self._page))
        elif style.form == "text":
            self._write_lines(render_pages(self._listing, self._page))
        else:
            self._write_lines(render_listing(self._listing, colour=style.colour))
        if style.show_fixes:
            self._write_lines(self._fixes.render(self._page, done=False))
        self._listing, self._statistics, self._fixes = (
            self._new_listing(),
            type(self._statistics)(style.group_by),
            type(self._fixes)(),
        )

    def end(self, summaries: list[Summary]) -> None:
        """Finish the report."""
        from csvprep.reports import text  # noqa: PLC0415
        from csvprep.reports.results import Results  # noqa: PLC0415

        results = Results(summaries, self._listing, self._unreadable, self._strict)
        if self._style.form in _FOR_PEOPLE:
            if len(summaries) > 1 or self._unreadable:
                self._write_lines(iter(self._page.wrap(text.render_total(summaries, len(self._unreadable)), "  ")))
        else:
            self._write(_render_document(self._style.form, results))


def _render_document(form: str, results: Results) -> str:
    """Return a report that is written at the end; empty where all of it stands there already."""
    from csvprep.reports import github, gitlab, junit, machine, markdown, sarif  # noqa: PLC0415 - heavy, see above

    renderers: dict[str, Callable[[Results], str]] = {
        "json": lambda given: machine.render_json(list(given.summaries), given.listing, given.unreadable),
        "sarif": lambda given: sarif.render_sarif(given, __version__),
        "github": lambda given: "".join(f"{line}\n" for line in github.render_github(given)),
        "gitlab": gitlab.render_gitlab,
        "junit": junit.render_junit,
        "markdown": markdown.render_markdown,
    }
    return renderers[form](results) if form in renderers else ""
