"""Constraints of a field that are values themselves: bounds, and lists of what is allowed."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from datetime import date, datetime, time
from math import isfinite
from typing import Any, Final

from csvprep.schema.model import Field, KindName
from csvprep.schema.own_keys import About
from csvprep.schema.spots import Spot

_NUMBERS: Final = (KindName.NUMBER, KindName.INTEGER)
_TIMES: Final = (KindName.DATE, KindName.DATETIME, KindName.TIME)
_FORMS: Final = {
    KindName.YEAR: (re.compile(r"-?[0-9]{4,}"), "a year of four digits"),
    KindName.YEARMONTH: (re.compile(r"-?[0-9]{4,}-(?:0[1-9]|1[0-2])"), "a month such as 2024-03"),
    KindName.DURATION: (re.compile(r"-?P(?=.*[0-9])[0-9YMWDTHS.]*[YMWDHS]"), "a duration of ISO 8601, such as P1D"),
}
_JSON: Final = (KindName.OBJECT, KindName.ARRAY, KindName.GEOJSON, KindName.GEOPOINT)


def read_bound(bound: Any, key: str, spot: Spot, about: About) -> str:
    """Return a bound as text; that of a number has a decimal point."""
    kind = about.kind
    if kind in _NUMBERS:
        return _number(bound, key, spot, about)
    text = bound.isoformat() if isinstance(bound, date) else str(bound)
    if kind in _FORMS:
        form, words = _FORMS[kind]
        if isinstance(bound, bool) or not form.fullmatch(text):
            raise spot.error(f"{key} {bound!r} is not {words}")
        return text
    if kind not in _TIMES:
        raise spot.error(f"{key} has no meaning for a {kind}")
    if not _is_time(text, about.formats, of_day=kind is KindName.TIME):
        what = "time" if kind is KindName.TIME else "date"
        raise spot.error(f"{key} {bound!r} is not a {what}, neither of ISO 8601 nor of the field's formats")
    return text


def _number(bound: Any, key: str, spot: Spot, about: About) -> str:
    mark = about.item.get("decimalChar")
    text = bound.replace(str(mark), ".") if isinstance(bound, str) and mark else bound
    if isinstance(text, str):
        with suppress(ValueError):
            text = int(text) if text.strip().lstrip("+-").isdecimal() else float(text)
    if isinstance(text, bool) or not isinstance(text, int | float) or not isfinite(text):
        raise spot.error(f"{key} {bound!r} is not a number")
    return str(text)


def _is_time(text: str, formats: tuple[str, ...], *, of_day: bool) -> bool:
    for pattern in formats:
        with suppress(ValueError):
            return bool(datetime.strptime(text, pattern))  # noqa: DTZ007 - only whether it can be read
    with suppress(ValueError):
        return (time if of_day else datetime).fromisoformat(text) is not None
    return False


def read_enum(value: Any, key: str, spot: Spot, about: About) -> tuple[str, ...]:
    """Return the allowed values as a cell would have them."""
    return tuple(_as_cell(one, key, spot, about) for one in spot.items(value, key) if one is not None)


def read_categories(value: Any, key: str, spot: Spot, about: About) -> tuple[str, ...]:
    """Return the values of categories, which are values or mappings with `value` and `label` (Table Schema v2)."""
    items = spot.items(value, key)
    return read_enum(
        [one["value"] if isinstance(one, dict) and "value" in one else one for one in items], key, spot, about
    )


def _as_cell(one: Any, key: str, spot: Spot, about: About) -> str:
    if about.kind in _JSON and not isinstance(one, str):
        with suppress(TypeError, ValueError):
            return json.dumps(one)
    if about.kind is KindName.BOOLEAN and isinstance(one, bool):
        words = about.item.get("trueValues" if one else "falseValues")
        usual = Field("").true_values if one else Field("").false_values
        return str(words[0]) if isinstance(words, list) and words else usual[0]
    if isinstance(one, date):
        return one.strftime(about.formats[0]) if about.formats else one.isoformat()
    if isinstance(one, bool) or not isinstance(one, str | int | float):
        raise spot.below(key).error("holds something that is no text; put it in quotes")
    mark = about.item.get("decimalChar")
    return str(one).replace(".", str(mark)) if isinstance(one, float) and mark else str(one)


def read_missing(value: Any, key: str, spot: Spot) -> tuple[str, ...]:
    """Return the texts that mean an empty cell: texts, or mappings with `value` and `label` (Table Schema v2)."""
    items = spot.items(value, key)
    return spot.texts([one.get("value") if isinstance(one, dict) else one for one in items], key)
