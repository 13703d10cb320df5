"""Exact uniqueness over any number of records, with 16 bytes of memory a value.

A 64-bit hash proposes and the values decide. Hashes are kept in sorted runs that are merged as they grow (a
log-structured merge), each with the offset of its value in a temporary file; only values whose hashes meet are read
back from it. Polars computes the hashes, so they hold within one process only, which is all they have to.
"""

from __future__ import annotations

import tempfile
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import BinaryIO, Self

import polars as pl

from csvprep.errors import OutputError

_MERGE_FACTOR = 4


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A value that an earlier record has too.

    Attributes:
        row: 0-based row of the frame it was found in.
        record, line: where the first record with the value stands.
    """

    row: int
    record: int
    line: int


def _no_room(error: OSError) -> OutputError:
    return OutputError(
        f"the folder for temporary files can't be written: {error.strerror or error}; name one with room in TMPDIR"
    )


class UniqueIndex:
    """The values of one key seen so far. Use it as a context manager: it owns a temporary file."""

    def __init__(self) -> None:
        self._runs: list[pl.DataFrame] = []
        try:
            self._log: BinaryIO = tempfile.TemporaryFile(prefix="csvprep-unique-")  # noqa: SIM115 - closed by __exit__
        except OSError as error:
            raise _no_room(error) from None
        self._log_bytes = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        with suppress(OSError):
            self._log.close()

    def add(self, values: pl.Series, records: pl.Series, lines: pl.Series) -> list[Duplicate]:
        """Take in one more block of values; return those that were there before, in the order of rows.

        Args:
            values: String; null values don't take part.
            records: Int64, of the same height: the record of each value.
            lines: Int64, of the same height: the line of each value.

        Raises:
            OutputError: the temporary file can't be written.
        """
        try:
            return self._take_in(values, records, lines)
        except OSError as error:
            raise _no_room(error) from None

    def _take_in(self, values: pl.Series, records: pl.Series, lines: pl.Series) -> list[Duplicate]:
        frame = pl.DataFrame({"value": values, "record": records, "line": lines}).with_row_index("row")
        frame = frame.filter(pl.col("value").is_not_null()).with_columns(pl.col("value").hash().alias("hash"))
        first = frame.unique("value", keep="first", maintain_order=True)
        within = self._within(frame, first) if first.height < frame.height else []
        earlier = self._earlier(first)
        if earlier:
            known = {duplicate.row: duplicate for duplicate in earlier}
            leading = dict(first.select("value", "row").iter_rows()) if within else {}
            texts = dict(frame.select("row", "value").iter_rows()) if within else {}
            within = [
                Duplicate(one.row, known[lead].record, known[lead].line) if lead in known else one
                for one in within
                for lead in (leading[texts[one.row]],)
            ]
            first = first.filter(~pl.col("row").is_in(pl.Series(list(known), dtype=pl.UInt32).implode()))
        self._append(first)
        return sorted([*within, *earlier], key=lambda duplicate: duplicate.row)

    def _within(self, frame: pl.DataFrame, first: pl.DataFrame) -> list[Duplicate]:
        """Return the values that stand twice in one block."""
        later = frame.join(first.select("row"), on="row", how="anti")
        paired = later.join(first, on="value", how="left", suffix="_first", maintain_order="left")
        return [Duplicate(*row) for row in paired.select("row", "record_first", "line_first").iter_rows()]

    def _earlier(self, first: pl.DataFrame) -> list[Duplicate]:
        """Return the values that an earlier block holds."""
        found: dict[int, Duplicate] = {}
        ordered = first.select("row", "value", "hash").sort("hash")
        for run in self._runs:
            low = run["hash"].search_sorted(ordered["hash"], side="left")
            there = run["hash"].gather(low.clip(upper_bound=run.height - 1)) == ordered["hash"]
            meeting = ordered.with_columns(low=low).filter(there)
            if meeting.is_empty():
                continue
            meeting = meeting.with_columns(high=run["hash"].search_sorted(meeting["hash"], side="right"))
            candidates = meeting.with_columns(pl.int_ranges("low", "high").alias("index")).explode("index")
            offsets = run["offset"].gather(candidates["index"])
            for row, value, offset in zip(candidates["row"], candidates["value"], offsets, strict=True):
                text, record, line = self._read(offset)
                if text == value:
                    found[row] = Duplicate(row, record, line)
        return list(found.values())

    def _read(self, offset: int) -> tuple[str, int, int]:
        self._log.seek(offset)
        size, record, line = self._log.readline().split()
        return self._log.read(int(size)).decode("utf-8"), int(record), int(line)

    def _append(self, first: pl.DataFrame) -> None:
        """Write new values to the log and their hashes to a run of their own."""
        if first.is_empty():
            return
        size = pl.col("value").str.len_bytes()
        entries = first.select(
            "hash", pl.format("{} {} {}\n{}", size, "record", "line", "value").alias("entry")
        ).with_columns(pl.col("entry").str.len_bytes().cast(pl.UInt64).alias("size"))
        offsets = entries.select("hash", (pl.col("size").cum_sum() - pl.col("size") + self._log_bytes).alias("offset"))
        data = entries.select(pl.col("entry").str.join("")).item().encode("utf-8")
        self._log.seek(self._log_bytes)
        self._log.write(data)
        self._log_bytes += len(data)
        self._runs.append(offsets.sort("hash"))
        self._merge()

    def _merge(self) -> None:
        """Merge runs until each is several times as long as the one after it."""
        while len(self._runs) > 1 and self._runs[-2].height < _MERGE_FACTOR * self._runs[-1].height:
            last, before = self._runs.pop(), self._runs.pop()
            self._runs.append(before.merge_sorted(last, key="hash"))
