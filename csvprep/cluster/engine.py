"""How one source is spread over workers: ranges found, unique values exchanged, and each range done."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Final

from csvprep.cluster.exchange import Known
from csvprep.cluster.inputs import Input, describe_input
from csvprep.cluster.known import CutFile, Exchange, Referred, cut_referred, find_referred, ranges_of
from csvprep.cluster.linking import Range
from csvprep.cluster.parts import Part
from csvprep.cluster.places import Place
from csvprep.cluster.pool import Call, Pool
from csvprep.job import Job
from csvprep.options import Options

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
class FileKnown:
    """What is known of a file of a table before it is done.

    Attributes:
        given: the file.
        ranges: of it.
        known: of each range.
    """

    given: Input
    ranges: list[Range]
    known: list[Known]


TableKnown = Mapping[str, FileKnown]
"""What is known of the files of a table, by their paths."""


@dataclass(frozen=True, slots=True)
class Spread:
    """One source on workers.

    Attributes:
        given: the source.
        pool: of workers.
        parts: where workers put what they find.
        range_bytes: about how long a range is.
        referred: what its foreign keys refer to.
        known: of the file already, where its table has several.
    """

    given: Input
    pool: Pool
    parts: Place
    range_bytes: int
    referred: tuple[Referred, ...] = ()
    known: FileKnown | None = None

    def route(self, function: Callable[..., Part], *arguments: object) -> Iterator[tuple[Range, Part]]:
        """Have every range done; yield what became of each, in their order.

        Args:
            function: takes input, range, the arguments and, where something is, what is known of the range already.
            arguments: for the function, after input and range.
        """
        ranges, known = self._cut()
        under_way: deque[Range] = deque()

        def calls() -> Iterator[Call[Part]]:
            for one in ranges:
                under_way.append(one)
                yield self._call(one, function, *arguments, *known[one.index : one.index + 1])

        for part in self.pool.map(calls()):
            yield under_way.popleft(), part

    def _cut(self) -> tuple[Iterable[Range], Sequence[Known]]:
        """Return the ranges, and what is known of each; of none where each can be done alone."""
        if self.known is not None:
            return self.known.ranges, self.known.known
        ranges, plan = ranges_of(self.given, self.pool, self.range_bytes), self.given.plan
        if plan is None or not (plan.unique_keys or plan.links):
            return ranges, ()
        file = CutFile(self.given, list(ranges))
        others = cut_referred(self.referred, [file], self.pool, self.range_bytes)
        exchange = Exchange([file], others, self.pool, self.parts)
        return file.ranges, exchange.find_known([exchange.assess(file)])[0] if exchange.is_needed else ()

    def _call(self, one: Range, function: Callable[..., Part], *arguments: object) -> Call[Part]:
        return Call(one.tell(self.given.path), function, (self.given, one, *arguments))


def spread_job(
    path: str, job: Job, options: Options, engine: Engine, parts: Place, *, table: TableKnown | None = None
) -> Spread:
    """Return an open job as workers do it.

    Args:
        path: as it was named.
        job: open; its head was read.
        options: of the run.
        engine: how work is spread.
        parts: where workers put what they find.
        table: what is known of the files of its table.

    Raises:
        CsvprepError: it, or what its foreign keys refer to, can't be read, or workers can't do what is asked for.
    """
    known = (table or {}).get(path)
    if known is not None:
        return Spread(known.given, engine.pool, parts, engine.range_bytes, known=known)
    referred = find_referred(job, options)
    given = describe_input(path, job.source, options, job)
    return Spread(given, engine.pool, parts, engine.range_bytes, referred)
