"""Blocks as frames: cells, numbers, lines, and what is set aside."""

from __future__ import annotations

import pytest

from csvprep.blocks import Block
from csvprep.cells import count_lines
from csvprep.dialect import Dialect
from csvprep.frame import Form, Parsed, Unshaped, add_rows, find_other_end, line_numbers, read_frame
from csvprep.records import Run, find_run

COMMA = Dialect()


def block_of(data: bytes, dialect: Dialect = COMMA) -> Block:
    run = find_run(data, dialect.grammar, final=True, max_record_bytes=2**20)
    assert run is not None
    return Block(run, 11, 21, count_lines(data))


def read(data: bytes, width: int = 2, dialect: Dialect = COMMA) -> Parsed:
    return read_frame(block_of(data, dialect), Form(width, dialect, "UTF-8"))


@pytest.mark.parametrize(
    ("data", "rows"),
    [
        pytest.param(b"a,b\nc,d\n", [(11, 21, "a", "b"), (12, 22, "c", "d")], id="plain"),
        pytest.param(b'a,"b\nc"\nd,e', [(11, 21, "a", "b\nc"), (12, 23, "d", "e")], id="lines within, no line end"),
        pytest.param(b'"a\r\nb\rc",d\re,f\r', [(11, 21, "a\r\nb\rc", "d"), (12, 24, "e", "f")], id="all line ends"),
        pytest.param(b'"",b\n,""\n', [(11, 21, None, "b"), (12, 22, None, None)], id="empty, quoted or not"),
        pytest.param(b"a,b\rc,d\r\ne,f\n", [(11, 21, "a", "b"), (12, 22, "c", "d"), (13, 23, "e", "f")], id="mixed"),
        pytest.param(b"\xef\xbb\xbfa,b\n", [(11, 21, "\ufeffa", "b")], id="a byte order mark inside the file"),
        pytest.param(b"\x00,#\n", [(11, 21, "\x00", "#")], id="NUL and hash"),
        pytest.param(b'5",b\n', [(11, 21, '5"', "b")], id="stray quote"),
        pytest.param(b'a, "b,c"\n', [(11, 21, "a", "b,c")], id="blank before a quote"),
        pytest.param(b" NA ,null\n", [(11, 21, " NA ", "null")], id="texts stay text"),
    ],
)
def test_cells(data: bytes, rows: list[tuple]):
    """Every cell is text as it stands in the file, empty cells are null, records and lines are counted on."""
    assert read(data).frame.rows() == rows


@pytest.mark.parametrize(
    ("dialect", "data", "rows"),
    [
        (Dialect(";", "'"), b"'a;b';\"c\n", [(11, 21, "a;b", '"c')]),
        (Dialect(" "), b'"a b" c\n', [(11, 21, "a b", "c")]),
        (Dialect(quote_char=""), b'"a,b"\n', [(11, 21, '"a', 'b"')]),
        (Dialect(escape_char="\\"), b'"a\\"b",c\\,d\n', [(11, 21, 'a"b', "c,d")]),
        (Dialect(escape_char="\\"), b"C:\\temp,b\\\nc\nd,e\n", [(11, 21, "C:\\temp", "b\nc"), (12, 23, "d", "e")]),
        (Dialect(escape_char="\\"), b"a\\\r\\\nb,c\nd,e\n", [(11, 21, "a\r\nb", "c"), (12, 24, "d", "e")]),
        (Dialect(skip_initial_space=True), b' a, b\nc,  "d"\ne, \n', [
            (11, 21, " a", "b"), (12, 22, "c", "d"), (13, 23, "e", None),
        ]),
    ],
)  # fmt: skip
def test_cells_of_other_dialects(dialect: Dialect, data: bytes, rows: list[tuple]):
    """In each dialect a cell is what its quotes, escapes and blanks mean."""
    assert read(data, dialect=dialect).frame.rows() == rows


