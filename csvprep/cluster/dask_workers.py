"""Dask as the executor: a scheduler that runs somewhere, or a cluster of processes on this machine."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from time import monotonic
from typing import TYPE_CHECKING, Final, cast

from csvprep.errors import EngineError, MissingExtraError
from csvprep.version import __version__

if TYPE_CHECKING:
    from distributed import Client

_RETRIES: Final = 3
_CONNECT_SECONDS: Final = 20
_WAIT_SECONDS: Final = 120
KEEP_NANNIES: Final = {"distributed.deploy.lost-worker-timeout": "1 hour"}
"""A machine under load takes longer than the default to start a worker anew; who starts it must not be given up."""


@dataclass(frozen=True, slots=True)
class DaskWorkers:
    """Dask's workers.

    Attributes:
        executor: has them work.
        check: raises EngineError when all of them have been gone for two minutes.
    """

    executor: Executor
    check: Callable[[], None]


def worker_version() -> str:
    """Return the version of csvprep that a worker has."""
    return __version__


@contextmanager
def open_dask(scheduler: str | None, workers: int, tell: Callable[[str], None]) -> Iterator[DaskWorkers]:
    """Connect to a scheduler, or start one with worker processes of its own.

    What a worker's death interrupts, Dask has another one do; what fails for another reason is tried three times more.

    Args:
        scheduler: address, such as `tcp://10.0.0.5:8786`; None: a cluster of this machine, gone at the end.
        workers: how many processes that has.
        tell: takes a sentence for the user.

    Raises:
        MissingExtraError: Dask is not installed.
        EngineError: the scheduler can't be reached, or its workers have another csvprep or none.
    """
    if find_spec("distributed") is None:
        raise MissingExtraError("--engine dask needs Dask, which is not installed; run pip install 'csvprep[dask]'")
    with ExitStack() as stack:
        if scheduler is None:
            client = _start(workers, stack)
            if find_spec("bokeh") is not None:
                tell(f"Dask's dashboard: {client.dashboard_link}")
        else:
            client = _connect(scheduler, stack)
            tell(f"Dask's dashboard: {client.dashboard_link}")
        yield DaskWorkers(cast("Executor", client.get_executor(retries=_RETRIES, pure=False)), Watch(client))


class Watch:
    """Sees that there are workers at all: Dask would wait for some without end.

    Args:
        client: of the scheduler.
        wait_seconds: how long there may be none, for instance while more are started.
    """

    def __init__(self, client: Client, wait_seconds: float = _WAIT_SECONDS) -> None:
        self._client, self._wait_seconds = client, wait_seconds
        self._seen = monotonic()

    def __call__(self) -> None:
        """Raise EngineError when there are none, and have been none for long."""
        if self._client.status != "running":
            raise EngineError("Dask's scheduler is gone; run the same command again")
        if self._client.scheduler_info()["workers"]:
            self._seen = monotonic()
        elif monotonic() - self._seen > self._wait_seconds:
            raise EngineError("all of Dask's workers are gone; start some, and run the same command again")


def _start(workers: int, stack: ExitStack) -> Client:
    from dask import config  # noqa: PLC0415 - an extra, and heavy
    from distributed import Client, LocalCluster  # noqa: PLC0415

    stack.enter_context(config.set(KEEP_NANNIES))
    cluster = LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        processes=True,
        dashboard_address="127.0.0.1:0",
        silence_logs=logging.CRITICAL,
    )
    stack.enter_context(cluster)
    return cast("Client", stack.enter_context(Client(cluster)))


def _connect(scheduler: str, stack: ExitStack) -> Client:
    from distributed import Client  # noqa: PLC0415 - an extra, and heavy

    try:
        client = cast("Client", stack.enter_context(Client(scheduler, timeout=_CONNECT_SECONDS)))
    except (OSError, TimeoutError, ValueError) as error:
        raise EngineError(
            f"--scheduler {scheduler}: no Dask scheduler answers there ({type(error).__name__}); check the address"
        ) from None
    try:
        found = client.run(worker_version)
    except Exception as error:  # noqa: BLE001 - whatever the workers raise
        raise EngineError(
            f"--scheduler {scheduler}: its workers can't use csvprep ({type(error).__name__}); install it there: "
            f"pip install csvprep=={__version__}"
        ) from None
    if not found:
        raise EngineError(f"--scheduler {scheduler}: it has no workers; start some: dask worker {scheduler}")
    other = sorted({version for version in found.values() if version != __version__})
    if other:
        raise EngineError(
            f"--scheduler {scheduler}: its workers have csvprep {', '.join(other)}, here is {__version__}; install "
            "the same version everywhere"
        )
    return client
