"""One look at a job, and writing down what was seen."""

from __future__ import annotations

from dataclasses import dataclass

from csvprep.bulk.answers import CANCELLED, COMPLETED, ErrorRow, JobStatus
from csvprep.bulk.bookkeeper import Bookkeeper
from csvprep.bulk.client import BulkClient
from csvprep.bulk.ledger import ChunkState, ChunkStatus, render_now
from csvprep.errors import EndpointRefusedError

END_STATES = {COMPLETED: ChunkState.DONE, CANCELLED: ChunkState.CANCELLED}
"""What becomes of a chunk at its job's end; any other end is a failure."""

FORGOTTEN = "the endpoint no longer knows its job"
FORGOTTEN_CHOICE = "--assume-sent takes the chunk as loaded, --resend-failed sends it again"


@dataclass(frozen=True, slots=True)
class JobNews:
    """What one look at a job brought.

    Attributes:
        job: its status.
        errors: its error rows, once it has ended.
        unread: why they could not be read.
    """

    job: JobStatus
    errors: tuple[ErrorRow, ...] = ()
    unread: str | None = None


def look_at_job(client: BulkClient, job_id: str) -> JobNews:
    """Ask for a job's status and, if it has ended, for its error rows.

    Raises:
        EndpointError: the status can't be had, or the network failed on the way.
    """
    job = client.status(job_id)
    if not job.is_final:
        return JobNews(job)
    try:
        return JobNews(job, tuple(client.errors(job_id)))
    except EndpointRefusedError as error:
        if _concerns_all(error.status):
            raise
        return JobNews(job, unread=f"its error rows could not be read: {error}")


def look_and_record(book: Bookkeeper, client: BulkClient, row: ChunkStatus) -> None:
    """Look at a chunk's job and write down what is new; a job that the endpoint has forgotten is `unknown`.

    Raises:
        EndpointError: as for `look_at_job`, but for the status 404.
    """
    try:
        news = look_at_job(client, row.job_id or "")
    except EndpointRefusedError as error:
        if error.status != 404:
            raise
        book.write(row.file, ChunkState.UNKNOWN, message=describe_forgotten(error))
        return
    if news.job.is_final or (news.job.status, news.job.records_count) != (row.job_status, row.records_count):
        record_job(book, row.file, news)


def read_errors_again(book: Bookkeeper, client: BulkClient, row: ChunkStatus) -> None:
    """Ask for the error rows of an ended job once more, and keep them if they are more than the ledger has.

    Raises:
        EndpointError: the endpoint refuses all calls, or the network failed.
    """
    try:
        errors = tuple(client.errors(row.job_id or ""))
    except EndpointRefusedError as error:
        if _concerns_all(error.status):
            raise
        return
    if len(errors) > len(book.ledger.errors(row.file)):
        book.ledger.write_errors(row.file, errors)
        book.write(row.file, row.state, message=None if row.state is ChunkState.DONE else row.message)


def describe_forgotten(error: EndpointRefusedError) -> str:
    """Return what a ledger says of a chunk whose job the endpoint doesn't know any more."""
    return f"{FORGOTTEN}: {error}; {FORGOTTEN_CHOICE}"


def record_job(book: Bookkeeper, file: str, news: JobNews) -> None:
    """Write a job's state into the ledger, its error rows first, since they belong to its end."""
    job = news.job
    facts: dict[str, str | int | None] = {
        "job_id": job.job_id,
        "job_status": job.status,
        "records_count": job.records_count,
        "failed_count": job.failed_count or len(news.errors) or job.failed_count,
    }
    if not job.is_final:
        book.write(file, ChunkState.POSTED, **facts)
        return
    state = END_STATES.get(job.status, ChunkState.FAILED)
    reason = None if state is ChunkState.DONE else job.reason or f"the job ended as {job.status}"
    message = "; ".join(text for text in (reason, news.unread) if text) or None
    book.ledger.write_errors(file, news.errors)
    book.write(file, state, **facts, message=message, finished_at=render_now())


def _concerns_all(status: int) -> bool:
    """Whether a refusal is not about the one job that was asked for."""
    return status in {401, 403, 429} or status >= 500
