"""Tying the endpoint's error rows to the records of the input, chunk by chunk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from csvprep.bulk.answers import ErrorRow
from csvprep.bulk.chunks import chunk_path
from csvprep.bulk.matching import Matcher, ValueFilter, normalise_value
from csvprep.bulk.positions import ChunkWalk, open_line_changes, open_rejected
from csvprep.bulk.rows import chunk_format, read_records, rejected_format
from csvprep.dialect import Dialect
from csvprep.errors import InputError, ManifestError
from csvprep.manifest import ChunkEntry, Manifest

_NO_HEADER: tuple[list[str], int] = ([], 0)


@dataclass(frozen=True, slots=True)
class ServerError:
    """One error row of the endpoint and the record it speaks of.

    Attributes:
        chunk: the chunk's file.
        job_id: the job that had the error.
        message: the vendor's words.
        chunk_row: 1-based row of the chunk; None if the message could be tied to no row.
        record, line: the input's record and the line it begins on, where they are known.
        cells: the record as it was sent.
    """

    chunk: str
    job_id: str | None
    message: str
    chunk_row: int | None = None
    record: int | None = None
    line: int | None = None
    cells: tuple[str, ...] | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the error as JSON-ready data."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class TraceCounts:
    """How many error rows were tied to a record, how many were not, and the file of the former, if any."""

    traced: int
    untraced: int
    path: Path | None


@dataclass(frozen=True, slots=True)
class _Row:
    cells: tuple[str, ...]
    record: int
    line: int


class Tracer:
    """Traces the errors of a run's chunks, which must come in the manifest's order."""

    def __init__(self, folder: Path, manifest: Manifest, identifier_fields: Sequence[str]) -> None:
        self._folder = folder
        self._format = chunk_format(manifest)
        self._rejected = open_rejected(folder, rejected_format(manifest))
        self._line_changes = open_line_changes(folder)
        self._identifier_fields = identifier_fields

    def trace(self, chunk: ChunkEntry, job_id: str | None, errors: Sequence[ErrorRow]) -> list[ServerError]:
        """Return a chunk's errors in the order of its rows, those tied to no row last.

        Raises:
            ManifestError: the chunk can't be read.
        """
        path = chunk_path(self._folder, chunk)
        try:
            return self._trace(path, chunk, job_id, errors)
        except InputError:
            raise ManifestError(f"{path}: can't be read to trace its errors; put it back as prep wrote it") from None

    def _trace(
        self, path: Path, chunk: ChunkEntry, job_id: str | None, errors: Sequence[ErrorRow]
    ) -> list[ServerError]:
        matcher = self._prepare(path, chunk, errors)
        rows, walk = self._collect(path, chunk, matcher)
        blank = ServerError(chunk.file, job_id, "")
        traced = [
            _describe(replace(blank, message=error.message), row_index, rows, walk)
            for error, row_index in zip(errors, matcher.match(chunk.records), strict=True)
        ]
        return sorted(traced, key=lambda each: (each.chunk_row is None, each.chunk_row or 0))

    def _prepare(self, path: Path, chunk: ChunkEntry, errors: Sequence[ErrorRow]) -> Matcher:
        values = ValueFilter(chunk.records)
        for value in _read_values(path, self._format, self._identifier_fields):
            if value:
                values.add(value)
        matcher = Matcher(errors)
        matcher.prepare(values)
        return matcher

    def _collect(self, path: Path, chunk: ChunkEntry, matcher: Matcher) -> tuple[dict[int, _Row], ChunkWalk]:
        walk = ChunkWalk(chunk, self._rejected, self._line_changes)
        numbered = {error.row_number - 1 for error in matcher.errors if error.row_number is not None}
        keeps_all = len(matcher.errors) >= chunk.records
        rows: dict[int, _Row] = {}
        source = read_records(path, self._format)
        column_index = _find_column(next(source, _NO_HEADER)[0], self._identifier_fields)
        for row_index, (cells, lines) in enumerate(source):
            record, line = walk.step(lines)
            is_named = matcher.see(row_index, _value_at(cells, column_index))
            if is_named or keeps_all or row_index in numbered:
                rows[row_index] = _Row(tuple(cells), record, line)
        return rows, walk


def read_header(path: Path, row_format: Dialect) -> list[str]:
    """Return the labels of a chunk."""
    return next(read_records(path, row_format), _NO_HEADER)[0]


def _describe(error: ServerError, row_index: int | None, rows: Mapping[int, _Row], walk: ChunkWalk) -> ServerError:
    row = None if row_index is None else rows.get(row_index)
    if row is None or row_index is None:
        return error
    return replace(
        error,
        chunk_row=row_index + 1,
        record=row.record if walk.records_hold else None,
        line=row.line if walk.lines_hold else None,
        cells=row.cells,
    )


def _read_values(path: Path, row_format: Dialect, identifier_fields: Sequence[str]) -> Iterator[str]:
    source = read_records(path, row_format)
    column_index = _find_column(next(source, _NO_HEADER)[0], identifier_fields)
    if column_index is not None:
        yield from (_value_at(cells, column_index) for cells, _ in source)


def _find_column(header: Sequence[str], fields: Sequence[str]) -> int | None:
    return next((header.index(field) for field in fields if field in header), None)


def _value_at(cells: Sequence[str], column_index: int | None) -> str:
    return "" if column_index is None or column_index >= len(cells) else normalise_value(cells[column_index])
