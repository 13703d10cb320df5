"""The whole pass on one page.

    open_job          path → source (encoding, dialect, header), plan (schema bound to the header)
    judge_blocks      source → blocks ─ executor: assess_block ─→ in input order: keys → Judged

What becomes of the judged blocks is each command's own: see `csvprep.runs`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial

import polars as pl

from csvprep.assess import Assessed, assess_block
from csvprep.blocks import Block
from csvprep.catalogue.damage import DAMAGE_CODES
from csvprep.catalogue.rules import FORM_CODES
from csvprep.catalogue.values import VALUE_CODES
from csvprep.cells import strip_line_end
from csvprep.code_policy import Policy
from csvprep.frame import RECORD, line_numbers
from csvprep.job import Job, open_job
from csvprep.misfits import FileFinding, excerpt
from csvprep.options import Options
from csvprep.ordered import map_ordered
from csvprep.references.processes import giving_up, processes_for
from csvprep.row_findings import NO_RECORDS
from csvprep.table_keys import TableKeys
from csvprep.told import Progress, tell_reading

__all__ = [
    "Job",
    "Judged",
    "Options",
    "Progress",
    "is_fatal",
    "judge_assessed",
    "judge_blocks",
    "map_ordered",
    "note_endings",
    "note_truncation",
    "open_job",
    "with_absorbed",
    "without_unended",
]

_KEY_CODES = ("unique-error", "primary-key-error", "foreign-key-error")
_VALUE_CODES = tuple(code.name for code in (*DAMAGE_CODES, *VALUE_CODES, *FORM_CODES) if code.name not in _KEY_CODES)
_END_NAMES = {b"\n": "LF", b"\r\n": "CRLF", b"\r": "CR"}


@dataclass(frozen=True, slots=True)
class Judged:
    """A block whose records are all accepted or rejected.

    Attributes:
        block: the input.
        written: `record`, `line` and all columns with the written values (an empty cell is null), for records of the
            right shape.
        findings: FINDINGS_SCHEMA and `rejected` (Boolean): whether the finding's record is rejected.
        rejected: the numbers of the rejected records, ascending (Int64).
        absorbed: the numbers of the records that were joined to the one before them, ascending.
    """

    block: Block
    written: pl.DataFrame
    findings: pl.DataFrame
    rejected: pl.Series
    absorbed: tuple[int, ...] = ()

    @property
    def accepted(self) -> pl.DataFrame:
        """The written records that are not rejected."""
        if self.rejected.is_empty():
            return self.written
        return self.written.filter(~pl.col(RECORD).is_in(self.rejected.implode()))


def judge_blocks(
    job: Job,
    options: Options,
    *,
    executor: Executor | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    table: TableKeys | None = None,
) -> Iterator[Judged]:
    """Yield every block of a source, judged, in input order.

    Args:
        job: from `open_job`; its blocks are read once.
        options: the same.
        executor: runs the work on blocks; None: threads.
        on_progress: called before the first block and after each one.
        table: the keys of the table whose next file this is; None: the file is a table of its own.
    """
    jobs = options.workers
    rejects_all = bool(job.plan.header_errors)
    fatal = is_fatal(job.plan.policy, strict=options.strict, kept=job.plan.kept_fields)
    job.tail_findings.clear()
    records = findings = 0
    with ExitStack() as stack:
        pool = executor or stack.enter_context(_own_threads(options))
        keys = table or stack.enter_context(TableKeys(options))
        report = _Reporter(job, on_progress)
        report(records, findings)
        plan = keys.begin(job, pool)
        blocks = job.source.blocks(options.read_bytes, max_record_bytes=options.max_record_bytes)
        for block, assessed in map_ordered(pool, partial(assess_block, plan), blocks, window=jobs + 1):
            found = keys.judge(plan, assessed)
            judged = judge_assessed(block, assessed, found, fatal, rejects_all=rejects_all)
            judged = without_unended(judged, note_endings(job, block, assessed, strict=options.strict))
            yield judged
            records += block.run.records
            findings += judged.findings.height
            report(records, findings)
    note_truncation(job, records)


@contextmanager
def _own_threads(options: Options) -> Iterator[Executor]:
    """Have threads, and the processes that they may ask; an error ends what they are at."""
    with processes_for(options.processes), ThreadPoolExecutor(options.workers) as threads, giving_up():
        yield threads


class _Reporter:
    """Tells how far a pass is to whoever wants to know."""

    def __init__(self, job: Job, on_progress: Callable[[Progress], None] | None) -> None:
        self._job = job
        self._on_progress = on_progress
        self._told = tell_reading(job.source)

    def __call__(self, records: int, findings: int) -> None:
        if self._on_progress is not None:
            source, name = self._job.source, self._job.plan.schema.name
            self._on_progress(Progress(source.bytes_read, source.size_bytes, records, findings, name, self._told))


def judge_assessed(
    block: Block, assessed: Assessed, parts: list[pl.DataFrame], fatal: pl.Expr, *, rejects_all: bool
) -> Judged:
    """Add the findings of the table's keys, and decide which records are rejected.

    Args:
        block: the input.
        assessed: what became of it so far.
        parts: findings of keys, frames of FINDINGS_SCHEMA.
        fatal: from `is_fatal`.
        rejects_all: the header is wrong, so that no record is accepted.
    """
    parts = [assessed.findings, *parts]
    findings = parts[0]
    if len(parts) > 1:
        findings = pl.concat(parts).sort(RECORD, "column_index", "order", nulls_last=False, maintain_order=True)
    if rejects_all:
        first = block.first_record
        rejected = pl.int_range(first, first + block.run.records, dtype=pl.Int64, eager=True)
    else:
        rejected = findings.filter(fatal)[RECORD].unique().sort()
    rejected = with_absorbed(rejected, assessed.absorbed)
    marked = findings.with_columns(rejected=pl.col(RECORD).is_in(rejected.implode()))
    return Judged(block, assessed.written, marked, rejected, assessed.absorbed)


def with_absorbed(rejected: pl.Series, absorbed: tuple[int, ...]) -> pl.Series:
    """Reject the parts of a joined record with it."""
    numbers = set(rejected) if absorbed else set()
    for record in absorbed:
        if record - 1 in numbers:
            numbers.add(record)
    return pl.Series(RECORD, sorted(numbers), dtype=pl.Int64) if absorbed else rejected


def without_unended(judged: Judged, record: int | None) -> Judged:
    """Reject the last record of a file, for the line end that it lacks; None: as it is."""
    while record in judged.absorbed and record is not None:
        record -= 1
    if record is None or record in judged.rejected:
        return judged
    rejected = pl.Series(RECORD, [*judged.rejected, record], dtype=pl.Int64).sort()
    rejected = with_absorbed(rejected, judged.absorbed)
    findings = judged.findings.with_columns(rejected=pl.col(RECORD).is_in(rejected.implode()))
    return replace(judged, findings=findings, rejected=rejected)


def note_truncation(job: Job, records: int) -> None:
    """Note that what the source is packed in ended too early, or that it can't hold what it once held."""
    why = job.source.opened.truncated
    if why is not None and not any(one.code == "truncated-file" for one in job.tail_findings):
        job.tail_findings.append(FileFinding("truncated-file", {}, None, records or None, why))