@pytest.mark.parametrize(
    ("record", "code", "facts", "value"),
    [
        (b"a\n", "missing-cell", {"cells": 1, "labels": 2}, "a"),
        (b"a,b,c\n", "extra-cell", {"cells": 3, "labels": 2}, "a,b,c"),
        (b"\n", "blank-row", {}, None),
        (b" , , \n", "blank-row", {}, None),
        (b'a,"b\n', "quote-error", {}, 'a,"b'),
        (b'a,"b"c\r\n', "quote-error", {}, 'a,"b"c'),
        (b"a,\xe9\n", "encoding-error", {"byte": 3, "what": "record", "encoding": "UTF-8"}, "a,\\xe9"),
    ],
)
def test_misfits(record: bytes, code: str, facts: dict, value: str | None):
    """A record that doesn't fit is set aside with one code and an excerpt, its neighbours are read."""
    parsed = read(b"x,y\n" + record + b"z,z\n")
    (misfit,) = parsed.misfits
    assert (misfit.record, misfit.line, misfit.code, misfit.facts) == (12, 22, code, facts)
    assert (misfit.column_index, misfit.value, misfit.fix, misfit.suggestion) == (None, value, None, None)
    assert parsed.frame["record"].to_list() == [11, 13]
    assert parsed.frame["line"].to_list() == [21, 23]
    (one,) = parsed.unshaped
    assert (one.place, one.line, one.raw) == (1, 22, record)


def test_unshaped_records_have_their_cells():
    """The cells of a record of another shape are told; there are none of one that can't be cut into cells."""
    parsed = read(b'a\nb,c,d\ne,"f\ng,\xff\n')
    assert parsed.unshaped == (
        Unshaped(0, 21, b"a\n", ("a",)),
        Unshaped(1, 22, b"b,c,d\n", ("b", "c", "d")),
        Unshaped(2, 23, b'e,"f\n', None),
        Unshaped(3, 24, b"g,\xff\n", None),
    )


def test_excerpts_are_bounded():
    """Of a long record the excerpt is its first 120 characters."""
    (misfit,) = read("ä".encode() * 500 + b"\n").misfits
    assert misfit.value == "ä" * 120 + "…"


def test_short_and_long_balance():
    """A short and a long record whose delimiters add up to two good ones are still told apart."""
    parsed = read(b"a\nb,c,d\ne,f\n")
    assert [(one.record, one.code) for one in parsed.misfits] == [(11, "missing-cell"), (12, "extra-cell")]
    assert parsed.frame.rows() == [(13, 23, "e", "f")]


@pytest.mark.parametrize("data", [b";\na\n;;", b"a;b\nc\n;;", b"x\r;\r;;"])
def test_a_long_last_record_without_line_end(data: bytes):
    """A last record with an empty cell too many is long, also without a line end."""
    parsed = read(data, dialect=Dialect(";"))
    assert [one.code for one in parsed.misfits if one.record == 13] == ["blank-row"]
    assert 13 not in parsed.frame["record"]


def test_an_escape_char_before_the_last_line_end():
    """An escape char at the very end of a file has nothing to take in: it is an ordinary character."""
    rows = [(11, 21, "a", "b"), (12, 22, "c", "d\\")]
    for end in (b"\n", b"\r\n", b"\r", b""):
        assert read(b"a,b\nc,d\\" + end, dialect=Dialect(escape_char="\\")).frame.rows() == rows


def test_stray_quote_is_fixable():
    """A quote inside an unquoted cell is kept and reported with the cell as RFC 4180 writes it."""
    (misfit,) = read(b'a,5" pipe\n').misfits
    assert (misfit.code, misfit.column_index, misfit.value, misfit.fix) == ("quote-format", 1, '5" pipe', '"5"" pipe"')


def test_blanks_around_quotes_are_fixable():
    """Blanks around a quoted cell are reported, but not where the whole file has them after its delimiters."""
    (misfit,) = read(b'a, "b"\n').misfits
    assert (misfit.code, misfit.column_index, misfit.value, misfit.fix) == ("quote-format", 1, "b", '"b"')
    assert read(b'a, "b"\n', dialect=Dialect(skip_initial_space=True)).misfits == ()


def test_single_quotes_are_written_as_such():
    """The fix of a stray quote is in the file's own quotes."""
    (misfit,) = read(b"a,O'Neil\n", dialect=Dialect(quote_char="'")).misfits
    assert (misfit.value, misfit.fix) == ("O'Neil", "'O''Neil'")


def test_one_column():
    """In a file of one column a blank line is a record with an empty cell."""
    parsed = read(b'a\n\n""\nb\n', width=1)
    blank = [one.record for one in parsed.misfits if one.code == "blank-row"]
    rows = parsed.frame.rows()
    assert sorted([*blank, *(row[0] for row in rows)]) == [11, 12, 13, 14]
    assert [row for row in rows if row[2]] == [(11, 21, "a"), (14, 24, "b")]


