"""The kind `date`, written in ISO 8601 (`2024-03-25`) or in the first of the field's strptime patterns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Final

import polars as pl

from csvprep.kinds.base import Check, Normalised, map_distinct, passes_asked, reasons_where
from csvprep.kinds.date_reading import MAYBE_DATE, Found, find_maybe, parse_format, read_clock, read_date, write_format
from csvprep.references.answers import Change
from csvprep.series import is_missing

ISO_DATE: Final = "%Y-%m-%d"
_REMEMBERED: Final = 65_536
# days of the years 1000 to 2999 without the 29th of February, which may not be one
DAY_PATTERN: Final = (
    r"[12][0-9]{3}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)"
    r"|(?:0[13578]|1[02])-31)"
)


@dataclass(frozen=True, slots=True)
class Date:
    """A day of the Gregorian calendar, years 1 to 9999.

    Attributes:
        formats: strptime patterns, the written one first; empty: ISO 8601.
    """

    formats: tuple[str, ...] = ()

    def normalise(self, values: pl.Series) -> Normalised | None:
        """Write dates that have one reading in the first format."""
        return map_distinct(values, self._change, where=self._is_asked(values, self._is_plain(values)))

    def checks(self) -> tuple[Check, ...]:
        """Return the check that a value is a date."""
        return (Check("type-error", self._passes, self._explain, explain_all=self._explain_all),)

    def _is_plain(self, values: pl.Series) -> pl.Series:
        """Return whether a value is plainly an ISO date, if that is the written form."""
        if self._patterns()[0] != ISO_DATE:
            return is_missing(values)
        return values.str.contains(rf"\A(?:{DAY_PATTERN})\z")

    def _patterns(self) -> tuple[str, ...]:
        return self.formats or (ISO_DATE,)

    def _change(self, value: str) -> Change:
        found = find_date(value, self._patterns())
        if found.value is None:
            return Change(value)
        written = write_format(_midnight(found.value), self._patterns()[0])
        if written is None or written == value:
            return Change(value)
        return Change(written, "date-format") if found.is_sure else Change(value, suggestion=written)

    def _passes(self, values: pl.Series) -> pl.Series:
        plain = self._is_plain(values)
        return passes_asked(values, self._is_good, plain=plain, asked=self._is_asked(values, plain))

    def _is_good(self, value: str) -> bool:
        found = find_date(value, self._patterns())
        return found.value is not None and found.is_sure

    def _explain(self, value: str) -> str:
        return find_date(value, self._patterns()).why

    def _explain_all(self, values: pl.Series) -> pl.Series:
        return reasons_where(values, self._explain, self._is_asked(values, self._is_plain(values)))

    def _is_asked(self, values: pl.Series, plain: pl.Series) -> pl.Series:
        return find_maybe(values, plain, MAYBE_DATE, self._patterns())


@lru_cache(maxsize=_REMEMBERED)
def find_date(value: str, patterns: tuple[str, ...]) -> Found:
    """Return the date that a value means: by the declared patterns first, then by forms with one reading."""
    days = {found.date() for pattern in patterns if (found := parse_format(value, pattern)) is not None}
    first = parse_format(value, patterns[0])
    if first is not None and write_format(first, patterns[0]) == value:
        return Found(first.date())
    if len(days) > 1:
        return Found(first.date() if first else None, "two declared formats read it as different days", is_sure=False)
    return Found(days.pop()) if days else _find_undeclared(value)


def _find_undeclared(value: str) -> Found:
    found = read_date(value)
    if found.value is not None or found.why:
        return found
    parts = re.fullmatch(r"(?P<day>.*[0-9])(?:T| |, )(?P<clock>[0-9]{1,2}:.*)", value, re.DOTALL)
    if parts is None or (clock := read_clock(parts["clock"])) is None:
        return found
    day = read_date(parts["day"])
    if day.value is None:
        return day
    is_midnight = re.fullmatch(r"00:00:00(?:\.0+)?", clock.text) is not None and not clock.zone
    return Found(day.value, day.why or "it has a time of day", is_sure=day.is_sure and is_midnight)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())
