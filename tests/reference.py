"""The plain reader that the fast one is held to: one byte after the other, by the rules of `csvprep.cells`.

Bytes become tokens (escaped characters, line ends, quotes, delimiters, blanks, text); tokens become cells. A record
ends at a line end outside quoted cells. A quoted cell begins with a quote at the start of a cell, blanks before it
allowed; where no delimiter, line end or end of file follows its closing quote, blanks allowed, it is broken, and its
record ends at the first line end after the cell's beginning.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from csvprep.dialect import Grammar

COMMA = Grammar()


class _Token(NamedTuple):
    kind: str
    start: int
    end: int
    meaning: bytes


@dataclass(frozen=True)
class Cell:
    """One cell: its text, whether quotes stand around it, and whether there are quotes that shouldn't be."""

    text: bytes
    quoted: bool
    odd: bool


def split_records(data: bytes, grammar: Grammar = COMMA, max_record_bytes: int = 2**40) -> list[bytes]:
    """Cut bytes into records, each with its line end."""
    tokens = _tokens(data, grammar, last=True)
    records, first = [], 0
    while first < len(tokens):
        after = _record_end(tokens, first, grammar, tokens[first].start + max_record_bytes)
        records.append(data[tokens[first].start : tokens[after - 1].end])
        first = after
    return records


def read_cells(record: bytes, grammar: Grammar = COMMA) -> list[Cell] | None:
    """Cut one record, without its line end, into cells; None when a quoted cell is broken."""
    tokens = _tokens(record, grammar, last=False)
    cells, at = [], 0
    while True:
        begin = _skip(tokens, at, "blank")
        if _kind(tokens, begin) == "quote":
            close = _close(tokens, begin, len(record))
            after = _skip(tokens, close, "blank") if close else 0
            if not close or _kind(tokens, after) not in {"delimiter", ""}:
                return None
            cells.append(Cell(_inner(tokens[begin + 1 : close - 1]), quoted=True, odd=(at, close) != (begin, after)))
            at = after
        else:
            at = end = begin if grammar.skip_space and cells else at
            while _kind(tokens, end) not in {"delimiter", ""}:
                end += 1
            text = b"".join(one.meaning for one in tokens[at:end])
            cells.append(Cell(text, quoted=False, odd=any(one.kind == "quote" for one in tokens[at:end])))
            at = end
        if at == len(tokens):
            return cells
        at += 1


def parse_record(record: bytes, grammar: Grammar = COMMA) -> list[bytes] | None:
    """Return the texts of a record's cells; None when a quoted cell is broken."""
    cells = read_cells(record, grammar)
    return None if cells is None else [cell.text for cell in cells]


def strip_end(record: bytes) -> bytes:
    """Take the line end off a record."""
    if record.endswith(b"\r\n"):
        return record[:-2]
    return record[:-1] if record.endswith((b"\n", b"\r")) else record


def count_ends(data: bytes) -> int:
    """Count line ends, CRLF as one."""
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n")


def first_lines(records: list[bytes], first: int) -> list[int]:
    """Return the line on which each record begins, the first one's given."""
    lines, line = [], first
    for record in records:
        lines.append(line)
        line += count_ends(record)
    return lines


def _tokens(data: bytes, grammar: Grammar, *, last: bool) -> list[_Token]:
    """Cut bytes into tokens; last: they end a file, whose last line end no escape char takes into a cell."""
    tokens, at = [], 0
    while at < len(data):
        token = _escaped(data, at, grammar, last=last) or _plain(data, at, grammar)
        tokens.append(token)
        at = token.end
    return tokens


def _escaped(data: bytes, at: int, grammar: Grammar, *, last: bool) -> _Token | None:
    if not grammar.escape or data[at : at + 1] != grammar.escape:
        return None
    meant = _plain(data, at + 1, grammar)
    is_last_end = meant.kind == "end" and meant.end == len(data) and last
    if meant.kind not in {"quote", "delimiter", "escape", "end"} or is_last_end:
        return None
    return _Token("escaped", at, meant.end, meant.meaning)


def _plain(data: bytes, at: int, grammar: Grammar) -> _Token:
    if data[at : at + 2] == b"\r\n":
        return _Token("end", at, at + 2, b"\r\n")
    kinds = _kinds(grammar)
    end = at + 1
    if data[at:end] not in kinds:
        while end < len(data) and data[end : end + 1] not in kinds:
            end += 1
    one = data[at:end]
    return _Token(kinds.get(one, "text"), at, end, one)


@cache
def _kinds(grammar: Grammar) -> dict[bytes, str]:
    """Return what each byte that is no text means."""
    kinds = {grammar.quote: "quote", grammar.delimiter: "delimiter", grammar.escape: "escape", grammar.padding: "blank"}
    return {mark: kind for mark, kind in kinds.items() if mark} | {b"\r": "end", b"\n": "end"}


def _kind(tokens: list[_Token], at: int) -> str:
    return tokens[at].kind if at < len(tokens) else ""


def _skip(tokens: list[_Token], at: int, kind: str) -> int:
    while _kind(tokens, at) == kind:
        at += 1
    return at


def _record_end(tokens: list[_Token], first: int, grammar: Grammar, limit: int) -> int:
    """Return the place after a record's last token."""
    cell = first
    while True:
        begin = _skip(tokens, cell, "blank")
        at = cell
        if _kind(tokens, begin) == "quote":
            close = _close(tokens, begin, limit)
            after = _skip(tokens, close, "blank") if close else 0
            if not close or _kind(tokens, after) not in {"delimiter", "end", ""}:
                return _line_end(tokens, cell)
            at = after
        while _kind(tokens, at) not in {"delimiter", "end", ""}:
            at += 1
        if _kind(tokens, at) != "delimiter":
            return min(at + 1, len(tokens))
        cell = at + 1


def _line_end(tokens: list[_Token], at: int) -> int:
    while _kind(tokens, at) not in {"end", ""}:
        at += 1
    return min(at + 1, len(tokens))


def _close(tokens: list[_Token], begin: int, limit: int) -> int:
    """Return the place after the quote that closes a quoted cell; 0 when none does before the limit."""
    at = begin + 1
    while at < len(tokens) and tokens[at].end <= limit:
        if tokens[at].kind != "quote":
            at += 1
        elif _kind(tokens, at + 1) == "quote" and tokens[at + 1].end <= limit:
            at += 2
        else:
            return at + 1
    return 0


def _inner(tokens: list[_Token]) -> bytes:
    """Return what stands between quotes, each pair of them as one."""
    parts, at = [], 0
    while at < len(tokens):
        parts.append(tokens[at].meaning)
        at += 2 if tokens[at].kind == "quote" else 1
    return b"".join(parts)
