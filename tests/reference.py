"""The plain reader that the fast one is held to: one byte at a time, by the rules of `csvprep.records`.

A record ends at a line end outside quoted cells; a quoted cell begins with a quote at the start of the cell; one
that is not followed by a delimiter or line end is broken, and its record ends with the line it began on.
"""

from __future__ import annotations


def split_records(data: bytes, delimiter: bytes, max_record_bytes: int = 2**40) -> list[bytes]:
    """Cut bytes into records, each with its line end."""
    records, start = [], 0
    while start < len(data):
        end = _record_end(data, start, delimiter, start + max_record_bytes)
        records.append(data[start:end])
        start = end
    return records


def _record_end(data: bytes, start: int, delimiter: bytes, limit: int) -> int:
    cell = start
    while True:
        if data[cell : cell + 1] == b'"':
            close = _close(data, cell, min(limit, len(data)))
            if close is None:
                return _line_end(data, cell)
            if close == len(data):
                return close
            if data[close : close + 1] == delimiter:
                cell = close + 1
                continue
            if data[close : close + 1] == b"\n":
                return close + 1
            if data[close : close + 2] == b"\r\n":
                return close + 2
            return _line_end(data, cell)
        while cell < len(data) and data[cell : cell + 1] not in {delimiter, b"\n"}:
            cell += 1
        if data[cell : cell + 1] != delimiter:
            return min(cell + 1, len(data))
        cell += 1


def _close(data: bytes, cell: int, limit: int) -> int | None:
    at = cell + 1
    while at < limit:
        if data[at : at + 1] != b'"':
            at += 1
        elif at + 1 < limit and data[at + 1 : at + 2] == b'"':
            at += 2
        else:
            return at + 1
    return None


def _line_end(data: bytes, start: int) -> int:
    found = data.find(b"\n", start)
    return len(data) if found < 0 else found + 1


def strip_end(record: bytes) -> bytes:
    """Take the line end off a record."""
    if record.endswith(b"\r\n"):
        return record[:-2]
    return record.removesuffix(b"\n")


def parse_record(record: bytes, delimiter: bytes) -> list[bytes] | None:
    """Cut one record, without its line end, into cells; None when a quoted cell is broken."""
    cells, at = [], 0
    while True:
        if record[at : at + 1] == b'"':
            close = _close(record, at, len(record))
            if close is None or record[close : close + 1] not in {delimiter, b""}:
                return None
            cells.append(record[at + 1 : close - 1].replace(b'""', b'"'))
            at = close
        else:
            end = record.find(delimiter, at)
            end = len(record) if end < 0 else end
            cells.append(record[at:end])
            at = end
        if at == len(record):
            return cells
        at += 1
