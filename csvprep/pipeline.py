"""The whole pass on one page.

    open_job          path → source (encoding, dialect, header), plan (schema bound to the header)
    judge_blocks      source → blocks ─ executor: assess_block ─→ in input order: unique → Judged

What becomes of the judged blocks is each command's own: see `csvprep.runs`.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

import polars as pl

from csvprep.assess import FINDINGS_SCHEMA, Assessed, Plan, UniqueKey, assess_block, make_plan
from csvprep.blocks import BLOCK_BYTES, MAX_RECORD_BYTES, Block, Source, open_source
from csvprep.catalogue import CATALOGUE
from csvprep.errors import UsageError
from csvprep.findings import Severity
from csvprep.frame import LINE, RECORD
from csvprep.schema.header import map_header
from csvprep.schema.model import Schema
from csvprep.schema.shipped import load_shipped, recognise_object
from csvprep.unique import Duplicate, UniqueIndex

_ERROR_CODES = tuple(name for name, code in CATALOGUE.items() if code.severity is Severity.ERROR)
_UNIQUE_ORDER = 1000

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a pass is.

    Attributes:
        bytes_read: of the source.
        size_bytes: of the source; None when it isn't known.
        records: judged so far.
        findings: found so far.
        object_name: what the file is read as; None when it isn't known.
    """

    bytes_read: int
    size_bytes: int | None
    records: int
    findings: int
    object_name: str | None


@dataclass(frozen=True, slots=True)
class Options:
    """How a file is read and judged.

    Attributes:
        object_name: a shipped schema; None: recognised from the header.
        schema: wins over object_name.
        region: ISO 3166 region of phone numbers without a country code.
        mapping: label to field, where the header says otherwise.
        encoding: Python's name; None: UTF-8, with or without byte order mark.
        delimiter: one character; None: detected.
        unsafe_fixes: suggestions are applied too.
        keep_extra: chunks carry columns that are no field of the schema.
        strict: warnings count as errors.
        redact: no cell value in any report.
        block_bytes: about how much is read at a time.
        max_record_bytes: longest record.
        jobs: how many blocks are worked on at once; None: one a processor.
    """

    object_name: str | None = None
    schema: Schema | None = None
    region: str = "US"
    mapping: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    delimiter: str | None = None
    unsafe_fixes: bool = False
    keep_extra: bool = False
    strict: bool = False
    redact: bool = False
    block_bytes: int = BLOCK_BYTES
    max_record_bytes: int = MAX_RECORD_BYTES
    jobs: int | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """An open source and the plan for it."""

    source: Source
    plan: Plan


@dataclass(frozen=True, slots=True)
class Judged:
    """A block whose records are all accepted or rejected.

    Attributes:
        block: the input.
        written: `record`, `line` and all columns with the written values, for records of the right shape.
        findings: FINDINGS_SCHEMA and `rejected` (Boolean): whether the finding's record is rejected.
        rejected: the numbers of the rejected records, ascending (Int64).
    """

    block: Block
    written: pl.DataFrame
    findings: pl.DataFrame
    rejected: pl.Series

    @property
    def accepted(self) -> pl.DataFrame:
        """The written records that are not rejected."""
        if self.rejected.is_empty():
            return self.written
        return self.written.filter(~pl.col(RECORD).is_in(self.rejected.implode()))


@contextmanager
def open_job(path: str | Path, options: Options) -> Iterator[Job]:
    """Open a source and bind the schema to its header.

    Raises:
        InputError: the source can't be read.
        UsageError: the object can't be recognised, or the options don't fit the file.
    """
    with open_source(path, encoding=options.encoding, delimiter=options.delimiter) as source:
        head = source.head
        schema = options.schema or _find_schema(options, head.labels, source.name)
        plan = make_plan(
            schema,
            map_header(head.labels, schema, options.mapping),
            delimiter=head.dialect.delimiter,
            encoding=head.encoding,
            region=options.region,
            unsafe_fixes=options.unsafe_fixes,
            keep_extra=options.keep_extra,
        )
        yield Job(source, plan)


def _find_schema(options: Options, labels: tuple[str, ...], source_name: str) -> Schema:
    if options.object_name is not None:
        return load_shipped(options.object_name)
    schema = recognise_object(tuple(options.mapping.get(label, label) for label in labels))
    if schema is not None:
        return schema
    if not any(label.strip() for label in labels):
        raise UsageError(f"{source_name}: line 1, where the header should be, is blank; put the labels there")
    shown = ", ".join(repr(label) for label in labels[:6]) + (" …" if len(labels) > 6 else "")
    quoted = "" if options.redact else f" ({shown})"
    raise UsageError(
        f"{source_name}: can't tell the object from the header{quoted}; name it with --object, or give a --schema"
    )


