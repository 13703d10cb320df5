"""All that is wrong with a schema file, by its place inside the file: the reader itself names only the first thing.

What is wrong is found by reading on without it: key by key, what can't be read with those before it is a problem.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from typing import Any, Final

import yaml

from csvprep.errors import SchemaError
from csvprep.schema.fields import read_field
from csvprep.schema.files import load_descriptor
from csvprep.schema.labels import fold_label
from csvprep.schema.model import Field, Schema
from csvprep.schema.spots import Spot
from csvprep.schema.tables import read_table

_PARTS: Final = ("constraints", "csvprep")
_FIRST: Final = (("", "type"), ("", "format"), ("csvprep", "kind"), ("csvprep", "formats"), ("constraints", "enum"))
_KNOWN: Final = re.compile(r"'(?P<given>[^']*)' (?:is not known here; known are|is none of) (?P<known>[^;]+)$")
_STRANGER: Final = re.compile(r"names '(?P<given>[^']*)', which is no (?:other )?field")
_OF_FIELD: Final = re.compile(r"fields\[(?P<index>\d+)\] \(.*?\)(?: csvprep)? (?P<key>\w+)")
_OF_KIND: Final = re.compile(r"has no meaning for|doesn't fit a|is for a ")
_DEEPEST: Final = 12
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a schema file.

    Attributes:
        path: the way to it, such as `fields[3] (Phone) constraints.pattern`; empty: the file as a whole.
        message: what is wrong.
        line: 1-based; None where it can't be told.
        severity: `error`, or `warning` for what can be read but hardly be meant.
        file: the file that it is in, where that is another one than was asked for; empty: that one.
    """

    path: str
    message: str
    line: int | None = None
    severity: str = "error"
    file: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the problem as JSON-ready data, `file` only where it is another one."""
        return {key: value for key, value in asdict(self).items() if key != "file" or value}


def check_schema(data: bytes, place: str) -> tuple[list[Problem], Schema | None]:
    """Return all that is wrong with a schema file, in its order, and the schema when it can be read.

    Args:
        data: of the file, YAML or JSON.
        place: what to call it in messages.

    Raises:
        SchemaError: it is neither.
    """
    lines = Lines(data)
    problems, schema = check_descriptor(load_descriptor(data, place), place, lines)
    return sorted([*lines.repeated, *problems], key=lambda one: one.line or 0), schema


def check_descriptor(descriptor: Any, place: str, lines: Lines) -> tuple[list[Problem], Schema | None]:
    """Return all that is wrong with a descriptor but for keys that stand twice, and the schema when it can be read.

    Args:
        descriptor: what YAML or JSON gave.
        place: what to call its file in messages.
        lines: where its keys stand.
    """
    checker = _Checker(place, lines)
    problems = list(checker.check(descriptor))
    schema = None if any(one.severity == "error" for one in problems) else read_table(descriptor, Spot(place))
    if schema is not None:
        problems += checker.doubt(schema)
    return problems, schema


class Lines:
    """The lines on which the keys of a file stand, and the keys that stand twice in one mapping.

    Args:
        data: of the file.
    """

    def __init__(self, data: bytes) -> None:
        self._places: dict[Path, int] = {}
        self._above: Path = ()
        self.repeated: list[Problem] = []
        try:
            node = yaml.compose(data, Loader=yaml.SafeLoader)
        except (yaml.YAMLError, ValueError, RecursionError):
            node = None
        if node is not None:
            self._walk(node, ())

    def below(self, path: Path) -> Lines:
        """Return the lines as a part of the file has them."""
        part = Lines(b"")
        part._places, part._above = self._places, (*self._above, *path)
        return part

    def _walk(self, node: yaml.Node, path: Path) -> None:
        children: list[tuple[str | int, yaml.Node, yaml.Node]] = []
        if isinstance(node, yaml.MappingNode):
            children = [(str(key.value), key, value) for key, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            children = [(index, value, value) for index, value in enumerate(node.value)]
        for name, key, value in children:
            here, line = (*path, name), key.start_mark.line + 1
            if here in self._places:
                message = f"stands here twice, first on line {self._places[here]}; the last one counts"
                self.repeated.append(Problem(_shown(here), message, line))
            self._places[here] = line
            if len(path) < _DEEPEST:
                self._walk(value, here)

    def of(self, path: Path) -> int | None:
        """Return the line of the nearest key that is in the file."""
        path = (*self._above, *path)
        while path and path not in self._places:
            path = path[:-1]
        return self._places.get(path)


def _shown(path: Path) -> str:
    parts = (f"[{one}]" if isinstance(one, int) else f".{one}" for one in path)
    return "".join(parts).lstrip(".")


class _Checker:
    """Reads a descriptor key by key, and notes what can't be read."""

    def __init__(self, place: str, lines: Lines) -> None:
        self._place = place
        self.lines = lines

    def check(self, descriptor: Any) -> Iterator[Problem]:
        """Yield what can't be read."""
        if not isinstance(descriptor, Mapping) or not isinstance(descriptor.get("fields"), list):
            yield Problem("", "is not a Table Schema: it needs a list `fields`")
            return
        good: dict[int, dict[str, Any]] = {}
        for index, item in enumerate(descriptor["fields"]):
            kept, problems = self._field(item, index)
            yield from problems
            if kept is not None and any(kept["name"] == one["name"] for one in good.values()):
                path = f"fields[{index}] ({kept['name']})"
                yield Problem(path, "there is a field of that name before", self.lines.of(("fields", index)))
            elif kept is not None:
                good[index] = kept
        yield from self._between(good)
        yield from self._table(descriptor, list(good.values()))

    def _field(self, item: Any, index: int) -> tuple[dict[str, Any] | None, list[Problem]]:
        """Return what can be read of a field, and what can't."""
        if not isinstance(item, dict) or not isinstance(item.get("name"), str) or not item["name"]:
            return None, [Problem(f"fields[{index}]", "needs a name", self.lines.of(("fields", index)))]
        kept: dict[str, Any] = {"name": item["name"]}
        at = f"fields[{index}] ({item['name']})"
        problems, has_no_kind = [], False
        for part, key, value in _keys_of(item):
            tried = {**kept, key: value} if not part else {**kept, part: {**kept.get(part, {}), key: value}}
            why = self._refusal(lambda tried=tried: read_field(tried, Spot(self._place), index))
            if why is None:
                kept = tried
                continue
            within = (part, key) if part else (key,)
            if has_no_kind and _OF_KIND.search(why):
                continue
            has_no_kind |= key in {"type", "kind"}
            line = self.lines.of(("fields", index, *within))
            problems.append(Problem(f"{at} {'.'.join(within)}", _meant(self._bare(why, at), []), line))
        return kept, problems

    def _between(self, fields: dict[int, dict[str, Any]]) -> Iterator[Problem]:
        """Yield what is wrong between fields, given by their places; what is wrong is taken out of them."""
        places, names = list(fields), [one["name"] for one in fields.values()]
        while why := self._refusal(lambda: read_table({"fields": list(fields.values())}, Spot(self._place))):
            match = _OF_FIELD.search(why)
            place = places[int(match["index"])] if match else 0
            own = fields[place].get("csvprep", {}) if match else {}
            if match is None or match["key"] not in own:
                yield Problem("fields", _meant(self._bare(why, "fields"), names), self.lines.of(("fields",)))
                return
            key, name = match["key"], fields[place]["name"]
            fields[place] = {**fields[place], "csvprep": {one: own[one] for one in own if one != key}}
            message = _meant(self._bare(why, f"fields[{match['index']}] ({name})"), names)
            line = self.lines.of(("fields", place, "csvprep", key))
            yield Problem(f"fields[{place}] ({name}) csvprep.{key}", message, line)

    def _table(self, descriptor: Mapping[str, Any], fields: list[dict[str, Any]]) -> Iterator[Problem]:
        """Yield what can't be read beside the fields."""
        kept: dict[str, Any] = {"fields": fields}
        for part, key, value in _keys_of({one: descriptor[one] for one in descriptor if one != "fields"}, ("csvprep",)):
            tried = {**kept, key: value} if not part else {**kept, part: {**kept.get(part, {}), key: value}}
            why = self._refusal(lambda tried=tried: read_table(tried, Spot(self._place)))
            if why is None:
                kept = tried
                continue
            within = (part, key) if part else (key,)
            path, colon, message = why.removeprefix(f"{self._place}: ").partition(": ")
            if not colon or not path.startswith(within[0]) or " is " in path:
                path, message = ".".join(within), why.removeprefix(f"{self._place}: ")
            path = path if len(path) > len(".".join(within)) else ".".join(within)
            names = [one["name"] for one in fields]
            yield Problem(path.replace("csvprep ", "csvprep."), _meant(message, names), self.lines.of(within))

    def _refusal(self, read: Any) -> str | None:
        try:
            read()
        except SchemaError as error:
            return str(error)
        return None

    def _bare(self, why: str, at: str) -> str:
        """Return what is wrong without the place: the file, and the way to the field."""
        text = why.removeprefix(f"{self._place}: ")
        return text.removeprefix(at).partition(": ")[2] if at and text.startswith(at) else text

    def doubt(self, schema: Schema) -> Iterator[Problem]:
        """Yield what can be read but hardly be meant."""
        claimed: dict[str, str] = {}
        for index, field in enumerate(schema.fields):
            at = f"fields[{index}] ({field.name})"
            for key, message in _contradictions(field):
                line = self.lines.of(("fields", index, "constraints", key))
                yield Problem(f"{at} constraints.{key}", message, line)
            for label in dict.fromkeys(map(fold_label, (field.name, *field.aliases))):
                other = claimed.setdefault(label, field.name)
                if label and other != field.name:
                    message = f"'{label}' means {other} too, so that it means neither"
                    yield Problem(at, message, self.lines.of(("fields", index)), "warning")


