"""Host names with letters beyond ASCII that `idna` surely takes, and leaves as they stand (RFC 5891, UTS 46).

They are made of letters that are told one by one: each is valid in both standards, stays as it is in NFC and joins with
no other, and is written from left to right. So what holds for a part of a name is that its hyphens are at their places,
and that it isn't too long in ASCII (RFC 3492): how long that may be at most can be told without writing it so.
"""

from __future__ import annotations

from typing import Final

import polars as pl

_MAPPED: Final = "ĳŀŉſǆǉǌǳ"
LETTERS: Final = f"[[[ß-ɏά-ώа-ԯ]&&\\p{{Ll}}]--[{_MAPPED}]]ぁ-ゖァ-ヺ一-龥가-힣"
"""The letters, for a class of a pattern in polars."""

_LABEL: Final = f"[a-z0-9{LETTERS}]+(?:-[a-z0-9{LETTERS}]+)*"
_LABELS: Final = rf"\A(?:{_LABEL}\.)+"
_OTHERS: Final = rf"[^\x00-\x7f{LETTERS}]"
_BEYOND_ASCII: Final = r"[^\x00-\x7f]"
# RFC 3492: of characters below 65,536 each takes 8 digits at most, for a digit is worth 10 of the one before it or more
_MOST_DIGITS: Final = 8
_MARKS: Final = len("xn---")
_OVERLONG: Final = f"[^.]{{{63 - _MARKS + 1}}}"


def is_sure(host: pl.Expr, top: str) -> pl.Expr:
    """Say whether hosts, written with small ASCII letters, are names that `idna` takes and leaves as they stand.

    Args:
        host: String.
        top: pattern of the last part of a name, in small ASCII letters.
    """
    small = host.str.to_lowercase()
    is_name = ~host.str.contains(_OTHERS) & small.str.contains(rf"{_LABELS}{top}\z")
    return is_name & ~host.str.replace_all(_BEYOND_ASCII, "x" * _MOST_DIGITS).str.contains(_OVERLONG)


def most_bytes(host: pl.Expr) -> pl.Expr:
    """Return how long a name in ASCII may be at most: no less than `idna` makes of a sure one."""
    beyond = host.str.count_matches(_BEYOND_ASCII)
    labels = host.str.count_matches(".", literal=True) + 1
    return host.str.len_chars() + (_MOST_DIGITS - 1) * beyond + _MARKS * labels
