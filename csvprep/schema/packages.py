"""Data Packages: a descriptor of several tables, each with its files, its form and its schema.

Data Package, Data Resource and Table Dialect: https://datapackage.org/standard/ and https://specs.frictionlessdata.io/
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any, Final

from csvprep.dialect import DETECTED, Reading
from csvprep.errors import SchemaError, UsageError
from csvprep.schema.files import load_descriptor, read_bytes
from csvprep.schema.model import Schema
from csvprep.schema.package_dialect import read_dialect
from csvprep.schema.references import Reference
from csvprep.schema.spots import Item, Spot
from csvprep.schema.tables import read_table
from csvprep.sources.remote import is_url

_SUFFIXES: Final = {".json", ".yaml", ".yml"}
_TABLES: Final = {"csv", "tsv", "tab", "txt", "xlsx"}
_PACKED: Final = {"gz", "bz2", "xz", "zst", "zip"}


@dataclass(frozen=True, slots=True)
class Resource:
    """One table of a package.

    Attributes:
        name: as the package names it.
        paths: its files, as sources are named; none when it can't be read.
        schema: None when it has none.
        reading: how its files are written, as far as that is said.
        fault: why it can't be read; empty when it can.
        is_table: whether it is one; else it is passed over.
    """

    name: str
    paths: tuple[str, ...] = ()
    schema: Schema | None = None
    reading: Reading = DETECTED
    fault: str = ""
    is_table: bool = True


@dataclass(frozen=True, slots=True)
class Package:
    """A Data Package: the file of its descriptor, and its resources in their order."""

    place: str
    resources: tuple[Resource, ...]

    def resource_of(self, name: str) -> Resource:
        """Return the resource of that name.

        Raises:
            UsageError: there is none.
        """
        for one in self.resources:
            if one.name == name:
                return one
        known = ", ".join(one.name for one in self.resources)
        raise UsageError(f"{self.place}: has no resource '{name}'; it has {known}")

    def references_of(self, resource: Resource) -> dict[str, Reference]:
        """Return the tables that a resource's foreign keys may refer to, by name; its own is "" too."""
        tables = {one.name: _as_reference(one) for one in self.resources if one.paths}
        return {**tables, "": _as_reference(resource)}


def _as_reference(resource: Resource) -> Reference:
    return Reference(resource.paths, resource.schema, resource.reading)


def find_package(name: str) -> Package | None:
    """Return the package of a descriptor's file; None when the name is no such file's.

    Raises:
        SchemaError: it is a descriptor, but a wrong one.
    """
    path = Path(name)
    if path.suffix.lower() not in _SUFFIXES or not path.is_file() or path.stat().st_size > _MOST_BYTES:
        return None
    try:
        descriptor = load_descriptor(read_bytes(path), name)
    except SchemaError:
        if path.stem.lower() == "datapackage":
            raise
        return None
    return read_package(descriptor, path) if is_package(descriptor) else None


def is_package(descriptor: Any) -> bool:
    """Say whether what YAML or JSON gave is a package's descriptor."""
    return isinstance(descriptor, dict) and "resources" in descriptor and "fields" not in descriptor


def read_package(descriptor: Item, path: Path) -> Package:
    """Read a package from its descriptor.

    Args:
        descriptor: what YAML or JSON gave.
        path: the file that it was in; the package's own files are beside or below it.

    Raises:
        SchemaError: it makes no sense, or names files outside of its folder.
    """
    spot = Spot(str(path))
    items = spot.items(descriptor["resources"], "resources")
    if not items:
        raise spot.below("resources").error("is empty; a package has one at least")
    resources = tuple(ResourceReader(path, index, item).resource() for index, item in enumerate(items))
    names = [one.name for one in resources]
    for name in names:
        if names.count(name) > 1:
            raise spot.below("resources").error(f"has '{name}' twice")
    return Package(str(path), tuple(_with_known_links(one, resources, spot) for one in resources))


def _with_known_links(resource: Resource, resources: tuple[Resource, ...], spot: Spot) -> Resource:
    """Refuse a resource whose foreign keys refer to none, or to one that can't be read."""
    by_name = {one.name: one for one in resources}
    for key in resource.schema.foreign_keys if resource.schema is not None else ():
        other = by_name.get(key.resource)
        if key.resource and (other is None or not other.paths):
            why = "which is no resource of the package" if other is None else "which can't be read"
            at = f"{spot.file}: resource {resource.name}"
            return replace(resource, paths=(), fault=f"{at}: its foreign key refers to '{key.resource}', {why}")
    return resource


