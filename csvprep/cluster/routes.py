"""What a worker does to one range for each command."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any, Final

import polars as pl

from csvprep.ahead import Behind
from csvprep.blocks import Source
from csvprep.cells import strip_line_end
from csvprep.cluster.exchange import Known, load_judged
from csvprep.cluster.inputs import Input, open_part, open_part_job, received
from csvprep.cluster.linking import Range
from csvprep.cluster.parts import Part, PartChunks, PartFiles, part_files, to_ipc, write_overview
from csvprep.cluster.places import Place
from csvprep.job import Job
from csvprep.misfits import FileFinding
from csvprep.overview.partial import PartialOverview
from csvprep.pipeline import Judged, judge_blocks
from csvprep.runs.changes import CHANGE_LABELS, change_frame
from csvprep.runs.fix import changed_and_rejected, fixed_data, without_derived
from csvprep.runs.prep import Outputs
from csvprep.runs.split import Overlong, add_block, object_of, refuse_small, safe_name
from csvprep.summary import Summary, group_findings, report_frame
from csvprep.writers import Limits, header_line, to_csv

FINDINGS: Final = "findings.ipc"
FIXED: Final = "fixed"
CHANGES: Final = "changes"


def _judged(job: Job, given: Input, known: Known | None) -> Iterator[Judged]:
    if known is None:
        return judge_blocks(job, received(given).options)
    return load_judged(job, given, known)


def _part(source: Source, tail: list[FileFinding], folder: str, summary: Summary) -> Part:
    """Return what became of a range, its files aside."""
    return Part(folder, summary, tuple(tail), source.notes, read=(source.bytes_read, source.sha256))


def _summary(job: Job) -> Summary:
    return Summary(job.source.name, job.plan.schema.name, policy=job.plan.policy)


def _overview(job: Job, given: Input) -> PartialOverview:
    return PartialOverview(job.plan, strict=given.options.strict, redact=given.options.redact)


def prep_range(given: Input, part: Range, limits: Limits, parts: Place, known: Known | None = None) -> Part:
    """Lint, fix and route the records of a range; what goes to chunks is not cut yet."""
    name = f"prep-{part.index:06d}"
    with open_part_job(given, part) as job, part_files(parts, name) as (folder, files), Behind() as behind:
        opening = _summary(job)
        chunks: list[PartChunks] = []

        def make_chunks(*arguments: Any) -> PartChunks:
            chunks.append(PartChunks(*arguments))
            return chunks[0]

        outputs = Outputs(job, files, given.options, limits, opening, behind=behind, make_chunks=make_chunks)
        files.begin_records()
        summary = outputs.summary = _summary(job)
        outputs.overview = overview = _overview(job, given)
        for judged in _judged(job, given, known):
            outputs.add(judged)
        found = _part(job.source, job.tail_findings, folder, summary)
        job.tail_findings.clear()
        outputs.close()
        write_overview(files, overview)
        return _with_files(found, files, chunks[0])


def lint_range(given: Input, part: Range, parts: Place, known: Known | None = None) -> Part:
    """Find what is wrong in a range."""
    with open_part_job(given, part) as job, part_files(parts, f"lint-{part.index:06d}") as (folder, files):
        summary = _summary(job)
        stream, frames = files.create(FINDINGS), []
        for judged in _judged(job, given, known):
            summary.add(judged)
            summary.count(judged.findings)
            if judged.findings.height:
                frames.append(report_frame(judged.findings, job, redact=given.options.redact))
        if frames:
            stream.write(to_ipc(pl.concat(frames)))
        return _with_files(_part(job.source, job.tail_findings, folder, summary), files)


def page_range(given: Input, part: Range, parts: Place, known: Known | None = None) -> Part:
    """Find what is wrong in a range, for a page."""
    with open_part_job(given, part) as job, part_files(parts, f"page-{part.index:06d}") as (folder, files):
        summary, overview = _summary(job), _overview(job, given)
        for judged in _judged(job, given, known):
            summary.add(judged)
            groups = group_findings(judged.findings)
            summary.count_groups(groups)
            overview.add(judged, change_frame(judged.findings.filter(~pl.col("rejected"))), groups)
        write_overview(files, overview)
        return _with_files(_part(job.source, job.tail_findings, folder, summary), files)


def fix_range(given: Input, part: Range, parts: Place, known: Known | None = None) -> Part:
    """Fix the records of a range."""
    with open_part_job(given, part) as job, part_files(parts, f"fix-{part.index:06d}") as (folder, files):
        summary = _summary(job)
        fixed, changes = files.create(FIXED), files.create(CHANGES)
        changes.write(header_line(CHANGE_LABELS))
        files.begin_records()
        told: list[pl.DataFrame] = []
        for judged in map(partial(without_derived, job), _judged(job, given, known)):
            summary.add(judged)
            applied = judged.findings.filter(pl.col("applied"))
            summary.count(judged.findings.filter(~pl.col("applied")))
            summary.changed += changed_and_rejected(applied)
            fixed.write(fixed_data(judged, applied, job, None))
            if applied.height:
                changes.write(to_csv(change_frame(applied, redact=given.options.redact)))
                told.append(report_frame(applied, job, redact=given.options.redact))
        if told:
            files.create(FINDINGS).write(to_ipc(pl.concat(told)))
        return _with_files(_part(job.source, job.tail_findings, folder, summary), files)


def split_range(given: Input, part: Range, limits: Limits, parts: Place) -> Part:
    """Find the records of a range; what goes to chunks is not cut yet."""
    options = given.options
    with open_part(given, part) as source, part_files(parts, f"split-{part.index:06d}") as (folder, files):
        name, head = options.object_name or object_of(source), source.head
        header = strip_line_end(head.header) + head.dialect.terminator_bytes if head.dialect.header else b""
        chunks = PartChunks(files, safe_name(name or source.name), header, limits)
        refuse_small(chunks, limits)
        summary = Summary(source.name, name or "")
        overlong = Overlong(files, source)
        for block in source.blocks(options.read_bytes, max_record_bytes=options.max_record_bytes, count_cells=False):
            add_block(block, chunks, overlong, source)
            summary.records += block.run.records
        chunks.close()
        overlong.close()
        summary.rejected = overlong.count
        summary.accepted = summary.records - overlong.count
        files.leads = {"rejected.csv": overlong.header_bytes}
        if overlong.count:
            summary.tally("record-too-large", overlong.count)
        return _with_files(_part(source, [], folder, summary), files, chunks)


def _with_files(found: Part, files: PartFiles, chunks: PartChunks | None = None) -> Part:
    """Return a part with what was written of it."""
    found = replace(found, leads=files.leads, sizes=files.sizes)
    if chunks is None:
        return found
    return replace(found, records=chunks.records, name=chunks.name, header=chunks.header)
