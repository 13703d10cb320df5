"""The listener over real HTTP: who is let in, and what a callback does to the ledger."""

from __future__ import annotations

import json
import sqlite3
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import httpx
import pytest

from csvprep.bulk import SIGNATURE_HEADER, BulkClient, read_errors, read_status, sign_body, submit
from csvprep.bulk.listener import BODY_LIMIT_BYTES, ListenerSettings, build_listener
from csvprep.bulk.sandbox import Faults, SandboxServer
from csvprep.bulk.serving import address_of, listen_on, make_server
from csvprep.errors import UsageError

from .runs import landed, plain_chunks, settings, write_run

NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
KEY = "MySecretEventSignatureKey"
DONE = {"id": "1", "status": "COMPLETED", "recordsCount": 2, "recordsFailedCount": 0}
Start = Callable[..., SandboxServer]
Connect = Callable[..., BulkClient]
Listen = Callable[..., str]


@pytest.fixture
def told() -> list[str]:
    """What the listener said."""
    return []


@pytest.fixture
def listen(folder: Path, told: list[str]) -> Iterator[Listen]:
    """Start a listener for the folder; return its address."""
    running = []

    def start_one(*, allow_sha1: bool = False) -> str:
        socket = listening.enter_context(listen_on("127.0.0.1", 0))
        server = make_server(build_listener(ListenerSettings(folder, KEY, allow_sha1), told.append))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [socket]})
        thread.start()
        running.append((server, thread))
        return address_of(socket)

    with ExitStack() as listening:
        yield start_one
        for server, thread in running:
            server.should_exit = True
            thread.join()


