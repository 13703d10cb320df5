"""Findings as rows of a polars frame, the form in which a block hands them on."""

from __future__ import annotations

import polars as pl

from csvprep.catalogue import message_of
from csvprep.checks import Column, Failures
from csvprep.derived import Derivation, source_texts
from csvprep.frame import LINE, RECORD
from csvprep.kinds.base import reasons_of
from csvprep.plan import Plan
from csvprep.series import coded, falses, has_value, is_missing, no_null, nulls, rows_of, texts, trues
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
        rows = rows_of(has_value(codes))
        code = codes[rows]
        cells = {"value": no_null(before[rows]), "fix": no_null(outcome.written[rows]), "applied": trues(len(rows))}
        parts.append(_cells(frame, rows, column, order, code=code, message=_step_messages(code, column), **cells))
    return parts


def _step_messages(codes: pl.Series, column: Column) -> pl.Series:
    """Return what is said of each code; there are few of them, and mostly one."""
    told = nulls(len(codes))
    while told.null_count():
        one = codes.filter(is_missing(told))[0]
        told = coded(_step_message(one, column), codes == one, told)
    return told


def _step_message(code: str, column: Column) -> str:
    message = message_of(code).replace("{kind}", column.field.kind)
    asker = column.field.asker("form") if code == "phone-format" else ""
    return f"{message} that {asker} asks for" if asker else message


def _cells(frame: pl.DataFrame, rows: pl.Series, column: Column, order: int, **more: pl.Series | str) -> pl.DataFrame:
    """Return findings about some cells of a column.

    Args:
        frame: `record`, `line` and the cells as they came.
        rows: 0-based (UInt32).
        column: of the cells.
        order: of the findings among those of the column.
        more: the other columns of FINDINGS_SCHEMA, each a Series with a value for each row, or the text of them all.
    """
    count = len(rows)
    of_column = {"column_index": column.index, "order": column.first_order + order}
    numbers = (pl.Series(name, [one], dtype=pl.Int32) for name, one in of_column.items())
    cells = {"field": column.field.name, **more}
    given = ((texts(one, count) if isinstance(one, str) else one).alias(name) for name, one in cells.items())
    places = (frame[name][rows] for name in (RECORD, LINE))
    return pl.DataFrame([*places, *(one.new_from_index(0, count) for one in numbers), *given])


def cell_findings(
    frame: pl.DataFrame, rows: pl.Series, column: Column, order: int, code: str, **more: pl.Series | str
) -> pl.DataFrame:
    """Return findings of one code about some cells of a column, as they came.

    Args:
        frame: `record`, `line` and the cells as they came.
        rows: 0-based (UInt32).
        column: of the cells.
        order: of the findings among those of the column.
        code: of the findings.
        more: other columns of FINDINGS_SCHEMA, each a Series with a value for each row, or the text of them all.
    """
    value = no_null(frame[column.name][rows])
    return _cells(frame, rows, column, order, code=code, value=value, message=message_of(code), **more)


def failure_findings(
    frame: pl.DataFrame, after: pl.DataFrame, failures: Failures, suggestion: pl.Series | None
) -> pl.DataFrame:
    """Return the findings of one check that fails; the value shown is the cell as it came.

    `suggestion` has a value for each failing row.
    """
    column, rows = failures.column, failures.rows
    return _cells(
        frame,
        rows,
        column,
        _FIRST_CHECK + failures.order,
        code=failures.check.code,
        value=no_null(frame[column.name][rows]),
        message=_explained(no_null(after[column.name][rows]), failures),
        suggestion=nulls(len(rows)) if suggestion is None else suggestion,
        applied=falses(len(rows)),
    )


def unexplained_findings(frame: pl.DataFrame, failures: Failures) -> pl.DataFrame:
    """Return the findings of one check that fails, without words about them."""
    column, rows = failures.column, failures.rows
    order, value = _FIRST_CHECK + failures.order, no_null(frame[column.name][rows])
    return _cells(frame, rows, column, order, code=failures.check.code, value=value, applied=falses(len(rows)))


def _explained(values: pl.Series, failures: Failures) -> pl.Series:
    """Return the message of each failing value: String without null, as `values` is."""
    kind, check = failures.column.field.kind, failures.check
    distinct = values.unique(maintain_order=True)
    reasons = reasons_of(check, distinct)
    words = {why: message_of(check.code, why).replace("{kind}", kind) for why in dict.fromkeys(reasons.to_list())}
    if len(words) == 1:
        return texts(next(iter(words.values())), len(values))
    messages = pl.Series([words[why] for why in reasons.to_list()], dtype=pl.String)
    if len(distinct) == len(values):
        return messages
    return values.replace_strict(distinct, messages, return_dtype=pl.String)


def derived_findings(frame: pl.DataFrame, column: Column, derivation: Derivation) -> pl.DataFrame:
    """Return the findings that the cells of a derived column are; the value shown is what they are made of."""
    made = frame[column.name]
    rows = rows_of(has_value(made))
    return _cells(
        frame,
        rows,
        column,
        -1,
        code=derivation.code,
        value=source_texts(frame, derivation)[rows],
        message=message_of(derivation.code),
        fix=made[rows],
        applied=trues(len(rows)),
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
