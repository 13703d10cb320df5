"""Chunks that were being sent when the answer was lost: look for their jobs, and mark those not found."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence

from csvprep.bulk.answers import JobStatus
from csvprep.bulk.bookkeeper import Bookkeeper
from csvprep.bulk.client import BulkClient
from csvprep.bulk.ledger import ChunkState, render_now
from csvprep.bulk.mark import MARK_KEY
from csvprep.bulk.outcome import SubmitSettings
from csvprep.bulk.reconcile import assign_jobs, find_candidates, tell_apart
from csvprep.errors import EndpointRefusedError
from csvprep.manifest import ChunkEntry

_LOOKS_FOR_NONE = 3
_LOOKS_FOR_SEVERAL = 20


class LostChunks:
    """Looks for the jobs of lost chunks, a few times over, since a new job may take a moment to be listed."""

    def __init__(
        self, client: BulkClient, settings: SubmitSettings, book: Bookkeeper, chunks: Iterable[ChunkEntry]
    ) -> None:
        self._client = client
        self._settings = settings
        self._book = book
        self._chunks = {chunk.file: chunk for chunk in chunks}

    def find(self, files: Sequence[str]) -> list[str]:
        """Adopt the jobs that are found as `posted`, mark the other chunks `unknown`, and return these.

        Raises:
            EndpointError: the list of jobs can't be had.
        """
        left = list(files)
        for look in range(_LOOKS_FOR_SEVERAL):
            candidates = self._look(left) if left else {}
            for file, job in assign_jobs(candidates).items():
                left.remove(file)
                self._adopt(file, job)
            running = any(not job.is_final for file in left for job in candidates[file])
            if not left or look + 1 >= (_LOOKS_FOR_SEVERAL if running else _LOOKS_FOR_NONE):
                break
            time.sleep(self._settings.poll_interval_seconds)
        for file in left:
            count = len(candidates[file])
            what = "no job of the endpoint's fits" if count == 0 else f"{count} jobs of the endpoint's fit"
            self._book.write(file, ChunkState.UNKNOWN, message=f"sent or not: {what}")
        return left

    def _look(self, files: Sequence[str]) -> dict[str, list[JobStatus]]:
        candidates = find_candidates(
            [row for row in self._book.ledger.chunks() if row.file in files],
            self._client.jobs(),
            object_name=self._settings.object,
            known_job_ids=self._book.ledger.known_job_ids(),
        )
        job_ids = {job.job_id for jobs in candidates.values() for job in jobs}
        statuses = {job_id: status for job_id in job_ids if (status := self._ask(job_id)) is not None}
        return tell_apart(candidates, statuses, self._chunks, is_marked=MARK_KEY not in self._settings.metadata)

    def _ask(self, job_id: str) -> JobStatus | None:
        """Return a job's status; None if the endpoint lists the job, and yet doesn't know it."""
        try:
            return self._client.status(job_id)
        except EndpointRefusedError as error:
            if error.status != 404:
                raise
            return None

    def _adopt(self, file: str, job: JobStatus) -> None:
        self._book.write(
            file,
            ChunkState.POSTED,
            job_id=job.job_id,
            job_status=job.status,
            posted_at=render_now(),
            message="the answer to its upload was lost; its job was found among the endpoint's jobs",
        )
