"""Ending the jobs of a folder that have not ended by themselves."""

from __future__ import annotations

import time
from pathlib import Path

from csvprep.bulk.bookkeeper import Bookkeeper
from csvprep.bulk.client import BulkClient
from csvprep.bulk.ledger import ChunkState, ChunkStatus, open_ledger, read_ledger
from csvprep.bulk.lost import LostChunks
from csvprep.bulk.outcome import SubmitSettings
from csvprep.bulk.polling import look_and_record
from csvprep.bulk.server_errors import write_server_errors
from csvprep.bulk.status import FolderStatus, find_open, read_status, see_same_endpoint
from csvprep.errors import EndpointRefusedError
from csvprep.manifest import Manifest, read_manifest

_POLL_SECONDS = 3.0


def cancel(
    folder: Path, client: BulkClient, *, wait_seconds: float = 0.0, poll_interval_seconds: float = _POLL_SECONDS
) -> FolderStatus:
    """Ask the endpoint to end every open job of a folder; chunks not yet sent stay as they are.

    Chunks whose upload got no answer are looked for among the endpoint's jobs, and those found are ended as well.

    Args:
        folder: what `submit` worked on.
        client: the endpoint that has the jobs.
        wait_seconds: how long to wait for the jobs' ends; a job not ended by then is still open in the ledger.
        poll_interval_seconds: between two looks at the jobs.

    Raises:
        ManifestError, LedgerError, EndpointError: as for `read_status`.
    """
    manifest = read_manifest(folder)
    with read_ledger(folder) as seen:
        if seen is None:
            return read_status(folder)
    with open_ledger(folder) as ledger:
        see_same_endpoint(folder, ledger, client)
        book = Bookkeeper(ledger, None)
        for row in find_open(ledger):
            _ask_for_end(book, client, row)
        for row in _find_lost(book, client, manifest, poll_interval_seconds):
            _ask_for_end(book, client, row)
        deadline = time.monotonic() + wait_seconds
        while (left := find_open(ledger)) and time.monotonic() < deadline:
            time.sleep(poll_interval_seconds)
            for row in left:
                look_and_record(book, client, row)
        write_server_errors(folder, manifest, ledger, ledger.identifiers())
    return read_status(folder)


def _ask_for_end(book: Bookkeeper, client: BulkClient, row: ChunkStatus) -> None:
    """Ask for the end of a chunk's job, and write down how it stands then; one that has ended is no fault."""
    try:
        client.cancel(row.job_id or "")
    except EndpointRefusedError as error:
        if error.status in {401, 403} or error.status >= 500:
            raise
    look_and_record(book, client, row)


def _find_lost(
    book: Bookkeeper, client: BulkClient, manifest: Manifest, poll_interval_seconds: float
) -> list[ChunkStatus]:
    """Look for the jobs of chunks of which it is unknown whether they arrived; return those that have one now."""
    lost = [
        row.file
        for row in book.ledger.chunks()
        if row.state in {ChunkState.POSTING, ChunkState.UNKNOWN} and row.job_id is None
    ]
    if not lost:
        return []
    settings = SubmitSettings(book.ledger.binding()["object"], poll_interval_seconds=poll_interval_seconds)
    LostChunks(client, settings, book, manifest.chunks).find(lost)
    return [row for row in find_open(book.ledger) if row.file in lost]
