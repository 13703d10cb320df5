"""Blocks whose records are lines: read at once, they are what they are when each record is cut on its own."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from csvprep.blocks import Block
from csvprep.by_line import read_by_line
from csvprep.by_record import read_by_record
from csvprep.dialect import Dialect, Grammar
from csvprep.frame import Form
from csvprep.grouping import keep_groups
from csvprep.records import Run, find_run

_LINES = st.lists(st.text("ab,; é\ufeff\x01\0\t", max_size=9), min_size=1, max_size=12)
_DIALECTS = (Dialect(), Dialect(delimiter=";"), Dialect(delimiter=",", skip_initial_space=True))


def run_of(data: bytes, grammar: Grammar) -> Run | None:
    return find_run(data, grammar, final=True, max_record_bytes=2**20)


def without_arithmetic(run: Run) -> Run:
    """Return a run whose records are given by their ends, so that nothing is told by arithmetic."""
    return replace(run, ends=run.record_ends())


@settings(deadline=None, max_examples=100)
@given(_LINES, st.sampled_from(["\n", "\r\n"]), st.booleans(), st.integers(2, 5), st.sampled_from(_DIALECTS))
@example(["a,b", "", "a", "a,b,c", ",", ",,"], "\r\n", True, 2, _DIALECTS[0])
@example(["\ufeffa,b", "a"], "\n", False, 2, _DIALECTS[0])
def test_lines_are_read_as_records_are(lines: list[str], end: str, ends: bool, width: int, dialect: Dialect) -> None:
    """Frame, misfits and misshapen records are those of the way that looks at each record."""
    data = (end.join(lines) + (end if ends else "")).encode()
    run = run_of(data, dialect.grammar)
    if run is None:
        return
    form = Form(width, dialect)
    found = read_by_line(Block(run, 5, 7, run.count_lines()), form)
    expected = read_by_record(Block(without_arithmetic(run), 5, 7, run.count_lines()), form)
    if found is not None:
        assert_frame_equal(found.frame, expected.frame)
        assert_frame_equal(found.misfits, expected.misfits)
        assert_frame_equal(found.unshaped, expected.unshaped)


@pytest.mark.parametrize("data", [b'"a",b\nc\n', b"a,b\rc\n", b"a,\xff\nc\n"])
def test_other_blocks_are_left_to_the_careful_way(data: bytes) -> None:
    """Where a quote stands, a carriage return ends a record or bytes are no text, lines tell nothing."""
    run = run_of(data, Grammar())
    assert run is not None
    assert read_by_line(Block(run, 1, 2, run.count_lines()), Form(2, Dialect())) is None


@given(_LINES, st.lists(st.integers(1, 4), min_size=1, max_size=6), st.integers(2, 5), st.sampled_from(["\n", "\r\n"]))
def test_groups_are_kept_alike(lines: list[str], sizes: list[int], width: int, end: str) -> None:
    """What arithmetic tells of lines moves the same records to the next run as looking at each of them does."""
    raws = [(line + end).encode() for line in lines]
    runs, start = [], 0
    for size in sizes:
        run = run_of(b"".join(raws[start : start + size]), Grammar())
        runs.extend([] if run is None else [run])
        start += size
    told = list(keep_groups(runs, Grammar(), width))
    slow = list(keep_groups(map(without_arithmetic, runs), Grammar(), width))
    assert [run.data for run in told] == [run.data for run in slow]
    for run in told:
        whole = run_of(run.data, Grammar())
        assert whole is not None
        assert (run.records, run.delimiters, run.crlf_ends) == (whole.records, whole.delimiters, whole.crlf_ends)
