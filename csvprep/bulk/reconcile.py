"""Finding the jobs of chunks whose upload got no answer, among the endpoint's own list of jobs.

First a job is recognised by what the list has: object, direction, time and record count; then by what its status
shows: the chunk's mark, or at least its size. A job is taken for a chunk's only if it can be no other chunk's and
the chunk's can be no other job.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from csvprep.bulk.answers import COMPLETED, JobStatus
from csvprep.bulk.client import JobList
from csvprep.bulk.ledger import ChunkStatus
from csvprep.bulk.mark import make_mark
from csvprep.manifest import ChunkEntry

_SLACK_SECONDS = 2.0
_SLACK_WITHOUT_CLOCK_SECONDS = 300.0


def find_candidates(
    lost: Sequence[ChunkStatus], listed: JobList, *, object_name: str, known_job_ids: Collection[str]
) -> dict[str, list[JobStatus]]:
    """Return, for each lost chunk, the jobs that may be its own."""
    jobs = [job for job in listed.jobs if job.job_id not in known_job_ids and _is_upload_of(job, object_name)]
    return {chunk.file: [job for job in jobs if _fits(chunk, job, listed.clock_ahead_seconds)] for chunk in lost}


def tell_apart(
    candidates: Mapping[str, Sequence[JobStatus]],
    statuses: Mapping[str, JobStatus],
    chunks: Mapping[str, ChunkEntry],
    *,
    is_marked: bool,
) -> dict[str, list[JobStatus]]:
    """Return the candidates that their statuses leave in question.

    Args:
        candidates: the jobs that may be each chunk's own, by the list.
        statuses: the jobs' statuses by their ids, as far as they could be had.
        chunks: the run's chunks by their files.
        is_marked: whether the uploads carried the marks of their chunks.
    """
    shows_marks = is_marked and any(status.mark for status in statuses.values())
    return {
        file: _narrow([statuses.get(job.job_id, job) for job in jobs], chunks[file], shows_marks=shows_marks)
        for file, jobs in candidates.items()
    }


def _narrow(jobs: Sequence[JobStatus], chunk: ChunkEntry, *, shows_marks: bool) -> list[JobStatus]:
    if shows_marks:
        return [job for job in jobs if job.mark == make_mark(chunk.sha256)]
    return [job for job in jobs if job.file_bytes == chunk.bytes] or list(jobs)


def assign_jobs(candidates: Mapping[str, Sequence[JobStatus]]) -> dict[str, JobStatus]:
    """Return the chunks whose job is beyond doubt, with that job."""
    left = {file: {job.job_id: job for job in jobs} for file, jobs in candidates.items()}
    found: dict[str, JobStatus] = {}
    while True:
        single = [(file, next(iter(jobs))) for file, jobs in left.items() if len(jobs) == 1]
        claims = [job_id for _, job_id in single]
        sure = [(file, job_id) for file, job_id in single if claims.count(job_id) == 1]
        if not sure:
            return found
        for file, job_id in sure:
            found[file] = left.pop(file)[job_id]
        for jobs in left.values():
            for _, job_id in sure:
                jobs.pop(job_id, None)


def _is_upload_of(job: JobStatus, object_name: str) -> bool:
    is_upload = job.direction in {None, "UPLOAD"}
    return is_upload and (job.object_name is None or job.object_name.casefold() == object_name.casefold())


def _fits(chunk: ChunkStatus, job: JobStatus, clock_ahead_seconds: float | None) -> bool:
    if job.created_ms is None or chunk.posting_at is None:
        return False
    slack = _SLACK_WITHOUT_CLOCK_SECONDS if clock_ahead_seconds is None else _SLACK_SECONDS
    earliest = datetime.fromisoformat(chunk.posting_at).timestamp() + (clock_ahead_seconds or 0.0) - slack
    if job.created_ms / 1000 < earliest:
        return False
    count = job.records_count
    if count is None:
        return True
    return count == chunk.records if job.status == COMPLETED else count <= chunk.records
