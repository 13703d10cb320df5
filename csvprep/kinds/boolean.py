"""The kind `boolean`: yes or no in the schema's own spellings (Table Schema, trueValues and falseValues)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import polars as pl

from csvprep.kinds.base import Check, Normalised, map_distinct, passes_distinct
from csvprep.references.answers import Change

_USUAL_TRUE: Final = ("true", "t", "yes", "y", "on", "1")
_USUAL_FALSE: Final = ("false", "f", "no", "n", "off", "0")


@dataclass(frozen=True, slots=True)
class Boolean:
    """A yes or no.

    Attributes:
        true_values, false_values: the declared spellings, the written one first.
    """

    true_values: tuple[str, ...] = ("true", "True", "TRUE", "1")
    false_values: tuple[str, ...] = ("false", "False", "FALSE", "0")

    def normalise(self, values: pl.Series) -> Normalised | None:
        """Write every spelling of yes and no as the first of the declared ones."""
        return map_distinct(values, self._change, where=~self._is_written(values))

    def checks(self) -> tuple[Check, ...]:
        """Return the check that a value is a yes or no."""
        return (Check("type-error", self._passes, self._explain),)

    def _is_written(self, values: pl.Series) -> pl.Series:
        written = (*self.true_values[:1], *self.false_values[:1])
        return values.is_in(pl.Series(written, dtype=pl.String).implode())

    def _change(self, value: str) -> Change:
        written = self._read(value)
        return Change(value) if written in {None, value} else Change(str(written), "boolean-format")

    def _passes(self, values: pl.Series) -> pl.Series:
        return passes_distinct(values, lambda value: self._read(value) is not None, where=~self._is_written(values))

    def _read(self, value: str) -> str | None:
        """Return the written form; None when the value is neither."""
        exact, folded = _spellings(self.true_values, self.false_values)
        return exact.get(value) or folded.get(value.casefold())

    def _explain(self, value: str) -> str:  # noqa: ARG002 - the signature of Check.explain
        return f"write {self.true_values[0]} or {self.false_values[0]}"


@lru_cache(maxsize=128)
def _spellings(true_values: tuple[str, ...], false_values: tuple[str, ...]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the written form of each declared spelling, and of each case-folded one that has one meaning only."""
    exact = dict.fromkeys(false_values, false_values[0]) | dict.fromkeys(true_values, true_values[0])
    true, false = ({one.casefold() for one in values} for values in (true_values, false_values))
    true_only = (true - false) | (set(_USUAL_TRUE if true_values else ()) - false)
    false_only = (false - true) | (set(_USUAL_FALSE if false_values else ()) - true)
    folded = dict.fromkeys(true_only, true_values[0]) | dict.fromkeys(false_only, false_values[0])
    return exact, folded
