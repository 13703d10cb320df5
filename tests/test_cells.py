"""One record: its cells, its line end, its lines, and how it is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csvprep.cells import (
    as_record,
    can_be_written,
    count_lines,
    has_bare_return,
    line_end_of,
    mask,
    parse_cells,
    quote_cell,
    read_inner_quotes,
    strip_line_end,
)
from csvprep.dialect import Dialect, Grammar

COMMA = Grammar()
ESCAPED = Grammar(escape=b"\\")
SINGLE = Grammar(quote=b"'")
PLAIN = Grammar(quote=b"")
PLAIN_ESCAPED = Grammar(quote=b"", escape=b"\\")
SPACE = Grammar(delimiter=b" ")


@pytest.mark.parametrize(
    ("record", "cells", "odd"),
    [
        (b"", [b""], []),
        (b"a,,b", [b"a", b"", b"b"], []),
        (b'"a,b",c', [b"a,b", b"c"], []),
        (b'"a""b"', [b'a"b'], []),
        (b'"",', [b"", b""], []),
        (b'""""', [b'"'], []),
        (b'"a\r\nb",c', [b"a\r\nb", b"c"], []),
        (b" a , b ", [b" a ", b" b "], []),
        (b'5" pipe,"x"', [b'5" pipe', b"x"], [0]),
        (b'a"b"c,d', [b'a"b"c', b"d"], [0]),
        (b"'a,b'", [b"'a", b"b'"], []),
        (b"a\\,b", [b"a\\", b"b"], []),
    ],
)
def test_cells(record: bytes, cells: list[bytes], odd: list[int]):
    """Quoted cells are unquoted, and quotes inside unquoted cells are kept and told."""
    assert parse_cells(record, COMMA) == (cells, odd, False)


@pytest.mark.parametrize(
    ("record", "cells", "odd"),
    [
        (b'a, "b"', [b"a", b"b"], [1]),
        (b' "a" ,b', [b"a", b"b"], [0]),
        (b'"a"  ,  "b,c"  ', [b"a", b"b,c"], [0, 1]),
        (b'a, "b""c"', [b"a", b'b"c'], [1]),
        (b'a,b "c"', [b"a", b'b "c"'], [1]),
        (b'a,\t"b"', [b"a", b'\t"b"'], [1]),
    ],
)
def test_blanks_around_quotes(record: bytes, cells: list[bytes], odd: list[int]):
    """Blanks around a quoted cell are no part of it, and told; other characters before a quote make it a text."""
    assert parse_cells(record, COMMA) == (cells, odd, False)


@pytest.mark.parametrize("record", [b'"a"b,c', b'"a', b'x,"', b'"a" b', b'x, "a"b', b'"a""', b'"a", "b" "c"'])
def test_broken_cells(record: bytes):
    """A cell that begins with a quote and doesn't end as it should leaves its record without cells."""
    assert parse_cells(record, COMMA) == ([], [], True)


@pytest.mark.parametrize(
    ("grammar", "record", "cells"),
    [
        (SINGLE, b"'a,b',\"c\"", [b"a,b", b'"c"']),
        (SINGLE, b"'it''s',x", [b"it's", b"x"]),
        (SINGLE, b" 'a' ,b", [b"a", b"b"]),
        (PLAIN, b'"a,b",c', [b'"a', b'b"', b"c"]),
        (PLAIN, b"", [b""]),
        (Grammar(skip_space=True), b'a, b,  "c" , " d"', [b"a", b"b", b"c", b" d"]),
        (Grammar(skip_space=True), b" a,b ", [b" a", b"b "]),
        (SPACE, b'"a b" c  d', [b"a b", b"c", b"", b"d"]),
        (Grammar(b"\t"), b'a,b\t"c\td"', [b"a,b", b"c\td"]),
    ],
)
def test_other_characters(grammar: Grammar, record: bytes, cells: list[bytes]):
    """Only the file's own delimiter and quote char have a meaning; a blank that delimits is no padding."""
    assert parse_cells(record, grammar)[0] == cells


