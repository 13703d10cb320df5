"""The Table Schema constraints of a field as checks on its written values."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, Final

import polars as pl

from csvprep.errors import SchemaError
from csvprep.kinds.base import Check, all_true, passes_distinct
from csvprep.kinds.comparing import Meaning, compare_spans, meaning_of, read_distinct, read_span
from csvprep.kinds.json_schema import check_json_schema, find_fault
from csvprep.kinds.json_values import count_items
from csvprep.schema.model import Field, KindName
from csvprep.series import has_value, not_false


def constraint_checks(field: Field) -> tuple[Check, ...]:
    """Return the checks for a field's Table Schema constraints; `enum` is the kind choice's own."""
    checks = []
    if field.min_length is not None:
        checks.append(_length_check(field, "minLength", field.min_length, most=False))
    if field.max_length is not None:
        checks.append(_length_check(field, "maxLength", field.max_length, most=True))
    if field.pattern is not None:
        checks.append(_pattern_check(field, field.pattern))
    if _bounds(field):
        checks.append(_bounds_check(field))
    if field.enum and field.kind is not KindName.CHOICE:
        checks.append(_enum_check(field))
    if field.json_schema is not None:
        checks.append(_json_check(field, field.json_schema))
    return tuple(checks)


def _by(field: Field, constraint: str, words: str) -> str:
    """Return words about who asks for a constraint; nothing when it is the schema's own."""
    asker = field.asker(constraint)
    return words.format(asker) if asker else ""


def _pattern_check(field: Field, pattern: str) -> Check:
    import re  # noqa: PLC0415 - only for patterns that polars can't compile

    whole = f"^(?:{pattern})$"
    compiled = None if _polars_compiles(whole) else re.compile(pattern)

    def passes(values: pl.Series) -> pl.Series:
        if compiled is None:
            return not_false(values.str.contains(whole))
        return passes_distinct(values, lambda value: compiled.fullmatch(value) is not None, where=has_value(values))

    words = f"does not match the pattern {pattern}{_by(field, 'pattern', ', which {} asks for')}"
    return Check("constraint-error", passes, lambda _: words, "pattern")


def _polars_compiles(pattern: str) -> bool:
    try:
        pl.Series([""]).str.contains(pattern)
    except pl.exceptions.ComputeError:
        return False
    return True


def _bounds_check(field: Field) -> Check:
    tests = [_bound_test(field, *one) for one in _bounds(field)]

    def passes(values: pl.Series) -> pl.Series:
        good = all_true(values)
        for test in tests:
            good &= test(values)
        return good

    words = " and ".join(f"{relation} {bound}" for relation, bound, _ in _bounds(field))
    return Check("constraint-error", passes, lambda _: f"must be {words}", "bounds")


_Relation = Callable[[Any, Any], Any]


def _bounds(field: Field) -> list[tuple[str, str, _Relation]]:
    """Return each bound of a field: what a value must be to it in words, the bound, and the comparison."""
    every: list[tuple[str, str | None, _Relation]] = [
        ("not less than", field.minimum, operator.ge),
        ("more than", field.exclusive_minimum, operator.gt),
        ("not more than", field.maximum, operator.le),
        ("less than", field.exclusive_maximum, operator.lt),
    ]
    return [(words, bound, relation) for words, bound, relation in every if bound is not None]


def _bound_test(field: Field, _words: str, bound: str, relation: _Relation) -> Callable[[pl.Series], pl.Series]:
    if field.kind is KindName.DURATION:
        return _span_test(field, bound, relation)
    mean = meaning_of(field)
    limit = None if mean is None else _mean_bound(field, bound, mean)
    if mean is None or limit is None:
        raise SchemaError(f"field {field.name}: its bound {bound!r} is no {field.kind}")

    def passes(values: pl.Series) -> pl.Series:
        found = mean(values)
        good: pl.Series = not_false(relation(found, limit))
        return good & not_false(found.is_not_nan()) if field.kind is KindName.NUMBER else good

    return passes


def _mean_bound(field: Field, bound: str, mean: Meaning) -> object:
    """Read a bound; those of numbers are written with a decimal point, whatever the field's values have."""
    if field.kind in {KindName.NUMBER, KindName.INTEGER}:
        return int(bound) if bound.lstrip("+-").isdigit() else float(bound)
    return mean(pl.Series([bound]))[0]


def _span_test(field: Field, bound: str, relation: _Relation) -> Callable[[pl.Series], pl.Series]:
    """Compare durations; where it depends on the calendar which one is longer, the bound is not kept for sure."""
    limit = read_span(bound)
    if limit is None:
        raise SchemaError(f"field {field.name}: its bound {bound!r} is no duration")

    def is_within(value: str) -> bool:
        found = read_span(value)
        order = 0 if found is None else compare_spans(found, limit)
        return found is None or (order is not None and relation(order, 0))

    return lambda values: passes_distinct(values, is_within, where=has_value(values))


def _enum_check(field: Field) -> Check:
    """Compare what values mean, so that 1.50 is 1.5."""
    enum = field.enum
    mean = meaning_of(field)
    means = pl.Series(enum, dtype=pl.String) if mean is None else mean(pl.Series(enum, dtype=pl.String))
    allowed = means.implode()

    def passes(values: pl.Series) -> pl.Series:
        found = values if mean is None else mean(values)
        return not_false(found.is_in(allowed))

    return Check(
        "constraint-error", passes, lambda _: f"is none of {', '.join(enum[:8])}{' …' if len(enum) > 8 else ''}", "enum"
    )


_COUNTED: Final = (KindName.OBJECT, KindName.ARRAY, KindName.LIST)


def _counts(field: Field) -> Callable[[pl.Series], pl.Series]:
    """Return how long values are: in characters, or in items of those that have items; null for what is no value."""
    if field.kind is KindName.LIST:
        return lambda values: values.str.count_matches(field.delimiter, literal=True) + 1
    if field.kind in _COUNTED:
        return lambda values: read_distinct(values, count_items, pl.UInt32)
    return lambda values: values.str.len_chars()


def _length_check(field: Field, name: str, limit: int, *, most: bool) -> Check:
    count = _counts(field)
    unit = "items" if field.kind in _COUNTED else "characters"
    words = f"more than {limit}" if most else f"fewer than {limit}"
    asked = ", the most that {} takes" if most else ", the fewest that {} takes"
    by = _by(field, name, asked)

    def passes(values: pl.Series) -> pl.Series:
        found = count(values)
        return not_false(found <= limit if most else found >= limit)

    def explain(value: str) -> str:
        return str(explain_all(pl.Series([value]))[0])

    def explain_all(values: pl.Series) -> pl.Series:
        counts = count(values).alias("count").to_frame()
        return counts.select(pl.format(f"has {{}} {unit}, {{}}", "count", pl.lit(words + by))).to_series()

    least_bytes = limit + 1 if most and field.kind not in _COUNTED else 0
    return Check("constraint-error", passes, explain, name, least_bytes=least_bytes, explain_all=explain_all)


def _json_check(field: Field, json_schema: str) -> Check:
    """Hold JSON to a JSON Schema, each distinct value once."""
    check_json_schema(json_schema, f"field {field.name}")

    def passes(values: pl.Series) -> pl.Series:
        return passes_distinct(values, lambda value: not find_fault(value, json_schema), where=has_value(values))

    return Check("constraint-error", passes, lambda value: find_fault(value, json_schema), "jsonSchema")
