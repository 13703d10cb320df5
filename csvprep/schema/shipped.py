"""The schemas that come with csvprep, and which of them a header fits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from functools import lru_cache
from pathlib import Path

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


@lru_cache(maxsize=32)
def _read(path: Path) -> Schema:
    return read_schema(path)


def load_shipped(name: str) -> Schema:
    """Return the shipped schema of an object.

    Raises:
        UsageError: there is none of that name.
    """
    for path in list_shipped():
        if path.stem == name:
            return _read(path)
    known = ", ".join(path.stem for path in list_shipped())
    raise UsageError(f"no object '{name}'; csvprep has {known}; for another one give its --schema FILE")


def recognise_object(labels: tuple[str, ...]) -> Schema | None:
    """Return the shipped schema that the labels fit best; None when none fits, or two fit equally well.

    A label that means a field counts for its schema, and more when it is the very name of a field that no other
    schema has. Against a schema counts a required field without a column, and a label that means the key of another
    object but nothing here (a campaign has no e-mail address). Among equals the one whose key is there wins.
    """
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