def test_no_records_of_the_right_shape():
    """A block of misfits only is an empty frame with all columns."""
    frame = read(b"a\nb\n").frame
    assert (frame.height, frame.columns) == (0, ["record", "line", "c0", "c1"])


def test_overlong_record():
    """A part of a record that is too long is one finding, and none of its cells is read."""
    run = Run(b"a,b\n", 1, overlong=True)
    parsed = read_frame(Block(run, 11, 21, 1), Form(2, COMMA))
    (misfit,) = parsed.misfits
    facts = {"bytes": "more than 3", "what": "csvprep's limit for one record"}
    assert (misfit.code, misfit.record, misfit.facts, misfit.value) == ("record-too-large", 11, facts, "a,b")
    assert parsed.frame.height == 0


LINES = b"1,2,3,4,5\n"


@pytest.mark.parametrize(
    ("data", "width", "swallowed"),
    [
        pytest.param(b'a,b,c,d,"x\n' + LINES + b'y"\n', 5, [11], id="one line that looks like a record"),
        pytest.param(b'a,b,c,d,"x\n' + LINES * 3 + b'1,2,3,4,y"\n', 5, [11], id="three of them"),
        pytest.param(b'a,b,c,d,"x\r' + LINES.replace(b"\n", b"\r") + b'y"\r', 5, [11], id="in CR"),
        pytest.param(LINES + b'a,b,c,d,"x\n' + LINES + b'y"\n' + LINES, 5, [12], id="among good records"),
        pytest.param(b'a,b,c,d,"x\ny"\n', 5, [], id="no inner line"),
        pytest.param(b'a,b,c,d,"x\n1,2,3,4\ny"\n', 5, [], id="an inner line with too few delimiters"),
        pytest.param(b'a,b,c,d,"x\n1,2,3,4,5,6\ny"\n', 5, [], id="one with too many"),
        pytest.param(b'a,b,c,d,"x\n' + LINES + b'words\ny"\n', 5, [], id="a line of words among them"),
        pytest.param(b'a,b,c,"x\n1,2,3,4\ny"\n', 4, [], id="four labels are too few to tell"),
    ],
)
def test_swallowed_records(data: bytes, width: int, swallowed: list[int]):
    """A quoted cell whose inner lines all look like records of five cells or more was closed by another's quote."""
    parsed = read(data, width)
    assert [one.record for one in parsed.misfits] == swallowed
    assert {one.code for one in parsed.misfits} <= {"quote-error"}
    assert set(swallowed) <= set(parsed.frame["record"])


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"a\nb\r\nc\rd", [21, 22, 23, 24]),
        (b'"a\n\n"\n"b\r\nc"\n"d\re"\nf\n', [21, 24, 26, 28]),
    ],
)
def test_lines_of_records(data: bytes, lines: list[int]):
    """Each record's line is told, whatever line ends stand in quoted cells before it."""
    block = block_of(data)
    assert list(line_numbers(block, block.run.raw_records())) == lines


@pytest.mark.parametrize(
    ("data", "terminator", "other"),
    [
        (b"a\nb\n", "\n", None),
        (b"a\r\nb\r\n", "\r\n", None),
        (b"a\rb\r", "\r", None),
        (b"a\nb\r\nc\r", "\n", (12, 22, b"\r\n")),
        (b"a\r\nb\nc\r\n", "\r\n", (12, 22, b"\n")),
        (b"a\rb\r\n", "\r", (12, 22, b"\r\n")),
        (b'"a\r\nb"\n"c\rd"\n', "\n", None),
        (b'"a\nb"\r\nc', "\r\n", None),
        (b'"a\n\n"\nb\r', "\n", (12, 24, b"\r")),
        (b"a\nb", "\n", None),
        (b'x"\r\n"y\n', "\r\n", (12, 22, b"\n")),
    ],
)
def test_first_other_line_end(data: bytes, terminator: str, other: tuple[int, int, bytes] | None):
    """The first record that ends otherwise than the header is found; ends inside cells and missing ones don't count."""
    dialect = Dialect(line_terminator=terminator)
    assert find_other_end(block_of(data, dialect), dialect) == other


def test_more_rows():
    """Rows added to a frame stand in the order of their records; empty cells are null."""
    frame = read(b"a,b\n\nc,d\n").frame
    assert add_rows(frame, [["x", ""]], [(12, 22)]).rows() == [
        (11, 21, "a", "b"), (12, 22, "x", None), (13, 23, "c", "d"),
    ]  # fmt: skip