def post(address: str, body: object, **headers: str) -> int:
    """Post a callback, signed unless headers are given; return the status of the answer."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    given = headers or {SIGNATURE_HEADER: sign_body(KEY, data)}
    return httpx.post(address, content=data, headers=given, trust_env=False, verify=NO_TLS).status_code


@pytest.fixture
def posted(folder: Path, start: Start, connect: Connect) -> SandboxServer:
    """A folder with one chunk of two records, posted as job 1, whose end nobody has looked at."""
    server = start(faults=Faults(fail_values=frozenset({"user2@acme.com"})))
    write_run(folder, plain_chunks(2))
    submit(folder, connect(server), settings(wait=False))
    return server


def state(folder: Path) -> tuple[str, str | None, int | None]:
    (row,) = read_status(folder).chunks
    return row.state.value, row.job_status, row.failed_count


def test_a_good_end_is_taken(posted: SandboxServer, folder: Path, listen: Listen, told: list[str]) -> None:
    """A signed callback without failures brings its chunk to its end, on any path, and once more changes nothing."""
    address = listen()
    assert post(f"{address}/some/path?x=1", DONE) == 200
    assert state(folder) == ("done", "COMPLETED", 0)
    assert post(address, {**DONE, "status": "ERROR"}) == 200
    assert state(folder) == ("done", "COMPLETED", 0)
    assert told == [
        "job 1 COMPLETED: chunks/contact-00001.csv done",
        "job 1 ERROR: chunks/contact-00001.csv done already",
    ]


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"status": "CANCELED"}, ("cancelled", "CANCELLED", 0)),
        ({"status": "ABORTED", "error": "no key"}, ("failed", "ABORTED", 0)),
        ({"status": "RUNNING"}, ("posted", "RUNNING", 0)),
        ({"recordsFailedCount": 1}, ("posted", "COMPLETED", 1)),
        ({"recordsFailedCount": None}, ("posted", "COMPLETED", None)),
    ],
)
def test_other_ends(
    posted: SandboxServer, folder: Path, listen: Listen, changes: dict[str, object], wanted: tuple[str, str, int]
) -> None:
    """An end with failures, or without a count of them, waits for its error rows; any other is an end."""
    assert post(listen(), {**DONE, **changes}) == 200
    assert state(folder) == wanted


def test_failures_are_read_later(posted: SandboxServer, folder: Path, listen: Listen, connect: Connect) -> None:
    """What a callback counted as failed is then read from the endpoint, record by record."""
    assert post(listen(), {**DONE, "recordsFailedCount": 1}) == 200
    while posted.store.unfinished_jobs():
        time.sleep(0.01)
    assert [error.record for error in read_errors(folder, connect(posted)).errors] == [2]
    assert state(folder) == ("done", "COMPLETED", 1)


@pytest.mark.parametrize(
    "headers",
    [
        {"x-nothing": "1"},
        {SIGNATURE_HEADER: ""},
        {SIGNATURE_HEADER: sign_body("other", json.dumps(DONE).encode())},
        {SIGNATURE_HEADER: sign_body(KEY, json.dumps({**DONE, "id": "2"}).encode())},
        {SIGNATURE_HEADER: "sha1=UmRaRcMdQZFFKhcwuXaem/oN9AE="},
    ],
)
def test_unsigned_calls_are_refused(
    posted: SandboxServer, folder: Path, listen: Listen, told: list[str], headers: dict[str, str]
) -> None:
    """A call without the signature of just its body gets 401, and the ledger stays as it is."""
    assert post(listen(), DONE, **headers) == 401
    assert state(folder) == ("posted", "CREATED", None)
    assert told == [f"refused a call: {SIGNATURE_HEADER} is missing or does not fit"]


def test_sha1_only_with_the_flag(folder: Path, listen: Listen) -> None:
    """The early form of a signature is taken where it is allowed: such a body gets past the 401."""
    body = b"<INSERT_EVENT_NOTIFICATION_RESPONSE_BODY>"
    headers = {SIGNATURE_HEADER: "sha1=UmRaRcMdQZFFKhcwuXaem/oN9AE="}
    assert [post(listen(allow_sha1=allowed), body, **headers) for allowed in (False, True)] == [401, 400]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"[" * 100_000, 400),
        (b"\xff", 400),
        (b"[]", 400),
        ({"id": "1"}, 400),
        ({"id": "99", "status": "COMPLETED"}, 404),
        (b" " * BODY_LIMIT_BYTES, 400),
        (b" " * (BODY_LIMIT_BYTES + 1), 413),
    ],
)
def test_other_refusals(posted: SandboxServer, folder: Path, listen: Listen, body: object, status: int) -> None:
    """A signed body that is no notification, speaks of a strange job or is too big is refused."""
    assert post(listen(), body) == status
    assert state(folder) == ("posted", "CREATED", None)


def test_only_posts(listen: Listen) -> None:
    """There is nothing to get."""
    assert httpx.get(listen(), trust_env=False, verify=NO_TLS).status_code == 405


def test_without_a_ledger(folder: Path, listen: Listen) -> None:
    """Before the first submit no job is known."""
    write_run(folder, plain_chunks(2))
    assert post(listen(), DONE) == 404
    assert not (folder / "ledger.sqlite").exists()


def test_an_early_callback_is_kept(posted: SandboxServer, folder: Path, listen: Listen) -> None:
    """A callback that comes before the submit has written the job's id waits for it."""
    with closing(sqlite3.connect(folder / "ledger.sqlite")) as database:
        with database:
            database.execute("UPDATE chunks SET state = 'posting', job_id = NULL")
        answers: list[int] = []
        address = listen()
        thread = threading.Thread(target=lambda: answers.append(post(address, DONE)))
        thread.start()
        time.sleep(0.1)
        with database:
            database.execute("UPDATE chunks SET state = 'posted', job_id = '1'")
        thread.join()
    assert (answers, state(folder)[0]) == ([200], "done")


def test_a_callback_ends_the_wait(folder: Path, start: Start, connect: Connect, listen: Listen) -> None:
    """A submit that would look at its jobs once an hour is told of their ends at once."""
    server = start(signature_key=KEY, step_seconds=0.1)
    write_run(folder, plain_chunks(2, 2))
    address = listen()
    slow = settings(poll_interval_seconds=3600.0, callback_url=f"{address}/hook?x=1")
    assert submit(folder, connect(server), slow).exit_code == 0
    assert landed(server) == [f"user{number}@acme.com" for number in range(1, 5)]


def test_no_callback_no_harm(folder: Path, start: Start, connect: Connect) -> None:
    """Where nobody listens, looking at the jobs brings them to their end all the same."""
    server = start(signature_key=KEY)
    write_run(folder, plain_chunks(2))
    assert submit(folder, connect(server), settings(callback_url="http://127.0.0.1:9/")).exit_code == 0


@pytest.mark.parametrize("url", ["", "example.com", "ftp://a.example", "https://", "//a.example", "https://a b", "/é"])
def test_wrong_callback_urls(url: str) -> None:
    """What is no address is refused before anything is sent."""
    with pytest.raises(UsageError, match="the callback URL is no address"):
        settings(callback_url=url)


def test_an_empty_key() -> None:
    """Without a key nothing is listened for."""
    with pytest.raises(UsageError, match="the signature key is empty"):
        ListenerSettings(Path("out"), "")
