"""Uniqueness over blocks."""

from __future__ import annotations

import tempfile

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csvprep import unique
from csvprep.errors import OutputError
from csvprep.unique import Duplicate, UniqueIndex

VALUES = st.one_of(
    st.none(), st.sampled_from(["", "a", "b", "A", "é", "x\ny", "1 2 3\n", "🙂" * 40]), st.text(max_size=3)
)


def add(index: UniqueIndex, values: list[str | None], first: int) -> list[Duplicate]:
    numbers = pl.Series(range(first, first + len(values)), dtype=pl.Int64)
    return index.add(pl.Series(values, dtype=pl.String), numbers, numbers * 10)


def expected(blocks: list[list[str | None]]) -> list[list[Duplicate]]:
    seen: dict[str, int] = {}
    answer, number = [], 0
    for block in blocks:
        duplicates = []
        for row, value in enumerate(block):
            number += 1
            if value is not None:
                first = seen.setdefault(value, number)
                if first != number:
                    duplicates.append(Duplicate(row, first, first * 10))
        answer.append(duplicates)
    return answer


def answers(blocks: list[list[str | None]]) -> list[list[Duplicate]]:
    with UniqueIndex() as index:
        found, number = [], 1
        for block in blocks:
            found.append(add(index, block, number))
            number += len(block)
        return found


@given(st.lists(st.lists(VALUES, max_size=8), max_size=8))
def test_equals_a_dictionary(blocks: list[list[str | None]]):
    """Each value that an earlier record has is named with the first such record, in whatever block it stands."""
    assert answers(blocks) == expected(blocks)


def test_colliding_hashes(monkeypatch):
    """Values whose hashes are equal are told apart by the values themselves."""
    monkeypatch.setattr(pl.Expr, "hash", lambda _self: pl.lit(7, pl.UInt64))
    blocks = [["a", "b", "a"], ["b", "c", None], ["c", "d", "a"]]
    assert answers(blocks) == expected(blocks)


def test_many_blocks_are_merged():
    """Sorted runs stay few however many blocks come."""
    with UniqueIndex() as index:
        for block in range(60):
            assert add(index, [f"{block}-{row}" for row in range(5)], block * 5 + 1) == []
        assert len(index._runs) <= 6
        assert [one.record for one in add(index, ["0-0", "59-4", "new"], 301)] == [1, 300]


def test_no_room_for_temporary_files(monkeypatch):
    """A temporary folder that can't be written is one error that says what to do."""

    def full(**_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    with pytest.raises(OutputError, match="No space left on device; name one with room in TMPDIR"):
        unique.UniqueIndex()
