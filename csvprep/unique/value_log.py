"""The values of an index and where they stand, on disk, in the order of their numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import polars as pl

from csvprep.unique.raw import SpillFile, from_bytes, to_bytes

KNOWN_SCHEMA = pl.Schema({"needle": pl.UInt32, "record": pl.Int64, "line": pl.Int64})
_ROW_BYTES = 24


@dataclass(frozen=True, slots=True)
class LogEntries:
    """Values as the log has them.

    Attributes:
        height: how many.
        rows: of each three integers: where it ends in `values`, its record, its line. Before them a row of zeros.
        values: one after the other, in UTF-8.
    """

    height: int
    rows: bytes
    values: bytes

    @classmethod
    def of(cls, distinct: pl.DataFrame) -> Self:
        """Write `value`, `record` and `line` of a frame."""
        end = pl.col("value").str.len_bytes().cast(pl.Int64).cum_sum()
        rows = to_bytes(distinct.select(pl.concat_arr(end, "record", "line").explode()).to_series())
        return cls(distinct.height, bytes(_ROW_BYTES) + rows, distinct["value"].str.join("").item().encode("utf-8"))


class ValueLog:
    """What is appended gets the next numbers, counted from 0.

    Args:
        rows: an empty file.
        values: an empty file.
    """

    def __init__(self, rows: SpillFile, values: SpillFile) -> None:
        self._rows, self._values = rows, values
        self._firsts: list[int] = []  # of each append, the number of its first value
        self._starts: list[int] = []  # and where that begins
        self.height = 0

    def append(self, entries: LogEntries) -> None:
        """Write values."""
        self._firsts.append(self.height)
        self._starts.append(self._values.size_bytes)
        self._rows.append(entries.rows)
        self._values.append(entries.values)
        self.height += entries.height

    def decide(self, values: pl.Series, pairs: pl.DataFrame) -> pl.DataFrame:
        """Return which pairs are equal: the needle, and record and line of the value that is there already.

        Args:
            values: String; a needle is an index in it.
            pairs: `needle` and `number` of values whose hashes are equal.
        """
        if pairs.is_empty():
            return KNOWN_SCHEMA.to_frame()
        appended = pl.Series(self._firsts).search_sorted(pairs["number"], side="right") - 1
        offset = (pairs["number"] + appended.cast(pl.Int64)) * _ROW_BYTES
        two_rows = from_bytes(self._rows.read(offset, 2 * _ROW_BYTES), pl.Int64).reshape((-1, 6)).arr
        start, end = two_rows.get(0), two_rows.get(3)
        there = self._values.read(start + pl.Series(self._starts)[appended], end - start)
        needle = pairs["needle"]
        equal = pl.Series(there, dtype=pl.Binary) == values[needle].cast(pl.Binary)
        return pl.DataFrame({"needle": needle, "record": two_rows.get(4), "line": two_rows.get(5)}).filter(equal)
