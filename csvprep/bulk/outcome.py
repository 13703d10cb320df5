"""What a submit is asked to do, what it tells on the way, and what it says in the end."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from csvprep.bulk.address import check_callback_url
from csvprep.bulk.ledger import ChunkState, ChunkStatus
from csvprep.errors import UsageError

_BROKEN_OFF = frozenset({ChunkState.FAILED, ChunkState.CANCELLED, ChunkState.UNKNOWN})


@dataclass(frozen=True, slots=True)
class SubmitSettings:
    """How to submit.

    Attributes:
        object: the endpoint's name of the object.
        metadata: what goes along with each upload as `metaData`.
        concurrency: how many uploads are under way at once; jobs are looked at beside them, a quarter as
            many at once, and as many when nothing is left to upload.
        poll_interval_seconds: between two looks at one job.
        timeout_seconds: how long a job may say nothing new before the wait for it ends.
        grace_seconds: how long an interrupted submit waits for uploads under way.
        wait: stay until the jobs have ended; otherwise only hand the chunks over.
        resend_unknown: send chunks again of which nobody can tell whether they arrived.
        assume_sent: take such chunks as arrived.
        resend_failed: send chunks again whose job broke off, was cancelled, or is not known any more; part of them
            may have arrived.
        only: the chunks that these choices are for; empty: all.
        callback_url: the address that the endpoint is to tell of each job's end; the jobs are looked at all the same.
        identifier_field: the column that names a record in the vendor's messages, where the metadata
            has no `identifierFieldName`.
        redact: the page says nothing that the endpoint said, since its words may quote cells.

    Raises:
        UsageError: settings that make no sense together.
    """

    object: str
    metadata: Mapping[str, Any] = field(default_factory=dict, hash=False)
    concurrency: int = 2
    poll_interval_seconds: float = 3.0
    timeout_seconds: float = 3600.0
    grace_seconds: float = 10.0
    wait: bool = True
    resend_unknown: bool = False
    assume_sent: bool = False
    resend_failed: bool = False
    only: frozenset[str] = frozenset()
    callback_url: str | None = None
    identifier_field: str | None = None
    redact: bool = False

    def __post_init__(self) -> None:
        if self.concurrency < 1:
            raise UsageError("the concurrency must be 1 or more")
        try:
            json.dumps(dict(self.metadata))
        except (TypeError, ValueError):
            raise UsageError("the metadata holds something that JSON has no form for") from None
        if self.callback_url is not None:
            check_callback_url(self.callback_url)
        if self.resend_unknown and self.assume_sent:
            raise UsageError("--resend-unknown and --assume-sent contradict each other; give one of them")

    def chooses(self, file: str) -> bool:
        """Say whether the choices are for a chunk, too."""
        return not self.only or file in self.only


def is_sent_again(row: ChunkStatus, settings: SubmitSettings) -> bool:
    """Say whether a chunk goes back in line: it was refused, so that no job was made, or broke off and is asked for."""
    was_refused = row.state is ChunkState.FAILED and row.job_id is None
    has_broken_off = row.job_id is not None and row.state in _BROKEN_OFF
    return was_refused or (has_broken_off and settings.resend_failed and settings.chooses(row.file))


@dataclass(frozen=True, slots=True)
class ChunkEvent:
    """A piece of news about one chunk: its place among `chunks` and its row in the ledger."""

    chunk_number: int
    chunks: int
    status: ChunkStatus


@dataclass(frozen=True, slots=True)
class SubmitSummary:
    """What became of a folder, all its submits together.

    Attributes:
        chunks: number of chunks by state; every state is there.
        records: records in all chunks.
        records_sent: records in chunks that the endpoint took.
        records_failed: records that failed, by the endpoint's counts; all of a chunk that failed as a whole.
        records_uncounted: records that were sent but that the endpoint's counts leave out.
        errors_traced: error rows that were matched to a record, all of them in `server_errors`.
        errors_untraced: error rows that could be matched to no record, only to a chunk.
        server_errors: the file of failed records; None if there are none.
    """

    chunks: Mapping[str, int]
    records: int
    records_sent: int
    records_failed: int
    records_uncounted: int
    errors_traced: int
    errors_untraced: int
    server_errors: Path | None

    @property
    def exit_code(self) -> int:
        """0 if every chunk was taken and nothing is known to have failed, else 1."""
        good = self.chunks[ChunkState.DONE] + self.chunks[ChunkState.POSTED]
        return int(good < sum(self.chunks.values()) or self.records_failed > 0 or self.records_uncounted > 0)

    def to_dict(self) -> dict[str, Any]:
        """Return the summary as JSON-ready data."""
        path = None if self.server_errors is None else str(self.server_errors)
        return {**asdict(self), "server_errors": path, "exit_code": self.exit_code}


def count_states(rows: Iterable[ChunkStatus]) -> dict[str, int]:
    """Return the number of chunks in each state, zeros included."""
    counts = dict.fromkeys((state.value for state in ChunkState), 0)
    for row in rows:
        counts[row.state.value] += 1
    return counts


def count_failed(row: ChunkStatus) -> int:
    """Return how many of a chunk's records are known to have failed."""
    return row.records if row.state is ChunkState.FAILED else row.failed_count or 0


def count_uncounted(row: ChunkStatus) -> int:
    """Return how many records of a finished chunk the endpoint's counts leave out.

    Pages differ on whether the count of records includes the failed ones, so either reading will do.
    """
    if row.state is not ChunkState.DONE or row.records_count is None:
        return 0
    missing = (row.records - row.records_count, row.records - row.records_count - (row.failed_count or 0))
    return 0 if 0 in missing else max(0, missing[0])
