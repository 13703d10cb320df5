"""A Table Schema as a whole: its fields and what holds between them.

Table Schema: https://specs.frictionlessdata.io/table-schema/ and https://datapackage.org/standard/table-schema/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from csvprep.schema.bounds import read_missing
from csvprep.schema.fields import read_field
from csvprep.schema.model import Field, FieldsMatch, ForeignKey, KindName, Schema
from csvprep.schema.own_keys import OWN_TABLE_KEYS, About, read_keys, refuse_unknown
from csvprep.schema.own_settings import read_table_settings, with_missing
from csvprep.schema.spots import Item, Spot

_KNOWN: Final = (
    "fields", "missingValues", "primaryKey", "uniqueKeys", "foreignKeys", "fieldsMatch", "csvprep",
    # what only describes, here or in the Data Package around it
    "$schema", "profile", "name", "id", "title", "description", "homepage", "version", "created", "updated",
    "lastModified", "author", "authors", "contributors", "contributor", "maintainers", "sources", "licenses", "license",
    "keywords", "image", "resources", "countryCode", "path", "uri", "url", "lang", "languages", "examples", "example",
    "datePublished", "dateModified", "dateCreated", "references", "translations",
)  # fmt: skip


def read_table(descriptor: Any, spot: Spot, sha256: str = "") -> Schema:
    """Read a schema from its descriptor.

    Args:
        descriptor: what YAML or JSON gave.
        spot: where it stands.
        sha256: hex digest to keep with the schema.

    Raises:
        SchemaError: it is no Table Schema, or contradicts itself.
    """
    if isinstance(descriptor, Mapping) and "resources" in descriptor and "fields" not in descriptor:
        raise spot.error(f"is a Data Package, not a Table Schema: lint or prep {spot.file} itself")
    if not isinstance(descriptor, Mapping) or not isinstance(descriptor.get("fields"), list):
        raise spot.error("is not a Table Schema: it needs a list `fields`")
    own = spot.mapping(descriptor.get("csvprep", {}), "csvprep")
    refuse_unknown(own, OWN_TABLE_KEYS, spot.below("csvprep"))
    extra = spot.split_unknown(descriptor, _KNOWN)
    fields = tuple(read_field(item, spot, index) for index, item in enumerate(descriptor["fields"]))
    _refuse_twice(fields, spot)
    _refuse_strangers(fields, spot)
    primary_key = _names(descriptor.get("primaryKey") or (), "primaryKey", fields, spot)
    name = str(own.get("object") or descriptor.get("name") or Path(spot.file).stem)
    missing = read_missing(descriptor.get("missingValues", [""]), "missingValues", spot)
    fields = with_missing(fields, missing)
    return Schema(
        name=name.replace("/", "-").replace("\\", "-"),
        fields=tuple(replace(one, required=one.required or one.name in primary_key) for one in fields),
        title=str(descriptor.get("title", "")),
        description=str(descriptor.get("description", "")),
        missing_values=missing,
        primary_key=primary_key,
        unique_keys=_unique_keys(descriptor, fields, spot),
        foreign_keys=_foreign_keys(descriptor, fields, spot),
        settings=read_table_settings(own, fields, missing, spot),
        fields_match=_fields_match(descriptor, spot),
        sha256=sha256,
        notes=_notes(spot),
        extra=extra,
        **read_keys(own, OWN_TABLE_KEYS, spot.below("csvprep"), About(KindName.TEXT)),
    )


def _notes(spot: Spot) -> tuple[str, ...]:
    if not spot.notes:
        return ()
    return (f"{spot.file}: not known here, so nothing is done about: {', '.join(spot.notes)}",)


def _names(value: Any, key: str, fields: tuple[Field, ...], spot: Spot) -> tuple[str, ...]:
    """Return names of fields, refusing those of none."""
    names = spot.one_or_texts(value, key)
    for name in names:
        if all(name != one.name for one in fields):
            raise spot.below(key).error(f"names '{name}', which is no field")
    return names


def _unique_keys(descriptor: Item, fields: tuple[Field, ...], spot: Spot) -> tuple[tuple[str, ...], ...]:
    groups = spot.items(descriptor.get("uniqueKeys") or (), "uniqueKeys")
    return tuple(_names(one, f"uniqueKeys[{index}]", fields, spot) for index, one in enumerate(groups))


def _foreign_keys(descriptor: Item, fields: tuple[Field, ...], spot: Spot) -> tuple[ForeignKey, ...]:
    found = []
    for index, item in enumerate(spot.items(descriptor.get("foreignKeys") or (), "foreignKeys")):
        at = f"foreignKeys[{index}]"
        key = spot.mapping(item, at)
        names = _names(key.get("fields"), f"{at} fields", fields, spot)
        reference = spot.mapping(key.get("reference"), f"{at} reference")
        resource = reference.get("resource") or ""
        others = spot.one_or_texts(reference.get("fields"), f"{at} reference fields")
        if not isinstance(resource, str):
            raise spot.below(at).error(f"resource {resource!r} is not a text; put it in quotes")
        if not names or len(names) != len(others):
            raise spot.below(at).error("needs as many fields here as in its reference, and one at least")
        if not resource:
            _names(others, f"{at} reference fields", fields, spot)
        found.append(ForeignKey(names, resource, others))
    return tuple(found)


def _fields_match(descriptor: Item, spot: Spot) -> FieldsMatch | None:
    value = descriptor.get("fieldsMatch")
    if isinstance(value, list) and len(value) == 1:
        value = value[0]  # the profile of version 2.0 has it so
    if value is None:
        return None
    try:
        return FieldsMatch(value)
    except ValueError:
        raise spot.error(f"fieldsMatch {value!r} is none of {', '.join(FieldsMatch)}") from None


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
