"""The schemas that come with csvprep, and which of them a header fits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from functools import lru_cache
from pathlib import Path

from csvprep.connectors import Connector
from csvprep.errors import UsageError
from csvprep.schema.files import read_schema
from csvprep.schema.labels import label_matcher
from csvprep.schema.model import Field, Schema

_OWN_NAME, _AGAINST = 2, 2  # points


def schemas_folder() -> Path:
    """Return where the shipped schema files stand: inside the installed package, else beside it in a checkout."""
    package = Path(__file__).parent.parent
    installed = package / "schemas"
    return installed if installed.is_dir() else package.parent / "schemas"


def list_shipped() -> tuple[Path, ...]:
    """Return the shipped schema files in the order of their names."""
    return tuple(sorted(schemas_folder().glob("*.yaml")))


def list_connector_schemas() -> tuple[Path, ...]:
    """Return the shipped schema files of connectors' own objects, `CONNECTOR-OBJECT.yaml`, in the order of names."""
    return tuple(sorted((schemas_folder() / "connectors").glob("*.yaml")))


@lru_cache(maxsize=32)
def _read(path: Path) -> Schema:
    return read_schema(path)


def load_shipped(name: str) -> Schema:
    """Return the shipped schema of an object.

    Args:
        name: such as `contact`, or `stripe-customer` for a connector's own object.

    Raises:
        UsageError: there is none of that name.
    """
    return _read(find_shipped(name))


def find_shipped(name: str) -> Path:
    """Return the shipped schema file of an object.

    Raises:
        UsageError: there is none of that name.
    """
    for path in (*list_shipped(), *list_connector_schemas()):
        if path.stem == name:
            return path
    known, of_connectors = (
        ", ".join(path.stem for path in paths) for paths in (list_shipped(), list_connector_schemas())
    )
    raise UsageError(
        f"no object '{name}'; csvprep has {known}; of connectors {of_connectors}; "
        "for another one give its --schema FILE"
    )


def choose_object(name: str, labels: tuple[str, ...], connector: Connector | None) -> Schema:
    """Return the shipped schema of an object; a connector's own one where the object has that name there.

    Of a shipped object and a connector's own of one name, the one is taken that more labels mean a field of, or as many
    by their very names.

    Args:
        name: the object, in one or in many (`customers`).
        labels: the header.
        connector: whose objects are known beside the others.

    Raises:
        UsageError: there is none of that name.
    """
    own = [one for one in _own_schemas(connector) if name.casefold() in _names_of(one)]
    general = [_read(path) for path in list_shipped() if path.stem == name]
    candidates = [*general, *own]
    if not candidates:
        return load_shipped(name)
    return max(candidates, key=lambda one: _fit(labels, one))


def _own_schemas(connector: Connector | None) -> list[Schema]:
    keys = () if connector is None else (connector.key, *connector.aliases)
    return [_read(path) for path in list_connector_schemas() if path.stem.split("-")[0] in keys]


def _names_of(schema: Schema) -> tuple[str, ...]:
    return (schema.name, schema.name.removesuffix("s"))


def _fit(labels: tuple[str, ...], schema: Schema) -> tuple[int, int]:
    """Return how many fields the labels mean, and how many labels are the very names."""
    match = label_matcher(schema)
    meant = {field.name for label in labels if (field := match(label)) is not None}
    return len(meant), len(schema.by_name.keys() & set(labels))


def recognise_object(labels: tuple[str, ...], connector: Connector | None = None) -> Schema | None:
    """Return the shipped schema that the labels fit best; None when none fits, or two fit equally well.

    A connector's own object is one only where that connector is named, and at least half of the labels mean a field of
    it, two or more, and more than mean one of the others, or as many by their very names.

    A label that means a field counts for its schema, and more when it is the very name of a field that no other
    schema has. Against a schema counts a required field without a column, and a label that means the key of another
    object but nothing here (a campaign has no e-mail address). Among equals the one whose key is there wins.
    """
    found = _recognise_general(labels)
    least = max(2, len(labels) / 2)
    own = [one for one in _own_schemas(connector) if _fit(labels, one)[0] >= least]
    return max([*([found] if found is not None else []), *own], key=lambda one: _fit(labels, one), default=None)


def _recognise_general(labels: tuple[str, ...]) -> Schema | None:
    schemas = [_read(path) for path in list_shipped()]
    named = Counter(name for schema in schemas for name in schema.names)
    keyed = {label for match in map(label_matcher, schemas) for label in labels if _is_key(match(label))}
    scored = sorted(((_score(labels, schema, named, keyed), schema.name) for schema in schemas), reverse=True)
    if not scored or scored[0][0] < (0, False, 1) or (len(scored) > 1 and scored[0][0] == scored[1][0]):
        return None
    return load_shipped(scored[0][1])


def _is_key(field: Field | None) -> bool:
    return field is not None and field.unique


def _score(
    labels: tuple[str, ...], schema: Schema, named: Mapping[str, int], keyed: Collection[str]
) -> tuple[int, bool, int]:
    """Return what speaks for a schema: points, whether its key is there, how many of its fields are there.

    Args:
        labels: the header.
        schema: one of the shipped.
        named: how many schemas have a field of that name.
        keyed: the labels that mean the key of some schema.
    """
    match = label_matcher(schema)
    found = {label: match(label) for label in labels}
    there = {field.name for field in found.values() if field is not None}
    missing = sum(field.required and field.name not in there for field in schema.fields)
    foreign = sum(found[label] is None for label in keyed)
    own = sum(label in schema.by_name and named[label] == 1 for label in found)
    has_key = any(_is_key(field) for field in found.values())
    return (len(there) + _OWN_NAME * own - _AGAINST * (missing + foreign), has_key, len(there))
