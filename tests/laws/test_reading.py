"""The reader against Python's csv and against a plain reader."""

from __future__ import annotations

import csv
import io
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import parse_record, split_records, strip_end

from csvprep.blocks import Block, open_source
from csvprep.dialect import QUOTE
from csvprep.frame import read_frame
from csvprep.records import Run, find_run

from .inputs import DELIMITERS, LINE_ENDS, plain_cells

_BYTES = st.lists(
    st.sampled_from((b"a", b",", b",", b'"', b'"', b'""', b"\n", b"\n", b"\r", b"\r\n", b"b c")), max_size=30
)


def read_rows(data: bytes, delimiter: str, width: int, block_bytes: int) -> tuple[list[tuple[str, ...]], list[int]]:
    """Read the records of the right shape, and the lines on which they begin."""
    rows, lines = [], []
    with TemporaryDirectory() as name:
        path = Path(name, "in.csv")
        path.write_bytes(data)
        with open_source(path, delimiter=delimiter) as source:
            for block in source.blocks(block_bytes):
                frame = read_frame(block, width, delimiter).frame
                lines.extend(frame["line"].to_list())
                rows.extend(tuple(cell or "" for cell in row[2:]) for row in frame.iter_rows())
    return rows, lines


@pytest.mark.parametrize("delimiter", DELIMITERS)
@pytest.mark.parametrize("line_end", LINE_ENDS)
@settings(max_examples=30)
@given(
    rows=st.lists(st.tuples(plain_cells(), plain_cells(), plain_cells()), max_size=12),
    quoting=st.sampled_from((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)),
    block_bytes=st.sampled_from((64, 2**20)),
    ended=st.booleans(),
)
def test_equals_pythons_csv(delimiter: str, line_end: str, *, rows: list, quoting: int, block_bytes: int, ended: bool):
    """What Python's csv writes in a dialect is read back cell by cell, on the lines where it stands."""
    quoting = csv.QUOTE_ALL if any("\r" in cell for row in rows for cell in row) else quoting
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=line_end, quoting=quoting)
    writer.writerow(("x", "y", "z"))
    lines = []
    for row in rows:
        lines.append(stream.getvalue().count("\n") + 1)
        writer.writerow(row)
    text = stream.getvalue()
    text = text if ended else text.removesuffix(line_end)
    assert read_rows(text.encode(), delimiter, 3, block_bytes) == (rows, lines)


@settings(max_examples=300)
@given(_BYTES.map(b"".join), st.booleans())
def test_records_equal_the_plain_reader(data: bytes, final: bool):
    """Record ends are those of the plain reader, whether the bytes are regular or not."""
    run = find_run(data, b",", final=final, max_record_bytes=2**20)
    expected = split_records(data, b",")
    found = run.raw_records() if run is not None else []
    assert found == expected[: len(found)]
    assert run is None or (run.records == len(found) and run.data == b"".join(found))
    if final:
        assert len(found) == len(expected)


@settings(max_examples=300)
@given(_BYTES.map(b"".join), st.integers(1, 4))
def test_cells_equal_the_plain_reader(data: bytes, width: int):
    """Cells are those of the plain reader, whether polars read the block or not, and no record is lost."""
    run = find_run(data, b",", final=True, max_record_bytes=2**20)
    records = split_records(data, b",")
    if run is None:
        assert not records
        return
    parsed = read_frame(Block(run, 1, 1, data.count(b"\n")), width, ",")
    misfits = {misfit.record for misfit in parsed.misfits if misfit.column_index is None}
    rows = {row[0]: [cell or "" for cell in row[2:]] for row in parsed.frame.iter_rows()}
    assert sorted([*misfits, *rows]) == list(range(1, len(records) + 1))
    line = 1
    lines = dict(parsed.frame.select("record", "line").iter_rows())
    for number, record in enumerate(records, 1):
        cells = parse_record(strip_end(record), b",")
        if number in rows:
            assert cells is not None
            assert rows[number] == [cell.decode() for cell in cells]
            assert lines[number] == line
        else:
            assert cells is None or len(cells) != width
        line += record.count(b"\n")


@given(_BYTES.map(b"".join))
def test_record_ends_are_offsets(data: bytes):
    """The ends of a run are where its records end, and its first record is the first."""
    run = find_run(data, b",", final=True, max_record_bytes=2**20)
    records = split_records(data, b",")
    if run is not None:
        assert list(run.record_ends()) == list(accumulate(map(len, records)))
        assert run.first_record() == records[0]


def test_regular_run_without_quotes_is_no_scan():
    """Bytes without a quote are regular whatever else they hold."""
    run = find_run(b"a\rb,\x00\xff\nc\n", b",", final=True, max_record_bytes=100)
    assert run == Run(b"a\rb,\x00\xff\nc\n", 2, 1)
    assert QUOTE not in run.data
