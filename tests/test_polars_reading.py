"""Regular bytes as polars reads them, with stand-ins for what polars doesn't know."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from laws.inputs import UNPADDED, shown, well_formed
from reference import count_ends, parse_record, split_records, strip_end

from csvprep.block_frame import read_at_once, read_frame
from csvprep.blocks import Block
from csvprep.by_record import read_by_record
from csvprep.cells import parse_cells
from csvprep.dialect import Dialect, Grammar
from csvprep.frame import Form
from csvprep.polars_reading import column_name, empty_as_null, quoted_patterns, read_cells, text_schema
from csvprep.records import find_run

COMMA = Grammar()
ESCAPED = Grammar(escape=b"\\")


@pytest.mark.parametrize(
    ("grammar", "data", "rows"),
    [
        pytest.param(COMMA, b'a,"b\nc"\n,""\n', [("a", "b\nc"), (None, None)], id="quotes and empty cells"),
        pytest.param(COMMA, b"a,b\rc,d\r", [("a", "b"), ("c", "d")], id="CR"),
        pytest.param(COMMA, b'a,"b\rc"\rd,e\r\n', [("a", "b\rc"), ("d", "e")], id="CR in a cell"),
        pytest.param(COMMA, b'"a\r",b\n', [("a\r", "b")], id="CR at the end of a quoted cell"),
        pytest.param(Grammar(b";", b"'"), b"'a;b';'it''s'\n", [("a;b", "it's")], id="single quotes"),
        pytest.param(Grammar(b",", b""), b'"a,b"\n', [('"a', 'b"')], id="no quotes"),
        pytest.param(Grammar(b" "), b'"a b" c\n', [("a b", "c")], id="blank as delimiter"),
        pytest.param(ESCAPED, rb'"a\"b",c\,d', [('a"b', "c,d")], id="escaped quote and delimiter"),
        pytest.param(
            ESCAPED, b'"a\\\\",C:\\temp\n', [("a\\", "C:\\temp")], id="escaped escape char, and one that stays"
        ),
        pytest.param(ESCAPED, b"a\\\r\nb,c\\\rd\ne,f\n", [("a\r\nb", "c\rd"), ("e", "f")], id="escaped line ends"),
        pytest.param(ESCAPED, b'"a""b\\"c",d\n', [('a"b"c', "d")], id="doubled and escaped"),
        pytest.param(ESCAPED, b"a\\,\x01,b\x02\n", [("a,\x01", "b\x02")], id="control characters in the data"),
        pytest.param(ESCAPED, b"a,b\\\n", [("a", "b\\")], id="escape char before the last line end"),
    ],
)
def test_cells(grammar: Grammar, data: bytes, rows: list[tuple[str | None, ...]]):
    """Cells are what they mean in the grammar; empty ones are null."""
    frame = read_cells(data, len(rows), 2, grammar)
    assert frame is not None
    assert frame.rows() == rows
    assert dict(frame.schema) == text_schema(2)


@pytest.mark.parametrize(
    ("data", "records"),
    [
        pytest.param(b"a,b,c\nd\n", 2, id="a long record"),
        pytest.param(b"a\n,,", 2, id="a long last one, with an empty cell too many"),
        pytest.param(b"a,b\nc,d\n", 3, id="fewer records than counted"),
        pytest.param(b"a,\xff\n", 1, id="no text"),
        pytest.param(b"\xef\xbb\xbfa,b\n", 1, id="a byte order mark, which polars drops"),
        pytest.param(b"\na,b,c\n", 2, id="a blank line first, which polars drops"),
        pytest.param(b"\ra,b,c\n", 2, id="the same in CR"),
    ],
)
def test_not_for_polars(data: bytes, records: int):
    """Where polars would not see what was counted, it is not asked."""
    assert read_cells(data, records, 2, COMMA) is None


def test_no_stand_in_is_left():
    """Data that holds all stand-ins is read another way."""
    every = bytes(range(1, 27)).replace(b"\t", b"").replace(b"\n", b"").replace(b"\r", b"")
    assert read_cells(every + b",\\,\n", 1, 2, ESCAPED) is None


@settings(max_examples=80)
@given(well_formed())
def test_equals_reading_record_by_record(drawn: tuple[Dialect, int, bytes]):
    """In every grammar polars reads the cells that the record-by-record reader and the plain reader read."""
    dialect, width, data = drawn
    run = find_run(data, dialect.grammar, final=True, max_record_bytes=2**20)
    if run is None:
        return
    block, form = Block(run, 1, 1, count_ends(data)), Form(width, dialect)
    at_once = read_at_once(block, form)
    if at_once is None:
        return
    one_by_one = read_by_record(block, form)
    assert at_once.frame.equals(one_by_one.frame.sort("record"))
    plain = [parse_record(strip_end(raw), dialect.grammar) for raw in split_records(data, dialect.grammar)]
    assert [[(cell or "").encode() for cell in row[2:]] for row in at_once.frame.iter_rows()] == plain


@pytest.mark.parametrize("dialect", UNPADDED, ids=shown)
def test_every_grammar_is_read_at_once(dialect: Dialect):
    """Well-formed records in any line ends need no look at each, whatever their quote and escape chars are."""
    mark, quote, escape = dialect.delimiter, dialect.quote_char, dialect.escape_char
    inner = f"{quote}x{mark}\ry{quote}" if quote else f"x{escape}{mark}{escape}\ry" if escape else "xy"
    data = "".join(f"a{mark}{inner}{end}" for end in ("\n", "\r\n", "\r") * 5).encode()
    run = find_run(data, dialect.grammar, final=True, max_record_bytes=2**20)
    assert run is not None
    block, form = Block(run, 1, 1, count_ends(data)), Form(2, dialect)
    assert read_at_once(block, form) is not None
    rows = read_frame(block, form).frame.rows()
    assert [row[2:] for row in rows] == [("a", f"x{mark}\ry" if quote or escape else "xy")] * 15


def test_columns_are_numbered():
    """The columns of a frame of cells are texts named by their places in the file."""
    assert (
        text_schema(2) == {column_name(0): pl.String, column_name(1): pl.String} == {"c0": pl.String, "c1": pl.String}
    )


def test_empty_texts():
    """Empty texts are null, and other columns stay as they are."""
    before = pl.DataFrame({"n": [0, 1], "a": ["", "x"], "b": ["y", "z"]})
    assert empty_as_null(before).rows() == [(0, None, "y"), (1, "x", "z")]


@given(
    st.sampled_from([COMMA, Grammar(b";", b"'"), Grammar(b" "), Grammar(b"|", b'"', skip_space=True)]),
    st.lists(st.text("a\",; |'é\r\n", max_size=12), min_size=1, max_size=20),
)
def test_patterns_of_whole_records(grammar: Grammar, texts: list[str]):
    """Expressions tell what cutting a record into cells tells: a broken cell, odd quotes, and how many cells it has."""
    patterns, records = quoted_patterns(grammar), pl.Series(texts)
    regular = records.str.contains(patterns.regular)
    whole, begins = records.str.contains(patterns.whole), records.str.contains(patterns.begins)
    outside = records.str.replace_all(patterns.part, "").str.count_matches(grammar.delimiter.decode(), literal=True)
    for row, text in enumerate(texts):
        cells, odd, broken = parse_cells(text.encode(), grammar)
        assert whole[row] == (not broken)
        assert regular[row] == (not broken and not odd)
        assert not regular[row] or outside[row] + 1 == len(cells)
        assert begins[row] or len(cells) == text.encode().count(grammar.delimiter) + 1
