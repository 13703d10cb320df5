"""The values of a frame: what fixes make of them, and what is still wrong then."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from csvprep.checks import Known, run_checks
from csvprep.finding_frame import failure_findings, step_findings
from csvprep.plan import Plan
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
    written: list[pl.Series] = []
    suggestions: dict[str, pl.Series] = {}
    known: dict[str, Known] = {}
    for column in plan.columns:
        outcome = take_steps(frame[column.name], column, plan.schema.missing_values, unsafe_fixes=plan.unsafe_fixes)
        found.extend(step_findings(frame, column, outcome))
        written.append(outcome.written)
        known[column.name] = Known(outcome.proved, outcome.sound)
        if outcome.suggestion is not None:
            suggestions[column.name] = outcome.suggestion
    after = frame.with_columns(written)
    found.extend(
        failure_findings(frame, after, failures, suggestions.get(failures.column.name))
        for failures in run_checks(after.select(column.name for column in plan.columns), plan.columns, known)
    )
    return Values(after, found)
