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
}
_KIND_OF_FORMAT: Final = {"email": KindName.EMAIL, "uri": KindName.URL}


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
    return _KIND_OF_FORMAT.get(str(item.get("format", "")), KindName.CHOICE if "enum" in constraints else kind)


def read_formats(item: Item, own: Item, kind: KindName, spot: Spot) -> tuple[str, ...]:
    """Return the strptime patterns of a date or time."""
    if own.get("formats") is not None:
        return spot.texts(own["formats"], "formats")
    given = str(item.get("format", "default"))
    dated = kind in {KindName.DATE, KindName.DATETIME}
    return (given,) if dated and given not in {"default", "any"} else ()
