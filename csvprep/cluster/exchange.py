"""Keys over all ranges: values are exchanged by hash, so that one worker sees all places of a value.

    assess_range      a range → its blocks assessed, and of each unique and foreign key the values, by partition
    read_values       a range of a table that a foreign key refers to → the values that it has, by partition
    find_repeated     one partition of a unique key, all ranges in input order → which records repeat an earlier one
    find_missing      one partition of a foreign key → which records have a value that isn't there
    load_judged       the assessed blocks of a range and what was found of it → judged blocks

A partition is gone through range by range with `csvprep.unique`, whose memory is bounded; values decide, not hashes.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import pairwise

import polars as pl

from csvprep.assess import Assessed, assess_block
from csvprep.blocks import Block
from csvprep.cluster.inputs import Input, open_part_job
from csvprep.cluster.linking import Range
from csvprep.cluster.parts import PartFiles, from_ipc, pack, part_files, to_ipc, unpack
from csvprep.cluster.places import Place
from csvprep.frame import LINE, RECORD
from csvprep.job import Job
from csvprep.keys import PART, KeyValues
from csvprep.pipeline import Judged, is_fatal, judge_assessed, note_endings, note_truncation, without_unended
from csvprep.streams import read_up_to
from csvprep.table_keys import duplicate_findings, missing_findings
from csvprep.unique import DUPLICATES_SCHEMA, UniqueIndex, key_block

_BLOCKS, _ROWS, _VALUES = "blocks", "rows", "values"
_LENGTH = struct.Struct("<Q")
_MOST_PARTITIONS = 127
_NOTHING = pl.Series(dtype=pl.String)
_NO_ROWS = pl.DataFrame(schema={"own": pl.Int64, "record": pl.Int64, "line": pl.Int64})

FilePiece = tuple[str, int, int]
"""A file of the parts, and begin and end in it; equal where there is nothing."""


@dataclass(frozen=True, slots=True)
class AssessedRange:
    """A range whose blocks are assessed.

    Attributes:
        folder: of its files.
        blocks_bytes: size of the file of its blocks.
        keys: for each unique key, then each foreign key, where the values of each partition stand.
    """

    folder: str
    blocks_bytes: int
    keys: tuple[tuple[FilePiece, ...], ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What was found of a range already.

    Attributes:
        parts: where the files are.
        folder: of its assessed blocks.
        blocks_bytes: size of the file of its blocks.
        rows: for each unique key, then each foreign key, where the records stand that have a finding.
    """

    parts: Place
    folder: str
    blocks_bytes: int
    rows: tuple[tuple[FilePiece, ...], ...]


@dataclass(frozen=True, slots=True)
class Repeated:
    """The records that have a finding in one partition of one key.

    Attributes:
        file: where they are.
        pieces: begin and end of the rows of each range in it.
    """

    file: str
    pieces: tuple[tuple[int, int], ...]


