"""A source cut into ranges of whole records, each with the numbers of its first record and line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from csvprep.cluster.borders import Candidate, find_candidates, follow
from csvprep.cluster.pool import Call, Pool
from csvprep.cluster.texts import Cuttable
from csvprep.errors import InputError
from csvprep.sources.byte_ranges import Fetch, open_ranges
from csvprep.sources.remote import hide_secrets


@dataclass(frozen=True, slots=True)
class Range:
    """Whole records of a source.

    Attributes:
        index: 0-based, among the ranges of its source.
        begin, end: offsets of its first byte and after its last one; None: the whole source, which can't be cut.
        first_record: 1-based number of its first record.
        first_line: line on which that begins.
    """

    index: int
    begin: int | None
    end: int | None
    first_record: int = 1
    first_line: int | None = None

    def tell(self, name: str) -> str:
        """Return what a message calls it."""
        if self.begin is None or self.end is None:
            return hide_secrets(name)
        return f"{hide_secrets(name)}, bytes {self.begin:,} to {self.end:,}"


def find_ranges(cut: Cuttable, pool: Pool, range_bytes: int) -> Iterator[Range]:
    """Yield the ranges of a source as they become known; workers read it side by side.

    Args:
        cut: the source.
        pool: of workers.
        range_bytes: about how long each is.
    """
    step = max(cut.unit, range_bytes - range_bytes % cut.unit)
    begins = range(cut.first, cut.size, step)
    bounds = [(begin - begin % cut.unit, min(cut.size, begin + step - begin % cut.unit)) for begin in begins]
    bounds = [
        (max(begin, cut.first), end if index + 1 < len(bounds) else cut.size)
        for index, (begin, end) in enumerate(bounds)
    ]
    calls = (Call(_tell(cut, *bound), count_range, (cut, *bound)) for bound in bounds)
    entry, record, line, index = cut.first, 1, cut.first_line, 0
    for (_, end), candidates in zip(bounds, pool.map(calls), strict=True):
        if entry >= end:
            continue
        total = next((one for one in candidates if one.entry == entry), None)
        if total is None:
            total = pool.run(Call(_tell(cut, entry, end), count_from, (cut, entry, end)))
        yield Range(index, entry, total.exit, record, line)
        entry, record, line, index = total.exit, record + total.records, line + total.lines, index + 1


def _tell(cut: Cuttable, begin: int, end: int) -> str:
    return Range(0, begin, end).tell(cut.name)


def count_range(cut: Cuttable, begin: int, end: int) -> tuple[Candidate, ...]:
    """Return what the records of a range may be; a worker's work."""
    return find_candidates(cut, fetch_of(cut), begin, end)


def count_from(cut: Cuttable, entry: int, end: int) -> Candidate:
    """Return what the records from an offset on are; a worker's work."""
    return follow(cut, fetch_of(cut), entry, end)


def fetch_of(cut: Cuttable) -> Fetch:
    """Return what reads a source's parts.

    Raises:
        InputError: it has changed since the driver saw it.
    """
    opened = open_ranges(cut.name)
    if opened is None or opened[0] != cut.size:
        raise InputError(f"{hide_secrets(cut.name)}: has changed while it was read; run it again when it is whole")
    return opened[1]
