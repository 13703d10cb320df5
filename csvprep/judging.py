"""The values of a frame: what fixes make of them, and what is still wrong then."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from csvprep.accepting import MAIL_SUSPECT
from csvprep.catalogue import CATALOGUE
from csvprep.checks import Column, Failures, find_failures, run_checks
from csvprep.defaults import empty_cells
from csvprep.derived import add_derived
from csvprep.doubts import Known
from csvprep.finding_frame import cell_findings, derived_findings, failure_findings, step_findings, unexplained_findings
from csvprep.findings import Severity
from csvprep.first_look import look_at
from csvprep.kinds.base import tells_near
from csvprep.kinds.mail_domains import suggest_addresses
from csvprep.plan import Plan
from csvprep.record_rules import record_findings
from csvprep.regions import RegionRows, part_by_region, run_checks_by_region, take_steps_by_region
from csvprep.schema.model import KindName
from csvprep.schema.settings import OnError
from csvprep.series import falses, first_of, has_value, rows_of, trues
from csvprep.steps import Outcome, take_steps

_DEFAULT_ORDER, _SUSPECT_ORDER = 90, 400


@dataclass(frozen=True, slots=True)
class Values:
    """The values of a frame, judged.

    Attributes:
        written: the frame with the written values.
        findings: frames with columns of `csvprep.finding_frame.FINDINGS_SCHEMA`, in no order.
    """

    written: pl.DataFrame
    findings: list[pl.DataFrame]


@dataclass(slots=True)
class _Steps:
    """What the steps of all columns came to: findings, and by the frame's name of the column what is known of it."""

    found: list[pl.DataFrame] = field(default_factory=list)
    written: dict[str, pl.Series] = field(default_factory=dict)
    rewritten: list[pl.Series] = field(default_factory=list)
    by_region: dict[str, list[RegionRows]] = field(default_factory=dict)
    suggestions: dict[str, pl.Series] = field(default_factory=dict)
    known: dict[str, Known] = field(default_factory=dict)


def judge_values(plan: Plan, frame: pl.DataFrame, *, in_words: bool = True) -> Values:
    """Normalise and check every field's column, then what holds for whole records.

    Args:
        plan: the schema, bound.
        frame: `record`, `line` and a String column a cell.
        in_words: whether what is wrong with a value is explained, and a suggestion looked for; it takes long.
    """
    frame = add_derived(frame, plan.derivations)
    steps = _take_steps(plan, frame)
    after = _fill(plan, frame, frame.with_columns(steps.rewritten) if steps.rewritten else frame, steps)
    after = _check(plan, frame, after, steps, in_words=in_words)
    found = steps.found
    found.extend(_suspect_addresses(plan, frame, after))
    of_records = record_findings(plan, frame, after)
    if plan.schema.model is not None:
        from csvprep.model_checks import model_findings  # noqa: PLC0415 - only with a user's model

        of_records.extend(model_findings(plan, frame, after))
    if plan.policy.ignored:
        of_records = [part.filter(~pl.col("code").is_in(plan.policy.ignored)) for part in of_records]
    found.extend(of_records)
    return Values(after, found)


def _take_steps(plan: Plan, frame: pl.DataFrame) -> _Steps:
    """Take every column through its steps, those last that need another's."""
    steps = _Steps()
    made = {name: one for one in plan.derivations for name in one.targets}
    looks = look_at(frame, ((one, _missing(plan, one)) for one in plan.columns if one.region_column is None))
    for column in sorted(plan.columns, key=lambda one: one.region_column is not None):
        if column.derived:
            steps.found.append(derived_findings(frame, column, made[column.name]))
        values = frame[column.name]
        outcome = _outcome(plan, values, column, steps, looks.get(column.name))
        if outcome.steps:
            steps.found.extend(step_findings(frame, column, outcome))
        steps.written[column.name] = outcome.written
        if outcome.written is not values:
            steps.rewritten.append(outcome.written)
        steps.known[column.name] = Known(outcome.proved, outcome.sound)
        if outcome.suggestion is not None:
            steps.suggestions[column.name] = outcome.suggestion
    return steps


