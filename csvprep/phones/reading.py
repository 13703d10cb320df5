"""From a column of texts to its numbers: each step for all rows of a calling code at once (`phonenumbers.parse`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import polars as pl

from csvprep.phones.metadata import calling_codes
from csvprep.phones.plans import CallingCode, Home, calling_code
from csvprep.phones.shapes import read_shapes

_LEAST_DIGITS: Final = 2
_MOST_DIGITS: Final = 17
_LEAST_ABROAD: Final = 3


def read_numbers(values: pl.Series, home: Home | None) -> Iterator[tuple[CallingCode, pl.DataFrame]]:
    """Yield the numbers of each calling code that are read for sure.

    Args:
        values: String.
        home: where numbers without a calling code are from; None: these are not read.

    Yields:
        The calling code, and a frame of its rows, in no order: `row` (UInt32), `dialled` (String: the digits of the
        value, after a + where there is one), `extension` (String, or null), `number` (String: the national significant
        number).
    """
    found: dict[int, list[pl.DataFrame]] = {}
    abroad, at_home = _part_abroad(read_shapes(values), home)
    for code, frame in _by_code(abroad):
        found.setdefault(code, []).append(frame)
    if home is not None and at_home.height:
        with_code, without = _part_code(at_home, home)
        if with_code.height:
            found.setdefault(home.code, []).append(with_code)
        plan = calling_code(home.code)
        if without.height and plan is not None:
            number = home.national.strip_from_possible(without["number"])
            yield from _of_length([(plan, without.with_columns(number.alias("number")))])
    plans = ((calling_code(code), pl.concat(frames)) for code, frames in found.items())
    yield from _of_length([(plan, _without_prefix(plan, frame)) for plan, frame in plans if plan is not None])


def _part_abroad(frame: pl.DataFrame, home: Home | None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows with a plus or the home region's prefix for calls abroad, and those without.

    `number` is what follows the plus or prefix, or all digits.
    """
    plus = frame["dialled"].str.starts_with("+")
    others = frame.filter(~plus)
    others = others.with_columns(number="dialled")
    abroad = [frame.filter(plus).with_columns(pl.col("dialled").str.slice(1).alias("number"))] if plus.any() else []
    if home is not None and others.height:
        rest = home.international.strip(others["dialled"])
        if rest.null_count() < others.height:
            is_abroad = rest.is_not_null()
            abroad.append(others.with_columns(rest.alias("number")).filter(is_abroad))
            others = others.filter(~is_abroad)
    return pl.concat(abroad) if abroad else others.clear(), others


def _by_code(frame: pl.DataFrame) -> Iterator[tuple[int, pl.DataFrame]]:
    """Yield each calling code that numbers begin with and its rows, `number` without it."""
    long_enough = frame.filter(pl.col("number").str.len_bytes() >= _LEAST_ABROAD)
    if not long_enough.height:
        return
    beginning = long_enough["number"].str.slice(0, 3).cast(pl.UInt32)
    coded = long_enough.with_columns(calling_codes().gather(beginning).alias("code"))
    for (code,), rows in coded.partition_by("code", as_dict=True).items():
        if code:
            digits = len(str(code))
            yield int(code), rows.drop("code").with_columns(pl.col("number").str.slice(digits))


def _part_code(frame: pl.DataFrame, home: Home) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows that begin with the home calling code, without plus, and those that don't.

    The code is one if what follows is a number and the whole is none, or if the whole is too long for one.
    """
    code, national = str(home.code), home.national
    begins = frame["number"].str.starts_with(code)
    if not begins.any():
        return frame.clear(), frame
    candidates = frame.filter(begins)
    whole = candidates["number"]
    rest = national.strip(whole.str.slice(len(code)))
    coded = ~whole.str.contains(national.general) & rest.str.contains(national.general)
    too_long = [size for size in whole.str.len_bytes().unique() if national.lengths.is_too_long(size)]
    coded |= whole.str.len_bytes().is_in(too_long)
    if not coded.any():
        return frame.clear(), frame
    with_code = candidates.with_columns(rest.alias("number")).filter(coded)
    return with_code, pl.concat([frame.filter(~begins), candidates.filter(~coded)])


def _without_prefix(plan: CallingCode, frame: pl.DataFrame) -> pl.DataFrame:
    known = _at_least(frame, _LEAST_DIGITS)
    number = plan.prefix.strip_from_possible(known["number"])
    return known if number is known["number"] else known.with_columns(number.alias("number"))


def _of_length(parts: list[tuple[CallingCode, pl.DataFrame]]) -> Iterator[tuple[CallingCode, pl.DataFrame]]:
    """Yield what has as many digits as the library lets a number have."""
    for plan, frame in parts:
        known = _at_least(frame, _LEAST_DIGITS).filter(pl.col("number").str.len_bytes() <= _MOST_DIGITS)
        if known.height:
            yield plan, known


def _at_least(frame: pl.DataFrame, digits: int) -> pl.DataFrame:
    return frame.filter(pl.col("number").str.len_bytes() >= digits)
