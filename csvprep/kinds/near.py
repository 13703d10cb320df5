"""What a misspelt name may mean: the one known name that is a slip of the hand away.

Two spellings are near when taking at most one letter out of each makes them equal: one letter too many, missing,
wrong or swapped with the next. Looking up is a matter of microseconds, so that a column of a million unknown
values costs seconds (`difflib` takes milliseconds a value).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

_SHORTEST, _LONGEST = 4, 100
Index = Mapping[str, frozenset[str]]


def index_names(names: Iterable[str]) -> Index:
    """Return the names of four letters and more by all that is left of them without at most one letter."""
    found: dict[str, set[str]] = {}
    for name in names:
        for rest in _rests(name):
            found.setdefault(rest, set()).add(name)
    return {rest: frozenset(near) for rest, near in found.items()}


def find_near(value: str, index: Index) -> str | None:
    """Return the only name that is near a value; None when there is none or more than one."""
    near = {name for rest in _rests(value) for name in index.get(rest, ())}
    return near.pop() if len(near) == 1 else None


def _rests(name: str) -> Iterator[str]:
    if _SHORTEST <= len(name) <= _LONGEST:
        yield name
        for position in range(len(name)):
            yield name[:position] + name[position + 1 :]


def is_one_slip(one: str, other: str) -> bool:
    """Say whether taking at most one letter out of each of two texts makes them equal, and they are not equal now."""
    return one != other and not set(_all_rests(one)).isdisjoint(_all_rests(other))


def _all_rests(name: str) -> Iterator[str]:
    yield name
    for position in range(len(name)):
        yield name[:position] + name[position + 1 :]
