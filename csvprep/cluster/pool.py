"""Work on any `concurrent.futures.Executor`: in order, so much at once, and with the name of what failed."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Executor, Future, wait
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from csvprep.errors import CsvprepError, EngineError

Result = TypeVar("Result")
_CHECK_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Call(Generic[Result]):
    """Work for a worker.

    Attributes:
        where: what it is about, for messages: a file and its bytes.
        function: importable by the worker.
        arguments: picklable.
    """

    where: str
    function: Callable[..., Result]
    arguments: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _Failed:
    error: CsvprepError


def attempt(function: Callable[..., Result], *arguments: Any) -> Result | _Failed:
    """Do the work; an error that is meant for the user is a result, so that nobody tries again in vain."""
    try:
        return function(*arguments)
    except CsvprepError as error:
        return _Failed(error)


@dataclass(frozen=True, slots=True)
class Pool:
    """An executor, and how much it is given at once.

    Attributes:
        executor: any.
        at_once: how many calls are under way or waiting for it.
        check: called every few seconds of waiting; raises what ends it.
    """

    executor: Executor
    at_once: int = 256
    check: Callable[[], None] | None = None

    def run(self, call: Call[Result]) -> Result:
        """Have one call done.

        Raises:
            CsvprepError: that of the call.
            EngineError: the worker died over it, again and again, or it failed in a way that is not foreseen.
        """
        return next(self.map([call]))

    def start(self, call: Call[Result]) -> Callable[[], Result]:
        """Have one call done beside others; return what waits for its result, as `run` does."""
        return partial(self._result, call, self._submit(call))

    def map(self, calls: Iterable[Call[Result]]) -> Iterator[Result]:
        """Have calls done side by side; yield their results in the order of the calls."""
        waiting: deque[tuple[Call[Result], Future[Result | _Failed]]] = deque()
        try:
            for call in calls:
                waiting.append((call, self._submit(call)))
                if len(waiting) >= self.at_once:
                    yield self._result(*waiting.popleft())
            while waiting:
                yield self._result(*waiting.popleft())
        finally:
            for _, future in waiting:
                future.cancel()

    def _submit(self, call: Call[Result]) -> Future[Result | _Failed]:
        try:
            return self.executor.submit(attempt, call.function, *call.arguments)
        except Exception as error:  # noqa: BLE001 - each pool has errors of its own
            raise EngineError(f"{call.where}: the workers take no work: {_describe(error)}") from None

    def _result(self, call: Call[Result], future: Future[Result | _Failed]) -> Result:
        while self.check is not None and not wait([future], _CHECK_SECONDS).done:
            self.check()
        try:
            result = future.result()
        except (Exception, CancelledError) as error:  # noqa: BLE001 - each pool has errors of its own
            raise EngineError(f"{call.where}: {_describe(error)}") from None
        if isinstance(result, _Failed):
            raise result.error
        return result


def _describe(error: BaseException) -> str:
    """Return what became of a call, from the words of a pool."""
    kind = type(error).__name__
    if kind in {"KilledWorker", "BrokenProcessPool", "TerminatedWorkerError"}:
        return (
            "every worker that took up this part died over it, most likely for want of memory; give the workers more, "
            "or make the parts smaller with --range-size"
        )
    text = str(error).strip().partition("\n")[0][:200]
    return f"the work on this part failed ({kind}{': ' if text else ''}{text})"
