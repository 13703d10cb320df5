"""Cut a run of records where a limit is reached."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right

from csvprep.lines import LF, STRETCH, count_by_stretch
from csvprep.records import Run

_NEAR = 4096
"""Bytes in which lines are looked for one by one."""


class Cutter:
    """Says how far the records of a run go within limits, run through from its beginning.

    Args:
        run: its records, where no quote stands in them, are lines: counting them is faster than cutting them apart.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self._ends = None if run.is_lines else run.record_ends()
        self._lines = (run.lines or count_by_stretch(run.data)) if run.is_lines else array("Q")

    def fit(self, done: int, offset: int, most_records: int, most_bytes: int) -> tuple[int, int]:
        """Return how far records may go on that are not too many, and together not too long.

        Args:
            done: how many records of the run are behind.
            offset: in bytes, after them.
            most_records: at least 1.
            most_bytes: that they may have.

        Returns:
            The index after the last record that fits, and the offset after it; `done` and `offset`: not one fits.
        """
        run, ends = self._run, self._ends
        limit = min(len(run.data), offset + most_bytes)
        if ends is None:
            return self._fit_lines(done, offset, most_records, limit)
        until = bisect_right(ends, limit, done, min(run.records, done + most_records))
        return until, ends[until - 1] if until > done else offset

    def _fit_lines(self, done: int, offset: int, most_lines: int, limit: int) -> tuple[int, int]:
        """Do the same where records are lines; `limit`: the offset that they may not go beyond."""
        data, records = self._run.data, self._run.records
        if limit == len(data) and records - done <= most_lines:
            return records, limit
        until = min(done + most_lines, self._lines_before(limit))
        if until == done + most_lines:
            return until, self._end_of_line(until)
        return until, data.rfind(LF, offset, limit) + 1 or offset

    def _lines_before(self, offset: int) -> int:
        """Return how many line feeds there are before an offset."""
        whole = offset // STRETCH
        counted = self._lines[whole - 1] if whole else 0
        return counted + self._run.data.count(LF, whole * STRETCH, offset)

    def _end_of_line(self, number: int) -> int:
        """Return the offset after a line (1-based)."""
        data, stretch = self._run.data, bisect_left(self._lines, number)
        low = stretch * STRETCH
        high = min(len(data), low + STRETCH)
        left = number - (self._lines[stretch - 1] if stretch else 0)
        while high - low > _NEAR:
            middle = (low + high) // 2
            lines = data.count(LF, low, middle)
            low, high, left = (low, middle, left) if lines >= left else (middle, high, left - lines)
        for _ in range(left):
            low = data.index(LF, low) + 1
        return low
