"""Work on one item while the next one is made."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from csvprep.ahead import read_ahead


def test_all_items_in_order():
    """Every item comes, in its order, also those that are empty or none."""
    assert list(read_ahead(iter([1, 0, None, ""]))) == [1, 0, None, ""]
    assert list(read_ahead(iter([]))) == []


def test_an_error_comes_in_its_place():
    """The items before an error are had first, then the error itself."""

    def make() -> Iterator[int]:
        yield 1
        raise ValueError("after one")

    items = read_ahead(make())
    assert next(items) == 1
    with pytest.raises(ValueError, match="after one"):
        next(items)


def test_one_ahead():
    """While the first item is worked on the second is made, and the third is not begun."""
    made: list[int] = []
    second = threading.Event()

    def make() -> Iterator[int]:
        for number in (1, 2, 3):
            made.append(number)
            if number == 2:
                second.set()
            yield number

    items = read_ahead(make())
    assert next(items) == 1
    assert second.wait(10)
    assert made == [1, 2]
    assert list(items) == [2, 3]


def test_left_early():
    """Nobody who leaves before the end waits for more than the item that is being made."""
    made: list[int] = []

    def make() -> Iterator[int]:
        for number in range(100):
            made.append(number)
            yield number

    items = read_ahead(make())
    assert [next(items), next(items)] == [0, 1]
    items.close()
    assert made in ([0, 1], [0, 1, 2])
