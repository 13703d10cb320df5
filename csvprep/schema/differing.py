"""What changed from one schema to another, field by field, and whether the second takes less or more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, fields, is_dataclass
from typing import Any, Final

from csvprep.schema.model import Field, Schema

LESS, MORE, OTHER, SAME_VALUES = "less", "more", "other values", "the same"
_NAMES: Final = {
    "min_length": "minLength", "max_length": "maxLength", "true_values": "trueValues", "false_values": "falseValues",
    "decimal_char": "decimalChar", "group_char": "groupChar", "missing_values": "missingValues", "kind": "kind",
    "primary_key": "primaryKey", "unique_keys": "uniqueKeys", "foreign_keys": "foreignKeys",
    "fields_match": "fieldsMatch",
}  # fmt: skip
_ONLY_TOLD: Final = {"title", "description", "aliases", "aliases_beside", "suggestions", "form", "extra", "example"}
_OF_KIND: Final = {"takes_not_finite", "any_scheme", "layout"}  # they change with the kind
_NOT_COMPARED: Final = {"name", "fields", "sha256", "notes", "by_name", "asked"}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    Attributes:
        field: its name; empty: of the schema as a whole.
        what: `added`, `removed`, or the key that differs.
        before, after: its values; None: it isn't there.
        accepts: what the second schema takes, against the first: `less`, `more`, `the same`, or `other values`.
    """

    field: str
    what: str
    before: Any
    after: Any
    accepts: str

    def to_dict(self) -> dict[str, Any]:
        """Return the change as JSON-ready data."""
        return asdict(self)


def compare_schemas(first: Schema, second: Schema) -> list[Change]:
    """Return how the second schema differs from the first, in the order of fields."""
    found = list(_differences("", first, second))
    for one in first.fields:
        other = second.by_name.get(one.name)
        if other is None:
            found.append(Change(one.name, "removed", _brief(one), None, MORE))
        else:
            found.extend(_differences(one.name, one, other))
    new = (one for one in second.fields if one.name not in first.by_name)
    found.extend(Change(one.name, "added", None, _brief(one), LESS) for one in new)
    kept = [name for name in first.names if name in second.by_name]
    if kept != [name for name in second.names if name in first.by_name]:
        found.append(Change("", "order of fields", list(first.names), list(second.names), SAME_VALUES))
    return found


def _brief(field: Field) -> str:
    return f"{field.kind}{', required' if field.required else ''}"


def _differences(name: str, one: Any, other: Any) -> Iterator[Change]:
    follows = _OF_KIND if getattr(one, "kind", None) != getattr(other, "kind", None) else set()
    for key in (item.name for item in fields(one) if item.name not in _NOT_COMPARED | follows):
        before, after = getattr(one, key), getattr(other, key)
        if is_dataclass(before) and is_dataclass(after):
            yield from _differences(name, before, after)
        elif before != after:
            yield Change(name, _NAMES.get(key, key), _plain(before), _plain(after), _judge(key, before, after))


def _judge(key: str, before: Any, after: Any) -> str:
    """Return whether the second takes less or more, where that can be told of the key alone."""
    if key in _ONLY_TOLD:
        return SAME_VALUES
    rule = _RULES.get(key)
    return rule(before, after) if rule is not None else OTHER


def _flag(_before: Any, after: Any) -> str:
    return LESS if after else MORE


def _at_least(before: Any, after: Any) -> str:
    if before is None or after is None:
        return LESS if before is None else MORE
    pair = _comparable(before, after)
    return OTHER if pair is None else LESS if pair[1] > pair[0] else MORE


def _at_most(before: Any, after: Any) -> str:
    if before is None or after is None:
        return LESS if before is None else MORE
    pair = _comparable(before, after)
    return OTHER if pair is None else LESS if pair[1] < pair[0] else MORE


def _comparable(before: Any, after: Any) -> tuple[Any, Any] | None:
    """Return two bounds as numbers; None where they are none."""
    try:
        return float(before), float(after)
    except (TypeError, ValueError):
        return None


def _listed(before: Any, after: Any) -> str:
    """Judge a list of allowed values; an empty one allows all."""
    if not before or not after:
        return LESS if not before else MORE
    old, new = set(before), set(after)
    if old == new:
        return SAME_VALUES
    return LESS if new < old else MORE if new > old else OTHER


def _spelled(before: Any, after: Any) -> str:
    """Judge a list of spellings that are read."""
    old, new = set(before or ()), set(after or ())
    if old == new:
        return SAME_VALUES
    return LESS if new < old else MORE if new > old else OTHER


def _there(before: Any, after: Any) -> str:
    """Judge a constraint that can't be compared with another of its sort."""
    return LESS if not before else MORE if not after else OTHER


def _kind(before: Any, after: Any) -> str:
    """Judge a kind: every value is a text, and every integer is a number."""
    wider = {("text", str(after)): LESS, (str(before), "text"): MORE}
    wider |= {("number", "integer"): LESS, ("integer", "number"): MORE}
    return wider.get((str(before), str(after)), OTHER)


_RULES: Final[dict[str, Callable[[Any, Any], str]]] = {
    "kind": _kind,
    "required": _flag,
    "unique": _flag,
    "ignore_case": _flag,
    "min_length": _at_least,
    "minimum": _at_least,
    "max_length": _at_most,
    "maximum": _at_most,
    "pattern": _there,
    "enum": _listed,
    "formats": _spelled,
    "true_values": _spelled,
    "false_values": _spelled,
    "primary_key": _there,
    "unique_keys": _there,
    "foreign_keys": _there,
}


def _plain(value: Any) -> Any:
    """Return a value as JSON has it."""
    if isinstance(value, (tuple, list)):
        return [_plain(one) for one in value]
    if value is None or isinstance(value, (bool, int, float, str)):
        return str(value) if isinstance(value, str) else value
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    return str(value)
