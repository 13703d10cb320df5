"""What is said of values that are no good phone numbers, and how a program shows a number as something else."""

from __future__ import annotations

from typing import Final

SHORTENED: Final = "a spreadsheet shortened it"
IS_DATE: Final = "it is a date"
IS_FORMULA: Final = "it is a formula"
HAS_LETTERS: Final = "it has letters, which are no digits"
TOO_MANY_DIGITS: Final = "it has more digits than one number"
UNBALANCED: Final = "its brackets are not balanced"
HAS_TEXT: Final = "it has text around the number"
HAS_SIGNS: Final = "it has signs that don't belong to a number"
PLUS_LOST: Final = ", unless its + is lost"

FAULTS: Final = {
    "invalid-country-code": "it begins with no country's calling code",
    "not-a-number": "it is not a number",
    "too-short-after-idd": "it is too short after the international prefix",
    "too-short-nsn": "it is too short",
    "too-short": "it is too short",
    "too-long": "it is too long",
    "invalid-length": "it has a length that no number of its country has",
}
"""By the fault that `csvprep.phones.read_phones` names."""

_YEAR: Final = "(?:19|20)[0-9]{2}"
_MONTH: Final = "(?:0?[1-9]|1[0-2])"
_DAY: Final = "(?:0?[1-9]|[12][0-9]|3[01])"
DATE_PATTERN: Final = (
    rf"\A(?:{_YEAR}-{_MONTH}-{_DAY}"
    + "".join(rf"|{_DAY}{sign}{_MONTH}{sign}{_YEAR}|{_MONTH}{sign}{_DAY}{sign}{_YEAR}" for sign in (r"\.", "/", "-"))
    + r")(?:[T ][0-9]{1,2}:[0-9]{2}.*)?\z"
)
"""Of dates with a year, as polars has it."""
