"""What is to be known of ranges before they are done: the driver's side of what is exchanged by hash partition.

ranges of the files of a table      assess_range   blocks set aside, values of keys by partition
ranges of referred tables           read_values    values that foreign keys may have, by partition
each key and partition              find_repeated, or find_missing for a foreign key
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from csvprep.cluster.exchange import (
    AssessedRange,
    FilePiece,
    Known,
    Repeated,
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
from csvprep.job import Job
from csvprep.options import Options
from csvprep.referring import find_reference, led_links, open_reference, reference_options
from csvprep.table_keys import KeyName, name_of_key, name_of_link


@dataclass(frozen=True, slots=True)
class Referred:
    """A file of a table that a foreign key refers to.

    Attributes:
        name: of the key (`csvprep.table_keys.name_of_link`).
        given: the file; the only unique key of its plan has the values.
    """

    name: KeyName
    given: Input


def find_referred(job: Job, options: Options) -> tuple[Referred, ...]:
    """Open the heads of all files that the foreign keys of a file refer to.

    Raises:
        CsvprepError: one can't be read, or has no such columns.
    """
    found = []
    for link in led_links(job, options):
        reference = find_reference(link.foreign, job, options)
        if reference is None:
            continue
        others = reference_options(link, reference, job, options)
        for path in reference.paths:
            with open_reference(refuse_standard(path), link, others) as other:
                found.append(Referred(name_of_link(link), describe_input(path, other.source, others, other)))
    return tuple(found)


def ranges_of(given: Input, pool: Pool, range_bytes: int) -> Iterator[Range]:
    """Yield the ranges of a source, at least one, as they become known."""
    cut = given.cut
    if cut is None:
        yield Range(0, None, None)
    elif cut.first >= cut.size:
        yield Range(0, cut.first, cut.first, 1, cut.first_line)
    else:
        yield from find_ranges(cut, pool, range_bytes)


@dataclass(frozen=True, slots=True)
class CutFile:
    """A source, judged by a plan, and its ranges."""

    given: Input
    ranges: list[Range]


def cut_referred(
    referred: Sequence[Referred], files: Sequence[CutFile], pool: Pool, range_bytes: int
) -> list[tuple[KeyName, CutFile]]:
    """Find the ranges of what foreign keys refer to; those of the table's own files are known."""
    known = {one.given.cut: one.ranges for one in files}
    found = []
    for one in referred:
        ranges = known.get(one.given.cut) if one.given.cut is not None else None
        ranges = ranges or list(ranges_of(one.given, pool, range_bytes))
        found.append((one.name, CutFile(one.given, ranges)))
    return found


@dataclass(frozen=True, slots=True)
class Exchange:
    """What is exchanged for one table.

    Attributes:
        files: of the table, in their order.
        referred: what its foreign keys refer to, by their names.
        pool: of workers.
        parts: where workers put what they find.
    """

    files: Sequence[CutFile]
    referred: Sequence[tuple[KeyName, CutFile]]
    pool: Pool
    parts: Place

    @property
    def is_needed(self) -> bool:
        """Whether a worker can't do it all alone, with one range at hand."""
        others = (one for _, one in self.referred)
        return len(self.files) > 1 or any(len(one.ranges) > 1 for one in chain(self.files, others))

    @property
    def partitions(self) -> int:
        """Into how many partitions values go."""
        own, others = (sum(len(one.ranges) for one in them) for them in (self.files, (one for _, one in self.referred)))
        return partition_count(max(own, others))

    def assess(self, file: CutFile) -> list[AssessedRange]:
        """Have the ranges of one of the files assessed."""
        given, parts, count = file.given, self.parts, self.partitions
        return list(
            self.pool.map(Call(one.tell(given.path), assess_range, (given, one, parts, count)) for one in file.ranges)
        )

    def find_known(self, assessed: Sequence[list[AssessedRange]]) -> list[list[Known]]:
        """Return what is known of each range.

        Args:
            assessed: for each file its ranges.
        """
        there = self._read()
        asked = self._asked(assessed)
        rows: list[list[list[tuple[FilePiece, ...]]]] = [
            [[() for _ in one.keys] for one in ranges] for ranges in assessed
        ]
        calls = (call for name, places in asked.items() for call in self._finding(name, places, assessed, there))
        found = self.pool.map(calls)
        for places in asked.values():
            for repeated in (next(found) for _ in range(self.partitions)):
                for (file, index, key), (begin, end) in zip(places, repeated.pieces, strict=True):
                    if begin < end:
                        rows[file][index][key] += ((repeated.file, begin, end),)
        return [
            [
                Known(self.parts, one.folder, one.blocks_bytes, tuple(rows[number][index]))
                for index, one in enumerate(ranges)
            ]
            for number, ranges in enumerate(assessed)
        ]

    def _asked(self, assessed: Sequence[list[AssessedRange]]) -> dict[KeyName, list[tuple[int, int, int]]]:
        """Return for each key of the table the places of its values: file, range, and the key's number there."""
        asked: dict[KeyName, list[tuple[int, int, int]]] = {}
        for number, (file, ranges) in enumerate(zip(self.files, assessed, strict=True)):
            for key, name in enumerate(_key_names(file.given)):
                asked.setdefault(name, []).extend((number, index, key) for index in range(len(ranges)))
        return asked

    def _read(self) -> dict[KeyName, list[tuple[FilePiece, ...]]]:
        """Have the values read that foreign keys may have; return by the keys' names where they stand."""
        count = self.partitions
        work = [(name, other.given, one) for name, other in self.referred for one in other.ranges]
        calls = (Call(one.tell(other.path), read_values, (other, one, self.parts, count)) for _, other, one in work)
        there: dict[KeyName, list[tuple[FilePiece, ...]]] = {}
        for (name, _, _), pieces in zip(work, self.pool.map(calls), strict=True):
            there.setdefault(name, []).append(pieces)
        return there

    def _finding(
        self,
        name: KeyName,
        places: list[tuple[int, int, int]],
        assessed: Sequence[list[AssessedRange]],
        there: dict[KeyName, list[tuple[FilePiece, ...]]],
    ) -> Iterator[Call[Repeated]]:
        """Yield what finds the records of each partition of a key that have a finding."""
        given, count = self.files[0].given, self.partitions
        for number in range(count):
            pieces = tuple(assessed[file][index].keys[key][number] for file, index, key in places)
            arguments = (self.parts, pieces, given.options.index_bytes)
            where = f"{given.name}, {', '.join(name[1])}, part {number + 1} of {count}"
            if name in there:
                known = tuple(values[number] for values in there[name])
                yield Call(where, find_missing, (*arguments, known))
            else:
                yield Call(where, find_repeated, arguments)


def _key_names(given: Input) -> list[KeyName]:
    """Return the names of a file's unique keys, then those of its foreign keys."""
    if given.plan is None:
        return []
    return [*map(name_of_key, given.plan.unique_keys), *map(name_of_link, given.plan.links)]
