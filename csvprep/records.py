"""Where records begin and end in bytes: the arithmetic below every other module.

A record ends at a line end (LF, CRLF or CR) outside quoted cells; `csvprep.cells` has the grammar of cells. A quote
that doesn't begin a cell is an ordinary character. A cell that begins with a quote and doesn't end as it should is
broken: its record ends at the first line end after the cell's beginning, so that one stray quote never takes the
rest of the file with it.

Bytes whose quotes all stand where RFC 4180 wants them are called regular. For them a record end is a line end with an
even number of quotes before it, which counting finds at the speed of memory; only other bytes are scanned line by
line. All of it works on masked bytes (`csvprep.cells.mask`), which are the bytes themselves for nearly every file.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate, pairwise, takewhile

from csvprep.cells import count_lines, mask, quoted_cell, quoted_pattern
from csvprep.dialect import Grammar
from csvprep.lines import LF, count_by_stretch, split_regular

_LINE = re.compile(rb"[^\n]*+\n")


@dataclass(frozen=True, slots=True)
class Run:
    """A record-aligned run of bytes.

    Attributes:
        data: whole records; only the last one of a file may lack its line end.
        records: how many.
        delimiters: how many delimiters stand outside quoted cells; -1 for data that polars can't read as it is, and
            where they were not counted.
        ends: offset after each record; None for regular data whose masked bytes are the bytes themselves.
        crlf_ends: how many records end in CRLF; -1 where that was not counted.
        overlong: it is the beginning of one record that is longer than records may be, or the rest of it.
        quote: the grammar's, by which `ends` are found where they are not given.
        lines: how many line feeds there are up to the end of each STRETCH; None where that was not counted.
    """

    data: bytes
    records: int
    delimiters: int = -1
    ends: array[int] | None = None
    crlf_ends: int = field(default=-1, compare=False)
    overlong: bool = False
    quote: bytes = b'"'
    lines: array[int] | None = field(default=None, compare=False, repr=False)

    @property
    def goes_on(self) -> bool:
        """Whether it is no record, but goes on with the overlong one before it."""
        return self.overlong and not self.records

    @property
    def is_lines(self) -> bool:
        """Whether its records are surely the lines that end in LF."""
        return self.ends is None and (not self.quote or self.quote not in self.data)

    def count_lines(self) -> int:
        """Return how many line ends it holds, those inside quoted cells too."""
        if self.is_lines:
            return self.records - (not self.data.endswith(LF)) if self.data else 0
        return count_lines(self.data)

    def raw_records(self) -> list[bytes]:
        """Return each record's bytes with its line end."""
        if self.ends is not None:
            if count_lines(self.data) == self.records - (not self.data.endswith((LF, b"\r"))):
                return self.data.splitlines(keepends=True)
            return [self.data[start:end] for start, end in pairwise([0, *self.ends])]
        return split_regular(self.data, self.quote, self.records)

    def raw_records_at(self, places: Iterable[int]) -> list[bytes]:
        """Return the bytes, with their line ends, of the records at some places (0-based)."""
        if self.ends is None:
            raws = self.raw_records()
            return [raws[place] for place in places]
        data, ends = self.data, self.ends
        return [data[ends[place - 1] if place else 0 : ends[place]] for place in places]

    def record_ends(self) -> array[int]:
        """Return the offset after each record."""
        return self.ends if self.ends is not None else _ends_of(split_regular(self.data, self.quote, self.records))

    def first_record(self) -> bytes:
        """Return the bytes of the first record with its line end."""
        if self.ends is not None:
            return self.data[: self.ends[0]]
        line = self.data[: self.data.find(LF) + 1] or self.data
        return line if not self.quote or self.quote not in line else self.raw_records()[0]


def _ends_of(raw_records: list[bytes]) -> array[int]:
    return array("Q", accumulate(map(len, raw_records)))


