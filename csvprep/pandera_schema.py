"""`Schema.to_pandera`: a schema as a pandera schema for frames of text, with all that csvprep checks in a record.

Each check's name is the finding's code; what it says is the catalogue's message. Nothing is fixed on the way: a frame
passes when csvprep would leave it as it is, warnings apart. Uniqueness is pandera's own, which counts empty cells, so
it is a check of its own here that doesn't.
"""

from __future__ import annotations

from collections.abc import Callable

import pandera.polars as pa
import polars as pl

from csvprep.catalogue import CATALOGUE
from csvprep.checks import Column
from csvprep.findings import Severity
from csvprep.kinds.base import Check
from csvprep.kinds.registry import kind_for
from csvprep.schema.expressions import as_expression, names_in
from csvprep.schema.model import Field, Schema
from csvprep.schema.settings import Rule


def compile_schema(schema: Schema, region: str = "US") -> pa.DataFrameSchema:
    """Return the pandera schema of a schema.

    Validate an eager frame with `lazy=True`: on a LazyFrame pandera looks at names and types only. An empty cell is
    null. Warnings are raised as warnings (`pandera.errors.SchemaWarning`).

    Args:
        schema: ours.
        region: ISO 3166 region of phone numbers without a country code.
    """
    return pa.DataFrameSchema(
        {field.name: _column(field, region) for field in schema.fields},
        checks=[
            *(_condition(field) for field in schema.fields if field.settings.required_if is not None),
            *map(_rule, schema.settings.rules),
            *([_key(schema.primary_key, "primary-key-error", schema)] if schema.primary_key else []),
            *(_key(names, "unique-error", schema) for names in schema.unique_keys),
        ],
        name=schema.name,
        title=schema.title or None,
        description=schema.description or None,
        metadata={"csvprep.schema": schema},
        strict=False,
    )


def _column(field: Field, region: str) -> pa.Column:
    column = Column(0, field.name, field, kind_for(field, region))
    checks = [
        pa.Check(
            _native(check),
            name=f"{check.code} {check.name}".rstrip(),
            error=CATALOGUE[check.code].title,
            raise_warning=CATALOGUE[check.code].severity is Severity.WARNING,
        )
        for check in column.checks()
    ]
    if field.unique:
        checks.append(pa.Check(_unique(field), name="unique-error", error=CATALOGUE["unique-error"].title))
    return pa.Column(
        pl.String,
        checks=checks,
        nullable=not field.required,
        required=field.required,
        title=field.title or None,
        description=field.description or None,
        metadata={"csvprep.field": field},
    )


def _native(check: Check) -> Callable[[pa.PolarsData], pl.LazyFrame]:
    def run(data: pa.PolarsData) -> pl.LazyFrame:
        return data.lazyframe.select(pl.col(data.key).map_batches(check.passes, return_dtype=pl.Boolean))

    return run


def _unique(field: Field) -> Callable[[pa.PolarsData], pl.LazyFrame]:
    def run(data: pa.PolarsData) -> pl.LazyFrame:
        value = pl.col(data.key).str.to_lowercase() if field.ignore_case else pl.col(data.key)
        return data.lazyframe.select(value.is_first_distinct() | value.is_null())

    return run


def _key(names: tuple[str, ...], code: str, schema: Schema) -> pa.Check:
    """Check that no two records have the same values in some fields; one with an empty cell among them has no key."""

    def run(data: pa.PolarsData) -> pl.LazyFrame:
        if not set(names) <= set(data.lazyframe.collect_schema()):
            return data.lazyframe.select(pl.repeat(value=True, n=pl.len(), dtype=pl.Boolean))
        cells = [
            pl.col(name).str.to_lowercase() if schema.by_name[name].ignore_case else pl.col(name) for name in names
        ]
        empty = pl.any_horizontal(pl.col(name).is_null() for name in names)
        return data.lazyframe.select(pl.struct(cells).is_first_distinct() | empty)

    error = f"{CATALOGUE[code].title}: {', '.join(names)}"
    return pa.Check(run, name=code, error=error)


def _condition(field: Field) -> pa.Check:
    condition = str(field.settings.required_if)
    holds = ~as_expression(condition) | (pl.col(field.name) != "")
    error = f"{field.name} is required where {condition}"
    return pa.Check(_on_texts(holds, (field.name, *names_in(condition))), name="constraint-error", error=error)


def _rule(rule: Rule) -> pa.Check:
    return pa.Check(
        _on_texts(as_expression(rule.expression), names_in(rule.expression)),
        name="rule-error" if rule.severity is Severity.ERROR else "rule-warning",
        error=rule.message or rule.expression,
        raise_warning=rule.severity is Severity.WARNING,
    )


def _on_texts(holds: pl.Expr, names: tuple[str, ...]) -> Callable[[pa.PolarsData], pl.LazyFrame]:
    """Ask an expression of a frame in which an empty cell is the empty text, as rules see it; null passes."""

    def run(data: pa.PolarsData) -> pl.LazyFrame:
        there = set(data.lazyframe.collect_schema())
        cells = [
            (pl.col(name) if name in there else pl.lit(None, pl.String)).fill_null("").alias(name) for name in names
        ]
        return data.lazyframe.select(cells).select(holds.fill_null(value=True))

    return run
