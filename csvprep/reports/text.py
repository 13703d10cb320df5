"""Reports for people at a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from csvprep.catalogue import CATALOGUE
from csvprep.findings import Finding, Severity
from csvprep.manifest import Manifest
from csvprep.reports.listing import Listing
from csvprep.summary import Summary

_SHOWN_CHARACTERS = 60
_CODES = list(CATALOGUE)
_RED, _YELLOW, _GREEN, _BOLD, _DIM, _PLAIN = "\x1b[31m", "\x1b[33m", "\x1b[32m", "\x1b[1m", "\x1b[2m", "\x1b[0m"


def paint(text: str, style: str, *, colour: bool) -> str:
    """Wrap a text in an ANSI style when colour is on."""
    return f"{style}{text}{_PLAIN}" if colour and text else text


def show_value(value: str) -> str:
    """Quote a value for one line: invisible characters as escapes, a long one cut in the middle."""
    if len(value) > _SHOWN_CHARACTERS:
        half = _SHOWN_CHARACTERS // 2
        value = f"{value[:half]}…{value[-half:]}"
    return "'" + "".join(one if one.isprintable() else ascii(one)[1:-1] for one in value) + "'"


def render_finding(finding: Finding, *, colour: bool = False) -> str:
    """Return one finding as `file:line:column severity code field 'value' → 'fix' message`."""
    place = ":".join(str(part) for part in (finding.file, finding.line, finding.column_number) if part is not None)
    style = _RED if finding.severity is Severity.ERROR else _YELLOW
    parts = [
        paint(place, _BOLD, colour=colour),
        paint(finding.severity.value, style, colour=colour),
        finding.code,
        finding.field or "",
        show_value(finding.value) if finding.value is not None else "",
        paint(f"→ {show_value(finding.fix)}", _GREEN, colour=colour) if finding.fix is not None else "",
        finding.message,
    ]
    line = " ".join(part for part in parts if part)
    if finding.suggestion is not None:
        line += f"; suggestion: {show_value(finding.suggestion)} (--unsafe-fixes)"
    return line


def render_listing(listing: Listing, *, colour: bool = False) -> Iterator[str]:
    """Yield the lines of a listing: grouped by code, worst first, each group with what was cut."""
    cut = listing.cut_by_code()
    ordered = sorted(listing.kept, key=lambda one: (one.severity is Severity.WARNING, _CODES.index(one.code)))
    for code, group in groupby(ordered, key=lambda one: one.code):
        yield from (render_finding(finding, colour=colour) for finding in group)
        if code in cut:
            yield paint(f"  … and {cut[code]:,} more {code} (--limit 0 lists all)", _DIM, colour=colour)


def plural(count: int, noun: str) -> str:
    """Return a count with its noun: `1 error`, `2 errors`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def render_codes(by_code: Mapping[str, int]) -> str:
    """Return counts by code in one line."""
    return ", ".join(f"{code} {count:,}" for code, count in by_code.items())


def render_lint_summary(summary: Summary, *, colour: bool = False) -> str:
    """Return the closing line of a lint."""
    head = f"{summary.file}: {summary.object}, {plural(summary.records, 'record')}"
    if not summary.errors and not summary.warnings:
        return f"{head}: {paint('clean', _GREEN, colour=colour)}"
    errors = paint(plural(summary.errors, "error"), _RED if summary.errors else "", colour=colour)
    warnings = paint(plural(summary.warnings, "warning"), _YELLOW if summary.warnings else "", colour=colour)
    fixable = f"; {summary.fixable:,} fixable with `csvprep fix`" if summary.fixable else ""
    upload = f"; prep would accept {summary.accepted:,} ({summary.changed:,} changed) and reject {summary.rejected:,}"
    return f"{head}: {errors}, {warnings}{fixable}{upload}"


def render_total(summaries: Iterable[Summary]) -> str:
    """Return the closing line for several files."""
    listed = list(summaries)
    errors, warnings = sum(one.errors for one in listed), sum(one.warnings for one in listed)
    bad = sum(bool(one.errors) for one in listed)
    return (
        f"{plural(len(listed), 'file')}, {plural(sum(one.records for one in listed), 'record')}: "
        f"{plural(errors, 'error')} in {plural(bad, 'file')}, {plural(warnings, 'warning')}"
    )


def render_run(summary: Summary, manifest: Manifest, folder: str) -> Iterator[str]:
    """Yield what a prep or split left in its folder, and what comes next."""
    counts = manifest.counts
    named = f"{summary.object}, " if summary.object else ""
    yield (
        f"{summary.file}: {named}{plural(counts['read'], 'record')} read, {counts['accepted']:,} accepted, "
        f"{counts['rejected']:,} rejected, {counts['changed']:,} changed"
    )
    size = sum(chunk.bytes for chunk in manifest.chunks)
    yield f"  chunks    {plural(len(manifest.chunks), 'file')}, {size:,} bytes in {folder}/chunks"
    if counts["rejected"]:
        again = f"; mend it, then: csvprep prep {folder}/rejected.csv -o …" if manifest.command == "prep" else ""
        yield f"  rejected  {plural(counts['rejected'], 'record')} in {folder}/rejected.csv{again}"
    if manifest.findings:
        yield f"  findings  {render_codes(manifest.findings)} in {folder}/findings.csv"
    if counts["changed"]:
        yield f"  changes   {plural(counts['changed'], 'record')} in {folder}/changes.csv"
    if manifest.chunks:
        yield f"  next      csvprep submit {folder}"
