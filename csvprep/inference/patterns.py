"""Forms of numbers, dates and times as regular expressions that polars runs, stricter than the kinds that read them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from typing import Final

import polars as pl

NUMBER_FORMS: Final = ((".", ""), (".", ","), (",", ""), (",", "."), (".", " "), (",", " "), (".", "'"))
"""Decimal and group characters; a form that comes earlier is taken where two fit as many values."""
LOOKS_NUMERIC: Final = r"^[+-]?[0-9.,][0-9.,' \x{a0}\x{202f}]*(?:[eE][+-]?[0-9]+)?$"
LEADING_ZERO: Final = r"^[+-]?0[0-9]"
LOOKS_DATED: Final = r"^(?:[0-9]|[A-Za-z]{3,9},? [0-9])[0-9A-Za-z ,./:+-]{4,39}$"

_DAYS: Final = (
    "%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d", "%Y.%m.%d", "%d/%m/%y",
    "%m/%d/%y", "%d.%m.%y", "%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%b %d, %Y", "%d %B %Y", "%B %d, %Y", "%Y%m%d",
)  # fmt: skip
_CLOCKS: Final = ("%H:%M:%S", "%H:%M", "%I:%M %p", "%I:%M:%S %p")
_ISO_CLOCKS: Final = ("%H:%M:%S.%f", "%H:%M:%SZ", "%H:%M:%S.%fZ", "%H:%M:%S%z", "%H:%M:%S.%f%z")
_BETWEEN: Final = (" ", "T", ", ")
_COMPACT: Final = "%Y%m%d"
_ISO_DAY: Final = "%Y-%m-%d"
_MOST_SHAPES: Final = 200
_MONTHS: Final = "January|February|March|April|May|June|July|August|September|October|November|December"
_DIRECTIVES: Final = {
    "%Y": "(?:[1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])",
    "%y": "[0-9]{2}",
    "%m": "(?:0?[1-9]|1[0-2])",
    "%d": "(?:0?[1-9]|[12][0-9]|3[01])",
    "%b": "(?i:" + "|".join(name[:3] for name in _MONTHS.split("|")) + ")",
    "%B": f"(?i:{_MONTHS})",
    "%H": "(?:[01]?[0-9]|2[0-3])",
    "%I": "(?:0?[1-9]|1[0-2])",
    "%M": "[0-5][0-9]",
    "%S": "[0-5][0-9]",
    "%f": "[0-9]{1,6}",
    "%p": "(?i:[ap]m)",
    "%z": "[+-](?:[01][0-9]|2[0-3]):[0-5][0-9]",
}
_STRICT: Final = _DIRECTIVES | {"%m": "(?:0[1-9]|1[0-2])", "%d": "(?:0[1-9]|[12][0-9]|3[01])"}
_FAMILIES: Final = {"%m": "9", "%d": "9", "%H": "9", "%I": "9", "%Y": "9999", "%y": "99", "%b": "a", "%B": "a"}


@dataclass(frozen=True, slots=True)
class DateForm:
    """One way of writing days, or days with a time.

    Attributes:
        format: strptime pattern; empty: ISO 8601 with a fraction or zone, which no strptime pattern has.
        regex: of the values, as polars has it.
        family: what all formats share that may write the same value.
        timed: there is a time of day.
    """

    format: str
    regex: str
    family: str
    timed: bool


def number_regex(decimal_char: str, group_char: str, *, whole: bool) -> str:
    """Return the pattern of numbers of one form; a group is of three digits."""
    group = "[ \\x{a0}\\x{202f}]" if group_char == " " else re.escape(group_char)
    digits = rf"(?:[0-9]{{1,3}}(?:{group}[0-9]{{3}})+|[0-9]+)" if group_char else "[0-9]+"
    if whole:
        return rf"^[+-]?{digits}$"
    return rf"^[+-]?{digits}(?:{re.escape(decimal_char)}[0-9]+)?(?:[eE][+-]?[0-9]+)?$"


@lru_cache(maxsize=1)
def date_forms() -> tuple[DateForm, ...]:
    """Return all forms; of one family the one that is taken where both fit comes first."""
    days = (_form(day, timed=False) for day in _DAYS)
    written = [day for day in _DAYS if day != _COMPACT]
    times = (_form(f"{day}{between}{clock}", timed=True) for day, between, clock in product(written, _BETWEEN, _CLOCKS))
    iso = (_form(f"{_ISO_DAY}{between}{clock}", timed=True) for between, clock in product(" T", _ISO_CLOCKS))
    return (*days, *times, *(replace(form, format="") for form in iso))


def _form(pattern: str, *, timed: bool) -> DateForm:
    table = _STRICT if pattern == _COMPACT else _DIRECTIVES
    regex = "".join(table.get(part, re.escape(part)) for part in _parts(pattern))
    family = "".join(_FAMILIES.get(part, part) for part in _parts(pattern))
    return DateForm(pattern, f"^(?:{regex})$", family, timed)


def _parts(pattern: str) -> Iterator[str]:
    return (match[0] for match in re.finditer(r"%[A-Za-z]|[^%]", pattern))


def forms_of(values: pl.Series, *, compact: bool) -> tuple[DateForm, ...]:
    """Return the forms in which some of the values may be.

    Args:
        values: distinct ones that look like dates.
        compact: eight digits may be a date.
    """
    shapes = (
        values.str.replace_all("[0-9]+", "9")
        .str.replace(r"-(9:9)$", "+$1")
        .str.replace_all("[A-Za-z]{2,}", "a")
        .unique()
    )
    found = {form for shape in shapes.head(_MOST_SHAPES) for form in _forms_of_shape(shape)}
    return tuple(form for form in date_forms() if form in found and (compact or form.format != _COMPACT))


@lru_cache(maxsize=4096)
def _forms_of_shape(shape: str) -> tuple[DateForm, ...]:
    return tuple(form for form in date_forms() if _shape_of(form) == shape)


@lru_cache(maxsize=1024)
def _shape_of(form: DateForm) -> str:
    family = re.sub("%[MSf]", "9", form.family).replace("%z", "+9:9").replace("%p", "a")
    return re.sub("9+", "9", family)


def are_dates(values: pl.Series, form: DateForm) -> pl.Series:
    """Return which values are written in a form and are a day of the calendar; Boolean."""
    fits = values.str.contains(form.regex)
    if not form.format:
        return fits & values.str.head(len("2024-03-25")).str.to_date(_ISO_DAY, strict=False).is_not_null()
    if form.timed:
        return fits & values.str.to_datetime(form.format, strict=False, time_unit="us").is_not_null()
    return fits & values.str.to_date(form.format, strict=False).is_not_null()
