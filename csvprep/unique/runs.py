"""Hashes with the numbers of their values: the latest in memory, earlier ones in order on disk.

A number counts the values of an index from 0. `find` answers with pairs of equal hashes: `needle` (UInt32, the index
of the hash that was asked for) and `number` (Int64).
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from csvprep.unique.hash_filter import HashFilter, bit_positions
from csvprep.unique.raw import SpillFile, from_bytes, to_bytes

PAIRS_SCHEMA = pl.Schema({"needle": pl.UInt32, "number": pl.Int64})
_MERGED_AT_ONCE = 8  # parts of a run; fewer where much is found, as each part is searched for each hash that passes
_MERGED_AT_ONCE_BUSY = 2
_SLICE = 2**18  # hashes that are sorted at once when a run is sealed
_BUCKET = 16  # hashes that share a bucket, on average


class Needles:
    """Hashes that are looked for: UInt64, ascending; and their bits in filters of one size."""

    def __init__(self, hashes: pl.Series, filter_bits: int, positions: list[pl.Series] | None = None) -> None:
        self.hashes, self.filter_bits, self._positions = hashes, filter_bits, positions

    @property
    def positions(self) -> list[pl.Series]:
        """Where a filter has the bits of the hashes."""
        if self._positions is None:
            self._positions = bit_positions(self.hashes, self.filter_bits)
        return self._positions

    def filter(self, mask: pl.Series) -> Needles:
        """Return some of them."""
        positions = None if self._positions is None else [probe.filter(mask) for probe in self._positions]
        return Needles(self.hashes.filter(mask), self.filter_bits, positions)


class OpenRun:
    """The latest hashes, in memory: 12 bytes each, and those of the filter.

    Args:
        first: the number of the first value that it takes.
        capacity: how many hashes it is made for.
    """

    def __init__(self, first: int, capacity: int) -> None:
        self.first, self.height = first, 0
        self._merged_height = capacity // 4  # at most: merging takes several times the memory
        self._merged_at_once = _MERGED_AT_ONCE
        self._levels: list[list[pl.DataFrame]] = []
        self._filter: HashFilter | None = None  # made when it is asked for: many a file is one block
        self._unnoted: list[Needles] = []

    @property
    def filter(self) -> HashFilter:
        """The filter of all its hashes."""
        if self._filter is None:
            self._filter = HashFilter(self._unnoted[0].filter_bits)
        while self._unnoted:
            self._filter.insert(self._unnoted.pop().positions)
        return self._filter

    @property
    def parts(self) -> list[pl.DataFrame]:
        """Frames of `hash` (UInt64, ascending) and `order` (UInt32): its number without the first."""
        return [part for parts in self._levels for part in parts]

    def add(self, needles: Needles) -> None:
        """Take in hashes; their values have the next numbers, in the same order."""
        count = len(needles.hashes)
        order = pl.int_range(self.height, self.height + count, dtype=pl.UInt32, eager=True)
        self._unnoted.append(needles)
        self._put(pl.DataFrame({"hash": needles.hashes, "order": order}), 0)
        self.height += count

    def _put(self, part: pl.DataFrame, level: int) -> None:
        """Add a sorted part; several of one level become one of the next."""
        if level == len(self._levels):
            self._levels.append([])
        parts = self._levels[level]
        parts.append(part)
        last = parts[-self._merged_at_once :]
        if len(last) == self._merged_at_once and sum(one.height for one in last) <= self._merged_height:
            del parts[-self._merged_at_once :]
            self._put(pl.concat(last, rechunk=True).sort("hash"), level + 1)  # sorted parts are sorted fast

    def find(self, needles: Needles) -> pl.DataFrame:
        """Return the pairs of equal hashes."""
        passing = self.filter.passing(needles.positions) if self.height else needles.hashes.head(0)
        self._merged_at_once = _MERGED_AT_ONCE_BUSY if 16 * len(passing) > len(needles.hashes) else _MERGED_AT_ONCE
        if passing.is_empty():
            return PAIRS_SCHEMA.to_frame()
        asked, parts = needles.hashes[passing], self.parts
        lows = pl.select(
            pl.lit(part["hash"]).search_sorted(pl.lit(asked)).clip(upper_bound=part.height - 1).alias(str(index))
            for index, part in enumerate(parts)
        )
        found = [PAIRS_SCHEMA.to_frame()]
        for part, low in zip(parts, lows, strict=True):
            met = part["hash"][low] == asked
            if met.any():
                high = part["hash"].search_sorted(asked.filter(met), side="right")
                frame = pl.DataFrame({"needle": passing.filter(met), "low": low.filter(met), "high": high})
                places = frame.select("needle", place=pl.int_ranges("low", "high")).explode("place")
                order = part["order"][places["place"]]
                found.append(places.select("needle", number=order.cast(pl.Int64) + self.first))
        return pl.concat(found)


class SealedRuns:
    """Hashes on disk, each run in order. In memory: the filters, and where each bucket begins.

    A bucket holds the hashes of a run that begin with the same bits.

    Args:
        hash_file: an empty file, for the hashes.
        order_file: an empty file, for what `OpenRun` calls their order.
        capacity: how many hashes a run has, as a rule.
    """

    def __init__(self, hash_file: SpillFile, order_file: SpillFile, capacity: int) -> None:
        self._hash_file, self._order_file = hash_file, order_file
        self._buckets = 1 << max(1, (capacity // _BUCKET).bit_length() - 1)
        self._width = 2**64 // self._buckets
        self._filters: list[HashFilter] = []
        self._places: list[int] = []  # of each run's first hash in the file
        self._firsts: list[int] = []  # of each run, the number that its order counts from
        self._begins = pl.Series(dtype=pl.UInt32)  # of each run's buckets, and its height

    def __len__(self) -> int:
        return len(self._filters)

    def seal(self, run: OpenRun) -> None:
        """Write a run to disk."""
        self._filters.append(run.filter)
        self._places.append(self._hash_file.size_bytes // 8)
        self._firsts.append(run.first)
        slices = min(self._buckets, 1 << (run.height // _SLICE).bit_length())
        bounds = pl.int_range(self._buckets, dtype=pl.UInt64, eager=True) * self._width
        begins, written = [self._begins], 0
        for index, part in enumerate(_slices(run.parts, slices)):
            self._hash_file.append(to_bytes(part["hash"]))
            self._order_file.append(to_bytes(part["order"]))
            length = self._buckets // slices
            begins.append(part["hash"].search_sorted(bounds.slice(index * length, length)) + written)
            written += part.height
        begins.append(pl.Series([written], dtype=pl.UInt32))
        self._begins = pl.concat(begins, rechunk=True)

    def find(self, needles: Needles) -> pl.DataFrame:
        """Return the pairs of equal hashes."""
        passing = [one.passing(needles.positions) for one in self._filters]
        counts = pl.Series([len(one) for one in passing], dtype=pl.UInt32)
        if counts.sum() == 0:
            return PAIRS_SCHEMA.to_frame()
        run = pl.int_range(len(passing), eager=True).repeat_by(counts).explode().drop_nulls()
        needle = pl.concat(passing, rechunk=True)
        asked = pl.DataFrame({"needle": needle, "hash": needles.hashes[needle], "run": run})
        bucket = asked["run"] * (self._buckets + 1) + (asked["hash"] // self._width).cast(pl.Int64)
        begin = self._begins[bucket].cast(pl.Int64)
        size = self._begins[bucket + 1].cast(pl.Int64) - begin
        begin += pl.Series(self._places)[asked["run"]]
        asked = asked.with_columns(begin=begin, size=size).filter(pl.col("size") > 0)
        met, entry = self._compare(asked)
        first = pl.Series(self._firsts)[asked["run"][met]]
        order = from_bytes(self._order_file.read(entry * 4, 4), pl.UInt32)
        return pl.DataFrame({"needle": asked["needle"][met], "number": order.cast(pl.Int64) + first})

    def _compare(self, asked: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
        """Return for each hash in the buckets that is asked for the row of `asked` and its place in the file."""
        hashes = from_bytes(self._hash_file.read(asked["begin"] * 8, asked["size"] * 8), pl.UInt64)
        size, row = pl.lit(asked["size"]), pl.int_range(asked.height, dtype=pl.UInt32)
        rows = pl.select(row.repeat_by(size).explode()).to_series()
        there = (hashes == asked["hash"][rows]).arg_true()
        met = rows[there]
        passed = (asked["size"].cum_sum() - asked["size"])[met]
        return met, asked["begin"][met] + there.cast(pl.Int64) - passed


def _slices(parts: list[pl.DataFrame], count: int) -> Iterator[pl.DataFrame]:
    """Yield the rows of sorted parts in the order of hashes: those that begin with the same bits at once."""
    bounds = pl.Series([2**64 // count * index for index in range(1, count)], dtype=pl.UInt64)
    cuts = [[0, *part["hash"].search_sorted(bounds), part.height] for part in parts]
    for index in range(count):
        pieces = [part[cut[index] : cut[index + 1]] for part, cut in zip(parts, cuts, strict=True)]
        yield pl.concat(pieces, rechunk=True).sort("hash")