def _missing(plan: Plan, column: Column) -> tuple[str, ...]:
    own = column.field.missing_values
    return plan.schema.missing_values if own is None else own


def _outcome(plan: Plan, values: pl.Series, column: Column, steps: _Steps, special: pl.Series | None) -> Outcome:
    missing = _missing(plan, column)
    taken = {"unsafe_fixes": plan.unsafe_fixes, "accept_suggestions": plan.accept_suggestions}
    if column.region_column is None:
        return take_steps(values, column, missing, special=special, **taken)
    steps.by_region[column.name] = parts = part_by_region(column, steps.written[column.region_column])
    return take_steps_by_region(values, parts, missing, **taken)


def _fill(plan: Plan, frame: pl.DataFrame, after: pl.DataFrame, steps: _Steps) -> pl.DataFrame:
    """Write defaults into empty cells."""
    for column, rows in empty_cells(plan, after):
        default = column.field.settings.default
        steps.known[column.name] = Known()
        steps.found.append(
            cell_findings(frame, rows, column, _DEFAULT_ORDER, "default-filled", fix=default, applied=trues(len(rows)))
        )
        after = after.with_columns(after[column.name].scatter(rows, default))
    return after


def _check(plan: Plan, frame: pl.DataFrame, after: pl.DataFrame, steps: _Steps, *, in_words: bool) -> pl.DataFrame:
    """Check the written values; return them without those that are to be cleared, unless nothing is put in words."""
    cleared: dict[str, pl.Series] = {}
    for failures in _run_checks(plan, after, steps, in_words=in_words):
        column = failures.column
        if not in_words:
            steps.found.append(unexplained_findings(frame, failures))
            continue
        suggestion = _suggestion(failures, after, steps.suggestions.get(column.name))
        part = failure_findings(frame, after, failures, suggestion)
        if plan.clears and _is_cleared(failures):
            default = column.field.settings.default
            part = part.with_columns(
                suggestion=pl.lit(None, pl.String), fix=pl.lit(default), applied=pl.lit(value=True)
            )
            values = cleared.get(column.name, after[column.name])
            cleared[column.name] = values.clone().scatter(failures.rows, default or None)
        steps.found.append(part)
    return after.with_columns(cleared.values()) if cleared else after


def _is_cleared(failures: Failures) -> bool:
    settings = failures.column.field.settings
    return settings.on_error is OnError.CLEAR and CATALOGUE[failures.check.code].severity is Severity.ERROR


def _suggestion(failures: Failures, after: pl.DataFrame, of_steps: pl.Series | None) -> pl.Series | None:
    """Return what failing values may mean: what a step offered, else what the kind takes a near miss for."""
    offered = None if of_steps is None else of_steps[failures.rows]
    kind = failures.column.kind
    if not failures.check.of_kind or not tells_near(kind):
        return offered
    near = kind.near(after[failures.column.name][failures.rows])
    if near is None or offered is None:
        return offered if near is None else near
    return first_of(offered, near)


def _run_checks(plan: Plan, after: pl.DataFrame, steps: _Steps, *, in_words: bool) -> list[Failures]:
    """Check the written values of a frame."""
    columns = [column for column in plan.columns if column.name not in steps.by_region]
    run = run_checks if in_words else find_failures
    found = run(after, columns, steps.known)
    for name, parts in steps.by_region.items():
        found.extend(run_checks_by_region(after[name], parts, steps.known[name]))
    return found


def _suspect_addresses(plan: Plan, frame: pl.DataFrame, after: pl.DataFrame) -> list[pl.DataFrame]:
    """Return a finding for each address whose domain is a near miss of a large one."""
    found: list[pl.DataFrame] = []
    if MAIL_SUSPECT in plan.policy.ignored:
        return found
    for column in plan.columns:
        near = suggest_addresses(after[column.name]) if column.field.kind is KindName.EMAIL else None
        if near is not None:
            rows = rows_of(has_value(near))
            more = {"suggestion": near[rows], "applied": falses(len(rows))}
            found.append(cell_findings(frame, rows, column, _SUSPECT_ORDER, MAIL_SUSPECT, **more))
    return found
