"""What one phone value is: its number, its written form, and whether that loses or guesses anything."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, ValidationResult

from csvprep.references.answers import Change
from csvprep.references.asking import asked
from csvprep.references.mangled import MADE_A_DATE, NUMBER_SUSPECT, is_short_date
from csvprep.references.phone_words import (
    DATE_PATTERN,
    FAULTS,
    HAS_LETTERS,
    HAS_SIGNS,
    HAS_TEXT,
    IS_DATE,
    IS_FORMULA,
    PLUS_LOST,
    SHORTENED,
    TOO_MANY_DIGITS,
    UNBALANCED,
)

_REMEMBERED: Final = 131_072
# in the North American Numbering Plan ten digits are a number of its own, if seldom an assigned one
FIXED_LENGTH_CODE: Final = 1
_TAIL: Final = "it ends in .0, as if it were a number with a fraction"

_SEPARATOR: Final = r"[ ./\-\u2010-\u2015\u2212]"
_GROUP: Final = r"(?:\d+|\(\d+\))"
_MARKER: Final = r"(?:ext\.?|extn\.?|extension|x\.?|доб\.?|anexo|int\.?|;ext=|#)"
_EXTENSION: Final = rf"(?:,? ?{_MARKER}[ :]? ?(?P<extension>\d{{1,20}}))?"
# digit groups with single separators, one plus before, balanced brackets, an extension after
_WELL_FORMED: Final = re.compile(
    rf"(?P<number>(?:\+ ?)?{_GROUP}(?:{_SEPARATOR}{_GROUP}|(?<=\)){_GROUP}|\(\d+\))*){_EXTENSION}", re.IGNORECASE
)
_WITH_EXTENSION: Final = re.compile(rf"(?P<number>.*?){_EXTENSION}\W*", re.IGNORECASE | re.DOTALL)

# a number as a program writes it that takes it for one with a fraction
_WITH_TAIL: Final = re.compile(r"(?P<number>\+?[0-9]{7,15})[.,]0")
_SHORTENED: Final = re.compile(NUMBER_SUSPECT.replace(r"\z", r"\Z"))
_BARE: Final = re.compile(r"[1-9][0-9]{6,14}")
_DATE: Final = re.compile(DATE_PATTERN.replace(r"\z", r"\Z"))

_UNREADABLE: Final = {
    NumberParseException.INVALID_COUNTRY_CODE: "invalid-country-code",
    NumberParseException.NOT_A_NUMBER: "not-a-number",
    NumberParseException.TOO_SHORT_AFTER_IDD: "too-short-after-idd",
    NumberParseException.TOO_SHORT_NSN: "too-short-nsn",
    NumberParseException.TOO_LONG: "too-long",
}
_IMPOSSIBLE: Final = {
    ValidationResult.INVALID_COUNTRY_CODE: "invalid-country-code",
    ValidationResult.TOO_SHORT: "too-short",
    ValidationResult.TOO_LONG: "too-long",
    ValidationResult.INVALID_LENGTH: "invalid-length",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What one value is.

    Attributes:
        change: what becomes of it.
        why: what is wrong with it as it stands, in words; empty when it is a well-formed, possible number.
        assigned: whether the library calls it valid; true also for what is no number.
    """

    change: Change
    why: str = ""
    assigned: bool = True


@asked(_REMEMBERED)
def read_phone(value: str, region: str, form: str) -> Reading:
    """Return what the library makes of a value.

    Args:
        value: clean text, not empty.
        region: ISO 3166 region of numbers without a country code.
        form: `national` or `e164`.
    """
    if tail := _WITH_TAIL.fullmatch(value):
        return _read_with_tail(value, read_phone(tail["number"], region, form))
    if (why := _why_rewritten(value)) is not None:
        return Reading(Change(value), why)
    try:
        number = phonenumbers.parse(value, region)
    except NumberParseException as error:
        fault = FAULTS[_UNREADABLE.get(error.error_type, "not-a-number")]
        return Reading(Change(value), IS_FORMULA if value[0] in "=@" else fault)
    possible = phonenumbers.is_possible_number_with_reason(number)
    if possible in _IMPOSSIBLE:
        return _read_impossible(value, FAULTS[_IMPOSSIBLE[possible]], region, form)
    is_local = possible == ValidationResult.IS_POSSIBLE_LOCAL_ONLY
    is_valid = phonenumbers.is_valid_number(number)
    if not is_valid and not is_local and number.country_code != FIXED_LENGTH_CODE:
        longer = _find_longer(value, ("+", "0"), region, form)
        if longer is not None:
            return Reading(Change(value, suggestion=longer), assigned=False)
    written = _write_local(number, region, form) if is_local else _write(number, value, region, form)
    change, why = (Change(value), "") if written == value else _judge(value, written, number, region)
    return Reading(change, why, is_valid)