def note_endings(job: Job, block: Block, assessed: Assessed, *, strict: bool) -> int | None:
    """Note how the records of a file end, as far as that is worth a word: said once a file.

    Returns:
        The last record, where its missing line end counts as an error (strict: as a warning, too), for it may be cut.
    """
    notes, dialect = job.tail_findings, job.plan.form.dialect
    if assessed.other_end is not None and not any(one.code == "line-end-mixed" for one in notes):
        record, line, end = assessed.other_end
        facts: dict[str, object] = {"end": _END_NAMES[end], "header": _END_NAMES[dialect.terminator_bytes]}
        raw = strip_line_end(block.run.raw_records()[record - block.first_record])
        notes.append(FileFinding("line-end-mixed", facts, line, record, excerpt(raw)))
    if not block.is_open or block.run.overlong:
        return None
    raws = block.run.raw_records()
    record, line = block.first_record + len(raws) - 1, line_numbers(block)[-1]
    shaped = assessed.written.height > 0 and assessed.written[RECORD][-1] == record
    told = assessed.findings.filter((pl.col(RECORD) == record) & pl.col("code").is_in(NO_RECORDS)).height > 0
    code = "line-end-missing" if shaped or told else "truncated-file"
    notes.append(FileFinding(code, {}, line, record, excerpt(raws[-1])))
    policy = job.plan.policy
    return record if code not in policy.ignored and (strict or code in policy.errors) else None


def is_fatal(policy: Policy, *, strict: bool, kept: tuple[str, ...] = ()) -> pl.Expr:
    """Return which findings keep their record out of the chunks: errors that no fix answered; strict: warnings too.

    Args:
        policy: how bad each code is.
        strict: warnings count as errors.
        kept: names of fields whose wrong values don't keep a record out.
    """
    fatal = ~pl.col("applied") & (pl.lit(strict) | pl.col("code").is_in(policy.errors))
    if not kept:
        return fatal
    of_value = pl.col("code").is_in(_VALUE_CODES) & pl.col("field").is_in(kept).fill_null(value=False)
    return fatal & ~of_value
