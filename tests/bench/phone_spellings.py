"""Example numbers of every region in many spellings, right and wrong, and what `phonenumbers` says of each."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import phonenumbers
import polars as pl
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType, ValidationResult

from csvprep.kinds.phone_columns import are_assigned, are_readable, write_phones
from csvprep.kinds.phone_texts import explain_phones
from csvprep.phones import read_phones
from csvprep.references.answers import Change
from csvprep.references.phones import read_phone

REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
FORMATS = {
    "national": PhoneNumberFormat.NATIONAL,
    "international": PhoneNumberFormat.INTERNATIONAL,
    "e164": PhoneNumberFormat.E164,
}
STYLES = (*FORMATS.values(), PhoneNumberFormat.RFC3966)
PREFIXES = ("00", "011", "0", "1", "8", "+", "+0", "++", "810", "001", "tel:", "(", "'", "-", "０", "=")
SUFFIXES = (
    " ext. 12",
    "x12",
    " X 7",
    " #3",
    ".0",
    ",",
    ";ext=4",
    " anexo 12",
    "/x2",
    " int 5",
    " ext 123456789",
    ")",
    "#",
)
INSERTS = "()-./ +x#,;~*\u00a0\u2013Aé٣１0123456789"
NUMBER = ("country_code", "number", "extension", "possible", "local", "valid", "written")
PARSE_FAULTS = {
    NumberParseException.INVALID_COUNTRY_CODE: "invalid-country-code",
    NumberParseException.NOT_A_NUMBER: "not-a-number",
    NumberParseException.TOO_SHORT_AFTER_IDD: "too-short-after-idd",
    NumberParseException.TOO_SHORT_NSN: "too-short-nsn",
    NumberParseException.TOO_LONG: "too-long",
}
LENGTH_FAULTS = {
    ValidationResult.TOO_SHORT: "too-short",
    ValidationResult.TOO_LONG: "too-long",
    ValidationResult.INVALID_LENGTH: "invalid-length",
}
Numbers = list[tuple[str, PhoneNumber]]


def example_numbers() -> Numbers:
    """Return the library's example numbers of all regions and types; those of no region with the home US."""
    types = [one for one in PhoneNumberType.values() if one != PhoneNumberType.UNKNOWN]
    found = [
        (region, number)
        for region in REGIONS
        for one in types
        if (number := phonenumbers.example_number_for_type(region, one)) is not None
    ]
    codes = sorted(phonenumbers.COUNTRY_CODES_FOR_NON_GEO_REGIONS)
    return found + [("US", phonenumbers.example_number_for_non_geo_entity(code)) for code in codes]


def spell(value: str, chance: random.Random) -> Iterator[str]:
    """Yield a written number and what people, programs and accidents make of it."""
    digits = "".join(char for char in value if char.isdigit())
    yield value
    yield from (prefix + value for prefix in PREFIXES)
    yield from (value + suffix for suffix in SUFFIXES)
    yield from (value.replace(" ", sign) for sign in "-./")
    yield from (value.replace("-", "."), value[1:], value[:-1], digits, digits.lstrip("0"), digits[:8], digits[:7])
    yield from (f"+{digits}", f"00{digits}", f"{digits}.0", f"{digits[:2]}-{digits[2:4]}-{digits[4:8]}")
    for _ in range(6):
        place = chance.randrange(len(value))
        yield value[:place] + chance.choice("0123456789") + value[place + 1 :]
        yield value[:place] + chance.choice(INSERTS) + value[place:]
        yield value[:place] + value[place + 1 :]


def read_by_library(value: str, region: str, form: str) -> dict[str, Any]:
    """Return what `read_phones` must say of a value; only its fault where the library reads no number."""
    try:
        number = phonenumbers.parse(value, region)
    except NumberParseException as error:
        return dict.fromkeys(NUMBER) | {"fault": PARSE_FAULTS[error.error_type]}
    style = FORMATS.get(form)
    if style is None:
        is_home = number.country_code == phonenumbers.country_code_for_region(region)
        style = PhoneNumberFormat.NATIONAL if is_home else PhoneNumberFormat.INTERNATIONAL
    reason = phonenumbers.is_possible_number_with_reason(number)
    return {
        "country_code": number.country_code,
        "number": phonenumbers.national_significant_number(number),
        "extension": number.extension,
        "possible": phonenumbers.is_possible_number(number),
        "local": reason == ValidationResult.IS_POSSIBLE_LOCAL_ONLY,
        "valid": phonenumbers.is_valid_number(number),
        "written": phonenumbers.format_number(number, style),
        "fault": LENGTH_FAULTS.get(reason),
    }


@dataclass(slots=True)
class Tally:
    """What a comparison has come to: values, numbers among them, both with those that the columns are sure of."""

    values: int = 0
    sure: int = 0
    numbers: int = 0
    sure_numbers: int = 0
    different: list[tuple[object, ...]] = field(default_factory=list)


def compare_numbers(values: list[str], region: str, form: str, tally: Tally) -> None:
    """Compare `read_phones` with the library, value by value."""
    table = read_phones(pl.Series(values, dtype=pl.String), region, form)  # type: ignore[arg-type]
    for value, row in zip(values, table.iter_rows(named=True), strict=True):
        same_digits, _ = row.pop("same_digits"), row.pop("plain")
        is_sure = row["country_code"] is not None or row["fault"] is not None
        expected = read_by_library(value, region, form)
        is_number = expected["country_code"] is not None
        tally.values += 1
        tally.sure += is_sure
        tally.numbers += is_number
        tally.sure_numbers += is_sure and is_number
        if is_sure and row != expected:
            tally.different.append((value, region, form, row, expected))
        elif is_sure and same_digits:
            again = read_by_library(row["written"], region, form)
            if any(again[name] != row[name] for name in ("country_code", "number", "extension")):
                tally.different.append(("written form", value, region, form, row, again))


def compare_kind(values: list[str], region: str, form: str, tally: Tally) -> None:
    """Compare what the kind makes of a column with `read_phone`, value by value."""
    values = [value for value in values if value]
    cells = pl.Series(values, dtype=pl.String)
    found = write_phones(cells, region, form)
    readable, assigned = are_readable(cells, region, form), are_assigned(cells, region, form)
    whys = explain_phones(cells, region)
    for row, value in enumerate(values):
        slow = read_phone(value, region, form)
        tally.values += 1
        tally.sure += found.known[row]
        good = [
            not found.known[row] or slow.change == Change(found.written[row], found.code[row], found.suggestion[row]),
            not found.proved[row] or _is_good(found.written[row], region, form),
            not readable[0][row] or readable[1][row] == (not slow.why),
            not assigned[0][row] or assigned[1][row] == slow.assigned,
            whys[row] is None or whys[row] == slow.why,
        ]
        if not all(good):
            tally.different.append(("kind", value, region, form, found.written[row], good, slow))


def _is_good(written: str, region: str, form: str) -> bool:
    again = read_phone(written, region, form)
    return not again.why and again.assigned
