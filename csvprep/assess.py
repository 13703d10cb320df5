"""What is done to one block: read, normalise, check. A pure function of a plan and a block, both picklable.

Threads run it today; any `concurrent.futures.Executor` can.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from csvprep.block_frame import read_frame
from csvprep.blocks import Block
from csvprep.finding_frame import misfit_findings, sort_findings
from csvprep.frame import LINE, RECORD, find_other_end
from csvprep.judging import judge_values
from csvprep.mending import mend_records
from csvprep.plan import Plan, UniqueKey
from csvprep.row_findings import NO_RECORDS, add_row_findings, mark_footers
from csvprep.unique import KeyBlock, key_block


@dataclass(frozen=True, slots=True)
class Assessed:
    """What became of one block.

    Attributes:
        written: `record`, `line` and all columns, with the written values, for the records of the right shape.
        findings: FINDINGS_SCHEMA, all but those of uniqueness.
        keys: for each unique key of the plan the values of its columns.
        absorbed: numbers of the records that became part of the one before them, ascending.
        other_end: record, line and line end of the first record that doesn't end as the header line does.
    """

    written: pl.DataFrame
    findings: pl.DataFrame
    keys: tuple[KeyValues, ...]
    absorbed: tuple[int, ...] = ()
    other_end: tuple[int, int, bytes] | None = None


@dataclass(frozen=True, slots=True)
class KeyValues:
    """The values of one unique key, a row of the block's frame each.

    Attributes:
        compared: what is compared, ready for the index; nothing where a part of the key is empty or the record is none.
        shown: the cells as they came.
    """

    compared: KeyBlock
    shown: pl.Series


def assess_block(plan: Plan, block: Block) -> Assessed:
    """Read, normalise and check one block."""
    parsed = read_frame(block, plan.form)
    parsed = replace(parsed, misfits=mark_footers(parsed.misfits, parsed.unshaped, plan))
    mended = mend_records(parsed, block, plan)
    frame = mended.parsed.frame
    values = judge_values(plan, frame)
    parts = values.findings
    if mended.parsed.misfits.height:
        parts = [misfit_findings(mended.parsed.misfits, plan), *parts]
    findings = add_row_findings(sort_findings(parts), frame, values.written, plan)
    none = findings.filter(pl.col("code").is_in(NO_RECORDS))[RECORD]
    return Assessed(
        values.written,
        findings,
        tuple(_key_values(frame, values.written, key, none) for key in plan.unique_keys),
        mended.absorbed,
        find_other_end(block, plan.form.dialect),
    )


def _key_values(frame: pl.DataFrame, after: pl.DataFrame, key: UniqueKey, none: pl.Series) -> KeyValues:
    """Return the values of a key; those of records that are none are compared with nothing."""
    names = [column.name for column in key.columns]
    parts = [
        pl.col(column.name).str.to_lowercase() if column.field.ignore_case else pl.col(column.name)
        for column in key.columns
    ]
    lengths = [part.str.len_bytes() for part in parts[:-1]]  # so that no two keys look the same when joined
    value = pl.concat_str(*lengths, *parts, separator=" ", ignore_nulls=False) if lengths else parts[0]
    if not none.is_empty():
        value = pl.when(~pl.col(RECORD).is_in(none.implode())).then(value)
    compared = key_block(after.select(value).to_series(), after[RECORD], after[LINE])
    if len(names) == 1:
        return KeyValues(compared, frame[names[0]])
    return KeyValues(compared, frame.select(pl.concat_str(names, separator=", ", ignore_nulls=True)).to_series())
