r"""Where records begin and end in bytes: the arithmetic below every other module.

A record ends at a line feed (or carriage return and line feed) outside quoted cells. A quoted cell begins with a
quote right at the start of the cell, doubles the quotes inside, and is followed by a delimiter or a line end
(RFC 4180). A quote anywhere else is an ordinary character. A cell that begins with a quote and doesn't end so is
broken: its record ends at the first line end after the cell's beginning, so that one stray quote never takes the
rest of the file with it.

Bytes whose quotes all stand where RFC 4180 wants them are called regular. For them a record end is a line feed
with an even number of quotes before it, which counting finds at the speed of memory; only other bytes are
scanned record by record.
"""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise

from csvprep.dialect import QUOTE

LF = b"\n"
_QUOTED = re.compile(rb'"[^"]*+(?:""[^"]*+)*+"')


@dataclass(frozen=True, slots=True)
class Run:
    """A record-aligned run of bytes.

    Attributes:
        data: whole records; only the last one of a file may lack its line end.
        records: how many.
        delimiters: how many delimiters stand outside quoted cells; -1 where `ends` is given.
        ends: offset after each record, for data that is not regular; None for regular data.
    """

    data: bytes
    records: int
    delimiters: int = -1
    ends: array[int] | None = None

    def raw_records(self) -> list[bytes]:
        """Return each record's bytes with its line end."""
        if self.ends is not None:
            return [self.data[start:end] for start, end in pairwise([0, *self.ends])]
        return _split_regular(self.data)

    def record_ends(self) -> array[int]:
        """Return the offset after each record."""
        return self.ends if self.ends is not None else _ends_of(_split_regular(self.data))

    def first_record(self) -> bytes:
        """Return the bytes of the first record with its line end."""
        if self.ends is not None:
            return self.data[: self.ends[0]]
        quoted = QUOTE in self.data
        return _split_regular(self.data)[0] if quoted else self.data[: self.data.find(LF) + 1] or self.data


def _ends_of(raw_records: list[bytes]) -> array[int]:
    return array("Q", accumulate(map(len, raw_records)))


def _split_regular(data: bytes) -> list[bytes]:
    """Cut regular data into records, each with its line end."""
    lines = _split_lines(data)
    if QUOTE not in data:
        return lines
    records: list[bytes] = []
    pending: list[bytes] = []
    odd = False
    for line in lines:
        odd ^= line.count(QUOTE) % 2 == 1
        if odd or pending:
            pending.append(line)
        if odd:
            continue
        records.append(b"".join(pending) if pending else line)
        pending.clear()
    if pending:
        records.append(b"".join(pending))
    return records


def _split_lines(data: bytes) -> list[bytes]:
    """Cut bytes after each line feed; a carriage return alone doesn't end a line."""
    if b"\r" not in data:
        return data.splitlines(keepends=True)
    *lines, last = data.split(LF)
    kept = [line + LF for line in lines]
    return [*kept, last] if last else kept


def find_run(data: bytes, delimiter: bytes, *, final: bool, max_record_bytes: int) -> Run | None:
    """Return the longest run of whole records at the start of `data`; None when not one record is whole.

    A record longer than `max_record_bytes` counts as not whole, however many bytes are there.

    Args:
        data: bytes that begin with a record.
        delimiter: one byte.
        final: no more bytes follow, so the last record is whole without a line end.
        max_record_bytes: a quoted cell that isn't closed within so many bytes of its record's start is broken.
    """
    if len(data) <= max_record_bytes:
        run = _find_regular(data, delimiter, final=final)
        if run is not None:
            return run if run.data else None
    return _scan(data, delimiter, final=final, max_record_bytes=max_record_bytes)


def _find_regular(data: bytes, delimiter: bytes, *, final: bool) -> Run | None:
    """Return the run when it is regular, an empty run when no record is whole, None when it is not regular."""
    if QUOTE not in data:
        body = data if final else data[: data.rfind(LF) + 1]
        return _counted(body, body, delimiter)
    pieces = data.split(QUOTE)
    if final:
        if len(pieces) % 2 == 0:
            return None
        body, outside = data, QUOTE.join(pieces[::2])
    else:
        index, body = _last_outside_line_end(data, pieces)
        if not body:
            opened = [b""] if len(pieces) % 2 == 0 else []
            return None if _is_irregular(delimiter, QUOTE.join([*pieces[::2], *opened])) else Run(b"", 0)
        kept = pieces[: index + 1 : 2]
        kept[-1] = kept[-1][: kept[-1].rfind(LF) + 1]
        outside = QUOTE.join(kept)
    if _is_irregular(delimiter, outside):
        return None
    return _counted(body, outside, delimiter)


