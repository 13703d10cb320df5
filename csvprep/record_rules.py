"""What must hold for whole records: the rules of a schema, required values under a condition, excluded values."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from csvprep.catalogue import message_of
from csvprep.checks import Column
from csvprep.errors import SchemaError
from csvprep.exclusions import is_excluded
from csvprep.findings import Severity
from csvprep.frame import LINE, RECORD
from csvprep.misfits import excerpts
from csvprep.plan import Plan
from csvprep.schema.expressions import as_expression, names_in
from csvprep.schema.settings import Rule

_RULE_ORDER, _EXCLUDED_ORDER, _REQUIRED_ORDER = 600, 500, 510


@dataclass(frozen=True, slots=True)
class _Bound:
    """A rule, and what a finding of it says: code, message, and the column that it is about, if it is about one."""

    failing: pl.Expr
    names: tuple[str, ...]
    code: str
    message: str
    column: Column | None
    field: str | None
    order: int


def record_findings(plan: Plan, frame: pl.DataFrame, after: pl.DataFrame) -> list[pl.DataFrame]:
    """Return what is wrong with whole records, with columns of `csvprep.finding_frame.FINDINGS_SCHEMA`.

    Args:
        plan: the schema, bound.
        frame: the cells as they came.
        after: the cells as they are written.

    Raises:
        SchemaError: a rule can't be run on some values.
    """
    found = [_excluded(plan, frame, after, name) for name in plan.excluded]
    rules = _bind(plan)
    if not rules:
        return [part for part in found if part is not None]
    table = _table(plan, after, {name for rule in rules for name in rule.names})
    try:
        failing = table.select(rule.failing.alias(str(number)) for number, rule in enumerate(rules))
    except pl.exceptions.PolarsError:
        raise _culprit(rules, table) from None
    for number, rule in enumerate(rules):
        hit = failing[str(number)]
        if hit.any():
            found.append(_failures(plan, frame, rule, hit.arg_true()))
    return [part for part in found if part is not None]


def _bind(plan: Plan) -> list[_Bound]:
    """Return all rules, those of conditional fields first."""
    columns = {column.field.name: column for column in plan.columns}
    found = []
    for field in plan.schema.fields:
        if (condition := field.settings.required_if) is not None:
            failing = as_expression(condition) & (pl.col(field.name) == "")
            names = (field.name, *names_in(condition))
            message = message_of("constraint-error", f"is required where {condition}, but empty")
            column = columns.get(field.name)
            found.append(_Bound(failing, names, "constraint-error", message, column, field.name, _REQUIRED_ORDER))
    for number, rule in enumerate(plan.schema.settings.rules):
        names = names_in(rule.expression)
        column = columns.get(names[0]) if len(names) == 1 else None
        code = "rule-error" if rule.severity is Severity.ERROR else "rule-warning"
        field_name = names[0] if len(names) == 1 else None
        failing = ~as_expression(rule.expression)
        found.append(_Bound(failing, names, code, _message(rule, code), column, field_name, _RULE_ORDER + number))
    return found


def _message(rule: Rule, code: str) -> str:
    what = rule.message or rule.expression
    return message_of(code).replace("{rule}", f"{rule.name}: {what}" if rule.name else what)


def _table(plan: Plan, after: pl.DataFrame, needed: set[str]) -> pl.DataFrame:
    """Return the written values under the names of their fields; an empty cell is the empty text."""
    named = {column.field.name: column.name for column in plan.columns}
    return after.select(
        (pl.col(named[name]).fill_null("") if name in named else pl.lit("")).alias(name) for name in sorted(needed)
    )


def _culprit(rules: list[_Bound], table: pl.DataFrame) -> SchemaError:
    """Return the error that names the rule that can't be run."""
    for rule in rules:
        try:
            table.select(rule.failing)
        except pl.exceptions.PolarsError as error:
            why = str(error).splitlines()[0]
            return SchemaError(f"the rule '{rule.message}' can't be run on these values: {why}; TRY_CAST gives null")
    return SchemaError("the rules can't be run together")


def _failures(plan: Plan, frame: pl.DataFrame, rule: _Bound, rows: pl.Series) -> pl.DataFrame:
    column = rule.column
    values = frame[column.name].gather(rows).fill_null("") if column else _cells(plan, frame, rule, rows)
    index = None if column is None else column.index
    return _findings(frame, rows, values, index=index, order=rule.order, code=rule.code).with_columns(
        field=pl.lit(rule.field, pl.String), message=pl.lit(rule.message)
    )


def _cells(plan: Plan, frame: pl.DataFrame, rule: _Bound, rows: pl.Series) -> pl.Series:
    """Return the cells that a rule looks at, as they came: `C_Country=DE, C_City=`."""
    named = {column.field.name: column.name for column in plan.columns}
    names = [name for name in dict.fromkeys(rule.names) if name in named]
    if not names:
        return pl.repeat(None, len(rows), dtype=pl.String, eager=True)
    parts = [pl.concat_str(pl.lit(f"{name}="), pl.col(named[name]).gather(rows).fill_null("")) for name in names]
    return excerpts(frame.select(pl.concat_str(parts, separator=", ").alias("value")).to_series())


def _findings(
    frame: pl.DataFrame, rows: pl.Series, values: pl.Series, *, index: int | None, order: int, code: str
) -> pl.DataFrame:
    return frame.select(pl.col(RECORD, LINE).gather(rows)).with_columns(
        column_index=pl.lit(index, pl.Int32),
        order=pl.lit(order, pl.Int32),
        code=pl.lit(code),
        value=values,
        applied=pl.lit(value=False),
    )


def _excluded(plan: Plan, frame: pl.DataFrame, after: pl.DataFrame, name: str) -> pl.DataFrame | None:
    hit = is_excluded(after[name], plan.excluded[name])
    if not hit.any():
        return None
    column = next(one for one in plan.columns if one.name == name)
    rows = hit.arg_true()
    values = frame[name].gather(rows).fill_null("")
    return _findings(
        frame, rows, values, index=column.index, order=_EXCLUDED_ORDER, code="forbidden-value"
    ).with_columns(field=pl.lit(column.field.name), message=pl.lit(message_of("forbidden-value")))
