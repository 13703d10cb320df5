"""Reads the settings of `csvprep.schema.settings` from a schema file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from csvprep.findings import Severity
from csvprep.schema.expressions import check_expression
from csvprep.schema.model import Field, KindName
from csvprep.schema.settings import Case, FieldSettings, Join, OnError, Rule, Split, TableSettings
from csvprep.schema.spots import Item, Spot

_RULE_KEYS = ("rule", "message", "severity", "name")
_SPLIT_KEYS = ("from", "into", "at")
_JOIN_KEYS = ("from", "into", "with")


def read_field_settings(own: Item, field: Field, spot: Spot) -> Field:
    """Return a field with the settings under its `csvprep`.

    Args:
        own: the keys there.
        field: read so far.
        spot: of the field.

    Raises:
        SchemaError: a setting makes no sense.
    """
    at = spot.below("csvprep")
    if (country := own.get("country_field")) is not None:
        if field.kind is not KindName.STATE or not isinstance(country, str):
            raise at.error(f"country_field {country!r} is for a state: the name of the field with its country")
        field = replace(field, region_field=country)
    settings = FieldSettings(
        case=_one_of(Case, own["case"], "case", at) if own.get("case") is not None else None,
        collapse_spaces=at.flag(own.get("collapse_spaces", False), "collapse_spaces"),
        replace=_replacements(own.get("replace", {}), field, at),
        default=at.text(own["default"], "default") if own.get("default") is not None else "",
        on_error=_one_of(OnError, own.get("on_error", OnError.REJECT), "on_error", at),
        required_if=at.text(own["required_if"], "required_if") if own.get("required_if") is not None else None,
        exclude=_files(own.get("exclude", ()), at),
        ignore_case=field.ignore_case,
    )
    if settings.required_if is not None and field.required:
        raise at.error("required_if says nothing: the field is required anyway")
    if settings.on_error is OnError.CLEAR and field.required and not settings.default:
        raise at.error("on_error clear would empty a cell that is required; take keep, or give a default")
    return replace(field, settings=settings)


def read_table_settings(own: Item, fields: Sequence[Field], missing: tuple[str, ...], spot: Spot) -> TableSettings:
    """Return the settings of a schema, and hold those of its fields against each other.

    Args:
        own: the keys under the schema's `csvprep`.
        fields: all of them.
        missing: texts that mean an empty cell.
        spot: of the schema.

    Raises:
        SchemaError: a setting makes no sense.
    """
    names = tuple(field.name for field in fields)
    for index, field in enumerate(fields):
        at = spot.below(f"fields[{index}] ({field.name})").below("csvprep")
        if field.settings.required_if is not None:
            check_expression(field.settings.required_if, names, at.below("required_if"))
        for old, new in field.settings.replace:
            if new in missing and new:
                raise at.error(f"replace '{old}': '{new}' means an empty cell here; write '' instead")
    at = spot.below("csvprep")
    rules = tuple(
        _rule(item, names, at.below(f"rules[{n}]")) for n, item in enumerate(at.items(own.get("rules", ()), "rules"))
    )
    splits = tuple(
        _split(item, names, at.below(f"split[{n}]"))
        for n, item in enumerate(_several(own.get("split", ()), "split", at))
    )
    joins = tuple(
        _join(item, names, at.below(f"join[{n}]")) for n, item in enumerate(_several(own.get("join", ()), "join", at))
    )
    made = [name for split in splits for name in split.into] + [join.into for join in joins]
    for name in made:
        if made.count(name) > 1:
            raise at.error(f"split and join make '{name}' twice")
    return TableSettings(rules, splits, joins)


def with_missing(fields: tuple[Field, ...], missing: tuple[str, ...]) -> tuple[Field, ...]:
    """Tell the fields that rewrite values which of these mean an empty cell."""
    return tuple(
        replace(field, settings=replace(field.settings, missing=_texts(field, missing)))
        if field.settings.rewrites
        else field
        for field in fields
    )


def _texts(field: Field, missing: tuple[str, ...]) -> tuple[str, ...]:
    own = field.missing_values
    return tuple(text for text in (missing if own is None else own) if text)


def _one_of(enum: Any, value: Any, key: str, spot: Spot) -> Any:
    try:
        return enum(value)
    except ValueError:
        raise spot.error(f"{key} '{value}' is none of {', '.join(enum)}") from None


def _replacements(value: Any, field: Field, spot: Spot) -> tuple[tuple[str, str], ...]:
    table = spot.mapping(value, "replace")
    for texts in table.items():
        if not all(isinstance(text, str) for text in texts) or not texts[0]:
            raise spot.below("replace").error(
                f"{texts[0]!r}: {texts[1]!r}: holds something that is no text; put it in quotes"
            )
        if any(text != text.strip() for text in texts):
            raise spot.below("replace").error(
                f"'{texts[0]}': '{texts[1]}': has space around it, which cells never have"
            )
    seen = {old.lower() if field.ignore_case else old for old in table}
    for old, new in table.items():
        if (new.lower() if field.ignore_case else new) in seen and new != old:
            raise spot.below("replace").error(
                f"'{old}' becomes '{new}', which is replaced too; say what it becomes in the end"
            )
    return tuple(table.items())


def _files(value: Any, spot: Spot) -> tuple[Path, ...]:
    folder = Path(spot.file).parent
    found = tuple(folder / name for name in spot.one_or_texts(value, "exclude"))
    for path in found:
        if not path.is_file():
            raise spot.error(f"exclude {path}: there is no such file")
    return found


def _several(value: Any, key: str, spot: Spot) -> Sequence[Any]:
    return (value,) if isinstance(value, Mapping) else spot.items(value, key)


def _known(item: Any, keys: tuple[str, ...], spot: Spot) -> Item:
    if not isinstance(item, Mapping):
        raise spot.error(f"is not a mapping; it has the keys {', '.join(keys)}")
    for key in item:
        if key not in keys:
            raise spot.error(f"key '{key}' is not known here; known are {', '.join(keys)}")
    return item


def _rule(item: Any, names: tuple[str, ...], spot: Spot) -> Rule:
    item = {"rule": item} if isinstance(item, str) else _known(item, _RULE_KEYS, spot)
    rule = Rule(
        spot.text(item.get("rule"), "rule"),
        spot.text(item["message"], "message") if item.get("message") is not None else "",
        _one_of(Severity, item.get("severity", Severity.ERROR), "severity", spot),
        spot.text(item["name"], "name") if item.get("name") is not None else "",
    )
    check_expression(rule.expression, names, spot.below("rule"))
    return rule


def _split(item: Any, names: tuple[str, ...], spot: Spot) -> Split:
    item = _known(item, _SPLIT_KEYS, spot)
    split = Split(
        spot.text(item.get("from"), "from"),
        _fields(item.get("into", ()), names, spot),
        spot.text(item["at"], "at") if item.get("at") is not None else "",
    )
    if len(split.into) < 2 or (not split.at and len(split.into) > 3):
        raise spot.below("into").error("names the fields for the parts: two or more, two or three for a person's name")
    if split.source in split.into:
        raise spot.error(f"from '{split.source}' is one of the fields that are made of it")
    return split


def _join(item: Any, names: tuple[str, ...], spot: Spot) -> Join:
    item = _known(item, _JOIN_KEYS, spot)
    mark = item.get("with", " ")
    if not isinstance(mark, str):
        raise spot.error(f"with {mark!r} is not a text; put it in quotes")
    join = Join(
        spot.texts(item.get("from", ()), "from"), _fields([spot.text(item.get("into"), "into")], names, spot)[0], mark
    )
    if len(join.sources) < 2 or join.into in join.sources:
        raise spot.below("from").error("names the columns that are joined: two or more, and not the field itself")
    return join


def _fields(value: Any, names: tuple[str, ...], spot: Spot) -> tuple[str, ...]:
    found = spot.texts(value, "into")
    for name in found:
        if name not in names:
            raise spot.below("into").error(f"names '{name}', which is no field")
        if found.count(name) > 1:
            raise spot.below("into").error(f"names '{name}' twice")
    return found
