"""Reports for people at a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from csvprep.catalogue import CATALOGUE
from csvprep.findings import Finding, Severity
from csvprep.manifest import Manifest
from csvprep.reports.listing import Listing
from csvprep.reports.visible import shortened, show_change, show_value, visible
from csvprep.summary import Summary

_CODES = list(CATALOGUE)
_HEADER_ERRORS = ("blank-header", "duplicate-label", "missing-label")
_WIDTH, _INDENT = 100, " " * 12
_NEAR_CODES = ("email-suspect", "country-error", "state-error", "constraint-error")
RED, YELLOW, GREEN, BLUE, BOLD, DIM = "\x1b[31m", "\x1b[33m", "\x1b[32m", "\x1b[34m", "\x1b[1m", "\x1b[2m"
_PLAIN = "\x1b[0m"


def paint(text: str, style: str, *, colour: bool) -> str:
    """Wrap a text in an ANSI style when colour is on."""
    return f"{style}{text}{_PLAIN}" if colour and text and style else text


def render_finding(finding: Finding, *, colour: bool = False) -> str:
    """Return one finding as `file:line:column severity code field 'value' → 'fix' message`.

    Field and value are left out where the message of a header's finding names them anyway.
    """
    places = (visible(finding.file), finding.line, finding.column_number)
    place = ":".join(str(part) for part in places if part is not None)
    style = RED if finding.severity is Severity.ERROR else YELLOW
    told = finding.record is None and finding.value is not None and f"'{finding.value}'" in finding.message
    value, fix = ("", "") if told else _value_and_fix(finding)
    parts = [
        paint(place, BOLD, colour=colour),
        paint(finding.severity.value, style, colour=colour),
        finding.code,
        "" if told else visible(shortened(finding.field or "", 100)),
        value,
        paint(fix, GREEN, colour=colour),
        visible(shortened(finding.message)),
    ]
    line = " ".join(part for part in parts if part)
    if finding.suggestion is not None:
        option = option_of(finding.code)
        line += f"; suggestion: {show_change(finding.value or '', finding.suggestion)[1]} ({option})"
    return line


def option_of(code: str) -> str:
    """Return the option that takes the suggestion of a finding.

    That is --accept-suggestions where another value may be meant, --unsafe-fixes where it is the same one repaired.
    """
    return "--accept-suggestions" if code in _NEAR_CODES else "--unsafe-fixes"


def _value_and_fix(finding: Finding) -> tuple[str, str]:
    if finding.value is None or (not finding.value and finding.fix is None):
        return "", ""
    if finding.fix is None:
        return show_value(finding.value), ""
    before, after = show_change(finding.value, finding.fix)
    return before, f"→ {after}"


def render_listing(listing: Listing, *, colour: bool = False) -> Iterator[str]:
    """Yield the lines of a listing: grouped by code, worst first, each group with what was cut."""
    cut = listing.cut_by_code()
    ordered = sorted(listing.kept, key=lambda one: (one.severity is Severity.WARNING, _CODES.index(one.code)))
    for code, group in groupby(ordered, key=lambda one: one.code):
        yield from (render_finding(finding, colour=colour) for finding in group)
        if code in cut:
            yield paint(f"  … and {cut[code]:,} more {code} (--limit 0 lists all)", DIM, colour=colour)


def plural(count: int, noun: str) -> str:
    """Return a count with its noun: `1 error`, `2 errors`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def render_codes(by_code: Mapping[str, int]) -> str:
    """Return counts by code in one line."""
    return ", ".join(f"{code} {count:,}" for code, count in by_code.items())


