"""Which job belongs to a chunk whose answer was lost."""

from __future__ import annotations

import pytest

from csvprep.bulk.answers import JobStatus
from csvprep.bulk.client import JobList
from csvprep.bulk.ledger import ChunkState, ChunkStatus
from csvprep.bulk.reconcile import assign_jobs, find_candidates

POSTING_AT = "2026-11-20T12:00:00.000+00:00"
POSTING_MS = 1_795_176_000_000


def lost(file: str = "a", records: int = 10) -> ChunkStatus:
    return ChunkStatus(file, records, ChunkState.POSTING, posting_at=POSTING_AT)


def job(job_id: str = "1", **facts: object) -> JobStatus:
    known = {"records_count": 10, "object_name": "contact", "direction": "UPLOAD", "created_ms": POSTING_MS + 500}
    return JobStatus(job_id, **{"status": "COMPLETED", **known, **facts})  # type: ignore[arg-type]


def candidates(*jobs: JobStatus, clock: float | None = 0.0) -> list[str]:
    found = find_candidates([lost()], JobList(jobs, clock), object_name="contact", known_job_ids={"99"})
    return [each.job_id for each in found["a"]]


@pytest.mark.parametrize(
    ("facts", "fits"),
    [
        ({}, True),
        ({"object_name": "Contact"}, True),
        ({"object_name": "account"}, False),
        ({"direction": "DOWNLOAD"}, False),
        ({"records_count": 9}, False),
        ({"records_count": 11}, False),
        ({"records_count": 4, "status": "RUNNING"}, True),
        ({"records_count": 11, "status": "RUNNING"}, False),
        ({"records_count": 0, "status": "CREATED"}, True),
        ({"created_ms": POSTING_MS - 1_000}, True),
        ({"created_ms": POSTING_MS - 60_000}, False),
        ({"created_ms": None}, False),
        ({"job_id": "99"}, False),
    ],
)
def test_candidates(facts: dict[str, object], fits: bool) -> None:
    """A job fits by object, direction, count and time, unless it is another chunk's already."""
    assert bool(candidates(job(**facts))) is fits  # type: ignore[arg-type]


def test_clock_of_the_endpoint() -> None:
    """A clock that goes wrong by an hour changes nothing; one that isn't told leaves room for minutes."""
    assert candidates(job(created_ms=POSTING_MS - 3_600_000), clock=-3600.0) == ["1"]
    assert candidates(job(created_ms=POSTING_MS + 500), clock=3600.0) == []
    assert candidates(job(created_ms=POSTING_MS - 120_000), clock=None) == ["1"]


@pytest.mark.parametrize(
    ("fits", "sure"),
    [
        ({"a": "1"}, {"a": "1"}),
        ({"a": ""}, {}),
        ({"a": "12"}, {}),
        ({"a": "1", "b": "1"}, {}),
        ({"a": "12", "b": "2"}, {"a": "1", "b": "2"}),
        ({"a": "12", "b": "12"}, {}),
        ({"a": "1", "b": "1", "c": "12"}, {}),
        ({"a": "1", "b": "1", "c": "3"}, {"c": "3"}),
    ],
)
def test_assignment(fits: dict[str, str], sure: dict[str, str]) -> None:
    """A job is a chunk's only if it can be no other chunk's and the chunk's no other job."""
    found = assign_jobs({file: [job(each) for each in ids] for file, ids in fits.items()})
    assert {file: each.job_id for file, each in found.items()} == sure