def _last_outside_line_end(data: bytes, pieces: list[bytes]) -> tuple[int, bytes]:
    """Return the piece outside quotes that holds the last line end, and the data up to it."""
    offset = len(data)
    for index in range(len(pieces) - 1, -1, -1):
        piece = pieces[index]
        start = offset - len(piece)
        if index % 2 == 0 and LF in piece:
            return index, data[: start + piece.rfind(LF) + 1]
        offset = start - 1
    return -1, b""


def _counted(body: bytes, outside: bytes, delimiter: bytes) -> Run:
    open_end = bool(body) and not outside.endswith(LF)
    return Run(body, outside.count(LF) + open_end, outside.count(delimiter))


@lru_cache(maxsize=16)
def _irregular_pattern(delimiter: bytes) -> re.Pattern[bytes]:
    """Find a quoted part (one quote here) that doesn't fill its cell."""
    mark = re.escape(delimiter)
    return re.compile(rb'[^"\n' + mark + rb']"|"(?:[^"\r\n' + mark + rb"]|\r(?!\n))")


def _is_irregular(delimiter: bytes, outside: bytes) -> bool:
    return _irregular_pattern(delimiter).search(outside) is not None


def _scan(data: bytes, delimiter: bytes, *, final: bool, max_record_bytes: int) -> Run | None:
    """Find the records one by one."""
    ends = array("Q")
    position, size = 0, len(data)
    while position < size:
        end = _record_end(data, position, delimiter, final=final, max_record_bytes=max_record_bytes)
        if end is None or end - position > max_record_bytes:
            break
        ends.append(end)
        position = end
    return Run(data[:position], len(ends), ends=ends) if ends else None


def _line_end(data: bytes, position: int, *, final: bool) -> int | None:
    found = data.find(LF, position)
    if found >= 0:
        return found + 1
    return len(data) if final else None


def _record_end(data: bytes, start: int, delimiter: bytes, *, final: bool, max_record_bytes: int) -> int | None:
    """Return the offset after the record at `start`; None when more bytes are needed to tell."""
    size = len(data)
    end = _line_end(data, start, final=final)
    if end is not None and data.find(QUOTE, start, end) < 0:
        return end
    position = start
    while True:
        if data[position : position + 1] != QUOTE:
            found = data.find(delimiter, position, end if end is not None else size)
            if found < 0:
                return end
            position = found + 1
            continue
        close = _quoted_end(data, start, position, final=final, max_record_bytes=max_record_bytes)
        if close is None:
            return None
        after = data[close : close + 2] if close >= 0 else b"x"
        if after[:1] == LF or after == b"\r\n":
            return close + len(after) if after == b"\r\n" else close + 1
        if after == b"":
            return close
        if after[:1] != delimiter:
            return end
        position = close + 1
        if end is not None and position > end:
            end = _line_end(data, position, final=final)


def _quoted_end(data: bytes, start: int, position: int, *, final: bool, max_record_bytes: int) -> int | None:
    """Return the offset after a quoted cell; -1 when it is broken; None when more bytes are needed to tell."""
    limit = start + max_record_bytes
    match = _QUOTED.match(data, position, min(len(data), limit))
    if match is None:
        return -1 if final or len(data) >= limit else None
    undecided = not final and (match.end() == len(data) or data[match.end() :] == b"\r")
    return None if undecided else match.end()


def parse_cells(record: bytes, delimiter: bytes) -> tuple[list[bytes], list[int], bool]:
    """Cut one record into cells.

    Args:
        record: the record without its line end.
        delimiter: one byte.

    Returns:
        The cells unquoted; the indexes of unquoted cells that hold quotes; whether a quoted cell is broken
        (the cells are then of no use).
    """
    if QUOTE not in record:
        return record.split(delimiter), [], False
    cells: list[bytes] = []
    stray: list[int] = []
    position = 0
    while True:
        if record[position : position + 1] == QUOTE:
            match = _QUOTED.match(record, position)
            if match is None or (match.end() < len(record) and record[match.end() : match.end() + 1] != delimiter):
                return [], [], True
            cells.append(match.group()[1:-1].replace(b'""', QUOTE))
            position = match.end()
        else:
            end = record.find(delimiter, position)
            end = len(record) if end < 0 else end
            if QUOTE in record[position:end]:
                stray.append(len(cells))
            cells.append(record[position:end])
            position = end
        if position >= len(record):
            return cells, stray, False
        position += 1
        if position == len(record):
            return [*cells, b""], stray, False


def strip_line_end(raw: bytes) -> bytes:
    """Return a record's bytes without its line end."""
    return raw.removesuffix(LF).removesuffix(b"\r") if raw.endswith(LF) else raw


def quote_cell(cell: str, delimiter: str) -> str:
    """Write one cell by RFC 4180, quoted only where needed."""
    if delimiter in cell or '"' in cell or "\n" in cell or "\r" in cell:
        return '"' + cell.replace('"', '""') + '"'
    return cell