def partition_count(ranges: int) -> int:
    """Return into how many partitions values go: an odd number, so that it shares nothing with the hashes' filters."""
    return min(max(1, ranges // 2), _MOST_PARTITIONS) | 1


def assess_range(given: Input, part: Range, parts: Place, partitions: int) -> AssessedRange:
    """Assess the blocks of a range, and set them aside with the values of unique keys; a worker's work."""
    options = given.options
    with open_part_job(given, part) as job, part_files(parts, f"assessed-{part.index:06d}") as (folder, files):
        stream = files.create(_BLOCKS)
        values: list[list[pl.DataFrame]] = [[] for _ in (*job.plan.unique_keys, *job.plan.links)]
        for block in job.source.blocks(options.read_bytes, max_record_bytes=options.max_record_bytes):
            assessed = assess_block(job.plan, block)
            for key, taken in zip((*assessed.keys, *assessed.links), values, strict=True):
                taken.append(_places_of(key, assessed.written, job.plan.part))
            data = pack((block, replace(assessed, keys=_bare(assessed.keys), links=_bare(assessed.links))))
            stream.write(_LENGTH.pack(len(data)) + data)
        names = [f"key-{index}" for index in range(len(values))]
        pieces = [_write_values(files, folder, *one, partitions) for one in zip(names, values, strict=True)]
        return AssessedRange(folder, files.sizes.get(_BLOCKS, 0), tuple(pieces))


def read_values(given: Input, part: Range, parts: Place, partitions: int) -> tuple[FilePiece, ...]:
    """Set the values of a range aside that a foreign key may have, by partition; a worker's work.

    Args:
        given: the source; the only unique key of its plan has the values.
        part: of it.
        parts: where the files go.
        partitions: into how many values go.
    """
    options = given.options
    with open_part_job(given, part) as job, part_files(parts, f"values-{part.index:06d}") as (folder, files):
        blocks = job.source.blocks(options.read_bytes, max_record_bytes=options.max_record_bytes)
        assessed = (assess_block(job.plan, block) for block in blocks)
        frames = [one.keys[0].compared.distinct.select("hash", "value", "record", "line") for one in assessed]
        return _write_values(files, folder, _VALUES, frames, partitions)


def _bare(keys: tuple[KeyValues, ...]) -> tuple[KeyValues, ...]:
    """Return keys without the values that are compared."""
    nowhere = pl.Series(dtype=pl.Int64)
    return tuple(KeyValues(key_block(_NOTHING, nowhere, nowhere), key.shown) for key in keys)


def _write_values(
    files: PartFiles, folder: str, name: str, frames: list[pl.DataFrame], partitions: int
) -> tuple[FilePiece, ...]:
    """Write values by partition; return where each of these stands."""
    stream, found, size = files.create(name), [], 0
    for data in _by_partition(frames, partitions):
        stream.write(data)
        found.append((f"{folder}/{name}", size, size + len(data)))
        size += len(data)
    return tuple(found)


def _places_of(key: KeyValues, written: pl.DataFrame, part: int) -> pl.DataFrame:
    """Return `hash`, `value`, `record` and `line` of every place of every value; the last two as of a table's part."""
    distinct, repeated = key.compared.distinct, key.compared.repeated
    found = distinct.select("hash", "value", "record", "line")
    if repeated.is_empty():
        return found
    again = distinct.select("hash", "value")[repeated["first"]]
    return pl.concat([found, again.hstack(written.select(pl.col(RECORD, LINE) + part * PART)[repeated["row"]])])


def _by_partition(frames: list[pl.DataFrame], partitions: int) -> Iterator[bytes]:
    """Yield the values of each partition in the order of records; nothing where there are none."""
    filled = [one for one in frames if one.height]
    if not filled:
        yield from [b""] * partitions
        return
    whole = pl.concat(filled).with_columns(partition=pl.col("hash") % partitions).sort("partition", "record")
    bounds = whole["partition"].search_sorted(pl.Series(range(partitions + 1), dtype=pl.UInt64))
    whole = whole.select("value", "record", "line")
    for start, end in pairwise(bounds):
        yield to_ipc(whole[start:end]) if end > start else b""


def find_repeated(parts: Place, pieces: tuple[FilePiece, ...], memory_bytes: int) -> Repeated:
    """Find the records of one partition of a key that repeat an earlier record's value; a worker's work.

    Args:
        parts: where the files are.
        pieces: where the values of each range are, in input order.
        memory_bytes: what the latest values may take.
    """
    with UniqueIndex(memory_bytes) as index:

        def repeated(frame: pl.DataFrame) -> pl.DataFrame:
            found = index.add(key_block(frame["value"], frame["record"], frame["line"]))
            return found.with_columns(own=frame["record"][found["row"]]).select("own", "record", "line")

        return _find(parts, pieces, repeated)


def find_missing(
    parts: Place, pieces: tuple[FilePiece, ...], memory_bytes: int, there: tuple[FilePiece, ...]
) -> Repeated:
    """Find the records of one partition of a foreign key that lead nowhere; a worker's work.

    Args:
        parts: where the files are.
        pieces: where the values of each range are, in input order.
        memory_bytes: what the latest values may take.
        there: where the values are that it may have.
    """
    with UniqueIndex(memory_bytes) as index:
        for file, begin, end in there:
            if end > begin:
                frame = from_ipc(parts.read(file, begin, end))
                index.add(key_block(frame["value"], frame["record"], frame["line"]))

        def missing(frame: pl.DataFrame) -> pl.DataFrame:
            rows = index.find_missing(key_block(frame["value"], frame["record"], frame["line"]))
            return frame.select(pl.col("record").alias("own"), "record", "line")[rows]

        return _find(parts, pieces, missing)


def _find(parts: Place, pieces: tuple[FilePiece, ...], find: Callable[[pl.DataFrame], pl.DataFrame]) -> Repeated:
    """Write what is found in the values of each range."""
    found_pieces, size = [], 0
    with part_files(parts, "repeated") as (folder, files):
        stream = files.create(_ROWS)
        for file, begin, end in pieces:
            found = find(from_ipc(parts.read(file, begin, end))) if end > begin else _NO_ROWS
            data = to_ipc(found) if found.height else b""
            stream.write(data)
            found_pieces.append((size, size + len(data)))
            size += len(data)
        return Repeated(f"{folder}/{_ROWS}", tuple(found_pieces))


def load_judged(job: Job, given: Input, known: Known) -> Iterator[Judged]:
    """Yield the judged blocks of a range.

    Args:
        job: open; its source is not read.
        given: the source.
        known: of the range.
    """
    plan, rejects_all = job.plan, bool(job.plan.header_errors)
    fatal = is_fatal(plan.policy, strict=given.options.strict, kept=plan.kept_fields)
    rows = [_rows_of(known.parts, one, plan.part) for one in known.rows]
    records = 0
    job.tail_findings.clear()
    with closing(_load_blocks(known)) as blocks:
        for block, assessed in blocks:
            found, written = [], assessed.written
            mine = [_in_block(frame, block, written) for frame in rows]
            for key, values, duplicates in zip(plan.unique_keys, assessed.keys, mine, strict=False):
                if duplicates.height:
                    found.append(duplicate_findings(written, key, values.shown, duplicates, given.files))
            for link, values, missing in zip(plan.links, assessed.links, mine[len(plan.unique_keys) :], strict=True):
                if missing.height:
                    found.append(missing_findings(written, link, values, missing["row"]))
            judged = judge_assessed(block, assessed, found, fatal, rejects_all=rejects_all)
            yield without_unended(judged, note_endings(job, block, assessed, strict=given.options.strict))
            records += block.run.records
    note_truncation(job, records)


def _rows_of(parts: Place, pieces: tuple[FilePiece, ...], part: int) -> pl.DataFrame:
    """Return `own`, and `record` and `line` of what it repeats, of a range's records, ascending by `own`."""
    found = [_NO_ROWS]
    found += [from_ipc(parts.read(file, begin, end)) for file, begin, end in pieces]
    return pl.concat(found).with_columns(pl.col("own") - part * PART).sort("own")


def _in_block(rows: pl.DataFrame, block: Block, written: pl.DataFrame) -> pl.DataFrame:
    """Return a block's rows of DUPLICATES_SCHEMA."""
    first = block.first_record
    mine = rows.filter(pl.col("own").is_between(first, first + block.run.records - 1))
    row = written[RECORD].search_sorted(mine["own"]).cast(pl.UInt32).alias("row")
    return mine.select(row, "record", "line").match_to_schema(DUPLICATES_SCHEMA)


def _load_blocks(known: Known) -> Generator[tuple[Block, Assessed]]:
    text = known.parts.stream(f"{known.folder}/{_BLOCKS}", 0, known.blocks_bytes)
    while head := read_up_to(text, _LENGTH.size):
        data = read_up_to(text, _LENGTH.unpack(head)[0])
        yield unpack(data)
