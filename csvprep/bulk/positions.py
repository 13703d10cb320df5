"""From a chunk's rows back to the input: which record a row was, and on which line that record began.

The input records of a chunk's range are its rows and the rejected records between them, so walking the
two files side by side gives each row its record. Lines are counted the same way, with what fixes took from
or gave to a cell's lines added back, and hold only if the walk ends on the line that the manifest has for the
chunk's last record.
"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import merge
from pathlib import Path

from csvprep.bulk.rows import read_records
from csvprep.cells import count_lines
from csvprep.dialect import Dialect
from csvprep.errors import InputError
from csvprep.manifest import ChunkEntry

REJECTED_NAME = "rejected.csv"
CHANGES_NAME = "changes.csv"


class Passed:
    """Numbers by record, in the order of records, passed over once from front to back."""

    def __init__(self, numbered: Iterator[tuple[int, int]]) -> None:
        self._numbered = numbered
        self._next = next(numbered, None)

    def skip_to(self, record: int) -> None:
        """Pass over all records before this one."""
        while self._next is not None and self._next[0] < record:
            self._next = next(self._numbered, None)

    def take(self, record: int) -> int | None:
        """Return the sum of this record's numbers, and pass over them; None if it has none."""
        total: int | None = None
        while self._next is not None and self._next[0] == record:
            total = (total or 0) + self._next[1]
            self._next = next(self._numbered, None)
        return total


def open_rejected(folder: Path, row_format: Dialect) -> Passed:
    """Return the lines that each record of a run takes which is no row of a chunk: rejected, or joined to another."""
    rejected = ((record, lines) for record, _, lines in _read_numbered(folder / REJECTED_NAME, row_format))
    joined = (
        (record, count_lines(cells[3].encode("utf-8", "surrogateescape")) + 1)
        for record, cells, _ in _read_numbered(folder / CHANGES_NAME, Dialect())
        if len(cells) > 4 and not cells[2] and not cells[4]
    )
    return Passed(merge(rejected, joined))


def open_line_changes(folder: Path) -> Passed:
    """Return how many lines fixes took away from each record of a run."""
    return Passed(
        (record, count_lines(cells[3].encode("utf-8", "surrogateescape")) - cells[4].count("\n"))
        for record, cells, _ in _read_numbered(folder / CHANGES_NAME, Dialect())
        if len(cells) > 4 and any(end in cells[3] + cells[4] for end in "\r\n")
    )


def _read_numbered(path: Path, row_format: Dialect) -> Iterator[tuple[int, list[str], int]]:
    """Yield record number, cells and lines of each row; end early at what can't be one."""
    if not path.exists():
        return
    try:
        rows = read_records(path, row_format)
        next(rows, None)
        for cells, lines in rows:
            number = cells[0].partition(row_format.delimiter)[0]
            if not (number.isascii() and number.isdigit()):
                return
            yield int(number), cells, lines
    except InputError:
        return


class ChunkWalk:
    """Counts records and lines while the rows of one chunk are read in order."""

    def __init__(self, chunk: ChunkEntry, rejected: Passed, line_changes: Passed) -> None:
        self._chunk = chunk
        self._rejected = rejected
        self._line_changes = line_changes
        self._next_record = chunk.first_record
        self._next_line = chunk.first_line
        self._record = self._line = 0
        self._rows = 0
        self._is_regular = chunk.last_line - chunk.first_line == chunk.last_record - chunk.first_record
        rejected.skip_to(chunk.first_record)

    def step(self, lines_taken: int) -> tuple[int, int]:
        """Take the chunk's next row, which takes so many lines; return its record and line as far as counting goes."""
        while (lines := self._rejected.take(self._next_record)) is not None:
            self._next_record += 1
            self._next_line += lines
        self._record, self._line = self._next_record, self._next_line
        self._next_record += 1
        self._line_changes.skip_to(self._record)
        self._next_line += lines_taken + (self._line_changes.take(self._record) or 0)
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
