r"""Regular bytes as polars reads them: arithmetic has proved that every record has its cells where polars looks.

What polars doesn't know (escape chars, carriage returns as line ends or at the end of quoted cells) is put into
other bytes first, which stand for it in the frame and are put back there: control characters that the data
doesn't hold.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import polars as pl
from polars.exceptions import PolarsError

from csvprep.cells import has_bare_return, is_utf8
from csvprep.dialect import Grammar

_STAND_INS = b"\x01\x02\x03\x04\x05\x06\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a"
_BARE_RETURN = re.compile(rb"\r(?!\n)")
_BOM = b"\xef\xbb\xbf"


def column_name(index: int) -> str:
    """Return the frame's name of a column of the file (0-based)."""
    return f"c{index}"


def as_pattern(mark: str) -> str:
    """Return a pattern of one character, for polars' regular expressions; it may stand in brackets."""
    return f"\\x{{{ord(mark):x}}}"


def text_schema(width: int) -> dict[str, type[pl.String]]:
    """Return the columns of a frame of cells."""
    return {column_name(index): pl.String for index in range(width)}


@dataclass(frozen=True, slots=True)
class QuotedPatterns:
    """What finds, in a record with quotes and without line end, as polars has it.

    Attributes:
        regular: the record, if quotes stand around whole cells only.
        whole: the record, if none of its quoted cells is broken.
        begins: a quote that begins a cell.
        part: what stands between two quotes, with them.
    """

    regular: str
    whole: str
    begins: str
    part: str


@lru_cache(maxsize=32)
def quoted_patterns(grammar: Grammar) -> QuotedPatterns:
    """Return the patterns of a grammar with a quote char; escape chars are not known to them."""
    quote, mark = (as_pattern(one.decode("ascii")) for one in (grammar.quote, grammar.delimiter))
    blank = as_pattern(grammar.padding.decode("ascii")) if grammar.padding else ""
    blanks = f"{blank}*" if blank else ""
    quoted = f"{quote}[^{quote}]*(?:{quote}{quote}[^{quote}]*)*{quote}"
    strict = f"(?:{quoted}|[^{quote}{mark}]*)"
    loose = f"(?:{blanks}{quoted}{blanks}|{blanks}(?:[^{quote}{mark}{blank}][^{mark}]*)?)"
    return QuotedPatterns(
        rf"\A(?:{strict}{mark})*{strict}\z",
        rf"\A(?:{loose}{mark})*{loose}\z",
        rf"(?:\A|{mark}){blanks}{quote}",
        f"{quote}[^{quote}]*{quote}",
    )


def read_cells(data: bytes, records: int, width: int, grammar: Grammar) -> pl.DataFrame | None:
    """Read regular records; None when polars doesn't see what arithmetic saw.

    Args:
        data: regular records, all with `width` cells if their sum is right, since polars refuses a long record.
        records: how many.
        width: cells of a record.
        grammar: of the file.

    Returns:
        A String column a cell; an empty cell is null.
    """
    padded = grammar.skip_space and grammar.quote and grammar.quote in data
    if padded or data.startswith((_BOM, b"\n", b"\r")) or not is_utf8(data):
        return None
    plain = data
    stand_ins: dict[str, str] = {}
    if (grammar.escape and grammar.escape in data) or has_bare_return(data):
        replaced = _with_stand_ins(data, grammar)
        if replaced is None:
            return None
        plain, stand_ins = replaced
    if not plain.endswith(b"\n"):
        plain += b"\n"  # without it, polars takes a last record that ends in one delimiter too many
    quote = grammar.quote.decode("ascii") or None
    try:
        frame = pl.read_csv(
            plain,
            has_header=False,
            separator=grammar.delimiter.decode("ascii"),
            quote_char=quote,
            schema=text_schema(width),
            empty_string_is_null=True,
        )
    except PolarsError:
        return None
    if frame.height != records:
        return None
    if stand_ins:
        frame = frame.with_columns(pl.all().str.replace_many(list(stand_ins), list(stand_ins.values())))
    if grammar.skip_space:
        return empty_as_null(frame.with_columns(pl.exclude(column_name(0)).str.strip_chars_start(" ")))
    return empty_as_null(frame) if grammar.quote and grammar.quote in data else frame


def empty_as_null(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame whose empty texts are null."""
    empty = [name for name, dtype in frame.schema.items() if dtype == pl.String and (frame[name] == "").any()]
    return frame.with_columns(pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) for name in empty)


def _with_stand_ins(data: bytes, grammar: Grammar) -> tuple[bytes, dict[str, str]] | None:
    """Return the data with stand-ins, and what each stands for; None when all of them occur in the data."""
    free = iter(bytes([one]) for one in _STAND_INS if one not in data)
    named: dict[bytes, bytes] = {}
    try:
        for meant in {b"\r", b"\n", grammar.quote, grammar.delimiter, grammar.escape} - {b""}:
            named[meant] = next(free)
    except StopIteration:
        return None
    if grammar.escape:
        marks = re.escape(grammar.quote + grammar.delimiter + grammar.escape)
        ends = rb"\r\n(?!\Z)|\r(?!\n?\Z)|\n(?!\Z)"  # the last one ends the last record
        escaped = re.compile(re.escape(grammar.escape) + rb"(" + ends + rb"|[" + marks + rb"])")
        both = named | {b"\r\n": named[b"\r"] + named[b"\n"]}
        data = escaped.sub(lambda found: both[found[1]], data)
    if has_bare_return(data):
        data = _without_bare_returns(data, grammar.quote, named[b"\r"])
    return data, {stand_in.decode(): meant.decode() for meant, stand_in in named.items()}


def _without_bare_returns(data: bytes, quote: bytes, stand_in: bytes) -> bytes:
    """Write a carriage return that ends a record as line feed, and one within a quoted cell as its stand-in."""
    if not quote:
        return _BARE_RETURN.sub(b"\n", data)
    pieces = data.split(quote)
    pieces[::2] = [_BARE_RETURN.sub(b"\n", piece) for piece in pieces[::2]]
    pieces[1::2] = [_BARE_RETURN.sub(stand_in, piece) for piece in pieces[1::2]]
    return quote.join(pieces)
