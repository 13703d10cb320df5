"""Cut a run of records where a limit is reached."""

from __future__ import annotations

from bisect import bisect_right

from csvprep.records import LF, Run

_NEAR = 4096
"""Bytes in which lines are looked for one by one."""

_PART = 16
"""A step towards a line leaves out at least such a part of the bytes."""


class Cutter:
    """Says how far the records of a run go within limits, run through from its beginning.

    Args:
        run: its records, where no quote stands in them, are lines: counting them is faster than cutting them apart.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self._ends = None if run.is_lines else run.record_ends()

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
        ends, run = self._ends, self._run
        if ends is None:
            if run.records - done <= most_records and len(run.data) - offset <= most_bytes:
                return run.records, len(run.data)
            likely = most_records * len(run.data) // run.records
            lines, end = _fit_lines(run.data, offset, most_records, most_bytes, likely)
            return done + lines, end
        until = bisect_right(ends, offset + most_bytes, done, min(self._run.records, done + most_records))
        return until, ends[until - 1] if until > done else offset


def _fit_lines(data: bytes, offset: int, most_lines: int, most_bytes: int, likely: int) -> tuple[int, int]:
    """Return how many lines fit, and the offset after them; `likely`: the bytes of as many as may be.

    No more bytes are looked at than about twice theirs.
    """
    limit = min(len(data), offset + most_bytes)
    low, count, step = offset, 0, max(_NEAR, likely)
    while low < limit:
        high = min(limit, low + step)
        lines = data.count(LF, low, high)
        if count + lines >= most_lines:
            return most_lines, _end_of_line(data, (low, high), most_lines - count, lines)
        low, count, step = high, count + lines, max(_NEAR, step // _PART)
    if limit == len(data):
        return count + (limit > offset and not data.endswith(LF)), limit
    return count, data.rfind(LF, offset, limit) + 1 or offset


def _end_of_line(data: bytes, between: tuple[int, int], number: int, lines: int) -> int:
    """Return the offset after the line of a number (1-based) among so many that end between two offsets."""
    low, high = between
    while high - low > _NEAR:
        least = (high - low) // _PART
        middle = min(max(low + (high - low) * number // lines, low + least), high - least)
        is_low = middle - low < high - middle
        before = data.count(LF, low, middle) if is_low else lines - data.count(LF, middle, high)
        if before >= number:
            high, lines = middle, before
        else:
            low, number, lines = middle, number - before, lines - before
    for _ in range(number):
        low = data.index(LF, low) + 1
    return low
