"""Names of places: folded, so that spellings of one name are equal, and looked up, a column at a time."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

import polars as pl

from csvprep.series import has_value, is_missing, nulls, rows_of

_REMEMBERED: Final = 65_536


@lru_cache(maxsize=_REMEMBERED)
def fold_name(name: str) -> str:
    """Return a name without case, accents, punctuation and a leading "the"; "&" is "and" and "St" is "Saint"."""
    letters = unicodedata.normalize("NFKD", name.replace("&", " and ").casefold())
    kept = "".join(" " if char in "-,()/'’" else char for char in letters if char.isalnum() or char in " -,()/'’")
    words = ["saint" if word == "st" else word for word in kept.split()]
    return " ".join(words[1:] if words[:1] == ["the"] and len(words) > 1 else words)


def fold_names(names: pl.Series) -> pl.Series:
    """Return `fold_name` of each name: String of the same height; null for null."""
    text = pl.col("name").str.replace_all("&", " and ", literal=True).str.to_lowercase()
    spaced = text.str.replace_all("[-,()/']", " ").str.replace_all("[^a-z0-9 ]+", "")
    words = spaced.str.replace_all(r"(?-u:\b)st(?-u:\b)", "saint").str.replace_all(" +", " ").str.strip_chars(" ")
    folded = names.to_frame("name").select(words.str.replace(r"\Athe (.)", "${1}")).to_series()
    rows = rows_of(~is_ascii(names))
    if rows.is_empty():
        return folded
    return folded.scatter(rows, [fold_name(name) for name in names[rows]])


def is_ascii(values: pl.Series) -> pl.Series:
    """Return a Boolean Series: whether all characters of a value are ASCII; null for null."""
    return values.str.len_bytes() == values.str.len_chars()


def look_up(values: pl.Series, by_code: Mapping[str, str], by_name: Mapping[str, str]) -> pl.Series:
    """Return what stands at each value as a code, in any case, or else at its folded name; null where nothing does.

    Args:
        values: String.
        by_code: by codes in capitals.
        by_name: by folded names.

    Returns:
        String of the same height.
    """
    distinct = values.drop_nulls().unique()
    codes = distinct.str.to_uppercase()
    odd = rows_of(~is_ascii(distinct))
    if len(odd):
        codes = codes.scatter(odd, [value.upper() for value in distinct[odd]])
    found = _found(codes, by_code)
    rows = rows_of(is_missing(found))
    if len(rows):
        found = found.scatter(rows, _found(fold_names(distinct[rows]), by_name))
    known = has_value(found)
    return _found(values, dict(zip(distinct.filter(known), found.filter(known), strict=True)))


def _found(values: pl.Series, table: Mapping[str, str]) -> pl.Series:
    if not table:
        return nulls(len(values))
    keys, meant = (pl.Series(list(part), dtype=pl.String) for part in (table, table.values()))
    return values.replace_strict(keys, meant, default=None, return_dtype=pl.String)
