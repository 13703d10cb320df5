"""Sandboxes to send to, clients to send with, and a server that answers whatever a test writes down."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from csvprep.bulk import BulkClient
from csvprep.bulk.sandbox import SandboxServer, SandboxSettings

from .runs import CONTACT, QUICK, Script


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., SandboxServer]]:
    """Start a sandbox; keyword arguments are its settings."""
    with ExitStack() as stack:

        def start_one(**settings: Any) -> SandboxServer:
            settings.setdefault("objects", {"contact": CONTACT})
            settings.setdefault("store", tmp_path / "sandbox")
            return stack.enter_context(SandboxServer(SandboxSettings(**settings)))

        yield start_one


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxServer]:
    """A sandbox for tests that leave nothing in it."""
    settings = SandboxSettings(tmp_path_factory.mktemp("shared"), objects={"contact": CONTACT})
    with SandboxServer(settings) as server:
        yield server


@pytest.fixture
def connect() -> Iterator[Callable[..., BulkClient]]:
    """Connect to a sandbox; keyword arguments are the client's."""
    with ExitStack() as stack:

        def connect_one(server: SandboxServer, **options: Any) -> BulkClient:
            options.setdefault("patience", QUICK)
            options.setdefault("name", "sandbox")
            credentials = options.pop("credentials", server.settings.credentials)
            base_url = options.pop("base_url", server.base_url)
            return stack.enter_context(BulkClient(base_url, credentials, **options))

        yield connect_one


@pytest.fixture
def script() -> Iterator[Script]:
    """Serve answers that a test writes down, and keep what was asked."""
    served = Script()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            served.asked.append((self.command, self.path, dict(self.headers), self.rfile.read(length)))
            status, headers, body = served.answers.pop(0) if len(served.answers) > 1 else served.answers[0]
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = answer  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        served.base_url = f"http://127.0.0.1:{server.server_port}"
        yield served
        server.shutdown()
        thread.join()
