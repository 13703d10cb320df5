"""How long to wait for the endpoint, and how often to ask again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

import httpx
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception,
    retry_if_result,
    stop_after_attempt,
    stop_any,
    stop_when_event_set,
    wait_random_exponential,
)

from csvprep.errors import EndpointUnreachableError


@dataclass(frozen=True, slots=True)
class Patience:
    """Time limits and repetitions of calls.

    Attributes:
        attempts: how often a call is tried in all.
        first_wait_seconds, longest_wait_seconds: bounds of the random waits between attempts; the longest
            also caps what a `Retry-After` may ask for.
        connect_seconds: for a connection to come about.
        answer_seconds: for any answer but an upload's.
        upload_seconds: for each step of an upload; the platform itself allows a call one hour.
    """

    attempts: int = 5
    first_wait_seconds: float = 0.5
    longest_wait_seconds: float = 60.0
    connect_seconds: float = 15.0
    answer_seconds: float = 60.0
    upload_seconds: float = 3600.0


def build_retrying(
    patience: Patience,
    stop: threading.Event,
    *,
    retries: Callable[[BaseException], bool],
    is_passing: Callable[[httpx.Response], bool],
) -> Retrying:
    """Return the loop that repeats a call on such errors and such answers, ended at once by `stop`.

    After the last attempt the answer, or the error, is what the call gave.
    """
    jitter = wait_random_exponential(multiplier=patience.first_wait_seconds, max=patience.longest_wait_seconds)

    def wait(state: RetryCallState) -> float:
        outcome = state.outcome
        asked = None if outcome is None or outcome.failed else read_retry_after(outcome.result())
        return jitter(state) if asked is None else min(asked, patience.longest_wait_seconds)

    def sleep(seconds: float) -> None:
        if stop.wait(seconds):
            raise EndpointUnreachableError("the call was given up while it waited for its next attempt")

    def settle(state: RetryCallState) -> httpx.Response:
        outcome = state.outcome
        if outcome is None:  # pragma: no cover
            raise RuntimeError("a call ended without an outcome")
        response: httpx.Response = outcome.result()
        return response

    return Retrying(
        retry=retry_if_exception(retries) | retry_if_result(is_passing),
        stop=stop_any(stop_after_attempt(patience.attempts), stop_when_event_set(stop)),
        wait=wait,
        sleep=sleep,
        retry_error_callback=settle,
    )


def measure_clock(response: httpx.Response) -> float | None:
    """Return by how many seconds the endpoint's clock is ahead of ours, to the second; None if unsaid."""
    told = _parse_date(response.headers.get("Date"))
    return None if told is None else told - time.time()


def read_retry_after(response: httpx.Response) -> float | None:
    """Return the seconds that `Retry-After` asks for, as a number or a date (RFC 9110, 10.2.3)."""
    value = response.headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    moment = _parse_date(value)
    return None if moment is None else max(0.0, moment - time.time())


def _parse_date(value: str | None) -> float | None:
    if not value:
        return None
    try:
        return parsedate_to_datetime(value).timestamp()
    except (TypeError, ValueError):
        return None
