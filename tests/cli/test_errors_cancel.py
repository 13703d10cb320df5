"""`csvprep errors` and `csvprep cancel`, against a sandbox over real HTTP."""

from __future__ import annotations

import csv
import json
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from csvprep.bulk.sandbox import Faults, SandboxServer

from .shell import Ran, call, execute_on_terminal, said

Endpoint = Callable[..., SandboxServer]
REFUSED = "bob: Invalid email address in C_EmailAddress: bob"
LEDGER = Path("out/ledger.sqlite")
ROWS = ["Ann,ann@example.com", '"Bob\nB.",bob', "Ann again,ANN@example.com", "Cleo,cleo@example.com"]


@pytest.fixture
def cut() -> str:
    """Return a run of four records, the second on two lines, in chunks of two."""
    Path("in.csv").write_text("C_FirstName,C_EmailAddress\n" + "\n".join(ROWS) + "\n", encoding="utf-8")
    assert call("split", "in.csv", "-o", "out", "--max-rows", "2").code == 0
    return "out"


def send(folder: str, *words: str) -> Ran:
    """Submit chunk after chunk, so that the first has job 1."""
    return call("submit", folder, "-q", "--concurrency", "1", "--poll-interval", "0.05", *words)


def await_ends(server: SandboxServer) -> None:
    while server.store.unfinished_jobs():
        time.sleep(0.01)


def rewrite(ledger: Path, statement: str, *values: str) -> None:
    """Change a ledger behind csvprep's back, as a kill at that moment would have left it."""
    with closing(sqlite3.connect(ledger)) as database, database:
        database.execute(statement, values)


def test_errors_from_the_ledger(endpoint: Endpoint, cut: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a submit the failed records are shown with their line, without asking the endpoint; exit 1."""
    endpoint()
    assert send(cut).code == 1
    monkeypatch.delenv("CSVPREP_BASE_URL")
    ran = call("errors", cut)
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.splitlines() == [
        f"in.csv:3: record 2, job 1: {REFUSED}",
        "in.csv:5: record 3, job 2: ANN@example.com: Conflicts Found - C_EmailAddress",
        "out: 2 records failed of 4 sent",
        "  to mend and prep again: out/server-errors.csv",
    ]


def test_errors_as_json(endpoint: Endpoint, cut: str) -> None:
    """As JSON each error has its chunk, row, record, line, cells and words."""
    endpoint()
    send(cut)
    data = json.loads(call("errors", cut, "--format", "json").out)
    assert data["totals"] == {"records_sent": 4, "records_failed": 2, "errors_traced": 2, "errors_untraced": 0}
    assert data["labels"] == ["C_FirstName", "C_EmailAddress"]
    assert data["errors"][0] == {
        "chunk": "chunks/contact-00001.csv", "job_id": "1", "message": REFUSED, "chunk_row": 2, "record": 2, "line": 3,
        "cells": ["Bob\nB.", "bob"],
    }  # fmt: skip
    assert (data["bad_chunks"], data["open_chunks"], data["unread_chunks"]) == ([], [], [])


def test_errors_are_fetched(endpoint: Endpoint, cut: str) -> None:
    """After --no-wait the endpoint is asked, and server-errors.csv is what a submit would have written."""
    server = endpoint()
    assert send(cut, "--no-wait").code == 0
    await_ends(server)
    assert not Path("out/server-errors.csv").exists()
    ran = call("errors", cut)
    assert (ran.code, ran.out.splitlines()[0]) == (1, f"in.csv:3: record 2, job 1: {REFUSED}")
    with Path("out/server-errors.csv").open(encoding="utf-8", newline="") as stream:
        rows = [(row["_record"], row["_line"], row["C_EmailAddress"]) for row in csv.DictReader(stream)]
    assert rows == [("2", "3", "bob"), ("3", "5", "ANN@example.com")]


def test_errors_of_open_jobs(endpoint: Endpoint, cut: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs that have not ended are named; with no endpoint to ask, only --offline goes on."""
    endpoint(step_seconds=30)
    send(cut, "--no-wait")
    ran = call("errors", cut)
    assert (ran.code, ran.out) == (0, "out: 0 records failed of 4 sent\n")
    assert ran.err == "csvprep: jobs that have not ended: chunks/contact-00001.csv, chunks/contact-00002.csv\n"
    monkeypatch.delenv("CSVPREP_BASE_URL")
    refused = call("errors", cut)
    assert refused.code == 2
    assert said(refused).startswith(
        "out: chunks/contact-00001.csv, chunks/contact-00002.csv: not known to have ended; name the"
    )
    assert call("errors", cut, "--offline").out == ran.out


def test_errors_of_chunks(endpoint: Endpoint, cut: str) -> None:
    """A chunk that failed as a whole is shown with the job's own words."""
    endpoint(faults=Faults(outage=True))
    send(cut)
    ran = call("errors", cut)
    assert ran.code == 1
    assert ran.out.splitlines() == [
        "chunks/contact-00001.csv: 2 records, job 1, failed: The vendor does not answer",
        "chunks/contact-00002.csv: 2 records, job 2, failed: The vendor does not answer",
        "out: 4 records failed of 4 sent",
    ]


def test_errors_without_any(prepared: Path) -> None:
    """A run that was never submitted has no errors, and one that is no run is wrong use."""
    ran = call("errors", prepared)
    assert (ran.code, ran.out, ran.err) == (0, "out: 0 records failed of 0 sent\n", "")
    assert call("errors", "nowhere").code == 2


def test_a_forgotten_job(endpoint: Endpoint, cut: str) -> None:
    """A job that the endpoint no longer knows makes its chunk unknown, and does not hide the others."""
    server = endpoint(faults=Faults(expire_seconds=0))
    send(cut, "--no-wait")
    await_ends(server)
    ran = call("errors", cut)
    lines = ran.out.splitlines()
    assert ran.code == 1
    assert [line.split(":")[0] for line in lines] == ["chunks/contact-00001.csv", "chunks/contact-00002.csv", "out"]
    assert all("unknown: the endpoint no longer knows its job" in line for line in lines[:2])


def test_cancel(endpoint: Endpoint, cut: str) -> None:
    """Open jobs are cancelled at the endpoint and in the ledger, and nothing of them lands."""
    server = endpoint(step_seconds=0.5)
    send(cut, "--no-wait")
    ran = call("cancel", cut, "--yes", "--wait", "20")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "chunks/contact-00001.csv cancelled, job 1: Cancelled by the user",
        "chunks/contact-00002.csv cancelled, job 2: Cancelled by the user",
    ]
    assert [job["status"] for job in server.store.jobs((), 0, 9)] == ["CANCELLED", "CANCELLED"]
    assert server.store.count_records() == 0
    again = call("cancel", cut)
    assert (again.code, again.out) == (0, "out: no job is open, so there was nothing to cancel\n")


