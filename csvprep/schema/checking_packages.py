"""All that is wrong with a Data Package's descriptor and with its resources' schemas, by the place inside the files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from csvprep.errors import CsvprepError, SchemaError
from csvprep.schema.checking import Lines, Problem, check_descriptor, check_schema
from csvprep.schema.files import load_descriptor, read_bytes
from csvprep.schema.packages import ResourceReader, is_package, read_package
from csvprep.sources.remote import is_url


@dataclass(frozen=True, slots=True)
class PackageCheck:
    """What was found in a package: its problems in their order, and how many schemas were looked at."""

    problems: tuple[Problem, ...]
    resources: int
    schemas: int


def check_package(data: bytes, path: Path) -> PackageCheck | None:
    """Check a package; None when the file is no descriptor of one.

    Args:
        data: of the file, YAML or JSON.
        path: of the file; the package's own files are beside or below it.

    Raises:
        SchemaError: it is neither YAML nor JSON.
    """
    descriptor = load_descriptor(data, str(path))
    if not is_package(descriptor):
        return None
    checker = _Checker(path, Lines(data))
    problems = [*checker.lines.repeated, *checker.check(descriptor)]
    problems.sort(key=lambda one: (one.file, one.line or 0))
    items = descriptor["resources"]
    return PackageCheck(tuple(problems), len(items) if isinstance(items, list) else 0, checker.schemas)


class _Checker:
    """Goes through the resources of one package."""

    def __init__(self, path: Path, lines: Lines) -> None:
        self._path = path
        self.lines = lines
        self.schemas = 0

    def check(self, descriptor: Mapping[str, Any]) -> Iterator[Problem]:
        """Yield what is wrong with each resource by itself; where nothing is, what is wrong between them."""
        items = descriptor["resources"]
        found: list[Problem] = []
        for index, item in enumerate(items if isinstance(items, list) else ()):
            found += self._resource(item, index)
        yield from found
        if any(one.severity == "error" for one in found):
            return
        try:
            package = read_package(descriptor, self._path)
        except SchemaError as error:
            yield Problem("resources", self._bare(str(error)).removeprefix("resources: "), self._line())
            return
        for index, one in enumerate(package.resources):
            if one.fault and not any(other.path.startswith(f"resources[{index}]") for other in found):
                message = self._bare(one.fault).removeprefix(f"resource {one.name}: ")
                yield Problem(_at(index, one.name), message, self._line(index))

    def _resource(self, item: Any, index: int) -> Iterator[Problem]:
        if not isinstance(item, dict):
            yield Problem(f"resources[{index}]", "is not a mapping of keys to values", self._line(index))
            return
        reader, name = ResourceReader(self._path, index, {**item, "schema": None}), str(item.get("name") or "")
        at = _at(index, name)
        try:
            resource = reader.resource()
        except CsvprepError as error:
            yield self._of_resource(str(error), at, index, name)
        else:
            if not resource.is_table:
                return
            if resource.fault:
                yield replace(self._of_resource(resource.fault, at, index, name), severity="warning")
        given = item.get("schema")
        if isinstance(given, str):
            yield from self._schema_file(given, reader, index, at)
        elif given is not None:
            self.schemas += 1
            lines = self.lines.below(("resources", index, "schema"))
            problems, _ = check_descriptor(given, str(self._path), lines)
            yield from (replace(one, path=f"{at} schema {one.path}".rstrip()) for one in problems)

    def _of_resource(self, text: str, at: str, index: int, name: str) -> Problem:
        """Return the problem that a message of the reader tells of a resource, by its key where that is said."""
        whole, lead = self._bare(text), f"resource {name or f'resource{index + 1}'}"
        key, _, message = whole.removeprefix(lead).partition(": ") if whole.startswith(lead) else ("", "", whole)
        return Problem(f"{at}{key}", message, self._line(index, *key.split()))

    def _schema_file(self, name: str, reader: ResourceReader, index: int, at: str) -> Iterator[Problem]:
        """Yield what is wrong with a schema in a file of its own, by the place inside that file."""
        line = self._line(index, "schema")
        try:
            place = reader.place(name, "schema")
            data = json.dumps(reader.load(name, "schema")).encode() if is_url(place) else read_bytes(Path(place))
            problems, _ = check_schema(data, place)
        except CsvprepError as error:
            yield Problem(f"{at} schema", self._bare(str(error)), line)
            return
        self.schemas += 1
        yield from (replace(one, file=place, line=None if is_url(place) else one.line) for one in problems)

    def _line(self, *path: str | int) -> int | None:
        return self.lines.of(("resources", *path))

    def _bare(self, text: str) -> str:
        return text.removeprefix(f"{self._path}: ")


def _at(index: int, name: str) -> str:
    return f"resources[{index}] ({name})" if name else f"resources[{index}]"
