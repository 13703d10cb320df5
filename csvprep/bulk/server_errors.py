"""`server-errors.csv`: the records that the endpoint refused, as they were sent, ready to be mended and read again."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from csvprep.bulk.chunks import chunk_path
from csvprep.bulk.ledger import Ledger, read_ledger
from csvprep.bulk.rows import chunk_format
from csvprep.bulk.trace import ServerError, TraceCounts, Tracer, read_header
from csvprep.errors import OutputError
from csvprep.manifest import Manifest, read_manifest

SERVER_ERRORS_NAME = "server-errors.csv"
_LEADING_LABELS = ("_record", "_line", "_errors")


def read_server_errors(folder: Path, identifier_fields: Sequence[str] = ()) -> list[ServerError]:
    """Return all that the ledger holds of the endpoint's errors, tied to records where that can be done.

    Args:
        folder: what `submit` worked on.
        identifier_fields: columns that may name a record; the first that a chunk has is used. Without any,
            those of the last submit are.

    Raises:
        ManifestError: the folder holds no whole run.
        LedgerError: the ledger can't be read.
    """
    manifest = read_manifest(folder)
    with read_ledger(folder) as ledger:
        if ledger is None:
            return []
        fields = identifier_fields or ledger.identifiers()
        batches = list(trace_ledger(folder, manifest, ledger, fields))
    return [error for batch in batches for error in batch]


def trace_ledger(
    folder: Path, manifest: Manifest, ledger: Ledger, identifier_fields: Sequence[str]
) -> Iterator[list[ServerError]]:
    """Yield the traced errors of each chunk that has any, in the manifest's order."""
    tracer = Tracer(folder, manifest, identifier_fields)
    job_ids = {row.file: row.job_id for row in ledger.chunks()}
    for chunk in manifest.chunks:
        errors = ledger.errors(chunk.file)
        if errors:
            yield tracer.trace(chunk, job_ids.get(chunk.file), errors)


def write_server_errors(
    folder: Path, manifest: Manifest, ledger: Ledger, identifier_fields: Sequence[str]
) -> TraceCounts:
    """Write `server-errors.csv` anew, one row for each failed record; take the old one away if none failed.

    Raises:
        OutputError: it can't be written.
    """
    path = folder / SERVER_ERRORS_NAME
    traced = untraced = 0
    temporary = folder / f".{SERVER_ERRORS_NAME}.part"
    try:
        with temporary.open("w", encoding="utf-8", errors="surrogateescape", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            for batch in trace_ledger(folder, manifest, ledger, identifier_fields):
                if not traced:
                    writer.writerow((*_LEADING_LABELS, *read_labels(folder, manifest)))
                tied = [error for error in batch if error.cells is not None]
                writer.writerows(_merge(tied))
                traced += len(tied)
                untraced += len(batch) - len(tied)
        if traced:
            temporary.replace(path)
        else:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"{path}: can't be written: {error.strerror}") from None
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
    return TraceCounts(traced, untraced, path if traced else None)


def read_labels(folder: Path, manifest: Manifest) -> list[str]:
    """Return the header of a run's chunks; the run must have some."""
    return read_header(chunk_path(folder, manifest.chunks[0]), chunk_format(manifest))


def _merge(errors: Sequence[ServerError]) -> Iterator[list[Any]]:
    """Yield one row a record, which says all that the endpoint said of it; the errors come in row order."""
    said: dict[int | None, list[ServerError]] = {}
    for error in errors:
        said.setdefault(error.chunk_row, []).append(error)
    for group in said.values():
        first = group[0]
        messages = "; ".join(dict.fromkeys(error.message for error in group))
        yield [first.record, first.line, f"{messages} (job {first.job_id})", *(first.cells or ())]
