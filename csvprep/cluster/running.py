"""The driver of prep and split: opens the head, hands out the work, and puts together what comes back.

No record passes through it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import polars as pl

from csvprep.blocks import open_source
from csvprep.cluster.chunks import ChunkPlan, cut_part, join_file, write_chunk
from csvprep.cluster.collecting import Collected, Watch
from csvprep.cluster.engine import Engine, Spread, TableKnown, spread_job
from csvprep.cluster.inputs import describe_input, refuse_standard
from csvprep.cluster.parts import Part, merge_overview
from csvprep.cluster.pool import Call
from csvprep.cluster.routes import prep_range, split_range
from csvprep.cluster.targets import Target, open_target
from csvprep.cluster.totals import start_hashing, take_totals
from csvprep.findings import Finding
from csvprep.job import open_job
from csvprep.manifest import ChunkEntry, Manifest
from csvprep.options import Options
from csvprep.overview import Overview
from csvprep.reports.html import Made
from csvprep.runs.page import page_of, write_page
from csvprep.runs.prep import prep_manifest
from csvprep.runs.split import object_of, split_doubts, split_manifest
from csvprep.summary import REPORT_COLUMNS, Summary, closing_findings, findings_frame, opening_findings
from csvprep.writers import Limits, TableWriter

_TABLES = ("rejected.csv", "findings.csv", "changes.csv")


def spread_prep(
    path: str | Path,
    folder: str | Path,
    options: Options,
    limits: Limits,
    engine: Engine,
    *,
    force: bool = False,
    on_progress: Watch | None = None,
    table: TableKnown | None = None,
    clock: Callable[[], Made] | None = None,
) -> tuple[Summary, Manifest]:
    """Prepare one file for upload on workers; what it writes is what `csvprep.runs.prep.prep_file` writes.

    Raises:
        CsvprepError: as there; EngineError when workers die over a part.
    """
    path = refuse_standard(path)
    with ExitStack() as stack:
        job = stack.enter_context(open_job(path, options))
        target = stack.enter_context(open_target(folder, force=force))
        spread = spread_job(path, job, options, engine, target.parts, table=table)
        hashed = start_hashing(spread.given, spread.pool)
        summary = Summary(job.source.name, job.plan.schema.name, policy=job.plan.policy)
        overview = Overview(job.plan, strict=options.strict, redact=options.redact)
        opening = opening_findings(job, redact=options.redact)
        _note([one for one in opening if one.fix is None or job.plan.header_errors], summary, overview)
        work = Collected(job.source, summary, on_progress)
        work.tell(0)
        for one, part in spread.route(prep_range, limits, target.parts):
            work.add(one, part)
            merge_overview(overview, target.parts, part)
        job.tail_findings[:] = work.tail
        closing = _note(closing_findings(job, redact=options.redact), summary, overview)
        entries = _write_files(work.parts, target, spread, limits, {"findings.csv": _rows_of(closing)})
        take_totals(job.source, work.parts, hashed)
        summary.notes = (*job.doubts, *work.parts[0].notes)
        manifest = prep_manifest(job, options, limits, summary, entries)
        page = replace(page_of(job, options, summary, overview, manifest), notes=summary.notes)
        write_page(target, page, None if clock is None else clock())
        target.commit(manifest)
        return summary, manifest


def _note(findings: list[Finding], summary: Summary, overview: Overview) -> pl.DataFrame:
    """Count what is to be said of the file as a whole; return it as rows of a report."""
    frame = findings_frame(findings)
    summary.count(frame)
    overview.note(findings)
    return frame


def spread_split(
    path: str | Path,
    folder: str | Path,
    options: Options,
    limits: Limits,
    engine: Engine,
    *,
    force: bool = False,
    on_progress: Watch | None = None,
) -> tuple[Summary, Manifest]:
    """Split one file on workers; what it writes is what `csvprep.runs.split.split_file` writes.

    Raises:
        CsvprepError: as there; EngineError when workers die over a part.
    """
    path = refuse_standard(path)
    with ExitStack() as stack:
        source = stack.enter_context(open_source(path, options.reading))
        name = options.object_name or object_of(source)
        target = stack.enter_context(open_target(folder, force=force))
        given = describe_input(path, source, options, None)
        spread = Spread(given, engine.pool, target.parts, engine.range_bytes)
        hashed = start_hashing(given, spread.pool)
        summary = Summary(source.name, name or "")
        work = Collected(source, summary, on_progress)
        for one, part in spread.route(split_range, limits, target.parts):
            work.add(one, part)
        entries = _write_files(work.parts, target, spread, limits, {})
        take_totals(source, work.parts, hashed)
        summary.notes = (*split_doubts(source, options), *work.parts[0].notes)
        manifest = split_manifest(source, name, limits, summary, entries)
        target.commit(manifest)
        return summary, manifest


class _Memory:
    """A file in memory."""

    def __init__(self) -> None:
        self.data = b""

    def create(self, _name: str) -> _Memory:
        return self

    def write(self, data: bytes | memoryview, /) -> None:
        self.data += bytes(data)

    def close(self) -> None:
        """Have nothing to do."""


def _rows_of(findings: pl.DataFrame) -> bytes:
    """Return findings as rows of their table."""
    memory = _Memory()
    table = TableWriter(memory, "findings.csv", REPORT_COLUMNS)
    memory.data = b""
    table.add(findings)
    return memory.data


def _write_files(
    parts: list[Part], target: Target, spread: Spread, limits: Limits, tails: dict[str, bytes]
) -> list[ChunkEntry]:
    """Have chunks and tables written; return what the manifest says of the chunks."""
    pool = spread.pool
    plan = ChunkPlan(parts[0].name, parts[0].header)
    for part in parts:
        if part.records:
            arguments = (target.parts, part.folder, plan.state, len(part.header), limits)
            plan.add(part, pool.run(Call(f"{spread.given.name}, cutting chunks", cut_part, arguments)))
    target.begin()
    header = parts[0].header
    writing = (
        Call(one.file, write_chunk, (target.parts, target.files, one.file, header, one.pieces)) for one in plan.chunks
    )
    digests = pool.map(writing)
    entries = [one.entry(digest) for one, digest in zip(plan.chunks, digests, strict=True)]
    for _ in pool.map(_joining(parts, target, tails)):
        pass
    return entries


def _joining(parts: list[Part], target: Target, tails: dict[str, bytes]) -> Iterable[Call[None]]:
    for file in _TABLES:
        pieces: list[tuple[str, int, int]] = []
        for part in parts:
            begin, end = part.leads.get(file, 0) if pieces else 0, part.sizes.get(file, 0)
            if end > begin:
                pieces.append((part.folder, begin, end))
        if pieces:
            yield Call(file, join_file, (target.parts, target.files, file, pieces, tails.get(file, b"")))
