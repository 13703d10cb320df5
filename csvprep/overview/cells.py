"""Each field's cells by what became of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from csvprep.frame import RECORD
from csvprep.pipeline import Judged, is_fatal
from csvprep.plan import Plan
from csvprep.polars_reading import column_name
from csvprep.series import is_missing

_NOTED, _FIXED, _REJECTED = 1, 2, 3
_IS_OF_CELL = pl.col("column_index").is_not_null()
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

    def count(self, rank: int, cells: int) -> None:
        """Count cells that have a finding, by how their weightiest one weighs."""
        if rank == _REJECTED:
            self.rejected += cells
        elif rank == _FIXED:
            self.fixed += cells
        else:
            self.noted += cells

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

    def add(self, judged: Judged, groups: pl.DataFrame) -> None:
        """Count the cells of a block.

        Args:
            judged: what became of it.
            groups: its findings by code, field, column and fate, see `csvprep.summary.group_findings`.
        """
        written = judged.written
        findings = judged.findings
        of_cells = findings if not findings["column_index"].null_count() else findings.filter(_IS_OF_CELL)
        for column, counts in self._by_column.items():
            counts.seen += written.height
            empty = written[column_name(column)].null_count()
            if empty:
                records = of_cells[RECORD].filter(of_cells["column_index"] == column)
                counts.empty += empty - _empty_among(written, column, records)
        if of_cells.is_empty():
            return
        if _is_once_each(of_cells) and _all_shaped(of_cells, written):
            ranked = groups.filter(_IS_OF_CELL).select("column_index", _rank(self._fatal), "len")
        else:
            ranked = _by_rank(of_cells, written, self._fatal)
        for column, rank, count in ranked.iter_rows():
            if column in self._by_column:
                self._by_column[column].count(rank, count)


def _rank(fatal: pl.Expr) -> pl.Expr:
    """Return how a finding weighs."""
    left = pl.when(fatal).then(pl.lit(_REJECTED)).otherwise(pl.lit(_NOTED))
    return pl.when(pl.col("applied") & ~pl.col("rejected")).then(pl.lit(_FIXED)).otherwise(left).alias("rank")


def _is_once_each(of_cells: pl.DataFrame) -> bool:
    """Say whether no cell has several findings."""
    record, column = pl.col(RECORD), pl.col("column_index")
    again = (record == record.shift(1)) & (column == column.shift(1))
    return not of_cells.select_seq(again.any()).item()


def _by_rank(of_cells: pl.DataFrame, written: pl.DataFrame, fatal: pl.Expr) -> pl.DataFrame:
    """Return `column_index`, `rank` (of the weightiest finding) and `len`: how many cells."""
    shaped = of_cells.filter(pl.col(RECORD).is_in(written[RECORD].implode()))
    ranked = shaped.select(RECORD, "column_index", _rank(fatal))
    return ranked.group_by(RECORD, "column_index").agg(pl.col("rank").max()).group_by("column_index", "rank").len()


def _all_shaped(of_cells: pl.DataFrame, written: pl.DataFrame) -> bool:
    """Say whether the block has no record of another shape, quickly: its numbers leave no gap."""
    record = written[RECORD]
    if record.is_empty():
        return False
    first, last = record[0], record[-1]
    least, most = of_cells[RECORD].min(), of_cells[RECORD].max()
    is_dense = last - first + 1 == record.len()
    return is_dense and isinstance(least, int) and isinstance(most, int) and first <= least and most <= last


def _empty_among(written: pl.DataFrame, column: int, records: pl.Series) -> int:
    """Count the records, of those given, whose written cell is empty."""
    if records.is_empty():
        return 0
    empty = written[RECORD].filter(is_missing(written[column_name(column)]))
    return int(empty.is_in(records.implode()).sum())
