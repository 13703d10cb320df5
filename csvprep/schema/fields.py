"""One field of a Table Schema: its type's settings and its constraints, one row of a table each."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from csvprep.schema.bounds import read_bound, read_categories, read_enum, read_missing
from csvprep.schema.kind_names import note_format, read_formats, read_item_kind, read_kind, read_layout
from csvprep.schema.model import Field, KindName
from csvprep.schema.own_keys import OWN_KEYS, About, Key, elsewhere, flag, read_keys, refuse_unknown, texts
from csvprep.schema.own_settings import read_field_settings
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
    constraints = spot.mapping(item.get("constraints") or {}, "constraints")
    own = spot.mapping(item.get("csvprep", {}), "csvprep")
    extra = spot.split_unknown(item, FIELD_KEYS, CONSTRAINTS)
    limits = spot.below("constraints").split_unknown(constraints, CONSTRAINTS)
    refuse_unknown(own, OWN_KEYS, spot.below("csvprep"))
    kind = read_kind(item, constraints, own, spot)
    note_format(item, kind, spot)
    about = About(kind, read_formats(item, own, kind, spot), item)
    is_ours = own.get("kind") is not None
    settings: dict[str, Any] = {
        "formats": about.formats,
        "layout": read_layout(item, kind, spot),
        "any_scheme": kind is KindName.URL and not is_ours,
        "takes_not_finite": kind is KindName.NUMBER and not is_ours,
        "extra": {**extra, "constraints": limits} if limits else extra,
    }
    for part, keys in ((item, FIELD_KEYS), (constraints, CONSTRAINTS), (own, OWN_KEYS)):
        settings |= read_keys(part, keys, spot, about)
    return read_field_settings(own, Field(name=item["name"], kind=kind, **settings), spot)


def _words(value: Any, _key: str, _spot: Spot, _about: About) -> str:
    return str(value)


def _mark(value: Any, key: str, spot: Spot, _about: About) -> str:
    return spot.text(value, key)


def _count(value: Any, key: str, spot: Spot, _about: About) -> int:
    return spot.count(value, key)


def _missing(value: Any, key: str, spot: Spot, _about: About) -> tuple[str, ...]:
    return read_missing(value, key, spot)


def _pattern(value: Any, _key: str, spot: Spot, _about: About) -> str:
    try:
        re.compile(str(value))
    except re.error as error:
        if not _is_rust_pattern(str(value)):
            raise spot.error(f"pattern {value!r} is no regular expression: {error}") from None
    return str(value)


def _is_rust_pattern(pattern: str) -> bool:
    r"""Return whether polars takes a pattern: that of XML Schema may have classes that Python has not, as `\p{Lu}`."""
    import polars as pl  # noqa: PLC0415 - heavy, and seldom needed here

    try:
        pl.Series([""]).str.contains(pattern)
    except pl.exceptions.ComputeError:
        return False
    return True


def _json_schema(value: Any, key: str, spot: Spot, about: About) -> str:
    if about.kind not in {KindName.OBJECT, KindName.ARRAY}:
        raise spot.error(f"{key} has no meaning for a {about.kind}")
    try:
        return json.dumps(spot.mapping(value, key), sort_keys=True)
    except (TypeError, ValueError):
        raise spot.error(f"{key} holds something that is no JSON") from None


FIELD_KEYS: Final[dict[str, Key]] = {
    **{key: Key("", elsewhere) for key in ("name", "type", "format", "constraints", "csvprep")},
    **{key: Key("", elsewhere) for key in ("example", "rdfType", "categoriesOrdered")},
    "title": Key("title", _words),
    "description": Key("description", _words),
    "missingValues": Key("missing_values", _missing),
    "categories": Key("enum", read_categories),
    "trueValues": Key("true_values", texts),
    "falseValues": Key("false_values", texts),
    "decimalChar": Key("decimal_char", _mark),
    "groupChar": Key("group_char", _words),
    "bareNumber": Key("bare_number", flag),
    "delimiter": Key("delimiter", _mark),
    "itemType": Key("item_kind", read_item_kind),
}
CONSTRAINTS: Final[dict[str, Key]] = {
    "required": Key("required", flag),
    "unique": Key("unique", flag),
    "minLength": Key("min_length", _count),
    "maxLength": Key("max_length", _count),
    "minimum": Key("minimum", read_bound),
    "maximum": Key("maximum", read_bound),
    "exclusiveMinimum": Key("exclusive_minimum", read_bound),
    "exclusiveMaximum": Key("exclusive_maximum", read_bound),
    "pattern": Key("pattern", _pattern),
    "enum": Key("enum", read_enum),
    "jsonSchema": Key("json_schema", _json_schema),
}
