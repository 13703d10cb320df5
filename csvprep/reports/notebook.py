"""A lint as a notebook shows it: a bounded piece of HTML in which every text of the file stays text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

import polars as pl

from csvprep.catalogue import CATALOGUE
from csvprep.reports.text import render_lint_summary
from csvprep.reports.visible import shortened, show_change, show_value, visible
from csvprep.summary import Summary, to_findings

_ROWS = 20


def render_notebook(summary: Summary, findings: pl.DataFrame) -> str:
    """Return totals, counts by code, and a table of the first findings.

    Args:
        summary: exact totals.
        findings: a report frame.
    """
    parts = [f"<p><strong>{escape(render_lint_summary(summary))}</strong></p>"]
    by_code = summary.to_dict()["by_code"]
    if by_code:
        rows = [(f"{count:,}", code, CATALOGUE[code].title, CATALOGUE[code].fix) for code, count in by_code.items()]
        parts.append(_table(("findings", "code", "what is wrong", "what happens"), rows))
        parts.append(_table(("line", "record", "field", "code", "value", "message"), _rows(findings.head(_ROWS))))
    left = summary.errors + summary.warnings - min(findings.height, _ROWS)
    if left > 0:
        parts.append(f"<p>… and {left:,} more</p>")
    return f"<div>{''.join(parts)}</div>"


def _rows(findings: pl.DataFrame) -> Iterator[tuple[str, ...]]:
    for one in to_findings(findings):
        value = show_value(one.value) if one.value else ""
        if one.fix is not None:
            value = " → ".join(show_change(one.value or "", one.fix))
        yield str(one.line or ""), str(one.record or ""), one.field or "", one.code, value, one.message


def _table(labels: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = "".join(f"<th>{escape(label)}</th>" for label in labels)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(visible(shortened(cell)))}</td>' for cell in row)}</tr>" for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
