"""What is done to one block: read, normalise, check. A pure function of a plan and a block, both picklable.

Threads run it today; any `concurrent.futures.Executor` can.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from csvprep.blocks import Block
from csvprep.catalogue import CATALOGUE
from csvprep.checks import Column, Failures, run_checks
from csvprep.frame import LINE, RECORD, Misfit, column_name, read_frame
from csvprep.kinds.registry import kind_for
from csvprep.schema.header import HeaderMap
from csvprep.schema.model import Schema
from csvprep.steps import Outcome, take_steps

FINDINGS_SCHEMA = pl.Schema(
    {
        RECORD: pl.Int64,
        LINE: pl.Int64,
        "column_index": pl.Int32,
        "order": pl.Int32,
        "code": pl.String,
        "field": pl.String,
        "value": pl.String,
        "message": pl.String,
        "fix": pl.String,
        "suggestion": pl.String,
        "applied": pl.Boolean,
    }
)
"""One row a finding, ordered by record, column and step; `applied`: what was written answers it."""

_STRUCTURE, _FIRST_CHECK = 0, 100


@dataclass(frozen=True, slots=True)
class UniqueKey:
    """Columns whose values together may stand in one record only.

    Attributes:
        code: the finding for a later record.
        columns: the columns, in the schema's order.
    """

    code: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """All that the work on a block depends on besides the block."""

    schema: Schema
    header: HeaderMap
    delimiter: str
    encoding: str
    unsafe_fixes: bool
    keep_extra: bool
    columns: tuple[Column, ...]
    unique_keys: tuple[UniqueKey, ...]

    @property
    def output_columns(self) -> tuple[tuple[str, str], ...]:
        """Names in the frame and labels of the columns that chunks carry."""
        by_index = {column.index: column for column in self.columns}
        return tuple(
            (column_name(index), by_index[index].field.name if index in by_index else label)
            for index, label in enumerate(self.header.labels)
            if index in by_index or (self.keep_extra and index >= self.header.bookkeeping and label.strip())
        )


def make_plan(
    schema: Schema,
    header: HeaderMap,
    *,
    delimiter: str,
    encoding: str = "utf-8",
    region: str = "US",
    unsafe_fixes: bool = False,
    keep_extra: bool = False,
) -> Plan:
    """Bind a schema to the header of a file."""
    columns = tuple(
        Column(index, column_name(index), field, kind_for(field, region))
        for index, field in enumerate(header.fields)
        if field is not None
    )
    return Plan(schema, header, delimiter, encoding, unsafe_fixes, keep_extra, columns, _unique_keys(schema, columns))


def _unique_keys(schema: Schema, columns: tuple[Column, ...]) -> tuple[UniqueKey, ...]:
    keys = [UniqueKey("unique-error", (column,)) for column in columns if column.field.unique]
    by_name = {column.field.name: column for column in columns}
    if schema.primary_key and all(name in by_name for name in schema.primary_key):
        keys.append(UniqueKey("primary-key-error", tuple(by_name[name] for name in schema.primary_key)))
    return tuple(keys)


@dataclass(frozen=True, slots=True)
class Assessed:
    """What became of one block.

    Attributes:
        written: `record`, `line` and all columns, with the written values, for the records of the right shape.
        findings: FINDINGS_SCHEMA, all but those of uniqueness.
        keys: for each unique key of the plan the values of its columns.
    """

    written: pl.DataFrame
    findings: pl.DataFrame
    keys: tuple[KeyValues, ...]


@dataclass(frozen=True, slots=True)
class KeyValues:
    """The values of one unique key, a row of the block's frame each.

    Attributes:
        compared: what is compared; null where a part of the key is empty.
        shown: the cells as they came.
    """

    compared: pl.Series
    shown: pl.Series


def assess_block(plan: Plan, block: Block) -> Assessed:
    """Read, normalise and check one block."""
    parsed = read_frame(block, len(plan.header.labels), plan.delimiter, plan.encoding)
    frame = parsed.frame
    parts = [_misfit_findings(parsed.misfits, plan)] if parsed.misfits else []
    written: list[pl.Series] = []
    suggestions: dict[str, pl.Series] = {}
    for column in plan.columns:
        outcome = take_steps(frame[column.name], column, plan.schema.missing_values, unsafe_fixes=plan.unsafe_fixes)
        parts.extend(_step_findings(frame, column, outcome))
        written.append(outcome.written)
        if outcome.suggestion is not None:
            suggestions[column.name] = outcome.suggestion
    after = frame.with_columns(written)
    parts.extend(
        _failure_findings(frame, after, failures, suggestions.get(failures.column.name))
        for failures in run_checks(after.select(column.name for column in plan.columns), plan.columns)
    )
    findings = _sorted(parts)
    blank = _blank_rows(after, plan)
    if blank.any():
        findings = _with_blank_rows(findings, after.filter(blank), plan)
    return Assessed(after, findings, tuple(_key_values(frame, after, key) for key in plan.unique_keys))


def message_of(code: str, why: str = "") -> str:
    """Return a finding's message from its template and the reason."""
    template = CATALOGUE[code].message
    if "{why}" not in template:
        return template
    if not why:
        return template.replace(": {why}", "").replace("{why}", "")
    is_sentence = why[:1].isupper() and not why[1:2].isupper()
    words = f"{why[0].lower()}{why[1:]}" if is_sentence else why
    return template.replace("{why}", words.rstrip("."))