@pytest.mark.parametrize(
    ("record", "cells"),
    [
        (rb'"a\"b"', [b'a"b']),
        (rb'"a\\"', [b"a\\"]),
        (rb'"a\\","b"', [b"a\\", b"b"]),
        (rb'"a""b\"c"', [b'a"b"c']),
        (rb'"\"""x"', [b'""x']),
        (rb"a\,b,c", [b"a,b", b"c"]),
        (rb"a\"b,c", [b'a"b', b"c"]),
        (rb'\"a,b"', [b'"a', b'b"']),
        (b"a\\\nb,c", [b"a\nb", b"c"]),
        (b'"a\\\r\nb",c', [b"a\r\nb", b"c"]),
        (rb"C:\temp,\\srv", [rb"C:\temp", rb"\srv"]),
        (rb'"C:\temp\n"', [rb"C:\temp\n"]),
        (rb"a\\,b", [b"a\\", b"b"]),
        (rb"a,b\\", [b"a", b"b\\"]),
        (b"a,b\\", [b"a", b"b\\"]),
    ],
)
def test_escapes(record: bytes, cells: list[bytes]):
    """An escaped quote, delimiter, line end or escape char is itself; before anything else the escape char stays."""
    assert parse_cells(record, ESCAPED)[0] == cells


@pytest.mark.parametrize(
    ("record", "odd", "broken"),
    [(rb"a\"b", [], False), (rb'5",b', [0], False), (rb'"a\"', [], True), (rb' "a\"b" ,c', [0], False)],
)
def test_escaped_quotes_are_not_stray(record: bytes, odd: list[int], broken: bool):
    """An escaped quote neither opens nor closes a cell, and is no stray one."""
    assert parse_cells(record, ESCAPED)[1:] == (odd, broken)


def test_escapes_without_quotes():
    """In a file without quotes an escape char still keeps delimiters and line ends inside a cell."""
    assert parse_cells(b'"a\\,b\\\nc",d', PLAIN_ESCAPED) == ([b'"a,b\nc"', b"d"], [], False)


@pytest.mark.parametrize(
    ("grammar", "data", "masked"),
    [
        (COMMA, b'a\\"b\rc\r\n', b'a\\"b\nc\r\n'),
        (ESCAPED, rb"a\"b\,c\\d\te", rb"axxbxxcxxd\te"),
        (ESCAPED, b"a\\\r\nb\\\rc\\\nd\r", b"axxxbxxcxxd\n"),
        (ESCAPED, rb"\\\"", b"xxxx"),
        (PLAIN_ESCAPED, rb"\"\,", rb"\"xx"),
        (SINGLE, b"a", b"a"),
    ],
)
def test_mask(grammar: Grammar, data: bytes, masked: bytes):
    """In masked bytes nothing is escaped, and a bare carriage return is a line feed; each byte keeps its place."""
    assert mask(data, grammar) == masked


def test_mask_waits_for_a_line_feed():
    """A carriage return at the end of what was read so far may be half of a CRLF."""
    assert mask(b"a\rb\r", COMMA, final=False) == b"a\nb\r"


@given(st.binary(max_size=40), st.sampled_from((COMMA, ESCAPED, SINGLE, PLAIN_ESCAPED)), st.booleans())
def test_mask_keeps_places(data: bytes, grammar: Grammar, final: bool):
    """Masked bytes are as many as the bytes."""
    assert len(mask(data, grammar, final=final)) == len(data)


@pytest.mark.parametrize(
    ("raw", "record", "end"),
    [
        (b"a\n", b"a", b"\n"),
        (b"a\r\n", b"a", b"\r\n"),
        (b"a\r", b"a", b"\r"),
        (b"a\n\n", b"a\n", b"\n"),
        (b"a\r\r\n", b"a\r", b"\r\n"),
        (b"a\n\r", b"a\n", b"\r"),
        (b"", b"", b""),
        (b"a", b"a", b""),
    ],
)
def test_line_ends(raw: bytes, record: bytes, end: bytes):
    """One line end, LF, CRLF or CR, is taken off."""
    assert (strip_line_end(raw), line_end_of(raw)) == (record, end)


