"""The Table Schema constraints of a field as checks on its written values."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import cast

import polars as pl

from csvprep.errors import SchemaError
from csvprep.kinds.base import Check, passes_distinct
from csvprep.schema.model import Field, KindName


def constraint_checks(field: Field) -> tuple[Check, ...]:
    """Return the checks for a field's Table Schema constraints; `enum` is the kind choice's own."""
    checks = []
    if field.min_length is not None:
        checks.append(_shortest_check(field, field.min_length))
    if field.max_length is not None:
        checks.append(_longest_check(field, field.max_length))
    if field.pattern is not None:
        checks.append(_pattern_check(field, field.pattern))
    if field.minimum is not None or field.maximum is not None:
        checks.append(_bounds_check(field))
    if field.enum and field.kind is not KindName.CHOICE:
        checks.append(_enum_check(field.enum))
    return tuple(checks)


def _shortest_check(field: Field, least: int) -> Check:
    by = _by(field, "minLength", ", the fewest that {} takes")
    return Check(
        "constraint-error",
        lambda values: (values.str.len_chars() >= least).fill_null(value=True),
        lambda value: f"has {len(value)} characters, fewer than {least}{by}",
        "minLength",
    )


def _longest_check(field: Field, most: int) -> Check:
    by = _by(field, "maxLength", ", the most that {} takes")
    return Check(
        "constraint-error",
        lambda values: (values.str.len_chars() <= most).fill_null(value=True),
        lambda value: f"has {len(value)} characters, more than {most}{by}",
        "maxLength",
        least_bytes=most + 1,
    )


def _by(field: Field, constraint: str, words: str) -> str:
    """Return words about who asks for a constraint; nothing when it is the schema's own."""
    asker = field.asker(constraint)
    return words.format(asker) if asker else ""


def _pattern_check(field: Field, pattern: str) -> Check:
    import re  # noqa: PLC0415 - only for patterns that polars can't compile

    whole = f"^(?:{pattern})$"
    compiled = re.compile(pattern)

    def passes(values: pl.Series) -> pl.Series:
        if _polars_compiles(whole):
            return values.str.contains(whole).fill_null(value=True)
        return passes_distinct(values, lambda value: compiled.fullmatch(value) is not None, where=values.is_not_null())

    words = f"does not match the pattern {pattern}{_by(field, 'pattern', ', which {} asks for')}"
    return Check("constraint-error", passes, lambda _: words, "pattern")


def _polars_compiles(pattern: str) -> bool:
    try:
        pl.Series([""]).str.contains(pattern)
    except pl.exceptions.ComputeError:
        return False
    return True


def _bounds_check(field: Field) -> Check:
    parse = _parser_of(field)
    least, most = _parse_bound(field, field.minimum), _parse_bound(field, field.maximum)

    def passes(values: pl.Series) -> pl.Series:
        parsed = parse(values)
        good = pl.Series([True]).new_from_index(0, len(values))
        if least is not None:
            good &= (parsed >= least).fill_null(value=True)
        if most is not None:
            good &= (parsed <= most).fill_null(value=True)
        return good

    span = " and ".join(
        text
        for text in (
            f"not less than {field.minimum}" if field.minimum is not None else "",
            f"not more than {field.maximum}" if field.maximum is not None else "",
        )
        if text
    )
    return Check("constraint-error", passes, lambda _: f"must be {span}", "bounds")


def _parse_bound(field: Field, bound: str | None) -> float | datetime | None:
    """Read a bound; those of numbers are written with a decimal point, whatever the field's values have."""
    if bound is None:
        return None
    if field.kind in {KindName.NUMBER, KindName.INTEGER}:
        return int(bound) if bound.lstrip("+-").isdigit() else float(bound)
    found = _parse_dates(pl.Series([bound]), field.formats)[0]
    if found is None:
        raise SchemaError(f"field {field.name}: its bound {bound!r} is no date")
    return cast("datetime", found)


def _parser_of(field: Field) -> Callable[[pl.Series], pl.Series]:
    """Return how a field's written values become comparable; null for what is no value of the type."""
    if field.kind is KindName.INTEGER:
        return lambda values: values.cast(pl.Int128, strict=False)
    if field.kind is KindName.NUMBER:
        return lambda values: (
            values.str.replace_all(field.group_char or " ", "", literal=True)
            .str.replace_all(field.decimal_char, ".", literal=True)
            .cast(pl.Float64, strict=False)
        )
    return lambda values: _parse_dates(values, field.formats)


def _parse_dates(values: pl.Series, formats: tuple[str, ...]) -> pl.Series:
    def parse(value: str) -> datetime | None:
        for pattern in formats:
            try:
                return datetime.strptime(value, pattern).replace(tzinfo=None)  # noqa: DTZ007 - bounds are local
            except ValueError:
                continue
        try:
            return datetime.fromisoformat(value).replace(tzinfo=None)
        except ValueError:
            return None

    return pl.Series([None if value is None else parse(value) for value in values], dtype=pl.Datetime("us"))


def _enum_check(enum: tuple[str, ...]) -> Check:
    allowed = pl.Series(enum, dtype=pl.String).implode()
    return Check(
        "constraint-error",
        lambda values: values.is_in(allowed).fill_null(value=True),
        lambda _: f"is none of {', '.join(enum[:8])}{' …' if len(enum) > 8 else ''}",
        "enum",
    )
