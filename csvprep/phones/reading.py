"""From a column of texts to its numbers: each step for all rows of a calling code at once (`phonenumbers.parse`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, cast

import polars as pl

from csvprep.phones.metadata import calling_codes
from csvprep.phones.plans import CallingCode, Home, calling_code
from csvprep.phones.shapes import read_shapes
from csvprep.phones.texts import as_faults, read_texts
from csvprep.series import has_value

_LEAST_DIGITS: Final = 2
_MOST_DIGITS: Final = 17
_LEAST_ABROAD: Final = 3


@dataclass(frozen=True, slots=True)
class Numbers:
    """What is sure of a column.

    Attributes:
        parts: calling codes, each with a frame of its rows, in no order: `row` (UInt32), `dialled` (String: the digits
            of the value, after a + where there is one), `extension` (String, or null), `plain` (Boolean: the value
            holds nothing but these and signs), `number` (String: the national significant number).
        faults: `row`, `fault`: of which values the library reads no number, and why.
    """

    parts: list[tuple[CallingCode, pl.DataFrame]]
    faults: list[pl.DataFrame]


def read_numbers(values: pl.Series, home: Home | None) -> Numbers:
    """Return the numbers of each calling code that are read for sure, and what surely is no number.

    Args:
        values: String.
        home: where numbers without a calling code are from; None: these are not read.
    """
    found: dict[int, list[pl.DataFrame]] = {}
    read = Numbers([], [])
    abroad, at_home = _part_abroad(_read_dialled(values, read.faults), home)
    for code, frame in _by_code(abroad, home, read.faults):
        found.setdefault(code, []).append(frame)
    if home is not None and at_home.height:
        with_code, without = _part_code(at_home, home)
        if with_code.height:
            found.setdefault(home.code, []).append(with_code)
        plan = calling_code(home.code)
        if without.height and plan is not None:
            number = home.national.strip_from_possible(without["number"])
            _keep(plan, without.with_columns(number.alias("number")), read)
    for code, frames in found.items():
        plan = calling_code(code)
        if plan is not None:
            _keep(plan, _without_prefix(plan, pl.concat(frames), read.faults), read)
    return read


def _read_dialled(values: pl.Series, faults: list[pl.DataFrame]) -> pl.DataFrame:
    """Return `row`, `dialled`, `extension` and `plain` of the values that hold digits."""
    shaped, others = read_shapes(values)
    plain = shaped.with_columns(plain=pl.lit(value=True))
    if not others.height:
        return plain
    found, refused = read_texts(others)
    faults.append(refused)
    lettered = found.select("row", "dialled", extension=pl.lit(None, pl.String), plain=pl.lit(value=False))
    return pl.concat([plain, lettered])


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
            is_abroad = has_value(rest)
            abroad.append(others.with_columns(rest.alias("number")).filter(is_abroad))
            others = others.filter(~is_abroad)
    return pl.concat(abroad) if abroad else others.clear(), others


def _by_code(frame: pl.DataFrame, home: Home | None, faults: list[pl.DataFrame]) -> Iterator[tuple[int, pl.DataFrame]]:
    """Yield each calling code that numbers begin with and its rows, `number` without it."""
    long_enough = _at_least(frame, _LEAST_ABROAD, "too-short-after-idd", faults)
    if not long_enough.height:
        return
    beginning = long_enough["number"].str.slice(0, 3).cast(pl.UInt32)
    coded = long_enough.with_columns(calling_codes()[beginning].alias("code"))
    for (code,), rows in coded.partition_by("code", as_dict=True).items():
        if code:
            digits = len(str(code))
            yield int(code), rows.drop("code").with_columns(pl.col("number").str.slice(digits))
        elif home is not None:
            # after a plus the library tries the prefix for calls abroad as well
            strange = rows.filter(~pl.col("dialled").str.starts_with("+") | ~home.international.begins(rows["number"]))
            faults.append(as_faults(strange, "invalid-country-code"))


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


def _without_prefix(plan: CallingCode, frame: pl.DataFrame, faults: list[pl.DataFrame]) -> pl.DataFrame:
    known = _at_least(frame, _LEAST_DIGITS, "too-short-nsn", faults)
    number = plan.prefix.strip_from_possible(known["number"])
    return known if number is known["number"] else known.with_columns(number.alias("number"))


def _keep(plan: CallingCode, frame: pl.DataFrame, read: Numbers) -> None:
    """Keep what has as many digits as the library lets a number have."""
    digits = frame["number"].str.len_bytes()
    if frame.height and cast("int", digits.max()) > _MOST_DIGITS:
        read.faults.append(as_faults(frame.filter(digits > _MOST_DIGITS), "too-long"))
    known = frame.filter((digits >= _LEAST_DIGITS) & (digits <= _MOST_DIGITS))
    if known.height:
        read.parts.append((plan, known))


def _at_least(frame: pl.DataFrame, digits: int, fault: str, faults: list[pl.DataFrame]) -> pl.DataFrame:
    """Return the rows with enough digits; the others have a fault."""
    enough = frame["number"].str.len_bytes() >= digits
    if enough.all():
        return frame
    faults.append(as_faults(frame.filter(~enough), fault))
    return frame.filter(enough)