@pytest.mark.parametrize(
    ("data", "lines", "bare"),
    [(b"", 0, False), (b"a\nb\n", 2, False), (b"a\r\nb\r\n", 2, False), (b"a\rb\r", 2, True), (b"\n\r\n\r\r", 4, True)],
)
def test_lines(data: bytes, lines: int, bare: bool):
    """Lines end in LF, CRLF or CR, and CRLF is one line end."""
    assert (count_lines(data), has_bare_return(data)) == (lines, bare)


@pytest.mark.parametrize(
    ("record", "cells"),
    [
        (b'"Acme "Best" Ltd",x', [b'Acme "Best" Ltd', b"x"]),
        (b'x,"a "b" c"', [b"x", b'a "b" c']),
        (b'"a""b"c",x', [b'a"b"c', b"x"]),
        (b'a,"b"c",', [b"a", b'b"c', b""]),
        (b'a,"b', None),
        (b'"a,b', None),
    ],
)
def test_inner_quotes(record: bytes, cells: list[bytes] | None):
    """Broken quotes may be read as if a cell ended at the first quote before a delimiter or the end."""
    assert read_inner_quotes(record, COMMA) == cells


@pytest.mark.parametrize(
    ("cell", "quoted"),
    [("a", "a"), ("a,b", '"a,b"'), ('a"', '"a"""'), ("a\nb", '"a\nb"'), ("\r", '"\r"'), (" a ", " a "), ("", "")],
)
def test_quoting(cell: str, quoted: str):
    """A cell is quoted where RFC 4180 needs it, and only there."""
    assert quote_cell(cell, Dialect()) == quoted


@pytest.mark.parametrize(
    ("dialect", "cell", "written"),
    [
        (Dialect(";"), "a,b", "a,b"),
        (Dialect(";"), "a;b", '"a;b"'),
        (Dialect(quote_char="'"), "it's", "'it''s'"),
        (Dialect(quote_char="'"), 'a"b', 'a"b'),
        (Dialect(escape_char="\\"), "C:\\temp", "C:\\\\temp"),
        (Dialect(escape_char="\\"), "a\\,b", '"a\\\\,b"'),
        (Dialect(quote_char="", escape_char="\\"), "a,b", "a\\,b"),
        (Dialect(quote_char="", escape_char="\\"), "a\r\nb", "a\\\r\nb"),
        (Dialect(quote_char=""), 'a"b', 'a"b'),
        (Dialect(), " a", " a"),
        (Dialect(skip_initial_space=True), " a", '" a"'),
    ],
)
def test_writing_in_a_dialect(dialect: Dialect, cell: str, written: str):
    """A cell is written with the quotes and escapes of the file's dialect."""
    assert quote_cell(cell, dialect) == written


@given(
    st.lists(st.text(st.sampled_from("ab,;\"'\\\r\n é"), max_size=6), min_size=1, max_size=4),
    st.sampled_from((",", ";", " ")),
    st.sampled_from(('"', "'", "")),
    st.sampled_from(("", "\\")),
    st.booleans(),
)
def test_written_cells_are_read_back(cells: list[str], delimiter: str, quote_char: str, escape_char: str, padded: bool):
    """Cells that a dialect can write are read back from what it writes; only one without quotes can't write all."""
    dialect = Dialect(
        delimiter, quote_char, escape_char, skip_initial_space=padded and bool(quote_char) and delimiter != " "
    )
    if not can_be_written(cells, dialect):
        assert not quote_char
        assert not escape_char
        return
    record = as_record(cells, dialect).encode()
    assert parse_cells(record, dialect.grammar) == ([cell.encode() for cell in cells], [], False)
