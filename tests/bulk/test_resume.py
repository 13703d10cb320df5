"""After a kill, an interrupt or a lost answer: the same submit again completes the work, and sends nothing twice."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from csvprep.bulk import (
    BulkClient,
    ChunkEvent,
    ChunkState,
    SubmitSettings,
    read_server_errors,
    read_status,
    submit,
)
from csvprep.bulk.ledger import open_ledger, render_now
from csvprep.bulk.sandbox import Faults, SandboxServer
from csvprep.bulk.submit import make_binding
from csvprep.errors import EndpointUnreachableError, LedgerError
from csvprep.manifest import read_manifest

from .runs import landed, plain_chunks, settings, write_run

Start = Callable[..., SandboxServer]
Connect = Callable[..., BulkClient]

SUBMIT = """
import sys
from pathlib import Path
from csvprep.bulk import BulkClient, Credentials, SubmitSettings, submit
credentials = Credentials("sandbox-element-token", "sandbox-user-secret")
settings = SubmitSettings("contact", poll_interval_seconds=0.02, grace_seconds=10)
with BulkClient(sys.argv[2], credentials, name="sandbox") as client:
    submit(Path(sys.argv[1]), client, settings, lambda event: print(event.status.state, flush=True))
"""
SIZES = (1, 2, 3, 4, 5, 6)
ALL = sorted(f"user{number}@acme.com" for number in range(1, 22))


def start_submit(folder: Path, server: SandboxServer) -> subprocess.Popen[str]:
    """Start a submit as a process of its own and return once it has begun to send."""
    command = [sys.executable, "-c", SUBMIT, str(folder), server.base_url]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "posting\n"
    return process


def stop_submit(process: subprocess.Popen[str], number: signal.Signals) -> None:
    process.send_signal(number)
    assert process.stdout is not None
    with process.stdout:
        process.wait(timeout=20)


def states(folder: Path) -> list[str]:
    return [row.state.value for row in read_status(folder).chunks]


def await_jobs(server: SandboxServer) -> None:
    while server.store.unfinished_jobs():
        time.sleep(0.01)


def submit_or_say(folder: Path, client: BulkClient) -> str | None:
    """Submit; return what it says if it can't tell whether a chunk was sent."""
    try:
        submit(folder, client, settings(poll_interval_seconds=0.1))
    except LedgerError as error:
        return str(error)
    return None


@pytest.mark.parametrize("seed", range(5))
def test_killed_at_any_moment(folder: Path, start: Start, connect: Connect, seed: int) -> None:
    """After a SIGKILL each record lands exactly once, or it is said of which chunk it can't be told."""
    server = start(objects={}, step_seconds=0.01, faults=Faults(slow_answer_seconds=0.05))
    write_run(folder, plain_chunks(*SIZES))
    process = start_submit(folder, server)
    time.sleep(random.Random(seed).uniform(0.0, 0.4))
    stop_submit(process, signal.SIGKILL)
    message = submit_or_say(folder, connect(server))
    if message is not None:
        await_jobs(server)
        unknown = [row.file for row in read_status(folder).chunks if row.state is ChunkState.UNKNOWN]
        assert unknown
        assert all(word in message for word in (*unknown, "--resend-unknown", "--assume-sent"))
        first_values = [(folder / file).read_text().splitlines()[1].split(",")[0] for file in unknown]
        assert not set(first_values) & set(landed(server)), "a job that exists was not found"
        submit(folder, connect(server), settings(resend_unknown=True))
    assert landed(server) == ALL
    assert states(folder) == ["done"] * 6


def test_interrupted(folder: Path, start: Start, connect: Connect) -> None:
    """An interrupt parks the submit with nothing left open, and the same command completes the work."""
    server = start(objects={}, faults=Faults(slow_answer_seconds=0.2))
    write_run(folder, plain_chunks(*SIZES))
    stop_submit(start_submit(folder, server), signal.SIGINT)
    assert set(states(folder)) <= {"pending", "posted", "done"}
    assert "pending" in states(folder)
    submit(folder, connect(server), settings())
    assert landed(server) == ALL


def test_kill_frees_the_lock(folder: Path, start: Start, connect: Connect) -> None:
    """While a submit of another process is at work a second one is refused; its kill lets the next one in."""
    server = start(objects={}, step_seconds=0.5)
    write_run(folder, plain_chunks(1))
    process = start_submit(folder, server)
    with pytest.raises(LedgerError, match="another submit"):
        submit(folder, connect(server), settings())
    time.sleep(0.2)
    stop_submit(process, signal.SIGKILL)
    assert submit(folder, connect(server), settings()).exit_code == 0
    assert landed(server) == ["user1@acme.com"]


@pytest.mark.parametrize("step_seconds", [0.0, 0.03])
def test_dropped_answer(folder: Path, start: Start, connect: Connect, step_seconds: float) -> None:
    """A job whose answer was dropped is found among the endpoint's jobs, and its chunk is not sent again."""
    server = start(objects={}, step_seconds=step_seconds, faults=Faults(drop_answer_after_post=1))
    write_run(folder, plain_chunks(*SIZES))
    summary = submit(folder, connect(server), settings())
    assert summary.exit_code == 0
    assert landed(server) == ALL
    assert len(server.store.jobs((), 0, 100)) == 6


@pytest.mark.parametrize("v3_names", [False, True])
def test_dropped_answers_of_marked_uploads(folder: Path, start: Start, connect: Connect, v3_names: bool) -> None:
    """Jobs of equal chunks are told apart by the mark that their statuses show, and each goes to its own chunk."""
    failing = frozenset({"user2@acme.com", "user3@acme.com"})
    server = start(v3_names=v3_names, faults=Faults(drop_answer_after_post=3, fail_values=failing))
    write_run(folder, plain_chunks(2, 2, 2))
    summary = submit(folder, connect(server), settings(concurrency=3))
    assert (summary.chunks["done"], summary.records_failed, summary.errors_traced) == (3, 2, 2)
    assert [(error.chunk_row, error.record) for error in read_server_errors(folder)] == [(2, 2), (1, 3)]
    assert landed(server) == ["user1@acme.com", *(f"user{number}@acme.com" for number in (4, 5, 6))]


