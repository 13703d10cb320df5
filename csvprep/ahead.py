"""Work on one item while the next one is made."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")


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
