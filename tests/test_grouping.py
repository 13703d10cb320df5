"""The parts of records that line ends broke: found, and kept in one block."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference import parse_record, split_records, strip_end

from csvprep.dialect import Grammar
from csvprep.grouping import MAX_PARTS, find_segments, keep_groups, short_width
from csvprep.records import Run, find_run

COMMA = Grammar()


def runs_of(data: bytes, size: int, grammar: Grammar = COMMA) -> Iterator[Run]:
    """Cut bytes into runs of whole records, about so many bytes each."""
    records = split_records(data, grammar)
    pending = b""
    for number, record in enumerate(records, 1):
        pending += record
        if len(pending) >= size or number == len(records):
            run = find_run(pending, grammar, final=True, max_record_bytes=2**20)
            assert run is not None
            yield run
            pending = b""


def grouped(data: bytes, size: int = 1, width: int = 3, grammar: Grammar = COMMA) -> list[bytes]:
    """Return the bytes of each run that comes out."""
    return [run.data for run in keep_groups(runs_of(data, size, grammar), grammar, width)]


@pytest.mark.parametrize(
    ("widths", "width", "segments", "start"),
    [
        ([], 3, [], 0),
        ([2, 2], 3, [(0, 1)], 2),
        ([2, 1, 2], 3, [(0, 2)], 3),
        ([2, 2, 2, 2], 3, [(0, 1), (2, 3)], 4),
        ([2], 3, [], 0),
        ([2, 1], 3, [], 0),
        ([1, 2, 2], 3, [(1, 2)], 3),
        ([1, 1, 1], 3, [], 3),
        ([3, 3], 4, [], 1),
        ([3, 3, 2], 4, [(1, 2)], 3),
        ([2, 2, 2, 2], 5, [(0, 3)], 4),
        ([2] + [1] * 6 + [2], 3, [(0, 7)], 8),
        ([2] + [1] * 7 + [2], 3, [], 8),
    ],
)
def test_segments(widths: list[int], width: int, segments: list[tuple[int, int]], start: int):
    """Short records that make up a whole one are found, eight at most, and what may yet become one is told."""
    assert find_segments(widths, width) == (segments, start)


def test_parts_are_bounded():
    """A record is put together from eight parts and no more."""
    assert MAX_PARTS == 8
    assert find_segments([2] * 8, 9) == ([(0, 7)], 8)
    assert find_segments([2] * 9, 10) == ([], 1)


@given(st.lists(st.integers(1, 5), max_size=30), st.integers(2, 6))
def test_segments_fit(widths: list[int], width: int):
    """Segments have the cells of a whole record and eight parts at most, don't overlap, and end before the rest."""
    short = [min(one, width - 1) for one in widths]
    segments, start = find_segments(short, width)
    places = [place for first, last in segments for place in range(first, last + 1)]
    assert places == sorted(set(places))
    assert not places or places[-1] < start
    for first, last in segments:
        assert sum(short[first : last + 1]) - (last - first) == width
        assert 1 < last - first + 1 <= MAX_PARTS
        assert short[first] > 1


@given(st.lists(st.integers(1, 4), max_size=30), st.integers(2, 5), st.integers(0, 30))
def test_what_is_open_is_all_that_must_be_kept(widths: list[int], width: int, cut: int):
    """Segments are the same when what comes before the open record is forgotten at any place."""
    short = [min(one, width - 1) for one in widths]
    cut = min(cut, len(short))
    before, start = find_segments(short[:cut], width)
    after, end = find_segments(short[start:], width)
    whole = [*before, *((first + start, last + start) for first, last in after)]
    assert (whole, end + start) == find_segments(short, width)


@pytest.mark.parametrize(
    ("raw", "grammar", "width"),
    [
        (b"a,b\n", COMMA, 2),
        (b"a\n", COMMA, 1),
        (b"\n", COMMA, 1),
        (b"a,b,c\n", COMMA, None),
        (b"a,b,c,d\n", COMMA, None),
        (b'"a,b,c",d\r\n', COMMA, 2),
        (b'a,"b\n', COMMA, None),
        (b"a,\xff\n", COMMA, None),
        (b"a\\,b,c\r", Grammar(escape=b"\\"), 2),
        (b"a\\,b,c\r", COMMA, None),
        (b'"a,b"', Grammar(quote=b""), 2),
        (b"a b", Grammar(delimiter=b" "), 2),
    ],
)
def test_short_records(raw: bytes, grammar: Grammar, width: int | None):
    """A short record has fewer cells than three, is text, and has no broken quotes."""
    assert short_width(raw, grammar, 3) == width


