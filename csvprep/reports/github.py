"""GitHub annotations.

Source: workflow commands, https://docs.github.com/actions/reference/workflow-commands-for-github-actions; of each step
GitHub shows the first ten errors, ten warnings and ten notices.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest

from csvprep.findings import Severity
from csvprep.reports.listing import Listed
from csvprep.reports.results import Results, sentence
from csvprep.reports.text import plural, render_codes
from csvprep.reports.visible import visible


def render_github(results: Results) -> Iterator[str]:
    """Yield a workflow command for each finding, those that say most first, and a notice of each file's totals."""
    ordered = list(_spread(results.listing.listed))
    for one in ordered:
        finding = one.finding
        yield f"::{finding.severity.value} {_place(one)}::{_data(sentence(finding))}"
    for name, why in results.unreadable:
        yield f"::error file={_property(name)},title=unreadable::{_data(visible(why))}"
    for summary in results.summaries:
        shown = sum(one.file == summary.file for one in results.listing.kept)
        count = summary.errors + summary.warnings
        if not count:
            continue
        totals = f"{plural(summary.errors, 'error')}, {plural(summary.warnings, 'warning')}"
        left = f"; {count - shown:,} of them are not listed here" if count > shown else ""
        codes = render_codes(summary.to_dict()["by_code"])
        text = f"{summary.object}, {plural(summary.records, 'record')}: {totals} ({codes}){left}"
        yield f"::notice file={_property(summary.file)},title=csvprep::{_data(visible(text))}"


def _spread(listed: Iterable[Listed]) -> Iterator[Listed]:
    """Yield findings so that the first few say most: errors first, of every code and field one before a second."""
    groups: dict[Severity, dict[tuple[str, str, str | None], list[Listed]]] = {}
    for one in listed:
        found = one.finding
        groups.setdefault(found.severity, {}).setdefault((found.code, found.file, found.field), []).append(one)
    for severity in (Severity.ERROR, Severity.WARNING):
        for turn in zip_longest(*_codes_in_turn(groups.get(severity, {}))):
            yield from (one for one in turn if one is not None)


def _codes_in_turn(groups: dict[tuple[str, str, str | None], list[Listed]]) -> list[list[Listed]]:
    """Return the groups so that those of every code have a first one before any has a second."""
    by_code: dict[str, list[list[Listed]]] = {}
    for (code, _, _), members in groups.items():
        by_code.setdefault(code, []).append(members)
    return [members for turn in zip_longest(*by_code.values()) for members in turn if members is not None]


def _place(listed: Listed) -> str:
    """Return the properties of an annotation; columns go only with a single line."""
    finding, spot = listed.finding, listed.spot
    words = [f"file={_property(finding.file)}", f"line={spot.line if spot else finding.line or 1}"]
    if spot is not None:
        words.append(f"endLine={spot.end_line}")
    if spot is not None and spot.end_line == spot.line:
        words += [f"col={spot.column}", f"endColumn={max(spot.end_column, spot.column)}"]
    return ",".join([*words, f"title={_property(finding.code)}"])


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
