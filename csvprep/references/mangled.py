"""Numbers that a spreadsheet program shortened or took for a day."""

from __future__ import annotations

import re
from typing import Final

# one digit before the point and a signed exponent: what programs write, and people don't
NUMBER_SUSPECT: Final = r"\A[+-]?[0-9](?:[.,][0-9]+)?[eE]\+[0-9]{2,3}\z"
_CAPITAL_MONTHS: Final = "Jan|Jän|Feb|Mar|Mär|Mrz|Apr|May|Mai|Jun|Jul|Aug|Sept?|Oct|Okt|Nov|Dec|Dez"
# French, Spanish, Italian, Dutch
_SMALL_MONTHS: Final = (
    "janv|jan|ene|gen|févr|feb|mars|mar|mrt|avr|abr|apr|mai|may|mag|mei|juin|jun|giu|juil|jul|lug|août|ago|aug|"
    "sept|sep|oct|okt|ott|nov|déc|dic|dec"
)
_DAY: Final = "(?:0?[1-9]|[12][0-9]|3[01])"
DATE_SUSPECT: Final = (
    rf"\A(?:{_DAY}(?:[-. ]|\. )(?:{_CAPITAL_MONTHS})\.?|(?:{_CAPITAL_MONTHS})\.?[-. ][0-9]{{1,2}}"
    rf"|{_DAY}-(?:{_SMALL_MONTHS})\.?)\z"
)
_SHORT_DATE: Final = re.compile(DATE_SUSPECT.replace(r"\z", r"\Z"))
MADE_A_DATE: Final = "a spreadsheet made a date of it"


def is_short_date(value: str) -> bool:
    """Return whether a value is day and month, or month and year, as a spreadsheet shows a code like 1-3 or MAR1."""
    return _SHORT_DATE.fullmatch(value) is not None
