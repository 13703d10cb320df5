"""Work on one item while the next one is made, or while the last one is finished."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from csvprep.ahead import Behind, read_ahead


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


def test_behind_in_order():
    """Calls are made one after the other, and all are done at the end."""
    done: list[int] = []
    with Behind() as behind:
        for number in range(50):
            behind.call(done.append, number)
        behind.finish()
        assert done == list(range(50))


def test_behind_goes_on():
    """The caller goes on while its call is made; the next call waits for it."""
    begun, may_end, done = threading.Event(), threading.Event(), list[int]()

    def work() -> None:
        begun.set()
        assert may_end.wait(10)
        done.append(1)

    with Behind() as behind:
        behind.call(work)
        assert begun.wait(10)
        assert done == []
        may_end.set()
        behind.call(done.append, 2)
        behind.finish()
    assert done == [1, 2]


def test_an_error_behind():
    """What a call raises is raised by the next call, which is not made, and only once."""

    def fail() -> None:
        raise ValueError("behind")

    done: list[int] = []
    with Behind() as behind:
        behind.call(fail)
        with pytest.raises(ValueError, match="behind"):
            behind.call(done.append, 1)
        behind.call(done.append, 2)
        behind.finish()
    assert done == [2]
