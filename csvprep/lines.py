"""Bytes cut into lines, and lines into records, where no look at cells is needed."""

from __future__ import annotations

from array import array
from itertools import accumulate

LF = b"\n"
STRETCH = 2**16
"""Bytes of which line feeds are counted together."""
_MANY_LINES = 8


def count_by_stretch(data: bytes) -> array[int]:
    """Return how many line feeds there are up to the end of each STRETCH."""
    starts = range(0, len(data), STRETCH)
    return array("Q", accumulate(data.count(LF, start, start + STRETCH) for start in starts))


def split_regular(data: bytes, quote: bytes, count: int) -> list[bytes]:
    """Cut so many regular masked records apart, each with its line end."""
    if not quote or quote not in data:
        return _split_lines(data)
    if data.count(LF) > _MANY_LINES * count:
        return _split_long(data, quote)
    lines = _split_lines(data)
    records: list[bytes] = []
    pending: list[bytes] = []
    odd = False
    for line in lines:
        odd ^= line.count(quote) % 2 == 1
        if odd or pending:
            pending.append(line)
        if odd:
            continue
        records.append(b"".join(pending) if pending else line)
        pending.clear()
    if pending:
        records.append(b"".join(pending))
    return records


def _split_long(data: bytes, quote: bytes) -> list[bytes]:
    """Cut regular masked data whose records span many lines, without cutting those lines."""
    records: list[bytes] = []
    start = position = 0
    while start < len(data):
        end = data.find(LF, position) + 1 or len(data)
        opened = data.find(quote, position, end)
        if opened >= 0:
            position = data.find(quote, opened + 1) + 1
            continue
        records.append(data[start:end])
        start = position = end
    return records


def _split_lines(data: bytes) -> list[bytes]:
    """Cut bytes after each line feed."""
    if b"\r" not in data:
        return data.splitlines(keepends=True)
    *lines, last = data.split(LF)
    kept = [line + LF for line in lines]
    return [*kept, last] if last else kept
