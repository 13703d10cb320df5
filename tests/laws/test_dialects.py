"""Any table in any dialect and encoding: read back, detected, cut off, split and joined."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

import csvprep
from csvprep.block_frame import read_frame
from csvprep.blocks import open_source
from csvprep.dialect import Reading
from csvprep.frame import Form
from csvprep.options import Options
from csvprep.writers import Limits

from .tables import Row, Writing, contacts, encodable, tables, writings

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252", "shift_jis")
TOLD_OF_A_CUT = frozenset(
    {
        "encoding-error",
        "extra-cell",
        "line-end-missing",
        "line-end-mixed",
        "missing-cell",
        "quote-error",
        "truncated-file",
    }
)


@contextmanager
def written(data: bytes) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name, "in.csv")
        path.write_bytes(data)
        yield path


def read_back(path: Path, said: dict[str, Any], block_bytes: int = 2**20) -> list[Row]:
    """Return labels and records of the right shape."""
    with open_source(path, Reading(**said)) as source:
        head = source.head
        form = Form(head.width, head.dialect, head.encoding.encoding)
        rows = [head.labels]
        for block in source.blocks(block_bytes):
            frame = read_frame(block, form).frame
            rows.extend(tuple(cell or "" for cell in row[2:]) for row in frame.iter_rows())
    return rows


def swallows_records(rows: list[Row], delimiter: str) -> bool:
    """Say whether a cell holds a line that looks like a whole record."""
    most = len(rows[0]) - 1
    inner = (line for row in rows for cell in row for line in re.split("\r\n|\r|\n", cell)[1:-1])
    return any(line.count(delimiter) == most for line in inner)


@settings(max_examples=60)
@given(tables(), writings(*ENCODINGS), st.sampled_from((1, 7, 64, 1000, 2**20)))
def test_given_dialect_reads_back(table: list[Row], writing: Writing, block_bytes: int):
    """What Python's csv writes in any dialect and encoding reads back the same when the dialect is given.

    Known exceptions, kept out here: rows without cells or with one empty cell (blank lines, which are findings),
    and cells that hold lines which look like whole records (taken for an unclosed quote).
    """
    rows = encodable(table, writing.encoding)
    assume(not swallows_records(rows, writing.delimiter))
    with written(b"".join(writing.write(rows))) as path:
        assert read_back(path, {**writing.given, "skip_lines": 0, "header": True}, block_bytes) == rows


@settings(max_examples=60)
@given(contacts(), writings("utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"))
def test_dialect_is_detected(people: list[Row], writing: Writing):
    """Twenty plain contacts are enough to find any dialect and encoding without a word from the user."""
    assert_detected(people, writing)


@settings(max_examples=50)
@given(contacts(japanese=True), writings("utf-8", "utf-16", "shift_jis"))
def test_japanese_dialect_is_detected(people: list[Row], writing: Writing):
    """The same for names whose second bytes in Shift-JIS are backslashes and pipes."""
    assert_detected(people, writing)


def assert_detected(people: list[Row], writing: Writing) -> None:
    with written(b"".join(writing.write(people))) as path:
        with open_source(path) as source:
            dialect = source.head.dialect
        assert (dialect.delimiter, dialect.line_terminator) == (writing.delimiter, writing.line_end)
        assert read_back(path, {}) == people


@settings(max_examples=60)
@given(contacts(3, 5), writings(*ENCODINGS), st.data())
def test_cut_anywhere(people: list[Row], writing: Writing, data: st.DataObject):
    """A file cut at any byte after its header keeps all records before the cut, and the cut is told."""
    rows = encodable(people, writing.encoding)
    parts = writing.write(rows)
    whole = b"".join(parts)
    cut = data.draw(st.integers(len(parts[0]), len(whole)))
    ends = [sum(map(len, parts[: number + 1])) for number in range(len(parts))]
    complete = sum(end <= cut for end in ends)
    with written(whole[:cut]) as path:
        said = {**writing.given, "skip_lines": 0, "header": True}
        assert read_back(path, said)[:complete] == rows[:complete]
        report = csvprep.lint(path, Options(object_name="contact", jobs=1, **said), limit=0)
    told = {one.code for one in report} & TOLD_OF_A_CUT
    assert bool(told) == (cut not in ends)
    assert all((one.record or complete) >= complete for one in report if one.code in TOLD_OF_A_CUT)


@settings(max_examples=60)
@given(contacts(1, 12), writings(*ENCODINGS), st.integers(1, 5))
def test_split_and_joined_again(people: list[Row], writing: Writing, most: int):
    """The chunks of a split, joined without their headers, are the same records in every dialect."""
    rows = encodable(people, writing.encoding)
    with written(b"".join(writing.write(rows))) as path:
        said = {**writing.given, "skip_lines": 0, "header": True}
        folder = path.parent / "out"
        report = csvprep.split(path, folder, Options(object_name="contact", **said), Limits(max_rows=most))
        joined = []
        for chunk in report.manifest.chunks:
            labels, *records = read_back(folder / chunk.file, {**said, "encoding": "utf-8"})
            assert labels == rows[0]
            assert len(records) <= most
            joined.extend(records)
    assert joined == rows[1:]


@settings(max_examples=50)
@given(tables(), writings("utf-8"))
def test_without_a_word_nothing_is_lost(table: list[Row], writing: Writing):
    """Whatever dialect is guessed for a table, its bytes are all passed on."""
    whole = b"".join(replace(writing, encoding="utf-8").write(table))
    with written(whole) as path, open_source(path) as source:
        text = source.head.preamble + source.head.header
        assert text + b"".join(block.run.data for block in source.blocks(64)) == whole
