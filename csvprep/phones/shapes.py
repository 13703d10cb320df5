r"""Which texts the library surely takes for nothing but digits with punctuation, and what digits they have.

`phonenumbers.parse` drops all that stands before the first digit or plus and all signs at the end, and then wants
digits with signs of `_VALID_PUNCTUATION` between them. Only ASCII digits are read here, three of them at the least, one
plus, and no letters but those of an extension's label and a word such as `tel:` before the number; for what else a text
may hold see `csvprep.phones.texts`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import polars as pl

from csvprep.series import is_missing, is_true

_SIGNS: Final = "-./()[] \u00a0\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_BETWEEN: Final = r"\-./()\[\] \x{a0}\x{2010}-\x{2015}\x{2212}"
# signs that are dropped at the begin and the end only
_JUNK: Final = "'\"*:,!?|"
_NUMBER: Final = rf"[{_BETWEEN}{_JUNK}]*\+?[{_BETWEEN}0-9]*"
_PLAIN: Final = rf"\A{_NUMBER}[{_BETWEEN}{_JUNK}]*\z"
# words that don't end as an extension's label does
_WORD: Final = r"\A(?i-u:telephone|tel|phone|mobile|mob|cell)[.:]? ?"
_MAX_BYTES: Final = 100
_LEAST_DIGITS: Final = 3

_LABEL: Final = r"(?:(?i-u:(?:ext|extn|int|x)\.?|extension|anexo)|#)(?::? ?)|;(?i-u:ext)="
_EXTENDED: Final = rf"\A({_NUMBER}[0-9)])(?:,? ?(?:{_LABEL}))([0-9]{{1,7}})\z"


def read_shapes(values: pl.Series) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows that are read for sure, and the others.

    Args:
        values: String; null is neither.

    Returns:
        `row` (UInt32), `dialled` (String: all digits without the extension's, after a + where there is one), and
        `extension` (String, or null); and `row` and `value` of the others.
    """
    frame = pl.DataFrame({"row": pl.int_range(len(values), dtype=pl.UInt32, eager=True), "value": values})
    short = is_true(values.str.len_bytes() <= _MAX_BYTES)
    plain = is_true(values.str.contains(_PLAIN)) & short
    found = _dialled(frame if plain.all() else frame.filter(plain), pl.lit(None, pl.String))
    others = frame.filter(~plain & short)
    if others.height:
        found = pl.concat([found, *_read_labelled(others)])
    if found.height == frame.height:
        return found, frame.clear()
    read = is_missing(values).scatter(found["row"], values=True)
    return found, frame.filter(~read)


def _read_labelled(others: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Yield the rows with an extension, and those with a word before the number."""
    extended = others["value"].str.contains(_EXTENDED)
    if extended.any():
        some = others.filter(extended)
        pieces = some["value"].str.extract_groups(_EXTENDED).struct.unnest()
        yield _dialled(some.with_columns(pieces["1"].alias("value")), pieces["2"])
    labelled = others["value"].str.contains(_WORD)
    if labelled.any():
        some = others.filter(labelled)
        rest, _ = read_shapes(some["value"].str.replace(_WORD, ""))
        yield rest.with_columns(some["row"][rest["row"]].alias("row"))


def _dialled(frame: pl.DataFrame, extension: pl.Series | pl.Expr) -> pl.DataFrame:
    dialled = frame["value"].str.replace_many([*_SIGNS, *_JUNK], [""])
    read = frame.select("row", dialled.alias("dialled"), extension=extension)
    enough = dialled.str.len_bytes() > _LEAST_DIGITS
    if not enough.all():
        enough |= (dialled.str.len_bytes() == _LEAST_DIGITS) & ~dialled.str.starts_with("+")
        read = read.filter(enough)
    return read
