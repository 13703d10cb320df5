"""Dates and times in other words than the written form, and the one way to read them if there is one.

Safe are forms with one reading: the year first (ISO 8601 order) or the month by its English name. When the year comes
last and both other numbers could be a month, nothing is offered; when only one could, the date is a suggestion.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Final

import polars as pl

from csvprep.series import rows_of

_REMEMBERED: Final = 64
_SEPARATORS: Final = "-/.:,"
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL_MONTHS: Final = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_DAY_NAME: Final = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? +)?"
_MONTH_NAME: Final = rf"(?P<name>{'|'.join((*_FULL_MONTHS, 'sept', *_MONTHS))})\.?"
_DAY: Final = r"(?P<day>0?[1-9]|[12][0-9]|3[01])(?:st|nd|rd|th)?"
_YEAR: Final = r"(?P<year>[0-9]{4})"
_ONE_READING: Final = tuple(
    re.compile(pattern, re.IGNORECASE | re.ASCII)
    for pattern in (
        rf"{_YEAR}(?P<sep>[-/. ])(?P<month>[0-9]{{1,2}})(?P=sep)(?P<day>[0-9]{{1,2}})",
        rf"{_YEAR}(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}})",
        rf"{_DAY_NAME}{_DAY}(?:[-/. ]| of | ?, ?)? ?{_MONTH_NAME}(?:[-/ ]| ?, ?) ?{_YEAR}",
        rf"{_DAY_NAME}{_MONTH_NAME}[-/ ]? ?{_DAY}(?: ?, ?|[-/ ]) ?{_YEAR}",
        rf"{_YEAR}[-/. ]? ?{_MONTH_NAME}[-/ ]? ?{_DAY}",
    )
)
_YEAR_LAST: Final = re.compile(r"(?P<one>[0-9]{1,2})(?P<sep>[-/. ])(?P<two>[0-9]{1,2})(?P=sep)(?P<year>[0-9]{4})")
_TIME: Final = re.compile(
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]{1,9}))?)?"
    r"(?: ?(?P<half>[ap])\.?m\.?)?(?: ?(?P<zone>z|utc|gmt|[+-][0-9]{2}(?::?[0-9]{2})?))?",
    re.IGNORECASE | re.ASCII,
)


def _for_polars(pattern: re.Pattern[str]) -> str:
    """Return the pattern without names, and with any separator in place of the same one: it finds as much and more."""
    return re.sub(r"\(\?P<\w+>", "(?:", pattern.pattern).replace("(?P=sep)", "[-/. ]")


_DAY_LOOK: Final = "|".join(map(_for_polars, (*_ONE_READING, _YEAR_LAST)))
MAYBE_CLOCK: Final = rf"(?i-u)\A(?:{_for_polars(_TIME)})\z"
"""Every text that `read_clock` reads, and some more."""

MAYBE_DATE: Final = rf"(?i-u)\A(?:{_DAY_LOOK})(?:(?:T| |, | at )(?:{_for_polars(_TIME)}))?\z"
"""Every text that `read_date` has something to say of, alone or before such a time, and some more."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a value can be read as.

    Attributes:
        value: the date or time; None when it is none or has more than one reading.
        why: why it has none, in words.
        is_sure: whether there is one reading; else the value is the likely one.
    """

    value: date | None
    why: str = ""
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day as text, in ISO 8601: `10:30:00` with the fraction and the zone (Z or ±hh:mm) that it came with."""

    text: str
    zone: str = ""


def read_date(text: str) -> Found:
    """Return the date that a text means in a form that nobody declared."""
    for pattern in _ONE_READING:
        if match := pattern.fullmatch(text):
            parts = match.groupdict()
            month = int(parts["month"]) if parts.get("month") else _MONTHS.index(parts["name"][:3].lower()) + 1
            found = make_date(int(parts["year"]), month, int(parts["day"]))
            return Found(found) if found else Found(None, "there is no such day")
    if match := _YEAR_LAST.fullmatch(text):
        return _read_year_last(int(match["one"]), int(match["two"]), int(match["year"]))
    return Found(None)


def _read_year_last(one: int, two: int, year: int) -> Found:
    day_first, month_first = make_date(year, two, one), make_date(year, one, two)
    if day_first and month_first and day_first != month_first:
        return Found(None, "day and month can't be told apart")
    likely = day_first or month_first
    if likely is None:
        return Found(None, "there is no such day")
    return Found(likely, "its day and month are in no declared order", is_sure=False)


def make_date(year: int, month: int, day: int) -> date | None:
    """Return a date of the Gregorian calendar, years 1 to 9999; None when there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_clock(text: str) -> Clock | None:
    """Return a time of day with an optional zone; None when it is none."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match["half"] in "pP" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    fraction = f".{match['fraction']}" if match["fraction"] else ""
    zone = _read_zone(match["zone"] or "")
    return None if zone is None else Clock(f"{hour:02d}:{minute:02d}:{second:02d}{fraction}", zone)


def _read_zone(zone: str) -> str | None:
    """Return a zone as Z or ±hh:mm; None when there is no such offset (ISO 8601 4.3.13, up to 23:59)."""
    if zone.lower() in {"z", "utc", "gmt"}:
        return "Z"
    if not zone:
        return ""
    hours, minutes = int(zone[1:3]), int(zone[3:].lstrip(":") or 0)
    return f"{zone[0]}{hours:02d}:{minutes:02d}" if hours <= 23 and minutes <= 59 else None


def parse_format(text: str, pattern: str) -> datetime | None:
    """Return what `strptime` makes of a text; None when the text or the pattern is not fit for it."""
    try:
        return datetime.strptime(text, pattern)  # noqa: DTZ007 - a file's times have the zone that they come with
    except (ValueError, re.error, OverflowError):
        return None


def find_maybe(values: pl.Series, plain: pl.Series, look: str, formats: tuple[str, ...]) -> pl.Series:
    """Return which values may be dates or times in other words: none else has a reading, nor a reason why not.

    Args:
        values: String.
        plain: Boolean of the same height: where there is nothing to ask; null for null.
        look: MAYBE_DATE or MAYBE_CLOCK.
        formats: strptime patterns by which they may be read too.

    Returns:
        Boolean, false or null for null.
    """
    others = ~plain
    rows = rows_of(others)
    if rows.is_empty():
        return others
    looks = "|".join(f"(?:{one})" for one in (look, *map(_look_of, formats)))
    return others.scatter(rows, values[rows].str.contains(looks))


@lru_cache(maxsize=_REMEMBERED)
def _look_of(pattern: str) -> str:
    """Return a pattern, for polars, of every text that `strptime` reads by one of its own, and of some more."""
    digit = r"[0-9[^\x00-\x7f]]"  # it takes the digits of all scripts
    looks = {"Y": f"{digit}{{4}}", "y": f"{digit}{{2}}", **dict.fromkeys("mdHIMS", f" ?{digit}{{1,2}}")}
    found = []
    for directive, other in re.findall(r"%(.)|([^%])", pattern, re.DOTALL):
        if directive:
            found.append(looks.get(directive, ".*"))
        else:
            found.append(re.escape(other) if other in _SEPARATORS else ".*" if other.isspace() else ".")
    return rf"(?s)\A{''.join(found)}\z"


def write_format(value: datetime, pattern: str) -> str | None:
    """Return a time in a strptime pattern, in the spelling that reads as the same again; None when none does."""
    try:
        written = value.strftime(pattern.replace("%Y", f"{value.year:04d}"))
    except ValueError:
        return None
    return written if parse_format(written, pattern) == value else None
