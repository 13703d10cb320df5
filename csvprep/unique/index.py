"""Which values of a block earlier blocks have."""

from __future__ import annotations

from types import TracebackType
from typing import Self

import polars as pl

from csvprep.errors import OutputError
from csvprep.unique.block import KeyBlock
from csvprep.unique.hash_filter import filter_bits
from csvprep.unique.raw import SpillFile
from csvprep.unique.runs import Needles, OpenRun, SealedRuns
from csvprep.unique.value_log import LogEntries, ValueLog

DUPLICATES_SCHEMA = pl.Schema({"row": pl.UInt32, "record": pl.Int64, "line": pl.Int64})
DEFAULT_MEMORY_BYTES = 64 * 2**20
_BYTES_A_HASH = 14  # in the open run: 12, and 2 of its filter


class UniqueIndex:
    """The values of one key seen so far. Use it as a context manager: it owns temporary files.

    Args:
        memory_bytes: what the latest values may take; earlier ones take little more than two bytes each, and
            room on disk.

    Raises:
        OutputError: there is no room for temporary files.
    """

    def __init__(self, memory_bytes: int = DEFAULT_MEMORY_BYTES) -> None:
        self._capacity: int = 1 << max(0, (memory_bytes // _BYTES_A_HASH).bit_length() - 1)
        self._filter_bits = filter_bits(self._capacity)
        self._files: list[SpillFile] = []
        try:
            for _ in range(4):
                self._files.append(SpillFile())
        except OSError as error:
            self._close()
            raise _no_room(error) from None
        hashes, order, rows, values = self._files
        self._sealed = SealedRuns(hashes, order, self._capacity)
        self._log = ValueLog(rows, values)
        self._open = OpenRun(0, self._capacity)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._close()

    def _close(self) -> None:
        for file in self._files:
            file.close()

    def add(self, block: KeyBlock) -> pl.DataFrame:
        """Take in the next block; return the rows whose values were there before, in the order of rows.

        Returns:
            A frame of DUPLICATES_SCHEMA: the row of the block, and record and line of the first one with its value.

        Raises:
            OutputError: the temporary files can't be written.
        """
        try:
            known = self._take_in(block)
        except OSError as error:
            raise _no_room(error) from None
        return _duplicates(block, known)

    def find_missing(self, block: KeyBlock) -> pl.Series:
        """Return the rows (UInt32, ascending) of a block whose values are not there; nothing is taken in.

        Raises:
            OutputError: the temporary files can't be read.
        """
        distinct = block.distinct
        needles = Needles(distinct["hash"], self._filter_bits)
        try:
            known = self._known(distinct, needles)["needle"]
        except OSError as error:
            raise _no_room(error) from None
        is_new = pl.repeat(value=True, n=distinct.height, dtype=pl.Boolean, eager=True)
        is_new.scatter(known, False)  # noqa: FBT003 - what they are
        again = block.repeated.filter(is_new[block.repeated["first"]])["row"]
        return pl.concat([distinct["row"].filter(is_new), again]).sort()

    def _known(self, distinct: pl.DataFrame, needles: Needles) -> pl.DataFrame:
        """Return which values are there: `needle` (the index of the value), `record`, `line`."""
        pairs = pl.concat([self._sealed.find(needles), self._open.find(needles)])
        return self._log.decide(distinct["value"], pairs)

    def _take_in(self, block: KeyBlock) -> pl.DataFrame:
        """Note the new values; return the others: `needle` (the index of the value), `record`, `line`."""
        distinct, entries = block.distinct, block.entries
        needles = Needles(distinct["hash"], self._filter_bits)
        known = self._known(distinct, needles)
        if not known.is_empty():
            is_new = pl.repeat(value=True, n=distinct.height, dtype=pl.Boolean, eager=True)
            is_new.scatter(known["needle"], False)  # noqa: FBT003 - what they are
            entries = LogEntries.of(distinct.filter(is_new))
            needles = needles.filter(is_new)
        if entries.height:
            self._note(needles, entries)
        return known

    def _note(self, needles: Needles, entries: LogEntries) -> None:
        if self._open.height and self._open.height + entries.height > self._capacity:
            self._sealed.seal(self._open)
            self._open = OpenRun(self._log.height, self._capacity)
        self._open.add(needles)
        self._log.append(entries)


def _duplicates(block: KeyBlock, known: pl.DataFrame) -> pl.DataFrame:
    if known.is_empty() and block.repeated.is_empty():
        return DUPLICATES_SCHEMA.to_frame()
    needle, distinct = known["needle"], block.distinct
    found = known.select(distinct["row"][needle], "record", "line")
    if not block.repeated.is_empty():
        first = block.repeated["first"]
        record = distinct["record"].clone().scatter(needle, known["record"])[first]
        line = distinct["line"].clone().scatter(needle, known["line"])[first]
        found.extend(block.repeated.select("row", record, line))
    return found.sort("row")


def _no_room(error: OSError) -> OutputError:
    return OutputError(
        f"the folder for temporary files can't be written: {error.strerror or error}; name one with room in TMPDIR"
    )
