"""Faults on purpose: when each strikes, and what the caller then gets."""

from __future__ import annotations

import asyncio
import random
import threading
import zlib

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from csvprep.bulk.sandbox.gate import drain, reply_error
from csvprep.bulk.sandbox.settings import Faults

_REFUSALS = (401, 429, 500, 502, 503)
_MAY_ASK_TO_WAIT = frozenset({429, 503})
_STRIKING = (*(f"answer_{status}" for status in _REFUSALS), "drop_answer_after_post", "wrong_json", "abort")
_SHARES = 1 << 32


class FaultPlan:
    """Tells when a fault strikes: the first so many times, or a share of all times by a seeded chance."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self._left: dict[str, float] = {name: getattr(faults, name) for name in _STRIKING}
        self._chance = random.Random(faults.seed)  # noqa: S311 - no secret
        self._lock = threading.Lock()

    def strikes(self, name: str) -> bool:
        """Tell whether a fault strikes this time, and count it."""
        with self._lock:
            left = self._left[name]
            if 0 < left < 1:
                return self._chance.random() < left
            self._left[name] = max(0, left - 1)
        return left > 0

    def refuse(self) -> HTTPException | None:
        """Return the refusal that is due now, if any is."""
        for status in _REFUSALS:
            if self.strikes(f"answer_{status}"):
                seconds = self.faults.retry_after_seconds
                has_wait = seconds is not None and status in _MAY_ASK_TO_WAIT
                headers = {"Retry-After": str(seconds)} if has_wait else None
                return HTTPException(status, f"The sandbox was asked to answer {status}", headers)
        return None

    def refuses_record(self, named: str) -> bool:
        """Tell whether a record is one of the share that the vendor refuses; of one record always the same."""
        if not self.faults.fail_rows:
            return False
        share = zlib.crc32(f"{self.faults.seed} {named}".encode("utf-8", "surrogateescape")) / _SHARES
        return share < self.faults.fail_rows

    def spoil(self) -> Response | None:
        """Return the page that is to come in place of JSON now, if it is."""
        return HTMLResponse("<html><body>It works!</body></html>") if self.strikes("wrong_json") else None


class FaultGate:
    """Makes every call wait, and lets faults strike calls other than uploads where they are to strike everywhere."""

    def __init__(self, app: ASGIApp, plan: FaultPlan) -> None:
        self._app = app
        self._plan = plan

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one call, late, or answer it wrongly."""
        await asyncio.sleep(self._plan.faults.answer_seconds)
        if scope["type"] != "http" or scope["method"] == "POST" or not self._plan.faults.everywhere:
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        refusal = self._plan.refuse()
        wrong = self._plan.spoil() if refusal is None else reply_error(request, refusal)
        if wrong is not None:
            await drain(request)
        await (wrong or self._app)(scope, receive, send)


class BrokenReply(JSONResponse):
    """An answer whose connection breaks off before its body."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - the protocol's form
        """Send the head of the answer and no more."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
