"""Slips in addresses and leftovers of copying, each with what is meant."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import polars as pl

from csvprep.kinds.base import all_true
from csvprep.kinds.email_reading import is_plain, look_up_emails
from csvprep.series import has_value, nulls, only, rows_of

Step = Callable[[pl.Expr], pl.Expr]
_AT: Final = "[@＠﹫]"


def _replacing(pattern: str, meant: str) -> Step:
    return lambda text: text.str.replace_all(pattern, meant)


def _trim(text: pl.Expr) -> pl.Expr:
    return text.str.replace(r"\A[\s\"'“”‘’«»`(\[<]+", "").str.replace(r"[\s\"'“”‘’«»`)\]>.,;:]+\z", "")


def _point_for_comma(text: pl.Expr) -> pl.Expr:
    """Write a full stop for each comma after the last `@`."""
    domain = text.str.extract(r"([^@]*)\z")
    return text.str.strip_suffix(domain) + domain.str.replace_all(",", ".", literal=True)


def _without_stray_points(text: pl.Expr) -> pl.Expr:
    return text.str.replace(r"\A\.", "").str.replace_all(r"\.?@\.?", "@")


_REPAIRS: Final[tuple[Step, ...]] = (
    _replacing(r"(?i)\A\s*mailto:\s*", ""),
    _replacing(r"\A[^<>]*<([^<>]*)>[\s.,;:]*\z", "${1}"),
    _replacing(r"[\x{200b}-\x{200d}\x{2060}\x{feff}\x{ad}]", ""),
    _trim,
    _replacing(r"(?i)\Amailto:\s*", ""),
    _replacing(rf"\s*({_AT}|\.)\s*", "${1}"),
    _replacing(f"{_AT}+", "@"),
    _point_for_comma,
    _replacing(r"\s*\.[\s.]*", "."),
    _without_stray_points,
)


def repair_emails(values: pl.Series) -> pl.Series:
    """Return the address that each bad value probably means; null where no repair makes it one.

    The first repairs that make it one are taken, and no more.

    Args:
        values: String without null; none of them is an address.
    """
    meant = nulls(len(values), values.name)
    rows = rows_of(values.str.contains(_AT))
    text = values[rows]
    for repair in _REPAIRS:
        repaired = text.to_frame("text").select(repair(pl.col("text"))).to_series()
        changed = rows_of(repaired != text)
        if changed.is_empty():
            continue
        written = _read(repaired[changed])
        is_address = has_value(written)
        meant = meant.scatter(rows[changed.filter(is_address)], written.drop_nulls())
        left = all_true(rows).scatter(changed, ~is_address)
        rows, text = rows.filter(left), repaired.filter(left)
    return meant


def _read(values: pl.Series) -> pl.Series:
    """Return the normal form of each text that is an address, null for all others."""
    rows = rows_of(~is_plain(values) & (values != ""))
    texts = only(values, values != "")
    return texts.scatter(rows, look_up_emails(values[rows]).written)
