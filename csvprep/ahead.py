"""Work on one item while the next one is made, or while what is left to do with the last one is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, Self, TypeVar

Item = TypeVar("Item")
Parameters = ParamSpec("Parameters")


def read_ahead(items: Iterator[Item]) -> Iterator[Item]:
    """Yield items as they come; while one is worked on, a thread makes the next, and no more than that.

    What the making of an item raises is raised in its place.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="ahead") as thread:
        coming = thread.submit(_next_of, items)
        while item := coming.result():
            coming = thread.submit(_next_of, items)
            yield from item


def _next_of(items: Iterator[Item]) -> tuple[Item] | None:
    for item in items:
        return (item,)
    return None


class Behind:
    """Calls that a thread makes one after the other, each while its caller goes on.

    No more than one is under way, so that memory stays bounded. What a call raises is raised by the next one, or by
    `finish`; who leaves with an error waits for the call under way and drops what it says.
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="behind")
        self._under_way: Future[object] | None = None

    def call(
        self, function: Callable[Parameters, object], /, *arguments: Parameters.args, **named: Parameters.kwargs
    ) -> None:
        """Have a call made when the one before it is done."""
        self.finish()
        self._under_way = self._thread.submit(function, *arguments, **named)

    def finish(self) -> None:
        """Wait until all is done."""
        if self._under_way is not None:
            under_way, self._under_way = self._under_way, None
            under_way.result()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.shutdown()
