"""Columns of a pandera schema as fields of a Table Schema."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any, Final

import pandera.polars as pa
import polars as pl

from csvprep.errors import SchemaError

_SCALARS: Final = (int, float, str)
_ORDERED: Final = ("number", "integer", "date", "datetime")


def polars_type(name: str, column: pa.Column) -> pl.DataType:
    """Return the type of a column; String when it has none.

    Raises:
        SchemaError: values of the type can't be read from text.
    """
    dtype = getattr(column.dtype, "type", None)
    if dtype is None:
        return pl.String()
    dtype = dtype() if inspect.isclass(dtype) else dtype
    if isinstance(dtype, pl.DataType) and not dtype.is_nested() and dtype not in (pl.Binary, pl.Object, pl.Duration):
        return dtype
    raise SchemaError(f"column '{name}': csvprep can't read {dtype} from text; take String")


def describe_field(name: str, column: pa.Column) -> tuple[dict[str, Any], list[int]]:
    """Return the descriptor of a field, and the numbers of the checks that it holds."""
    dtype = polars_type(name, column)
    type_name, constraints = _type_of(dtype)
    own = (column.metadata or {}).get("csvprep") or {}
    constraints |= {"required": not column.nullable, "unique": bool(column.unique)}
    taken = []
    for number, check in enumerate(column.checks):
        given = _constraints_of(check, type_name, own)
        if given and constraints.keys().isdisjoint(given):
            constraints |= given
            taken.append(number)
    item = {"name": name, "type": type_name, "constraints": constraints}
    item |= {key: text for key in ("title", "description") if (text := getattr(column, key))}
    return item | ({"csvprep": dict(own)} if own else {}), taken


def _type_of(dtype: pl.DataType) -> tuple[str, dict[str, Any]]:
    if isinstance(dtype, pl.Enum):
        return "string", {"enum": dtype.categories.to_list()}
    if dtype.is_integer():
        return "integer", {}
    if dtype.is_numeric():
        return "number", {}
    names = {pl.Boolean: "boolean", pl.Date: "date", pl.Datetime: "datetime", pl.Time: "time"}
    return next((name for known, name in names.items() if dtype == known), "string"), {}


def _constraints_of(check: pa.Check, type_name: str, own: Mapping[str, Any]) -> dict[str, Any]:
    """Return the constraints of Table Schema that say what a built-in check does; empty: none do."""
    facts = check.statistics or {}
    if check.raise_warning or check.element_wise:
        return {}
    least, most = facts.get("min_value"), facts.get("max_value")
    found: dict[str, Any] = {}
    if type_name in _ORDERED and check.name == "greater_than_or_equal_to":
        found = _bounds(minimum=least)
    elif type_name in _ORDERED and check.name == "less_than_or_equal_to":
        found = _bounds(maximum=most)
    elif type_name in _ORDERED and check.name == "in_range" and facts["include_min"] and facts["include_max"]:
        found = _bounds(minimum=least, maximum=most)
    elif type_name == "string" and check.name == "str_length" and facts.get("exact_value") is None:
        limits = {"minLength": least, "maxLength": most}
        found = {key: value for key, value in limits.items() if value is not None}
    elif type_name == "string" and check.name == "isin" and "kind" not in own:
        allowed = list(facts["allowed_values"])
        found = {"enum": allowed} if all(isinstance(one, str) for one in allowed) else {}
    return found


def _bounds(**bounds: Any) -> dict[str, Any]:
    found = {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in bounds.items()}
    good = all(isinstance(value, _SCALARS) and not isinstance(value, bool) for value in found.values())
    return found if good else {}
