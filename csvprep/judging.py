"""The values of a frame: what fixes make of them, and what is still wrong then."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from csvprep.checks import Failures, Known, run_checks
from csvprep.finding_frame import failure_findings, step_findings
from csvprep.plan import Plan
from csvprep.regions import RegionRows, part_by_region, run_checks_by_region, take_steps_by_region
from csvprep.steps import take_steps


@dataclass(frozen=True, slots=True)
class Values:
    """The values of a frame, judged.

    Attributes:
        written: the frame with the written values.
        findings: frames with columns of `csvprep.finding_frame.FINDINGS_SCHEMA`, in no order.
    """

    written: pl.DataFrame
    findings: list[pl.DataFrame]


def judge_values(plan: Plan, frame: pl.DataFrame) -> Values:
    """Normalise and check every field's column.

    Args:
        plan: the schema, bound.
        frame: `record`, `line` and a String column a cell.
    """
    found: list[pl.DataFrame] = []
    written: dict[str, pl.Series] = {}
    by_region: dict[str, list[RegionRows]] = {}
    suggestions: dict[str, pl.Series] = {}
    known: dict[str, Known] = {}
    for column in sorted(plan.columns, key=lambda one: one.region_column is not None):
        values, missing = frame[column.name], column.field.missing_values
        missing = plan.schema.missing_values if missing is None else missing
        if column.region_column is None:
            outcome = take_steps(values, column, missing, unsafe_fixes=plan.unsafe_fixes)
        else:
            by_region[column.name] = parts = part_by_region(column, written[column.region_column])
            outcome = take_steps_by_region(values, parts, missing, unsafe_fixes=plan.unsafe_fixes)
        found.extend(step_findings(frame, column, outcome))
        written[column.name] = outcome.written
        known[column.name] = Known(outcome.proved, outcome.sound)
        if outcome.suggestion is not None:
            suggestions[column.name] = outcome.suggestion
    after = frame.with_columns(written.values())
    found.extend(
        failure_findings(frame, after, failures, suggestions.get(failures.column.name))
        for failures in _run_checks(plan, after, by_region, known)
    )
    return Values(after, found)


def _run_checks(
    plan: Plan, after: pl.DataFrame, by_region: dict[str, list[RegionRows]], known: dict[str, Known]
) -> list[Failures]:
    """Check the written values of a frame."""
    columns = [column for column in plan.columns if column.name not in by_region]
    found = run_checks(after.select(column.name for column in columns), columns, known)
    for name, parts in by_region.items():
        found.extend(run_checks_by_region(after[name], parts, known[name]))
    return found
