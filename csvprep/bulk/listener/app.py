"""The listener as an ASGI app, and running it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from csvprep.bulk.answers import JobStatus, parse_job
from csvprep.bulk.callbacks import Notice, take_notice
from csvprep.bulk.serving import address_of, listen_on, make_server
from csvprep.bulk.signature import SIGNATURE_HEADER, verify_signature
from csvprep.errors import LedgerError, UsageError

BODY_LIMIT_BYTES = 1 << 20
_DRAINED_BYTES = 8 * BODY_LIMIT_BYTES
_BODY_SECONDS = 10.0
_MOST_CONNECTIONS = 64
_SHORTEST_HIDDEN = 8  # a shorter key may be a part of any word


@dataclass(frozen=True, slots=True)
class ListenerSettings:
    """A listener.

    Attributes:
        folder: the run whose ledger is kept.
        key: the key that notifications are signed with.
        allow_sha1: take signatures in the form `sha1=` of early versions too.

    Raises:
        UsageError: the key is empty.
    """

    folder: Path
    key: str = field(repr=False)
    allow_sha1: bool = False

    def __post_init__(self) -> None:
        if not self.key:
            raise UsageError("the signature key is empty; without one anybody could say what became of the jobs")


def listen(
    settings: ListenerSettings,
    host: str = "127.0.0.1",
    port: int = 0,
    *,
    on_ready: Callable[[str], None],
    tell: Callable[[str], None],
) -> None:
    """Receive notifications until an interrupt.

    Args:
        settings: the listener.
        host: the address to listen on; only this machine's own by default.
        port: the port; 0 takes a free one.
        on_ready: called with the listener's address once it listens.
        tell: called with a sentence about each call that came.

    Raises:
        UsageError: the address can't be listened on.
    """
    with listen_on(host, port) as socket:
        server = make_server(
            build_listener(settings, tell),
            limit_concurrency=_MOST_CONNECTIONS,
            proxy_headers=False,
            server_header=False,
        )
        on_ready(address_of(socket))
        server.run(sockets=[socket])


def build_listener(settings: ListenerSettings, tell: Callable[[str], None]) -> Starlette:
    """Return the app: it takes a POST on any path, since whoever gave its address may have put a path to it."""
    receiver = Receiver(settings, tell)
    return Starlette(
        routes=[Route("/{path:path}", receiver.receive, methods=["POST"])],
        exception_handlers={HTTPException: _reply_error, Exception: _reply_error},
    )


class Receiver:
    """Takes notifications one by one."""

    def __init__(self, settings: ListenerSettings, tell: Callable[[str], None]) -> None:
        self._settings = settings
        self._tell = tell

    async def receive(self, request: Request) -> Response:
        """Answer a call: 200 taken, 401 not signed, 404 no job of this folder's, 413 too big, 400 no notification."""
        try:
            body = await _read_body(request)
            self._see_genuine(request, body)
            job = _parse(body, self._settings.key)
            notice = await self._take(job)
        except HTTPException as error:
            self._tell(f"refused a call: {error.detail}")
            raise
        end = f"{notice.file} {notice.state}" if notice.is_news else f"{notice.file} {notice.state} already"
        failed = f", {job.failed_count:,} failed" if job.failed_count else ""
        self._tell(f"job {job.job_id} {job.status}{failed}: {end}")
        return JSONResponse({"message": "taken"})

    def _see_genuine(self, request: Request, body: bytes) -> None:
        header = request.headers.get(SIGNATURE_HEADER)
        if not verify_signature(body, header, self._settings.key, allow_sha1=self._settings.allow_sha1):
            raise HTTPException(401, f"{SIGNATURE_HEADER} is missing or does not fit")

    async def _take(self, job: JobStatus) -> Notice:
        try:
            notice = await run_in_threadpool(take_notice, self._settings.folder, job)
        except LedgerError as error:
            self._tell(str(error))
            raise HTTPException(503, "The ledger can't be written now") from None
        if notice.file is None:
            raise HTTPException(404, f"No chunk here has job {job.job_id}")
        return notice


async def _read_body(request: Request) -> bytes:
    """Return a body of bounded size; of a bigger one enough is read that its sender gets to see the answer."""
    body = bytearray()
    size = 0
    with suppress(TimeoutError, ClientDisconnect):
        async with asyncio.timeout(_BODY_SECONDS):
            async for piece in request.stream():
                size += len(piece)
                if size <= BODY_LIMIT_BYTES:
                    body += piece
                elif size > _DRAINED_BYTES:
                    break
        if size > BODY_LIMIT_BYTES:
            raise HTTPException(413, f"The body is larger than {BODY_LIMIT_BYTES} bytes")
        return bytes(body)
    raise HTTPException(408, "The body did not come in time")


def _parse(body: bytes, key: str) -> JobStatus:
    """Read a notification; should it quote the key, then without that."""
    try:
        text = body.decode(json.detect_encoding(body))
        for spelling in (key, json.dumps(key)[1:-1]):
            text = text.replace(spelling, "***") if len(key) >= _SHORTEST_HIDDEN else text
        job = parse_job(json.loads(text))
    except (ValueError, RecursionError):
        raise HTTPException(400, "The body is no JSON") from None
    if job is None:
        raise HTTPException(400, "The body has no id or no status of a job")
    return job


def _reply_error(_request: Request, error: Exception) -> Response:
    if isinstance(error, HTTPException):
        return JSONResponse({"message": error.detail}, error.status_code, error.headers)
    return JSONResponse({"message": "The listener failed"}, 500)
