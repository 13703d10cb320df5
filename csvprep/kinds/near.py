"""What a misspelt name may mean: the one known name that is a slip of the hand away.

Two spellings are near when taking at most one letter out of each makes them equal: one letter too many, missing,
wrong or swapped with the next. Looking up is a matter of microseconds (`difflib` takes milliseconds a value), and of
a column only those values are looked up that begin and end, but for that letter, as a name does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

_SHORTEST, _LONGEST = 4, 100
_LOOK = 6
"""So many letters of a beginning and of an end are looked at."""


@dataclass(frozen=True, slots=True)
class Index:
    """Names, found by what is left of them without at most one letter.

    Attributes:
        by_rest: the names that leave each rest.
        starts, ends: String; the first and the last letters of all rests.
    """

    by_rest: Mapping[str, frozenset[str]]
    starts: pl.Series
    ends: pl.Series


def index_names(names: Iterable[str]) -> Index:
    """Return an index of the names of four letters and more."""
    found: dict[str, set[str]] = {}
    for name in names:
        for rest in _rests(name):
            found.setdefault(rest, set()).add(name)
    starts, ends = {rest[:_LOOK] for rest in found}, {rest[-_LOOK:] for rest in found}
    return Index(
        {rest: frozenset(near) for rest, near in found.items()},
        pl.Series(sorted(starts), dtype=pl.String),
        pl.Series(sorted(ends), dtype=pl.String),
    )


def find_near(value: str, index: Index) -> str | None:
    """Return the only name that is near a value; None when there is none or more than one."""
    near = {name for rest in _rests(value) for name in index.by_rest.get(rest, ())}
    return near.pop() if len(near) == 1 else None


def near_names(
    values: pl.Series, fold: Callable[[pl.Series], pl.Series], index: Index, mean: Callable[[str, str], str | None]
) -> pl.Series | None:
    """Return what each value may mean, by the only name that is near it; None when nothing comes of it.

    Args:
        values: String; null stays null.
        fold: takes distinct values to the texts that are compared with the names.
        index: of the names.
        mean: takes a value and the name near it to what is meant, or None; called once per distinct value.
    """
    distinct = values.drop_nulls().unique()
    folded = fold(distinct)
    rows = _find_candidates(folded, index)
    found = {
        value: meant
        for value, text in zip(distinct[rows], folded[rows], strict=True)
        if (near := find_near(text, index)) is not None and (meant := mean(value, near)) is not None
    }
    if not found:
        return None
    return values.replace_strict(list(found), list(found.values()), default=None, return_dtype=pl.String)


def _find_candidates(texts: pl.Series, index: Index) -> pl.Series:
    """Return the rows of the texts that a name may be near: all that one is near, and few others."""
    text = pl.col("text")
    start, end = text.str.head(_LOOK + 1), text.str.tail(_LOOK + 1)
    frame = texts.to_frame("text").with_row_index("row")
    for part, known in ((start, index.starts), (end, index.ends)):
        rests = [part, *(part.str.head(place) + part.str.slice(place + 1) for place in range(_LOOK + 1))]
        looks = [rest.str.head(_LOOK) if part is start else rest.str.tail(_LOOK) for rest in rests]
        frame = frame.filter(pl.any_horizontal(look.is_in(known.implode()) for look in looks))
    return frame["row"]


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
