"""Law 3 on workers: a source cut into ranges anywhere holds the records that reading it from beginning to end holds."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import harness
import polars as pl
import pytest
from harness import CONTACT, PLAIN
from hypothesis import given, settings
from hypothesis import strategies as st
from messy import messy_csv

from csvprep.blocks import Source, open_source
from csvprep.cells import count_lines
from csvprep.cluster.checking import spread_fix, spread_lint
from csvprep.cluster.engine import Engine
from csvprep.cluster.inputs import describe_input, open_part
from csvprep.cluster.linking import Range, find_ranges
from csvprep.cluster.pool import Pool
from csvprep.cluster.running import spread_prep, spread_split
from csvprep.dialect import Dialect
from csvprep.pipeline import Options
from csvprep.writers import Limits

from .at_once import AtOnce, spread
from .inputs import contact_bytes, files, grammar_bytes, messy_files, said_of

Records = list[tuple[int, int, bytes]]


def records_of(source: Source, options: Options) -> Records:
    """Return number, line and bytes of each record; parts of an overlong one together."""
    found: Records = []
    for block in source.blocks(options.read_bytes, max_record_bytes=options.max_record_bytes):
        if block.run.goes_on:
            number, line, raw = found.pop()
            found.append((number, line, raw + block.run.data))
            continue
        line = block.first_line
        for index, raw in enumerate(block.run.raw_records()):
            found.append((block.first_record + index, line, raw))
            line += count_lines(raw)
    return found


def in_ranges(path: Path, options: Options, range_bytes: int) -> tuple[Records, list[Range]]:
    """Return the records of a file read range by range."""
    with open_source(path, options.reading) as source:
        given = describe_input(str(path), source, options, None)
    assert given.cut is not None
    ranges = list(find_ranges(given.cut, Pool(AtOnce()), range_bytes))
    found: Records = []
    for one in ranges:
        with open_part(given, one) as part:
            found += records_of(part, options)
    return found, ranges


def check_ranges(data: bytes, options: Options, range_bytes: int) -> list[Range]:
    """Check that ranges hold the records of the whole, and follow one upon the other."""
    with TemporaryDirectory() as name:
        path = Path(name, "in.csv")
        path.write_bytes(data)
        with open_source(path, options.reading) as source:
            whole = records_of(source, options)
        found, ranges = in_ranges(path, options, range_bytes)
    assert found == whole
    assert [one.end for one in ranges[:-1]] == [one.begin for one in ranges[1:]]
    assert not ranges or ranges[-1].end == len(data)
    return ranges


@given(files(), st.integers(1, 400))
def test_any_bytes_cut_anywhere(data: bytes, range_bytes: int):
    """Ranges of any size hold the records, record numbers and lines of the whole, whatever the bytes are."""
    check_ranges(data, PLAIN, range_bytes)


@settings(max_examples=150)
@given(grammar_bytes(), st.integers(1, 40), st.sampled_from((5, 30, 2**20)))
def test_every_dialect_cut_anywhere(drawn: tuple[Dialect, bytes], range_bytes: int, max_record_bytes: int):
    """The same in every dialect: escapes, quotes that close nothing, bare returns, and records that are too long."""
    dialect, data = drawn
    header = dialect.delimiter.join("abc").encode() + b"\n"
    options = Options(**said_of(dialect), block_bytes=64, max_record_bytes=max_record_bytes)
    check_ranges(header + data, options, range_bytes)


@settings(max_examples=15)
@given(messy_files(), st.sampled_from(("utf-16-le", "utf-16-be", "cp1252", "cp1253", "latin-1")), st.integers(1, 300))
def test_encodings_cut_anywhere(data: bytes, encoding: str, range_bytes: int):
    """The same where a character is two bytes, half a pair, or a byte that stands for none."""
    text = data.decode("utf-8", "surrogateescape")
    if encoding.startswith("utf-16"):
        stored = text.encode(encoding, "surrogatepass")
    else:
        stored = text.encode(encoding, "ignore") + b"\x81\x8d,\xaa\xd2\n" * 3
    check_ranges(stored, Options(object_name="contact", encoding=encoding), range_bytes)


def test_quotes_that_tell_nothing():
    """Where every line of a range is within quotes, or none can be told to be, the border is found all the same."""
    quoted = b'a,b\n1,"' + b"x,y\nz\n" * 500 + b'"\n2,b\n'
    assert len(check_ranges(quoted, PLAIN, 100)) == 2
    unclosed = b"a,b\n" + b'1,"x\n2,y\n' * 300
    assert len(check_ranges(unclosed, PLAIN, 100)) > 10
    short = b"a,b,c\n" + b"x\n" * 300  # as if line ends had broken them: they stay together
    assert len(check_ranges(short, PLAIN, 100)) == 1


@pytest.mark.parametrize("range_bytes", [1024, 12_000, 2**20])
def test_a_messy_file(range_bytes: int):
    """Prep and split in ranges leave the files, totals and manifest of the run without: byte for byte."""
    data = messy_csv(300 if range_bytes == 12_000 else 60, 5, share=0.012)[:-1]
    options, limits = replace(CONTACT, jobs=1), Limits(100, 8_000)
    for here, there in ((harness.prep, spread_prep), (harness.split, spread_split)):
        whole, parts = here(data, options, limits), spread(there, data, options, limits, range_bytes)
        assert parts.files == whole.files
        assert replace(parts.summary, file="") == replace(whole.summary, file="")


@settings(max_examples=6)
@given(contact_bytes(), st.sampled_from((60, 200)), st.booleans())
def test_prep_in_ranges(drawn: tuple[Dialect, bytes], range_bytes: int, unsafe_fixes: bool):
    """The same in every dialect, with and without unsafe fixes, for tiny chunks and ranges."""
    dialect, data = drawn
    options = replace(CONTACT, **said_of(dialect), unsafe_fixes=unsafe_fixes, jobs=1)
    limits = Limits(3, 250)
    whole, parts = harness.prep(data, options, limits), spread(spread_prep, data, options, limits, range_bytes)
    assert parts.files == whole.files
    assert replace(parts.summary, file="") == replace(whole.summary, file="")


@settings(max_examples=40)
@given(files(), st.sampled_from((30, 100, 333)), st.integers(1, 6), st.integers(130, 400))
def test_split_in_ranges(data: bytes, range_bytes: int, max_rows: int, max_bytes: int):
    """Split leaves the same files for any size of ranges and any limits."""
    limits = Limits(max_rows, max_bytes)
    parts = spread(spread_split, data, PLAIN, limits, range_bytes)
    assert parts.files == harness.split(data, PLAIN, limits).files


@settings(max_examples=4)
@given(files(), st.sampled_from((200, 500)))
def test_lint_and_fix_in_ranges(data: bytes, range_bytes: int):
    """Findings, totals, fixed file and changes are those of the run without ranges."""
    engine = Engine(AtOnce(), range_bytes)
    with TemporaryDirectory() as name:
        path, table, out = Path(name, "in.csv"), Path(name, "changes.csv"), io.BytesIO()
        path.write_bytes(data)
        frames: list[pl.DataFrame] = []
        linted = spread_lint(path, PLAIN, frames.append, engine)
        fixed = spread_fix(path, out, PLAIN, engine, changes=table)
        changes = table.read_bytes()
    summary, findings = harness.lint(data, PLAIN)
    assert [row for frame in frames for row in frame.drop("file").to_dicts()] == findings
    assert replace(linted, file="") == replace(summary, file="")
    summary, whole, whole_changes, _ = harness.fix(data, PLAIN)
    assert (out.getvalue(), changes) == (whole, whole_changes)
    assert replace(fixed, file="") == replace(summary, file="")