def test_cancel_without_waiting(endpoint: Endpoint, cut: str) -> None:
    """A job whose end is not waited for is said to have none yet; exit 1. Its end is seen later."""
    server = endpoint(step_seconds=0.5)
    send(cut, "--no-wait")
    ran = call("cancel", cut, "-y", "--wait", "0", "--format", "json")
    data = json.loads(ran.out)
    assert (ran.code, [row["state"] for row in data["chunks"]], data["pending"]) == (1, ["posted", "posted"], [])
    await_ends(server)
    rows = json.loads(call("status", cut, "--refresh", "--format", "json").out)["chunks"]
    assert [row["state"] for row in rows] == ["cancelled", "cancelled"]


def test_cancel_leaves_unsent_chunks(endpoint: Endpoint, cut: str) -> None:
    """Chunks that were not sent stay pending and are named."""
    endpoint(step_seconds=0.5)
    send(cut, "--no-wait")
    rewrite(LEDGER, "UPDATE chunks SET state = 'pending', job_id = NULL WHERE file = 'chunks/contact-00002.csv'")
    ran = call("cancel", cut, "--yes", "--wait", "20")
    assert (ran.code, ran.out.splitlines()) == (0, [
        "chunks/contact-00001.csv cancelled, job 1: Cancelled by the user",
        "not sent, still pending: chunks/contact-00002.csv",
    ])  # fmt: skip


def test_cancel_finds_a_lost_job(endpoint: Endpoint, cut: str) -> None:
    """A chunk whose upload got no answer is looked for at the endpoint, and its job is cancelled too."""
    endpoint(step_seconds=0.5, faults=Faults(drop_answer_after_post=1))
    send(cut, "--no-wait")
    rewrite(LEDGER, "UPDATE chunks SET state = 'posting', job_id = NULL WHERE job_id = '1'")
    rewrite(LEDGER, "DELETE FROM history WHERE job_id = '1'")
    ran = call("cancel", cut, "--yes", "--wait", "20", "--format", "json")
    rows = json.loads(ran.out)["chunks"]
    assert (ran.code, [(row["state"], row["job_id"]) for row in rows]) == (0, [("cancelled", "1"), ("cancelled", "2")])


def test_cancel_asks_first(endpoint: Endpoint, cut: str) -> None:
    """On a terminal it asks, and no is no; where nobody can be asked it wants --yes."""
    server = endpoint(step_seconds=30)
    send(cut, "--no-wait")
    refused = call("cancel", cut)
    assert refused.code == 2
    assert said(refused).endswith("nobody is there to ask; say --yes")
    screen = execute_on_terminal("cancel", cut, typed=("Cancel? [y/N]: ", b"n\n"))
    assert screen.code == 1
    assert "out: not ended at http://127.0.0.1:" in screen.err
    assert "nothing was cancelled" in screen.err
    assert not [job for job in server.store.jobs((), 0, 9) if job["status"].startswith("CANCEL")]
