"""Each field's cells by what became of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from csvprep.frame import RECORD
from csvprep.pipeline import Judged, is_fatal
from csvprep.plan import Plan
from csvprep.polars_reading import column_name

_NOTED, _FIXED, _REJECTED = 1, 2, 3
_COUNTS = ("fixed", "noted", "rejected", "empty", "seen")


@dataclass(slots=True)
class FieldCells:
    """The cells of one field; each record's is counted once.

    Attributes:
        name: of the field.
        fixed: written otherwise than they came, in an accepted record.
        noted: with a finding that keeps nothing out: a warning, or a fix in a record that is rejected for another cell.
        rejected: with the error that their record is rejected for.
        empty: empty as written, and none of these.
        seen: all cells of records whose shape was right.
    """

    name: str
    fixed: int = 0
    noted: int = 0
    rejected: int = 0
    empty: int = 0
    seen: int = 0

    @property
    def clean(self) -> int:
        """Cells that hold something good, as it came."""
        return self.seen - self.fixed - self.noted - self.rejected - self.empty


class CellCounts:
    """Counts of all fields that a file has a column for, in the columns' order."""

    def __init__(self, plan: Plan, *, strict: bool) -> None:
        self._by_column = {column.index: FieldCells(column.field.name) for column in plan.file_columns}
        self._fatal = is_fatal(plan.policy, strict=strict, kept=plan.kept_fields)

    @property
    def fields(self) -> list[FieldCells]:
        """The counts, a field each."""
        return list(self._by_column.values())

    def merge(self, fields: Iterable[FieldCells]) -> None:
        """Add the counts of other records of the file, a field each."""
        for mine, one in zip(self.fields, fields, strict=True):
            for name in _COUNTS:
                setattr(mine, name, getattr(mine, name) + getattr(one, name))

    def add(self, judged: Judged) -> None:
        """Count the cells of a block."""
        touched = _touched(judged, self._fatal)
        written = judged.written
        empties = _count_empty(written, list(self._by_column)) if written.height and self._by_column else {}
        for column, counts in self._by_column.items():
            counts.seen += written.height
            if empties.get(column):
                counts.empty += empties[column]
                if touched is not None:
                    records = touched.filter(pl.col("column_index") == column)[RECORD]
                    counts.empty -= _empty_among(written, column, records)
        if touched is not None:
            self._add_touched(touched, written)

    def _add_touched(self, touched: pl.DataFrame, written: pl.DataFrame) -> None:
        is_in = pl.col(RECORD).is_in(written[RECORD].implode())
        shaped = touched if _all_shaped(touched, written) else touched.filter(is_in)
        for column, rank, count in shaped.group_by("column_index", "rank").len().iter_rows():
            counts = self._by_column.get(column)
            if counts is None:
                continue
            if rank == _REJECTED:
                counts.rejected += count
            elif rank == _FIXED:
                counts.fixed += count
            else:
                counts.noted += count


def _touched(judged: Judged, fatal: pl.Expr) -> pl.DataFrame | None:
    """Return `record`, `column_index` and `rank` of each cell that has a finding, by its weightiest one."""
    findings = judged.findings
    if findings.is_empty():
        return None
    of_cells = findings.filter(pl.col("column_index").is_not_null())
    others = (~of_cells["applied"] | of_cells["rejected"]).arg_true()
    ranks = of_cells[others].select(pl.when(fatal).then(_REJECTED).otherwise(_NOTED)).to_series()
    rank = pl.repeat(_FIXED, of_cells.height, dtype=pl.Int32, eager=True).scatter(others, ranks.cast(pl.Int32))
    found = of_cells.select(RECORD, "column_index", rank.alias("rank"))
    record, column = found[RECORD], found["column_index"]
    again = (record == record.shift(1)) & (column == column.shift(1))
    if again.any():
        found = found.group_by(RECORD, "column_index").agg(pl.col("rank").max())
    return found


def _all_shaped(touched: pl.DataFrame, written: pl.DataFrame) -> bool:
    """Say whether the block has no record of another shape, quickly: its numbers leave no gap."""
    record = written[RECORD]
    if record.is_empty():
        return False
    first, last = record[0], record[-1]
    least, most = touched[RECORD].min(), touched[RECORD].max()
    is_dense = last - first + 1 == record.len()
    return is_dense and isinstance(least, int) and isinstance(most, int) and first <= least and most <= last


def _count_empty(written: pl.DataFrame, columns: list[int]) -> dict[int, int]:
    cells = [pl.col(column_name(index)) for index in columns]
    row = written.select(cell.null_count() + (cell == "").sum() for cell in cells).row(0)
    return dict(zip(columns, row, strict=True))


def _empty_among(written: pl.DataFrame, column: int, records: pl.Series) -> int:
    """Count the records, of those given, whose written cell is empty."""
    if records.is_empty():
        return 0
    name = column_name(column)
    empty = written.lazy().filter(pl.col(name).is_null() | (pl.col(name) == "")).select(RECORD).collect()[RECORD]
    return int(empty.is_in(records.implode()).sum())
