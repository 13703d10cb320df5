"""Records that are no records: blank ones, the header once more, totals and footers."""

from __future__ import annotations

from collections.abc import Iterable
from heapq import nsmallest
from typing import Final

import polars as pl

from csvprep.catalogue import message_of
from csvprep.finding_frame import misfit_findings, sort_findings
from csvprep.frame import LINE, RECORD
from csvprep.misfits import excerpts, told_of
from csvprep.plan import Plan
from csvprep.polars_reading import column_name
from csvprep.series import rows_of

_TOTAL = (
    r"(?i)^\W*(?:(?:grand|sub) ?-?)?(?:totals?|sum|summe|gesamt(?:summe)?|zwischensumme|totale|somme|suma|totaal|razem"
    r"|итого|合計)\s*(?:[:=(].*|\d.*)?$"
    r"|^\W*\(?\d+ (?:rows?|records?|entries|lignes?|zeilen?|datensätze|filas?|righe)\b[^@]*$"
    r"|^\W*end of (?:file|report|data|export)\b[^@]*$"
    r"|^[-=*_]{3,}$"
)
_MAYBE_TOTAL = _TOTAL.replace("$", "").replace("^[", r"^\s*[")  # finds all that _TOTAL does, spaces around it or not
NO_RECORDS = ("blank-row", "footer-row", "repeated-header")
"""The codes of records that are none."""
_AT_FIRST: Final = 8
"""Columns by which most rows are seen not to be blank: those with the fewest empty cells."""


def mark_footers(misfits: pl.DataFrame, unshaped: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """Say of a misshapen record that it is a total or footer line, where it reads like one.

    Args:
        misfits: MISFITS_SCHEMA.
        unshaped: UNSHAPED_SCHEMA.
        plan: the schema, bound.
    """
    if unshaped.is_empty() or "footer-row" in plan.policy.ignored:
        return misfits
    cells = unshaped["cells"].list.slice(plan.header.bookkeeping)
    first = cells.list.first().str.strip_chars()
    late = (first == "").fill_null(value=False)
    if late.any():
        texts = (
            cells.filter(late)
            .list.eval(pl.element().str.strip_chars())
            .list.eval(pl.element().filter(pl.element() != ""))
        )
        first = first.scatter(late.arg_true(), texts.list.first())
    footers = unshaped.filter(first.str.contains(_TOTAL).fill_null(value=False))[LINE]
    if footers.is_empty():
        return misfits
    is_footer = pl.col(LINE).is_in(footers.implode()) & pl.col("code").is_in(["missing-cell", "extra-cell"])
    return misfits.with_columns(
        pl.when(is_footer).then(pl.lit(told)).otherwise(pl.col(name)).alias(name)
        for name, told in (("message", message_of("footer-row")), ("code", "footer-row"))
    )


def add_row_findings(findings: pl.DataFrame, frame: pl.DataFrame, after: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """Say of a record that is none only that, and nothing about its cells.

    Args:
        findings: of the block so far.
        frame: the cells as they came.
        after: the cells as they are written.
        plan: the schema, bound.
    """
    for code, mask in (
        ("blank-row", _blank_rows(after, plan)),
        ("repeated-header", _repeated_headers(frame, plan)),
        ("footer-row", _footers(frame, plan)),
    ):
        if code not in plan.policy.ignored and mask is not None and mask.any():
            findings = _with_only(findings, frame.filter(mask), code, plan)
    return findings


def _blank_rows(after: pl.DataFrame, plan: Plan) -> pl.Series | None:
    """Say which rows have nothing to upload in any column; None: there are none."""
    names = [name for name, _ in plan.output_columns] or [column_name(i) for i in range(len(plan.header.labels))]
    empty = {name: after[name].null_count() for name in names}
    if not all(empty.values()):
        return None
    first = _are_empty(after, nsmallest(_AT_FIRST, names, key=empty.__getitem__))
    if len(names) <= _AT_FIRST or not first.any():
        return first
    return first.scatter(rows_of(first), _are_empty(after.filter(first), names))


def _are_empty(after: pl.DataFrame, names: Iterable[str]) -> pl.Series:
    return after.select(pl.all_horizontal(pl.col(name).is_null() for name in names)).to_series()


def _repeated_headers(frame: pl.DataFrame, plan: Plan) -> pl.Series | None:
    """Say which rows hold the labels."""
    told = [(column_name(index), label) for index, label in enumerate(plan.header.labels) if label.strip()]
    told = told[plan.header.bookkeeping :]
    if not told or not plan.form.dialect.header:
        return None
    name, label = told[0]
    marked = pl.Series([label, "\ufeff" + label]).implode()
    if not frame[name].is_in(marked).any():
        return None
    others = ((pl.col(name) == label).fill_null(value=False) for name, label in told[1:])
    return frame.select(pl.all_horizontal(pl.col(name).is_in(marked).fill_null(value=False), *others)).to_series()


def _footers(frame: pl.DataFrame, plan: Plan) -> pl.Series | None:
    """Say which rows begin with a word for a total and have none of what a record needs."""
    needed = [column.name for column in plan.columns if column.field.required]
    names = frame.columns[2 + plan.header.bookkeeping :]
    if not needed:
        return None
    maybe = frame.select(
        pl.all_horizontal(pl.col(name).str.contains(_MAYBE_TOTAL).fill_null(value=True) for name in needed)
    ).to_series()
    if not maybe.any():
        return None
    lacking = pl.all_horizontal(
        pl.col(name).is_null() | pl.col(name).str.strip_chars().str.contains(_TOTAL) for name in needed
    )
    first = pl.coalesce(pl.col(name).str.strip_chars() for name in names)
    found = frame.filter(maybe).select((lacking & first.str.contains(_TOTAL)).fill_null(value=False)).to_series()
    return maybe.scatter(maybe.arg_true(), found)


def _with_only(findings: pl.DataFrame, rows: pl.DataFrame, code: str, plan: Plan) -> pl.DataFrame:
    """Replace all findings of some records by one; its value is an excerpt, null where nothing is there."""
    cells = pl.concat_str(pl.exclude(RECORD, LINE).fill_null(""), separator=plan.form.dialect.delimiter)
    values = excerpts(rows.select(pl.when(cells != "").then(cells)).to_series())
    others = findings.filter(~pl.col(RECORD).is_in(rows[RECORD].implode()))
    return sort_findings([others, misfit_findings(told_of(rows, code, value=values), plan)])
