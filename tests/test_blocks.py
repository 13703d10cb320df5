"""Open sources: what their first bytes tell, how they are cut into blocks, and one error for what can't be read."""

from __future__ import annotations

import gzip
import io
import random
import re
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference import first_lines, split_records

from csvprep import blocks
from csvprep.blocks import Block, open_source
from csvprep.dialect import Reading
from csvprep.errors import InputError, UsageError
from csvprep.records import Run
from csvprep.streams import CountingReader

CSV = "E,N\na@b.co,Zoë\n"


def read_all(path: Path, block_bytes: int = 64, **options) -> tuple[bytes, list[tuple[int, int, int]]]:
    with open_source(path, Reading(**options)) as source:
        found = list(source.blocks(block_bytes))
    data = b"".join(block.run.data for block in found)
    return data, [(block.first_record, block.first_line, block.run.records) for block in found]


def refused(path: Path, **options) -> str:
    with pytest.raises(InputError) as caught, open_source(path, Reading(**options)) as source:
        list(source.blocks())
    return str(caught.value).removeprefix(f"{path}: ")


def test_head(write_csv):
    """Encoding, dialect, labels and place of the first record come from the first bytes."""
    path = write_csv(b'\xef\xbb\xbfA;"B\r\nC"\r\nx;y\r\n')
    with open_source(path) as source:
        head = source.head
        (block,) = source.blocks()
    assert (head.encoding.encoding, head.labels, head.width) == ("utf-8", ("A", "B\r\nC"), 2)
    assert (head.header, head.preamble, head.header_line, head.first_line) == (b'A;"B\r\nC"\r\n', b"", 1, 3)
    assert (head.dialect.delimiter, head.dialect.line_terminator, head.dialect.bom) == (";", "\r\n", True)
    assert (block.first_record, block.first_line, block.run.data) == (1, 3, b"x;y\r\n")


def test_what_stands_before_the_header(write_csv):
    """Lines before the header are no records; they are kept, and counted as lines."""
    path = write_csv(b"Contacts as of May\n\nA,B,C\n1,2,3\n4,5,6\n")
    with open_source(path) as source:
        head = source.head
        (block,) = source.blocks()
    assert (head.preamble, head.labels) == (b"Contacts as of May\n\n", ("A", "B", "C"))
    assert (head.dialect.skip_lines, head.header_line, head.first_line, block.first_line) == (2, 3, 4, 4)


def test_blocks_are_record_aligned(write_csv):
    """Blocks hold whole records, number and line go on from one to the next, and nothing is left out."""
    records = [f'{number},"a\nb{"x" * number}"\n'.encode() for number in range(30)]
    data, places = read_all(write_csv(b"A,B\n" + b"".join(records)))
    assert data == b"".join(records)
    assert len(places) > 5
    next_record, next_line = 1, 2
    for first_record, first_line, count in places:
        assert (first_record, first_line) == (next_record, next_line)
        next_record, next_line = next_record + count, next_line + 2 * count


@pytest.mark.parametrize("block_bytes", [1, 2, 3, 7, 64])
@pytest.mark.parametrize(
    "body",
    [
        b'1,"a\r\nb"\r\n2,"c\rd"\r3,"e\nf"\n4,g\r\r\n5,h',
        b"1,2\r\n3,4\r\n\r\n5,6\r\n",
        b"1,2\r3,4\r\r5,6\r",
        b'1,"unclosed\r\n2,b\r\n3,"c" d\r4,e\n',
    ],
)
def test_line_ends_at_the_border_of_blocks(write_csv, body: bytes, block_bytes: int):
    """However a CRLF or a quoted cell is cut by the size of blocks, records and lines are the same."""
    data, places = read_all(write_csv(b"A,B\r\n" + body), block_bytes)
    records = split_records(body)
    assert data == body
    assert sum(count for _, _, count in places) == len(records)
    lines = first_lines(records, 2)
    assert [first_line for _, first_line, _ in places] == [lines[first_record - 1] for first_record, _, _ in places]


