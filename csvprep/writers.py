"""Writers of a run's data files: chunks, rejected records, tables of findings and changes."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Protocol

import polars as pl

from csvprep.cells import as_record
from csvprep.cutting import Cutter
from csvprep.dialect import PLAIN, Dialect
from csvprep.errors import UsageError
from csvprep.manifest import ChunkEntry
from csvprep.record_texts import write_records
from csvprep.records import Run
from csvprep.staging import Folder, Stream


class Place(Protocol):
    """Tells where the records of a run stood in the input."""

    def __call__(self, index: int, /) -> tuple[int, int]:
        """Return record and line of the record at a 0-based place."""
        ...

    def columns(self, count: int, /) -> tuple[pl.Series, pl.Series]:
        """Return record and line (Int64) of the first `count` records."""
        ...


@dataclass(frozen=True, slots=True)
class ColumnPlaces:
    """A `Place` that has the numbers of all records at hand.

    Attributes:
        records, lines: Int64, a number a record of the run.
    """

    records: pl.Series
    lines: pl.Series

    def __call__(self, index: int) -> tuple[int, int]:
        """Return record and line of the record at a 0-based place."""
        return self.records[index], self.lines[index]

    def columns(self, count: int) -> tuple[pl.Series, pl.Series]:
        """Return record and line of the first `count` records."""
        return self.records.head(count), self.lines.head(count)


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a chunk may be, header included.

    Attributes:
        max_rows: records.
        max_bytes: bytes.
    """

    max_rows: int = 50_000
    max_bytes: int = 10_000_000

    def __post_init__(self) -> None:
        for name, value in (("--max-rows", self.max_rows), ("--max-bytes", self.max_bytes)):
            if value < 1:
                raise UsageError(f"{name} {value}: a chunk holds at least one record")


def to_csv(frame: pl.DataFrame, dialect: Dialect = PLAIN) -> bytes:
    """Write a frame without header: UTF-8, LF, quoted only where RFC 4180 needs it; null is an empty cell."""
    if dialect.escape_char or not dialect.quote_char or dialect.skip_initial_space:
        rows = (tuple(cell or "" for cell in row) for row in frame.iter_rows())
        return "".join(as_record(row, dialect) + "\n" for row in rows).encode("utf-8")
    stream = io.BytesIO()
    frame.write_csv(stream, include_header=False, separator=dialect.delimiter, quote_char=dialect.quote_char)
    return stream.getvalue()


def as_header(labels: Iterable[str], dialect: Dialect = PLAIN) -> bytes:
    """Write labels as a header without line end."""
    return as_record(labels, dialect).encode("utf-8")


def header_line(labels: tuple[str, ...], dialect: Dialect = PLAIN) -> bytes:
    """Write a header."""
    return as_header(labels, dialect) + b"\n"


class ChunkWriter:
    """Cuts records into chunks that keep the limits exactly; each begins with the header."""

    def __init__(self, folder: Folder, name: str, header: bytes, limits: Limits) -> None:
        self._folder = folder
        self._name = name
        self._header = header
        self._limits = limits
        self._open: _OpenChunk | None = None
        self.entries: list[ChunkEntry] = []

    @property
    def max_record_bytes(self) -> int:
        """Bytes of the longest record that fits into a chunk."""
        return self._limits.max_bytes - len(self._header)

    def add(self, run: Run, place: Place) -> None:
        """Write records; none of them may be longer than `max_record_bytes`."""
        if not run.records:
            return
        limits, chunk = self._limits, self._open or self._begin()
        if chunk.records + run.records <= limits.max_rows and chunk.bytes + len(run.data) <= limits.max_bytes:
            chunk.write(run.data, place, 0, run.records)
            return
        cutter, view = Cutter(run), memoryview(run.data)
        done = offset = 0
        while done < run.records:
            chunk = self._open or self._begin()
            until, end = cutter.fit(done, offset, limits.max_rows - chunk.records, limits.max_bytes - chunk.bytes)
            if until == done:
                self._finish()
                continue
            chunk.write(view[offset:end], place, done, until)
            done, offset = until, end

    def close(self) -> None:
        """Finish the last chunk."""
        self._finish()

    def _begin(self) -> _OpenChunk:
        file = str(PurePosixPath("chunks", f"{self._name}-{len(self.entries) + 1:05d}.csv"))
        self._open = _OpenChunk(file, self._folder.create(file), self._header)
        return self._open

    def _finish(self) -> None:
        if self._open is not None:
            self.entries.append(self._open.finish())
            self._open = None


