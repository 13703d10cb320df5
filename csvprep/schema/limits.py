"""A connector's limits laid over a schema: they make it stricter, never laxer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from csvprep.connectors import Connector, FieldLimit
from csvprep.schema.model import Field, KindName, Schema

_E164_LENGTH: Final = 16  # a plus and 15 digits, ITU-T E.164 section 6


def with_limits(schema: Schema, connector: Connector) -> Schema:
    """Return the schema with what a connector's service asks of its fields; each says who asks.

    A field is meant by its own name in the service, or by its name in the shipped schema of the same object. A limit
    of the schema that is as strict stays the schema's.
    """
    limits = {name: one for one in connector.limits_of(schema.name) for name in (one.name, *one.shipped)}
    fields = tuple(
        _tightened(field, limits[field.name], connector.title) if field.name in limits else field
        for field in schema.fields
    )
    return replace(schema, fields=fields)


def _tightened(field: Field, limit: FieldLimit, title: str) -> Field:
    is_phone = field.kind is KindName.PHONE
    most = _E164_LENGTH if is_phone and limit.form == "e164" else limit.max_length
    changes: dict[str, tuple[str, Any]] = {}
    if limit.required and not field.required:
        changes["required"] = ("required", True)
    if limit.min_length is not None and limit.min_length > (field.min_length or 0):
        changes["minLength"] = ("min_length", limit.min_length)
    if most is not None and (field.max_length is None or most < field.max_length):
        changes["maxLength"] = ("max_length", most)
    if limit.pattern is not None and field.pattern is None and not field.enum:
        changes["pattern"] = ("pattern", limit.pattern)
    if limit.form is not None and is_phone and field.form != limit.form:
        changes["form"] = ("form", limit.form)
    return replace(field, asked=tuple((name, title) for name in changes), **dict(changes.values()))
