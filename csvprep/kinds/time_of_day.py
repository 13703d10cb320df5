"""The kind `time`, written in ISO 8601 (`10:30:00`) or in the first of the field's strptime patterns.

In ISO 8601 the fraction of the second and the zone (Z or ±hh:mm) stay as they came.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import polars as pl

from csvprep.kinds.base import Check, Normalised, map_distinct, passes_asked
from csvprep.kinds.date_reading import MAYBE_CLOCK, find_maybe, parse_format, read_clock, write_format
from csvprep.references.answers import Change
from csvprep.series import is_missing

ISO_TIME: Final = "%H:%M:%S"
_SHAPE: Final = (
    r"\A(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,9})?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])?\z"
)
_OFF_THE_CLOCK: Final = re.compile(r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?.*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """A time without a day.

    Attributes:
        formats: strptime patterns, the written one first; empty: ISO 8601.
    """

    formats: tuple[str, ...] = ()

    def normalise(self, values: pl.Series) -> Normalised | None:
        """Write times in the first format."""
        return map_distinct(values, self._change, where=self._is_asked(values, self._is_plain(values)))

    def checks(self) -> tuple[Check, ...]:
        """Return the check that a value is a time of day."""
        return (Check("type-error", self._passes, self._explain),)

    def _is_iso(self) -> bool:
        return self.formats[:1] in {(), (ISO_TIME,)}

    def _is_plain(self, values: pl.Series) -> pl.Series:
        return values.str.contains(_SHAPE) if self._is_iso() else is_missing(values)

    def _change(self, value: str) -> Change:
        written = self._read(value)
        return Change(value) if written in {None, value} else Change(str(written), "date-format")

    def _passes(self, values: pl.Series) -> pl.Series:
        plain = self._is_plain(values)
        asked = self._is_asked(values, plain)
        return passes_asked(values, lambda value: self._read(value) is not None, plain=plain, asked=asked)

    def _is_asked(self, values: pl.Series, plain: pl.Series) -> pl.Series:
        return find_maybe(values, plain, MAYBE_CLOCK, self.formats)

    def _read(self, value: str) -> str | None:
        """Return the written form; None when the value is no time."""
        clock = read_clock(value)
        if self._is_iso() and clock is not None:
            return clock.text + clock.zone
        for pattern in self.formats:
            found = parse_format(value, pattern)
            if found is not None:
                return write_format(found, self.formats[0])
        if clock is None or clock.zone or not self.formats:
            return None
        found = parse_format(clock.text, ISO_TIME)
        return None if found is None else write_format(found, self.formats[0])

    def _explain(self, value: str) -> str:
        if _OFF_THE_CLOCK.fullmatch(value):
            return "there is no such time"
        return f"write it as {self.formats[0]}" if self.formats else "write it as hh:mm:ss"
