"""Where records and cells begin and end."""

from __future__ import annotations

import pytest

from csvprep.records import Run, find_run, parse_cells, quote_cell, strip_line_end

MANY = 2**20


def records_of(data: bytes, *, delimiter: bytes = b",", final: bool = True, most: int = MANY) -> list[bytes]:
    run = find_run(data, delimiter, final=final, max_record_bytes=most)
    return run.raw_records() if run is not None else []


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", []),
        (b"a", [b"a"]),
        (b"a,b\nc,d\n", [b"a,b\n", b"c,d\n"]),
        (b"a,b\r\nc,d", [b"a,b\r\n", b"c,d"]),
        (b"a\rb\n", [b"a\rb\n"]),
        (b"\n\n", [b"\n", b"\n"]),
        (b'"a\nb",c\nd\n', [b'"a\nb",c\n', b"d\n"]),
        (b'"a""\n""b"\r\nc\n', [b'"a""\n""b"\r\n', b"c\n"]),
        (b'""\n"","a"\n', [b'""\n', b'"","a"\n']),
        (b'"a"', [b'"a"']),
        (b'"a\n', [b'"a\n']),
        (b'"a\nb\n', [b'"a\n', b"b\n"]),
        (b'x"\ny\n', [b'x"\n', b"y\n"]),
        (b'x,"a"b\ny,"c"\n', [b'x,"a"b\n', b'y,"c"\n']),
        (b'x, "a\nb"\n', [b'x, "a\n', b'b"\n']),
        (b'"a"\rb\nc\n', [b'"a"\rb\n', b"c\n"]),
        (b'"a\n"b\n"c\n",d\n', [b'"a\n', b'"b\n', b'"c\n",d\n']),
    ],
)
def test_record_ends(data: bytes, expected: list[bytes]):
    """A record ends at a line end outside quoted cells; a broken cell's record at the end of its first line."""
    assert records_of(data) == expected


@pytest.mark.parametrize("delimiter", [b"\t", b";", b"|"])
def test_delimiter_closes_a_quoted_cell(delimiter: bytes):
    """Only the file's own delimiter may follow a closing quote."""
    assert records_of(b'"a\n"' + delimiter + b"b\n", delimiter=delimiter) == [b'"a\n"' + delimiter + b"b\n"]
    assert records_of(b'"a\n",b\n', delimiter=delimiter) == [b'"a\n', b'",b\n']


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"a\nb", [b"a\n"]),
        (b"a", []),
        (b'a\n"b\n', [b"a\n"]),
        (b'a\n"b"', [b"a\n"]),
        (b'a\n"b"\r', [b"a\n"]),
        (b'a\n"b""', [b"a\n"]),
        (b'x"y\nb', [b'x"y\n']),
    ],
)
def test_more_may_follow(data: bytes, expected: list[bytes]):
    """While more bytes may follow, only records that they can't change are returned."""
    assert records_of(data, final=False) == expected


def test_unclosed_quote_gives_up_in_time():
    """A quoted cell that isn't closed within the limit is broken: its record is one line."""
    data = b'"a\n' + b"b\n" * 100 + b'"\n'
    assert records_of(data) == [data]
    assert records_of(data, most=50)[:3] == [b'"a\n', b"b\n", b"b\n"]


def test_overlong_record_is_not_whole():
    """A record longer than the limit ends the run before it, line end or not."""
    assert records_of(b"a\n" + b"b" * 50 + b"\nc\n", most=20) == [b"a\n"]


def test_regular_bytes_are_counted():
    """For bytes that RFC 4180 would write, records and delimiters outside quotes are counted without a scan."""
    run = find_run(b'a,"b,\n"\nc,d\n', b",", final=True, max_record_bytes=MANY)
    assert run == Run(b'a,"b,\n"\nc,d\n', records=2, delimiters=2, ends=None)


@pytest.mark.parametrize(
    ("record", "cells", "stray", "broken"),
    [
        (b"", [b""], [], False),
        (b"a,,b", [b"a", b"", b"b"], [], False),
        (b'"a,b",c', [b"a,b", b"c"], [], False),
        (b'"a""b"', [b'a"b'], [], False),
        (b'"",', [b"", b""], [], False),
        (b'5" pipe,"x"', [b'5" pipe', b"x"], [0], False),
        (b'a, "b"', [b"a", b' "b"'], [1], False),
        (b'"a"b,c', [], [], True),
        (b'"a', [], [], True),
    ],
)
def test_cells(record: bytes, cells: list[bytes], stray: list[int], broken: bool):
    """Quoted cells are unquoted, stray quotes told, and a broken record has no cells."""
    assert parse_cells(record, b",") == (cells, stray, broken)


def test_line_ends():
    """One line end is taken off; a carriage return alone is none."""
    ends = {b"a\n": b"a", b"a\r\n": b"a", b"a\r": b"a\r", b"a\n\n": b"a\n", b"": b""}
    assert {raw: strip_line_end(raw) for raw in ends} == ends


@pytest.mark.parametrize(
    ("cell", "quoted"),
    [("a", "a"), ("a,b", '"a,b"'), ('a"', '"a"""'), ("a\nb", '"a\nb"'), ("\r", '"\r"'), (" a ", " a "), ("", "")],
)
def test_quoting(cell: str, quoted: str):
    """A cell is quoted where RFC 4180 needs it, and only there."""
    assert quote_cell(cell, ",") == quoted
