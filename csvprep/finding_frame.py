"""Findings as rows of a polars frame, the form in which a block hands them on."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from csvprep.catalogue import CATALOGUE
from csvprep.checks import Column, Failures
from csvprep.frame import LINE, RECORD
from csvprep.misfits import Misfit
from csvprep.plan import Plan
from csvprep.steps import Outcome

FINDINGS_SCHEMA = pl.Schema(
    {
        RECORD: pl.Int64,
        LINE: pl.Int64,
        "column_index": pl.Int32,
        "order": pl.Int32,
        "code": pl.String,
        "field": pl.String,
        "value": pl.String,
        "message": pl.String,
        "fix": pl.String,
        "suggestion": pl.String,
        "applied": pl.Boolean,
    }
)
"""One row a finding, ordered by record, column and step; `applied`: what was written answers it."""

_STRUCTURE, _FIRST_CHECK = 0, 100


def message_of(code: str, why: str = "") -> str:
    """Return a finding's message from its template and the reason."""
    template = CATALOGUE[code].message
    if "{why}" not in template:
        return template
    if not why:
        return template.replace(": {why}", "").replace("{why}", "")
    is_sentence = why[:1].isupper() and not why[1:2].isupper()
    words = f"{why[0].lower()}{why[1:]}" if is_sentence else why
    return template.replace("{why}", words.rstrip("."))


def step_findings(frame: pl.DataFrame, column: Column, outcome: Outcome) -> list[pl.DataFrame]:
    """Return the findings that safe (and allowed unsafe) fixes answer."""
    before = frame[column.name]
    parts = []
    for order, codes in enumerate(outcome.steps):
        rows = codes.is_not_null().arg_true()
        part = _cells(frame, rows, column, order)
        code = codes.gather(rows)
        messages = {one: _step_message(one, column) for one in code.unique()}
        parts.append(
            part.with_columns(
                code=code,
                value=before.gather(rows).fill_null(""),
                message=code.replace_strict(messages, return_dtype=pl.String),
                fix=outcome.written.gather(rows).fill_null(""),
                applied=pl.lit(value=True),
            )
        )
    return parts


def _step_message(code: str, column: Column) -> str:
    return message_of(code).replace("{kind}", column.field.kind)


def _cells(frame: pl.DataFrame, rows: pl.Series, column: Column, order: int) -> pl.DataFrame:
    return frame.select(pl.col(RECORD, LINE).gather(rows)).with_columns(
        column_index=pl.lit(column.index, pl.Int32), order=pl.lit(order, pl.Int32), field=pl.lit(column.field.name)
    )


def failure_findings(
    frame: pl.DataFrame, after: pl.DataFrame, failures: Failures, suggestion: pl.Series | None
) -> pl.DataFrame:
    """Return the findings of one check that fails; the value shown is the cell as it came."""
    column, check = failures.column, failures.check
    values = frame[column.name].gather(failures.rows)
    return _cells(frame, failures.rows, column, _FIRST_CHECK + failures.order).with_columns(
        code=pl.lit(check.code),
        value=values.fill_null(""),
        message=_explained(after[column.name].gather(failures.rows), failures),
        suggestion=pl.lit(None, pl.String) if suggestion is None else suggestion.gather(failures.rows),
        applied=pl.lit(value=False),
    )


def _explained(values: pl.Series, failures: Failures) -> pl.Series:
    kind, check = failures.column.field.kind, failures.check
    distinct = values.fill_null("").unique()
    words = [message_of(check.code, check.explain(value)).replace("{kind}", kind) for value in distinct]
    return values.fill_null("").replace_strict(distinct, pl.Series(words, dtype=pl.String), return_dtype=pl.String)


def misfit_findings(misfits: Iterable[Misfit], plan: Plan) -> pl.DataFrame:
    """Return what is wrong with the shape of records; a fix of theirs is taken."""
    names: dict[int | None, str | None] = {column.index: column.field.name for column in plan.columns}
    messages: dict[tuple[str, int], str] = {}
    rows = []
    for record, line, code, facts, column_index, value, fix, suggestion in misfits:
        key = (code, id(facts))  # many misfits share one mapping of facts
        message = messages.get(key)
        if message is None:
            message = messages[key] = message_of(code).format(**facts)
        field = names.get(column_index)
        rows.append(
            (record, line, column_index, _STRUCTURE, code, field, value, message, fix, suggestion, fix is not None)
        )
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(FINDINGS_SCHEMA)
    return pl.DataFrame(dict(zip(FINDINGS_SCHEMA, columns, strict=True)), schema=FINDINGS_SCHEMA)


def sort_findings(parts: list[pl.DataFrame]) -> pl.DataFrame:
    """Return frames of findings as one of FINDINGS_SCHEMA, ordered by record, column and step."""
    empty = pl.DataFrame(schema=FINDINGS_SCHEMA)
    if not parts:
        return empty
    whole = pl.concat([empty, *parts], how="diagonal_relaxed")
    return whole.cast(FINDINGS_SCHEMA).sort(RECORD, "column_index", "order", nulls_last=False, maintain_order=True)
