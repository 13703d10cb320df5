"""The shape of a value: how it is written, without what it says; `+1 (555) 010-9999` is `+d (ddd) ddd-dddd`.

A digit is `d`; a run of capitals is `A` and one of other letters `a`, whatever its length; punctuation, spaces,
currency signs and control characters stay; other signs, such as emoji, are `*`. What is long ends in `…`.
"""

from __future__ import annotations

from functools import lru_cache
from string import ascii_lowercase, ascii_uppercase, digits
from typing import cast

import polars as pl

LONGEST_SHAPE = 60
"""Characters of a shape before it is cut."""

_READ_CHARACTERS = 200
_FEW, _REMEMBERED = 32, 4096
_SEPARATOR = "\x1f"
_TABLE = bytes.maketrans(
    (digits + ascii_lowercase + ascii_uppercase).encode(), b"d" * 10 + b"a" * 26 + b"A" * 26
)  # UTF-8 keeps ASCII bytes for ASCII characters
_CAPITALS = r"[\p{Lu}\p{Lt}]+"
_LETTERS = r"[[\p{L}\p{M}]--[\p{Lu}\p{Lt}d]]+"
_DIGITS = r"\p{N}"
_SIGNS = r"[[\p{S}\p{Co}\p{Cn}]--[\p{Sc}[:ascii:]]]+"
_MARKS = ((_LETTERS, "a"), (_CAPITALS, "A"), (_DIGITS, "d"), (_SIGNS, "*"))
_ASCII_MARKS = (("[a-ce-z]+", "a"), ("[A-Z]+", "A"), ("[0-9]", "d"))


def shapes_of(values: pl.Series) -> pl.Series:
    """Return the shape of each text; null stays null."""
    rough = rough_shapes(values)
    distinct = rough.drop_nulls().unique()
    if distinct.is_empty():
        return rough
    return rough.replace_strict(distinct, smooth_shapes(distinct), default=None, return_dtype=pl.String)


def shape_of(value: str) -> str:
    """Return the shape of one text."""
    return str(shapes_of(pl.Series([value], dtype=pl.String)).item())


def rough_shapes(values: pl.Series) -> pl.Series:
    """Return texts with their ASCII letters and digits blotted out one by one: the quick first half of a shape.

    Many values have one rough shape, so that `smooth_shapes` has little left to do.
    """
    name, value = values.name, pl.col("value")
    measured = values.to_frame("value").select_seq(value.str.len_bytes().max(), joined=_joined(value))
    longest, joined = measured.row(0)
    if (longest or 0) > _READ_CHARACTERS:
        is_long = values.str.len_chars() > _READ_CHARACTERS
        head = values.str.head(_READ_CHARACTERS)
        values = (head + "…").zip_with(is_long, head)
        joined = values.to_frame("value").select_seq(_joined(value)).item()
    if values.is_empty() or joined.count(_SEPARATOR.encode()) != len(values) - 1:
        return _blot(values)
    text = pl.DataFrame({name: [joined.translate(_TABLE)]}, schema={name: pl.Binary})
    blotted = text.select_seq(pl.col(name).cast(pl.String).str.split(_SEPARATOR).explode()).to_series()
    if not values.null_count():
        return blotted
    return blotted.zip_with(values.is_not_null(), pl.Series([None], dtype=pl.String))


def has_whole_shapes(values: pl.Series) -> bool:
    """Say whether no text is so long that only its beginning is looked at, quickly."""
    longest = values.str.len_bytes().max()
    return longest is None or cast("int", longest) <= _READ_CHARACTERS


def _joined(value: pl.Expr) -> pl.Expr:
    return value.fill_null("").str.join(_SEPARATOR).cast(pl.Binary)


def _blot(values: pl.Series) -> pl.Series:
    for pattern, mark in (("[a-z]", "a"), ("[A-Z]", "A"), ("[0-9]", "d")):
        values = values.str.replace_all(pattern, mark)
    return values


def smooth_shapes(rough: pl.Series) -> pl.Series:
    """Return shapes from rough ones: runs of letters become one, and what isn't ASCII is blotted out too."""
    if len(rough) > _FEW:
        return _smooth(rough)
    return pl.Series(rough.name, [None if one is None else _smooth_one(one) for one in rough], dtype=pl.String)


@lru_cache(maxsize=_REMEMBERED)
def _smooth_one(rough: str) -> str:
    return str(_smooth(pl.Series([rough], dtype=pl.String)).item())


def _smooth(rough: pl.Series) -> pl.Series:
    smooth = rough
    is_ascii = rough.str.len_bytes().sum() == rough.str.len_chars().sum()  # the usual case, and quickly compiled
    for pattern, mark in _ASCII_MARKS if is_ascii else _MARKS:
        smooth = smooth.str.replace_all(pattern, mark)
    is_long = smooth.str.len_chars() > LONGEST_SHAPE
    return (smooth.str.head(LONGEST_SHAPE).str.strip_chars_end("…") + "…").zip_with(is_long, smooth)
