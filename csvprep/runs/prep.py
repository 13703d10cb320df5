"""Lint, fix and split in one pass: the main job."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import polars as pl

from csvprep.ahead import Behind
from csvprep.catalogue import message_of
from csvprep.cells import as_record, strip_line_end
from csvprep.connectors import find_connector
from csvprep.dialect import PLAIN, Grammar
from csvprep.errors import UsageError
from csvprep.findings import Finding
from csvprep.frame import LINE, RECORD, line_numbers
from csvprep.head import Head
from csvprep.manifest import ChunkEntry, Manifest
from csvprep.misfits import excerpt
from csvprep.overview import Overview
from csvprep.pipeline import Job, Judged, Options, Progress, is_fatal, judge_blocks, open_job, with_absorbed
from csvprep.plan import Plan
from csvprep.polars_reading import column_name
from csvprep.record_texts import raw_records_at
from csvprep.records import Run
from csvprep.reports.html import Made
from csvprep.runs.changes import CHANGE_LABELS, change_frame, with_shapes
from csvprep.runs.describe import describe_source
from csvprep.runs.page import page_of, write_page
from csvprep.schema.header import BOOKKEEPING
from csvprep.schema.model import Schema
from csvprep.sources.remote import hide_secrets
from csvprep.staging import Folder, run_folder
from csvprep.summary import (
    REPORT_COLUMNS,
    Summary,
    closing_findings,
    findings_frame,
    group_findings,
    opening_findings,
    report_frame,
)
from csvprep.table_keys import TableKeys
from csvprep.version import __version__
from csvprep.writers import ChunkWriter, ColumnPlaces, Limits, RejectedWriter, TableWriter, header_line, to_csv


def prep_file(
    path: str | Path,
    folder: Path,
    options: Options,
    limits: Limits,
    *,
    force: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
    table: TableKeys | None = None,
    clock: Callable[[], Made] | None = None,
) -> tuple[Summary, Manifest]:
    """Prepare one file for upload.

    Args:
        path: the file; `-` for standard input.
        folder: where chunks, rejected records, findings, changes, report and manifest go.
        options: how to read and judge the file.
        limits: of a chunk.
        force: replace an earlier run.
        on_progress: called after each block.
        table: the keys of the table whose next file this is; None: the file is a table of its own.
        clock: tells when the report was made; None: it doesn't say, so that equal runs leave equal bytes.

    Returns:
        Totals (errors, warnings and by_code count what remains after fixing), and the manifest as written.

    Raises:
        CsvprepError: the file can't be read, the folder can't be written, or the options don't fit.
    """
    with open_job(path, options) as job, run_folder(folder, force=force) as staged, Behind() as behind:
        summary = Summary(job.source.name, job.plan.schema.name, policy=job.plan.policy)
        outputs = Outputs(job, staged, options, limits, summary, behind=behind)
        for judged in judge_blocks(job, options, on_progress=on_progress, table=table):
            outputs.add(judged)
        outputs.close()
        summary.notes = job.notes
        manifest = prep_manifest(job, options, limits, summary, outputs.chunks.entries)
        page = page_of(job, options, summary, outputs.overview, manifest)
        write_page(staged, page, None if clock is None else clock())
        staged.commit(manifest)
        return summary, manifest


class Outputs:
    """The files of a run, fed block by block."""

    def __init__(
        self,
        job: Job,
        staged: Folder,
        options: Options,
        limits: Limits,
        summary: Summary,
        *,
        behind: Behind,
        make_chunks: Callable[[Folder, str, bytes, Limits], ChunkWriter] = ChunkWriter,
    ) -> None:
        plan, head = job.plan, job.source.head
        self._job, self._options, self.summary, self._behind = job, options, summary, behind
        self._names = [name for name, _ in plan.output_columns]
        form = plan.form
        cells = [column_name(index) for index in range(form.width)]
        self._takes_all = form.width > 1 and self._names == cells and form.dialect.grammar == PLAIN.grammar
        header = header_line(tuple(label for _, label in plan.output_columns))
        self.overview = Overview(plan, strict=options.strict, redact=options.redact)
        self.chunks = make_chunks(staged, plan.schema.name, header, limits)
        if self.chunks.max_record_bytes <= 0:
            raise UsageError(f"--max-bytes {limits.max_bytes} has no room for a record beside the header")
        dialect = plan.form.dialect
        self._rejected = RejectedWriter(staged.create("rejected.csv"), dialect)
        self._lead = _leading_cells(dialect.grammar) if plan.header.bookkeeping else None
        self._rejected.write_header(self._without_lead(_header_of(plan, head)))
        self._findings = TableWriter(staged, "findings.csv", REPORT_COLUMNS)
        self._changes = TableWriter(staged, "changes.csv", CHANGE_LABELS)
        found = opening_findings(job, redact=options.redact)
        fatal = plan.header_errors
        self._header_errors = "; ".join(fatal)
        if not self._names and not fatal:
            raise UsageError(
                f"{job.source.name}: no column is a field of {plan.schema.name}, so there is nothing to upload; "
                "say with --map which field a column is, or name another --object"
            )
        self._note([one for one in found if one.fix is None or fatal])

    def _note(self, found: list[Finding]) -> None:
        """Write what is to be said of the file as a whole."""
        frame = findings_frame(found)
        self.summary.count(frame)
        self._findings.add(frame)
        self.overview.note(found)

    def add(self, judged: Judged) -> None:
        """Write what became of a block."""
        if judged.block.run.goes_on:
            self._rejected.go_on(strip_line_end(judged.block.run.data))
            return
        judged, accepted, run = self._fit(judged)
        self.summary.add(judged)
        groups = group_findings(judged.findings)
        self.summary.count_groups(groups.filter(~pl.col("is_fixed")))
        self._behind.call(self._tell, judged, groups)
        self.chunks.add(run, ColumnPlaces(accepted[RECORD], accepted[LINE]))
        if len(judged.rejected):
            self._reject(judged)

    def _tell(self, judged: Judged, groups: pl.DataFrame) -> None:
        """Write what is to be said of a block; `groups`: of its findings."""
        redact = self._options.redact
        remaining = judged.findings.filter(~pl.col("applied") | pl.col("rejected"))
        self._findings.add(report_frame(remaining, self._job, redact=redact))
        changes = change_frame(judged.findings.filter(~pl.col("rejected")))
        self._changes.add(with_shapes(changes) if redact else changes)
        self.overview.add(judged, changes, groups)

    def _fit(self, judged: Judged) -> tuple[Judged, pl.DataFrame, Run]:
        """Return the block with the records rejected that no chunk can hold, the accepted ones, and those as CSV."""
        accepted = judged.accepted
        run = self._write(judged, accepted)
        limit = self.chunks.max_record_bytes
        if len(run.data) <= limit:
            return judged, accepted, run
        ends = run.record_ends()
        sizes = [end - start for start, end in pairwise([0, *ends])]
        if max(sizes) <= limit:
            return judged, accepted, replace(run, ends=ends)
        overlong = [row for row, size in enumerate(sizes) if size > limit]
        judged = _reject_overlong(judged, accepted, overlong, sizes)
        accepted = judged.accepted
        return judged, accepted, self._write(judged, accepted)

    def _write(self, judged: Judged, accepted: pl.DataFrame) -> Run:
        if self._is_verbatim(judged):
            run = judged.block.run
            return Run(run.data + b"\n", run.records) if judged.block.is_open else run
        return Run(to_csv(accepted.select(self._names)) if self._names else b"", accepted.height)

    def _is_verbatim(self, judged: Judged) -> bool:
        """Say whether a block's bytes are those of its chunk: nothing was changed, and nothing is written otherwise."""
        if not self._takes_all or not judged.rejected.is_empty() or judged.absorbed:
            return False
        data = judged.block.run.data
        return not judged.findings["applied"].any() and b'"' not in data and b"\r" not in data

    def _reject(self, judged: Judged) -> None:
        lines = pl.Series(LINE, line_numbers(judged.block), dtype=pl.Int64)
        places = judged.rejected - judged.block.first_record
        told = pl.DataFrame([judged.rejected.alias(RECORD), lines.gather(places)])
        errors = told.join(self._errors_by_record(judged), on=RECORD, how="left", maintain_order="left")
        default = self._header_errors or "missing-cell"
        rejected = raw_records_at(judged.block.run, places)
        if self._lead is not None:
            rejected = [self._without_lead(raw) for raw in rejected]
        self._rejected.add(errors.with_columns(pl.col("errors").fill_null(default)), rejected)

    def _errors_by_record(self, judged: Judged) -> pl.DataFrame:
        """Return `record` and `errors`: its codes with their fields."""
        plan = self._job.plan
        fatal = is_fatal(plan.policy, strict=self._options.strict, kept=plan.kept_fields)
        described = pl.concat_str("code", "field", separator=" ", ignore_nulls=True)
        errors = judged.findings.filter(fatal).select(RECORD, described.alias("errors"))
        several = (errors[RECORD] == errors[RECORD].shift(1)).any()
        return errors.group_by(RECORD).agg(pl.col("errors").str.join("; ")) if several else errors

    def _without_lead(self, raw: bytes) -> bytes:
        """Take away the cells that an earlier run put in front of a rejected record."""
        if self._lead is None:
            return raw
        match = self._lead.match(raw)
        return raw[match.end() :] if match else raw

    def close(self) -> None:
        """Finish all files."""
        self._behind.finish()
        self._note(closing_findings(self._job, redact=self._options.redact))
        self.chunks.close()
        for writer in (self._rejected, self._findings, self._changes):
            writer.close()