@pytest.mark.parametrize(
    ("data", "records", "lines", "is_open", "one_line_each"),
    [
        (b"a\nb\n", 2, 2, False, True),
        (b"a\nb", 2, 1, True, True),
        (b"a\rb\r", 2, 2, False, True),
        (b'"a\nb"\n', 1, 2, False, False),
        (b'a\n"b\nc"', 2, 2, True, False),
    ],
)
def test_block(data: bytes, records: int, lines: int, is_open: bool, one_line_each: bool):
    """A block tells whether its last record has a line end, and whether each record is one line."""
    block = Block(Run(data, records), 1, 2, lines)
    assert (block.is_open, block.one_line_each) == (is_open, one_line_each)


def test_bytes_and_digest(write_csv):
    """Once read, a source knows its number of bytes and their SHA-256, byte order mark included."""
    content = b"\xef\xbb\xbfA\n1\n"
    with open_source(write_csv(content)) as source:
        list(source.blocks())
        assert (source.bytes_read, source.size_bytes) == (len(content), len(content))
        assert source.sha256 == sha256(content).hexdigest()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "utf-8-sig"])
@pytest.mark.parametrize("given", [True, False], ids=["given", "detected"])
def test_other_encodings(write_csv, encoding: str, given: bool):
    """A file in another form of Unicode, named or not, is read as the same text in UTF-8."""
    data, _ = read_all(write_csv(CSV.encode(encoding)), **({"encoding": encoding} if given else {}))
    assert data == "a@b.co,Zoë\n".encode()


def test_windows_encoding_in_small_reads(write_csv):
    """Text of many times the read size comes through an encoding whole."""
    text = "A,B\n" + "é,ü\n" * 100_000
    data, _ = read_all(write_csv(text.encode("cp1252")), 5000, encoding="cp1252")
    assert data == text.removeprefix("A,B\n").encode()


def test_standard_input(monkeypatch):
    """A minus is standard input, of unknown size."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(CSV.encode())))
    with open_source("-") as source:
        assert (source.name, source.size_bytes) == ("-", None)
        assert [block.run.records for block in source.blocks()] == [1]


def test_header_only(write_csv):
    """A header without records is a source without blocks, with or without line end."""
    for end in (b"\n", b"\r\n", b"\r", b""):
        assert read_all(write_csv(b"A,B" + end)) == (b"", [])


def test_without_header(write_csv):
    """A file read as one without header has numbers as labels, and its first line is a record."""
    path = write_csv(b"1;2;3\r\n4;5;6\r\n")
    with open_source(path, Reading(header=False)) as source:
        assert (source.head.labels, source.head.header, source.head.first_line) == (("1", "2", "3"), b"", 1)
        assert source.sample_rows() == [["1", "2", "3"], ["4", "5", "6"]]
        (block,) = source.blocks()
    assert (block.run.records, block.first_line) == (2, 1)


def test_a_header_that_is_a_record(write_csv):
    """What was taken for a header can be given back: it is the first record then, and nothing is lost."""
    data = b"title\nx,y,z\n1,2,3\n4,5,6\n"
    with open_source(write_csv(data)) as source:
        assert (source.head.labels, source.head.preamble) == (("x", "y", "z"), b"title\n")
        assert source.sample_rows() == [["1", "2", "3"], ["4", "5", "6"]]
        source.take_header_as_record()
        assert (source.head.labels, source.head.dialect.header) == (("1", "2", "3"), False)
        assert source.sample_rows()[0] == ["x", "y", "z"]
        found = list(source.blocks(4))
    assert b"".join(block.run.data for block in found) == b"x,y,z\n1,2,3\n4,5,6\n"
    assert [(block.first_record, block.first_line) for block in found] == [(1, 2), (2, 3), (3, 4)]


def test_a_broken_header_is_read(write_csv):
    """Quotes that are broken, and bytes that are no text, in the header are told; its labels are read all the same."""
    with open_source(write_csv(b'A,"B" x,C\n1,2,3\n')) as source:
        assert source.head.broken_quotes
        assert len(source.head.labels) == 3
    with open_source(write_csv(b"A,B\xff\n1,2\n"), Reading("utf-8")) as source:
        assert (source.head.bad_byte, source.head.labels) == (4, ("A", "B\\xff"))


def test_places_that_cannot_be_read(tmp_path: Path, write_csv):
    """A missing file, a folder, a path below a file and impossible names are one sentence each."""
    assert refused(tmp_path / "none.csv") == "no such file"
    assert refused(tmp_path) == "is a folder; give a CSV file in it"
    assert refused(write_csv(b"A\n") / "below.csv") == "can't be opened: Not a directory"
    assert refused(tmp_path / ("x" * 300)) == "can't be opened: File name too long"
    assert refused(Path(f"{tmp_path}/a\0b")).startswith("can't be opened: embedded null")


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\xef\xbb\xbf\xef\xbb\xbf", gzip.compress(b"", mtime=0)])
def test_empty(write_csv, content: bytes):
    """A file without any text has no header, and is said to be empty."""
    assert refused(write_csv(content)) == "is empty; a CSV file begins with a header line"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(50), r"is a picture", id="png"),
        pytest.param(random.Random(4).randbytes(300_000), r"looks like a binary file .*--encoding", id="random"),
        pytest.param(b"A||B\n1||2\n3||4\n", r"its delimiter seems to be '\|\|', of two characters", id="two bytes"),
    ],
)
def test_no_csv(write_csv, content: bytes, message: str):
    """What is surely no CSV, or not of one delimiter, is refused with what it is and what to do."""
    assert re.match(message, refused(write_csv(content)))


@pytest.mark.parametrize(
    "encoding", ["none-such", "rot13", "base64", "idna", "unicode_escape", "undefined", "a\0b", ""]
)
def test_no_encoding(write_csv, encoding: str):
    """A name that is no encoding of text is wrong use."""
    with (
        pytest.raises(UsageError, match="no such text encoding; try utf-8"),
        open_source(write_csv(b"A\n"), Reading(encoding=encoding)),
    ):
        pass


def test_wrong_encoding(write_csv):
    """Bytes that the named encoding doesn't have are passed on as they are, to be told at their records."""
    data, _ = read_all(write_csv(b"A,B\n1,\x81\n2,\xe9\n"), encoding="cp1252")
    assert data == b"1,\x81\n2,\xc3\xa9\n"


