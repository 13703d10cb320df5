"""A Table Schema as a whole: its fields and what holds between them.

Table Schema: https://specs.frictionlessdata.io/table-schema/ and https://datapackage.org/standard/table-schema/
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from csvprep.schema.fields import read_field
from csvprep.schema.model import Field, KindName, Schema
from csvprep.schema.own_keys import OWN_TABLE_KEYS, About, read_keys
from csvprep.schema.spots import Spot


def read_table(descriptor: Any, spot: Spot, sha256: str = "") -> Schema:
    """Read a schema from its descriptor.

    Args:
        descriptor: what YAML or JSON gave.
        spot: where it stands.
        sha256: hex digest to keep with the schema.

    Raises:
        SchemaError: it is no Table Schema, or contradicts itself.
    """
    if not isinstance(descriptor, Mapping) or not isinstance(descriptor.get("fields"), list):
        raise spot.error("is not a Table Schema: it needs a list `fields`")
    own = spot.mapping(descriptor.get("csvprep", {}), "csvprep")
    fields = tuple(read_field(item, spot, index) for index, item in enumerate(descriptor["fields"]))
    _refuse_twice(fields, spot)
    _refuse_strangers(fields, spot)
    return Schema(
        name=str(own.get("object") or descriptor.get("name") or Path(spot.file).stem),
        fields=fields,
        title=str(descriptor.get("title", "")),
        description=str(descriptor.get("description", "")),
        missing_values=spot.texts(descriptor.get("missingValues", [""]), "missingValues"),
        primary_key=_names(descriptor.get("primaryKey", ()), "primaryKey", fields, spot),
        sha256=sha256,
        **read_keys(own, OWN_TABLE_KEYS, spot.below("csvprep"), About(KindName.TEXT)),
    )


def _names(value: Any, key: str, fields: tuple[Field, ...], spot: Spot) -> tuple[str, ...]:
    """Return names of fields, refusing those of none."""
    names = spot.one_or_texts(value, key)
    for name in names:
        if all(name != one.name for one in fields):
            raise spot.below(key).error(f"names '{name}', which is no field")
    return names


def _refuse_twice(fields: tuple[Field, ...], spot: Spot) -> None:
    names = [one.name for one in fields]
    for name in names:
        if names.count(name) > 1:
            raise spot.below("fields").error(f"has '{name}' twice")


def _refuse_strangers(fields: tuple[Field, ...], spot: Spot) -> None:
    names = {one.name for one in fields}
    for index, one in enumerate(fields):
        at = spot.below(f"fields[{index}] ({one.name})")
        if one.region_field is not None and one.region_field not in names - {one.name}:
            raise at.below("region_field").error(f"names '{one.region_field}', which is no other field")
        for name, _ in one.aliases_beside:
            if name not in names:
                raise at.below("aliases_beside").error(f"names '{name}', which is no field")