class _OpenChunk:
    def __init__(self, file: str, stream: Stream, header: bytes) -> None:
        self._file = file
        self._stream = stream
        self._digest = hashlib.sha256()
        self._first: tuple[int, int] | None = None
        self._last: tuple[Place, int] | None = None
        self.records = 0
        self.bytes = 0
        self._put(header)

    def _put(self, data: bytes | memoryview) -> None:
        self._stream.write(data)
        self._digest.update(data)
        self.bytes += len(data)

    def write(self, data: bytes | memoryview, place: Place, start: int, end: int) -> None:
        """Write the records of a run from one index up to another."""
        self._put(data)
        self._first = self._first or place(start)
        self._last = (place, end - 1)
        self.records += end - start

    def finish(self) -> ChunkEntry:
        self._stream.close()
        first = self._first or (0, 0)
        last = self._last[0](self._last[1]) if self._last else first
        return ChunkEntry(
            file=self._file,
            records=self.records,
            bytes=self.bytes,
            sha256=self._digest.hexdigest(),
            first_record=first[0],
            last_record=last[0],
            first_line=first[1],
            last_line=last[1],
        )


class TableWriter:
    """Appends frames of one schema to a CSV file."""

    def __init__(self, folder: Folder, file: str, labels: tuple[str, ...]) -> None:
        self._stream = folder.create(file)
        self._stream.write(header_line(labels))

    def add(self, frame: pl.DataFrame) -> None:
        """Append rows; a frame's empty texts and nulls both become empty cells."""
        if frame.height:
            texts = [name for name, dtype in frame.schema.items() if dtype == pl.String]
            self._stream.write(
                to_csv(frame.with_columns(pl.when(pl.col(name) != "").then(pl.col(name)) for name in texts))
            )

    def close(self) -> None:
        """Close the file."""
        self._stream.close()


class RejectedWriter:
    """Writes rejected records as they came, led by their record, line and errors."""

    def __init__(self, stream: Stream, dialect: Dialect) -> None:
        self._stream = stream
        self._dialect = dialect
        self._is_open = False

    def write_header(self, header: bytes) -> int:
        """Write the source's own header after our three labels; return how many bytes that are."""
        mark = self._dialect.delimiter
        line = f"_record{mark}_line{mark}_errors{mark}".encode() + header + b"\n"
        self._stream.write(line)
        return len(line)

    def add(self, told: pl.DataFrame, raws: list[bytes]) -> None:
        """Write records.

        Args:
            told: `record`, `line` and `errors` (String), a row a record.
            raws: the bytes of each without line end.
        """
        if not raws:
            return
        texts = told.select(pl.all().cast(pl.String))
        if not self._dialect.quote_char and not self._dialect.escape_char:  # nothing can be quoted
            texts = texts.with_columns(pl.col("errors").str.replace_all(self._dialect.delimiter, "_", literal=True))
        leads = (write_records(texts, self._dialect) + self._dialect.delimiter).cast(pl.Binary)
        self._end_record()
        self._stream.write(b"\n".join([lead + raw for lead, raw in zip(leads, raws, strict=True)]))
        self._is_open = True

    def go_on(self, raw: bytes) -> None:
        """Write more of the last record."""
        self._stream.write(raw)

    def _end_record(self) -> None:
        if self._is_open:
            self._stream.write(b"\n")

    def close(self) -> None:
        """Close the file."""
        self._end_record()
        self._stream.close()