def find_run(
    data: bytes, grammar: Grammar, *, final: bool, max_record_bytes: int, count_cells: bool = True
) -> Run | None:
    """Return the longest run of whole records at the start of `data`; None when not one record is whole.

    A record longer than `max_record_bytes` counts as not whole, however many bytes are there.

    Args:
        data: bytes that begin with a record.
        grammar: of the file.
        final: no more bytes follow, so the last record is whole without a line end.
        max_record_bytes: a quoted cell that isn't closed within so many bytes of its record's start is broken.
        count_cells: tell how many delimiters the run has, if it is regular.
    """
    masked = mask(data, grammar, final=final)
    if len(data) <= max_record_bytes:
        run = _find_regular(masked, grammar, final=final, count_cells=count_cells)
        if run is not None:
            return _unmasked(run, data, masked) if run.data else None
    return _scan(data, masked, grammar, final=final, max_record_bytes=max_record_bytes)


def _unmasked(run: Run, data: bytes, masked: bytes) -> Run:
    """Return a run of masked bytes as one of the bytes that came."""
    if masked is data:
        return run
    ends = _ends_of(split_regular(run.data, run.quote, run.records))
    return Run(data[: len(run.data)], run.records, run.delimiters, ends, quote=run.quote)


def _find_regular(data: bytes, grammar: Grammar, *, final: bool, count_cells: bool) -> Run | None:
    """Return the run when it is regular, an empty run when no record is whole, None when it is not regular."""
    quote = grammar.quote
    if not quote or quote not in data:
        body = data if final else data[: data.rfind(LF) + 1]
        return _counted(body, body, grammar, count_cells=count_cells)
    pieces = data.split(quote)
    if final:
        if len(pieces) % 2 == 0:
            return None
        body, outside = data, quote.join(pieces[::2])
    else:
        index, body = _last_outside_line_end(data, pieces)
        if not body:
            opened = [b""] if len(pieces) % 2 == 0 else []
            return None if _is_irregular(grammar, quote.join([*pieces[::2], *opened])) else Run(b"", 0)
        kept = pieces[: index + 1 : 2]
        kept[-1] = kept[-1][: kept[-1].rfind(LF) + 1]
        outside = quote.join(kept)
    if _is_irregular(grammar, outside):
        return None
    return _counted(body, outside, grammar, count_cells=count_cells)


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


def _counted(body: bytes, outside: bytes, grammar: Grammar, *, count_cells: bool) -> Run:
    open_end = bool(body) and not outside.endswith(LF)
    delimiters = crlf_ends = -1
    if count_cells:
        delimiters = -1 if _has_padded_quotes(outside, grammar) else outside.count(grammar.delimiter)
        crlf_ends = outside.count(b"\r\n") if b"\r" in outside else 0
    if outside is not body:
        return Run(body, outside.count(LF) + open_end, delimiters, crlf_ends=crlf_ends, quote=grammar.quote)
    lines = count_by_stretch(body)
    count = lines[-1] if lines else 0
    return Run(body, count + open_end, delimiters, crlf_ends=crlf_ends, quote=grammar.quote, lines=lines)


def _has_padded_quotes(outside: bytes, grammar: Grammar) -> bool:
    """Say whether blanks stand around quoted cells, which polars would take for unquoted ones."""
    quote, padding = grammar.quote, grammar.padding
    if not (quote and padding) or quote not in outside:
        return False
    return padding + quote in outside or quote + padding in outside


@lru_cache(maxsize=32)
def _irregular_pattern(grammar: Grammar) -> re.Pattern[bytes]:
    """Find a quoted part (one quote here) that doesn't fill its cell, but for padding."""
    quote, mark, blank = re.escape(grammar.quote), re.escape(grammar.delimiter), grammar.padding
    blanks = blank + b"*" if blank else b""
    before = rb"[^\n" + quote + mark + blank + rb"]" + blanks + quote
    between = quote + blank + b"+" + quote if blank else b"(?!)"
    after = quote + blanks + rb"(?:[^\r\n" + quote + mark + blank + rb"]|\r(?!\n))"
    return re.compile(b"|".join((before, between, after)))


def _is_irregular(grammar: Grammar, outside: bytes) -> bool:
    return _irregular_pattern(grammar).search(outside) is not None


