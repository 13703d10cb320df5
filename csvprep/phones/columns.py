"""What `phonenumbers` says of a whole column (`read_phones`)."""

from __future__ import annotations

from typing import Final, Literal

import polars as pl

from csvprep.phones.metadata import UnknownSyntaxError
from csvprep.phones.plans import CallingCode, home_code, home_of
from csvprep.phones.reading import read_numbers

Form = Literal["home", "national", "international", "e164"]

_SCHEMA: Final = {
    "row": pl.UInt32,
    "country_code": pl.UInt16,
    "number": pl.String,
    "extension": pl.String,
    "possible": pl.Boolean,
    "local": pl.Boolean,
    "valid": pl.Boolean,
    "written": pl.String,
    "same_digits": pl.Boolean,
    "plain": pl.Boolean,
    "fault": pl.String,
}


def read_phones(values: pl.Series, region: str | None = None, form: Form | None = None) -> pl.DataFrame:
    """Return what `phonenumbers` says of each value; a row is null throughout where that is not sure.

    Args:
        values: String.
        region: ISO 3166 region of numbers without a calling code; where the library does not know it, only numbers
            with one are read.
        form: how numbers are written: `national`, `international` and `e164` are the library's formats of these
            names (the last has no extension); `home` is `national` for the home region's calling code, else
            `international`. None: not at all.

    Returns:
        A row for each value: `country_code` (UInt16), `number` (String: the national significant number),
        `extension` (String; null where there is none), `possible`, `local` (it is, but only without an area code),
        `valid` (Boolean each), `written` (String; null without `form`), `same_digits` (Boolean: the written form
        has the very digits of the value, so that it reads the same), `plain` (Boolean: the value holds nothing but the
        digits of number and extension, with signs and a word for phone or extension), `fault` (String: null where the
        number is possible). A fault is the library's error in small letters: `invalid-country-code`, `not-a-number`,
        `too-short-after-idd`, `too-short-nsn` or `too-long` where it reads no number, and all else is null;
        `too-short`, `too-long` or `invalid-length` where it reads one that is not possible.
    """
    code_at_home, read = home_code(region), read_numbers(values, home_of(region))
    parts = [
        _known(plan, part, size, form, code_at_home) for plan, frame in read.parts for size, part in _by_size(frame)
    ]
    faults = [one for one in read.faults if one.height]
    if faults:
        parts.append(_none(pl.concat(faults)))
    found = (pl.concat(parts) if parts else pl.DataFrame(schema=_SCHEMA)).select(*_SCHEMA)
    rows = found.drop_in_place("row")
    if len(rows) == len(values) and rows.is_sorted():
        return found
    places = pl.repeat(None, len(values), dtype=pl.UInt32, eager=True)
    places = places.scatter(rows, pl.int_range(len(rows), dtype=pl.UInt32, eager=True))
    return found.select(pl.all().gather(places))


def _none(faults: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of what is no number."""
    missing = [pl.lit(None, dtype).alias(name) for name, dtype in _SCHEMA.items() if name not in faults.columns]
    return faults.with_columns(missing).select(*_SCHEMA)


def _known(plan: CallingCode, part: pl.DataFrame, size: int, form: Form | None, code_at_home: int) -> pl.DataFrame:
    """Return what is known of numbers; nothing where the metadata says something that is not understood here."""
    try:
        return _described(plan, part, size, form, code_at_home)
    except UnknownSyntaxError:
        return pl.DataFrame(schema=_SCHEMA)


def _by_size(frame: pl.DataFrame) -> list[tuple[int, pl.DataFrame]]:
    """Return the parts of a frame whose numbers have as many digits."""
    sized = frame.with_columns(pl.col("number").str.len_bytes().alias("size"))
    return [(int(size), part) for (size,), part in sized.partition_by("size", as_dict=True).items()]


def _described(plan: CallingCode, part: pl.DataFrame, size: int, form: Form | None, code_at_home: int) -> pl.DataFrame:
    """Return what is known of numbers of one calling code and one length."""
    local, fault = size in plan.lengths.local, plan.lengths.fault(size)
    described = part.with_columns(
        pl.lit(plan.code, pl.UInt16).alias("country_code"),
        pl.lit(fault is None).alias("possible"),
        pl.lit(fault, pl.String).alias("fault"),
        pl.lit(local).alias("local"),
        plan.validity(size).is_assigned(part["number"]).alias("valid"),
    )
    if form is None:
        empty = (pl.lit(None, pl.String).alias("written"), pl.lit(None, pl.Boolean).alias("same_digits"))
        return described.with_columns(empty).select(*_SCHEMA)
    if form == "e164":
        written = pl.concat_str(pl.lit(f"+{plan.code}"), "number").alias("written")
        same = (pl.col("dialled") == pl.col("written")) & pl.col("extension").is_null()
        return described.with_columns(written).with_columns(same.alias("same_digits")).select(*_SCHEMA)
    national = form == "national" or (form == "home" and plan.code == code_at_home)
    return _written(plan, described, size, national=national).select(*_SCHEMA)


def _written(plan: CallingCode, part: pl.DataFrame, size: int, *, national: bool) -> pl.DataFrame:
    """Return numbers of one calling code and one length with their written form."""
    before, code = ("", "") if national else (f"+{plan.code} ", f"+{plan.code}")
    has_extensions = part["extension"].null_count() < part.height
    done = []
    for one in plan.formats(size, national=national):
        fitting = part
        if one.leading:
            fits = part["number"].str.contains(one.leading)
            fitting, part = part.filter(fits), part.filter(~fits)
        if fitting.height:
            written = one.template.expression(before)
            digits = one.template.dialled
            same = pl.lit(value=False) if digits is None else _holds(code + digits)
            if has_extensions:
                extension = pl.concat_str(pl.lit(plan.extension), "extension").fill_null("")
                written, same = written + extension, same & pl.col("extension").is_null()
            done.append(fitting.with_columns(written.alias("written"), same.alias("same_digits")))
        if not one.leading or not part.height:
            break
    return pl.concat(done)


def _holds(before: str) -> pl.Expr:
    """Return whether a value has just the digits of its number, after some others."""
    number = pl.col("number")
    return pl.col("dialled") == (pl.concat_str(pl.lit(before), number) if before else number)
