"""From a field's type and format in Table Schema to its kind here."""

from __future__ import annotations

from typing import Final

from csvprep.schema.model import KindName
from csvprep.schema.spots import Item, Spot

_KIND_OF_TYPE: Final = {
    "string": KindName.TEXT,
    "any": KindName.TEXT,
    "number": KindName.NUMBER,
    "integer": KindName.INTEGER,
    "boolean": KindName.BOOLEAN,
    "date": KindName.DATE,
    "datetime": KindName.DATETIME,
    "time": KindName.TIME,
    "year": KindName.YEAR,
    "yearmonth": KindName.YEARMONTH,
    "duration": KindName.DURATION,
    "object": KindName.OBJECT,
    "array": KindName.ARRAY,
    "list": KindName.LIST,
    "geopoint": KindName.GEOPOINT,
    "geojson": KindName.GEOJSON,
}
TYPE_NAMES: Final = tuple(_KIND_OF_TYPE)
_KIND_OF_FORMAT: Final = {
    "email": KindName.EMAIL,
    "uri": KindName.URL,
    "uuid": KindName.UUID,
    "binary": KindName.BINARY,
}
_LAYOUTS: Final = {KindName.GEOPOINT: ("default", "array", "object"), KindName.GEOJSON: ("default", "topojson")}
_DATED: Final = (KindName.DATE, KindName.DATETIME, KindName.TIME)
_ITEM_KINDS: Final = tuple(
    _KIND_OF_TYPE[name] for name in ("string", "integer", "boolean", "number", "datetime", "date", "time")
)


def read_kind(item: Item, constraints: Item, own: Item, spot: Spot) -> KindName:
    """Return the kind of a field: its own `kind`, or what its type and format say."""
    if own.get("kind") is not None:
        try:
            return KindName(own["kind"])
        except ValueError:
            raise spot.error(f"kind '{own['kind']}' is none of {', '.join(KindName)}") from None
    type_name = item.get("type", "string")
    if not isinstance(type_name, str) or type_name not in _KIND_OF_TYPE:
        raise spot.error(f"type '{type_name}' is none of {', '.join(_KIND_OF_TYPE)}")
    kind = _KIND_OF_TYPE[type_name]
    if kind is not KindName.TEXT:
        return kind
    if type_name == "string" and str(item.get("format")) in _KIND_OF_FORMAT:
        return _KIND_OF_FORMAT[item["format"]]
    return KindName.CHOICE if "enum" in constraints or "categories" in item else kind


def read_item_kind(value: object, _key: str, spot: Spot, _about: object) -> KindName:
    """Return the kind of a list's items."""
    kind = _KIND_OF_TYPE.get(value) if isinstance(value, str) else None
    if kind not in _ITEM_KINDS or value == "any":
        raise spot.error(f"itemType '{value}' is none of string, integer, boolean, number, datetime, date, time")
    return KindName(kind)


def read_layout(item: Item, kind: KindName, spot: Spot) -> str:
    """Return how a place on earth is written."""
    layout = item.get("format") or "default"
    if kind in _LAYOUTS and layout not in _LAYOUTS[kind]:
        raise spot.error(f"format '{layout}' is none of {', '.join(_LAYOUTS[kind])}")
    return str(layout) if kind in _LAYOUTS else "default"


def read_formats(item: Item, own: Item, kind: KindName, spot: Spot) -> tuple[str, ...]:
    """Return the strptime patterns of a date or time; those of before version 1 begin with `fmt:`."""
    if own.get("formats") is not None:
        return spot.texts(own["formats"], "formats")
    given = str(item.get("format") or "default").removeprefix("fmt:")
    if kind not in _DATED or given in {"default", "any"}:
        return ()
    if "%" not in given:
        spot.note(f"format {given!r}", "a pattern is written as %d/%m/%Y")
        return ()
    return (given,)


def note_format(item: Item, kind: KindName, spot: Spot) -> None:
    """Note a format that says nothing here, such as one of before version 1."""
    known = {"default", "any", *_LAYOUTS.get(kind, ())} | (
        set(_KIND_OF_FORMAT) if item.get("type", "string") == "string" else set()
    )
    if kind not in _DATED and str(item.get("format") or "default") not in known:
        spot.note(f"format {item['format']!r}")
