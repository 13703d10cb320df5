"""Schema files: Frictionless Table Schema in YAML or JSON, our own settings under the key `csvprep`.

Table Schema: https://specs.frictionlessdata.io/table-schema/
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from math import isfinite
from pathlib import Path
from typing import Any

import yaml

from csvprep.errors import SchemaError
from csvprep.schema.model import Field, KindName, Schema

_QUICK_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_QUICK_DEPTH = 2000  # levels; the quick loader has no guard against deep nesting: it may overflow the stack
_ODD_BREAKS = (b"\0", b"\xc2\x85", b"\xe2\x80\xa8", b"\xe2\x80\xa9")  # UTF-16, and line ends that few files have
_KIND_OF_TYPE = {
    "string": KindName.TEXT,
    "any": KindName.TEXT,
    "number": KindName.NUMBER,
    "integer": KindName.INTEGER,
    "boolean": KindName.BOOLEAN,
    "date": KindName.DATE,
    "datetime": KindName.DATETIME,
}
_KIND_OF_FORMAT = {"email": KindName.EMAIL, "uri": KindName.URL}
_FIELD_KEYS = {
    "name", "type", "format", "title", "description", "example", "rdfType", "constraints", "csvprep",
    "trueValues", "falseValues", "decimalChar", "groupChar", "bareNumber",
}  # fmt: skip
_CONSTRAINTS = {"required", "unique", "minLength", "maxLength", "minimum", "maximum", "pattern", "enum"}
_OWN_KEYS = {
    "kind", "form", "region", "region_field", "ignore_case", "formats", "aliases", "aliases_beside", "suggestions",
}  # fmt: skip
_FORMS = {
    KindName.PHONE: ("national", "e164"),
    KindName.COUNTRY: ("alpha_2", "alpha_3", "name"),
}


def read_schema(path: Path) -> Schema:
    """Read one schema file.

    Raises:
        SchemaError: it can't be read, is no YAML, or says something that csvprep doesn't know.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise SchemaError(f"{path}: no such schema file") from None
    except IsADirectoryError:
        raise SchemaError(f"{path}: is a folder; give one schema file in it") from None
    except OSError as error:
        raise SchemaError(f"{path}: can't be read: {error.strerror}") from None
    return parse_schema(data, str(path), hashlib.sha256(data).hexdigest())


def parse_schema(data: bytes, place: str, sha256: str = "") -> Schema:
    """Read a schema from the bytes of its file.

    Args:
        data: YAML or JSON.
        place: what to call the file in messages.
        sha256: hex digest to keep with the schema.
    """
    try:
        loader = _QUICK_LOADER if _deepest(data) <= _QUICK_DEPTH else yaml.SafeLoader
        descriptor = yaml.load(data, Loader=loader)  # noqa: S506 - both are safe loaders
    except yaml.YAMLError as error:
        raise SchemaError(f"{place}: is not valid YAML{_yaml_place(error)}") from None
    except (ValueError, RecursionError) as error:
        raise SchemaError(f"{place}: is not valid YAML: {error}") from None
    return _Reader(place).schema(descriptor, sha256)


def _deepest(data: bytes) -> int:
    """Return more levels than YAML of these bytes can have: each takes a bracket, or a column before its text."""
    if any(mark in data for mark in _ODD_BREAKS):
        return len(data)
    leads = (len(line) - len(line.lstrip(b" ")) + line.count(b"-") + line.count(b"?") for line in data.splitlines())
    return data.count(b"[") + data.count(b"{") + 2 * max(leads, default=0)


def _is_date(text: str, formats: tuple[str, ...]) -> bool:
    for pattern in formats:
        with suppress(ValueError):
            return bool(datetime.strptime(text, pattern))  # noqa: DTZ007 - only whether it can be read
    with suppress(ValueError):
        return bool(datetime.fromisoformat(text))
    return False