class ResourceReader:
    """Reads one resource; knows its place for messages."""

    def __init__(self, path: Path, index: int, item: Any) -> None:
        at = Spot(str(path))
        item = at.mapping(item, f"resources[{index}]")
        self._name = str(item.get("name") or f"resource{index + 1}")
        self._folder, self._item = path.parent, item
        self._spot = at.below(f"resource {self._name}")

    def resource(self) -> Resource:
        """Return the resource.

        Raises:
            SchemaError: it makes no sense.
        """
        item, name, spot = self._item, self._name, self._spot
        if not self._is_table():
            return Resource(name, is_table=False)
        if "data" in item:
            fault = "holds its data inline, and csvprep reads files; write them to a CSV file and name it as its path"
            return Resource(name, fault=str(spot.error(fault)))
        given = item.get("path", item.get("url"))
        paths = spot.one_or_texts(given, "path")
        if len({is_url(one) for one in paths}) != 1:
            raise spot.below("path").error("names no file, or addresses and files together")
        dialect = self.load(item.get("dialect") or {}, "dialect")
        reading, told, null = read_dialect(dialect, item.get("encoding"), spot)
        schema = self._schema()
        if schema is not None and (told or null):
            schema = replace(schema, notes=(*schema.notes, *told), missing_values=(*schema.missing_values, *null))
        return Resource(name, tuple(self.place(one, "path") for one in paths), schema, reading)

    def _is_table(self) -> bool:
        item = self._item
        words = {str(item.get(key, "")).lower() for key in ("type", "profile", "format", "mediatype")}
        if words & {"table", "tabular-data-resource", *_TABLES, "text/csv", "text/tab-separated-values"}:
            return True
        if item.get("format") or item.get("mediatype"):
            return False
        path = item.get("path", item.get("url"))
        first = path[0] if isinstance(path, list) and path else path
        if not isinstance(first, str):
            return True
        suffixes = [one.lstrip(".").lower() for one in PurePosixPath(re.split("[?#]", first)[0]).suffixes]
        return any(one in _TABLES for one in suffixes[-2:]) or not set(suffixes[-1:]) - _PACKED

    def _schema(self) -> Schema | None:
        given = self._item.get("schema")
        if given is None:
            return None
        descriptor = self.load(given, "schema")
        where = self.place(given, "schema") if isinstance(given, str) else f"{self._spot.file}: {self._spot.path}"
        data = str(descriptor).encode("utf-8", "replace")
        schema = read_table(descriptor, Spot(where), hashlib.sha256(data).hexdigest())
        named = descriptor.get("name") or (descriptor.get("csvprep") or {}).get("object")
        return schema if named else replace(schema, name=self._name.replace("/", "-"))

    def load(self, given: Any, key: str) -> Any:
        """Return a descriptor that stands here, or in a file of its own."""
        if not isinstance(given, str):
            return given
        place = self.place(given, key)
        if not is_url(place):
            return load_descriptor(read_bytes(Path(place)), place)
        from csvprep.sources.opening import open_bytes  # noqa: PLC0415 - what reads addresses is heavy
        from csvprep.streams import read_up_to  # noqa: PLC0415

        with open_bytes(place) as opened:
            return load_descriptor(read_up_to(opened.plain, _MOST_BYTES), opened.name)

    def place(self, path: str, key: str) -> str:
        """Return a file of the package as a source is named.

        Raises:
            SchemaError: it is outside of the package's folder.
        """
        if is_url(path):
            if not re.match(r"(?i)(?:https?|ftps?)://", path):
                raise self._spot.error(f"{key} {path!r} is an address of another scheme than http, https, ftp and ftps")
            return path
        parts = PurePosixPath(path.replace("\\", "/")).parts
        outside = path.startswith(("/", "\\", "~")) or re.match("[A-Za-z]:", path)
        if outside or any(one.startswith(".") for one in parts if one != "."):
            raise self._spot.error(
                f"{key} {path!r} is not allowed: a package's files stand beside or below its descriptor, so no path "
                "begins with / or ~, or has .. or a hidden folder in it"
            )
        return str(self._folder / path)


_MOST_BYTES: Final = 64 * 2**20