@pytest.mark.parametrize(
    "reading",
    [Reading(delimiter="'", quote_char="'"), Reading(delimiter="\\", escape_char="\\"), Reading(delimiter="ab")],
)
def test_characters_that_do_not_go_together(write_csv, reading: Reading):
    """A delimiter that is the quote or escape char too, or is none, is wrong use."""
    with pytest.raises(UsageError, match="--delimiter"), open_source(write_csv(b"a,b\n"), reading):
        pass


@pytest.mark.parametrize("block_bytes", [1, 64, 2**20])
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_overlong_record(write_csv, block_bytes: int, end: bytes):
    """A record over the limit comes in parts of its own; neighbours and lines are as ever, wherever blocks end."""
    records = [b"x" + end] * 10 + [b"y" * 250 + end] + [b"z" + end]
    with open_source(write_csv(b"A" + end + b"".join(records))) as source:
        found = list(source.blocks(block_bytes, max_record_bytes=100))
    assert b"".join(block.run.data for block in found) == b"".join(records)
    parts = [block for block in found if block.run.overlong]
    assert [len(block.run.data) for block in parts] == [100, 100, 50 + len(end)]
    assert {block.first_line for block in parts} == {12}
    (last,) = [block for block in found if block.run.data == records[-1]]
    assert last.first_line == 13
    assert not last.run.overlong


def test_overlong_record_in_quotes(write_csv):
    """A quoted cell over the limit is taken for broken: its record ends with its line, and the next line is read."""
    body = b'1,"' + b"a\n" * 60 + b'"\n2,b\n'
    with open_source(write_csv(b"A,B\n" + body)) as source:
        found = list(source.blocks(max_record_bytes=100))
    raws = [raw for block in found for raw in block.run.raw_records()]
    assert raws == [b'1,"a\n', *[b"a\n"] * 59, b'"\n', b"2,b\n"]
    assert not any(block.run.overlong for block in found)


