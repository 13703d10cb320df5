"""What a job notification does to the ledger of a folder, while a submit may be at work there."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from csvprep.bulk.answers import JobStatus, clean_message
from csvprep.bulk.ledger import ChunkState, Ledger, read_ledger, render_now
from csvprep.bulk.polling import END_STATES

_EARLY_SECONDS = 2.0
_PAUSE_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Notice:
    """What a notification was good for.

    Attributes:
        file: the chunk it is about; None if no chunk of the folder has that job.
        state: the chunk's state now.
        is_news: whether it changed the ledger.
    """

    file: str | None = None
    state: ChunkState | None = None
    is_news: bool = False


def take_notice(folder: Path, job: JobStatus) -> Notice:
    """Write down what a notification says of a job, if a chunk of the folder is waiting for it.

    A chunk is brought to its end only if no record failed. Otherwise it stays `posted`, with what was said, until
    a submit or `csvprep errors` has read the error rows, so that no end is in the ledger without them. A job may
    end before the submit that made it has written down its id; while a chunk is being sent, that is waited for.

    Args:
        folder: what `submit` works on.
        job: what the notification says.

    Raises:
        LedgerError: the ledger can't be read or written.
    """
    deadline = time.monotonic() + _EARLY_SECONDS
    while True:
        with read_ledger(folder) as ledger:
            rows = ledger.chunks() if ledger else ()
            row = next((one for one in rows if one.job_id == job.job_id), None)
            if ledger is not None and row is not None:
                return _settle(ledger, row.file, job)
        if time.monotonic() > deadline or all(one.state is not ChunkState.POSTING for one in rows):
            return Notice()
        time.sleep(_PAUSE_SECONDS)


def _settle(ledger: Ledger, file: str, job: JobStatus) -> Notice:
    counts = {"records_count": job.records_count, "failed_count": job.failed_count}
    facts: dict[str, str | int | None] = {column: count for column, count in counts.items() if count is not None}
    facts["job_status"] = clean_message(job.status)
    state = ChunkState.POSTED
    if job.is_final and job.failed_count == 0:
        state = END_STATES.get(job.status, ChunkState.FAILED)
        reason = job.reason or f"the job ended as {job.status}"
        facts |= {"finished_at": render_now(), "message": None if state is ChunkState.DONE else reason}
    elif job.is_final:
        facts["message"] = f"its job has ended as {job.status}; `csvprep errors` reads what failed"
    is_news = ledger.settle(job.job_id, state, **facts)
    return Notice(file, ledger.chunk(file).state, is_news)
