"""The kind `datetime`, written in ISO 8601 (`2024-03-25T10:30:00`) or in the first of the field's strptime patterns.

In ISO 8601 the fraction of the second and the zone (Z or ±hh:mm) stay as they came; a time without a zone gets none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Final

import polars as pl

from csvprep.kinds.base import Check, Normalised, map_distinct, passes_asked, reasons_where
from csvprep.kinds.date import DAY_PATTERN
from csvprep.kinds.date_reading import (
    MAYBE_DATE,
    Clock,
    Found,
    find_maybe,
    parse_format,
    read_clock,
    read_date,
    write_format,
)
from csvprep.references.answers import Change
from csvprep.series import is_missing

ISO_DATE_TIME: Final = "%Y-%m-%dT%H:%M:%S"
_REMEMBERED: Final = 65_536
_SHAPE: Final = (
    rf"\A(?:{DAY_PATTERN})T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{{1,9}})?"
    r"(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])?\z"
)
_ZONE: Final = re.compile(r"(?:Z|[+-][0-9]{2}:?[0-9]{2})\Z")
_PARTS: Final = re.compile(r"(?P<day>.*[0-9])(?:T| |, | at )(?P<clock>[0-9]{1,2}:.*)", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one value is.

    Attributes:
        written: the written form; None when it is no time.
        why: what is wrong with it, in words.
        is_sure: whether there is one reading.
    """

    written: str | None
    why: str = ""
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class DateTime:
    """A day with a time.

    Attributes:
        formats: strptime patterns, the written one first; empty: ISO 8601.
    """

    formats: tuple[str, ...] = ()

    def normalise(self, values: pl.Series) -> Normalised | None:
        """Write times that have one reading in the first format."""
        return map_distinct(values, self._change, where=self._is_asked(values, self._is_plain(values)))

    def checks(self) -> tuple[Check, ...]:
        """Return the check that a value is a day with a time."""
        return (Check("type-error", self._passes, self._explain, explain_all=self._explain_all),)

    def _is_plain(self, values: pl.Series) -> pl.Series:
        """Return whether a value is plainly an ISO time, if that is the written form."""
        if self.formats[:1] not in {(), (ISO_DATE_TIME,)}:
            return is_missing(values)
        return values.str.contains(_SHAPE)

    def _change(self, value: str) -> Change:
        found = find_date_time(value, self.formats)
        if found.written in {None, value}:
            return Change(value)
        if found.is_sure:
            return Change(str(found.written), "date-format")
        return Change(value, suggestion=found.written)

    def _passes(self, values: pl.Series) -> pl.Series:
        plain = self._is_plain(values)
        return passes_asked(values, self._is_good, plain=plain, asked=self._is_asked(values, plain))

    def _is_good(self, value: str) -> bool:
        found = find_date_time(value, self.formats)
        return found.written is not None and found.is_sure

    def _explain(self, value: str) -> str:
        return find_date_time(value, self.formats).why

    def _explain_all(self, values: pl.Series) -> pl.Series:
        return reasons_where(values, self._explain, self._is_asked(values, self._is_plain(values)))

    def _is_asked(self, values: pl.Series, plain: pl.Series) -> pl.Series:
        return find_maybe(values, plain, MAYBE_DATE, self.formats)


@lru_cache(maxsize=_REMEMBERED)
def find_date_time(value: str, formats: tuple[str, ...]) -> Reading:
    """Return the written form of the time that a value means: by the declared patterns first, then by others."""
    is_iso = formats[:1] in {(), (ISO_DATE_TIME,)}
    found = _find_iso(value) or Reading(None)
    if not formats or (is_iso and found.written is not None and found.is_sure):
        return found
    times = [time for pattern in formats if (time := parse_format(value, pattern)) is not None]
    if times and times[0] == parse_format(value, formats[0]) and _is_written(value, times[0], formats[0]):
        return Reading(value)
    if times:
        is_sure = all(time == times[0] for time in times)
        return _written(times[0], formats[0], "" if is_sure else "two declared formats read it differently", is_sure)
    if found.written is None or is_iso or not _fits_python(found.written):
        return found if is_iso or found.written is None else Reading(None, "its fraction is finer than microseconds")
    return _written(datetime.fromisoformat(found.written), formats[0], found.why, found.is_sure)


def _is_written(value: str, time: datetime, pattern: str) -> bool:
    """Return whether a value is how a pattern writes a time; a zone may have its colon, or be Z."""
    written = write_format(time, pattern)
    if written == value or written is None or not pattern.endswith("%z"):
        return written == value
    return _ZONE.sub(_plain_zone, value) == _ZONE.sub(_plain_zone, written)


def _plain_zone(match: re.Match[str]) -> str:
    return "+0000" if match[0] == "Z" else match[0].replace(":", "")


def _written(time: datetime, pattern: str, why: str, is_sure: bool) -> Reading:  # noqa: FBT001 - inside only
    """Return a time in a pattern; in ISO 8601, that keeps fraction and zone."""
    written = time.isoformat() if pattern == ISO_DATE_TIME else write_format(time, pattern)
    if pattern == ISO_DATE_TIME and (_find_iso(time.isoformat()) or Reading(None)).written != written:
        written = None
    return Reading(written, why if written else f"it can't be written as {pattern}", is_sure)


def _fits_python(written: str) -> bool:
    """Return whether a fraction has no more than the microseconds that Python keeps."""
    return re.search(r"\.[0-9]{6}[0-9]*[1-9]", written) is None


def _find_iso(value: str) -> Reading | None:
    """Return a time in ISO 8601, read by the forms that nobody has to declare; None when it is none."""
    parts = _PARTS.fullmatch(value)
    if parts is None:
        day = read_date(value)
        return _join(day, Clock("00:00:00"), "it has no time of day", is_sure=False)
    clock = read_clock(parts["clock"])
    return None if clock is None else _join(read_date(parts["day"]), clock, "", is_sure=True)


def _join(day: Found, clock: Clock, why: str, *, is_sure: bool) -> Reading:
    if not isinstance(day.value, date):
        return Reading(None, day.why)
    written = f"{day.value.isoformat()}T{clock.text}{clock.zone}"
    return Reading(written, day.why or why, day.is_sure and is_sure)