def _header_of(plan: Plan, head: Head) -> bytes:
    """Return the header of the rejected records: the file's own, or the names of the fields where it has none."""
    if head.dialect.header:
        return strip_line_end(head.header)
    fields = zip(head.labels, plan.header.fields, strict=True)
    return as_record((field.name if field else label for label, field in fields), head.dialect).encode("utf-8")


def _leading_cells(grammar: Grammar) -> re.Pattern[bytes]:
    mark, quote = re.escape(grammar.delimiter), re.escape(grammar.quote or b'"')
    quoted = quote + b"(?:[^" + quote + b"]|" + quote * 2 + b")*" + quote
    cell = b"(?:" + quoted + b"|[^" + quote + mark + b"]*)" + mark
    return re.compile(b"(?:" + cell + b"){%d}" % len(BOOKKEEPING))


def _reject_overlong(judged: Judged, accepted: pl.DataFrame, rows: list[int], sizes: list[int]) -> Judged:
    """Reject records that alone are larger than a chunk."""
    where = pl.Series(rows, dtype=pl.UInt32)
    template = message_of("record-too-large")
    messages = [template.format(bytes=sizes[row], what="--max-bytes") for row in rows]
    found = accepted.select(pl.col(RECORD, LINE).gather(where))
    raws, first = judged.block.run.raw_records(), judged.block.first_record
    found = found.with_columns(
        value=pl.Series([excerpt(strip_line_end(raws[one - first])) for one in found[RECORD]], dtype=pl.String),
        code=pl.lit("record-too-large"),
        message=pl.Series(messages, dtype=pl.String),
        order=pl.lit(0, pl.Int32),
        applied=pl.lit(value=False),
        rejected=pl.lit(value=True),
    )
    rejected = with_absorbed(pl.concat([judged.rejected, accepted[RECORD].gather(where)]).sort(), judged.absorbed)
    findings = pl.concat([judged.findings, found], how="diagonal_relaxed").sort(
        RECORD, "column_index", "order", nulls_last=False, maintain_order=True
    )
    findings = findings.with_columns(rejected=pl.col(RECORD).is_in(rejected.implode()))
    return Judged(judged.block, judged.written, findings, rejected, judged.absorbed)


