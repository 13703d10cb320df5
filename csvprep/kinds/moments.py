"""Dates and times in ISO 8601 as moments that can be compared."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

import polars as pl


def parse_moments(values: pl.Series) -> pl.Series:
    """Return the moment that each written value is, once per distinct value; null for what is none.

    Returns:
        Datetime("us"); of a value with an offset the moment in UTC.
    """
    distinct = values.drop_nulls().unique()
    parsed = pl.Series([_parse(value) for value in distinct], dtype=pl.Datetime("us"))
    return values.replace_strict(distinct, parsed, default=None, return_dtype=pl.Datetime("us"))


def _parse(value: str) -> datetime | None:
    with suppress(ValueError):
        found = datetime.fromisoformat(value)
        return found if found.tzinfo is None else found.astimezone(UTC).replace(tzinfo=None)
    return None
