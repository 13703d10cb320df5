"""Cut a file into chunks by rows and bytes, records verbatim."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

import polars as pl

from csvprep.ahead import read_ahead
from csvprep.blocks import Block, Source, open_source
from csvprep.catalogue import CATALOGUE
from csvprep.cells import as_record, strip_line_end
from csvprep.errors import UsageError
from csvprep.frame import LINE, RECORD, line_numbers
from csvprep.manifest import ChunkEntry, Manifest
from csvprep.naming import lacks_header
from csvprep.options import Options
from csvprep.records import Run
from csvprep.runs.describe import describe_source
from csvprep.schema.shipped import recognise_object
from csvprep.sources.opening import bare_name
from csvprep.staging import Folder, run_folder
from csvprep.summary import Summary
from csvprep.told import Progress, tell_reading
from csvprep.version import __version__
from csvprep.writers import ChunkWriter, Limits, RejectedWriter


def split_file(
    path: str | Path,
    folder: Path,
    options: Options,
    limits: Limits,
    *,
    force: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
) -> tuple[Summary, Manifest]:
    """Split one file; nothing is parsed beyond the ends of records.

    A record that is too long for a chunk goes to `rejected.csv`, since the limits are hard.

    Args:
        path: the file; `-` for standard input.
        folder: where chunks and manifest go.
        options: object name (names the chunks), encoding, delimiter, block size.
        limits: of a chunk.
        force: replace an earlier run.
        on_progress: called after each block.

    Raises:
        CsvprepError: the file can't be read, or the folder can't be written.
    """
    with open_source(path, options.reading) as source:
        name = options.object_name or object_of(source)
        with run_folder(folder, force=force) as staged:
            head = source.head
            header = strip_line_end(head.header) + head.dialect.terminator_bytes if head.dialect.header else b""
            chunks = ChunkWriter(staged, safe_name(name or source.name), header, limits)
            refuse_small(chunks, limits)
            summary = Summary(source.name, name or "")
            overlong = Overlong(staged, source)
            blocks = source.blocks(options.read_bytes, max_record_bytes=options.max_record_bytes, count_cells=False)
            for block in read_ahead(blocks):
                add_block(block, chunks, overlong, source)
                summary.records += block.run.records
                if on_progress is not None:
                    done, size = source.bytes_read, source.size_bytes
                    on_progress(Progress(done, size, summary.records, overlong.count, name, tell_reading(source)))
            chunks.close()
            overlong.close()
            summary.rejected = overlong.count
            summary.accepted = summary.records - overlong.count
            if overlong.count:
                summary.tally("record-too-large", overlong.count)
            summary.notes = (*split_doubts(source, options), *source.notes)
            manifest = split_manifest(source, name, limits, summary, chunks.entries)
            staged.commit(manifest)
            return summary, manifest


def split_doubts(source: Source, options: Options) -> Iterator[str]:
    """Tell that the header may be none: without a schema nothing shows it but its values."""
    if lacks_header(source, replace(options, object_name=None)):
        yield (
            f"line {source.head.header_line}, the header in each chunk, looks like a record; if the file has no "
            "header, split it again with --no-header"
        )


def object_of(source: Source) -> str | None:
    """Return the object that the header is one of, if any."""
    schema = recognise_object(source.head.labels)
    return schema.name if schema else None


def safe_name(name: str) -> str:
    """Return what chunks are named after: an object, or the file without what no file should be named with."""
    stem = Path(bare_name(name)).stem if name != "-" else "stdin"
    return re.sub(r"[^A-Za-z0-9_-]+", "-", stem).strip("-") or "part"


def refuse_small(chunks: ChunkWriter, limits: Limits) -> None:
    """Raise UsageError for chunks that have no room for a record."""
    if chunks.max_record_bytes <= 0:
        raise UsageError(f"--max-bytes {limits.max_bytes} has no room for a record beside the header")


class Overlong:
    """Sets aside records that are too long for a chunk; the file is made when the first one comes."""

    def __init__(self, folder: Folder, source: Source) -> None:
        self._folder = folder
        self._source = source
        self._writer: RejectedWriter | None = None
        self.count = self.header_bytes = 0

    def add(self, record: int, line: int, raw: bytes) -> None:
        """Set a record aside."""
        if self._writer is None:
            head = self._source.head
            self._writer = RejectedWriter(self._folder.create("rejected.csv"), head.dialect)
            header = strip_line_end(head.header) or as_record(head.labels, head.dialect).encode("utf-8")
            self.header_bytes = self._writer.write_header(header)
        told = pl.DataFrame({RECORD: record, LINE: line, "errors": CATALOGUE["record-too-large"].name})
        self._writer.add(told, [strip_line_end(raw)])
        self.count += 1

    def go_on(self, raw: bytes) -> None:
        """Set more of the last one aside."""
        if self._writer is not None:
            self._writer.go_on(strip_line_end(raw))

    def close(self) -> None:
        """Finish the file."""
        if self._writer is not None:
            self._writer.close()


def add_block(block: Block, chunks: ChunkWriter, overlong: Overlong, source: Source) -> None:
    """Hand a block's records to the chunks, those that are too long excepted."""
    run, places = block.run, _Places(block)
    if run.goes_on:
        overlong.go_on(run.data)
        return
    if run.overlong:
        overlong.add(*places(0), run.data)
        return
    if block.is_open:
        run = _closed(run, source.head.dialect.terminator_bytes)
    limit = chunks.max_record_bytes
    if len(run.data) <= limit:
        chunks.add(run, places)
        return
    ends = array("Q", (0, *run.record_ends()))
    done = 0
    for index in range(run.records):
        if ends[index + 1] - ends[index] > limit:
            chunks.add(_part(run, ends, done, index), places.after(done))
            overlong.add(*places(index), run.data[ends[index] : ends[index + 1]])
            done = index + 1
    rest = _part(run, ends, done, run.records) if done else Run(run.data, run.records, ends=ends[1:], quote=run.quote)
    chunks.add(rest, places.after(done))


