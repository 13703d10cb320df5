"""The beginning of a file: header, labels, and what stands before them."""

from __future__ import annotations

import io

import pytest

from csvprep import head as heads
from csvprep.dialect import DETECTED, Dialect, Reading
from csvprep.errors import InputError
from csvprep.head import Head, read_head, read_sample_rows, without_header
from csvprep.unicode_forms import Detected

UTF_8 = Detected("utf-8", 1.0, bom=False, evidence="a test says so")


def read(data: bytes, reading: Reading = DETECTED, *, pending: int = 0, bom: bool = False) -> tuple[Head, bytes]:
    """Read the head of bytes, of which so many were read before; return it and all the bytes after it."""
    rest = io.BytesIO(data[pending:])
    head, after = read_head(rest, data[:pending], UTF_8, reading, "in.csv", bom=bom)
    return head, after + rest.read()


@pytest.mark.parametrize(
    ("data", "labels", "header", "after"),
    [
        (b"a,b\n1,2\n", ("a", "b"), b"a,b\n", b"1,2\n"),
        (b"a,b\r1,2\r", ("a", "b"), b"a,b\r", b"1,2\r"),
        (b"a,b", ("a", "b"), b"a,b", b""),
        (b'"a\r\nx";b\r\n1;2\r\n', ("a\r\nx", "b"), b'"a\r\nx";b\r\n', b"1;2\r\n"),
        (b"a, b\n1, 2\n3, 4\n", ("a", "b"), b"a, b\n", b"1, 2\n3, 4\n"),
        (b"a,b,\n1,2,\n3,4,\n", ("a", "b"), b"a,b,\n", b"1,2,\n3,4,\n"),
        (b"a,b\n1,2,\n3,4,\n", ("a", "b"), b"a,b\n", b"1,2,\n3,4,\n"),
        (b"a,b,\n1,2,3\n", ("a", "b", ""), b"a,b,\n", b"1,2,3\n"),
        (b"a,'b,c'\n1,'2,3'\n'4,5',6\n", ("a", "b,c"), b"a,'b,c'\n", b"1,'2,3'\n'4,5',6\n"),
        (b'a,b"c\n1,2\n', ("a", 'b"c'), b'a,b"c\n', b"1,2\n"),
        ("Größe,名\n1,2\n".encode(), ("Größe", "名"), "Größe,名\n".encode(), b"1,2\n"),
    ],
)
@pytest.mark.parametrize("pending", [0, 1, 4])
def test_labels(data: bytes, labels: tuple[str, ...], header: bytes, after: bytes, pending: int):
    """Labels are the cells of the header record; what follows it is left to be read, however much was read before."""
    head, rest = read(data, pending=pending)
    assert (head.labels, head.header, rest) == (labels, header, after)
    assert (head.preamble, head.bad_byte, head.broken_quotes) == (b"", None, False)


@pytest.mark.parametrize(
    ("data", "preamble", "header_line", "first_line"),
    [
        (b"a,b\n1,2\n", b"", 1, 2),
        (b"a,b", b"", 1, 2),
        (b'a,"b\nc"\n1,2\n', b"", 1, 3),
        (b"My contacts\n\na,b,c\n1,2,3\n4,5,6\n", b"My contacts\n\n", 3, 4),
        (b"My contacts\r\ra,b,c\r1,2,3\r4,5,6\r", b"My contacts\r\r", 3, 4),
        (b"sep=;\r\na;b\r\n1;2\r\n", b"sep=;\r\n", 2, 3),
    ],
)
def test_lines(data: bytes, preamble: bytes, header_line: int, first_line: int):
    """The lines on which the header and the first record begin are counted from the file's first one."""
    head, _ = read(data)
    assert (head.preamble, head.header_line, head.first_line) == (preamble, header_line, first_line)


@pytest.mark.parametrize(
    ("data", "labels", "width"),
    [(b"a,b\n1,2\n", 2, 2), (b"a,b\n1,2,\n3,4,\n", 2, 3), (b"a,b,\n1,2,\n3,4,\n", 2, 3), (b"a\n1\n", 1, 1)],
)
def test_width(data: bytes, labels: int, width: int):
    """A whole record has a cell for each label, and an empty one after a trailing delimiter."""
    head, _ = read(data)
    assert (len(head.labels), head.width) == (labels, width)


