"""What fixes did to cells, as a table."""

from __future__ import annotations

import polars as pl

from csvprep.frame import LINE, RECORD
from csvprep.shapes import shapes_of

CHANGE_LABELS = ("record", "line", "field", "before", "after", "code")


def change_frame(findings: pl.DataFrame, *, redact: bool = False) -> pl.DataFrame:
    """Return a row for each cell that was fixed; codes that met in one cell are joined by a space.

    Args:
        findings: applied findings of `csvprep.assess.FINDINGS_SCHEMA`.
        redact: give the shapes of values in their place.
    """
    applied = findings.filter(pl.col("applied"))
    record, column = applied[RECORD], applied["column_index"]
    again = ((record == record.shift(1)) & column.eq_missing(column.shift(1))).fill_null(value=False)
    changes = _joined(applied, again) if again.any() else _each(applied)
    return with_shapes(changes) if redact else changes


def _each(applied: pl.DataFrame) -> pl.DataFrame:
    """Return a row for each finding."""
    return applied.select(RECORD, LINE, "field", pl.col("value").alias("before"), pl.col("fix").alias("after"), "code")


def _joined(applied: pl.DataFrame, again: pl.Series) -> pl.DataFrame:
    """Return a row for each cell.

    Args:
        applied: findings in the order of records and columns.
        again: Boolean: whether a finding is of the same cell as the one before it.
    """
    several = again | again.shift(-1, fill_value=False)
    place = pl.int_range(pl.len(), dtype=pl.UInt32).alias("place")
    placed = applied.with_columns(place)
    rows = placed.filter(several).group_by(RECORD, LINE, "column_index", "field", maintain_order=True)
    joined = rows.agg(
        pl.col("value").first(), pl.col("fix").last(), pl.col("code").unique(maintain_order=True).str.join(" "), "place"
    ).with_columns(pl.col("place").list.first())
    alone = placed.filter(~several)
    return _each(pl.concat([alone.select(joined.columns), joined]).sort("place"))


def with_shapes(changes: pl.DataFrame) -> pl.DataFrame:
    """Put the shapes of values in their places."""
    return changes.with_columns(before=shapes_of(changes["before"]), after=shapes_of(changes["after"]))