def _yaml_place(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "can't be parsed"
    return f" at line {mark.line + 1}, column {mark.column + 1}: {problem}" if mark else f": {problem}"


class _Reader:
    """Turns a descriptor into a schema; knows the file's name for its messages."""

    def __init__(self, place: str) -> None:
        self._place = place

    def schema(self, descriptor: Any, sha256: str) -> Schema:
        if not isinstance(descriptor, Mapping) or not isinstance(descriptor.get("fields"), list):
            raise self._error("", "is not a Table Schema: it needs a list `fields`")
        own = self._mapping(descriptor.get("csvprep", {}), "csvprep")
        fields = tuple(self._field(item, index) for index, item in enumerate(descriptor["fields"]))
        self._refuse_twice(fields)
        self._refuse_strangers(fields)
        keys = descriptor.get("primaryKey", ())
        primary_key = (keys,) if isinstance(keys, str) else self._texts(keys, "primaryKey")
        for name in primary_key:
            if all(name != one.name for one in fields):
                raise self._error("primaryKey", f"names '{name}', which is no field")
        return Schema(
            name=str(own.get("object") or descriptor.get("name") or Path(self._place).stem),
            fields=fields,
            title=str(descriptor.get("title", "")),
            description=str(descriptor.get("description", "")),
            missing_values=self._texts(descriptor.get("missingValues", [""]), "missingValues"),
            primary_key=primary_key,
            sha256=sha256,
        )

    def _field(self, item: Any, index: int) -> Field:
        if not isinstance(item, Mapping) or not isinstance(item.get("name"), str) or not item["name"]:
            raise self._error(f"fields[{index}]", "needs a name")
        at = f"fields[{index}] ({item['name']})"
        constraints = self._mapping(item.get("constraints", {}), f"{at} constraints")
        own = self._mapping(item.get("csvprep", {}), f"{at} csvprep")
        self._refuse_unknown(item, _FIELD_KEYS, at)
        self._refuse_unknown(constraints, _CONSTRAINTS, f"{at} constraints")
        self._refuse_unknown(own, _OWN_KEYS, f"{at} csvprep")
        kind = self._kind(item, constraints, own, at)
        formats = self._formats(item, own, kind, at)
        return Field(
            name=item["name"],
            kind=kind,
            title=str(item.get("title", "")),
            description=str(item.get("description", "")),
            required=self._flag(constraints, "required", at),
            unique=self._flag(constraints, "unique", at),
            ignore_case=self._flag(own, "ignore_case", at),
            min_length=self._count(constraints, "minLength", at),
            max_length=self._count(constraints, "maxLength", at),
            minimum=self._bound(constraints, "minimum", kind, formats, at),
            maximum=self._bound(constraints, "maximum", kind, formats, at),
            pattern=self._pattern(constraints, at),
            enum=self._enum(constraints, at),
            form=self._form(own, kind, at),
            region=self._region(own, at),
            region_field=self._region_field(own, kind, at),
            formats=formats,
            true_values=self._texts(item.get("trueValues", Field("x").true_values), f"{at} trueValues"),
            false_values=self._texts(item.get("falseValues", Field("x").false_values), f"{at} falseValues"),
            decimal_char=str(item.get("decimalChar", ".")),
            group_char=str(item.get("groupChar", "")),
            aliases=self._texts(own.get("aliases", ()), f"{at} aliases"),
            aliases_beside=self._beside(own.get("aliases_beside", {}), f"{at} aliases_beside"),
            suggestions=self._texts(own.get("suggestions", ()), f"{at} suggestions"),
        )

    def _beside(self, item: Any, at: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
        labels = self._mapping(item, at)
        return tuple((str(name), self._texts(labels[name], f"{at} {name}")) for name in labels)

    def _kind(
        self, item: Mapping[str, Any], constraints: Mapping[str, Any], own: Mapping[str, Any], at: str
    ) -> KindName:
        if "kind" in own:
            try:
                return KindName(own["kind"])
            except ValueError:
                raise self._error(at, f"kind '{own['kind']}' is none of {', '.join(KindName)}") from None
        type_name = item.get("type", "string")
        if not isinstance(type_name, str) or type_name not in _KIND_OF_TYPE:
            raise self._error(at, f"type '{type_name}' is none of {', '.join(_KIND_OF_TYPE)}")
        kind = _KIND_OF_TYPE[type_name]
        if kind is not KindName.TEXT:
            return kind
        return _KIND_OF_FORMAT.get(str(item.get("format", "")), KindName.CHOICE if "enum" in constraints else kind)

    def _formats(self, item: Mapping[str, Any], own: Mapping[str, Any], kind: KindName, at: str) -> tuple[str, ...]:
        if "formats" in own:
            return self._texts(own["formats"], f"{at} formats")
        given = str(item.get("format", "default"))
        dated = kind in {KindName.DATE, KindName.DATETIME}
        return (given,) if dated and given not in {"default", "any"} else ()

    def _form(self, own: Mapping[str, Any], kind: KindName, at: str) -> str | None:
        form = own.get("form")
        if form is None:
            return None
        if form not in _FORMS.get(kind, ()):
            allowed = " or ".join(_FORMS.get(kind, ())) or "none at all"
            raise self._error(at, f"form '{form}' doesn't fit a {kind}; it may be {allowed}")
        return str(form)

    def _region(self, own: Mapping[str, Any], at: str) -> str | None:
        region = own.get("region")
        if region is None:
            return None
        if not isinstance(region, str) or not re.fullmatch("[A-Z]{2}", region):
            raise self._error(at, f"region {region!r} is not a two-letter code of ISO 3166, such as US")
        return region

    def _region_field(self, own: Mapping[str, Any], kind: KindName, at: str) -> str | None:
        name = own.get("region_field")
        if name is None:
            return None
        if kind is not KindName.PHONE or not isinstance(name, str):
            raise self._error(at, f"region_field {name!r} is for a phone: the name of the field with its country")
        return name

    def _pattern(self, constraints: Mapping[str, Any], at: str) -> str | None:
        pattern = constraints.get("pattern")
        if pattern is None:
            return None
        try:
            re.compile(str(pattern))
        except re.error as error:
            raise self._error(at, f"pattern {pattern!r} is no regular expression: {error}") from None
        return str(pattern)

    def _bound(
        self, constraints: Mapping[str, Any], key: str, kind: KindName, formats: tuple[str, ...], at: str
    ) -> str | None:
        bound = constraints.get(key)
        if bound is None:
            return None
        if kind not in {KindName.NUMBER, KindName.INTEGER, KindName.DATE, KindName.DATETIME}:
            raise self._error(at, f"{key} has no meaning for a {kind}")
        if kind in {KindName.NUMBER, KindName.INTEGER}:
            if isinstance(bound, bool) or not isinstance(bound, int | float) or not isfinite(bound):
                raise self._error(at, f"{key} {bound!r} is not a number")
            return str(bound)
        text = bound.isoformat() if isinstance(bound, date) else str(bound)
        if not _is_date(text, formats):
            raise self._error(at, f"{key} {bound!r} is not a date, neither of ISO 8601 nor of the field's formats")
        return text

    def _enum(self, constraints: Mapping[str, Any], at: str) -> tuple[str, ...]:
        allowed = self._list(constraints.get("enum", ()), f"{at} enum")
        if any(isinstance(one, bool) or not isinstance(one, str | int | float) for one in allowed):
            raise self._error(f"{at} enum", "holds something that is no text; put it in quotes")
        return tuple(map(str, allowed))

    def _count(self, constraints: Mapping[str, Any], key: str, at: str) -> int | None:
        count = constraints.get(key)
        if count is None:
            return None
        if isinstance(count, bool) or not isinstance(count, int) or count < 0:
            raise self._error(at, f"{key} {count!r} is not a whole number from 0")
        return count

    def _flag(self, mapping: Mapping[str, Any], key: str, at: str) -> bool:
        flag = mapping.get(key, False)
        if not isinstance(flag, bool):
            raise self._error(at, f"{key} {flag!r} is neither true nor false")
        return flag

    def _texts(self, items: Any, at: str) -> tuple[str, ...]:
        texts = self._list(items, at)
        if not all(isinstance(text, str) for text in texts):
            raise self._error(at, "holds something that is no text; put it in quotes")
        return tuple(texts)

    def _list(self, items: Any, at: str) -> Sequence[Any]:
        if isinstance(items, str) or not isinstance(items, Sequence):
            raise self._error(at, "is not a list")
        return items

    def _mapping(self, item: Any, at: str) -> Mapping[str, Any]:
        if not isinstance(item, Mapping):
            raise self._error(at, "is not a mapping of keys to values")
        return item

    def _refuse_unknown(self, item: Mapping[str, Any], known: set[str], at: str) -> None:
        for key in item:
            if key not in known:
                raise self._error(at, f"key '{key}' is not known here; known are {', '.join(sorted(known))}")

    def _refuse_twice(self, fields: tuple[Field, ...]) -> None:
        names = [one.name for one in fields]
        for name in names:
            if names.count(name) > 1:
                raise self._error("fields", f"has '{name}' twice")

    def _refuse_strangers(self, fields: tuple[Field, ...]) -> None:
        names = {one.name for one in fields}
        for index, one in enumerate(fields):
            if one.region_field is not None and one.region_field not in names - {one.name}:
                at = f"fields[{index}] ({one.name}) region_field"
                raise self._error(at, f"names '{one.region_field}', which is no other field")
            for name, _ in one.aliases_beside:
                if name not in names:
                    at = f"fields[{index}] ({one.name}) aliases_beside"
                    raise self._error(at, f"names '{name}', which is no field")

    def _error(self, at: str, message: str) -> SchemaError:
        return SchemaError(f"{self._place}: {at + ': ' if at else ''}{message}")
