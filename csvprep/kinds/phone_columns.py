"""What `csvprep.references.phones` says of each value, by the column, where `csvprep.phones` is sure of the number."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Final

import polars as pl

from csvprep.kinds.base import are_few
from csvprep.kinds.phone_texts import (
    BARE,
    find_known,
    find_longer,
    find_refused,
    has_tail,
    holds,
    is_well_formed,
    where,
)
from csvprep.phones import find_shaped, find_written, home_code, read_phones, respell
from csvprep.references.phones import FIXED_LENGTH_CODE
from csvprep.series import coded, has_value, is_missing, is_true, not_false, nulls, only, rows_of

_LIKE_A_DATE: Final = r"\A[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{2,4}\z"
_LONGEST_DATE: Final = 10
# Arabic, Persian and full-width
_OTHER_DIGITS: Final = [*"٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹０１２３４５６７８９"]
_ANY_OTHER: Final = "".join(_OTHER_DIGITS)
_OF_OTHER_DIGITS: Final = rf"\A\+?[0-9 ()./-]*[{_ANY_OTHER}][0-9{_ANY_OTHER} ()./-]*\z"


@dataclass(frozen=True, slots=True)
class Written:
    """What becomes of a column of phone numbers: Series of its height.

    Attributes:
        known: Boolean; false where the library must be asked.
        written: String: the value after safe fixes.
        code: String: the finding that the fix answers; null where there is none.
        suggestion: String: the value after unsafe fixes; null where there is none.
        proved: Boolean: as `csvprep.kinds.base.Normalised.proved`.
    """

    known: pl.Series
    written: pl.Series
    code: pl.Series
    suggestion: pl.Series
    proved: pl.Series


def write_phones(values: pl.Series, region: str, form: str, *, leave_few: bool = False) -> Written:
    """Return what becomes of each value.

    Args:
        values: String.
        region: ISO 3166 region of numbers without a calling code.
        form: `national` or `e164`.
        leave_few: where a first look leaves few values, they are left to the library.
    """
    found = _write_usual(values, region, form, leave_few=leave_few)
    if found.known.all() or (leave_few and are_few(values.filter(~found.known))):
        return found
    return _with_other_digits(found, values, region, form)


def _with_other_digits(found: Written, values: pl.Series, region: str, form: str) -> Written:
    """Tell what becomes of valid numbers in digits of other scripts: what becomes of them in ASCII, but for the code.

    `phonenumbers` turns all digits into ASCII before it asks for more than whether they are some.
    """
    rows = (~found.known & values.str.contains(_OF_OTHER_DIGITS)).fill_null(value=False).arg_true()
    if rows.is_empty():
        return found
    plain = values.gather(rows).str.replace_many(_OTHER_DIGITS, [*"0123456789"] * (len(_OTHER_DIGITS) // 10))
    usual = _write_usual(plain, region, form)
    sure, refused = find_refused(plain, read_phones(plain, region), region, plain.is_not_null())
    good = usual.known & usual.proved & usual.suggestion.is_null() & sure & ~refused & ~_is_other_thing(plain)
    words = pl.when(is_well_formed(plain)).then(pl.lit("phone-format")).otherwise(pl.lit("phone-error"))
    told, codes = rows.filter(good), pl.select(words).to_series().filter(good)
    return Written(
        found.known.clone().scatter(told, values=True),
        found.written.clone().scatter(told, usual.written.filter(good)),
        found.code.clone().scatter(told, codes),
        found.suggestion,
        found.proved.clone().scatter(told, values=True),
    )


def _write_usual(values: pl.Series, region: str, form: str, *, leave_few: bool = False) -> Written:
    """Return what becomes of values whose digits are ASCII."""
    read = partial(_read_unless_few if leave_few else _read, region=region, form=form)
    clean, assigned = _find_written(values, region, form)
    if home_code(region) != FIXED_LENGTH_CODE:
        clean &= assigned | ~where(clean, lambda some: some.str.contains(BARE), values)
    nothing = nulls(len(values))
    usual = Written(clean, values, nothing, nothing, assigned & clean)
    if clean.all():
        return usual
    rows = rows_of(~clean)
    others = values[rows]
    respelt, written = respell(others, region, national=form != "e164")
    respelt &= ~where(respelt, _is_other_thing, others)
    if not respelt.any():
        return _with_rows(usual, rows, read(others)) if clean.any() else read(others)
    spelt = Written(respelt, written, coded("phone-format", respelt), nulls(len(others)), respelt)
    if not respelt.all():
        left = rows_of(~respelt)
        spelt = _with_rows(spelt, left, read(others[left]))
    return _with_rows(usual, rows, spelt)


def _with_rows(found: Written, rows: pl.Series, part: Written) -> Written:
    """Return what becomes of a column, some rows of which, not yet known, are told by a part of it."""

    def put(mine: pl.Series, other: pl.Series) -> pl.Series:
        return mine if other.null_count() == len(other) else mine.clone().scatter(rows, other)

    return Written(
        put(found.known, part.known),
        found.written if part.code.null_count() == len(part.code) else put(found.written, part.written),
        put(found.code, part.code),
        put(found.suggestion, part.suggestion),
        put(found.proved, part.proved),
    )


def _read_unless_few(values: pl.Series, region: str, form: str) -> Written:
    if not are_few(values):
        return _read(values, region, form)
    empty, nothing = is_missing(values) | is_true(values == ""), nulls(len(values))
    return Written(empty, values, nothing, nothing, empty)


def _read(values: pl.Series, region: str, form: str) -> Written:
    """Return what becomes of values; those that a program took for numbers with a fraction lose that."""
    tailed = has_tail(values)
    if not tailed.any():
        return _read_whole(values, region, form)
    found = _read_whole(values.zip_with(~tailed, values.str.head(-2)), region, form)
    good = found.proved | ~tailed
    code = coded("phone-error", tailed & good, found.code)
    return Written(
        found.known & good,
        found.written.zip_with(good, values),
        code.zip_with(good, nulls(len(code), code.name)),
        found.suggestion,
        found.proved,
    )


def _read_whole(values: pl.Series, region: str, form: str) -> Written:
    numbers = read_phones(values, region, "e164" if form == "e164" else "home")
    target = _with_extensions(numbers) if form == "e164" else numbers["written"]
    known, rewritten = find_known(values, numbers)
    possible = holds(numbers["possible"]) & ~rewritten
    valid, local = (holds(numbers[name]) & possible for name in ("valid", "local"))
    changed = holds(target != values) & possible
    impossible = known & ~possible & has_value(numbers["country_code"])
    longer = find_longer(values, region, impossible & ~rewritten, ("+",))
    known &= has_value(longer)
    known &= ~where(known & changed, _is_other_thing, target)
    if local.any():
        homeless = local & ((numbers["country_code"] != home_code(region)) | (form == "e164"))
        known &= ~homeless | where(homeless, is_well_formed, values)
        changed &= ~homeless
    known &= ~_find_misread(target, numbers, region, known & changed & ~holds(numbers["same_digits"]))
    unassigned = known & possible & ~valid & ~local & (numbers["country_code"] != FIXED_LENGTH_CODE)
    known &= ~not_false(find_longer(values, region, holds(unassigned), ("+", "0")))
    known &= ~longer | has_value(lost := _with_plus(values, region, form, holds(known & longer)))
    sure, refused = find_refused(values, numbers, region, known & possible & ~holds(numbers["plain"]))
    known &= sure
    suggestion = target.zip_with(refused & known, lost) if refused.any() else lost
    changed, valid = changed & ~refused, valid & ~refused
    changed &= known
    code = nulls(len(values))
    if changed.any():
        well_formed = where(changed, is_well_formed, values)
        code = coded("phone-format", changed & well_formed, coded("phone-error", changed))
    written = target.zip_with(changed, values) if changed.any() else values
    empty = values.str.len_bytes().fill_null(0) == 0
    return Written(known | empty, written.alias(values.name), code, suggestion, (known & valid) | empty)


def _with_plus(values: pl.Series, region: str, form: str, lost: pl.Series) -> pl.Series:
    """Return the written forms of numbers abroad that lost their plus; null elsewhere, and where that is not sure."""
    nothing = nulls(len(values))
    if not lost.any():
        return nothing
    numbers = read_phones("+" + values.filter(lost), region, "e164" if form == "e164" else "home")
    written = numbers["written"]
    unsure = _find_misread(written, numbers, region, ~holds(numbers["same_digits"]))
    return nothing.scatter(rows_of(lost), only(written, ~unsure))


def are_readable(values: pl.Series, region: str, form: str) -> tuple[pl.Series, pl.Series]:
    """Return where the library need not be asked, and whether each value there is a well-formed, possible number."""
    shaped = find_shaped(values, region, national=form != "e164")
    shaped &= ~where(shaped, _is_other_thing, values)
    if not shaped.any():
        return _are_well_formed(values, region, form)
    rows = rows_of(~shaped)
    known, readable = _are_well_formed(values[rows], region, form)
    return shaped.clone().scatter(rows, known), shaped.scatter(rows, readable)


def _are_well_formed(values: pl.Series, region: str, form: str) -> tuple[pl.Series, pl.Series]:
    numbers = read_phones(values, region)
    known, rewritten = find_known(values, numbers)
    known &= ~has_tail(values)
    possible = holds(numbers["possible"]) & ~rewritten
    readable = where(known & possible & holds(numbers["plain"]), is_well_formed, values)
    malformed = known & possible & ~readable
    if malformed.any():
        found = write_phones(values.filter(malformed), region, form)
        rows = rows_of(malformed)
        readable = readable.scatter(rows, is_missing(found.code) & is_missing(found.suggestion))
        known = known.scatter(rows, found.known)
    is_empty = values.str.len_bytes() == 0
    return known, (readable & known) | is_true(is_empty)


def are_assigned(values: pl.Series, region: str, form: str) -> tuple[pl.Series, pl.Series]:
    """Return where the library need not be asked, and whether each number there is assigned."""
    shaped, assigned = _find_written(values, region, form)
    if shaped.all():
        return shaped, assigned
    rows = rows_of(~shaped)
    others = values[rows]
    numbers = read_phones(others, region)
    known, rewritten = find_known(others, numbers)
    known &= ~has_tail(others)
    valid = holds(numbers["valid"]) | ~holds(numbers["possible"]) | rewritten
    return shaped.clone().scatter(rows, known), assigned.clone().scatter(rows, valid)


def _find_written(values: pl.Series, region: str, form: str) -> tuple[pl.Series, pl.Series]:
    """Return which values are seen at a first look, and which of them are assigned."""
    shaped, assigned = find_written(values, region, national=form != "e164")
    dates = where(shaped, _is_other_thing, values)
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
    return doubtful.clone().scatter(rows_of(doubtful), ~same)


def _is_other_thing(values: pl.Series) -> pl.Series:
    """Return which values are dates rather than numbers, or numbers with a fraction."""
    short = values.str.len_bytes() <= _LONGEST_DATE
    return where(short, lambda some: some.str.contains(_LIKE_A_DATE), values) | has_tail(values)