def _keys_of(item: Mapping[str, Any], parts: tuple[str, ...] = _PARTS) -> list[tuple[str, str, Any]]:
    """Return part, key and value of all keys, those first on which the others depend."""
    found = []
    for key, value in item.items():
        if key in parts and isinstance(value, Mapping):
            found += [(str(key), str(one), value[one]) for one in value]
        elif key != "name" or "fields" not in item:
            found.append(("", str(key), value))
    return sorted(found, key=lambda one: _FIRST.index(one[:2]) if one[:2] in _FIRST else len(_FIRST))


def _meant(message: str, names: list[str]) -> str:
    """Add what a slip may mean."""
    if match := _KNOWN.search(message):
        near = get_close_matches(match["given"], match["known"].split(", "), 1, 0.6)
    elif match := _STRANGER.search(message):
        near = get_close_matches(match["given"], names, 1, 0.6)
    else:
        return message
    return f"{message}; did you mean {near[0]}?" if near else message


def _contradictions(field: Field) -> Iterator[tuple[str, str]]:
    """Yield constraints that no value can keep, or that a listed value breaks."""
    if field.min_length is not None and field.max_length is not None and field.min_length > field.max_length:
        yield "minLength", f"is {field.min_length}, more than maxLength {field.max_length}: no value can be right"
    numbers = [_number(bound) for bound in (field.minimum, field.maximum)]
    if numbers[0] is not None and numbers[1] is not None and numbers[0] > numbers[1]:
        yield "minimum", f"is {field.minimum}, more than maximum {field.maximum}: no value can be right"
    for value in field.enum:
        if field.max_length is not None and len(value) > field.max_length:
            yield "enum", f"'{value}' has more than {field.max_length} characters, the maxLength"
        if field.min_length is not None and len(value) < field.min_length:
            yield "enum", f"'{value}' has fewer than {field.min_length} characters, the minLength"


def _number(bound: str | None) -> float | None:
    try:
        return None if bound is None else float(bound)
    except ValueError:
        return None
