"""The kind `choice`: one of the values that the schema lists."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import polars as pl

from csvprep.kinds.base import Check, Normalised, rewritten
from csvprep.kinds.names import is_ascii
from csvprep.kinds.near import Index, index_names, near_names
from csvprep.series import has_value, not_false, rows_of

_SHOWN: Final = 8


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the allowed values, compared without case, space, underscore and hyphen.

    Attributes:
        allowed: the values of the schema's `enum`, as they are written.
    """

    allowed: tuple[str, ...]

    def normalise(self, values: pl.Series) -> Normalised | None:
        """Write a value that is like exactly one of the allowed ones as the schema has it."""
        rows = rows_of(~self._is_allowed(values) & (values != ""))
        by_key = _by_key(self.allowed)
        if rows.is_empty() or not by_key:
            return None
        written = _folds(values[rows]).replace_strict(by_key, default=None, return_dtype=pl.String)
        known = has_value(written)
        return rewritten(values, values.clone().scatter(rows.filter(known), written.filter(known)), "choice-format")

    def checks(self) -> tuple[Check, ...]:
        """Return the check that a value is one of the allowed ones."""
        return (Check("constraint-error", self._passes, self._explain, name="enum"),)

    def _is_allowed(self, values: pl.Series) -> pl.Series:
        return values.is_in(pl.Series(self.allowed, dtype=pl.String).implode())

    def _passes(self, values: pl.Series) -> pl.Series:
        return not_false(self._is_allowed(values)) | not_false(values == "")

    def near(self, values: pl.Series) -> pl.Series | None:
        """Return the allowed value that a near miss may mean."""
        by_key = _by_key(self.allowed)

        def meant(value: str, near: str) -> str | None:
            return None if _fold(value) in by_key else by_key[near]

        return near_names(values, _folds, _near_keys(self.allowed), meant)

    def _explain(self, value: str) -> str:  # noqa: ARG002 - the signature of Check.explain
        shown = ", ".join(self.allowed[:_SHOWN])
        more = len(self.allowed) - _SHOWN
        return f"is not one of: {shown}" + (f" and {more} more" if more > 0 else "")


def _fold(value: str) -> str:
    return "".join(char for char in value.casefold() if not char.isspace() and char not in "_-")


def _folds(values: pl.Series) -> pl.Series:
    folded = values.str.to_lowercase().str.replace_all(r"[\x09-\x0d\x1c-\x20_-]+", "")
    rows = rows_of(~is_ascii(values))
    return folded if rows.is_empty() else folded.scatter(rows, [_fold(value) for value in values[rows]])


@lru_cache(maxsize=128)
def _by_key(allowed: tuple[str, ...]) -> dict[str, str]:
    """Return the allowed value of each folded spelling, without the spellings that two of them share."""
    found: dict[str, str | None] = {}
    for value in dict.fromkeys(allowed):
        found[_fold(value)] = None if _fold(value) in found else value
    return {key: value for key, value in found.items() if value is not None and key}


@lru_cache(maxsize=128)
def _near_keys(allowed: tuple[str, ...]) -> Index:
    return index_names(_by_key(allowed))
