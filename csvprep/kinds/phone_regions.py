"""Home regions of phone numbers from the countries that records name."""

from __future__ import annotations

import polars as pl

from csvprep.kinds.country import find_country
from csvprep.phones import home_code


def home_regions(countries: pl.Series) -> pl.Series:
    """Return the ISO 3166 region of each country, named as the kind `country` reads it; null where none is known."""
    named = countries.drop_nulls().unique()
    found = [find_country(name) for name in named]
    regions = pl.Series([code if code and home_code(code) else None for code in found], dtype=pl.String)
    return countries.replace_strict(named, regions, default=None, return_dtype=pl.String)
