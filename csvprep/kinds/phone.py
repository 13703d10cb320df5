"""The kind `phone`: numbers as `phonenumbers` reads and writes them (ITU-T E.164; libphonenumber's metadata).

A number is good when the library can read it and its length is possible. In the form `national` it is written as
people of the home region's calling code write it, and internationally otherwise; in the form `e164` as +, calling
code and digits. An extension is kept: by the library's own rules in the first form, as " ext. 12" in the second,
for E.164 has none. What `csvprep.phones` is sure of is read by the column, the rest by the library, once per distinct
value.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import polars as pl

from csvprep.kinds.base import Check, Normalised, are_few, map_all_distinct, merged, pass_all_distinct
from csvprep.kinds.phone_columns import are_assigned, are_readable, write_phones
from csvprep.kinds.phone_texts import explain_phones
from csvprep.references.answers import Change
from csvprep.references.phones import Reading, read_phone
from csvprep.series import has_value, is_missing, rows_of


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone number.

    Attributes:
        region: ISO 3166 region of numbers without a country code.
        form: `national` or `e164`.
    """

    region: str
    form: str = "national"

    def normalise(self, values: pl.Series) -> Normalised | None:
        """Write numbers in the field's form, where nothing of the value is lost or guessed."""
        if not values.str.len_bytes().sum():
            return None
        found = write_phones(values, self.region, self.form, leave_few=True)
        by_column = Normalised(found.written, found.code, found.suggestion, found.proved)
        rest = None if found.known.all() else map_all_distinct(values, self._change, where=~found.known)
        if rest is None and not (found.proved.any() or _has_any(found.code) or _has_any(found.suggestion)):
            return None
        return replace(merged(by_column, rest) or by_column, proved=found.proved)

    def checks(self) -> tuple[Check, ...]:
        """Return the checks that a value is a readable, possible number, and that it is assigned."""
        return (
            Check("phone-error", self._is_readable, self._explain, explain_all=self._explain_all),
            Check("phone-unassigned", self._is_assigned, _explain_unassigned),
        )

    def _change(self, values: list[str]) -> list[Change]:
        return [found.change for found in self._read(values)]

    def _read(self, values: list[str]) -> list[Reading]:
        return read_phone.ask_all(values, self.region, self.form)

    def _is_readable(self, values: pl.Series) -> pl.Series:
        if are_few(values):
            return self._all_asked(values, lambda found: not found.why, where=has_value(values))
        known, readable = are_readable(values, self.region, self.form)
        return (readable | ~known) & self._all_asked(values, lambda found: not found.why, where=~known)

    def _is_assigned(self, values: pl.Series) -> pl.Series:
        """Pass what is valid, and what is no number at all: that is another check's finding."""
        if are_few(values):
            return self._all_asked(values, lambda found: found.assigned, where=has_value(values))
        known, assigned = are_assigned(values, self.region, self.form)
        return (assigned | ~known) & self._all_asked(values, lambda found: found.assigned, where=~known)

    def _all_asked(self, values: pl.Series, is_good: Callable[[Reading], bool], *, where: pl.Series) -> pl.Series:
        return pass_all_distinct(values, lambda distinct: map(is_good, self._read(distinct)), where=where)

    def _explain_all(self, values: pl.Series) -> pl.Series:
        if are_few(values):
            return pl.Series(self._explain_each(values), dtype=pl.String)
        whys = explain_phones(values, self.region)
        rows = rows_of(is_missing(whys))
        return whys.scatter(rows, self._explain_each(values[rows])) if len(rows) else whys

    def _explain_each(self, values: pl.Series) -> list[str]:
        return [found.why for found in self._read(values.to_list())]

    def _explain(self, value: str) -> str:
        return read_phone(value, self.region, self.form).why


def _explain_unassigned(value: str) -> str:
    return f"no such number as {value} is assigned"


def _has_any(values: pl.Series) -> bool:
    return values.null_count() < len(values)
