"""A first look at all cells of a frame at once: which of them need more than the usual steps of their kind."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import polars as pl

from csvprep.checks import Column
from csvprep.kinds.base import tells_odd, tells_plain
from csvprep.kinds.damage import SUSPECT as DAMAGE_SUSPECT
from csvprep.kinds.text import SUSPECT as TEXT_SUSPECT
from csvprep.series import is_true, not_false

SUSPECT: Final = f"{TEXT_SUSPECT}|{DAMAGE_SUSPECT}"
"""Pattern of the cells whose text may have to be cleaned, and of those that may be lost or hold no value."""


def look_at(frame: pl.DataFrame, columns: Iterable[tuple[Column, tuple[str, ...]]]) -> dict[str, pl.Series]:
    """Return which cells of each column are special, by the frame's name of the column.

    Args:
        frame: has the columns: String, null is an empty cell.
        columns: each with the texts that mean an empty cell there.

    Returns:
        What `find_special` says of each column, but for those whose kind knows better than a pattern.
    """
    alike: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for column, missing_values in columns:
        pattern = _pattern_of(column)
        if pattern is not None:
            alike.setdefault((pattern, tuple(filter(None, missing_values))), []).append(column.name)
    if not alike:
        return {}
    looks = (_look(pl.col(names), pattern, missing) for (pattern, missing), names in alike.items())
    return {one.name: one for one in frame.select_seq(looks)}


def _pattern_of(column: Column) -> str | None:
    if not tells_plain(column.kind):
        return SUSPECT
    return column.kind.odd() if tells_odd(column.kind) else None


def _look(cells: pl.Expr, pattern: str, missing: tuple[str, ...]) -> pl.Expr:
    special = cells.str.contains(pattern).fill_null(value=False)
    return special | cells.is_in(missing).fill_null(value=False) if missing else special


def find_special(values: pl.Series, column: Column, missing: list[str]) -> pl.Series:
    """Return where a cell is special.

    Args:
        values: String; null is an empty cell.
        column: whose kind may tell what is plain.
        missing: texts that mean an empty cell.

    Returns:
        Boolean without null: false where the text needs no step of its own; where the kind tells what is plain, also
        nothing is to be done or said of a cell then.
    """
    if tells_plain(column.kind):
        special = ~not_false(column.kind.is_plain(values))
    else:
        special = is_true(values.str.contains(SUSPECT))
    return special | means_empty(values, missing) if missing else special


def means_empty(values: pl.Series, missing: list[str]) -> pl.Series:
    """Return where a text means an empty cell; false for null."""
    return is_true(values.is_in(pl.Series(missing, dtype=pl.String).implode()))
