"""What is to be known of ranges before they are done: the driver's side of what is exchanged by hash partition.

ranges of the file                  assess_range   blocks set aside, values of keys by partition
ranges of referred tables           read_values    values that foreign keys may have, by partition
each key and partition              find_repeated, or find_missing for a foreign key
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from csvprep.cluster.exchange import (
    AssessedRange,
    FilePiece,
    Known,
    Repeated,
    ValuesOfRange,
    assess_range,
    find_missing,
    find_repeated,
    partition_count,
    read_values,
)
from csvprep.cluster.inputs import Input, describe_input, refuse_standard
from csvprep.cluster.linking import Range, find_ranges
from csvprep.cluster.places import Place
from csvprep.cluster.pool import Call, Pool
from csvprep.job import Job, Options
from csvprep.referring import find_reference, led_links, open_reference, reference_options


@dataclass(frozen=True, slots=True)
class Referred:
    """A file of a table that a foreign key refers to.

    Attributes:
        link: the key's number in the plan of the file that has it.
        given: the file; the only unique key of its plan has the values.
    """

    link: int
    given: Input


def find_referred(job: Job, options: Options) -> tuple[Referred, ...]:
    """Open the heads of all files that the foreign keys of a file refer to.

    Raises:
        CsvprepError: one can't be read, or has no such columns.
    """
    found = []
    for number, link in enumerate(led_links(job, options)):
        reference = find_reference(link.foreign, job, options)
        if reference is None:
            continue
        others = reference_options(link, reference, job, options)
        for path in reference.paths:
            with open_reference(refuse_standard(path), link, others) as other:
                found.append(Referred(number, describe_input(path, other.source, others, other)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Exchange:
    """What is exchanged for one file.

    Attributes:
        given: the file, judged by a plan.
        ranges: of it.
        referred: what its foreign keys refer to, each with its ranges.
        pool: of workers.
        parts: where workers put what they find.
    """

    given: Input
    ranges: list[Range]
    referred: list[tuple[Referred, list[Range]]]
    pool: Pool
    parts: Place

    @property
    def is_needed(self) -> bool:
        """Whether a worker can't do it all alone, with one range at hand."""
        return len(self.ranges) > 1 or any(len(ranges) > 1 for _, ranges in self.referred)

    def find_known(self) -> list[Known]:
        """Return what is known of each range."""
        count = partition_count(max(len(ranges) for ranges in (self.ranges, *(one for _, one in self.referred))))
        assessing = (
            Call(one.tell(self.given.path), assess_range, (self.given, one, self.parts, count)) for one in self.ranges
        )
        assessed = list(self.pool.map(assessing))
        there = self._read(count)
        found = list(self.pool.map(self._finding(assessed, there, count)))
        by_key = [found[start : start + count] for start in range(0, len(found), count)]
        return [_known(one, index, by_key) for index, one in enumerate(assessed)]

    def _read(self, count: int) -> dict[int, list[ValuesOfRange]]:
        """Have the values read that foreign keys may have; return them by the key's number."""
        work = [(other, one) for other, ranges in self.referred for one in ranges]
        calls = (
            Call(one.tell(other.given.path), read_values, (other.given, one, self.parts, count)) for other, one in work
        )
        there: dict[int, list[ValuesOfRange]] = {}
        for (other, _), read in zip(work, self.pool.map(calls), strict=True):
            there.setdefault(other.link, []).append(read)
        return there

    def _finding(
        self, assessed: list[AssessedRange], there: dict[int, list[ValuesOfRange]], count: int
    ) -> Iterator[Call[Repeated]]:
        given, keys = self.given, len(assessed[0].keys)
        links = len(given.plan.links) if given.plan is not None else 0
        for key in range(keys):
            for number in range(count):
                pieces = _pieces(assessed, key, number)
                arguments = (self.parts, key, pieces, given.options.index_bytes)
                where, link = f"{given.name}, unique values, part {number + 1} of {count}", key - (keys - links)
                if link < 0:
                    yield Call(where, find_repeated, arguments)
                else:
                    where = where.replace("unique values", "foreign keys")
                    known = tuple((one.folder, *one.pieces[number]) for one in there.get(link, ()))
                    yield Call(where, find_missing, (*arguments, known))


def _pieces(assessed: list[AssessedRange], key: int, number: int) -> tuple[FilePiece, ...]:
    return tuple((one.folder, *one.keys[key][number]) for one in assessed)


def _known(assessed: AssessedRange, index: int, by_key: list[list[Repeated]]) -> Known:
    rows = tuple(
        tuple((one.folder, *one.pieces[index]) for one in repeated if one.pieces[index][0] < one.pieces[index][1])
        for repeated in by_key
    )
    return Known(assessed.folder, assessed.blocks_bytes, rows)


def ranges_of(given: Input, pool: Pool, range_bytes: int) -> Iterator[Range]:
    """Yield the ranges of a source, at least one, as they become known."""
    cut = given.cut
    if cut is None:
        yield Range(0, None, None)
    elif cut.first >= cut.size:
        yield Range(0, cut.first, cut.first, 1, cut.first_line)
    else:
        yield from find_ranges(cut, pool, range_bytes)
