"""Workers of this process: what they are given and what they return goes through pickle, as between machines."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from concurrent.futures import Executor, Future
from functools import partial
from typing import Any

import harness

from csvprep.cluster.engine import Engine
from csvprep.pipeline import Options
from csvprep.writers import Limits


class AtOnce(Executor):
    """Does each piece of work when it is given."""

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            function, arguments, named = _sent((function, arguments, named))
            future.set_result(_sent(function(*arguments, **named)))
        except Exception as error:  # noqa: BLE001 - the caller gets it
            future.set_exception(error)
        return future


def _sent(value: Any) -> Any:
    return pickle.loads(pickle.dumps(value))  # noqa: S301 - our own


def spread(command: Any, data: bytes, options: Options, limits: Limits, range_bytes: int) -> harness.Outcome:
    """Prepare or split bytes in ranges."""
    return harness._run(partial(command, engine=Engine(AtOnce(), range_bytes)), data, options, limits)
