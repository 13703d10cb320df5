"""The reader against Python's csv and against a plain reader, in every grammar."""

from __future__ import annotations

import csv
import io
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import count_ends, first_lines, parse_record, read_cells, split_records, strip_end

from csvprep import records
from csvprep.block_frame import read_frame
from csvprep.blocks import Block, open_source
from csvprep.cells import mask, parse_cells
from csvprep.dialect import Dialect, Grammar, Reading
from csvprep.frame import Form, Parsed
from csvprep.records import Run, find_run

from .inputs import DELIMITERS, DIALECTS, LINE_ENDS, grammar_bytes, plain_cells, shown, well_formed

MANY = 2**20


def read_rows(data: bytes, delimiter: str, width: int, block_bytes: int) -> tuple[list[tuple[str, ...]], list[int]]:
    """Read the records of the right shape, and the lines on which they begin."""
    rows, lines = [], []
    with TemporaryDirectory() as name:
        path = Path(name, "in.csv")
        path.write_bytes(data)
        said = Reading("utf-8", delimiter, '"', "", skip_lines=0, header=True)
        with open_source(path, said) as source:
            form = Form(width, source.head.dialect)
            for block in source.blocks(block_bytes):
                frame = read_frame(block, form).frame
                lines.extend(frame["line"].to_list())
                rows.extend(tuple(cell or "" for cell in row[2:]) for row in frame.iter_rows())
    return rows, lines


@pytest.mark.parametrize("delimiter", DELIMITERS)
@pytest.mark.parametrize("line_end", LINE_ENDS)
@settings(max_examples=30)
@given(
    rows=st.lists(st.tuples(plain_cells(), plain_cells(), plain_cells()), max_size=12),
    quoting=st.sampled_from((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)),
    block_bytes=st.sampled_from((1, 64, 2**20)),
    ended=st.booleans(),
)
def test_equals_pythons_csv(delimiter: str, line_end: str, *, rows: list, quoting: int, block_bytes: int, ended: bool):
    """What Python's csv writes in a dialect is read back cell by cell, on the lines where it stands."""
    other = {"\n", "\r"} - set(line_end)  # Python's csv doesn't quote them by itself
    quoting = csv.QUOTE_ALL if any(other & set(cell) for row in rows for cell in row) else quoting
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=line_end, quoting=quoting)
    writer.writerow(("x", "y", "z"))
    lines = []
    for row in rows:
        lines.append(count_ends(stream.getvalue().encode()) + 1)
        writer.writerow(row)
    text = stream.getvalue()
    text = text if ended else text.removesuffix(line_end)
    assert read_rows(text.encode(), delimiter, 3, block_bytes) == (rows, lines)


@settings(max_examples=300)
@given(grammar_bytes(), st.booleans(), st.binary(max_size=4))
def test_records_equal_the_plain_reader(drawn: tuple[Dialect, bytes], final: bool, more: bytes):
    """Record ends are those of the plain reader, regular or not; before the end, those that no byte can change."""
    dialect, data = drawn
    run = find_run(data, dialect.grammar, final=final, max_record_bytes=MANY)
    expected = split_records(data if final else data + more, dialect.grammar)
    found = run.raw_records() if run is not None else []
    assert found == expected[: len(found)]
    assert run is None or (run.records == len(found) and run.data == b"".join(found))
    if final:
        assert len(found) == len(expected)


@settings(max_examples=80)
@given(grammar_bytes())
def test_counting_equals_scanning(drawn: tuple[Dialect, bytes]):
    """The records that counting finds are those that a scan line by line finds."""
    dialect, data = drawn
    grammar = dialect.grammar
    counted = find_run(data, grammar, final=True, max_record_bytes=MANY)
    scanned = records._scan(data, mask(data, grammar), grammar, final=True, max_record_bytes=MANY)
    raws = [run.raw_records() if run is not None else [] for run in (counted, scanned)]
    assert raws[0] == raws[1]


@settings(max_examples=80)
@given(grammar_bytes())
def test_delimiters_are_counted_right(drawn: tuple[Dialect, bytes]):
    """Where the delimiters between cells are counted, they are one fewer in each record than its cells."""
    dialect, data = drawn
    run = find_run(data, dialect.grammar, final=True, max_record_bytes=MANY)
    if run is not None and run.delimiters >= 0:
        parsed = [parse_record(strip_end(raw), dialect.grammar) for raw in run.raw_records()]
        assert run.delimiters == sum(len(cells) - 1 for cells in parsed if cells is not None)
        assert None not in parsed


