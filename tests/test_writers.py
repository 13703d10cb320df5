"""Chunks keep their limits; tables are what Python's csv reads back."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import polars as pl
import pytest
from harness import CONTACT, cut_header, prep, read_table, split
from hypothesis import given
from hypothesis import strategies as st

from csvprep.dialect import Grammar
from csvprep.errors import UsageError
from csvprep.records import find_run
from csvprep.staging import run_folder
from csvprep.writers import ChunkWriter, Limits, header_line, to_csv

HEADER = b"C_EmailAddress,C_FirstName\n"


def records(count: int) -> list[bytes]:
    return [f"user{number}@acme.com,{'x' * (number % 7)}\n".encode() for number in range(count)]


def greedy(all_records: list[bytes], header: bytes, max_rows: int, max_bytes: int) -> list[bytes]:
    """Fill chunk after chunk as far as the limits go."""
    chunks: list[list[bytes]] = [[]]
    for record in all_records:
        size = len(header) + sum(map(len, chunks[-1])) + len(record)
        if chunks[-1] and (len(chunks[-1]) == max_rows or size > max_bytes):
            chunks.append([])
        chunks[-1].append(record)
    return [header + b"".join(chunk) for chunk in chunks if chunk]


@pytest.mark.parametrize("block_bytes", [64, 2**20])
@pytest.mark.parametrize(
    ("max_rows", "max_bytes"), [(1, 10**6), (3, 10**6), (100, 75), (100, 100), (4, 130), (100, 10**6)]
)
def test_limits(block_bytes: int, max_rows: int, max_bytes: int):
    """Each chunk begins with the header and holds as many records as both limits allow, exactly."""
    options, limits = replace(CONTACT, block_bytes=block_bytes), Limits(max_rows, max_bytes)
    all_records = records(20)
    expected = greedy(all_records, HEADER, max_rows, max_bytes)
    for command in (prep, split):
        outcome = command(HEADER + b"".join(all_records), options, limits)
        assert [outcome.files[chunk.file] for chunk in outcome.manifest.chunks] == expected
        assert [chunk.file for chunk in outcome.manifest.chunks] == [
            f"chunks/contact-{number:05}.csv" for number in range(1, len(expected) + 1)
        ]


def test_manifest_describes_chunks():
    """The manifest has each chunk's records, bytes, digest, and where its first and last record stand in the input."""
    data = HEADER + b'a@acme.com,"x\ny"\nbad,\nb@acme.com,"x\ny"\nc@acme.com,\n'
    outcome = prep(data, limits=Limits(max_rows=2))
    first, second = outcome.manifest.chunks
    assert (first.records, first.first_record, first.last_record, first.first_line, first.last_line) == (2, 1, 3, 2, 5)
    assert (second.records, second.first_record, second.last_record) == (1, 4, 4)
    assert (second.first_line, second.last_line) == (7, 7)
    for chunk in (first, second):
        assert chunk.bytes == len(outcome.files[chunk.file])
        assert chunk.sha256 == sha256(outcome.files[chunk.file]).hexdigest()


@pytest.mark.parametrize("command", [prep, split])
def test_record_too_large(command):
    """A record that alone is over the limit of a chunk is rejected as that; its neighbours stay in order."""
    big = b"big@acme.com," + b"y" * 60 + b"\n"
    small = records(2)
    outcome = command(HEADER + small[0] + big + small[1], limits=Limits(max_bytes=80))
    assert outcome.joined == HEADER + b"".join(small)
    assert outcome.files["rejected.csv"] == b"_record,_line,_errors," + HEADER + b"2,3,record-too-large," + big
    assert outcome.summary.by_code == {"record-too-large": 1}
    assert (outcome.summary.accepted, outcome.summary.rejected) == (2, 1)


def test_record_too_large_is_a_finding_of_prep():
    """Prep says how many bytes the record takes."""
    outcome = prep(HEADER + b"big@acme.com," + b"y" * 60 + b"\n", limits=Limits(max_bytes=80))
    (row,) = outcome.rows("findings.csv")
    assert (row["record"], row["line"], row["severity"]) == ("1", "2", "error")
    assert row["message"] == "the record alone takes 74 bytes, more than --max-bytes allows"


@pytest.mark.parametrize("command", [prep, split])
def test_no_room_for_the_header(command):
    """A limit without room beside the header is wrong use."""
    with pytest.raises(UsageError, match="--max-bytes 27 has no room for a record beside the header"):
        command(HEADER + records(1)[0], limits=Limits(max_bytes=27))


@pytest.mark.parametrize("limits", [{"max_rows": 0}, {"max_bytes": 0}, {"max_rows": -1}])
def test_senseless_limits(limits: dict[str, int]):
    """A chunk holds at least one record."""
    with pytest.raises(UsageError, match="a chunk holds at least one record"):
        Limits(**limits)


def test_many_small_chunks(tmp_path: Path):
    """A block is cut into many chunks in one go, not read again for each."""
    data = b'"a",b\n' * 30_000
    run = find_run(data, Grammar(), final=True, max_record_bytes=2**20)
    assert run is not None
    with run_folder(tmp_path / "out", force=False) as folder:
        writer = ChunkWriter(folder, "x", b"A,B\n", Limits(max_rows=10))
        writer.add(run, lambda index: (index + 1, index + 2))
        writer.close()
        assert len(writer.entries) == 3000
        assert (writer.entries[-1].first_record, writer.entries[-1].last_record) == (29_991, 30_000)


CELLS = st.one_of(st.none(), st.text(st.sampled_from('a,"\n\r;\té #\x00'), min_size=1, max_size=5))


@given(st.lists(st.tuples(CELLS, CELLS), max_size=6))
def test_written_cells_are_read_back(rows: list[tuple[str | None, str | None]]):
    """Python's csv reads from written data the cells that went in."""
    frame = pl.DataFrame(rows, schema={"a": pl.String, "b": pl.String}, orient="row")
    text = to_csv(frame).decode()
    read = [tuple(cell or None for cell in row) for row in csv.reader(io.StringIO(text, newline=""), strict=True)]
    assert read == rows


def test_header_is_quoted_where_needed():
    """A label with a delimiter, quote or line end is quoted."""
    assert header_line(("a", "b,c", 'd"', "e\nf")) == b'a,"b,c","d""","e\nf"\n'


def test_tables_are_csv():
    """Findings and changes are tables with a header, in UTF-8 without byte order mark, even when they are empty."""
    outcome = prep(HEADER + b"ann@acme.com,Ann\n")
    assert outcome.files["changes.csv"] == b"record,line,field,before,after,code\n"
    assert outcome.files["findings.csv"] == (
        b"code,severity,file,record,line,field,column_number,value,message,fix,suggestion\n"
    )
    assert outcome.files["rejected.csv"] == b"_record,_line,_errors," + HEADER


def test_redacted_tables_hold_no_value():
    """With redact no cell value is in findings or changes, and the data files are as ever."""
    data = HEADER + b"secret@@acme.com,Ann\nbob@ACME.com,  Secret \n"
    plain, redacted = prep(data), prep(data, replace(CONTACT, redact=True))
    for name in ("findings.csv", "changes.csv"):
        assert len(read_table(redacted.files[name])) == len(read_table(plain.files[name]))
        assert b"ecret" not in redacted.files[name]
        assert b"acme" not in redacted.files[name].lower()
    assert redacted.joined == plain.joined
    assert redacted.files["rejected.csv"] == plain.files["rejected.csv"]
    assert cut_header(plain.joined)[1] == b"bob@acme.com,Secret\n"