def _part(run: Run, ends: array[int], start: int, end: int) -> Run:
    """Return the records from one index up to another; `ends` begins with 0."""
    inner = array("Q", (offset - ends[start] for offset in ends[start + 1 : end + 1]))
    return Run(run.data[ends[start] : ends[end]], end - start, ends=inner, quote=run.quote)


def _closed(run: Run, terminator: bytes) -> Run:
    """Give the last record of a file the line end that it lacks."""
    ends = run.ends
    if ends is not None:
        ends = ends[:]
        ends[-1] += len(terminator)
    return Run(run.data + terminator, run.records, run.delimiters, ends, quote=run.quote)


class _Places:
    """Tells record and line of a block's records; lines are counted when they are first asked for."""

    def __init__(self, block: Block) -> None:
        self._block = block

    def __call__(self, index: int) -> tuple[int, int]:
        return self._block.first_record + index, self.lines[index]

    def after(self, shift: int) -> _Later:
        """Return the places of the records after the first so many."""
        return _Later(self, shift)

    def columns(self, count: int) -> tuple[pl.Series, pl.Series]:
        """Return record and line of the first `count` records."""
        first = self._block.first_record
        records = pl.int_range(first, first + count, dtype=pl.Int64, eager=True)
        return records, pl.Series(self.lines[:count], dtype=pl.Int64)

    @cached_property
    def lines(self) -> Sequence[int]:
        """The line on which each record of the block begins."""
        return line_numbers(self._block)


class _Later:
    """The same of a block's records after the first so many."""

    def __init__(self, whole: _Places, shift: int) -> None:
        self._whole, self._shift = whole, shift

    def __call__(self, index: int) -> tuple[int, int]:
        return self._whole(self._shift + index)

    def columns(self, count: int) -> tuple[pl.Series, pl.Series]:
        """Return record and line of the first `count` records."""
        records, lines = self._whole.columns(self._shift + count)
        return records.slice(self._shift), lines.slice(self._shift)


def split_manifest(
    source: Source, name: str | None, limits: Limits, summary: Summary, chunks: Iterable[ChunkEntry]
) -> Manifest:
    """Return what a split read and wrote; its source is exhausted."""
    return Manifest(
        csvprep=__version__,
        command="split",
        source=describe_source(source),
        object=name,
        schema=None,
        options={"max_rows": limits.max_rows, "max_bytes": limits.max_bytes},
        counts={"read": summary.records, "accepted": summary.accepted, "rejected": summary.rejected, "changed": 0},
        findings=summary.to_dict()["by_code"],
        chunks=tuple(chunks),
    )
