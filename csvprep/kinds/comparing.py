"""What written values mean, so that they can be compared: with bounds, with an enumeration, with each other.

`meaning_of` takes a field to the reading of a column: String to a type that compares as the values do, null where a
value is none of the field's type. What polars can't read is read once per distinct value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, datetime, time
from fractions import Fraction
from functools import partial
from typing import Any, Final

import polars as pl

from csvprep.kinds.json_values import decode
from csvprep.schema.model import Field, KindName
from csvprep.series import has_value, is_missing, is_true, rows_of

Meaning = Callable[[pl.Series], pl.Series]
_JSON: Final = (KindName.OBJECT, KindName.ARRAY, KindName.GEOJSON)
_PARTS: Final = re.compile(
    r"(?P<sign>-?)P(?:(?P<weeks>\d+)W)?(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?",
    re.ASCII,
)


def meaning_of(field: Field) -> Meaning | None:
    """Return how a field's values become comparable; None when they compare as text."""
    return _MEANINGS[field.kind](field) if field.kind in _MEANINGS else None


def read_distinct(values: pl.Series, read: Callable[[str], Any], dtype: pl.DataType | type[pl.DataType]) -> pl.Series:
    """Return what a slow function makes of each value; it is called once per distinct one, and never for null."""
    distinct = values.drop_nulls().unique()
    if distinct.is_empty():
        return pl.repeat(None, len(values), dtype=dtype, eager=True)
    return values.replace_strict(
        distinct, pl.Series(map(read, distinct), dtype=dtype), default=None, return_dtype=dtype
    )


def _integers(field: Field) -> Meaning:
    return lambda values: _without_marks(values, field).cast(pl.Int128, strict=False)


def _numbers(field: Field) -> Meaning:
    return lambda values: (
        _without_marks(values, field)
        .str.replace_all(field.decimal_char, ".", literal=True)
        .cast(pl.Float64, strict=False)
    )


def _without_marks(values: pl.Series, field: Field) -> pl.Series:
    """Return numbers without groups, and without the text around them where there may be one."""
    if not field.bare_number:
        bare = values.str.replace(r"\A[^0-9+\-]*", "").str.replace(r"[^0-9]*\z", "")
        values = bare.zip_with(is_true(bare.str.contains("[0-9]")), values)
    return values.str.replace_all(field.group_char or " ", "", literal=True)


def _booleans(field: Field) -> Meaning:
    words = {**dict.fromkeys(field.false_values, False), **dict.fromkeys(field.true_values, True)}
    return lambda values: values.replace_strict(words, default=None, return_dtype=pl.Boolean)


def _dates(field: Field) -> Meaning:
    read = partial(_read_time, formats=field.formats)

    def mean(values: pl.Series) -> pl.Series:
        if field.formats:
            return read_distinct(values, read, pl.Datetime("us"))
        pattern = "%Y-%m-%d" if field.kind is KindName.DATE else "%Y-%m-%dT%H:%M:%S"
        quick = values.str.to_datetime(pattern, strict=False, time_unit="us")
        rows = rows_of(is_missing(quick) & has_value(values))
        return quick if rows.is_empty() else quick.scatter(rows, read_distinct(values[rows], read, pl.Datetime("us")))

    return mean


def _read_time(value: str, formats: tuple[str, ...]) -> datetime | None:
    for pattern in formats:
        try:
            return datetime.strptime(value, pattern).replace(tzinfo=None)  # noqa: DTZ007 - bounds are local
        except ValueError:
            continue
    try:
        return datetime.fromisoformat(value).replace(tzinfo=None)
    except ValueError:
        return None


def _clocks(field: Field) -> Meaning:
    def read(value: str) -> time | None:
        found = _read_time(value, field.formats) if field.formats else None
        if found is not None:
            return found.time()
        try:
            return time.fromisoformat(value).replace(tzinfo=None)
        except ValueError:
            return None

    return lambda values: read_distinct(values, read, pl.Time)


def _years(_field: Field) -> Meaning:
    return lambda values: values.str.extract(r"\A(-?[0-9]{4,})", 1).cast(pl.Int64, strict=False)


def _months(_field: Field) -> Meaning:
    def mean(values: pl.Series) -> pl.Series:
        year, month = (values.str.extract(r"\A(-?[0-9]{4,})-([0-9]{2})", group) for group in (1, 2))
        return year.cast(pl.Int64, strict=False) * 12 + month.cast(pl.Int64, strict=False)

    return mean


def _decoded(_field: Field) -> Meaning:
    """Read JSON as a text that is the same for equal values."""

    def read(value: str) -> str | None:
        try:
            return json.dumps(decode(value), sort_keys=True)
        except (ValueError, RecursionError):
            return None

    return lambda values: read_distinct(values, read, pl.String)


_MEANINGS: Final[dict[KindName, Callable[[Field], Meaning]]] = {
    KindName.INTEGER: _integers,
    KindName.NUMBER: _numbers,
    KindName.BOOLEAN: _booleans,
    KindName.DATE: _dates,
    KindName.DATETIME: _dates,
    KindName.TIME: _clocks,
    KindName.YEAR: _years,
    KindName.YEARMONTH: _months,
    **dict.fromkeys(_JSON, _decoded),
}


Span = tuple[int, Fraction]
"""A duration: months, and seconds beside them."""
# the days that XML Schema part 2, 3.2.6.2, compares durations on: each a first of a month
_REFERENCE_MONTHS: Final = tuple(12 * year + month - 1 for year, month in ((1696, 9), (1697, 2), (1903, 3), (1903, 7)))


def read_span(value: str) -> Span | None:
    """Return what a duration of ISO 8601 means; None when it is none."""
    match = _PARTS.fullmatch(value)
    if match is None or value[-1:] in "PT":
        return None
    number = {name: Fraction(text or 0) for name, text in match.groupdict().items() if name != "sign"}
    sign = -1 if match["sign"] else 1
    days = 7 * number["weeks"] + number["days"]
    seconds = 86_400 * days + 3600 * number["hours"] + 60 * number["minutes"] + number["seconds"]
    return int(sign * (12 * number["years"] + number["months"])), sign * seconds


def compare_spans(one: Span, other: Span) -> int | None:
    """Return -1, 0 or 1 as one duration is shorter than, as long as or longer than the other; None: it depends."""
    signs = set()
    for month in _REFERENCE_MONTHS:
        ends = [86_400 * _first_day(month + months) + seconds for months, seconds in (one, other)]
        signs.add((ends[0] > ends[1]) - (ends[0] < ends[1]))
    return signs.pop() if len(signs) == 1 else None


def _first_day(month: int) -> int:
    """Return the number of a month's first day in the proleptic Gregorian calendar.

    Args:
        month: counted from January of the year 0.
    """
    cycles, month = divmod(month - 12, 4800)  # 400 years, from January of the year 1
    return 146_097 * cycles + date(month // 12 + 1, month % 12 + 1, 1).toordinal()
