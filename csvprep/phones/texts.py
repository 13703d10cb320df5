r"""What the library makes of a text that is more than digits with punctuation: no number, or a number among letters.

`phonenumbers.parse` takes what follows the first digit or plus, without the signs at its end, wants three digits with
signs between them and then only digits, signs and letters, perhaps an extension (`_VALID_PHONE_NUMBER_PATTERN`); three
letters or more are dialled as a telephone's keys have them, fewer are dropped. Only texts of the characters below are
looked at, which mean the same in Python's and in Rust's regular expressions; of the others, of texts with an extension
and of RFC 3966 parameters nothing is said.
"""

from __future__ import annotations

from string import ascii_uppercase
from typing import Final

import polars as pl

from csvprep.series import rows_of

_MOST_CHARS: Final = 250
_LETTERS_DIALLED: Final = 3
_KEYS: Final = dict(zip(ascii_uppercase, "22233344455566677778889999", strict=True))

# letters of Latin, Greek, Cyrillic, kana and Han that are no part of any pattern, whatever the case
LETTERS: Final = (
    r"A-Za-z\x{c0}-\x{d2}\x{d4}-\x{d6}\x{d8}-\x{f2}\x{f4}-\x{f6}\x{f8}-\x{12f}\x{132}-\x{17e}"
    r"\x{391}-\x{3a1}\x{3a3}-\x{3a9}\x{3b1}-\x{3c9}\x{410}-\x{44f}\x{401}\x{451}"
    r"\x{3041}-\x{3096}\x{30a1}-\x{30fa}\x{4e00}-\x{9fa5}"
)
"""All letters of texts that something is said of, as a part of a character class."""
_DASHES: Final = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_ENDS: Final = (
    "\t !\"$%&'()*+,-./:;<=>?@[\\]^_`{|}~\u00a0\u2018\u2019\u201a\u201c\u201d\u201e\u2022\u2026\u20ac" + _DASHES
)
_KNOWN: Final = (
    rf"\A[\t -~\x{{a0}}\x{{2010}}-\x{{2015}}\x{{2212}}\x{{2018}}-\x{{201a}}\x{{201c}}-\x{{201e}}\x{{2022}}\x{{2026}}"
    rf"\x{{20ac}}{LETTERS}]*\z"
)
_PARAMETER: Final = ";(?:phone-context|isub)="
_SECOND: Final = r"[\\/] *x.*\z"

_SIGNS: Final = r"\-xX \x{2010}-\x{2015}\x{2212}\x{a0}()./\[\]~*"
_GAP: Final = r"[ \x{a0}\t,]*"
_TAIL: Final = r"[ \x{a0}\t,-]*"
_EXTENSION: Final = (
    "(?:"
    r";(?i-u:ext)=[0-9]{1,20}"
    rf"|{_GAP}(?:(?i-u:e?xt(?:ensio)?n?|anexo)|[дД][оО][бБ])[:.]?{_TAIL}[0-9]{{1,20}}#?"
    rf"|{_GAP}(?:[xX#~]|(?i-u:int))[:.]?{_TAIL}[0-9]{{1,9}}#?"
    r"|[- ]+[0-9]{1,6}#"
    rf"|[ \x{{a0}}\t]*(?:,,|;)[:.]?{_TAIL}[0-9]{{1,15}}#?"
    rf"|[ \x{{a0}}\t]*,+[:.]?{_TAIL}[0-9]{{1,9}}#?"
    ")"
)
_ENDS_IN_EXTENSION: Final = rf"{_EXTENSION}\z"
_VIABLE: Final = rf"\A(?:[0-9]{{2}}|\+*(?:[{_SIGNS}]*[0-9]){{3,}}[{_SIGNS}A-Za-z0-9]*{_EXTENSION}?)\z"

FAULTS: Final = {"row": pl.UInt32, "fault": pl.String}
"""Columns of rows of which the library reads no number: `fault` is the name of its error."""


def read_texts(frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return what is sure of texts.

    Args:
        frame: `row` (UInt32) and `value` (String, without null).

    Returns:
        `row`, `dialled` (String: all digits, after a + where there is one) of texts with a number; and `row`, `fault`
        of those that the library refuses whatever the region.
    """
    too_long = frame["value"].str.len_chars() > _MOST_CHARS
    faults = [as_faults(frame.filter(too_long), "too-long")] if too_long.any() else []
    value = frame["value"]
    known = ~too_long & value.str.contains(_KNOWN) & ~value.str.contains(_PARAMETER)
    frame = frame if known.all() else frame.filter(known)
    text = frame["value"].str.replace(r"\A[^+0-9]+", "").str.strip_chars_end(_ENDS)
    if text.str.contains(_SECOND).any():
        text = text.str.replace(_SECOND, "")
    viable = text.str.contains(_VIABLE)
    if not viable.all():
        faults.append(as_faults(frame.filter(~viable), "not-a-number"))
    sure = viable & ~text.str.contains(_ENDS_IN_EXTENSION)
    found = frame.filter(sure).select("row").with_columns(_dial(text.filter(sure)).alias("dialled"))
    return found, pl.concat(faults) if faults else pl.DataFrame(schema=FAULTS)


def as_faults(frame: pl.DataFrame, fault: str) -> pl.DataFrame:
    """Return the rows of a frame with one fault."""
    return frame.select("row", pl.lit(fault).alias("fault"))


def _dial(texts: pl.Series) -> pl.Series:
    lettered = texts.str.count_matches("[A-Za-z]") >= _LETTERS_DIALLED
    if lettered.any():
        keyed = texts.filter(lettered).str.to_uppercase().str.replace_many(list(_KEYS), list(_KEYS.values()))
        texts = texts.clone().scatter(rows_of(lettered), keyed)
    plus = texts.str.starts_with("+")
    digits = texts.str.replace_all("[^0-9]+", "")
    return ("+" + digits).zip_with(plus, digits) if plus.any() else digits
