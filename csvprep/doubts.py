"""Which checks the values of a column may fail, by what is known of them, and by a look at patterns and lengths."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from csvprep.kinds.base import Check, all_true
from csvprep.series import rows_of

_FEW: Final = 5_000
"""So few values are looked through sooner than a pattern of all patterns is compiled."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the written values of a column before they are checked: Boolean Series of its height.

    Attributes:
        proved: true where all checks of the kind hold for sure; None: nothing is known.
        sound: true where no check fails that has a pattern for its suspects; None: nothing is known.
    """

    proved: pl.Series | None = None
    sound: pl.Series | None = None

    def of(self, rows: pl.Series) -> Known:
        """Return what is known of some rows."""
        proved, sound = (None if one is None else one[rows] for one in (self.proved, self.sound))
        return Known(proved, sound)


def doubted_checks(checks: tuple[Check, ...], known: Known) -> list[tuple[int, Check]]:
    """Return the checks, with their places, that are not known to hold everywhere."""
    all_proved = known.proved is not None and bool(known.proved.all())
    all_sound = known.sound is not None and bool(known.sound.all())
    return [
        (order, check)
        for order, check in enumerate(checks)
        if not (check.of_kind and all_proved) and not (check.suspect and all_sound)
    ]


def find_longest(frame: pl.DataFrame, names: list[str]) -> dict[str, int]:
    """Return the bytes of the longest value of some columns; one query asks for all of them."""
    if not names:
        return {}
    found = frame.select_seq(pl.col(names).str.len_bytes().max())
    return {name: longest or 0 for name, longest in zip(names, found.row(0), strict=True)}


def needed_checks(
    doubted: list[tuple[int, Check]], values: pl.Series, known: Known, longest: int
) -> list[tuple[int, Check]]:
    """Return the checks that a value may fail, with their places; a clean column costs nothing."""
    suspects = dict.fromkeys(check.suspect for _, check in doubted if check.suspect)
    found = _find_suspects(list(suspects), values if known.sound is None else values.filter(~known.sound))
    return [
        (order, _of_the_rest(check, known))
        for order, check in doubted
        if (not check.suspect or check.suspect in found) and longest >= check.least_bytes
    ]


def _of_the_rest(check: Check, known: Known) -> Check:
    """Return a check that looks only at what may fail it."""
    good = known.proved if check.of_kind else known.sound if check.suspect else None
    if good is None:
        return check
    rows = rows_of(~good)

    def passes(values: pl.Series) -> pl.Series:
        return all_true(values).scatter(rows, check.passes(values[rows]))

    return replace(check, passes=passes)


def _find_suspects(patterns: list[str], values: pl.Series) -> set[str]:
    """Return the patterns that are found in some value; many values are looked at for all of them first."""
    if not patterns or values.is_empty():
        return set()
    if len(values) > _FEW and not values.str.contains("|".join(f"(?:{pattern})" for pattern in patterns)).any():
        return set()
    column, named = pl.col(values.name), list(enumerate(patterns))
    found = values.to_frame().select_seq(column.str.contains(one).any().alias(str(place)) for place, one in named)
    return {pattern for pattern, is_there in zip(patterns, found.row(0), strict=True) if is_there}