def judge_blocks(
    job: Job,
    options: Options,
    *,
    executor: Executor | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> Iterator[Judged]:
    """Yield every block of a source, judged, in input order.

    Args:
        job: from `open_job`; its blocks are read once.
        options: the same.
        executor: runs the work on blocks; None: threads.
        on_progress: called after each block.
    """
    jobs = options.jobs or os.cpu_count() or 1
    rejects_all = any(CATALOGUE[one.code].severity is Severity.ERROR for one in job.plan.header.findings)
    records = findings = 0
    with ExitStack() as stack:
        pool = executor or stack.enter_context(ThreadPoolExecutor(jobs))
        indexes = [stack.enter_context(UniqueIndex()) for _ in job.plan.unique_keys]
        blocks = job.source.blocks(options.block_bytes, max_record_bytes=options.max_record_bytes)
        for block, assessed in map_ordered(pool, partial(assess_block, job.plan), blocks, window=jobs + 1):
            judged = _judge(block, assessed, job.plan, indexes, strict=options.strict, rejects_all=rejects_all)
            yield judged
            records += block.run.records
            findings += judged.findings.height
            if on_progress is not None:
                name = job.plan.schema.name
                on_progress(Progress(job.source.bytes_read, job.source.size_bytes, records, findings, name))


def map_ordered(
    executor: Executor, function: Callable[[Item], Result], items: Iterable[Item], *, window: int
) -> Iterator[tuple[Item, Result]]:
    """Apply a function to items on an executor; yield item and result in the items' order.

    No more than `window` items are under way at once, so memory stays bounded.
    """
    waiting: deque[tuple[Item, Future[Result]]] = deque()
    try:
        for item in items:
            waiting.append((item, executor.submit(function, item)))
            if len(waiting) >= window:
                first, future = waiting.popleft()
                yield first, future.result()
        while waiting:
            first, future = waiting.popleft()
            yield first, future.result()
    finally:
        for _, future in waiting:
            future.cancel()


def _judge(
    block: Block, assessed: Assessed, plan: Plan, indexes: list[UniqueIndex], *, strict: bool, rejects_all: bool
) -> Judged:
    """Add the findings of uniqueness, and decide which records are rejected."""
    parts = [assessed.findings]
    for key, index, values in zip(plan.unique_keys, indexes, assessed.keys, strict=True):
        duplicates = index.add(values.compared, assessed.written[RECORD], assessed.written[LINE])
        if duplicates:
            parts.append(_duplicate_findings(assessed.written, key, values.shown, duplicates))
    findings = parts[0]
    if len(parts) > 1:
        findings = pl.concat(parts).sort(RECORD, "column_index", "order", nulls_last=False, maintain_order=True)
    if rejects_all:
        first = block.first_record
        rejected = pl.int_range(first, first + block.run.records, dtype=pl.Int64, eager=True)
    else:
        rejected = findings.filter(is_fatal(strict=strict))[RECORD].unique().sort()
    marked = findings.with_columns(rejected=pl.col(RECORD).is_in(rejected.implode()))
    return Judged(block, assessed.written, marked, rejected)


def is_fatal(*, strict: bool) -> pl.Expr:
    """Return which findings keep their record out of the chunks: errors that no fix answered; strict: warnings too."""
    return ~pl.col("applied") & (pl.lit(strict) | pl.col("code").is_in(_ERROR_CODES))


def _duplicate_findings(
    written: pl.DataFrame, key: UniqueKey, shown: pl.Series, duplicates: list[Duplicate]
) -> pl.DataFrame:
    rows = pl.Series([duplicate.row for duplicate in duplicates], dtype=pl.UInt32)
    column = key.columns[0]
    names = ", ".join(one.field.name for one in key.columns)
    template = CATALOGUE[key.code].message
    messages = [template.format(record=one.record, line=one.line, fields=names) for one in duplicates]
    return (
        written.select(pl.col(RECORD, LINE).gather(rows))
        .with_columns(
            value=shown.gather(rows),
            column_index=pl.lit(column.index, pl.Int32),
            order=pl.lit(_UNIQUE_ORDER, pl.Int32),
            code=pl.lit(key.code),
            field=pl.lit(column.field.name),
            message=pl.Series(messages, dtype=pl.String),
            fix=pl.lit(None, pl.String),
            suggestion=pl.lit(None, pl.String),
            applied=pl.lit(value=False),
        )
        .select(FINDINGS_SCHEMA.names())
    )
