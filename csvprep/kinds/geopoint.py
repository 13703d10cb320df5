"""The kind `geopoint` as text: longitude and latitude in degrees, with a comma between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from csvprep.kinds.base import Check, Normalised
from csvprep.series import is_true, not_false

_DEGREES: Final = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
_PAIR: Final = rf"\A\s*({_DEGREES})\s*,\s*({_DEGREES})\s*\z"


@dataclass(frozen=True, slots=True)
class Geopoint:
    """A place on earth."""

    def normalise(self, values: pl.Series) -> Normalised | None:  # noqa: ARG002 - the protocol's signature
        """Return None: a good value has no other form."""
        return None

    def checks(self) -> tuple[Check, ...]:
        """Return the check that a value is a place."""
        return (Check("type-error", _passes, _explain),)


def _passes(values: pl.Series) -> pl.Series:
    longitude, latitude = (values.str.extract(_PAIR, group).cast(pl.Float64) for group in (1, 2))
    good = (longitude.abs() <= 180) & (latitude.abs() <= 90)
    return is_true(good) | not_false(values == "")


def _explain(value: str) -> str:
    if pl.Series([value]).str.contains(_PAIR).item():
        return "longitudes go from -180 to 180 and stand first, latitudes from -90 to 90"
    return "write longitude, latitude in degrees, such as 90.50, 45.50"
