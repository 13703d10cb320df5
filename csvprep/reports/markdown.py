"""A report in Markdown (GitHub's and GitLab's), as a comment on a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterator

from csvprep.catalogue import CATALOGUE
from csvprep.reports.listing import Listed
from csvprep.reports.results import Results
from csvprep.reports.text import plural
from csvprep.reports.visible import shortened, show_change, show_value, visible

_MOST_CHARACTERS = 60_000
"""A comment on GitHub holds 65,536."""

_LIVE = re.compile(r"[@#!$%&~]\w|GH-\d|www\.|://|[0-9a-f]{7}")
"""What code hosts make a mention or a link of, also where it is escaped."""

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&])")


def render_markdown(results: Results) -> str:
    """Return the totals of each file, a table of codes, and one of the listed findings, cut to a comment's size."""
    text = "\n".join(_render_head(results)) + "\n"
    rows = [_row(one) for one in _worst_first(results.listing.listed)]
    if not rows:
        return text
    table = ["", "<details><summary>Findings</summary>", "", "| where | code | what | fix |", "|---|---|---|---|"]
    room = _MOST_CHARACTERS - len(text) - sum(map(len, table))
    shown = 0
    for row in rows:
        room -= len(row) + 1
        if room < 0:
            break
        table.append(row)
        shown += 1
    left = sum(one.errors + one.warnings for one in results.summaries) - shown
    more = ["", f"… and {left:,} more, counted above"] if left > 0 else []
    return text + "\n".join([*table, *more, "", "</details>"]) + "\n"


def _render_head(results: Results) -> Iterator[str]:
    errors, warnings = (sum(getattr(one, name) for one in results.summaries) for name in ("errors", "warnings"))
    totals = f"{plural(errors, 'error')}, {plural(warnings, 'warning')}" if errors or warnings else "clean"
    yield f"### {'❌' if results.failed else '⚠️' if warnings else '✅'} csvprep: {totals}"
    yield ""
    yield "| file | object | records | accepted | rejected | errors | warnings | fixable |"
    yield "|---|---|---:|---:|---:|---:|---:|---:|"
    for one in results.summaries:
        counts = (one.records, one.accepted, one.rejected, one.errors, one.warnings, one.fixable)
        yield f"| {code_span(one.file)} | {escape(one.object)} | {' | '.join(f'{count:,}' for count in counts)} |"
    for name, why in results.unreadable:
        yield f"| {code_span(name)} | can't be read: {escape(why)} | | | | | | |"
    by_code = _count_codes(results)
    if by_code:
        yield ""
        yield "| code | findings | what is wrong | what happens |"
        yield "|---|---:|---|---|"
        for name, count in by_code.items():
            code, severity = CATALOGUE[name], results.severity(name)
            yield f"| `{name}` ({severity.value}) | {count:,} | {escape(code.title)} | {escape(code.fix)} |"


def _count_codes(results: Results) -> dict[str, int]:
    """Return exact counts, errors first."""
    counts = {name: sum(one.by_code[name] for one in results.summaries) for name in CATALOGUE}
    found = [name for name, count in counts.items() if count]
    return {name: counts[name] for name in sorted(found, key=lambda name: results.severity(name).value)}


def _worst_first(listed: list[Listed]) -> list[Listed]:
    return sorted(listed, key=lambda one: one.finding.severity.value)


def _row(listed: Listed) -> str:
    found, spot = listed.finding, listed.spot
    places = (found.file, spot.line if spot else found.line, spot.column if spot else None)
    place = ":".join(str(part) for part in places if part is not None)
    fix = ""
    if found.fix is not None and found.record is not None:
        before, after = show_change(found.value or "", found.fix)
        fix = f"{code_span(before)} → {code_span(after)}"
    field = f"{code_span(shortened(found.field, 100))} " if found.field else ""
    value = f" {code_span(show_value(found.value))}" if found.value and not fix else ""
    return f"| {code_span(place)} | `{found.code}` | {field}{escape(shortened(found.message))}{value} | {fix} |"


def escape(text: str) -> str:
    """Return a text that Markdown shows as it is: no markup, mention or link in it works."""
    words = re.split(r"( +)", visible(text))
    return "".join(code_span(one) if _LIVE.search(one) else _SPECIAL.sub(r"\\\1", one) for one in words)


def code_span(text: str) -> str:
    """Return a text as code, whatever backticks it holds; a pipe in it doesn't end the cell of a table."""
    shown = visible(text).replace("|", "\\|")
    fence = "`" * (1 + max(map(len, re.findall("`+", shown)), default=0))
    padding = " " if shown[:1] in {"`", " "} or shown[-1:] in {"`", " "} else ""
    return f"{fence}{padding}{shown}{padding}{fence}"
