"""JSON Schema of schema files, for editors: which keys there are, and what may stand at them.

It is made of the same tables of keys that the reader goes by. What depends on other keys (a form fits only some kinds,
a name must be that of a field) only the reader knows: `csvprep schema check`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from csvprep.schema.fields import CONSTRAINTS, FIELD_KEYS
from csvprep.schema.kind_names import TYPE_NAMES
from csvprep.schema.model import FieldsMatch, KindName
from csvprep.schema.own_keys import OWN_KEYS, OWN_TABLE_KEYS

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_TEXT: Final = {"type": ["string", "null"]}
_NAME: Final = {"type": "string", "minLength": 1}
_TEXTS: Final = {"type": ["array", "null"], "items": {"type": "string"}}
_FLAG: Final = {"type": ["boolean", "null"]}
_COUNT: Final = {"type": ["integer", "null"], "minimum": 0}
_ONE_OR_TEXTS: Final = {"anyOf": [_TEXT, _TEXTS]}
_FIELD: Final[dict[str, Any]] = {
    "name": {**_NAME, "description": "The label of the column."},
    "type": {"enum": list(TYPE_NAMES), "description": "Type in Table Schema; string when left out."},
    "trueValues": _TEXTS,
    "falseValues": _TEXTS,
}
_CONSTRAINT: Final[dict[str, Any]] = {
    "required": {**_FLAG, "description": "An empty cell is an error."},
    "unique": {**_FLAG, "description": "A value may stand in one record only; empty cells don't count."},
    "minLength": _COUNT,
    "maxLength": _COUNT,
    "pattern": {"type": ["string", "number", "null"], "description": "Regular expression of the whole value."},
    "enum": {"type": ["array", "null"]},
}
_OWN: Final[dict[str, Any]] = {
    "kind": {"enum": [*map(str, KindName), None], "description": "What the values mean, beyond the type."},
    "form": {"type": ["string", "null"], "description": "phone: national, e164; country: alpha_2, alpha_3, name."},
    "formats": {**_TEXTS, "description": "strptime patterns of a date or time, the written one first."},
    "region": {"type": ["string", "null"], "pattern": "^[A-Z]{2}$", "description": "Home region of phone numbers."},
    "region_field": {**_TEXT, "description": "The field with each record's country."},
    "ignore_case": _FLAG,
    "aliases": {**_TEXTS, "description": "Other labels of the column."},
    "aliases_beside": {"type": ["object", "null"], "additionalProperties": _TEXTS},
    "suggestions": {**_TEXTS, "description": "Labels that may mean the field."},
    "collapse_spaces": {"type": "boolean"},
    "exclude": _ONE_OR_TEXTS,
}
_OWN_TABLE: Final[dict[str, Any]] = {"object": {"description": "What the endpoint calls the object."}}


def make_descriptor_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a schema file."""
    own = _object(OWN_KEYS, _OWN, closed=True)
    constraints = _object(CONSTRAINTS, _CONSTRAINT)
    field = _object(FIELD_KEYS, _FIELD | {"constraints": constraints, "csvprep": own})
    return {
        "$schema": DIALECT,
        "title": "Table Schema with csvprep's own settings",
        "type": "object",
        "required": ["fields"],
        "properties": {
            "name": {"description": "What the schema is called."},
            "fields": {"type": "array", "items": {**field, "required": ["name"]}},
            "missingValues": {"type": "array", "description": "Texts that mean an empty cell."},
            "primaryKey": _ONE_OR_TEXTS,
            "uniqueKeys": {"type": ["array", "null"], "items": {"anyOf": [{"type": "string"}, _TEXTS]}},
            "foreignKeys": {
                "type": ["array", "null"],
                "items": {"type": "object", "required": ["fields", "reference"]},
            },
            "fieldsMatch": {"anyOf": [{"enum": [*map(str, FieldsMatch), None]}, {"type": "array", "maxItems": 1}]},
            "csvprep": _object(OWN_TABLE_KEYS, _OWN_TABLE, closed=True),
        },
    }


def _object(keys: Iterable[str], known: dict[str, Any], *, closed: bool = False) -> dict[str, Any]:
    """Return what a mapping of these keys is; closed: it has no others."""
    properties = {key: known.get(key, {}) for key in keys}
    return {"type": "object", "properties": properties} | ({"additionalProperties": False} if closed else {})
