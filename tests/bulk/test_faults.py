"""What a sandbox does wrong when it is asked to, over real HTTP, and what a submit makes of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from csvprep.bulk import BulkClient, Credentials, LostAnswerError, read_server_errors, submit
from csvprep.bulk.sandbox import Faults, SandboxServer
from csvprep.bulk.sandbox.faults import FaultPlan
from csvprep.errors import EndpointRefusedError

from .runs import landed, plain_chunks, settings, write_run

Start = Callable[..., SandboxServer]
Connect = Callable[..., BulkClient]
CSV = b"C_EmailAddress,C_FirstName\nann@acme.com,Ann\nbob@acme.com,Bob\n"


def post(server: SandboxServer) -> httpx.Response:
    """Send an upload without any client of csvprep's."""
    return httpx.post(
        f"{server.base_url}/elements/api-v2/bulk/contact",
        headers={"Authorization": server.settings.credentials.header},
        files={"file": ("a.csv", CSV, "text/csv")},
        trust_env=False,
    )


@pytest.mark.parametrize("status", [401, 429, 500, 502, 503])
@pytest.mark.parametrize("seconds", [None, 7])
def test_refusals(start: Start, status: int, seconds: int | None) -> None:
    """The first uploads are refused with a status, no job is made, and only 429 and 503 ask to wait."""
    faults = {f"answer_{status}": 2, "retry_after_seconds": seconds}
    server = start(faults=Faults(**faults))
    answers = [post(server) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [status, status, 200]
    wait = None if seconds is None or status not in {429, 503} else "7"
    assert answers[0].headers.get("Retry-After") == wait
    assert len(answers[0].json()["requestId"]) == 24
    assert len(server.store.jobs((), 0, 9)) == 1


def test_broken_and_wrong_answers(start: Start, connect: Connect, tmp_path: Path) -> None:
    """A dropped answer and one that is no JSON both come after a job was made."""
    (tmp_path / "a.csv").write_bytes(CSV)
    server = start(faults=Faults(drop_answer_after_post=1, wrong_json=1))
    client = connect(server)
    with pytest.raises(LostAnswerError):
        client.upload("contact", tmp_path / "a.csv", {})
    with pytest.raises(EndpointRefusedError, match="text/html where JSON"):
        client.upload("contact", tmp_path / "a.csv", {})
    assert client.upload("contact", tmp_path / "a.csv", {}).job_id == "3"


def test_faults_everywhere(start: Start, connect: Connect) -> None:
    """Where faults strike everywhere, a client's patience gets through refusals and a page that is no JSON."""
    server = start(faults=Faults(answer_429=1, wrong_json=1, everywhere=True, retry_after_seconds=0))
    assert connect(server).objects() == ("contact",)
    calm = start(store=server.settings.store.parent / "calm", faults=Faults(answer_500=9))
    assert connect(calm).ping()["valid"] is True


def test_aborted_jobs(folder: Path, start: Start, connect: Connect) -> None:
    """So many jobs are aborted before a record has landed; their chunks fail, and go again only when asked for."""
    server = start(faults=Faults(abort=1))
    write_run(folder, plain_chunks(2, 3))
    summary = submit(folder, connect(server), settings(concurrency=1))
    assert (summary.chunks["failed"], summary.chunks["done"]) == (1, 1)
    assert landed(server) == ["user3@acme.com", "user4@acme.com", "user5@acme.com"]
    assert submit(folder, connect(server), settings(resend_failed=True)).exit_code == 0
    assert len(landed(server)) == 5


@pytest.mark.parametrize("row_numbers", [False, True])
def test_failed_rows(folder: Path, start: Start, connect: Connect, row_numbers: bool) -> None:
    """A share of the records is refused, the same ones each time, and each comes back with its place."""
    server = start(row_numbers=row_numbers, faults=Faults(fail_rows=0.2, seed=3))
    write_run(folder, plain_chunks(100, 100))
    summary = submit(folder, connect(server), settings())
    failed = {error.message.partition(":")[0]: error.record for error in read_server_errors(folder)}
    assert 20 <= summary.records_failed <= 60
    assert len(failed) == summary.records_failed == 200 - len(landed(server))
    assert failed == {email: int(email.removeprefix("user").partition("@")[0]) for email in failed}


def test_chance() -> None:
    """A fraction strikes about that share of times, in the same order for the same seed."""
    plans = [FaultPlan(Faults(abort=0.25, seed=seed)) for seed in (1, 1, 2)]
    drawn = [[plan.strikes("abort") for _ in range(400)] for plan in plans]
    assert drawn[0] == drawn[1] != drawn[2]
    assert 60 <= sum(drawn[0]) <= 140


def serve(store: Path, port: int) -> tuple[subprocess.Popen[str], str]:
    """Start a sandbox as a process of its own; return it and its address."""
    words = ("sandbox", "--port", str(port), "--store", str(store), "--step", "0.3")
    process = subprocess.Popen(
        [sys.executable, "-m", "csvprep", *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        env={name: value for name, value in os.environ.items() if not name.startswith("CSVPREP_")},
    )  # fmt: skip
    assert process.stdout is not None
    address = process.stdout.readline().strip().partition("=")[2]
    [process.stdout.readline() for _ in range(2)]
    return process, address


def end(process: subprocess.Popen[str], number: signal.Signals) -> None:
    process.send_signal(number)
    process.wait(timeout=20)
    assert process.stdout is not None
    process.stdout.close()


def test_a_killed_sandbox_goes_on(folder: Path, tmp_path: Path) -> None:
    """A sandbox that was killed in the middle of a job knows it again, ends it once, and shows it on its page."""
    write_run(folder, plain_chunks(3))
    process, address = serve(tmp_path / "store", 0)
    credentials = Credentials("sandbox-element-token", "sandbox-user-secret")
    with BulkClient(address, credentials, name="sandbox") as client:
        submit(folder, client, settings(wait=False))
        end(process, signal.SIGKILL)
        (tmp_path / "store" / "uploads" / "incoming-half").write_bytes(b"C_Email")
        process, again = serve(tmp_path / "store", int(address.rpartition(":")[2]))
        assert again == address
        assert submit(folder, client, settings()).chunks["done"] == 1
        page = httpx.get(f"{address}/", trust_env=False).text
        records = httpx.get(f"{address}/sandbox/records", trust_env=False).json()
    end(process, signal.SIGINT)
    assert "contact-00001.csv" in page
    assert "3 records have landed" in page
    assert sorted(row["data"]["C_EmailAddress"] for row in records["records"]) == [
        "user1@acme.com", "user2@acme.com", "user3@acme.com",
    ]  # fmt: skip
    assert not (tmp_path / "store" / "uploads" / "incoming-half").exists()
