"""Our own settings of a field, under its key `csvprep`: one row of `OWN_KEYS` each."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any, Final

from csvprep.schema.model import KindName
from csvprep.schema.settings import SETTING_KEYS, TABLE_SETTING_KEYS
from csvprep.schema.spots import Item, Spot

_FORMS: Final = {
    KindName.PHONE: ("national", "e164"),
    KindName.COUNTRY: ("alpha_2", "alpha_3", "name"),
    KindName.STATE: ("code", "iso", "name"),
}


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a field before its other keys are read.

    Attributes:
        kind: what its values mean.
        formats: strptime patterns of a date or time.
        item: its descriptor.
    """

    kind: KindName
    formats: tuple[str, ...] = ()
    item: Item = dataclass_field(default_factory=dict)


Read = Callable[[Any, str, Spot, About], Any]
"""Takes the value of a key, the key, the field's spot and what is known of the field; returns an attribute's value."""


@dataclass(frozen=True, slots=True)
class Key:
    """Where the value of a key goes.

    Attributes:
        attribute: of `csvprep.schema.model.Field` (or `Schema`); empty: the key is read elsewhere.
        read: how it is read.
    """

    attribute: str
    read: Read


def flag(value: Any, key: str, spot: Spot, _about: About) -> bool:
    """Read true or false."""
    return spot.flag(value, key)


def texts(value: Any, key: str, spot: Spot, _about: About) -> tuple[str, ...]:
    """Read a list of texts."""
    return spot.texts(value, key)


def elsewhere(value: Any, _key: str, _spot: Spot, _about: About) -> Any:
    """Leave a key to those who read it."""
    return value


def _form(value: Any, _key: str, spot: Spot, about: About) -> str:
    if value not in _FORMS.get(about.kind, ()):
        allowed = " or ".join(_FORMS.get(about.kind, ())) or "none at all"
        raise spot.error(f"form '{value}' doesn't fit a {about.kind}; it may be {allowed}")
    return str(value)


def _region(value: Any, _key: str, spot: Spot, _about: About) -> str:
    if not isinstance(value, str) or not re.fullmatch("[A-Z]{2}", value):
        raise spot.error(f"region {value!r} is not a two-letter code of ISO 3166, such as US")
    return value


def _region_field(value: Any, _key: str, spot: Spot, about: About) -> str:
    if about.kind is not KindName.PHONE or not isinstance(value, str):
        raise spot.error(f"region_field {value!r} is for a phone: the name of the field with its country")
    return value


def _finite(value: Any, key: str, spot: Spot, about: About) -> bool:
    if about.kind is not KindName.NUMBER:
        raise spot.error(f"{key} has no meaning for a {about.kind}")
    return not spot.flag(value, key)


def _beside(value: Any, key: str, spot: Spot, _about: About) -> tuple[tuple[str, tuple[str, ...]], ...]:
    labels = spot.mapping(value, key)
    return tuple((str(name), spot.below(key).texts(labels[name], str(name))) for name in labels)


OWN_KEYS: Final[dict[str, Key]] = {
    "kind": Key("", elsewhere),
    "formats": Key("", elsewhere),
    "form": Key("form", _form),
    "region": Key("region", _region),
    "region_field": Key("region_field", _region_field),
    "finite": Key("takes_not_finite", _finite),
    "ignore_case": Key("ignore_case", flag),
    "aliases": Key("aliases", texts),
    "aliases_beside": Key("aliases_beside", _beside),
    "suggestions": Key("suggestions", texts),
    **{key: Key("", elsewhere) for key in SETTING_KEYS},
}
"""Keys under a field's `csvprep`. A new one is a row here, and an attribute of `Field`."""

OWN_TABLE_KEYS: Final[dict[str, Key]] = {
    "object": Key("", elsewhere),
    **{key: Key("", elsewhere) for key in TABLE_SETTING_KEYS},
}
"""Keys under the schema's `csvprep`: the attribute is one of `Schema`."""


def read_keys(item: Any, keys: dict[str, Key], spot: Spot, about: About) -> dict[str, Any]:
    """Return the attributes that the known keys of a mapping give; a key without a value is left out."""
    return {
        key.attribute: key.read(item[name], name, spot, about)
        for name, key in keys.items()
        if key.attribute and item.get(name) is not None
    }


def refuse_unknown(item: Any, keys: dict[str, Key], spot: Spot) -> None:
    """Refuse a key of ours that is none: it is a slip, and what it should do would not be done."""
    for key in item:
        if key not in keys:
            raise spot.error(f"key '{key}' is not known here; known are {', '.join(sorted(keys))}")
