"""Findings as rows of a polars frame, the form in which a block hands them on."""

from __future__ import annotations

import polars as pl

from csvprep.catalogue import message_of
from csvprep.checks import Column, Failures
from csvprep.derived import Derivation, source_texts
from csvprep.frame import LINE, RECORD
from csvprep.kinds.base import reasons_of
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
    message = message_of(code).replace("{kind}", column.field.kind)
    asker = column.field.asker("form") if code == "phone-format" else ""
    return f"{message} that {asker} asks for" if asker else message


def _cells(frame: pl.DataFrame, rows: pl.Series, column: Column, order: int) -> pl.DataFrame:
    return frame.select(pl.col(RECORD, LINE).gather(rows)).with_columns(
        column_index=pl.lit(column.index, pl.Int32),
        order=pl.lit(column.first_order + order, pl.Int32),
        field=pl.lit(column.field.name),
    )


def cell_findings(frame: pl.DataFrame, rows: pl.Series, column: Column, order: int, code: str) -> pl.DataFrame:
    """Return findings of one code about some cells of a column, as they came."""
    return _cells(frame, rows, column, order).with_columns(
        code=pl.lit(code),
        value=frame[column.name].gather(rows).fill_null(""),
        message=pl.lit(message_of(code)),
    )


def failure_findings(
    frame: pl.DataFrame, after: pl.DataFrame, failures: Failures, suggestion: pl.Series | None
) -> pl.DataFrame:
    """Return the findings of one check that fails; the value shown is the cell as it came.

    `suggestion` has a value for each failing row.
    """
    column, check = failures.column, failures.check
    values = frame[column.name].gather(failures.rows)
    return _cells(frame, failures.rows, column, _FIRST_CHECK + failures.order).with_columns(
        code=pl.lit(check.code),
        value=values.fill_null(""),
        message=_explained(after[column.name].gather(failures.rows), failures),
        suggestion=pl.lit(None, pl.String) if suggestion is None else suggestion,
        applied=pl.lit(value=False),
    )


def _explained(values: pl.Series, failures: Failures) -> pl.Series:
    kind, check = failures.column.field.kind, failures.check
    distinct = values.fill_null("").unique(maintain_order=True)
    reasons = reasons_of(check, distinct)
    whys = reasons.unique()
    words = [message_of(check.code, why).replace("{kind}", kind) for why in whys]
    messages = reasons.replace_strict(whys, pl.Series(words, dtype=pl.String), return_dtype=pl.String)
    return values.fill_null("").replace_strict(distinct, messages, return_dtype=pl.String)


def derived_findings(frame: pl.DataFrame, column: Column, derivation: Derivation) -> pl.DataFrame:
    """Return the findings that the cells of a derived column are; the value shown is what they are made of."""
    rows = frame[column.name].is_not_null().arg_true()
    return _cells(frame, rows, column, -1).with_columns(
        code=pl.lit(derivation.code),
        value=source_texts(frame, derivation).gather(rows),
        message=pl.lit(message_of(derivation.code)),
        fix=frame[column.name].gather(rows),
        applied=pl.lit(value=True),
    )


def misfit_findings(misfits: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """Return what is wrong with the shape of records (MISFITS_SCHEMA) as findings; a fix of theirs is taken."""
    names = {column.index: column.field.name for column in plan.file_columns}
    indexes = pl.Series(list(names), dtype=pl.Int32)
    field = pl.col("column_index").replace_strict(
        indexes, pl.Series(list(names.values()), dtype=pl.String), default=None
    )
    return misfits.select(
        pl.all(),
        order=pl.lit(_STRUCTURE, pl.Int32),
        field=field if names else pl.lit(None, pl.String),
        applied=pl.col("fix").is_not_null(),
    ).select(FINDINGS_SCHEMA.names())


def sort_findings(parts: list[pl.DataFrame]) -> pl.DataFrame:
    """Return frames of findings as one of FINDINGS_SCHEMA, ordered by record, column and step."""
    empty = pl.DataFrame(schema=FINDINGS_SCHEMA)
    if not parts:
        return empty
    whole = pl.concat([empty, *parts], how="diagonal_relaxed")
    return whole.cast(FINDINGS_SCHEMA).sort(RECORD, "column_index", "order", nulls_last=False, maintain_order=True)
