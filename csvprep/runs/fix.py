"""Apply every safe fix and keep every record; what is not fixed stays byte for byte."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import BinaryIO

import polars as pl

from csvprep.blocks import BOM
from csvprep.cells import can_be_written, line_end_of, strip_line_end
from csvprep.compression import SUFFIXES
from csvprep.errors import UsageError
from csvprep.frame import RECORD
from csvprep.lines import LF
from csvprep.pipeline import Job, Judged, Options, Progress, judge_blocks, open_job
from csvprep.polars_reading import column_name
from csvprep.record_texts import plain_lines, write_records
from csvprep.records import find_run
from csvprep.runs.changes import CHANGE_LABELS, change_frame
from csvprep.staging import replace_file
from csvprep.summary import Summary, closing_findings, findings_frame, opening_findings, report_frame
from csvprep.writers import as_header, header_line, to_csv


def fix_file(
    path: str | Path,
    out: Path | BinaryIO | None,
    options: Options,
    *,
    changes: Path | None = None,
    diff: BinaryIO | None = None,
    on_fixed: Callable[[pl.DataFrame], None] | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> Summary:
    """Fix one file.

    Args:
        path: the file; `-` for standard input.
        out: where the fixed file goes: a path (it may be the file itself), a stream, or None for nowhere.
        options: how to read and judge it.
        changes: where a table of the fixed cells goes.
        diff: takes a unified diff without context lines.
        on_fixed: takes what is fixed in cells and records, a report frame at a time.
        on_progress: called after each block.

    Returns:
        Totals; errors, warnings and by_code count what remains after fixing.

    Raises:
        CsvprepError: the file can't be read, OUT can't be written, or the options don't fit; a diff is asked for and
            a line that changes ends in CR only.
    """
    with ExitStack() as stack:
        job = stack.enter_context(open_job(path, options))
        refuse_packed_name(job, out)
        if diff is not None and job.plan.form.dialect.line_terminator == "\r":
            raise _no_diff(job, "its lines end")
        stream = stack.enter_context(replace_file(out)) if isinstance(out, Path) else out
        table = stack.enter_context(replace_file(changes)) if changes is not None else None
        summary = Summary(job.source.name, job.plan.schema.name, policy=job.plan.policy)
        if table is not None:
            table.write(header_line(CHANGE_LABELS))
        differ = _Differ(diff, job.source.name) if diff is not None else None
        write_fixed_header(job, stream, differ, summary)
        for judged in map(partial(without_derived, job), judge_blocks(job, options, on_progress=on_progress)):
            summary.add(judged)
            applied = judged.findings.filter(pl.col("applied"))
            summary.count(judged.findings.filter(~pl.col("applied")))
            summary.changed += changed_and_rejected(applied)
            data = fixed_data(judged, applied, job, differ)
            if differ is not None:
                differ.pass_over(judged.block.run.data)
            if stream is not None:
                stream.write(data)
            if applied.height:
                _tell_fixed(applied, job, options, on_fixed, table)
        summary.count(findings_frame(closing_findings(job, redact=False)))
        summary.notes = job.notes
        return summary


def _tell_fixed(
    applied: pl.DataFrame,
    job: Job,
    options: Options,
    on_fixed: Callable[[pl.DataFrame], None] | None,
    table: BinaryIO | None,
) -> None:
    """Hand on what was fixed in a block, and add it to the table of changes."""
    if on_fixed is not None:
        on_fixed(report_frame(applied, job, redact=options.redact))
    if table is not None:
        table.write(to_csv(change_frame(applied, redact=options.redact)))


def without_derived(job: Job, judged: Judged) -> Judged:
    """Leave out what was made of other columns: the fixed file has the columns of the file."""
    if not job.plan.derivations:
        return judged
    made = [column.field.name for column in job.plan.columns if column.derived]
    is_made = pl.col("applied") & pl.col("field").is_in(made).fill_null(value=False)
    return replace(judged, findings=judged.findings.filter(~is_made))


def refuse_packed_name(job: Job, out: Path | BinaryIO | None) -> None:
    """Refuse a name that says compressed: what is written is plain CSV."""
    if job.source.compression is not None and isinstance(out, Path) and out.suffix in SUFFIXES:
        raise UsageError(f"{out}: the fixed file is written unpacked; give it a name without {out.suffix}")


def changed_and_rejected(applied: pl.DataFrame) -> int:
    """Count the changed records that prep would reject: fix keeps them, so they count as changed here."""
    return applied.filter(pl.col("rejected"))[RECORD].n_unique() if applied.height else 0


def write_fixed_header(job: Job, stream: BinaryIO | None, differ: _Differ | None, summary: Summary) -> None:
    """Write the header, labels that mean a field by another spelling with the field's name."""
    header, head = job.plan.header, job.source.head
    findings = opening_findings(job, redact=False)
    summary.count(findings_frame(one for one in findings if one.fix is None))
    fixes = {one.column_index: one.fix for one in header.findings if one.fix is not None}
    fixed = head.header
    if fixes:
        labels = [fixes.get(index, label) or "" for index, label in enumerate(header.labels)]
        if not can_be_written(labels, head.dialect):
            raise UsageError(_no_way(job, "a field's name that fix writes in the header"))
        fixed = as_header(labels, head.dialect) + line_end_of(head.header)
    mark = BOM if head.dialect.bom else b""
    if stream is not None:
        stream.write(mark + head.preamble + fixed)
    if differ is not None:
        differ.pass_over(head.preamble)
    if differ is not None and fixed != head.header:
        mark = b"" if head.preamble else mark
        if not differ.begins_line:
            raise _no_diff(job, "the line before its header ends")
        differ.write(differ.next_line, mark + head.header, mark + fixed)
    if differ is not None:
        differ.pass_over(head.header)