def render_lint_summary(summary: Summary, *, colour: bool = False, unsafe_fixes: bool = False) -> str:
    """Return the closing line of a lint.

    Args:
        summary: the totals.
        colour: whether to paint them.
        unsafe_fixes: fixable counts suggestions too.
    """
    head = f"{visible(summary.file)}: {summary.object}, {plural(summary.records, 'record')}"
    if not summary.errors and not summary.warnings:
        clean = paint("clean", GREEN, colour=colour)
        return f"{head}: {clean}" if summary.records else f"{head}: {clean}, but there is nothing after the header"
    errors = paint(plural(summary.errors, "error"), RED if summary.errors else "", colour=colour)
    warnings = paint(plural(summary.warnings, "warning"), YELLOW if summary.warnings else "", colour=colour)
    command = "csvprep fix --unsafe-fixes" if unsafe_fixes else "csvprep fix"
    fixable = f"; {summary.fixable:,} fixable with `{command}`" if summary.fixable else ""
    upload = f"; prep would accept {summary.accepted:,} ({summary.changed:,} changed) and reject {summary.rejected:,}"
    return f"{head}: {errors}, {warnings}{fixable}{upload}"


def render_fix_summary(summary: Summary, *, written: bool) -> str:
    """Return the closing line of a fix; `written`: the fixed file was asked for."""
    verb = "changed" if written else "would change"
    return (
        f"{visible(summary.file)}: {summary.changed:,} of {plural(summary.records, 'record')} {verb}; "
        f"left: {plural(summary.errors, 'error')}, {plural(summary.warnings, 'warning')}"
    )


def render_total(summaries: Iterable[Summary], unreadable: int = 0) -> str:
    """Return the closing line for several files, with the number of those that could not be read."""
    listed = list(summaries)
    errors, warnings = sum(one.errors for one in listed), sum(one.warnings for one in listed)
    bad = sum(bool(one.errors) for one in listed)
    where = f" in {plural(bad, 'file')}" if bad else ""
    unread = f"; {plural(unreadable, 'file')} could not be read" if unreadable else ""
    return (
        f"{plural(len(listed), 'file')}, {plural(sum(one.records for one in listed), 'record')}: "
        f"{plural(errors, 'error')}{where}, {plural(warnings, 'warning')}{unread}"
    )


def render_run(summary: Summary, manifest: Manifest, folder: str) -> Iterator[str]:
    """Yield what a prep or split left in its folder, and what comes next."""
    counts, is_prep = manifest.counts, manifest.command == "prep"
    named = f"{summary.object}, " if summary.object else ""
    changed = f", {counts['changed']:,} changed" if is_prep else ""
    yield (
        f"{visible(summary.file)}: {named}{plural(counts['read'], 'record')} read, {counts['accepted']:,} accepted, "
        f"{counts['rejected']:,} rejected{changed}"
    )
    yield from _render_header_errors(manifest)
    yield from _render_files(manifest, folder, is_prep=is_prep)
    if manifest.chunks:
        yield f"  next      csvprep submit {folder}"


def _render_header_errors(manifest: Manifest) -> Iterator[str]:
    """Say why everything was rejected when the header is the reason."""
    codes = [code for code in _HEADER_ERRORS if manifest.findings.get(code)]
    if codes and manifest.command == "prep":
        yield f"  header    {', '.join(codes)}: no record is accepted before line 1 is mended"


def _render_files(manifest: Manifest, folder: str, *, is_prep: bool) -> Iterator[str]:
    counts = manifest.counts
    if manifest.chunks:
        size = sum(chunk.bytes for chunk in manifest.chunks)
        yield f"  chunks    {plural(len(manifest.chunks), 'file')}, {size:,} bytes in {folder}/chunks"
    else:
        why = "no record was accepted" if counts["read"] else "the file has no records"
        yield f"  chunks    none, since {why}"
    if counts["rejected"]:
        again = f"; mend it, then: csvprep prep {folder}/rejected.csv -o NEWDIR" if is_prep else ""
        yield f"  rejected  {plural(counts['rejected'], 'record')} in {folder}/rejected.csv{again}"
    if manifest.findings and is_prep:
        yield f"  findings  {sum(manifest.findings.values()):,} in {folder}/findings.csv"
        yield from textwrap.wrap(
            render_codes(manifest.findings),
            _WIDTH,
            initial_indent=_INDENT,
            subsequent_indent=_INDENT,
            break_on_hyphens=False,
        )
    if counts["changed"]:
        yield f"  changes   {plural(counts['changed'], 'record')} in {folder}/changes.csv"
    if is_prep:
        yield f"  report    {folder}/report.html"
