"""Sources: what can be read, how it is cut, and one clear error for what can't."""

from __future__ import annotations

import gzip
import io
import random
import re
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from csvprep import blocks
from csvprep.blocks import open_source
from csvprep.errors import InputError, UsageError

CSV = "E,N\na@b.co,Zoë\n"


def read_all(path: Path, block_bytes: int = 64, **options) -> tuple[bytes, list[tuple[int, int, int]]]:
    with open_source(path, **options) as source:
        found = list(source.blocks(block_bytes))
    data = b"".join(block.run.data for block in found)
    return data, [(block.first_record, block.first_line, block.run.records) for block in found]


def refused(path: Path, **options) -> str:
    with pytest.raises(InputError) as caught, open_source(path, **options) as source:
        list(source.blocks())
    return str(caught.value).removeprefix(f"{path}: ")


def test_head(write_csv):
    """Encoding, dialect, labels and place of the first record come from the first bytes."""
    path = write_csv(b'\xef\xbb\xbfA;"B\r\nC"\r\nx;y\r\n')
    with open_source(path) as source:
        head = source.head
        (block,) = source.blocks()
    assert (head.encoding, head.labels, head.header_lines) == ("utf-8", ("A", "B\r\nC"), 2)
    assert (head.dialect.delimiter, head.dialect.line_terminator, head.dialect.bom) == (";", "\r\n", True)
    assert (block.first_record, block.first_line, block.run.data) == (1, 3, b"x;y\r\n")


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


def test_bytes_and_digest(write_csv):
    """Once read, a source knows its number of bytes and their SHA-256, byte order mark included."""
    content = b"\xef\xbb\xbfA\n1\n"
    with open_source(write_csv(content)) as source:
        list(source.blocks())
        assert (source.bytes_read, source.size_bytes) == (len(content), len(content))
        assert source.sha256 == sha256(content).hexdigest()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "utf-8-sig"])
def test_other_encodings(write_csv, encoding: str):
    """A file in a named encoding is read as the same text in UTF-8."""
    data, _ = read_all(write_csv(CSV.encode(encoding)), encoding=encoding)
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
    assert read_all(write_csv(b"A,B\n")) == (b"", [])
    assert read_all(write_csv(b"A,B")) == (b"", [])


def test_places_that_cannot_be_read(tmp_path: Path, write_csv):
    """A missing file, a folder, a path below a file and impossible names are one sentence each."""
    assert refused(tmp_path / "none.csv") == "no such file"
    assert refused(tmp_path) == "is a folder; give a CSV file in it"
    assert refused(write_csv(b"A\n") / "below.csv") == "can't be opened: Not a directory"
    assert refused(tmp_path / ("x" * 300)) == "can't be opened: File name too long"
    assert refused(Path(f"{tmp_path}/a\0b")).startswith("can't be opened: embedded null")


def test_no_permission(write_csv, monkeypatch):
    """A file that may not be read is said to be so."""

    def forbidden(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = write_csv(b"A\n")
    monkeypatch.setattr(Path, "open", forbidden)
    assert refused(path) == "no permission to read it"


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf"])
def test_empty(write_csv, content: bytes):
    """A file without any text has no header, and is said to be empty."""
    assert refused(write_csv(content)) == "is empty; a CSV file begins with a header line"


def zip_bytes() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(gzip.compress(CSV.encode())[:-9], r"is gzip, but damaged or cut short", id="gzip, cut"),
        pytest.param(gzip.compress(b""), r"is empty", id="gzip of nothing"),
        pytest.param(b"\x28\xb5\x2f\xfd" + bytes(9), r"is Zstandard, .*zstd -d", id="zstd"),
        pytest.param(zip_bytes(), r"is a zip archive or an Excel workbook, .*save the sheet as CSV", id="xlsx"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(50), r"is a picture", id="png"),
        pytest.param(CSV.encode("utf-16"), r"is UTF-16 text; read it with --encoding utf-16", id="utf-16"),
        pytest.param(CSV.encode("utf-32"), r"is UTF-32 text; read it with --encoding utf-32", id="utf-32"),
        pytest.param(CSV.encode("utf-16-le"), r"looks like a binary file .*--encoding", id="utf-16 without mark"),
        pytest.param(random.Random(4).randbytes(300_000), r"looks like a binary file", id="random"),
        pytest.param(
            CSV.replace("E,", "É,").encode("cp1252"), r"the header line is not UTF-8 .*--encoding", id="cp1252"
        ),
        pytest.param(b'"A,B\n1,2\n', r"a quoted label in the header line .*mend line 1", id="unclosed label"),
    ],
)
def test_no_csv(write_csv, content: bytes, message: str):
    """What is surely no UTF-8 CSV is refused with what it is and what to do."""
    assert re.match(message, refused(write_csv(content)))


@pytest.mark.parametrize(
    "encoding", ["none-such", "rot13", "base64", "idna", "unicode_escape", "undefined", "a\0b", ""]
)
def test_no_encoding(write_csv, encoding: str):
    """A name that is no encoding of text is wrong use."""
    with (
        pytest.raises(UsageError, match="no such text encoding; try utf-8"),
        open_source(write_csv(b"A\n"), encoding=encoding),
    ):
        pass


def test_wrong_encoding(write_csv):
    """Bytes that the named encoding doesn't have are an error that says about where."""
    assert re.match(r"byte 5 .*is not shift_jis", refused(write_csv(b"A,B\n\xff"), encoding="shift_jis"))


def test_overlong_record(write_csv):
    """A record over the limit is an error that names its line, wherever blocks end."""
    path = write_csv(b"A\n" + b"x\n" * 10 + b"y" * 500 + b"\nz\n")
    for block_bytes in (64, 2**20):
        with (
            pytest.raises(InputError, match="the record at line 12 is longer than 100 bytes"),
            open_source(path) as source,
        ):
            list(source.blocks(block_bytes, max_record_bytes=100))


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
