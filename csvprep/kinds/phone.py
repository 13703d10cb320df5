"""The kind `phone`: numbers as `phonenumbers` reads and writes them (ITU-T E.164; libphonenumber's metadata).

A number is good when the library can read it and its length is possible. In the form `national` it is written as
people of the home region's calling code write it, and internationally otherwise; in the form `e164` as +, calling
code and digits. An extension is kept: by the library's own rules in the first form, as " ext. 12" in the second,
for E.164 has none. Numbers of calling code 1 in their common shapes are read by `phone_patterns`, all others by the
library, once per distinct value.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from csvprep.kinds.base import Change, Check, Normalised, all_true, map_distinct, merged, passes_distinct, rewritten
from csvprep.kinds.phone_patterns import NanpRules, nanp_rules
from csvprep.kinds.phone_reading import Reading, read_phone


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
        rules = nanp_rules(self.region, self.form)
        if rules is None:
            return map_distinct(values, self._change, where=values.is_not_null())
        written = rules.is_written(values)
        if written.all():
            return None
        shaped = ~written & rules.is_shaped(values)
        changed = rewritten(values, rules.write(values), "phone-format") if shaped.any() else None
        broken = ~(written | shaped) & rules.is_broken(values)
        mended = rewritten(values, rules.mend(values), "phone-error") if broken.any() else None
        rest = map_distinct(values, self._change, where=~(written | shaped | broken))
        return merged(merged(changed, mended), rest)

    def checks(self) -> tuple[Check, ...]:
        """Return the checks that a value is a readable, possible number, and that it is assigned."""
        return (
            Check("phone-error", self._is_readable, self._explain),
            Check("phone-unassigned", self._is_assigned, _explain_unassigned),
        )

    def _change(self, value: str) -> Change:
        return self._read(value).change

    def _read(self, value: str) -> Reading:
        return read_phone(value, self.region, self.form)

    def _is_readable(self, values: pl.Series) -> pl.Series:
        known = _is_known(nanp_rules(self.region, self.form), values)
        return passes_distinct(values, lambda value: not self._read(value).why, where=~known)

    def _is_assigned(self, values: pl.Series) -> pl.Series:
        """Pass what is valid, and what is no number at all: that is another check's finding."""
        rules = nanp_rules(self.region, self.form)
        if rules is not None and rules.is_written(values).all():
            return rules.is_assigned(values).fill_null(value=True)
        known = _is_known(rules, values)
        rest = passes_distinct(values, lambda value: self._read(value).assigned, where=~known)
        if rules is None or not known.any():
            return rest
        assigned = rules.is_assigned(rules.write(values.filter(known)))
        return rest.scatter(known.arg_true(), assigned)

    def _explain(self, value: str) -> str:
        return self._read(value).why


def _is_known(rules: NanpRules | None, values: pl.Series) -> pl.Series:
    """Return whether the rules can read each value: in the written form, or else in one of the shapes."""
    if rules is None:
        return ~all_true(values)
    known = rules.is_written(values)
    return known if known.all() else known | rules.is_shaped(values)


def _explain_unassigned(value: str) -> str:
    return f"no such number as {value} is assigned"
