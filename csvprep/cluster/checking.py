"""The driver of lint and fix: findings and fixed records come back part by part, in input order."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import polars as pl

from csvprep.cluster.collecting import Collected, Watch
from csvprep.cluster.engine import Engine, TableKnown, spread_job
from csvprep.cluster.inputs import refuse_standard
from csvprep.cluster.parts import Part, from_ipc, merge_overview
from csvprep.cluster.places import Place, copy_into
from csvprep.cluster.reading import BlocksOf
from csvprep.cluster.routes import CHANGES, FINDINGS, FIXED, fix_range, lint_range, page_range
from csvprep.cluster.targets import open_scratch
from csvprep.cluster.totals import start_hashing, take_totals
from csvprep.findings import Finding
from csvprep.job import open_job
from csvprep.options import Options
from csvprep.overview import Overview
from csvprep.reports.html import PageFile
from csvprep.runs.changes import CHANGE_LABELS
from csvprep.runs.fix import refuse_packed_name, write_fixed_header
from csvprep.runs.page import page_of
from csvprep.spots import Locator
from csvprep.staging import replace_file
from csvprep.summary import Summary, closing_findings, findings_frame, opening_findings
from csvprep.writers import header_line


def spread_lint(
    path: str | Path,
    options: Options,
    receive: Callable[[pl.DataFrame], None],
    engine: Engine,
    *,
    on_progress: Watch | None = None,
    table: TableKnown | None = None,
    locator: Locator | None = None,
) -> Summary:
    """Lint one file on workers; what is found is what `csvprep.runs.lint.lint_file` finds.

    Whatever line of the file the locator is asked for is read anew, here: it is asked for what is shown only.

    Raises:
        CsvprepError: as there; EngineError when workers die over a part.
    """
    path = refuse_standard(path)
    with ExitStack() as stack:
        job = stack.enter_context(open_job(path, options))
        parts = stack.enter_context(open_scratch(engine.scratch))
        spread = spread_job(path, job, options, engine, parts, table=table)
        work = Collected(
            job.source, Summary(job.source.name, job.plan.schema.name, policy=job.plan.policy), on_progress
        )
        opening = findings_frame(opening_findings(job, redact=options.redact))
        work.tell(0)
        if locator is not None:
            locator.open(job.source.head, job.plan.form)
        _hand_on(opening, work.summary, receive)
        blocks = stack.enter_context(BlocksOf(spread.given))
        if locator is not None:
            locator.follow(blocks.fetch)
        for one, part in spread.route(lint_range, parts):
            work.add(one, part)
            blocks.ranges.append(one)
            if FINDINGS in part.sizes:
                receive(from_ipc(parts.read(f"{part.folder}/{FINDINGS}")))
        job.tail_findings[:] = work.tail
        _hand_on(findings_frame(closing_findings(job, redact=options.redact)), work.summary, receive)
        work.summary.notes = (*job.doubts, *work.parts[0].notes)
        return work.summary


def _hand_on(frame: pl.DataFrame, summary: Summary, receive: Callable[[pl.DataFrame], None]) -> None:
    """Count findings about the file as a whole, and hand them on."""
    if frame.height:
        summary.count(frame)
        receive(frame)


def spread_page(
    path: str | Path,
    options: Options,
    engine: Engine,
    *,
    on_progress: Watch | None = None,
    table: TableKnown | None = None,
) -> PageFile:
    """Lint one file on workers for a page; it shows what that of `csvprep.runs.lint_page.lint_page` shows.

    Raises:
        CsvprepError: as there; EngineError when workers die over a part.
    """
    path = refuse_standard(path)
    with open_job(path, options) as job, open_scratch(engine.scratch) as parts:
        spread = spread_job(path, job, options, engine, parts, table=table)
        hashed = start_hashing(spread.given, spread.pool)
        summary = Summary(job.source.name, job.plan.schema.name, policy=job.plan.policy)
        overview = Overview(job.plan, strict=options.strict, redact=options.redact)
        work = Collected(job.source, summary, on_progress)
        work.tell(0)
        _note(opening_findings(job, redact=options.redact), summary, overview)
        for one, part in spread.route(page_range, parts):
            work.add(one, part)
            merge_overview(overview, parts, part)
        job.tail_findings[:] = work.tail
        _note(closing_findings(job, redact=options.redact), summary, overview)
        take_totals(job.source, work.parts, hashed)
        summary.notes = (*job.doubts, *work.parts[0].notes)
        return replace(page_of(job, options, summary, overview), notes=summary.notes)


def _note(findings: list[Finding], summary: Summary, overview: Overview) -> None:
    """Count findings about the file as a whole, for a page too."""
    summary.count(findings_frame(findings))
    overview.note(findings)


def spread_fix(
    path: str | Path,
    out: Path | BinaryIO | None,
    options: Options,
    engine: Engine,
    *,
    changes: Path | None = None,
    on_fixed: Callable[[pl.DataFrame], None] | None = None,
    on_progress: Watch | None = None,
) -> Summary:
    """Fix one file on workers; what it writes is what `csvprep.runs.fix.fix_file` writes.

    Raises:
        CsvprepError: as there; EngineError when workers die over a part.
    """
    path = refuse_standard(path)
    with ExitStack() as stack:
        job = stack.enter_context(open_job(path, options))
        parts = stack.enter_context(open_scratch(engine.scratch))
        refuse_packed_name(job, out)
        stream = stack.enter_context(replace_file(out)) if isinstance(out, Path) else out
        table = stack.enter_context(replace_file(changes)) if changes is not None else None
        spread = spread_job(path, job, options, engine, parts)
        work = Collected(
            job.source, Summary(job.source.name, job.plan.schema.name, policy=job.plan.policy), on_progress
        )
        write_fixed_header(job, stream, None, work.summary)
        if table is not None:
            table.write(header_line(CHANGE_LABELS))
        for one, part in spread.route(fix_range, parts):
            work.add(one, part)
            _append(parts, part, FIXED, stream)
            _append(parts, part, CHANGES, table)
            if on_fixed is not None and FINDINGS in part.sizes:
                on_fixed(from_ipc(parts.read(f"{part.folder}/{FINDINGS}")))
        job.tail_findings[:] = work.tail
        work.summary.count(findings_frame(closing_findings(job, redact=False)))
        work.summary.notes = (*job.doubts, *work.parts[0].notes)
        return work.summary


def _append(parts: Place, part: Part, file: str, stream: BinaryIO | None) -> None:
    """Copy the rows of a part's file to a stream."""
    if stream is not None and file in part.sizes:
        for _ in copy_into(stream, parts.stream(f"{part.folder}/{file}", part.leads.get(file, 0), part.sizes[file])):
            pass
