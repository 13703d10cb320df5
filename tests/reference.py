"""The plain reader that the fast one is held to: one token after the other, by the rules of `csvprep.cells`.

Bytes become tokens (escaped characters, line ends, quotes, delimiters, blanks, text); tokens become cells. A record
ends at a line end outside quoted cells. A quoted cell begins with a quote at the start of a cell, blanks before it
allowed; where no delimiter, line end or end of file follows its closing quote, blanks allowed, it is broken, and its
record ends at the first line end after the cell's beginning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain, repeat
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
    records, at = [], 0
    while at < len(data):
        plain = _patterns(grammar).line.match(data, at)
        after = plain.end() if plain else _record_end(_Tokens(data, grammar, at, last=True), at + max_record_bytes)
        records.append(data[at:after])
        at = after
    return records


def read_cells(record: bytes, grammar: Grammar = COMMA) -> list[Cell] | None:
    """Cut one record, without its line end, into cells; None when a quoted cell is broken."""
    tokens = _Tokens(record, grammar, 0, last=False)
    cells, at = [], 0
    while True:
        begin = _skip(tokens, at, "blank")
        if tokens[begin].kind == "quote":
            close = _close(tokens, begin, len(record))
            after = _skip(tokens, close, "blank") if close else 0
            if not close or tokens[after].kind not in {"delimiter", ""}:
                return None
            text = _inner([tokens[place] for place in range(begin + 1, close - 1)])
            cells.append(Cell(text, quoted=True, odd=(at, close) != (begin, after)))
            at = after
        else:
            at = end = begin if grammar.skip_space and cells else at
            while tokens[end].kind not in {"delimiter", ""}:
                end += 1
            inside = [tokens[place] for place in range(at, end)]
            text = b"".join(one.meaning for one in inside)
            cells.append(Cell(text, quoted=False, odd=any(one.kind == "quote" for one in inside)))
            at = end
        if not tokens[at].kind:
            return cells
        at += 1


def parse_record(record: bytes, grammar: Grammar = COMMA) -> list[bytes] | None:
    """Return the texts of a record's cells; None when a quoted cell is broken."""
    if _patterns(grammar).line.fullmatch(record) and not grammar.skip_space:
        return record.split(grammar.delimiter)
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


class _Tokens:
    """The tokens of bytes from a place on, cut as they are asked for; behind the last one all are of no kind.

    Args:
        data: the bytes.
        grammar: what they mean.
        begin: the place.
        last: they end a file, whose last line end no escape char takes into a cell.
    """

    def __init__(self, data: bytes, grammar: Grammar, begin: int, *, last: bool) -> None:
        self._cut: list[_Token] = []
        self._rest = chain(_tokens(data, grammar, begin, last=last), repeat(_Token("", len(data), len(data), b"")))

    def __getitem__(self, at: int) -> _Token:
        while at >= len(self._cut):
            self._cut.append(next(self._rest))
        return self._cut[at]


def _tokens(data: bytes, grammar: Grammar, begin: int, *, last: bool) -> Iterator[_Token]:
    patterns = _patterns(grammar)
    for found in patterns.token.finditer(data, begin):
        (start, end), text = found.span(), found[0]
        kind = patterns.kinds.get(text, "text")
        if found.lastgroup != "escaped":
            yield _Token(kind, start, end, text)
        elif last and end == len(data) and text.endswith((b"\r", b"\n")):
            yield _Token(patterns.kinds[grammar.escape], start, start + 1, grammar.escape)
            yield _Token("end", start + 1, end, text[1:])
        else:
            yield _Token("escaped", start, end, text[1:])


class _Patterns(NamedTuple):
    """Patterns of a grammar.

    Attributes:
        kinds: what each token that is no text means.
        token: one token; the group `escaped` is one that has an escape char before it.
        line: a line without quotes and escape chars, which is a record wherever one begins.
    """

    kinds: dict[bytes, str]
    token: re.Pattern[bytes]
    line: re.Pattern[bytes]


@cache
def _patterns(grammar: Grammar) -> _Patterns:
    kinds = {grammar.quote: "quote", grammar.delimiter: "delimiter", grammar.escape: "escape", grammar.padding: "blank"}
    kinds = {mark: kind for mark, kind in kinds.items() if mark} | {b"\r\n": "end", b"\r": "end", b"\n": "end"}
    marks = re.escape(b"".join(mark for mark in kinds if len(mark) == 1))
    bare = re.escape(b"".join(mark for mark, kind in kinds.items() if len(mark) == 1 and kind != "blank"))
    plain = b"\r\n|[%b]|[^%b]+" % (marks, marks)
    escaped = b"(?P<escaped>%b(?:\r\n|[%b]))|" % (re.escape(grammar.escape), bare) if grammar.escape else b""
    line = b"[^%b\r\n]*(?:\r\n|\r|\n|\\Z)" % re.escape(grammar.quote + grammar.escape)
    return _Patterns(kinds, re.compile(escaped + plain), re.compile(line))


def _skip(tokens: _Tokens, at: int, kind: str) -> int:
    while tokens[at].kind == kind:
        at += 1
    return at


def _record_end(tokens: _Tokens, limit: int) -> int:
    """Return the place in the bytes after the record that the tokens begin with."""
    cell = 0
    while True:
        begin = _skip(tokens, cell, "blank")
        at = cell
        if tokens[begin].kind == "quote":
            close = _close(tokens, begin, limit)
            after = _skip(tokens, close, "blank") if close else 0
            if not close or tokens[after].kind not in {"delimiter", "end", ""}:
                return _line_end(tokens, cell)
            at = after
        while tokens[at].kind not in {"delimiter", "end", ""}:
            at += 1
        if tokens[at].kind != "delimiter":
            return tokens[at].end
        cell = at + 1


def _line_end(tokens: _Tokens, at: int) -> int:
    while tokens[at].kind not in {"end", ""}:
        at += 1
    return tokens[at].end


def _close(tokens: _Tokens, begin: int, limit: int) -> int:
    """Return the place after the quote that closes a quoted cell; 0 when none does before the limit."""
    at = begin + 1
    while tokens[at].kind and tokens[at].end <= limit:
        if tokens[at].kind != "quote":
            at += 1
        elif tokens[at + 1].kind == "quote" and tokens[at + 1].end <= limit:
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
