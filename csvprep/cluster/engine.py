"""How one source is spread over workers: ranges found, unique values exchanged, and each range done."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Final

from csvprep.cluster.exchange import AssessedRange, Known, Repeated, assess_range, find_repeated, partition_count
from csvprep.cluster.inputs import Input
from csvprep.cluster.linking import Range, find_ranges
from csvprep.cluster.parts import Part
from csvprep.cluster.places import Place
from csvprep.cluster.pool import Call, Pool

RANGE_BYTES: Final = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Engine:
    """How work is spread.

    Attributes:
        executor: does it: any `concurrent.futures.Executor` whose workers can import csvprep and see source and target.
        range_bytes: about how much of a source is one piece of work.
        at_once: how many pieces are under way or waiting at once.
        scratch: where commands without a folder of their own keep what is between; None: a temporary folder here.
        check: called while work takes long; raises what ends the waiting.
    """

    executor: Executor
    range_bytes: int = RANGE_BYTES
    at_once: int = 256
    scratch: str | None = None
    check: Callable[[], None] | None = None

    @property
    def pool(self) -> Pool:
        """The executor as the engine uses it."""
        return Pool(self.executor, self.at_once, self.check)


@dataclass(frozen=True, slots=True)
class Spread:
    """One source on workers.

    Attributes:
        given: the source.
        pool: of workers.
        parts: where workers put what they find.
        range_bytes: about how long a range is.
    """

    given: Input
    pool: Pool
    parts: Place
    range_bytes: int

    def route(self, function: Callable[..., Part], *arguments: object) -> Iterator[tuple[Range, Part]]:
        """Have every range done; yield what became of each, in their order.

        Args:
            function: takes input, range, the arguments and, where something is, what is known of the range already.
            arguments: for the function, after input and range.
        """
        ranges: Iterable[Range] = self._find()
        keys = len(self.given.plan.unique_keys) if self.given.plan is not None else 0
        known: list[Known] = []
        if keys:
            ranges = list(ranges)
            known = self._exchange(ranges, keys) if len(ranges) > 1 else []
        under_way: deque[Range] = deque()

        def calls() -> Iterator[Call[Part]]:
            for one in ranges:
                under_way.append(one)
                yield self._call(one, function, *arguments, *known[one.index : one.index + 1])

        for part in self.pool.map(calls()):
            yield under_way.popleft(), part

    def _find(self) -> Iterator[Range]:
        """Yield the ranges, at least one."""
        cut = self.given.cut
        if cut is None:
            yield Range(0, None, None)
        elif cut.first >= cut.size:
            yield Range(0, cut.first, cut.first, 1, cut.first_line)
        else:
            yield from find_ranges(cut, self.pool, self.range_bytes)

    def _call(self, one: Range, function: Callable[..., Part], *arguments: object) -> Call[Part]:
        return Call(one.tell(self.given.path), function, (self.given, one, *arguments))

    def _exchange(self, ranges: list[Range], keys: int) -> list[Known]:
        """Find out what repeats in unique fields."""
        given, parts, count = self.given, self.parts, partition_count(len(ranges))
        assessing = (Call(one.tell(given.path), assess_range, (given, one, parts, count)) for one in ranges)
        assessed = list(self.pool.map(assessing))

        def finding() -> Iterator[Call[Repeated]]:
            for key in range(keys):
                for number in range(count):
                    pieces = tuple((one.folder, *one.keys[key][number]) for one in assessed)
                    where = f"{given.name}, unique values, part {number + 1} of {count}"
                    yield Call(where, find_repeated, (parts, key, pieces, given.options.index_bytes))

        found = list(self.pool.map(finding()))
        by_key = [found[key * count : (key + 1) * count] for key in range(keys)]
        return [_known(one, index, by_key) for index, one in enumerate(assessed)]


def _known(assessed: AssessedRange, index: int, by_key: list[list[Repeated]]) -> Known:
    rows = tuple(
        tuple((one.folder, *one.pieces[index]) for one in repeated if one.pieces[index][0] < one.pieces[index][1])
        for repeated in by_key
    )
    return Known(assessed.folder, assessed.blocks_bytes, rows)
