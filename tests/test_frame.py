"""Blocks as frames: cells, numbers, lines, and what is set aside."""

from __future__ import annotations

import polars as pl
import pytest

from csvprep.block_frame import read_frame
from csvprep.blocks import Block
from csvprep.catalogue import message_of
from csvprep.cells import count_lines
from csvprep.dialect import Dialect
from csvprep.frame import Form, Parsed, find_other_end, join_frames, line_numbers
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
    ("record", "code", "message", "value"),
    [
        (b"a\n", "missing-cell", "the record has fewer cells (1) than the header has labels (2)", "a"),
        (
            b"a,b,c\n",
            "extra-cell",
            "the record has more cells (3) than the header has labels (2); is there an unquoted delimiter?",
            "a,b,c",
        ),
        (b"\n", "blank-row", None, None),
        (b" , , \n", "blank-row", None, " , , "),
        (b'a,"b\n', "quote-error", None, 'a,"b'),
        (b'a,"b"c\r\n', "quote-error", None, 'a,"b"c'),
        (
            b"a,\xe9\n",
            "encoding-error",
            "byte 3 of the record is not UTF-8; if the file has another encoding, name it with --encoding",
            "a,\\xe9",
        ),
    ],
)
def test_misfits(record: bytes, code: str, message: str | None, value: str | None):
    """A record that doesn't fit is set aside with one code and an excerpt, its neighbours are read."""
    parsed = read(b"x,y\n" + record + b"z,z\n")
    (misfit,) = parsed.misfits.to_dicts()
    assert misfit == {
        "record": 12, "line": 22, "code": code, "message": message or message_of(code),
        "column_index": None, "value": value, "fix": None, "suggestion": None,
    }  # fmt: skip
    assert parsed.frame["record"].to_list() == [11, 13]
    assert parsed.frame["line"].to_list() == [21, 23]
    (one,) = parsed.unshaped.to_dicts()
    assert (one["place"], one["line"]) == (1, 22)


def test_unshaped_records_have_their_cells():
    """The cells of a record of another shape are told; there are none of one that can't be cut into cells."""
    parsed = read(b'a\nb,c,d\ne,"f\ng,\xff\n')
    assert parsed.unshaped.rows() == [
        (0, 21, "a", ["a"]),
        (1, 22, "b,c,d", ["b", "c", "d"]),
        (2, 23, 'e,"f', None),
        (3, 24, None, None),
    ]


def test_excerpts_are_bounded():
    """Of a long record the excerpt is its first 120 characters."""
    misfits = read("ä".encode() * 500 + b"\n").misfits
    assert misfits["value"].to_list() == ["ä" * 120 + "…"]


def test_short_and_long_balance():
    """A short and a long record whose delimiters add up to two good ones are still told apart."""
    parsed = read(b"a\nb,c,d\ne,f\n")
    assert parsed.misfits.select("record", "code").rows() == [(11, "missing-cell"), (12, "extra-cell")]
    assert parsed.frame.rows() == [(13, 23, "e", "f")]


@pytest.mark.parametrize("data", [b";\na\n;;", b"a;b\nc\n;;", b"x\r;\r;;"])
def test_a_long_last_record_without_line_end(data: bytes):
    """A last record with an empty cell too many is long, also without a line end."""
    parsed = read(data, dialect=Dialect(";"))
    assert (13, "blank-row") in parsed.misfits.select("record", "code").rows()
    assert 13 not in parsed.frame["record"]


def test_an_escape_char_before_the_last_line_end():
    """An escape char at the very end of a file has nothing to take in: it is an ordinary character."""
    rows = [(11, 21, "a", "b"), (12, 22, "c", "d\\")]
    for end in (b"\n", b"\r\n", b"\r", b""):
        assert read(b"a,b\nc,d\\" + end, dialect=Dialect(escape_char="\\")).frame.rows() == rows


def odd_quotes(data: bytes, dialect: Dialect = COMMA) -> list[tuple]:
    return read(data, dialect=dialect).misfits.select("code", "column_index", "value", "fix").rows()


def test_stray_quote_is_fixable():
    """A quote inside an unquoted cell is kept and reported with the cell as RFC 4180 writes it."""
    assert odd_quotes(b'a,5" pipe\n') == [("quote-format", 1, '5" pipe', '"5"" pipe"')]


def test_stray_quotes_beside_quoted_cells():
    """The same where another cell of the record is quoted, and where several cells have such a quote."""
    told = [("quote-format", 1, '5" pipe', '"5"" pipe"')]
    assert odd_quotes(b'"a",5" pipe\n') == told
    assert odd_quotes(b'4",5" pipe\n') == [("quote-format", 0, '4"', '"4"""'), *told]


def test_blanks_around_quotes_are_fixable():
    """Blanks around a quoted cell are reported, but not where the whole file has them after its delimiters."""
    assert odd_quotes(b'a, "b"\n') == [("quote-format", 1, "b", '"b"')]
    assert odd_quotes(b'a, "b"\n', Dialect(skip_initial_space=True)) == []


def test_single_quotes_are_written_as_such():
    """The fix of a stray quote is in the file's own quotes."""
    assert odd_quotes(b"a,O'Neil\n", Dialect(quote_char="'")) == [("quote-format", 1, "O'Neil", "'O''Neil'")]


def test_one_column():
    """In a file of one column a blank line is a record with an empty cell."""
    parsed = read(b'a\n\n""\nb\n', width=1)
    blank = parsed.misfits.filter(pl.col("code") == "blank-row")["record"].to_list()
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
    (told,) = parsed.misfits.select("code", "record", "message", "value").rows()
    message = "the record alone takes more than 3 bytes, more than csvprep's limit for one record allows"
    assert told == ("record-too-large", 11, message, "a,b")
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
    assert parsed.misfits["record"].to_list() == swallowed
    assert set(parsed.misfits["code"]) <= {"quote-error"}
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
    assert list(line_numbers(block)) == lines


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
    """Frames of one block are one in the order of their records; empty cells are null."""
    frame = read(b"a,b\n\nc,d\n").frame
    more = pl.DataFrame({"record": [12], "line": [22], "c0": ["x"], "c1": [""]})
    assert join_frames([frame, more], 2).rows() == [
        (11, 21, "a", "b"), (12, 22, "x", None), (13, 23, "c", "d"),
    ]  # fmt: skip
