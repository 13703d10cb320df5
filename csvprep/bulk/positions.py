"""From a chunk's rows back to the input: which record a row was, and on which line that record began.

The input records of a chunk's range are its rows and the rejected records between them, so walking the
two files side by side gives each row its record. Lines are counted the same way, by the line ends inside
cells, and hold only if the walk ends on the line that the manifest has for the chunk's last record.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from csvprep.bulk.rows import RowFormat, count_lines, read_rows
from csvprep.manifest import ChunkEntry

REJECTED_NAME = "rejected.csv"
_LEADING_COLUMNS = 3


class RejectedRecords:
    """The rejected records of a run, passed over once from front to back while its chunks are."""

    def __init__(self, folder: Path, row_format: RowFormat) -> None:
        path = folder / REJECTED_NAME
        self._rows = _read_rejected(path, row_format) if path.exists() else iter(())
        self._next = next(self._rows, None)

    def skip_to(self, record: int) -> None:
        """Pass over all records before this one."""
        while self._next is not None and self._next[0] < record:
            self._advance()

    def take(self, record: int) -> int | None:
        """Return the lines of this record if it was rejected, and pass over it; None if it wasn't."""
        if self._next is None or self._next[0] != record:
            return None
        lines = self._next[1]
        self._advance()
        return lines

    def _advance(self) -> None:
        self._next = next(self._rows, None)


class ChunkWalk:
    """Counts records and lines while the rows of one chunk are read in order."""

    def __init__(self, chunk: ChunkEntry, rejected: RejectedRecords) -> None:
        self._chunk = chunk
        self._rejected = rejected
        self._next_record = chunk.first_record
        self._next_line = chunk.first_line
        self._record = self._line = 0
        self._rows = 0
        self._is_regular = chunk.last_line - chunk.first_line == chunk.last_record - chunk.first_record
        rejected.skip_to(chunk.first_record)

    def step(self, cells: list[str]) -> tuple[int, int]:
        """Take the chunk's next row; return its record and line as far as counting goes."""
        while (lines := self._rejected.take(self._next_record)) is not None:
            self._next_record += 1
            self._next_line += lines
        self._record, self._line = self._next_record, self._next_line
        self._next_record += 1
        self._next_line += 1 if self._is_regular else count_lines(cells)
        self._rows += 1
        if self._is_regular:
            self._line = self._chunk.first_line + self._record - self._chunk.first_record
        return self._record, self._line

    @property
    def records_hold(self) -> bool:
        """Whether the walk, now at its end, agrees with the manifest on the records."""
        return self._rows == self._chunk.records and self._record == self._chunk.last_record

    @property
    def lines_hold(self) -> bool:
        """Whether it agrees on the lines as well."""
        return self.records_hold and self._line == self._chunk.last_line


def _read_rejected(path: Path, row_format: RowFormat) -> Iterator[tuple[int, int]]:
    """Yield record and number of lines of each rejected record; end early at what can't be one."""
    try:
        rows = read_rows(path, row_format)
        next(rows, None)
        for row in rows:
            if not (row[0].isascii() and row[0].isdigit()):
                return
            yield int(row[0]), count_lines(row[_LEADING_COLUMNS:])
    except (OSError, csv.Error):
        return
