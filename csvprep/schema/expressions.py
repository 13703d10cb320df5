"""SQL expressions over the fields of a record, as polars has them (`polars.sql_expr`)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from csvprep.schema.spots import Spot

if TYPE_CHECKING:
    import polars as pl

_TRIED = ("", "a", "1", "-1.5", "2024-02-29", "a@b.c", "ä ö")
_OF_TABLES = frozenset(
    {"Agg", "Over", "Rolling", "Sort", "SortBy", "Gather", "Slice", "Filter", "Explode", "AnonymousFunction"}
)


@lru_cache(maxsize=256)
def as_expression(text: str) -> pl.Expr:
    """Return an expression that `check_expression` has checked."""
    import polars as pl  # noqa: PLC0415 - half a second that only schemas with rules pay

    return pl.sql_expr(text)


def names_in(text: str) -> tuple[str, ...]:
    """Return the names of fields in an expression, in their order, each once."""
    return tuple(dict.fromkeys(as_expression(text).meta.root_names()))


def check_expression(text: str, names: Sequence[str], spot: Spot) -> None:
    """Refuse an expression that can't be asked of each record on its own.

    Args:
        text: SQL; true, false or null for each record.
        names: of the fields; their values are text, and the empty text where a cell is empty.
        spot: of the expression.

    Raises:
        SchemaError: bad syntax, an unknown field, a value that is not true or false, a function of more than one
            record, or one that some texts make fail.
    """
    import polars as pl  # noqa: PLC0415 - see as_expression

    try:
        expression = as_expression(text)
        found = names_in(text)
        unknown = [name for name in found if name not in names]
        if unknown:
            raise spot.error(f"'{text}' names '{unknown[0]}', which is no field; the names of fields tell case apart")
        if not found:
            raise spot.error(f"'{text}' names no field")
        if _looks_at_tables(json.loads(expression.meta.serialize(format="json"))):
            raise spot.error(f"'{text}' looks at more than one record; a rule is about each record on its own")
        trial = pl.DataFrame(dict.fromkeys(names, pl.Series(_TRIED, dtype=pl.String))).select(found=expression)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        why = str(error).splitlines()[0]
        if "conversion" in why or "find an appropriate format" in why:
            why = "some texts can't be converted; TRY_CAST gives null for these, which passes"
        elif "string with numeric" in why:
            why = "compares text with a number; write TRY_CAST(field AS DOUBLE)"
        raise spot.error(f"'{text}' can't be used: {why}") from None
    if trial["found"].dtype != pl.Boolean:
        raise spot.error(f"'{text}' is not true or false, but {str(trial['found'].dtype).lower()}")


def _looks_at_tables(node: Any) -> bool:
    """Say whether a serialised expression has a part whose value for a record depends on others."""
    if isinstance(node, list):
        return any(map(_looks_at_tables, node))
    if not isinstance(node, dict):
        return bool(node == "Len")
    return any(
        key in _OF_TABLES or (key not in {"Column", "String"} and _looks_at_tables(value))
        for key, value in node.items()
    )