@settings(max_examples=80)
@given(grammar_bytes())
def test_one_record_equals_the_plain_reader(drawn: tuple[Dialect, bytes]):
    """The cells of one record, and which of them have odd quotes, are those of the plain reader."""
    dialect, data = drawn
    for raw in split_records(data, dialect.grammar):
        expected = read_cells(strip_end(raw), dialect.grammar)
        cells, odd, broken = parse_cells(strip_end(raw), dialect.grammar)
        assert broken == (expected is None)
        assert cells == [cell.text for cell in expected or ()]
        assert odd == [index for index, cell in enumerate(expected or ()) if cell.odd]


@settings(max_examples=300)
@given(grammar_bytes(), st.integers(1, 4))
def test_cells_equal_the_plain_reader(drawn: tuple[Dialect, bytes], width: int):
    """Cells are those of the plain reader, whether polars read the block or not, and no record is lost."""
    dialect, data = drawn
    _assert_read_as_the_plain_reader(data, dialect, width)


@settings(max_examples=80)
@given(well_formed())
def test_well_formed_cells_equal_the_plain_reader(drawn: tuple[Dialect, int, bytes]):
    """The same for records with as many cells as they should have, which polars reads at once."""
    dialect, width, data = drawn
    _assert_read_as_the_plain_reader(data, dialect, width)


def _assert_read_as_the_plain_reader(data: bytes, dialect: Dialect, width: int) -> None:
    grammar = dialect.grammar
    run = find_run(data, grammar, final=True, max_record_bytes=MANY)
    raws = split_records(data, grammar)
    if run is None:
        assert not raws
        return
    parsed = read_frame(Block(run, 1, 1, count_ends(data)), Form(width, dialect))
    misfits = set(parsed.misfits.filter(pl.col("column_index").is_null())["record"])
    rows = {row[0]: [cell or "" for cell in row[2:]] for row in parsed.frame.iter_rows()}
    unshaped = [place + 1 for place in parsed.unshaped["place"]]
    assert sorted([*unshaped, *rows]) == list(range(1, len(raws) + 1))
    assert set(unshaped) <= misfits
    assert _lines(parsed) == dict(enumerate(first_lines(raws, 1), 1))
    for number, raw in enumerate(raws, 1):
        texts = _texts(strip_end(raw), grammar)
        if number in rows:
            assert rows[number] == texts
        else:
            assert texts is None or len(texts) != width


def _lines(parsed: Parsed) -> dict[int, int]:
    told = {place + 1: line for place, line in parsed.unshaped.select("place", "line").iter_rows()}
    return dict(sorted((told | dict(parsed.frame.select("record", "line").iter_rows())).items()))


def _texts(record: bytes, grammar: Grammar) -> list[str] | None:
    cells = parse_record(record, grammar)
    try:
        return None if cells is None else [cell.decode() for cell in cells]
    except UnicodeDecodeError:
        return None


@given(grammar_bytes())
def test_record_ends_are_offsets(drawn: tuple[Dialect, bytes]):
    """The ends of a run are where its records end, and its first record is the first."""
    dialect, data = drawn
    run = find_run(data, dialect.grammar, final=True, max_record_bytes=MANY)
    raws = split_records(data, dialect.grammar)
    if run is not None:
        assert list(run.record_ends()) == list(accumulate(map(len, raws)))
        assert run.first_record() == raws[0]


@pytest.mark.parametrize("dialect", DIALECTS, ids=shown)
@settings(max_examples=15)
@given(st.data(), st.sampled_from((1, 2, 3, 5, 8, 13, 64)))
def test_blocks_equal_the_plain_reader(dialect: Dialect, data: st.DataObject, block_bytes: int):
    """However small the blocks are, cut between CR and LF, in quotes or escapes, the records are the same."""
    drawn = data.draw(grammar_bytes(dialect))[1]
    said = Reading("utf-8", dialect.delimiter, dialect.quote_char, dialect.escape_char, skip_lines=0, header=False)
    with TemporaryDirectory() as name:
        path = Path(name, "in.csv")
        path.write_bytes(b"x" + drawn)
        with open_source(path, said) as source:
            found = list(source.blocks(block_bytes))
    raws = split_records(b"x" + drawn, dialect.grammar)
    assert [raw for block in found for raw in block.run.raw_records()] == raws
    lines = first_lines(raws, 1)
    numbers = [block.first_record for block in found]
    assert [block.first_line for block in found] == [lines[number - 1] for number in numbers]
    assert [block.lines for block in found] == [count_ends(block.run.data) for block in found]


def test_regular_run_without_quotes_is_no_scan():
    """Bytes without a quote are regular whatever else they hold."""
    run = find_run(b"a b,\x00\xff\nc\n", Grammar(), final=True, max_record_bytes=100)
    assert run == Run(b"a b,\x00\xff\nc\n", 2, 1)
