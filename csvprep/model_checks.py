"""The checks of a user's own pandera model, run on the written values, cast as the model's types."""

from __future__ import annotations

from functools import lru_cache

import polars as pl

from csvprep.catalogue import message_of
from csvprep.errors import SchemaError
from csvprep.frame import LINE, RECORD
from csvprep.kinds.moments import parse_moments
from csvprep.misfits import excerpts
from csvprep.plan import Plan
from csvprep.schema.pandera_models import OwnCheck, UserModel, run_check

_ORDER, _TYPE_ORDER = 700, 90


def model_findings(plan: Plan, frame: pl.DataFrame, after: pl.DataFrame) -> list[pl.DataFrame]:
    """Return what a model's own checks find, with columns of `csvprep.finding_frame.FINDINGS_SCHEMA`.

    Args:
        plan: the schema, bound.
        frame: the cells as they came.
        after: the cells as they are written.

    Raises:
        SchemaError: a check can't be run.
    """
    model: UserModel = plan.schema.model
    named = {column.field.name: column for column in plan.columns}
    typed = pl.DataFrame(
        [
            _cast(after[named[name].name], dtype).alias(name) if name in named else _nulls(after, dtype).alias(name)
            for name, dtype in model.dtypes.items()
        ]
    )
    found = [_untyped(plan, frame, after, typed, name) for name in model.dtypes if name in named]
    for number, one in enumerate(model.checks):
        if one.column is not None and one.column not in named:
            continue
        failing = _run(one, typed)
        if failing.any():
            found.append(_findings(plan, frame, failing.arg_true(), one, _ORDER + number))
    return [part for part in found if part is not None]


def _run(one: OwnCheck, typed: pl.DataFrame) -> pl.Series:
    """Return which rows fail."""
    try:
        passed = run_check(one, typed)
    except Exception as error:  # noqa: BLE001 - it is the user's own code
        why = (str(error).splitlines() or [""])[0]
        raise SchemaError(f"the model's check '{one.title}' can't be run: {type(error).__name__}: {why}") from None
    if passed is None or len(passed) != typed.height:
        raise SchemaError(f"the model's check '{one.title}' does not answer for each record; csvprep can't use it")
    return ~passed.fill_null(value=True)


def _cast(values: pl.Series, dtype: pl.DataType) -> pl.Series:
    """Return written values as a type; null for what is none of it."""
    if dtype == pl.String:
        return values
    if dtype == pl.Boolean:
        lower = values.str.to_lowercase()
        return lower.replace_strict(["true", "1", "false", "0"], [True, True, False, False], default=None)
    if dtype.is_temporal() and dtype != pl.Time:
        return parse_moments(values).cast(dtype, strict=False)
    if dtype == pl.Time:
        return values.str.to_time(strict=False)
    return values.cast(dtype, strict=False)


def _nulls(after: pl.DataFrame, dtype: pl.DataType) -> pl.Series:
    return pl.Series([None], dtype=dtype).new_from_index(0, after.height)


def _untyped(
    plan: Plan, frame: pl.DataFrame, after: pl.DataFrame, typed: pl.DataFrame, name: str
) -> pl.DataFrame | None:
    """Return a finding for each value that is of the field's kind, but not of the model's type: 300 is no Int8."""
    column = next(one for one in plan.columns if one.field.name == name)
    rows = (typed[name].is_null() & after[column.name].is_not_null()).arg_true()
    if rows.is_empty():
        return None
    written = after[column.name].gather(rows)
    rows = rows.filter(~column.has_kind_error(written))
    if rows.is_empty():
        return None
    message = message_of("type-error", f"its values are {typed.schema[name]}").replace("{kind}", column.field.kind)
    return _frame(frame, rows, frame[column.name].gather(rows).fill_null(""), column.index, _TYPE_ORDER).with_columns(
        code=pl.lit("type-error"), field=pl.lit(name), message=pl.lit(message)
    )


def _findings(plan: Plan, frame: pl.DataFrame, rows: pl.Series, one: OwnCheck, order: int) -> pl.DataFrame:
    code = "check-warning" if one.check.raise_warning else "check-error"
    if one.column is not None:
        column = next(column for column in plan.columns if column.field.name == one.column)
        values, index = frame[column.name].gather(rows).fill_null(""), column.index
    else:
        cells = pl.concat_str(pl.exclude(RECORD, LINE).fill_null(""), separator=plan.form.dialect.delimiter)
        values, index = excerpts(frame.select(cells.gather(rows)).to_series()), None
    return _frame(frame, rows, values, index, order).with_columns(
        code=pl.lit(code), field=pl.lit(one.column, pl.String), message=pl.lit(_message(code, one.title))
    )


@lru_cache(maxsize=256)
def _message(code: str, title: str) -> str:
    return message_of(code).replace("{check}", title)


def _frame(frame: pl.DataFrame, rows: pl.Series, values: pl.Series, index: int | None, order: int) -> pl.DataFrame:
    return frame.select(pl.col(RECORD, LINE).gather(rows)).with_columns(
        column_index=pl.lit(index, pl.Int32),
        order=pl.lit(order, pl.Int32),
        value=values,
        applied=pl.lit(value=False),
    )
