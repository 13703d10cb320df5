"""The kinds `number` and `integer`, in the lexical forms of Table Schema (decimals of XML Schema part 2, 3.2.3).

The written form has no group characters, no plus sign and a digit on both sides of the decimal character; it
keeps the field's decimal character, so that it is still a number under the field's own settings.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import polars as pl

from csvprep.kinds.base import Check, Normalised, map_distinct, passes_distinct
from csvprep.references.answers import Change
from csvprep.references.mangled import MADE_A_DATE, is_short_date

_NOT_FINITE: Final = re.compile(r"[+-]?(?:nan|inf|infinity)", re.IGNORECASE)
_SPECIAL: Final = r"\A(?i:nan|-?inf)\z"  # Table Schema, number
_MONEY: Final = re.compile(r"[A-Z]{3}(?![A-Za-z])|\b(?<=[0-9 ])[A-Z]{3}\b|[%$€£¥₹₩₽¢]")
_SPACES: Final = " \u00a0\u202f"
_BEFORE: Final = r"[^0-9+\-]*"
_BEHIND: Final = r"[^0-9]*"


@dataclass(frozen=True, slots=True)
class Number:
    """A number.

    Attributes:
        decimal_char: the character before the fraction.
        group_char: the character between groups of digits; empty when there is none.
        whole: whether only integers are good.
        bare: whether there is nothing but the number; else text without digits may stand before and behind it.
        takes_not_finite: whether NaN, INF and -INF are good, in any case.
    """

    decimal_char: str = "."
    group_char: str = ""
    whole: bool = False
    bare: bool = True
    takes_not_finite: bool = False

    def normalise(self, values: pl.Series) -> Normalised | None:
        """Write numbers that have one reading under the field's settings without groups and needless signs.

        With text before or behind it a number stays as it is.
        """
        return map_distinct(values, self._change, where=~self._is_plain(values))

    def checks(self) -> tuple[Check, ...]:
        """Return the check that a value is a number (or an integer)."""
        return (Check("type-error", self._passes, self._explain),)

    def _is_plain(self, values: pl.Series) -> pl.Series:
        """Return where patterns tell that a value is good and stays as it is."""
        plain = values.str.contains(self._written_pattern())
        if not self.bare:
            plain |= values.str.contains(rf"\A{_BEFORE}{self._any_pattern()}{_BEHIND}\z") & ~self._is_bare(values)
        if self.takes_not_finite and not self.whole:
            plain |= values.str.contains(_SPECIAL)
        return plain

    def _is_bare(self, values: pl.Series) -> pl.Series:
        return values.str.contains(rf"\A{self._any_pattern()}\z")

    def _any_pattern(self) -> str:
        """Return the pattern of a number, with or without groups, as polars has it."""
        mark = re.escape(self.decimal_char)
        rest = "" if self.whole else rf"(?:{mark}[0-9]*)?(?:[eE][+-]?[0-9]+)?"
        bare = "" if self.whole else rf"|{mark}[0-9]+(?:[eE][+-]?[0-9]+)?"
        return rf"[+-]?(?:{_digits(self.group_char)}{rest}{bare})"

    def _written_pattern(self) -> str:
        """Return the pattern of the written form, as polars has it."""
        if self.whole:
            return r"\A-?[0-9]+\z"
        return rf"\A-?[0-9]+(?:{re.escape(self.decimal_char)}[0-9]+)?(?:[eE][+-]?[0-9]+)?\z"

    def _passes(self, values: pl.Series) -> pl.Series:
        return passes_distinct(values, self._is_good, where=~self._is_plain(values))

    def _is_good(self, value: str) -> bool:
        return _read(value, self) is not None

    def _change(self, value: str) -> Change:
        written = _read(value, self)
        if written is not None:
            return Change(value) if written == value else Change(written, "number-format")
        likely = _guess(value, self)
        return Change(value, suggestion=likely if likely != value else None)

    def _explain(self, value: str) -> str:
        if _NOT_FINITE.fullmatch(value.strip()):
            return "NaN and infinity can't be uploaded"
        if self.whole and _read(value, Number(self.decimal_char, self.group_char)) is not None:
            return "it has a fraction or an exponent"
        if _MONEY.search(value):
            return "it has a currency or percent sign"
        return MADE_A_DATE if is_short_date(value) else ""


@lru_cache(maxsize=128)
def _pattern(decimal_char: str, group_char: str) -> re.Pattern[str]:
    """Return the pattern of every form with one reading: sign, digits with or without groups, fraction, exponent."""
    return re.compile(
        rf"(?P<sign>[+-]?) ?(?:(?P<digits>{_digits(group_char)})(?:{re.escape(decimal_char)}(?P<fraction>[0-9]*))?"
        rf"|{re.escape(decimal_char)}(?P<bare>[0-9]+))(?P<exponent>[eE][+-]?[0-9]+)?"
    )


def _digits(group_char: str) -> str:
    """Return the pattern of digits with or without groups."""
    if not group_char:
        return "[0-9]+"
    group = "[ \u00a0\u202f]" if group_char in _SPACES else re.escape(group_char)
    return rf"(?:[0-9]{{1,3}}(?:{group}[0-9]{{2,3}})*{group}[0-9]{{3}}|[0-9]+)"


def _read(value: str, kind: Number) -> str | None:
    """Return the written form of a number; None when it is none or has more than one reading."""
    match = _pattern(kind.decimal_char, kind.group_char).fullmatch(_plain(value))
    if match is None:
        return None
    if kind.whole and (match["fraction"] is not None or match["bare"] is not None or match["exponent"]):
        return None
    digits = "".join(char for char in match["digits"] or "0" if char.isdigit())
    fraction = match["fraction"] or match["bare"]
    sign = match["sign"].replace("+", "")
    return sign + digits + (kind.decimal_char + fraction if fraction else "") + (match["exponent"] or "")


def _plain(value: str) -> str:
    """Write decimal digits of other scripts and the minus sign U+2212 in ASCII, and trim spaces."""
    if value.isascii():
        return value.strip(_SPACES)
    plain = "".join(str(digit) if (digit := unicodedata.decimal(char, None)) is not None else char for char in value)
    return plain.replace("\u2212", "-").strip(_SPACES)


def _guess(value: str, kind: Number) -> str | None:
    """Return what a number with undeclared signs and separators probably is, in the written form."""
    text = _MONEY.sub("", _plain(value)).strip()
    if re.fullmatch(r"\(.+\)", text):
        text = "-" + text[1:-1]
    elif re.fullmatch(r"[^+-].*-", text):
        text = "-" + text[:-1]
    for decimal_char, group_char in ((kind.decimal_char, kind.group_char), *_SEPARATORS):
        found = _read(text, Number(decimal_char, group_char))
        if found is not None:
            return _fit(found.replace(decimal_char, kind.decimal_char), kind)
    return None


# decimal and group characters of undeclared forms, in the order in which they are tried
_SEPARATORS: Final = ((".", ","), (",", "."), (".", " "), (",", " "), (".", "'"), (".", "_"))


def _fit(written: str, kind: Number) -> str | None:
    """Return a number as the kind has it: a whole one without its zero fraction."""
    if kind.whole:
        written = re.sub(rf"{re.escape(kind.decimal_char)}0*$", "", written)
    return written if _read(written, kind) == written else None
