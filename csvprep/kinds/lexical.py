"""Kinds that a pattern decides: `year`, `yearmonth`, `duration` (XML Schema part 2), `uuid` (RFC 9562), `binary`.

They have no written form of their own: what is good stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from csvprep.kinds.base import Check, Normalised
from csvprep.references.mangled import MADE_A_DATE, is_short_date
from csvprep.schema.model import KindName
from csvprep.series import not_false

_YEAR: Final = r"-?(?:[1-9][0-9]{3,}|0[0-9]{3})"
_ZONE: Final = r"(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))?"
_DATE_PART: Final = r"(?:[0-9]+Y)?(?:[0-9]+M)?(?:[0-9]+D)?"
_TIME_PART: Final = r"(?:T(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+(?:\.[0-9]+)?S)?)?"
# weeks stand alone (ISO 8601); with no part at all, or none behind the T, the last letter is no unit
_DURATION: Final = rf"\A-?P(?:[0-9]+W|{_DATE_PART}{_TIME_PART})\z"
_HEX: Final = "[0-9A-Fa-f]"
_BASE64: Final = "[A-Za-z0-9+/]"


@dataclass(frozen=True, slots=True)
class Lexical:
    """Text of one form.

    Attributes:
        patterns: all of them are found in a good value; as polars has them.
        why: what a bad one is not.
    """

    patterns: tuple[str, ...]
    why: str

    def normalise(self, values: pl.Series) -> Normalised | None:  # noqa: ARG002 - the protocol's signature
        """Return None: a good value has no other form."""
        return None

    def checks(self) -> tuple[Check, ...]:
        """Return the check that a value has the form."""
        return (Check("type-error", self._passes, self._explain),)

    def _passes(self, values: pl.Series) -> pl.Series:
        good = values == ""
        found = values.str.contains(self.patterns[0])
        for pattern in self.patterns[1:]:
            found &= values.str.contains(pattern)
        return not_false(found | good)

    def _explain(self, value: str) -> str:
        return MADE_A_DATE if is_short_date(value) else self.why


LEXICAL: Final = {
    KindName.YEAR: Lexical((rf"\A{_YEAR}{_ZONE}\z",), "write four digits, such as 2024"),
    KindName.YEARMONTH: Lexical((rf"\A{_YEAR}-(?:0[1-9]|1[0-2]){_ZONE}\z",), "write year and month, such as 2024-03"),
    KindName.DURATION: Lexical((_DURATION, r"[YMWDHS]\z"), "write it as in ISO 8601, such as P1DT12H"),
    KindName.UUID: Lexical(
        (rf"\A{_HEX}{{8}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{12}}\z",), "it has not the 36 characters of one"
    ),
    KindName.BINARY: Lexical(
        (rf"\A(?:{_BASE64}{{4}})*(?:{_BASE64}{{2}}==|{_BASE64}{{3}}=)?\z",), "it is not base64 (RFC 4648)"
    ),
}
"""The kinds of this module, by name."""