def fixed_data(judged: Judged, applied: pl.DataFrame, job: Job, differ: _Differ | None) -> bytes:
    """Return the bytes of a block, fixed records written anew and all others as they came."""
    run = judged.block.run
    if applied.is_empty():
        return run.data
    names = [column_name(index) for index in range(job.plan.form.width)]
    records = applied[RECORD].unique().sort()
    absorbed = set(judged.absorbed)
    fixed = judged.written.filter(pl.col(RECORD).is_in(records.implode()))
    _refuse_unwritable(fixed, job)
    first = judged.block.first_record
    lines = plain_lines(run) if differ is None and not absorbed else None
    if lines is not None:
        lines = lines.scatter(fixed[RECORD] - first, write_records(fixed.select(names), job.plan.form.dialect))
        return str(lines.str.join("\n").item()).encode() + (LF if run.data.endswith(LF) else b"")
    raws = run.raw_records()
    news = _rewritten(fixed.select(names), job)
    counter = _LineCounter(raws, differ) if differ is not None else None
    for record, new in zip(fixed[RECORD], news, strict=True):
        index = last = record - first
        while first + last + 1 in absorbed:
            last += 1
        old = b"".join(raws[index : last + 1])
        if differ is not None and counter is not None:
            if not counter.are_whole(index, last):
                raise _no_diff(job, f"record {record} or the one before it ends")
            differ.write(counter.line_of(index), old, new + line_end_of(raws[last]))
        raws[index : last + 1] = [new + line_end_of(raws[last]), *[b""] * (last - index)]
    return b"".join(raws)


def _refuse_unwritable(fixed: pl.DataFrame, job: Job) -> None:
    """Raise UsageError for the first record that the dialect, without quotes and escapes, has no way to write."""
    dialect = job.plan.form.dialect
    if dialect.quote_char or dialect.escape_char:
        return
    first: dict[int, str] = {}
    for column in job.plan.file_columns:
        bad = fixed.filter(pl.col(column.name).str.contains_any([dialect.delimiter, "\n", "\r"]))[RECORD]
        if len(bad):
            first.setdefault(bad[0], column.field.name)
    if first:
        record = min(first)
        raise UsageError(_no_way(job, f"record {record}, {first[record]}: what fix makes of it"))


def _no_way(job: Job, what: str) -> str:
    delimiter = job.plan.form.dialect.delimiter
    return (
        f"{job.source.name}: {what} holds the delimiter {delimiter!r} or a line end, which can't be written without "
        "quotes and escapes; give --quote-char double or --escape-char backslash, or write commas with `csvprep prep`"
    )


def _rewritten(fixed: pl.DataFrame, job: Job) -> list[bytes]:
    """Return records in the dialect of the file, without line ends."""
    dialect = job.plan.form.dialect
    data = to_csv(fixed, dialect)
    run = find_run(data, dialect.grammar, final=True, max_record_bytes=max(1, len(data)))
    return [strip_line_end(raw) for raw in run.raw_records()] if run is not None else []


def _no_diff(job: Job, what: str) -> UsageError:
    return UsageError(
        f"--diff: {job.source.name}: {what} in CR only, which is no line end for a diff; "
        "write the fixed file with -o OUT, and see the changes with --changes FILE"
    )


class _LineCounter:
    """Tells on which line records begin, when asked in ascending order; as for `patch`, lines end in LF."""

    def __init__(self, raws: list[bytes], differ: _Differ) -> None:
        self._counts = [raw.count(b"\n") for raw in raws]
        self._whole = [differ.begins_line, *(raw.endswith(b"\n") or not raw.endswith(b"\r") for raw in raws)]
        self._index = 0
        self._line = differ.next_line

    def are_whole(self, index: int, last: int) -> bool:
        """Say whether records, from one to another, are whole lines."""
        return self._whole[index] and self._whole[last + 1]

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
        self.next_line = 1
        self.begins_line = True

    def pass_over(self, data: bytes) -> None:
        """Go on behind some bytes."""
        self.next_line += data.count(b"\n")
        self.begins_line = not data.endswith(b"\r") if data else self.begins_line

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