def _scan(data: bytes, masked: bytes, grammar: Grammar, *, final: bool, max_record_bytes: int) -> Run | None:
    """Find the records one by one; most of them at one look."""
    ends = array("Q")
    position, size = 0, len(masked)
    match_record = (_record_pattern(grammar) if grammar.quote else _LINE).match
    while position < size:
        position = _pass_plain_lines(masked, position, grammar.quote, max_record_bytes, ends)
        if position == size:
            break
        match = match_record(masked, position)
        if match and match.end() - position <= max_record_bytes:
            end: int | None = match.end()
        elif grammar.quote:
            end = _record_end(masked, position, grammar, final=final, max_record_bytes=max_record_bytes)
        else:
            end = _line_end(masked, position, final=final)
        if end is None or end - position > max_record_bytes:
            break
        ends.append(end)
        position = end
    return Run(data[:position], len(ends), ends=ends, quote=grammar.quote) if ends else None


def _pass_plain_lines(data: bytes, position: int, quote: bytes, max_record_bytes: int, ends: array[int]) -> int:
    """Note the ends of the records that are whole lines before the next quote; return the offset after them.

    Where one of them is too long, those before it are noted.
    """
    opened = data.find(quote, position) if quote else -1
    after = data.rfind(LF, position, opened if opened >= 0 else len(data)) + 1
    if not after:
        return position
    sizes = map(len, data[position:after].splitlines(keepends=True))
    fitting = takewhile(max_record_bytes.__ge__, sizes)
    found = array("Q", accumulate(fitting, initial=position))
    ends.extend(found[1:])
    return found[-1]


@lru_cache(maxsize=32)
def _record_pattern(grammar: Grammar) -> re.Pattern[bytes]:
    """Match a record with its line end where one look is enough.

    Its quoted cells are whole; or one is closed in the midst of text, so that the record ends with the line on which
    that cell begins.
    """
    quote, mark = re.escape(grammar.quote), re.escape(grammar.delimiter)
    padding = grammar.padding + b"*" if grammar.padding else b""
    quoted = quoted_cell(grammar)
    unquoted = b"(?!" + padding + quote + b")[^\\n" + mark + b"]*+"
    whole = b"(?:(?:" + quoted + b"|" + unquoted + b")" + mark + b")*+"
    broken = b"(?=" + quoted + b"(?:[^\\r\\n" + mark + b"]|\\r[^\\n]))" + padding + quote + b"[^\\n]*+\\n"
    plain = b"[^\\n" + quote + b"]*+\\n|"
    return re.compile(plain + whole + b"(?:" + quoted + b"\\r?\\n|" + unquoted + b"\\n|" + broken + b")")


def _line_end(data: bytes, position: int, *, final: bool) -> int | None:
    found = data.find(LF, position)
    if found >= 0:
        return found + 1
    return len(data) if final else None


def _record_end(data: bytes, start: int, grammar: Grammar, *, final: bool, max_record_bytes: int) -> int | None:
    """Return the offset after the record at `start`; None when more bytes are needed to tell."""
    size, delimiter, quote, padding = len(data), grammar.delimiter, grammar.quote, grammar.padding
    end = _line_end(data, start, final=final)
    position = start
    while True:
        begin = position
        while padding and data[begin : begin + 1] == padding:
            begin += 1
        if data[begin : begin + 1] != quote:
            found = data.find(delimiter, position, end if end is not None else size)
            if found < 0:
                return end
            position = found + 1
            continue
        close = _quoted_end(data, start, position, grammar, final=final, max_record_bytes=max_record_bytes)
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


def _quoted_end(
    data: bytes, start: int, position: int, grammar: Grammar, *, final: bool, max_record_bytes: int
) -> int | None:
    """Return the offset after a quoted cell; -1 when it is broken; None when more bytes are needed to tell."""
    limit = start + max_record_bytes
    match = quoted_pattern(grammar).match(data, position, min(len(data), limit))
    if match is None:
        return -1 if final or len(data) >= limit else None
    open_end = len(data) - data.endswith(b"\r")
    undecided = not final and match.end() >= open_end
    return None if undecided else match.end()