def _step_findings(frame: pl.DataFrame, column: Column, outcome: Outcome) -> list[pl.DataFrame]:
    """Return the findings that safe (and allowed unsafe) fixes answer."""
    before = frame[column.name]
    parts = []
    for order, codes in enumerate(outcome.steps):
        rows = codes.is_not_null().arg_true()
        part = _cells(frame, rows, column, order)
        code = codes.gather(rows)
        messages = {one: _step_message(one, column) for one in code.unique()}
        parts.append(
            part.with_columns(
                code=code,
                value=before.gather(rows).fill_null(""),
                message=code.replace_strict(messages, return_dtype=pl.String),
                fix=outcome.written.gather(rows).fill_null(""),
                applied=pl.lit(value=True),
            )
        )
    return parts


def _step_message(code: str, column: Column) -> str:
    return message_of(code).replace("{kind}", column.field.kind)


def _cells(frame: pl.DataFrame, rows: pl.Series, column: Column, order: int) -> pl.DataFrame:
    return frame.select(pl.col(RECORD, LINE).gather(rows)).with_columns(
        column_index=pl.lit(column.index, pl.Int32), order=pl.lit(order, pl.Int32), field=pl.lit(column.field.name)
    )


def _failure_findings(
    frame: pl.DataFrame, after: pl.DataFrame, failures: Failures, suggestion: pl.Series | None
) -> pl.DataFrame:
    """Return the findings of one check that fails; the value shown is the cell as it came."""
    column, check = failures.column, failures.check
    values = frame[column.name].gather(failures.rows)
    return _cells(frame, failures.rows, column, _FIRST_CHECK + failures.order).with_columns(
        code=pl.lit(check.code),
        value=values.fill_null(""),
        message=_explained(after[column.name].gather(failures.rows), failures),
        suggestion=pl.lit(None, pl.String) if suggestion is None else suggestion.gather(failures.rows),
        applied=pl.lit(value=False),
    )


def _explained(values: pl.Series, failures: Failures) -> pl.Series:
    kind, check = failures.column.field.kind, failures.check
    distinct = values.fill_null("").unique()
    words = [message_of(check.code, check.explain(value)).replace("{kind}", kind) for value in distinct]
    return values.fill_null("").replace_strict(distinct, pl.Series(words, dtype=pl.String), return_dtype=pl.String)


def _misfit_findings(misfits: tuple[Misfit, ...], plan: Plan) -> pl.DataFrame:
    names = {column.index: column.field.name for column in plan.columns}
    return pl.DataFrame(
        [
            {
                RECORD: misfit.record,
                LINE: misfit.line,
                "column_index": misfit.column_index,
                "order": _STRUCTURE,
                "code": misfit.code,
                "field": None if misfit.column_index is None else names.get(misfit.column_index),
                "value": misfit.value,
                "message": message_of(misfit.code).format(**misfit.facts),
                "fix": misfit.fix,
                "suggestion": None,
                "applied": misfit.fix is not None,
            }
            for misfit in misfits
        ],
        schema=FINDINGS_SCHEMA,
    )


def _sorted(parts: list[pl.DataFrame]) -> pl.DataFrame:
    empty = pl.DataFrame(schema=FINDINGS_SCHEMA)
    if not parts:
        return empty
    whole = pl.concat([empty, *parts], how="diagonal_relaxed")
    return whole.cast(FINDINGS_SCHEMA).sort(RECORD, "column_index", "order", nulls_last=False, maintain_order=True)


def _blank_rows(frame: pl.DataFrame, plan: Plan) -> pl.Series:
    """Say which rows have nothing to upload in any column."""
    names = [name for name, _ in plan.output_columns] or [column_name(i) for i in range(len(plan.header.labels))]
    return frame.select(pl.all_horizontal(pl.col(name).is_null() for name in names)).to_series()


def _with_blank_rows(findings: pl.DataFrame, blank: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """Say of a blank record only that it is blank."""
    misfits = tuple(Misfit(record, line, "blank-row", {}) for record, line in blank.select(RECORD, LINE).iter_rows())
    others = findings.filter(~pl.col(RECORD).is_in(blank[RECORD].implode()))
    return _sorted([others, _misfit_findings(misfits, plan)])


def _key_values(frame: pl.DataFrame, after: pl.DataFrame, key: UniqueKey) -> KeyValues:
    names = [column.name for column in key.columns]
    folded = [
        pl.col(column.name).str.to_lowercase() if column.field.ignore_case else pl.col(column.name)
        for column in key.columns
    ]
    compared = after.select(pl.concat_str(folded, separator="\x1f", ignore_nulls=False)).to_series()
    return KeyValues(compared, frame.select(pl.concat_str(names, separator=", ", ignore_nulls=True)).to_series())
