"""Kinds whose values are JSON: `object`, `array`, `geojson` (RFC 7946 and TopoJSON), and `geopoint` written so.

Each distinct value is decoded once, by the standard library: polars has no decoder that says what is wrong with a
text without being told its shape first.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from csvprep.kinds.base import Check, Normalised, passes_distinct
from csvprep.kinds.geojson import find_fault, find_topology_fault
from csvprep.schema.model import KindName
from csvprep.series import has_value


@dataclass(frozen=True, slots=True)
class JsonValue:
    """A value of one sort, in JSON.

    Attributes:
        sort: key of `_SORTS`.
    """

    sort: str

    def normalise(self, values: pl.Series) -> Normalised | None:  # noqa: ARG002 - the protocol's signature
        """Return None: JSON stays as it is."""
        return None

    def checks(self) -> tuple[Check, ...]:
        """Return the check that a value is JSON of this sort."""
        return (Check("type-error", self._passes, self._explain),)

    def _passes(self, values: pl.Series) -> pl.Series:
        return passes_distinct(values, lambda value: not self._explain(value), where=has_value(values))

    def _explain(self, value: str) -> str:
        return _fault_of(value, self.sort)


def sort_of(kind: KindName, layout: str) -> str:
    """Return the sort of JSON that a kind has in a layout (see `csvprep.schema.model.Field`)."""
    return kind.value if layout == "default" else f"{kind.value} {layout}"


def decode(value: str) -> Any:
    """Return what a text of JSON says.

    Raises:
        ValueError: it is none; NaN and infinity are none (RFC 8259 6).
    """
    try:
        return _DECODER.decode(value)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def count_items(value: str) -> int | None:
    """Return how many items an array or object in JSON has; None when it is neither."""
    try:
        found = decode(value)
    except ValueError:
        return None
    return len(found) if isinstance(found, list | dict) else None


def _refuse(word: str) -> Any:
    raise ValueError(f"{word} is no value of JSON")


_DECODER: Final = json.JSONDecoder(parse_constant=_refuse)


def _fault_of(value: str, sort: str) -> str:
    """Return what is wrong with a value; nothing when it is good."""
    try:
        found = decode(value)
    except json.JSONDecodeError as error:
        return f"it is not JSON: {error.msg.lower()} at character {error.pos + 1}"
    except ValueError as error:
        return f"it is not JSON: {error}"
    try:
        return _SORTS[sort](found)
    except RecursionError:
        return "it is nested too deeply"


def _no_object(found: Any) -> str:
    return "" if isinstance(found, dict) else "it is JSON, but no object {…}"


def _no_array(found: Any) -> str:
    return "" if isinstance(found, list) else "it is JSON, but no array […]"


def is_on_earth(longitude: Any, latitude: Any) -> bool:
    """Return whether two JSON values are a longitude and a latitude in degrees."""
    both = (longitude, latitude)
    if any(isinstance(one, bool) or not isinstance(one, int | float) for one in both):
        return False
    return bool(-180 <= longitude <= 180 and -90 <= latitude <= 90)


def _no_pair(found: Any) -> str:
    good = isinstance(found, list) and len(found) == 2 and is_on_earth(*found)
    return "" if good else "write [longitude, latitude] in degrees"


def _no_named_pair(found: Any) -> str:
    good = isinstance(found, dict) and set(found) == {"lon", "lat"} and is_on_earth(found["lon"], found["lat"])
    return "" if good else 'write {"lon": longitude, "lat": latitude} in degrees'


_SORTS: Final[dict[str, Callable[[Any], str]]] = {
    "object": _no_object,
    "array": _no_array,
    "geojson": find_fault,
    "geojson topojson": find_topology_fault,
    "geopoint array": _no_pair,
    "geopoint object": _no_named_pair,
}
