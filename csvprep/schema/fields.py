"""One field of a Table Schema: its type's settings and its constraints, one row of a table each."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime
from math import isfinite
from typing import Any, Final

from csvprep.schema.kind_names import read_formats, read_kind
from csvprep.schema.model import Field, KindName
from csvprep.schema.own_keys import OWN_KEYS, About, Key, elsewhere, flag, read_keys, refuse_unknown, texts
from csvprep.schema.spots import Spot


def read_field(item: Any, spot: Spot, index: int) -> Field:
    """Read one item of `fields`.

    Args:
        item: the descriptor.
        spot: the schema.
        index: its place in the list.

    Raises:
        SchemaError: it says something that makes no sense.
    """
    if not isinstance(item, dict) or not isinstance(item.get("name"), str) or not item["name"]:
        raise spot.below(f"fields[{index}]").error("needs a name")
    spot = spot.below(f"fields[{index}] ({item['name']})")
    constraints = spot.mapping(item.get("constraints", {}), "constraints")
    own = spot.mapping(item.get("csvprep", {}), "csvprep")
    refuse_unknown(item, FIELD_KEYS, spot)
    refuse_unknown(constraints, CONSTRAINTS, spot.below("constraints"))
    refuse_unknown(own, OWN_KEYS, spot.below("csvprep"))
    kind = read_kind(item, constraints, own, spot)
    about = About(kind, read_formats(item, own, kind, spot))
    return Field(
        name=item["name"],
        kind=kind,
        formats=about.formats,
        **read_keys(item, FIELD_KEYS, spot, about),
        **read_keys(constraints, CONSTRAINTS, spot, about),
        **read_keys(own, OWN_KEYS, spot, about),
    )


def _words(value: Any, _key: str, _spot: Spot, _about: About) -> str:
    return str(value)


def _count(value: Any, key: str, spot: Spot, _about: About) -> int:
    return spot.count(value, key)


def _pattern(value: Any, _key: str, spot: Spot, _about: About) -> str:
    try:
        re.compile(str(value))
    except re.error as error:
        raise spot.error(f"pattern {value!r} is no regular expression: {error}") from None
    return str(value)


def _bound(bound: Any, key: str, spot: Spot, about: About) -> str:
    kind = about.kind
    if kind not in {KindName.NUMBER, KindName.INTEGER, KindName.DATE, KindName.DATETIME}:
        raise spot.error(f"{key} has no meaning for a {kind}")
    if kind in {KindName.NUMBER, KindName.INTEGER}:
        if isinstance(bound, bool) or not isinstance(bound, int | float) or not isfinite(bound):
            raise spot.error(f"{key} {bound!r} is not a number")
        return str(bound)
    text = bound.isoformat() if isinstance(bound, date) else str(bound)
    if not _is_date(text, about.formats):
        raise spot.error(f"{key} {bound!r} is not a date, neither of ISO 8601 nor of the field's formats")
    return text


def _is_date(text: str, formats: tuple[str, ...]) -> bool:
    for pattern in formats:
        with suppress(ValueError):
            return bool(datetime.strptime(text, pattern))  # noqa: DTZ007 - only whether it can be read
    with suppress(ValueError):
        return bool(datetime.fromisoformat(text))
    return False


def _enum(value: Any, key: str, spot: Spot, _about: About) -> tuple[str, ...]:
    allowed = spot.items(value, key)
    if any(isinstance(one, bool) or not isinstance(one, str | int | float) for one in allowed):
        raise spot.below(key).error("holds something that is no text; put it in quotes")
    return tuple(map(str, allowed))


FIELD_KEYS: Final[dict[str, Key]] = {
    **{key: Key("", elsewhere) for key in ("name", "type", "format", "constraints", "csvprep")},
    **{key: Key("", elsewhere) for key in ("example", "rdfType", "bareNumber")},
    "title": Key("title", _words),
    "description": Key("description", _words),
    "trueValues": Key("true_values", texts),
    "falseValues": Key("false_values", texts),
    "decimalChar": Key("decimal_char", _words),
    "groupChar": Key("group_char", _words),
}
CONSTRAINTS: Final[dict[str, Key]] = {
    "required": Key("required", flag),
    "unique": Key("unique", flag),
    "minLength": Key("min_length", _count),
    "maxLength": Key("max_length", _count),
    "minimum": Key("minimum", _bound),
    "maximum": Key("maximum", _bound),
    "pattern": Key("pattern", _pattern),
    "enum": Key("enum", _enum),
}
