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
    rows = applied.group_by(RECORD, LINE, "column_index", "field", maintain_order=True).agg(
        pl.col("value").first().alias("before"),
        pl.col("fix").last().alias("after"),
        pl.col("code").unique(maintain_order=True).str.join(" "),
    )
    changes = rows.select(CHANGE_LABELS)
    return with_shapes(changes) if redact else changes


def with_shapes(changes: pl.DataFrame) -> pl.DataFrame:
    """Put the shapes of values in their places."""
    return changes.with_columns(before=shapes_of(changes["before"]), after=shapes_of(changes["after"]))