def test_very_short_records_come_in_small_blocks(write_csv, monkeypatch):
    """A block has a bounded number of records, however short they are, and none is lost or counted twice."""
    monkeypatch.setattr(blocks, "BLOCK_RECORDS", 100)
    data = b"A,B\n" + b"\n" * 950 + b'"x\ny",\n' * 950 + b'"z\n' * 950
    with open_source(write_csv(data)) as source:
        found = list(source.blocks())
    assert b"".join(block.run.data for block in found) == data[4:]
    assert [raw for block in found for raw in block.run.raw_records()] == (
        [b"\n"] * 950 + [b'"x\ny",\n'] * 950 + [b'"z\n'] * 950
    )
    numbers = [block.first_record + index for block in found for index in range(block.run.records)]
    assert numbers == list(range(1, 2851))
    assert max(block.run.records for block in found) <= 100


@given(
    st.lists(
        st.sampled_from((b"1,2\n", b"1\n", b"\n", b"a,b,c\n", b'"x\ny",z\r\n', b"long,enough\r", b'"q\n')), max_size=30
    ),
    st.sampled_from((1, 5, 20, 64)),
    st.booleans(),
)
def test_every_byte_is_in_one_block(tmp_path_factory, pieces: list[bytes], block_bytes: int, ended: bool):
    """Blocks joined are the records' bytes, in order, whatever is wrong with them; the numbers have no gap."""
    body = b"".join(pieces)[: None if ended else -1]
    path = tmp_path_factory.mktemp("in") / "in.csv"
    path.write_bytes(b"x,y\n" + body)
    said = Reading("utf-8", ",", '"', "", skip_lines=0, header=True)
    with open_source(path, said) as source:
        found = list(source.blocks(block_bytes))
    assert b"".join(block.run.data for block in found) == body
    assert all(len(block.run.raw_records()) == block.run.records for block in found)
    numbers = [block.first_record + index for block in found for index in range(block.run.records)]
    assert numbers == list(range(1, len(split_records(body)) + 1))


@pytest.mark.parametrize(
    ("line", "end"),
    [
        ("é,row {n}\n", "lines"),
        ('x,"two\nlines {n}"\n', "quoted line ends"),
        ("x,row {n}\r", "carriage returns only"),
        ("x,{long}\n", "lines longer than what is looked at"),
    ],
)
def test_large_pieces_of_a_file(tmp_path: Path, line: str, end: str) -> None:
    """However a large piece of a file on disk comes to end, no byte is lost, read twice or hashed otherwise."""
    long = "y" * 150_000
    rows = "".join(line.format(n=n, long=long) for n in range(30 if "{long}" in line else 250_000))
    path = tmp_path / "large.csv"
    terminator = line[-1]
    path.write_bytes(f"E,N{terminator}{rows}".encode())
    with open_source(path) as source:
        found = list(source.blocks(2**20))
        assert source.sha256 == sha256(path.read_bytes()).hexdigest()
        assert source.bytes_read == path.stat().st_size
    assert len(found) > 2, end
    assert b"".join(block.run.data for block in found).decode() == rows
    assert sum(block.run.records for block in found) == rows.count("x,") + rows.count("é,")


@pytest.mark.parametrize("size", [2**20 - 1, 2**20, 2**20 + 5, 3 * 2**20, 9 * 2**20])
def test_a_large_piece_ends_with_a_line(tmp_path: Path, size: int) -> None:
    """A piece of 1 MiB and more ends where a line does, if the file is on a disk; a smaller one has its size."""
    path = tmp_path / "large.csv"
    path.write_bytes(b"".join(b"%d\n" % number for number in range(600_000)))
    with path.open("rb") as stream:
        reader = CountingReader(stream, "large.csv", can_seek=True)
        pieces = list(iter(lambda: reader.read(size), b""))
    assert b"".join(pieces) == path.read_bytes()
    assert reader.sha256 == sha256(path.read_bytes()).hexdigest()
    for piece in pieces[:-1]:
        assert len(piece) == size if size < 2**20 else (piece.endswith(b"\n") and size - 7 <= len(piece) <= size)
