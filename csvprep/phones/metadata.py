"""What the installed `phonenumbers` knows, with its patterns as polars takes them.

The patterns of the metadata hold digits, digit classes, counts, groups, alternatives and `$`, which mean the same in
Python's and in Rust's regular expressions when they meet ASCII digits. What holds anything else is not read here.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final

import phonenumbers
import polars as pl
from phonenumbers import PhoneMetadata

_KNOWN_SYNTAX: Final = re.compile(r"(?:\\d|\[[0-9-]+\]|[0-9]|\{[0-9]+(?:,[0-9]*)?\}|\(\?:|[()|?$])*")
_CODE_DIGITS: Final = 3


class UnknownSyntaxError(ValueError):
    """The metadata holds something that this package can't be sure of."""


def as_polars(pattern: str | None) -> str:
    """Return a pattern of the metadata for ASCII digits, as polars takes it.

    Raises:
        UnknownSyntaxError: there is none, or it has syntax that may mean something else there.
    """
    if pattern is None or _KNOWN_SYNTAX.fullmatch(pattern) is None:
        raise UnknownSyntaxError(pattern)
    return pattern.replace(r"\d", "[0-9]")


def at_start(pattern: str) -> str:
    """Return what finds a pattern of the metadata at the begin of a text."""
    return rf"\A(?:{as_polars(pattern)})"


def whole(pattern: str | None) -> str:
    """Return what finds texts that a pattern of the metadata matches from begin to end."""
    return rf"\A(?:{as_polars(pattern)})\z"


def home_metadata(region: str | None) -> Any | None:
    """Return the metadata of a home region; None where the library knows no such region."""
    return PhoneMetadata.metadata_for_region(region) if region in phonenumbers.SUPPORTED_REGIONS else None


def main_metadata(code: int) -> Any:
    """Return the metadata that has the lengths and formats of a calling code."""
    main = phonenumbers.region_code_for_country_code(code)
    return PhoneMetadata.metadata_for_region_or_calling_code(code, main)


def all_metadata(code: int) -> list[Any]:
    """Return the metadata of all regions of a calling code, in the library's order."""
    names = phonenumbers.COUNTRY_CODE_TO_REGION_CODE[code]
    return [PhoneMetadata.metadata_for_region_or_calling_code(code, name) for name in names]


@cache
def calling_codes() -> pl.Series:
    """Return for each three digits (0 to 999) the calling code that begins there (UInt16); 0 for none."""
    known = phonenumbers.COUNTRY_CODE_TO_REGION_CODE
    beginning = [f"{number:03d}" for number in range(10**_CODE_DIGITS)]
    found = [
        next((int(digits[:size]) for size in range(1, _CODE_DIGITS + 1) if int(digits[:size]) in known), 0)
        for digits in beginning
    ]
    return pl.Series([0 if digits[0] == "0" else code for digits, code in zip(beginning, found, strict=True)]).cast(
        pl.UInt16
    )