UNMARKED = {"callback-payload": "of the user's own"}


def lose_two(folder: Path, client: BulkClient, given: SubmitSettings) -> None:
    """Leave a folder as a submit does that was killed after two chunks had arrived and before it knew."""
    manifest = read_manifest(folder)
    with open_ledger(folder) as ledger:
        ledger.bind(make_binding(folder, client, given), manifest.chunks)
        for chunk in manifest.chunks[:2]:
            ledger.write(chunk.file, ChunkState.POSTING, posting_at=render_now())
            client.upload("contact", folder / chunk.file, given.metadata)


@pytest.mark.parametrize("choice", ["assume_sent", "resend_unknown"])
def test_jobs_that_look_alike(folder: Path, start: Start, connect: Connect, choice: str) -> None:
    """Where two jobs fit, nobody guesses: the submit stops, says so, and leaves the choice to the user."""
    server = start(objects={})
    write_run(folder, plain_chunks(2, 2, 2))
    unmarked = settings(metadata=UNMARKED)
    lose_two(folder, connect(server), unmarked)
    with pytest.raises(LedgerError, match="--resend-unknown"):
        submit(folder, connect(server), unmarked)
    assert states(folder) == ["unknown", "unknown", "pending"]
    assert len(landed(server)) == 4
    summary = submit(folder, connect(server), replace(unmarked, **{choice: True}))
    assert (summary.exit_code, summary.records_sent) == (0, 6)
    assert len(landed(server)) == (6 if choice == "assume_sent" else 10)


def test_a_choice_for_one_chunk(folder: Path, start: Start, connect: Connect) -> None:
    """A choice for one chunk alone leaves the other in question, and is taken."""
    server = start(objects={})
    write_run(folder, plain_chunks(2, 2, 2))
    unmarked = settings(metadata=UNMARKED)
    lose_two(folder, connect(server), unmarked)
    first, second = (f"chunks/contact-0000{number}.csv" for number in (1, 2))
    with pytest.raises(LedgerError, match=f"^{second}: "):
        submit(folder, connect(server), replace(unmarked, assume_sent=True, only=frozenset({first})))
    assert states(folder) == ["done", "unknown", "pending"]
    submit(folder, connect(server), replace(unmarked, resend_unknown=True, only=frozenset({second})))
    assert states(folder) == ["done"] * 3
    assert len(landed(server)) == 8


def test_failure_that_made_no_job(folder: Path, start: Start, connect: Connect) -> None:
    """After a 500 without a job the chunk is unknown, and is sent again on the user's word only."""
    server = start(objects={}, faults=Faults(answer_500=1))
    write_run(folder, plain_chunks(2, 3))
    with pytest.raises(EndpointUnreachableError, match="HTTP 500"):
        submit(folder, connect(server), settings(concurrency=1))
    assert states(folder) == ["unknown", "pending"]
    assert submit(folder, connect(server), settings(resend_unknown=True)).exit_code == 0
    assert landed(server) == [f"user{number}@acme.com" for number in range(1, 6)]


def test_interrupt_between_acts(folder: Path, start: Start, connect: Connect) -> None:
    """An interrupt that comes while news is told leaves a ledger to go on from."""
    server = start(objects={})
    write_run(folder, plain_chunks(*SIZES))

    def interrupt(event: ChunkEvent) -> None:
        if event.chunk_number == 3 and event.status.state is ChunkState.POSTED:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        submit(folder, connect(server), settings(), interrupt)
    assert submit(folder, connect(server), settings()).exit_code == 0
    assert landed(server) == ALL


def test_forgotten_job(folder: Path, start: Start, connect: Connect) -> None:
    """A job that the endpoint no longer knows leaves its chunk unknown, not done."""
    server = start(objects={}, faults=Faults(expire_seconds=0))
    write_run(folder, plain_chunks(2))
    summary = submit(folder, connect(server), settings())
    assert (states(folder), summary.exit_code) == (["unknown"], 1)
    message = read_status(folder).chunks[0].message or ""
    assert all(word in message for word in ("no longer knows its job", "--assume-sent", "--resend-failed"))
    assert submit(folder, connect(server), settings(resend_unknown=True)).chunks["unknown"] == 1
    assert len(landed(server)) == 2
    assert submit(folder, connect(server), settings(assume_sent=True)).exit_code == 0


def test_status_and_history_are_plain_to_read(folder: Path, start: Start, connect: Connect) -> None:
    """The status of a folder is JSON-ready, before the first submit and after it."""
    server = start(step_seconds=0.05)
    write_run(folder, plain_chunks(2, 1))
    before = json.loads(json.dumps(read_status(folder).to_dict()))
    assert (before["endpoint"], before["totals"]["chunks"]["pending"]) == (None, 2)
    submit(folder, connect(server), settings(wait=False))
    await_jobs(server)
    assert states(folder) == ["posted", "posted"]
    after = json.loads(json.dumps(read_status(folder, connect(server)).to_dict()))
    assert after["totals"] == {
        "records": 3,
        "records_sent": 3,
        "records_failed": 0,
        "chunks": {
            "pending": 0,
            "posting": 0,
            "posted": 0,
            "done": 2,
            "failed": 0,
            "unknown": 0,
            "cancelled": 0,
        },
    }
    assert [chunk["records_count"] for chunk in after["chunks"]] == [2, 1]
