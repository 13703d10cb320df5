"""The main loop of a submit: uploads and looks at jobs side by side, one thread that decides and writes."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from csvprep.bulk.answers import JobStatus, is_final
from csvprep.bulk.bookkeeper import Bookkeeper
from csvprep.bulk.chunks import chunk_path
from csvprep.bulk.client import BulkClient
from csvprep.bulk.crew import Crew, Outcome
from csvprep.bulk.failures import LostAnswerError
from csvprep.bulk.ledger import ChunkState, render_now
from csvprep.bulk.lost import LostChunks
from csvprep.bulk.mark import with_mark
from csvprep.bulk.outcome import SubmitSettings
from csvprep.bulk.pace import Pace
from csvprep.bulk.polling import JobNews, describe_forgotten, look_at_job, record_job
from csvprep.errors import CsvprepError, EndpointError, EndpointRefusedError, EndpointUnreachableError
from csvprep.manifest import Manifest

_LONGEST_PAUSE_SECONDS = 1.0


@dataclass(slots=True)
class _Watch:
    """A job that is being waited for; times are of the monotonic clock."""

    job_id: str
    next_look: float
    last_news: float
    last_seen: JobStatus | None = None


class Sending:
    """Brings the pending chunks of a folder to the endpoint and the posted ones to their end."""

    def __init__(
        self, folder: Path, manifest: Manifest, client: BulkClient, settings: SubmitSettings, book: Bookkeeper
    ) -> None:
        self._paths = {chunk.file: chunk_path(folder, chunk) for chunk in manifest.chunks}
        self._chunks = {chunk.file: chunk for chunk in manifest.chunks}
        self._client = client
        self._settings = settings
        self._book = book
        self._crew = Crew()
        self._pace = Pace(settings.concurrency)
        self._pending: deque[str] = deque()
        self._watched: dict[str, _Watch] = {}
        self._posting: set[str] = set()
        self._told: set[str] = set()
        self._unstarted: set[str] = set()
        self._lost: dict[str, CsvprepError] = {}
        self._halt: Exception | None = None
        self._has_taken_any = False

    def run(self) -> None:
        """Work until every chunk has come to its end, or to a halt.

        Raises:
            CsvprepError: what brought it to a halt.
        """
        for row in self._book.ledger.chunks():
            if row.state is ChunkState.PENDING:
                self._pending.append(row.file)
            elif row.state is ChunkState.POSTED and row.job_id is not None:
                self._watch(row.file, row.job_id)
        try:
            with self._client.heeded_by(self._pace.hear):
                self._work()
        except KeyboardInterrupt:
            self._client.interrupt()
            self._drain()
            for file in self._unstarted:
                self._book.write(file, ChunkState.PENDING)
            raise
        finally:
            self._crew.dismiss()
        if self._halt is not None:
            raise self._halt

    def _work(self) -> None:
        while self._halt is None and (self._pending or self._watched or self._posting or self._lost):
            self._heed_callbacks()
            self._hand_out()
            outcome = self._crew.take(self._seconds_to_next_look())
            while outcome is not None:
                self._settle(outcome)
                outcome = self._crew.take(0)
            if self._lost and not self._posting:
                self._find_lost()
            self._see_overdue()
        self._drain()

    def _drain(self) -> None:
        """Give calls under way a while to end, so that the ledger gets their answers."""
        deadline = time.monotonic() + self._settings.grace_seconds
        while self._crew.busy and time.monotonic() < deadline:
            outcome = self._crew.take(min(_LONGEST_PAUSE_SECONDS, deadline - time.monotonic()))
            if outcome is not None:
                self._settle(outcome)

    def _hand_out(self) -> None:
        """Begin as many uploads as the pace allows and a few looks beside them; without uploads, as many looks."""
        free = 0 if self._lost else self._pace.allowed - len(self._posting)
        files = [self._pending.popleft() for _ in range(min(free, len(self._pending)))]
        if files:
            self._post(files)
        due = deque(self._due_looks())
        while due and self._has_room_to_look():
            file = due.popleft()
            self._crew.start(file, partial(look_at_job, self._client, self._watched[file].job_id))

    def _due_looks(self) -> list[str]:
        """Return the chunks whose jobs are to be looked at now, the longest due first."""
        now = time.monotonic()
        idle = [file for file in self._watched if file not in self._crew.busy]
        due = [file for file in idle if self._watched[file].next_look <= now]
        return sorted(due, key=lambda file: self._watched[file].next_look)

    def _has_room_to_look(self) -> bool:
        looks = len(self._crew.busy) - len(self._posting)
        return looks < (max(1, self._pace.allowed // 4) if self._posting else self._pace.allowed)

    def _post(self, files: list[str]) -> None:
        self._posting.update(files)
        self._unstarted.update(files)
        self._book.write_all(files, ChunkState.POSTING, posting_at=render_now(), message=None)
        for file in files:
            self._unstarted.discard(file)
            self._crew.start(
                file,
                partial(
                    self._client.upload,
                    self._settings.object,
                    self._paths[file],
                    with_mark(self._settings.metadata, self._chunks[file].sha256),
                    callback_url=self._settings.callback_url,
                ),
            )

    def _heed_callbacks(self) -> None:
        """Look at once, and once only, at jobs whose end a callback has told to the ledger."""
        if self._settings.callback_url is None:
            return
        for row in self._book.ledger.chunks():
            if row.file in self._watched and row.file not in self._told and is_final(row.job_status):
                self._told.add(row.file)
                self._watched[row.file].next_look = time.monotonic()

    def _seconds_to_next_look(self) -> float:
        if not self._has_room_to_look():
            return _LONGEST_PAUSE_SECONDS
        idle = [watch.next_look for file, watch in self._watched.items() if file not in self._crew.busy]
        due_in = min(idle, default=float("inf")) - time.monotonic()
        return min(_LONGEST_PAUSE_SECONDS, max(0.0, due_in)) if self._crew.busy or idle else 0.0

    def _settle(self, outcome: Outcome) -> None:
        file, result, error = outcome.key, outcome.result, outcome.error
        if isinstance(result, JobStatus):
            self._posting.discard(file)
            self._take_job(file, result)
        elif isinstance(result, JobNews):
            self._take_news(file, result)
        elif file in self._posting:
            self._posting.discard(file)
            self._take_failed_post(file, error)
        else:
            self._take_failed_look(file, error)

    def _take_job(self, file: str, job: JobStatus) -> None:
        self._has_taken_any = True
        self._book.write(
            file, ChunkState.POSTED, job_id=job.job_id, job_status=job.status, posted_at=render_now(), message=None
        )
        self._watch(file, job.job_id)

    def _watch(self, file: str, job_id: str) -> None:
        if self._settings.wait:
            now = time.monotonic()
            self._watched[file] = _Watch(job_id, next_look=now, last_news=now)

    def _take_news(self, file: str, news: JobNews) -> None:
        watch = self._watched[file]
        now = time.monotonic()
        watch.next_look = now + self._settings.poll_interval_seconds
        if news.job != watch.last_seen:
            watch.last_seen, watch.last_news = news.job, now
            record_job(self._book, file, news)
        if news.job.is_final:
            del self._watched[file]

    def _take_failed_post(self, file: str, error: Exception | None) -> None:
        if isinstance(error, LostAnswerError) or (
            isinstance(error, EndpointRefusedError) and _may_have_made_job(error.status)
        ):
            self._lost[file] = error
        elif isinstance(error, EndpointRefusedError) and not self._concerns_all(error.status):
            self._book.write(file, ChunkState.FAILED, message=str(error), finished_at=render_now())
        else:
            self._halt = self._halt or error
            if isinstance(error, CsvprepError):
                self._book.write(file, ChunkState.PENDING, message=str(error))

    def _concerns_all(self, status: int) -> bool:
        """Whether a refusal means that every other chunk would be refused as well."""
        return status < 400 or status in {401, 403, 503} or (status == 404 and not self._has_taken_any)

    def _take_failed_look(self, file: str, error: Exception | None) -> None:
        if isinstance(error, EndpointRefusedError) and error.status == 404:
            del self._watched[file]
            self._book.write(file, ChunkState.UNKNOWN, message=describe_forgotten(error))
        else:
            self._halt = self._halt or error

    def _find_lost(self) -> None:
        lost, self._lost = self._lost, {}
        try:
            left = LostChunks(self._client, self._settings, self._book, self._chunks.values()).find(list(lost))
        except EndpointError as error:
            self._halt = self._halt or error
            return
        for row in self._book.ledger.chunks():
            if row.file in lost and row.job_id is not None:
                self._has_taken_any = True
                self._watch(row.file, row.job_id)
        if left:
            text = f"{lost[left[0]]}; run the same command again, and it looks once more whether {left[0]} arrived"
            self._halt = self._halt or EndpointUnreachableError(text)

    def _see_overdue(self) -> None:
        limit = self._settings.timeout_seconds
        for file, watch in self._watched.items():
            if time.monotonic() - watch.last_news > limit:
                state = watch.last_seen.status if watch.last_seen else "without a state"
                self._halt = self._halt or EndpointError(
                    f"{self._client.name}: job {watch.job_id} of {file} has been {state} for {limit:g} s; run the same "
                    f"command again to wait on, or cancel it"
                )


def _may_have_made_job(status: int) -> bool:
    """Whether an upload that was answered so may still have become a job."""
    return status < 300 or (status >= 500 and status != 503)
