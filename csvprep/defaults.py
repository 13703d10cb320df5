"""Empty cells filled with what their fields have as default."""

from __future__ import annotations

import polars as pl

from csvprep.checks import Column
from csvprep.plan import Plan


def empty_cells(plan: Plan, after: pl.DataFrame) -> list[tuple[Column, pl.Series]]:
    """Return the rows (UInt32) of each column in which its field's default goes; no record is filled that is blank.

    Args:
        plan: the schema, bound.
        after: the cells as they are written, without defaults.
    """
    columns = [column for column in plan.columns if column.field.settings.default]
    if not columns:
        return []
    names = [name for name, _ in plan.output_columns]
    filled = after.select(pl.any_horizontal(pl.col(name).is_not_null() for name in names)).to_series()
    rows = ((column, (after[column.name].is_null() & filled).arg_true()) for column in columns)
    return [(column, where) for column, where in rows if len(where)]
