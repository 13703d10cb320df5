"""How many calls are under way at once, and in which order chunks go."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from csvprep.bulk import BulkClient, ChunkState, Credentials, read_status, submit
from csvprep.bulk.pace import Pace
from csvprep.bulk.sandbox import Faults, SandboxServer

from .runs import QUICK, plain_chunks, settings, write_run

Start = Callable[..., SandboxServer]
Connect = Callable[..., BulkClient]


def test_begins_slowly() -> None:
    """One call at first, one more with each answer, up to the bound; other refusals are answers too."""
    pace = Pace(4)
    seen = [pace.allowed]
    for status in (200, 500, 200, 200):
        pace.hear(status, time.monotonic())
        seen.append(pace.allowed)
    assert seen == [1, 2, 3, 4, 4]


@pytest.mark.parametrize("busy", [429, 503])
def test_gives_way(busy: int) -> None:
    """A busy endpoint halves the calls, once for all calls then under way; then a full round of answers adds one."""
    pace = Pace(8)
    for _ in range(7):
        pace.hear(200, time.monotonic())
    begun = time.monotonic()
    for _ in range(8):
        pace.hear(busy, begun)
    assert pace.allowed == 4
    for _ in range(4):
        pace.hear(200, time.monotonic())
    assert pace.allowed == 4
    pace.hear(200, time.monotonic())
    assert pace.allowed == 5
    for _ in range(9):
        pace.hear(busy, time.monotonic())
    assert pace.allowed == 1


class BusyOnce(ThreadingHTTPServer):
    """Takes uploads, one of them only at the second try; notes how many were under way as each came."""

    daemon_threads = True

    def __init__(self, busy_with: int) -> None:
        super().__init__(("127.0.0.1", 0), _BusyHandler)
        self.busy_with = busy_with
        self.lock = threading.Lock()
        self.open = 0
        self.came: list[tuple[int, int, bool]] = []
        self.was_busy = False


class _BusyHandler(BaseHTTPRequestHandler):
    server: BusyOnce

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        number = int(re.search(rb"contact-0*(\d+)\.csv", body)[1])  # type: ignore[index]
        with self.server.lock:
            self.server.open += 1
            self.server.came.append((number, self.server.open, self.server.was_busy))
        time.sleep(0.1)
        with self.server.lock:
            self.server.open -= 1
            is_busy = number == self.server.busy_with and not self.server.was_busy
            self.server.was_busy = self.server.was_busy or is_busy
        data = json.dumps({"id": str(number), "status": "CREATED"}).encode()
        self.send_response(503 if is_busy else 200)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Retry-After", "0")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        pass


def test_uploads_give_way(folder: Path) -> None:
    """The first upload goes alone, later ones side by side up to the bound, and fewer once the endpoint was busy."""
    write_run(folder, plain_chunks(*[1] * 24))
    with (
        BusyOnce(busy_with=12) as server,
        BulkClient(f"http://127.0.0.1:{server.server_port}", Credentials("token", "hush"), patience=QUICK) as client,
    ):
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        submit(folder, client, settings(concurrency=6, wait=False))
        server.shutdown()
        thread.join()
    assert server.came[0][:2] == (1, 1)
    assert max(open_ones for _, open_ones, was_busy in server.came if not was_busy) == 6
    assert min(open_ones for number, open_ones, was_busy in server.came if was_busy and number != 12) <= 3
    assert {number for number, _, _ in server.came} == set(range(1, 25))


def test_order_of_chunks(folder: Path, start: Start, connect: Connect) -> None:
    """One at a time chunks arrive in order, whatever is refused in between; side by side they begin in order."""
    server = start(objects={}, faults=Faults(answer_429=1, answer_503=1, retry_after_seconds=0))
    write_run(folder, plain_chunks(1, 2, 3, 4, 5))
    submit(folder, connect(server, patience=QUICK), settings(concurrency=1))
    assert [job["records_count"] for job in reversed(server.store.jobs((), 0, 9))] == [1, 2, 3, 4, 5]


def test_chunks_begin_in_order(folder: Path, start: Start, connect: Connect) -> None:
    """Side by side chunks begin in order, also those that an interrupt left over."""
    server = start(objects={})
    write_run(folder, plain_chunks(*[1] * 8))
    begun: list[int] = []

    def note(event: object) -> None:
        if event.status.state is ChunkState.POSTING:  # type: ignore[attr-defined]
            begun.append(event.chunk_number)  # type: ignore[attr-defined]
            if len(begun) == 4:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        submit(folder, connect(server), settings(concurrency=3), note)
    rows = read_status(folder).chunks
    left = [number for number, row in enumerate(rows, start=1) if row.state is ChunkState.PENDING]
    submit(folder, connect(server), settings(concurrency=3), note)
    assert begun == [1, 2, 3, 4, *left]
    assert left[-4:] == [5, 6, 7, 8]
