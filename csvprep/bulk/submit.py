"""Handing a folder's chunks to the endpoint: verify, settle what an earlier submit left open, send, wait, trace."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from csvprep.bulk.bookkeeper import Bookkeeper
from csvprep.bulk.chunks import verify_chunks
from csvprep.bulk.client import BulkClient
from csvprep.bulk.ledger import Binding, ChunkState, ChunkStatus, Ledger, open_ledger
from csvprep.bulk.lost import LostChunks
from csvprep.bulk.outcome import (
    ChunkEvent,
    SubmitSettings,
    SubmitSummary,
    count_failed,
    count_states,
    count_uncounted,
    is_sent_again,
)
from csvprep.bulk.page import update_page
from csvprep.bulk.sending import Sending
from csvprep.bulk.server_errors import write_server_errors
from csvprep.bulk.trace import TraceCounts
from csvprep.errors import CsvprepError, EndpointError, LedgerError
from csvprep.manifest import Manifest, manifest_path, read_manifest, sha256_of


def submit(
    folder: Path,
    client: BulkClient,
    settings: SubmitSettings,
    on_event: Callable[[ChunkEvent], None] | None = None,
) -> SubmitSummary:
    """Send what is not yet sent, wait for the jobs, and write down what became of every chunk and record.

    Run again after any failure, it goes on where it stopped: chunks that the endpoint has are not sent again.

    Args:
        folder: what `prep` or `split` left behind.
        client: the endpoint; a keyboard interrupt ends its waits.
        settings: what to send it as.
        on_event: called on this thread with every piece of news.

    Raises:
        ManifestError: the folder holds no whole run, or an altered one; nothing was sent.
        LedgerError: the ledger is another run's or in use, or it can't be told whether a chunk was sent.
        EndpointError: the endpoint or the network failed; the ledger says how far it came.
    """
    manifest = read_manifest(folder)
    with open_ledger(folder) as ledger:
        verify_chunks(folder, manifest)
        ledger.bind(make_binding(folder, client, settings), manifest.chunks)
        ledger.note_identifiers(find_identifiers(settings))
        book = Bookkeeper(ledger, on_event)
        with _page_told(folder, manifest, ledger, settings):
            _settle_lost(book, client, settings, manifest)
            _requeue(book, settings)
            Sending(folder, manifest, client, settings, book).run()
        counts = write_server_errors(folder, manifest, ledger, find_identifiers(settings))
        update_page(folder, manifest, ledger, redact=settings.redact)
        return summarise(ledger.chunks(), counts)


@contextmanager
def _page_told(folder: Path, manifest: Manifest, ledger: Ledger, settings: SubmitSettings) -> Iterator[None]:
    """Tell the run's page how far the block came, where an error or a keyboard interrupt ends it."""
    try:
        yield
    except (CsvprepError, KeyboardInterrupt):
        with suppress(CsvprepError):  # what ended the block is what there is to say
            update_page(folder, manifest, ledger, redact=settings.redact)
        raise


def make_binding(folder: Path, client: BulkClient, settings: SubmitSettings) -> Binding:
    """Return what the ledger of such a submit belongs to."""
    return Binding(sha256_of(manifest_path(folder)), client.name, client.hub or "", settings.object)


def find_identifiers(settings: SubmitSettings) -> tuple[str, ...]:
    """Return the columns by which the vendor's messages may name a record, the likeliest first."""
    named = settings.metadata.get("identifierFieldName")
    return tuple(name for name in (named, settings.identifier_field) if isinstance(name, str) and name)


def summarise(rows: Sequence[ChunkStatus], counts: TraceCounts) -> SubmitSummary:
    """Return the totals over a folder's ledger."""
    return SubmitSummary(
        chunks=count_states(rows),
        records=sum(row.records for row in rows),
        records_sent=sum(row.records for row in rows if row.posted_at is not None),
        records_failed=sum(count_failed(row) for row in rows),
        records_uncounted=sum(count_uncounted(row) for row in rows),
        errors_traced=counts.traced,
        errors_untraced=counts.untraced,
        server_errors=counts.path,
    )


def _settle_lost(book: Bookkeeper, client: BulkClient, settings: SubmitSettings, manifest: Manifest) -> None:
    """Find out about chunks whose upload got no answer in an earlier run, or do as the user chose."""
    rows = [row for row in book.ledger.chunks() if row.state in {ChunkState.POSTING, ChunkState.UNKNOWN}]
    for row in rows:
        if row.job_id is not None and settings.assume_sent and settings.chooses(row.file):
            book.write(row.file, ChunkState.DONE, message="taken as loaded, as --assume-sent asks")
    lost = [row.file for row in rows if row.job_id is None]
    has_choice = settings.resend_unknown or settings.assume_sent
    try:
        left = LostChunks(client, settings, book, manifest.chunks).find(lost)
    except EndpointError:
        if not has_choice:
            raise
        left = lost
    chosen = [file for file in left if has_choice and settings.chooses(file)]
    for file in chosen:
        if settings.resend_unknown:
            book.write(file, ChunkState.PENDING, job_id=None, message="sent again, as --resend-unknown asks")
        else:
            book.write(file, ChunkState.DONE, message="taken as sent, as --assume-sent asks", **_sent_at(book, file))
    left = [file for file in left if file not in chosen]
    if left:
        raise LedgerError(
            f"{', '.join(left)}: an earlier submit broke off while sending, and the endpoint's jobs don't tell whether "
            f"it arrived; look there, then submit again with --assume-sent if it did, or --resend-unknown if it didn't "
            f"(--only CHUNK for one of several)"
        )


def _sent_at(book: Bookkeeper, file: str) -> dict[str, str | None]:
    moment = book.ledger.chunk(file).posting_at
    return {"posted_at": moment, "finished_at": moment}


def _requeue(book: Bookkeeper, settings: SubmitSettings) -> None:
    """Put chunks back in line that were refused, so that no job was made, and broken ones if asked to."""
    for row in book.ledger.chunks():
        if is_sent_again(row, settings):
            cleared = dict.fromkeys(
                ("job_id", "job_status", "records_count", "failed_count", "posted_at", "finished_at")
            )
            book.write(row.file, ChunkState.PENDING, message=None if row.job_id is None else "sent again", **cleared)
            book.ledger.write_errors(row.file, ())
