"""What `phone_reading` says of each value, for a whole column at once, where `csvprep.phones` is sure of the number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import polars as pl

from csvprep.kinds.phone_reading import FIXED_LENGTH_CODE
from csvprep.phones import find_shaped, find_written, home_code, read_phones

_SEPARATOR: Final = r"[ ./\-\x{2010}-\x{2015}\x{2212}]"
_GROUP: Final = r"(?:[0-9]|\([0-9]+\))"
_MARKER: Final = r"(?i-u:ext\.?|extn\.?|extension|x\.?|anexo|int\.?|;ext=|#)"
_WELL_FORMED: Final = rf"\A(?:\+ ?)?{_GROUP}(?:{_SEPARATOR}?{_GROUP})*(?:,? ?{_MARKER}[ :]? ?[0-9]{{1,20}})?\z"
_BARE: Final = r"\A[1-9][0-9]{6,14}\z"
_WITH_TAIL: Final = r"\A\+?[0-9]{7,15}\.0\z"
_LIKE_A_DATE: Final = r"\A[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{2,4}\z"
_LONGEST_DATE: Final = 10


@dataclass(frozen=True, slots=True)
class Written:
    """What becomes of a column of phone numbers: Series of its height.

    Attributes:
        known: Boolean; false where the library must be asked.
        written: String: the value after safe fixes.
        code: String: the finding that the fix answers; null where there is none.
        proved: Boolean: as `csvprep.kinds.base.Normalised.proved`.
    """

    known: pl.Series
    written: pl.Series
    code: pl.Series
    proved: pl.Series


def write_phones(values: pl.Series, region: str, form: str) -> Written:
    """Return what becomes of each value.

    Args:
        values: String.
        region: ISO 3166 region of numbers without a calling code.
        form: `national` or `e164`.
    """
    clean, assigned = _find_written(values, region, form)
    if home_code(region) != FIXED_LENGTH_CODE:
        clean &= assigned | ~_where(clean, lambda some: some.str.contains(_BARE), values)
    if not clean.any():
        return _read(values, region, form)
    nothing = pl.repeat(None, len(values), dtype=pl.String, eager=True)
    if clean.all():
        return Written(clean, values, nothing, assigned)
    rows = (~clean).arg_true()
    found = _read(values.gather(rows), region, form)
    return Written(
        clean.clone().scatter(rows, found.known),
        values.clone().scatter(rows, found.written),
        nothing.scatter(rows, found.code),
        (assigned & clean).scatter(rows, found.proved),
    )


def _read(values: pl.Series, region: str, form: str) -> Written:
    """Return what becomes of values; those that a program took for numbers with a fraction lose that."""
    tailed = _has_tail(values)
    if not tailed.any():
        return _read_whole(values, region, form)
    found = _read_whole(values.zip_with(~tailed, values.str.head(-2)), region, form)
    good = found.proved | ~tailed
    code = pl.select(pl.when(tailed & good).then(pl.lit("phone-error")).otherwise(found.code)).to_series()
    return Written(
        found.known & good,
        found.written.zip_with(good, values),
        code.zip_with(good, code.clear(len(code))),
        found.proved,
    )


def _read_whole(values: pl.Series, region: str, form: str) -> Written:
    numbers = read_phones(values, region, "e164" if form == "e164" else "home")
    sure = numbers["country_code"].is_not_null()
    target = _with_extensions(numbers) if form == "e164" else numbers["written"]
    changed = _holds(target != values)
    possible, valid, local = (_holds(numbers[name]) for name in ("possible", "valid", "local"))
    known = sure & ~_where(sure, _is_other_thing, values)
    impossible = known & ~possible
    if impossible.any():
        changed &= possible
        known &= ~_find_longer(values, region, impossible, ("+",))
    known &= ~_where(known & changed, _is_other_thing, target)
    if local.any():
        homeless = local & ((numbers["country_code"] != home_code(region)) | (form == "e164"))
        known &= ~homeless | _where(homeless, _is_well_formed, values)
        changed &= ~homeless
    known &= ~_find_misread(target, numbers, region, known & changed & ~_holds(numbers["same_digits"]))
    unassigned = known & possible & ~valid & ~local & (numbers["country_code"] != FIXED_LENGTH_CODE)
    known &= ~_find_longer(values, region, _holds(unassigned), ("+", "0"))
    changed &= known
    code = pl.repeat(None, len(values), dtype=pl.String, eager=True)
    if changed.any():
        well_formed = _where(changed, _is_well_formed, values)
        words = pl.when(well_formed).then(pl.lit("phone-format")).otherwise(pl.lit("phone-error"))
        code = pl.select(pl.when(changed).then(words)).to_series()
    written = target.zip_with(changed, values) if changed.any() else values
    empty = values.str.len_bytes().fill_null(0) == 0
    return Written(known | empty, written.alias(values.name), code, (known & valid) | empty)


def are_readable(values: pl.Series, region: str, form: str) -> tuple[pl.Series, pl.Series]:
    """Return where the library need not be asked, and whether each value there is a well-formed, possible number."""
    shaped = find_shaped(values, region, national=form != "e164")
    shaped &= ~_where(shaped, _is_other_thing, values)
    if not shaped.any():
        return _are_well_formed(values, region, form)
    rows = (~shaped).arg_true()
    known, readable = _are_well_formed(values.gather(rows), region, form)
    return shaped.clone().scatter(rows, known), shaped.scatter(rows, readable)


def _are_well_formed(values: pl.Series, region: str, form: str) -> tuple[pl.Series, pl.Series]:
    numbers = read_phones(values, region)
    possible = _holds(numbers["possible"])
    known = numbers["country_code"].is_not_null()
    known &= ~_where(known, _is_other_thing, values)
    readable = _where(known & possible, _is_well_formed, values)
    malformed = known & possible & ~readable
    if malformed.any():
        found = write_phones(values.filter(malformed), region, form)
        readable = readable.scatter(malformed.arg_true(), found.code.is_null())
        known = known.scatter(malformed.arg_true(), found.known)
    return known, readable & known


def are_assigned(values: pl.Series, region: str, form: str) -> tuple[pl.Series, pl.Series]:
    """Return where the library need not be asked, and whether each number there is assigned."""
    shaped, assigned = _find_written(values, region, form)
    if shaped.all():
        return shaped, assigned
    rows = (~shaped).arg_true()
    others = values.gather(rows)
    numbers = read_phones(others, region)
    known = numbers["country_code"].is_not_null()
    known &= ~_where(known, _is_other_thing, others)
    valid = _holds(numbers["valid"]) | ~_holds(numbers["possible"])
    return shaped.clone().scatter(rows, known), assigned.clone().scatter(rows, valid)


def _find_written(values: pl.Series, region: str, form: str) -> tuple[pl.Series, pl.Series]:
    """Return which values are seen at a first look, and which of them are assigned."""
    shaped, assigned = find_written(values, region, national=form != "e164")
    dates = _where(shaped, _is_other_thing, values)
    return shaped & ~dates, assigned & ~dates


def _with_extensions(numbers: pl.DataFrame) -> pl.Series:
    """Return numbers in E.164 with their extensions, which that has no place for."""
    extension = pl.concat_str(pl.lit(" ext. "), "extension").fill_null("")
    if numbers["extension"].null_count() == numbers.height:
        return numbers["written"]
    return numbers.select(pl.concat_str("written", extension)).to_series()


def _find_misread(written: pl.Series, numbers: pl.DataFrame, region: str, doubtful: pl.Series) -> pl.Series:
    """Return which written forms do not surely read as the same number again."""
    if not doubtful.any():
        return doubtful
    columns = ("country_code", "number", "extension")
    again = read_phones(written.filter(doubtful), region).select(columns)
    before = numbers.select(columns).filter(doubtful)
    same = pl.Series([True]).new_from_index(0, again.height)
    for name in columns:
        same &= again[name].eq_missing(before[name])
    return doubtful.clone().scatter(doubtful.arg_true(), ~same)


def _find_longer(values: pl.Series, region: str, doubtful: pl.Series, signs: tuple[str, ...]) -> pl.Series:
    """Return which values may be numbers that lost a sign (+ or 0) to a spreadsheet: bare digits, else no number."""
    bare = _where(doubtful, lambda some: some.str.contains(_BARE), values)
    if not bare.any():
        return bare
    some = values.filter(bare)
    kept = pl.repeat(value=False, n=len(some), dtype=pl.Boolean, eager=True)
    for sign in signs:
        longer = read_phones(sign + some, region)
        good = longer["valid"]
        if sign == "0":
            good &= longer["number"].str.starts_with("0")
        kept |= good.fill_null(value=True)
    return bare.clone().scatter(bare.arg_true(), kept)


def _is_other_thing(values: pl.Series) -> pl.Series:
    """Return which values are dates rather than numbers, or numbers with a fraction."""
    short = values.str.len_bytes() <= _LONGEST_DATE
    return _where(short, lambda some: some.str.contains(_LIKE_A_DATE), values) | _has_tail(values)


def _has_tail(values: pl.Series) -> pl.Series:
    """Return which values are digits that end in .0."""
    ends = values.str.ends_with(".0").fill_null(value=False)
    return _where(ends, lambda some: some.str.contains(_WITH_TAIL), values)


def _is_well_formed(values: pl.Series) -> pl.Series:
    return values.str.contains(_WELL_FORMED)


def _where(mask: pl.Series, predicate: Callable[[pl.Series], pl.Series], values: pl.Series) -> pl.Series:
    """Return a Boolean Series: what a predicate says under the mask, and false elsewhere."""
    if not mask.any():
        return mask.clone()
    if mask.all():
        return predicate(values)
    return mask.clone().scatter(mask.arg_true(), predicate(values.filter(mask)))


def _holds(mask: pl.Series) -> pl.Series:
    return mask.fill_null(value=False)
