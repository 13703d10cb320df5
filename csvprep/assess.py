"""What is done to one block: read, normalise, check. A pure function of a plan and a block, both picklable.

Threads run it today; any `concurrent.futures.Executor` can.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import polars as pl

from csvprep.block_frame import read_frame
from csvprep.blocks import Block
from csvprep.derived import add_derived
from csvprep.finding_frame import misfit_findings, sort_findings
from csvprep.frame import RECORD, find_other_end
from csvprep.judging import judge_values
from csvprep.keys import KeyValues, key_values
from csvprep.mending import mend_records
from csvprep.plan import Plan
from csvprep.row_findings import NO_RECORDS, add_row_findings, mark_footers


@dataclass(frozen=True, slots=True)
class Assessed:
    """What became of one block.

    Attributes:
        written: `record`, `line` and all columns, with the written values, for the records of the right shape.
        findings: FINDINGS_SCHEMA, all but those of uniqueness.
        keys: for each unique key of the plan the values of its columns.
        links: for each link of the plan the values of its columns.
        absorbed: numbers of the records that became part of the one before them, ascending.
        other_end: record, line and line end of the first record that doesn't end as the header line does.
    """

    written: pl.DataFrame
    findings: pl.DataFrame
    keys: tuple[KeyValues, ...]
    links: tuple[KeyValues, ...] = ()
    absorbed: tuple[int, ...] = ()
    other_end: tuple[int, int, bytes] | None = None


def assess_block(plan: Plan, block: Block) -> Assessed:
    """Read, normalise and check one block."""
    parsed = read_frame(block, plan.form)
    parsed = replace(parsed, misfits=mark_footers(parsed.misfits, parsed.unshaped, plan))
    mended = mend_records(parsed, block, plan)
    frame = add_derived(mended.parsed.frame, plan.derivations)
    values = judge_values(plan, frame)
    parts = values.findings
    misfits = mended.parsed.misfits
    if plan.policy.ignored and misfits.height:
        misfits = misfits.filter(~pl.col("code").is_in(plan.policy.ignored))
    if misfits.height:
        parts = [misfit_findings(misfits, plan), *parts]
    findings = add_row_findings(sort_findings(parts), frame, values.written, plan)
    none = findings.filter(pl.col("code").is_in(NO_RECORDS))[RECORD]
    read = partial(key_values, frame, values.written, none, plan.part)
    return Assessed(
        values.written,
        findings,
        tuple(map(read, plan.unique_keys)),
        tuple(read(link.key) for link in plan.links),
        mended.absorbed,
        find_other_end(block, plan.form.dialect),
    )