@pytest.mark.parametrize(
    ("data", "groups"),
    [
        pytest.param(b"1,2,3\n4,5,6\n", [b"1,2,3\n", b"4,5,6\n"], id="whole records"),
        pytest.param(b"1,2\n3,4\n5,6,7\n", [b"1,2\n3,4\n", b"5,6,7\n"], id="one in two parts"),
        pytest.param(b"1,2\n3\n4,5\n", [b"1,2\n3\n4,5\n"], id="one in three parts"),
        pytest.param(b"1,2\n3,4\n5,6\n7,8\n", [b"1,2\n3,4\n", b"5,6\n7,8\n"], id="two in two parts"),
        pytest.param(b"1,2\n5,6,7\n", [b"1,2\n5,6,7\n"], id="a part without another"),
        pytest.param(b"x\n1,2\n3,4\n", [b"x\n", b"1,2\n3,4\n"], id="a line before the first part"),
        pytest.param(b"1,2\n\n3,4\n", [b"1,2\n\n3,4\n"], id="a blank line within"),
        pytest.param(b"1,2\r3,4\r", [b"1,2\r3,4\r"], id="CR"),
        pytest.param(b'1,"2\n3,4"\n5,6\n', [b'1,"2\n3,4"\n5,6\n'], id="a quoted line end in a part"),
        pytest.param(b"1,2\n3,4", [b"1,2\n3,4"], id="no line end"),
    ],
)
def test_parts_stay_together(data: bytes, groups: list[bytes]):
    """A run ends where no record is open, so that the parts of one record are in one run."""
    assert grouped(data) == groups


def test_a_long_group_is_bounded():
    """Thousands of short records are not kept waiting: each run holds a few."""
    found = grouped(b"1,2\n2\n" * 2000, size=50)
    assert max(map(len, found)) < 200
    assert b"".join(found) == b"1,2\n2\n" * 2000


def test_nothing_waits_for_an_overlong_record():
    """An overlong record is no part of another one; what was open before it comes first."""
    overlong = Run(b"x" * 50, 1, overlong=True)
    runs = [Run(b"1,2\n", 1, 1), overlong, Run(b"3,4\n", 1, 1)]
    assert list(keep_groups(runs, COMMA, 3))[1] is overlong
    assert [run.data for run in keep_groups(runs, COMMA, 3)] == [b"1,2\n", b"x" * 50, b"3,4\n"]


def test_one_column_has_no_parts():
    """In a file of one column every line is a record of its own."""
    assert grouped(b"a\n\nb\n", width=1) == [b"a\n", b"\n", b"b\n"]


PIECES = (b"1,2,3\n", b"1,2\n", b"3\n", b"\n", b'"a\nb",c\n', b'"q\n', b"1,2,3,4\n", b"\xff,1\n", b"1,2\r", b"5,6\r\n")


@given(st.lists(st.sampled_from(PIECES), max_size=25), st.integers(1, 40), st.integers(1, 4))
def test_runs_stay_whole(pieces: list[bytes], size: int, width: int):
    """Whatever is kept together, no byte is lost or moved, and records, their ends and delimiters are counted right."""
    data = b"".join(pieces)
    found = list(keep_groups(runs_of(data, size), COMMA, width))
    assert b"".join(run.data for run in found) == data
    assert [raw for run in found for raw in run.raw_records()] == split_records(data)
    for run in found:
        raws = run.raw_records()
        assert run.records == len(raws)
        if run.delimiters >= 0:
            parsed = [parse_record(strip_end(raw)) or [] for raw in raws]
            assert run.delimiters == sum(len(cells) - 1 for cells in parsed)


@given(st.lists(st.sampled_from(PIECES), max_size=25), st.integers(1, 40), st.integers(2, 4))
def test_the_same_parts_meet(pieces: list[bytes], size: int, width: int):
    """The records that may be joined are the same for any size of runs."""
    data = b"".join(pieces)
    joined = [_segments(list(keep_groups(runs_of(data, one), COMMA, width)), width) for one in (size, 2**20)]
    assert joined[0] == joined[1]


def _segments(runs: list[Run], width: int) -> list[bytes]:
    """Return the bytes of the records that may be joined within each run."""
    found: list[bytes] = []
    for run in runs:
        raws, group = run.raw_records(), []
        for raw in [*raws, b"," * width]:
            count = short_width(raw, COMMA, width)
            if count is not None:
                group.append((raw, count))
                continue
            segments, _ = find_segments([one for _, one in group], width)
            found.extend(b"".join(part for part, _ in group[first : last + 1]) for first, last in segments)
            group = []
    return found
