"""One look at a job, and writing down what was seen."""

from __future__ import annotations

from dataclasses import dataclass

from csvprep.bulk.answers import CANCELLED, COMPLETED, ErrorRow, JobStatus
from csvprep.bulk.bookkeeper import Bookkeeper
from csvprep.bulk.client import BulkClient
from csvprep.bulk.ledger import ChunkState, render_now
from csvprep.errors import EndpointRefusedError

_END_STATES = {COMPLETED: ChunkState.DONE, CANCELLED: ChunkState.CANCELLED}


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
        if error.status in {401, 403, 429} or error.status >= 500:
            raise
        return JobNews(job, unread=f"its error rows could not be read: {error}")


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
    state = _END_STATES.get(job.status, ChunkState.FAILED)
    reason = None if state is ChunkState.DONE else job.reason or f"the job ended as {job.status}"
    message = "; ".join(text for text in (reason, news.unread) if text) or None
    book.ledger.write_errors(file, news.errors)
    book.write(file, state, **facts, message=message, finished_at=render_now())