def _why_rewritten(value: str) -> str | None:
    """Return which other thing a program made of a number; None when none."""
    if _SHORTENED.fullmatch(value):
        return SHORTENED
    if is_short_date(value):
        return MADE_A_DATE
    return IS_DATE if _DATE.fullmatch(value) else None


def _read_with_tail(value: str, number: Reading) -> Reading:
    """Return what a number is that ends in .0; `number` is what it is without that."""
    if number.why or number.change.suggestion is not None:
        return Reading(Change(value, suggestion=number.change.suggestion), number.why or _TAIL)
    return Reading(Change(number.change.written, "phone-error"), _TAIL, number.assigned)


def _read_impossible(value: str, why: str, region: str, form: str) -> Reading:
    """Return what a value is that has no possible length; bare digits may have lost the + of a number abroad."""
    longer = _find_longer(value, ("+",), region, form)
    return Reading(Change(value, suggestion=longer), why if longer is None else why + PLUS_LOST)


def _find_longer(value: str, signs: tuple[str, ...], region: str, form: str) -> str | None:
    """Return the written form of bare digits with what a spreadsheet took from them; None unless just one is valid.

    A 0 matters where it is a part of the number, as in Italy; elsewhere the library reads the number without it.
    """
    if _BARE.fullmatch(value) is None:
        return None
    found = []
    for sign in signs:
        number = _parse(sign + value, region)
        if number is None or (sign == "0" and not number.italian_leading_zero):
            continue
        if phonenumbers.is_valid_number(number):
            found.append(_write(number, sign + value, region, form))
    return found[0] if len(found) == 1 else None


def _judge(value: str, written: str | None, number: PhoneNumber, region: str) -> tuple[Change, str]:
    """Return what becomes of a value that is not in its written form (None: there is none), and what is wrong."""
    is_whole, is_well_formed = _holds_only(value, number, region), _WELL_FORMED.fullmatch(value) is not None
    if not is_whole:
        return Change(value, suggestion=written), _why_not_whole(value)
    if written is None:
        return Change(value), "" if is_well_formed else _why_malformed(value)
    if is_well_formed:
        return Change(written, "phone-format"), ""
    return Change(written, "phone-error"), _why_malformed(value)


def _write(number: PhoneNumber, value: str, region: str, form: str) -> str | None:
    """Return the written form; None when none reads as the same number again.

    The national form comes first at home, then the international one, then E.164; in the form `e164` that is first.
    """
    forms = [PhoneNumberFormat.INTERNATIONAL]
    if form == "e164":
        forms.insert(0, PhoneNumberFormat.E164)
    else:
        forms.append(PhoneNumberFormat.E164)
    if form != "e164" and number.country_code == phonenumbers.country_code_for_region(region):
        forms.insert(0, PhoneNumberFormat.NATIONAL)
    for one in forms:
        written = _format(number, one)
        if written == value or _parse(written, region) == number:
            return written
    return None


def _write_local(number: PhoneNumber, region: str, form: str) -> str | None:
    """Return the national form of a number without its area code: it has no meaning away from home."""
    if form == "e164" or number.country_code != phonenumbers.country_code_for_region(region):
        return None
    written = _format(number, PhoneNumberFormat.NATIONAL)
    return written if _parse(written, region) == number else None


def _format(number: PhoneNumber, form: int) -> str:
    written: str = phonenumbers.format_number(number, form)
    if form == PhoneNumberFormat.E164 and number.extension:
        return f"{written} ext. {number.extension}"
    return written


def _parse(value: str, region: str) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(value, region)
    except NumberParseException:
        return None


def _holds_only(value: str, number: PhoneNumber, region: str) -> bool:
    """Return whether all digits of a value, and no letters, are what makes its number.

    The library turns letters into digits (1-800-FLOWERS) and cuts off a second number; both change what is read
    when only the digits are left.
    """
    parts = _WELL_FORMED.fullmatch(value) or _WITH_EXTENSION.fullmatch(value)
    if parts is None:
        return False
    plus = "+" if re.match(r"\D*[+＋]", parts["number"]) else ""
    digits = plus + "".join(char for char in parts["number"] if char.isdecimal())
    found = _parse(digits, region)
    if found is None or (parts["extension"] or None) != (number.extension or None):
        return False
    found.extension = number.extension
    return bool(found == number)


def _why_not_whole(value: str) -> str:
    if any(char.isalpha() for char in value):
        return HAS_LETTERS
    return TOO_MANY_DIGITS


def _why_malformed(value: str) -> str:
    if value.count("(") != value.count(")"):
        return UNBALANCED
    if any(char.isalpha() for char in value):
        return HAS_TEXT
    return HAS_SIGNS
