"""Lists of values that no record may have, given beside those that a schema names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from csvprep.errors import UsageError
from csvprep.schema.labels import label_matcher
from csvprep.schema.model import Field, Schema


def with_exclusions(schema: Schema, given: Mapping[str, tuple[Path, ...]]) -> Schema:
    """Return the schema with more lists of excluded values.

    Args:
        schema: the fields.
        given: name of a field, as `--map` has it, to files.

    Raises:
        UsageError: there is no such field or file.
    """
    more: dict[str, tuple[Path, ...]] = {}
    for name, paths in given.items():
        field = schema.by_name.get(name)
        if field is None:
            near = label_matcher(schema)(name)
            meant = f"did you mean {near.name}? " if near else ""
            raise UsageError(
                f"--exclude {name}={paths[0]}: {schema.name} has no field '{name}'; {meant}see `csvprep schema show`"
            )
        for path in paths:
            if not path.is_file():
                raise UsageError(f"--exclude {name}={path}: there is no such file")
        more[name] = paths
    return (
        replace(schema, fields=tuple(_with(field, more.get(field.name, ())) for field in schema.fields))
        if more
        else schema
    )


def _with(field: Field, paths: tuple[Path, ...]) -> Field:
    settings = field.settings
    return replace(field, settings=replace(settings, exclude=(*settings.exclude, *paths))) if paths else field