def test_no_header():
    """Without header the labels are numbers, and all bytes are records."""
    head, rest = read(b"x;y;z\n1;2;3\n", Reading(header=False))
    assert (head.labels, head.header, rest) == (("1", "2", "3"), b"", b"x;y;z\n1;2;3\n")
    assert (head.header_line, head.first_line, head.dialect.header) == (1, 1, False)
    head, rest = read(b"title\nx;y\n1;2\n", Reading(header=False, skip_lines=1))
    assert (head.labels, head.preamble, rest, head.first_line) == (("1", "2"), b"title\n", b"x;y\n1;2\n", 2)


@pytest.mark.parametrize(("data", "labels"), [(b"1,2\n3,4\n", ("1", "2")), (b"x,y\n1,2,\n3,4,\n", ("1", "2", "3"))])
def test_a_head_made_headless(data: bytes, labels: tuple[str, ...]):
    """A header that turns out to be a record leaves numbers as labels, and a trailing cell is a column then."""
    before, _ = read(data)
    head = without_header(before)
    assert (head.labels, head.header, head.width) == (labels, b"", len(labels))
    assert (head.dialect.header, head.dialect.trailing_delimiter) == (False, False)
    assert head.first_line == before.header_line


def test_a_byte_order_mark_is_told():
    """That a byte order mark stood before the header is part of the dialect."""
    assert [read(b"a\n1\n", bom=bom)[0].dialect.bom for bom in (True, False)] == [True, False]


def test_broken_labels():
    """A header whose quotes are broken is read as well as may be, and told."""
    for data, labels in (
        (b'"a "x" b",c\n1,2\n', ('a "x" b', "c")),
        (b'"a,b\n1,2\n3,4\n', ("a", "b")),
    ):
        head, rest = read(data)
        assert (head.broken_quotes, head.labels) == (True, labels)
        assert head.header + rest == data


def test_a_byte_that_is_no_text():
    """The first byte of the header that is not UTF-8 is told, and written as an escape in the label."""
    head, _ = read("é,b".encode() + b"\xe9,c\n1,2,3\n")
    assert (head.bad_byte, head.labels) == (5, ("é", "b\\xe9", "c"))


def test_nothing():
    """A file without any byte has no header."""
    with pytest.raises(InputError, match=r"^in.csv: is empty; a CSV file begins with a header line$"):
        read(b"")


def test_lines_to_skip_are_read_on():
    """However many lines are to be skipped, they are, and the header is the line after them."""
    preamble = b"note\n" * 100_000
    head, rest = read(preamble + b"a;b\n1;2\n", Reading(skip_lines=100_000))
    assert (head.labels, head.preamble, head.header_line, rest) == (("a", "b"), preamble, 100_001, b"1;2\n")


def test_a_long_header():
    """A header longer than what is looked at first is read whole."""
    labels = tuple(f"label number {number}" for number in range(40_000))
    data = ",".join(labels).encode() + b"\n" + b"," * 39_999 + b"\n"
    assert len(data) > 2 * heads._READ_BYTES
    head, rest = read(data)
    assert (head.labels, rest) == (labels, b"," * 39_999 + b"\n")


def test_an_endless_header(monkeypatch):
    """A first line that doesn't end is refused before it fills the memory."""
    monkeypatch.setattr(heads, "_MAX_HEADER_BYTES", 2**20)
    with pytest.raises(InputError, match=r"^in.csv: the header line has no end within 1 MiB; is this a CSV file\?$"):
        read(b"x" * (3 * 2**20))


@pytest.mark.parametrize(
    ("sample", "dialect", "rows"),
    [
        (b"a,b\nc,d\n", Dialect(), [["a", "b"], ["c", "d"]]),
        (b"a,b\r'c", Dialect(), [["a", "b"], ["'c"]]),
        (b'a,b\n"c"d,e\nf,g\n', Dialect(), [["a", "b"], ["f", "g"]]),
        (b"'a;b';c\n", Dialect(";", "'"), [["a;b", "c"]]),
        (b"\xff,b\n", Dialect(), [["\ufffd", "b"]]),
        (b"", Dialect(), []),
    ],
)
def test_sample_rows(sample: bytes, dialect: Dialect, rows: list[list[str]]):
    """The first records of a sample are cut into cells; those with broken quotes are left out."""
    assert read_sample_rows(sample, Head(UTF_8, dialect, b"", ())) == rows


def test_sample_rows_are_few():
    """A sample of many records gives a hundred."""
    assert len(read_sample_rows(b"a\n" * 1000, Head(UTF_8, Dialect(), b"", ()))) == 100
