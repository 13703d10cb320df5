"""Running a sandbox: for good in the foreground, or for the length of a block on a thread."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from types import TracebackType
from typing import Self

import uvicorn

from csvprep.bulk.address import is_loopback
from csvprep.bulk.lock import hold_lock
from csvprep.bulk.sandbox.app import build_app
from csvprep.bulk.sandbox.faults import FaultPlan
from csvprep.bulk.sandbox.processing import Worker
from csvprep.bulk.sandbox.settings import SandboxSettings
from csvprep.bulk.sandbox.store import Store
from csvprep.bulk.serving import address_of, listen_on, make_server
from csvprep.errors import UsageError

_LOOPBACK = "127.0.0.1"
_START_SECONDS = 30.0


def serve(
    settings: SandboxSettings,
    host: str = _LOOPBACK,
    port: int = 0,
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Run a sandbox until an interrupt.

    Args:
        settings: the sandbox.
        host: the address to listen on; only this machine's own by default.
        port: the port; 0 takes a free one.
        on_ready: called with the sandbox's address once it listens.

    Raises:
        UsageError: the address can't be listened on, or another sandbox uses the store.
        OutputError: the store can't be written.
    """
    with listen_on(host, port) as listener, _open_server(settings, host) as server:
        if on_ready is not None:
            on_ready(address_of(listener))
        server.run(sockets=[listener])


class SandboxServer:
    """A sandbox on a thread, on a free port of this machine, for the length of a `with` block.

    Attributes:
        settings: the sandbox.
        base_url: its address, once it runs.
        store: what it keeps, once it runs.

    Raises:
        UsageError: on entry, if another sandbox uses the store.
        OutputError: on entry, if the store can't be written.
    """

    def __init__(self, settings: SandboxSettings) -> None:
        self.settings = settings
        self.base_url = ""
        self._stack = ExitStack()

    @cached_property
    def store(self) -> Store:
        """What the sandbox keeps."""
        return Store(self.settings.store)

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            listener = stack.enter_context(listen_on(_LOOPBACK, 0))
            server = stack.enter_context(_open_server(self.settings, _LOOPBACK))
            thread = threading.Thread(
                target=server.run, kwargs={"sockets": [listener]}, name="csvprep sandbox", daemon=True
            )
            stack.callback(_stop, server, thread)
            thread.start()
            _await_start(server)
            self.base_url = address_of(listener)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()


@contextmanager
def _open_server(settings: SandboxSettings, host: str) -> Iterator[uvicorn.Server]:
    store = Store(settings.store)
    busy = f"{settings.store}: another sandbox keeps its records here; end it, or choose another store"
    with hold_lock(settings.store / "sandbox.lock", busy=busy, error=UsageError), store.keep_open():
        store.discard_incoming()
        plan = FaultPlan(settings.faults)
        worker = Worker(settings, store, plan)
        worker.start()
        try:
            app = build_app(settings, store, worker, plan, is_local=is_loopback(host))
            yield make_server(app)
        finally:
            worker.stop()


def _await_start(server: uvicorn.Server) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while not server.started:
        if time.monotonic() > deadline:
            raise UsageError(f"the sandbox did not start within {_START_SECONDS:g} s; try again")
        time.sleep(0.005)


def _stop(server: uvicorn.Server, thread: threading.Thread) -> None:
    server.should_exit = True
    thread.join()
