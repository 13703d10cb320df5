"""What a schema's `fieldsMatch` asks of a header (Table Schema v2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from csvprep.schema.claims import Claim
from csvprep.schema.model import Field, FieldsMatch, Schema

_ONLY_DECLARED: Final = (FieldsMatch.EXACT, FieldsMatch.EQUAL, FieldsMatch.SUPERSET)
_ALL_DECLARED: Final = (FieldsMatch.EXACT, FieldsMatch.EQUAL, FieldsMatch.SUBSET)


def needed_fields(schema: Schema) -> tuple[Field, ...]:
    """Return the fields that must have a column."""
    if schema.fields_match is None:
        return tuple(field for field in schema.fields if field.required)
    return schema.fields if schema.fields_match in _ALL_DECLARED else ()


def fields_by_place(count: int, skip: int, schema: Schema) -> list[Field | None]:
    """Return the field of each column when they are mapped by their order.

    Args:
        count: of the columns.
        skip: how many leading columns are none of the file's own.
        schema: the fields.
    """
    places = range(-skip, count - skip)
    return [schema.fields[place] if 0 <= place < len(schema.fields) else None for place in places]


def find_misfit(claim: Claim, field: Field | None, schema: Schema) -> str:
    """Return what a schema has against a column in words; nothing when it may stand there.

    Args:
        claim: what the column's label means.
        field: the field that the column is read as.
        schema: the fields.
    """
    match = schema.fields_match
    if match is FieldsMatch.EXACT and field is not None and (claim.field is None or claim.field.name != field.name):
        return f"is not '{field.name}', which must stand here: {schema.name} matches columns by their order"
    if field is None and match in _ONLY_DECLARED:
        return f"is no field of {schema.name}, which takes no other columns (fieldsMatch {match})"
    return ""


def lacks_any(fields: Sequence[Field | None], schema: Schema) -> bool:
    """Say whether a header has no field at all where one at least must be there."""
    return schema.fields_match is FieldsMatch.PARTIAL and not any(fields)
