"""All that failed in a folder: records that the endpoint refused, and chunks that failed as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from csvprep.bulk.client import BulkClient
from csvprep.bulk.ledger import ChunkState, ChunkStatus, read_ledger
from csvprep.bulk.outcome import count_failed
from csvprep.bulk.server_errors import SERVER_ERRORS_NAME, read_labels, read_server_errors
from csvprep.bulk.status import find_open, find_unread, read_status
from csvprep.bulk.trace import ServerError
from csvprep.manifest import read_manifest

_BAD_STATES = frozenset({ChunkState.FAILED, ChunkState.UNKNOWN, ChunkState.CANCELLED})


@dataclass(frozen=True, slots=True)
class FolderErrors:
    """What failed in a folder.

    Attributes:
        source: the name of the input file.
        labels: the header of the chunks, that `cells` of the errors go with.
        errors: the endpoint's error rows, those tied to a record with its place in the input.
        bad_chunks: chunks that failed, were cancelled, or of which it is unknown whether they arrived.
        open_chunks: chunks whose job had not ended when it was last looked at.
        unread_chunks: chunks whose job has ended with more failed records than there are error rows.
        records_sent, records_failed: by the endpoint's counts, as `csvprep status` has them.
        server_errors: the file of failed records; None if there is none.
    """

    source: str
    labels: tuple[str, ...]
    errors: tuple[ServerError, ...]
    bad_chunks: tuple[ChunkStatus, ...]
    open_chunks: tuple[ChunkStatus, ...]
    unread_chunks: tuple[ChunkStatus, ...]
    records_sent: int
    records_failed: int
    server_errors: Path | None

    @property
    def exit_code(self) -> int:
        """0 if nothing is known to have failed, else 1."""
        return int(bool(self.errors or self.bad_chunks or self.records_failed))

    def to_dict(self) -> dict[str, Any]:
        """Return all of it as JSON-ready data."""
        return {
            "source": self.source,
            "totals": {
                "records_sent": self.records_sent,
                "records_failed": self.records_failed,
                "errors_traced": sum(error.cells is not None for error in self.errors),
                "errors_untraced": sum(error.cells is None for error in self.errors),
            },
            "server_errors": None if self.server_errors is None else str(self.server_errors),
            "labels": list(self.labels),
            "errors": [error.to_dict() for error in self.errors],
            "bad_chunks": [row.to_dict() for row in self.bad_chunks],
            "open_chunks": [row.file for row in self.open_chunks],
            "unread_chunks": [row.file for row in self.unread_chunks],
        }


def read_errors(folder: Path, client: BulkClient | None = None) -> FolderErrors:
    """Return all that failed in a folder; with a client, the endpoint is asked first, as for `read_status`.

    Raises:
        ManifestError, LedgerError, EndpointError: as for `read_status`.
    """
    rows = read_status(folder, client).chunks
    with read_ledger(folder) as ledger:
        open_chunks, unread = (find_open(ledger), find_unread(ledger)) if ledger else ([], [])
    manifest, errors = read_manifest(folder), read_server_errors(folder)
    path = folder / SERVER_ERRORS_NAME
    return FolderErrors(
        source=str(manifest.source.get("name", "")),
        labels=tuple(read_labels(folder, manifest)) if errors else (),
        errors=tuple(errors),
        bad_chunks=tuple(row for row in rows if row.state in _BAD_STATES),
        open_chunks=tuple(open_chunks),
        unread_chunks=tuple(unread),
        records_sent=sum(row.records for row in rows if row.posted_at is not None),
        records_failed=sum(map(count_failed, rows)),
        server_errors=path if path.exists() else None,
    )
