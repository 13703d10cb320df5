"""Apply every safe fix and keep every record; what is not fixed stays byte for byte."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

import polars as pl

from csvprep.blocks import BOM
from csvprep.compression import SUFFIXES
from csvprep.errors import UsageError
from csvprep.frame import RECORD, column_name
from csvprep.pipeline import Job, Judged, Options, Progress, judge_blocks, open_job
from csvprep.records import Run, quote_cell, strip_line_end
from csvprep.runs.changes import CHANGE_LABELS, change_frame
from csvprep.staging import replace_file
from csvprep.summary import Summary, findings_frame, header_findings
from csvprep.writers import header_line, to_csv


def fix_file(
    path: str | Path,
    out: Path | BinaryIO | None,
    options: Options,
    *,
    changes: Path | None = None,
    diff: BinaryIO | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> Summary:
    """Fix one file.

    Args:
        path: the file; `-` for standard input.
        out: where the fixed file goes: a path (it may be the file itself), a stream, or None for nowhere.
        options: how to read and judge it.
        changes: where a table of the fixed cells goes.
        diff: takes a unified diff without context lines.
        on_progress: called after each block.

    Returns:
        Totals; errors, warnings and by_code count what remains after fixing.

    Raises:
        CsvprepError: the file can't be read, OUT can't be written, or the options don't fit.
    """
    with ExitStack() as stack:
        job = stack.enter_context(open_job(path, options))
        _refuse_packed_name(job, out)
        stream = stack.enter_context(replace_file(out)) if isinstance(out, Path) else out
        table = stack.enter_context(replace_file(changes)) if changes is not None else None
        summary = Summary(job.source.name, job.plan.schema.name)
        if table is not None:
            table.write(header_line(CHANGE_LABELS))
        differ = _Differ(diff, job.source.name) if diff is not None else None
        _write_header(job, stream, differ, summary)
        for judged in judge_blocks(job, options, on_progress=on_progress):
            summary.add(judged)
            applied = judged.findings.filter(pl.col("applied"))
            summary.count(judged.findings.filter(~pl.col("applied")))
            summary.changed += _changed_and_rejected(applied)
            data = _fixed_data(judged, applied, job, differ)
            if stream is not None:
                stream.write(data)
            if table is not None and applied.height:
                table.write(to_csv(change_frame(applied, redact=options.redact)))
        return summary


def _refuse_packed_name(job: Job, out: Path | BinaryIO | None) -> None:
    """Refuse a name that says compressed: what is written is plain CSV."""
    if job.source.compression is not None and isinstance(out, Path) and out.suffix in SUFFIXES:
        raise UsageError(f"{out}: the fixed file is written unpacked; give it a name without {out.suffix}")


def _changed_and_rejected(applied: pl.DataFrame) -> int:
    """Count the changed records that prep would reject: fix keeps them, so they count as changed here."""
    return applied.filter(pl.col("rejected"))[RECORD].n_unique() if applied.height else 0


def _write_header(job: Job, stream: BinaryIO | None, differ: _Differ | None, summary: Summary) -> None:
    """Write the header, labels that mean a field by another spelling with the field's name."""
    header, head = job.plan.header, job.source.head
    findings = header_findings(header, job.source.name, redact=False)
    summary.count(findings_frame(one for one in findings if one.fix is None))
    fixes = {one.column_index: one.fix for one in header.findings if one.fix is not None}
    fixed = head.header
    if fixes:
        delimiter = head.dialect.delimiter
        labels = [fixes.get(index, label) or "" for index, label in enumerate(header.labels)]
        end = head.header[len(strip_line_end(head.header)) :]
        fixed = delimiter.join(quote_cell(label, delimiter) for label in labels).encode("utf-8") + end
    mark = BOM if head.dialect.bom else b""
    if stream is not None:
        stream.write(mark + fixed)
    if differ is not None and fixed != head.header:
        differ.write(1, mark + head.header, mark + fixed)


def _fixed_data(judged: Judged, applied: pl.DataFrame, job: Job, differ: _Differ | None) -> bytes:
    """Return the bytes of a block, fixed records written anew and all others as they came."""
    run = judged.block.run
    if applied.is_empty():
        return run.data
    raws = run.raw_records()
    records = applied[RECORD].unique().sort()
    names = [column_name(index) for index in range(len(job.plan.header.labels))]
    fixed = judged.written.filter(pl.col(RECORD).is_in(records.implode())).select(names)
    fixed_data = to_csv(fixed, job.plan.delimiter)
    lines = _LineCounter(raws, judged.block.first_line) if differ is not None else None
    plain = b"\r" not in run.data and run.data.endswith(b"\n")
    for record, new in zip(records, Run(fixed_data, fixed.height).raw_records(), strict=True):
        index = record - judged.block.first_record
        old = raws[index]
        raws[index] = new if plain else strip_line_end(new) + old[len(strip_line_end(old)) :]
        if differ is not None and lines is not None:
            differ.write(lines.line_of(index), old, raws[index])
    return b"".join(raws)


class _LineCounter:
    """Tells on which line records begin, when asked in ascending order."""

    def __init__(self, raws: list[bytes], first_line: int) -> None:
        self._counts = [raw.count(b"\n") for raw in raws]
        self._index = 0
        self._line = first_line

    def line_of(self, index: int) -> int:
        self._line += sum(self._counts[self._index : index])
        self._index = index
        return self._line


class _Differ:
    """Writes a unified diff, hunks without context, as `patch` and people read it."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self._stream = stream
        self._head = f"--- {name}\n+++ {name} (fixed)\n".encode()
        self._shift = 0

    def write(self, line: int, old: bytes, new: bytes) -> None:
        before, after = _lines_of(old), _lines_of(new)
        place = f"@@ -{_span(line, len(before))} +{_span(line + self._shift, len(after))} @@\n"
        body = [b"-" + one for one in before] + [b"+" + one for one in after]
        self._stream.write(self._head + place.encode() + b"".join(body))
        self._head = b""
        self._shift += len(after) - len(before)


def _lines_of(raw: bytes) -> list[bytes]:
    """Cut a record into its physical lines; one without line end is marked as `diff` does."""
    lines = raw.split(b"\n")
    whole = [line + b"\n" for line in lines[:-1]]
    return whole if not lines[-1] else [*whole, lines[-1] + b"\n\\ No newline at end of file\n"]


def _span(line: int, count: int) -> str:
    return str(line) if count == 1 else f"{line},{count}"
