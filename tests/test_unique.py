"""Uniqueness over blocks."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csvprep import unique
from csvprep.errors import OutputError
from csvprep.unique import UniqueIndex, key_block
from csvprep.unique.index import DEFAULT_MEMORY_BYTES
from csvprep.unique.raw import SpillFile, from_bytes, to_bytes

Blocks = list[list[str | None]]
Answers = list[list[tuple[int, int, int]]]

VALUES = st.one_of(
    st.none(),
    st.sampled_from(["", "a", "b", "A", "é", "x\ny", "1 2 3\n", "a\x00b", "🙂" * 40]),
    st.text(max_size=3),
    st.integers(0, 60).map(str),
)
BLOCKS = st.lists(st.lists(VALUES, max_size=30), max_size=10)
MEMORY = st.sampled_from([0, 14, 100, 1000, DEFAULT_MEMORY_BYTES])
HASHES: dict[str, Callable[[pl.Series], pl.Series]] = {
    "good": pl.Series.hash,
    "one": lambda values: values.hash() * 0 + 7,
    "zero": lambda values: values.hash() * 0,
    "largest": lambda values: values.hash() * 0 + (2**64 - 1),
    "four, far apart": lambda values: values.hash() % 4 * 2**62,
    "small": lambda values: values.hash() % 50,
}


def expected(blocks: Blocks) -> Answers:
    seen: dict[str, int] = {}
    answer, number = [], 0
    for block in blocks:
        duplicates = []
        for row, value in enumerate(block):
            number += 1
            if value is not None:
                first = seen.setdefault(value, number)
                if first != number:
                    duplicates.append((row, first, first * 10))
        answer.append(duplicates)
    return answer


def answers(blocks: Blocks, memory_bytes: int = DEFAULT_MEMORY_BYTES, hashes: str = "good") -> Answers:
    with UniqueIndex(memory_bytes) as index:
        found, number = [], 1
        for block in blocks:
            found.append(index.add(make_block(block, number, HASHES[hashes])).rows())
            number += len(block)
        return found


def make_block(
    values: list[str | None], first: int, hash_values: Callable[[pl.Series], pl.Series] = pl.Series.hash
) -> unique.KeyBlock:
    records = pl.Series(range(first, first + len(values)), dtype=pl.Int64)
    return key_block(pl.Series(values, dtype=pl.String), records, records * 10, hash_values=hash_values)


@given(BLOCKS, MEMORY)
def test_equals_a_dictionary(blocks: Blocks, memory_bytes: int):
    """Each value that an earlier record has is named with the first such record, wherever that is kept by then."""
    assert answers(blocks, memory_bytes) == expected(blocks)


@given(BLOCKS, MEMORY, st.sampled_from(sorted(HASHES)))
def test_colliding_hashes(blocks: Blocks, memory_bytes: int, hashes: str):
    """Values whose hashes are equal are told apart by the values themselves."""
    assert answers(blocks, memory_bytes, hashes) == expected(blocks)


@pytest.mark.parametrize("share", [0.0, 0.5, 0.99])
def test_many_values_in_little_memory(share: float):
    """Values that went to disk in several runs, many of them in one block, are found there."""
    chance = random.Random(4)
    blocks: Blocks = [
        [
            f"{chance.randrange(block * 2000 + 1) if chance.random() < share else block * 2000 + row}"
            for row in range(2000)
        ]
        for block in range(12)
    ]
    assert answers(blocks, memory_bytes=60_000) == expected(blocks)


def test_parts_are_merged():
    """Parts in memory stay few however many small blocks come, and each value stays where it was."""
    blocks: Blocks = [[f"{block}-{row}" for row in range(5)] for block in range(150)]
    blocks.append(["0-0", "75-3", "149-4", "new"])
    with UniqueIndex() as index:
        for number, block in enumerate(blocks[:-1]):
            assert index.add(make_block(block, number * 5 + 1)).is_empty()
        assert len(index._open.parts) <= 3 * 7
        assert index.add(make_block(blocks[-1], 751)).rows() == [(0, 1, 10), (1, 379, 3790), (2, 750, 7500)]


def test_memory_is_bounded():
    """What is kept in memory of values that went to disk is their share of a filter and of a list of buckets."""
    with UniqueIndex(memory_bytes=14 * 4096) as index:
        for block in range(20):
            index.add(make_block([f"{block}-{row}" for row in range(4096)], block * 4096 + 1))
        assert index._open.height == 4096
        kept = (
            sum(one._bits.estimated_size() for one in index._sealed._filters) + index._sealed._begins.estimated_size()
        )
        assert kept <= 19 * 4096 * 2.5


def test_all_values_equal():
    """A block of one value, a thousand times, is one question to the index."""
    blocks: Blocks = [["same"] * 1000, [None] * 10, ["same"] * 3]
    assert answers(blocks) == expected(blocks)


def test_hashes_are_the_same_in_every_process():
    """Blocks may be made in other processes: the hash of a value is that of its polars, not of its process."""
    values = pl.Series(["a", "Ann@acme.com", "é" * 40])
    code = "import polars as pl; print(pl.Series(['a', 'Ann@acme.com', 'é' * 40]).hash().to_list())"
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert told.strip() == str(values.hash().to_list())


@pytest.mark.parametrize("dtype", [pl.UInt32, pl.UInt64, pl.Int64])
@pytest.mark.parametrize("count", [0, 1, 5, 100_000])
def test_numbers_as_bytes(dtype: type[pl.DataType], count: int):
    """Numbers are the little-endian bytes that struct packs, and come back from them."""
    numbers = [(7**40 + number * 7**13) % 2**31 for number in range(count)]
    width = 4 if dtype == pl.UInt32 else 8
    packed = b"".join(number.to_bytes(width, "little") for number in numbers)
    series = pl.Series(numbers, dtype=dtype)
    assert to_bytes(series) == packed
    assert from_bytes([packed[: 3 * width], packed[3 * width :]], dtype).to_list() == numbers


def test_reads_without_pread(monkeypatch: pytest.MonkeyPatch):
    """A system that can't read at an offset in one call reads the same."""
    monkeypatch.delattr(os, "pread")
    blocks: Blocks = [["a", "b"], ["c", "a"], ["b", "d", "c"]]
    assert answers(blocks, memory_bytes=0) == expected(blocks)


def test_temporary_files_have_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Nothing stands in the temporary folder that a killed process could leave there."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with UniqueIndex(memory_bytes=0) as index:
        index.add(make_block(["a", "b"], 1))
        index.add(make_block(["c"], 3))
        assert list(tmp_path.iterdir()) == []


def test_no_room_for_temporary_files(monkeypatch: pytest.MonkeyPatch):
    """A temporary folder that can't be written is one error that says what to do."""

    def full(**_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    with pytest.raises(OutputError, match="No space left on device; name one with room in TMPDIR"):
        UniqueIndex()


def test_no_room_any_more(monkeypatch: pytest.MonkeyPatch):
    """A temporary folder that is full at some time is the same error."""

    def full(_file: SpillFile, _data: bytes) -> None:
        raise OSError(28, "No space left on device")

    with UniqueIndex() as index:
        index.add(make_block(["a"], 1))
        monkeypatch.setattr(SpillFile, "append", full)
        with pytest.raises(OutputError, match="No space left on device; name one with room in TMPDIR"):
            index.add(make_block(["b"], 2))