def prep_manifest(
    job: Job, options: Options, limits: Limits, summary: Summary, chunks: Iterable[ChunkEntry]
) -> Manifest:
    """Return what a prep read and wrote; its source is exhausted."""
    schema = job.plan.schema
    return Manifest(
        csvprep=__version__,
        command="prep",
        source=describe_source(job.source),
        object=schema.name,
        schema={"name": schema.name, "sha256": schema.sha256},
        connector=find_connector(options.connector).key if options.connector is not None else None,
        options={
            "region": options.region,
            "map": {**options.usual_mapping, **options.mapping},
            **_references(schema, options),
            "unsafe_fixes": options.unsafe_fixes,
            "accept_suggestions": options.accept_suggestions,
            "keep_extra": options.keep_extra,
            "strict": options.strict,
            "redact": options.redact,
            "ignore": sorted(job.plan.policy.ignored),
            "severity": dict(job.plan.policy.severities),
            "max_rows": limits.max_rows,
            "max_bytes": limits.max_bytes,
        },
        counts={
            "read": summary.records,
            "accepted": summary.accepted,
            "rejected": summary.rejected,
            "changed": summary.changed,
        },
        findings=summary.to_dict()["by_code"],
        chunks=tuple(chunks),
    )


def _references(schema: Schema, options: Options) -> dict[str, dict[str, list[str]]]:
    """Return the files that foreign keys were held against, by table; nothing when there are none."""
    named = {
        key.resource: options.references[key.resource]
        for key in schema.foreign_keys
        if key.resource in options.references
    }
    found = {name: [hide_secrets(path) for path in one.paths] for name, one in named.items() if name}
    return {"references": found} if found else {}
