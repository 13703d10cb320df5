"""Blocks as frames: cells, numbers, lines, and what is set aside."""

from __future__ import annotations

import pytest

from csvprep.blocks import Block
from csvprep.frame import Parsed, read_frame
from csvprep.records import find_run


def read(data: bytes, width: int = 2, delimiter: str = ",") -> Parsed:
    run = find_run(data, delimiter.encode(), final=True, max_record_bytes=2**20)
    assert run is not None
    return read_frame(Block(run, 11, 21, data.count(b"\n")), width, delimiter)


@pytest.mark.parametrize(
    ("data", "rows"),
    [
        pytest.param(b"a,b\nc,d\n", [(11, 21, "a", "b"), (12, 22, "c", "d")], id="plain"),
        pytest.param(b'a,"b\nc"\nd,e', [(11, 21, "a", "b\nc"), (12, 23, "d", "e")], id="lines within, no line end"),
        pytest.param(b'"",b\n,""\n', [(11, 21, None, "b"), (12, 22, None, None)], id="empty, quoted or not"),
        pytest.param(b"a\r,b\r\r\n", [(11, 21, "a\r", "b\r")], id="bare carriage returns"),
        pytest.param(b"\xef\xbb\xbfa,b\n", [(11, 21, "\ufeffa", "b")], id="a byte order mark inside the file"),
        pytest.param(b"\x00,#\n", [(11, 21, "\x00", "#")], id="NUL and hash"),
        pytest.param(b'5",b\n', [(11, 21, '5"', "b")], id="stray quote"),
        pytest.param(b" NA ,null\n", [(11, 21, " NA ", "null")], id="texts stay text"),
    ],
)
def test_cells(data: bytes, rows: list[tuple]):
    """Every cell is text as it stands in the file, empty cells are null, records and lines are counted on."""
    assert read(data).frame.rows() == rows


@pytest.mark.parametrize(
    ("record", "code", "facts"),
    [
        (b"a\n", "missing-cell", {"cells": 1, "labels": 2}),
        (b"a,b,c\n", "extra-cell", {"cells": 3, "labels": 2}),
        (b"\n", "blank-row", {}),
        (b" , , \n", "blank-row", {}),
        (b'a,"b\n', "quote-error", {}),
        (b"a,\xe9\n", "encoding-error", {"byte": 3, "encoding": "UTF-8"}),
    ],
)
def test_misfits(record: bytes, code: str, facts: dict):
    """A record that doesn't fit is set aside with one code, its neighbours are read."""
    parsed = read(b"x,y\n" + record + b"z,z\n")
    (misfit,) = parsed.misfits
    assert (misfit.record, misfit.line, misfit.code, misfit.facts) == (12, 22, code, facts)
    assert parsed.frame["record"].to_list() == [11, 13]
    assert parsed.frame["line"].to_list() == [21, 23]


def test_short_and_long_balance():
    """A short and a long record whose delimiters add up to two good ones are still told apart."""
    parsed = read(b"a\nb,c,d\ne,f\n")
    assert [(one.record, one.code) for one in parsed.misfits] == [(11, "missing-cell"), (12, "extra-cell")]
    assert parsed.frame.rows() == [(13, 23, "e", "f")]


def test_stray_quote_is_fixable():
    """A quote inside an unquoted cell is kept and reported with the cell as RFC 4180 writes it."""
    (misfit,) = read(b'a,5" pipe\n').misfits
    assert (misfit.code, misfit.column_index, misfit.value, misfit.fix) == ("quote-format", 1, '5" pipe', '"5"" pipe"')


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
