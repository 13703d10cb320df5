"""JSON values held to a JSON Schema, by the library `jsonschema` (extra `json-schema`)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from csvprep.errors import MissingExtraError, SchemaError
from csvprep.kinds.json_values import decode

_REMEMBERED = 4096


@lru_cache(maxsize=32)
def check_json_schema(text: str, place: str) -> None:
    """Refuse what is no JSON Schema.

    Args:
        text: the schema, as JSON.
        place: what to call it in messages.

    Raises:
        SchemaError: it is none.
        MissingExtraError: the library is not installed.
    """
    validator = _validator(text)
    from jsonschema.exceptions import SchemaError as BadSchema  # noqa: PLC0415 - heavy, and an extra

    try:
        type(validator).check_schema(json.loads(text))
    except BadSchema as error:
        raise SchemaError(f"{place}: jsonSchema is no JSON Schema: {error.message}") from None
    _refuse_outside(json.loads(text), place)


def _refuse_outside(schema: Any, place: str) -> None:
    """Refuse references that lead out of a schema, or nowhere in it: nothing is fetched."""
    from referencing import Registry, Resource  # noqa: PLC0415
    from referencing.exceptions import Unresolvable  # noqa: PLC0415
    from referencing.jsonschema import DRAFT202012  # noqa: PLC0415

    resource = Resource.from_contents(schema, default_specification=DRAFT202012)
    resolver = (resource @ Registry() if resource.id() else Registry()).resolver_with_root(resource)
    for reference in _references(schema):
        try:
            resolver.lookup(reference)
        except Unresolvable:
            raise SchemaError(
                f"{place}: jsonSchema refers to {reference}, which is not in it; put it under its $defs"
            ) from None


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        part = list(part.values())
    for one in part if isinstance(part, list) else ():
        yield from _references(one)


def find_fault(value: str, text: str) -> str:
    """Return what a schema has against a JSON value; nothing when it is good, or no JSON at all.

    Args:
        value: JSON.
        text: the JSON Schema, as JSON.
    """
    return _fault_of(value, text)


@lru_cache(maxsize=_REMEMBERED)
def _fault_of(value: str, text: str) -> str:
    from jsonschema.exceptions import best_match  # noqa: PLC0415

    try:
        found = decode(value)
    except ValueError:
        return ""
    error = best_match(_validator(text).iter_errors(found))
    if error is None:
        return ""
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error.absolute_path)
    return f"breaks the field's JSON Schema{f' at {path.lstrip(chr(46))}' if path else ''}: {error.message}"


@lru_cache(maxsize=32)
def _validator(text: str) -> Any:
    """Return the validator of a schema; references to other places are not fetched."""
    try:
        from jsonschema.validators import validator_for  # noqa: PLC0415
        from referencing import Registry  # noqa: PLC0415
    except ImportError:
        raise MissingExtraError(
            "the schema has a constraint jsonSchema, which needs an optional part: pip install 'csvprep[json-schema]'"
        ) from None
    schema = json.loads(text)
    return validator_for(schema)(schema, registry=Registry())
