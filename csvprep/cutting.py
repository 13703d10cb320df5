"""Cut a run of records where a limit is reached."""

from __future__ import annotations

from bisect import bisect_right

from csvprep.records import LF, Run


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
        ends = self._ends
        if ends is None:
            lines, end = _fit_lines(self._run.data, offset, most_records, most_bytes)
            return done + lines, end
        until = bisect_right(ends, offset + most_bytes, done, min(self._run.records, done + most_records))
        return until, ends[until - 1] if until > done else offset


def _fit_lines(data: bytes, offset: int, most_lines: int, most_bytes: int) -> tuple[int, int]:
    """Return how many lines fit, and the offset after them; no more bytes are looked at than about twice theirs."""
    limit = min(len(data), offset + most_bytes)
    low, count, step = offset, 0, max(4096, 64 * most_lines)
    while low < limit:
        high = min(limit, low + step)
        lines = data.count(LF, low, high)
        if count + lines >= most_lines:
            return most_lines, _end_of_line(data, low, high, most_lines - count)
        low, count, step = high, count + lines, 2 * step
    if limit == len(data):
        return count + (limit > offset and not data.endswith(LF)), limit
    return count, data.rfind(LF, offset, limit) + 1 or offset


def _end_of_line(data: bytes, low: int, high: int, number: int) -> int:
    """Return the offset after the line of a number (1-based) that ends between two offsets."""
    before = 0
    while high - low > 1:
        middle = (low + high) // 2
        count = data.count(LF, low, middle)
        if before + count >= number:
            high = middle
        else:
            low, before = middle, before + count
    return high
