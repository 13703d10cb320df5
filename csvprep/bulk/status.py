"""What became of a folder's chunks, from its ledger and, if asked, from the endpoint."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from csvprep.bulk.bookkeeper import Bookkeeper
from csvprep.bulk.client import BulkClient
from csvprep.bulk.ledger import ChunkState, ChunkStatus, Ledger, open_ledger, read_ledger
from csvprep.bulk.outcome import count_failed, count_states
from csvprep.bulk.polling import JobNews, look_at_job, record_job
from csvprep.errors import EndpointRefusedError, LedgerError
from csvprep.manifest import ChunkEntry, read_manifest


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
    """Return what became of a folder's chunks; with a client, each open job is looked at once before.

    Raises:
        ManifestError: the folder holds no whole run.
        LedgerError: the ledger can't be read, or, with a client, a submit has it or it is another endpoint's.
        EndpointError: the endpoint or the network failed.
    """
    entries = read_manifest(folder).chunks
    if client is not None:
        _refresh(folder, client)
    with read_ledger(folder) as ledger:
        rows = {row.file: row for row in ledger.chunks()} if ledger else {}
        binding = ledger.binding() if ledger else {}
    chunks = tuple(rows.get(entry.file) or _unsent(entry) for entry in entries)
    return FolderStatus(binding.get("endpoint"), binding.get("hub") or None, binding.get("object"), chunks)


def cancel(folder: Path, client: BulkClient) -> FolderStatus:
    """Ask the endpoint to end every open job of a folder; chunks not yet sent stay as they are.

    Raises:
        ManifestError, LedgerError, EndpointError: as for `read_status`.
    """
    with ExitStack() as stack:
        for book, row in _open_jobs(folder, client, stack):
            try:
                news = JobNews(client.cancel(row.job_id or ""))
            except EndpointRefusedError as error:
                if error.status in {401, 403} or error.status >= 500:
                    raise
                news = look_at_job(client, row.job_id or "")
            if news.job.is_final:
                news = look_at_job(client, row.job_id or "")
            record_job(book, row.file, news)
    return read_status(folder)


def _refresh(folder: Path, client: BulkClient) -> None:
    with ExitStack() as stack:
        for book, row in _open_jobs(folder, client, stack):
            news = look_at_job(client, row.job_id or "")
            if news.job.is_final or news.job.status != row.job_status or news.job.records_count != row.records_count:
                record_job(book, row.file, news)


def _open_jobs(folder: Path, client: BulkClient, stack: ExitStack) -> list[tuple[Bookkeeper, ChunkStatus]]:
    with read_ledger(folder) as seen:
        if seen is None:
            return []
    ledger = stack.enter_context(open_ledger(folder))
    _see_same_endpoint(folder, ledger, client)
    book = Bookkeeper(ledger, None)
    return [(book, row) for row in ledger.chunks() if row.state is ChunkState.POSTED and row.job_id is not None]


def _see_same_endpoint(folder: Path, ledger: Ledger, client: BulkClient) -> None:
    held = ledger.binding()
    if held and (held["endpoint"], held["hub"]) != (client.name, client.hub or ""):
        raise LedgerError(
            f"{folder}: its chunks went to {held['endpoint']}, hub {held['hub'] or 'none'}; ask there, not at "
            f"{client.name}, hub {client.hub or 'none'}"
        )


def _unsent(entry: ChunkEntry) -> ChunkStatus:
    return ChunkStatus(entry.file, entry.records, ChunkState.PENDING)
