"""What `csvprep.references.phones` says of values that are not nothing but a number, for a whole column at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import polars as pl

from csvprep.phones import LETTERS, read_phones
from csvprep.references.mangled import DATE_SUSPECT, MADE_A_DATE, NUMBER_SUSPECT
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
from csvprep.series import falses, has_value, is_missing, is_true, rows_of

BARE: Final = r"\A[1-9][0-9]{6,14}\z"
_SEPARATOR: Final = r"[ ./\-\x{2010}-\x{2015}\x{2212}]"
_GROUP: Final = r"(?:[0-9]|\([0-9]+\))"
_MARKER: Final = r"(?i-u:ext\.?|extn\.?|extension|x\.?|anexo|int\.?|;ext=|#)"
_WELL_FORMED: Final = rf"\A(?:\+ ?)?{_GROUP}(?:{_SEPARATOR}?{_GROUP})*(?:,? ?{_MARKER}[ :]? ?[0-9]{{1,20}})?\z"
_EXTENDED: Final = rf"(?:{_MARKER}|[дД][оО][бБ]\.?)[ :]? ?[0-9]{{1,20}}[^{LETTERS}0-9_]*\z"
_WITH_TAIL: Final = r"\A\+?[0-9]{7,15}[.,]0\z"
_LONGEST_PLAIN_DATE: Final = 10


def find_known(values: pl.Series, numbers: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """Return where the library need not be asked, as far as `numbers` tell, and what a program made something else of.

    Args:
        values: String.
        numbers: what `read_phones` says of them.
    """
    short = is_true(values.str.len_bytes() <= _LONGEST_PLAIN_DATE)
    doubtful = has_value(values) & (short | ~holds(numbers["plain"]))
    rewritten = where(doubtful, lambda some: has_value(_why_rewritten(some)), values)
    return has_value(numbers["country_code"]) | has_value(numbers["fault"]) | rewritten, rewritten


def has_tail(values: pl.Series) -> pl.Series:
    """Return which values are digits that end in .0 or ,0."""
    ends = is_true(values.str.ends_with("0"))
    return where(ends, lambda some: some.str.contains(_WITH_TAIL), values)


def is_well_formed(values: pl.Series) -> pl.Series:
    """Return which values are a number with signs at their places, if they are a number."""
    return values.str.contains(_WELL_FORMED)


def find_refused(
    values: pl.Series, numbers: pl.DataFrame, region: str, mixed: pl.Series
) -> tuple[pl.Series, pl.Series]:
    """Return which values do not hold just the digits of their number, so that it is no more than a suggestion.

    Args:
        values: String.
        numbers: what `read_phones` says of them.
        region: ISO 3166 region of numbers without a calling code.
        mixed: where the number stands among other signs; elsewhere nothing is refused.

    Returns:
        Boolean Series: where that is sure, and which are refused.
    """
    if not mixed.any():
        return ~mixed, mixed
    some = values.filter(mixed)
    bare = some.str.replace_all("[^0-9]+", "")
    bare = ("+" + bare).zip_with(some.str.contains(r"\A[^0-9]*\+"), bare)
    again, before = read_phones(bare, region), numbers.filter(mixed)
    same = again["country_code"].eq_missing(before["country_code"]) & again["number"].eq_missing(before["number"])
    sure = has_value(again["country_code"]) | has_value(again["fault"])
    sure &= ~some.str.contains(_EXTENDED) & is_missing(before["extension"])
    rows = rows_of(mixed)
    return (~mixed).scatter(rows, sure), mixed.clone().scatter(rows, ~same & sure)


def find_longer(values: pl.Series, region: str, doubtful: pl.Series, signs: tuple[str, ...]) -> pl.Series:
    """Return which values are numbers that lost a sign (+ or 0) to a spreadsheet: bare digits; null where unsure."""
    bare = where(doubtful, lambda some: some.str.contains(BARE), values)
    if not bare.any():
        return bare
    some = values.filter(bare)
    kept = falses(len(some))
    for sign in signs:
        longer = read_phones(sign + some, region)
        good = longer["valid"]
        if sign == "0":
            good &= longer["number"].str.starts_with("0")
        kept |= good & is_missing(longer["fault"])
    return bare.clone().scatter(rows_of(bare), kept)


def explain_phones(values: pl.Series, region: str) -> pl.Series:
    """Return what is wrong with values that are no good numbers: String, null where the library must be asked.

    Args:
        values: String, not empty.
        region: ISO 3166 region of numbers without a calling code.
    """
    numbers = read_phones(values, region)
    known, rewritten = find_known(values, numbers)
    known &= ~has_tail(values)
    fault, no_number = numbers["fault"], is_missing(numbers["country_code"])
    impossible = has_value(fault) & ~no_number & ~rewritten
    longer = find_longer(values, region, impossible, ("+",))
    known &= has_value(longer)
    mixed = holds(numbers["possible"]) & ~holds(numbers["plain"]) & ~rewritten
    sure, refused = find_refused(values, numbers, region, mixed)
    frame = pl.DataFrame({
        "value": values, "fault": fault, "rewritten": _why_rewritten(values), "longer": longer,
        "formula": no_number & values.str.contains(r"\A[=@]"), "mixed": mixed & sure, "refused": refused,
    })  # fmt: skip
    words = pl.col("fault").replace_strict(FAULTS)
    has_letters = pl.col("value").str.contains(f"[{LETTERS}]")
    unbalanced = pl.col("value").str.count_matches(r"\(") != pl.col("value").str.count_matches(r"\)")
    why = (
        pl.when(pl.col("rewritten").is_not_null()).then("rewritten")
        .when("formula").then(pl.lit(IS_FORMULA))
        .when("longer").then(words + PLUS_LOST)
        .when(pl.col("fault").is_not_null()).then(words)
        .when("refused").then(pl.when(has_letters).then(pl.lit(HAS_LETTERS)).otherwise(pl.lit(TOO_MANY_DIGITS)))
        .when(pl.col("mixed") & ~pl.col("value").str.contains(_WELL_FORMED)).then(
            pl.when(unbalanced).then(pl.lit(UNBALANCED)).when(has_letters).then(pl.lit(HAS_TEXT))
            .otherwise(pl.lit(HAS_SIGNS))
        )
    )  # fmt: skip
    return frame.select(pl.when(known).then(why)).to_series()


def _why_rewritten(values: pl.Series) -> pl.Series:
    """Return which other thing a program made of each number; null where none."""
    words = (
        pl.when(values.str.contains(NUMBER_SUSPECT)).then(pl.lit(SHORTENED))
        .when(values.str.contains(DATE_SUSPECT)).then(pl.lit(MADE_A_DATE))
        .when(values.str.contains(DATE_PATTERN)).then(pl.lit(IS_DATE))
    )  # fmt: skip
    return pl.select(words).to_series()


def where(mask: pl.Series, predicate: Callable[[pl.Series], pl.Series], values: pl.Series) -> pl.Series:
    """Return a Boolean Series: what a predicate says under the mask, and false elsewhere."""
    if not mask.any():
        return mask.clone()
    if mask.all():
        return predicate(values)
    return mask.clone().scatter(rows_of(mask), predicate(values.filter(mask)))


def holds(mask: pl.Series) -> pl.Series:
    """Return a mask without null: false there."""
    return is_true(mask)
