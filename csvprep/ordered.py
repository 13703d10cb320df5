"""Work on items by an executor, with the results in the items' order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, wait
from typing import Final, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
_HEARD_AFTER_SECONDS: Final = 0.2


def map_ordered(
    executor: Executor, function: Callable[[Item], Result], items: Iterable[Item], *, window: int
) -> Iterator[tuple[Item, Result]]:
    """Apply a function to items on an executor; yield item and result in the items' order.

    No more than `window` items are under way at once, so memory stays bounded.
    """
    waiting: deque[tuple[Item, Future[Result]]] = deque()
    try:
        for item in items:
            waiting.append((item, executor.submit(function, item)))
            if len(waiting) >= window:
                first, future = waiting.popleft()
                yield first, _result_of(future)
        while waiting:
            first, future = waiting.popleft()
            yield first, _result_of(future)
    finally:
        for _, future in waiting:
            future.cancel()


def _result_of(future: Future[Result]) -> Result:
    """Return a result once it is there.

    A wait without an end doesn't hear Ctrl-C, for polars' own handler of SIGINT has waiting system calls go on.
    """
    while not wait([future], _HEARD_AFTER_SECONDS).done:
        pass
    return future.result()
