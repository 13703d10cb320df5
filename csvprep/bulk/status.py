"""What became of a folder's chunks, from its ledger and, if asked, from the endpoint."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from csvprep.bulk.bookkeeper import Bookkeeper
from csvprep.bulk.client import BulkClient
from csvprep.bulk.ledger import ChunkState, ChunkStatus, Ledger, open_ledger, read_ledger
from csvprep.bulk.outcome import count_failed, count_states
from csvprep.bulk.polling import look_and_record, read_errors_again
from csvprep.bulk.server_errors import write_server_errors
from csvprep.errors import LedgerError
from csvprep.manifest import ChunkEntry, Manifest, read_manifest

_ENDED = frozenset({ChunkState.DONE, ChunkState.FAILED, ChunkState.CANCELLED})


@dataclass(frozen=True, slots=True)
class FolderStatus:
    """The chunks of a folder with their totals.

    Attributes:
        endpoint, hub, object: what they were sent to; None before the first submit.
        chunks: one row a chunk, in the manifest's order.
    """

    endpoint: str | None
    hub: str | None
    object: str | None
    chunks: tuple[ChunkStatus, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the status as JSON-ready data: where, totals, chunks."""
        totals = {
            "records": sum(row.records for row in self.chunks),
            "records_sent": sum(row.records for row in self.chunks if row.posted_at is not None),
            "records_failed": sum(count_failed(row) for row in self.chunks),
            "chunks": count_states(self.chunks),
        }
        chunks = [row.to_dict() for row in self.chunks]
        return {"endpoint": self.endpoint, "hub": self.hub, "object": self.object, "totals": totals, "chunks": chunks}


def read_status(folder: Path, client: BulkClient | None = None) -> FolderStatus:
    """Return what became of a folder's chunks.

    With a client, each open job is looked at once before, and so is each ended one whose error list the ledger
    does not have in full; `server-errors.csv` is written anew where that brought something.

    Raises:
        ManifestError: the folder holds no whole run.
        LedgerError: the ledger can't be read, or, with a client, a submit has it or it is another endpoint's.
        EndpointError: the endpoint or the network failed.
    """
    manifest = read_manifest(folder)
    if client is not None:
        _refresh(folder, manifest, client)
    with read_ledger(folder) as ledger:
        chunks = find_chunks(manifest, ledger)
        binding = ledger.binding() if ledger else {}
    return FolderStatus(binding.get("endpoint"), binding.get("hub") or None, binding.get("object"), chunks)


def find_chunks(manifest: Manifest, ledger: Ledger | None) -> tuple[ChunkStatus, ...]:
    """Return what became of a run's chunks, in the manifest's order; those that no submit has seen wait."""
    rows = {row.file: row for row in ledger.chunks()} if ledger else {}
    return tuple(rows.get(entry.file) or _unsent(entry) for entry in manifest.chunks)


def find_open(ledger: Ledger) -> list[ChunkStatus]:
    """Return the chunks whose job has not ended as far as the ledger knows."""
    return [row for row in ledger.chunks() if row.state is ChunkState.POSTED and row.job_id is not None]


def find_unread(ledger: Ledger) -> list[ChunkStatus]:
    """Return the chunks whose job has ended with more failed records than the ledger has error rows of."""
    return [
        row
        for row in ledger.chunks()
        if row.state in _ENDED and row.job_id is not None and (row.failed_count or 0) > len(ledger.errors(row.file))
    ]


def see_same_endpoint(folder: Path, ledger: Ledger, client: BulkClient) -> None:
    """See that a ledger's chunks went to the client's endpoint.

    Raises:
        LedgerError: they went elsewhere.
    """
    held = ledger.binding()
    if held and (held["endpoint"], held["hub"]) != (client.name, client.hub or ""):
        raise LedgerError(
            f"{folder}: its chunks went to {held['endpoint']}, hub {held['hub'] or 'none'}; ask there, not at "
            f"{client.name}, hub {client.hub or 'none'}"
        )


def _refresh(folder: Path, manifest: Manifest, client: BulkClient) -> None:
    with read_ledger(folder) as seen:
        if seen is None:
            return
    with open_ledger(folder) as ledger:
        see_same_endpoint(folder, ledger, client)
        still_open, unread = find_open(ledger), find_unread(ledger)
        book = Bookkeeper(ledger, None)
        for row in still_open:
            look_and_record(book, client, row)
        for row in unread:
            read_errors_again(book, client, row)
        if still_open or unread:
            write_server_errors(folder, manifest, ledger, ledger.identifiers())


def _unsent(entry: ChunkEntry) -> ChunkStatus:
    return ChunkStatus(entry.file, entry.records, ChunkState.PENDING)
