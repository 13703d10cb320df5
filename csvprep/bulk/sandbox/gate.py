"""What every call of a sandbox passes: a request id on the way in, the credentials, an error body on the way out."""

from __future__ import annotations

import hmac
import secrets
import time
from datetime import UTC, datetime
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from csvprep.bulk.address import is_loopback
from csvprep.bulk.sandbox.settings import SandboxSettings


class RequestIds:
    """Gives each request an id, 24 hex digits, and the time; each answer carries the id."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one call."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = secrets.token_hex(12)
        now = time.time()
        scope.setdefault("state", {}).update(
            request_id=request_id, now_ms=int(now * 1000), now=datetime.fromtimestamp(now, UTC).isoformat()
        )

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Elements-Request-Id"] = request_id
            await send(message)

        await self._app(scope, receive, send_with_id)


class LocalNames:
    """Lets only calls through that name this machine as the host, so that no foreign name can be bound to it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one call, or refuse it."""
        if scope["type"] != "http" or _is_local(Headers(scope=scope).get("host", "")):
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        await drain(request)
        await reply_error(request, HTTPException(400, "The sandbox goes by this machine's names only"))(
            scope, receive, send
        )


class CredentialGate:
    """Lets only calls through that show the sandbox's token and secret; `Organization` may come along."""

    def __init__(self, app: ASGIApp, settings: SandboxSettings) -> None:
        self._app = app
        self._wanted = {"element": settings.element_token, "user": settings.user_secret}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one call, or refuse it."""
        fault = None if scope["type"] != "http" else self._find_fault(Headers(scope=scope).get("authorization", ""))
        if fault is None:
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        await drain(request)
        await reply_error(request, HTTPException(401, fault))(scope, receive, send)

    def _find_fault(self, header: str) -> str | None:
        shown = dict(_split_pair(part) for part in header.split(","))
        for scheme, secret in self._wanted.items():
            if not hmac.compare_digest(shown.get(scheme, "").encode(), secret.encode()):
                return f"Invalid {'element token' if scheme == 'element' else 'user secret'}"
        return None


async def drain(request: Request) -> None:
    """Read a body to its end and forget it, so that its sender gets to read the answer."""
    async for _ in request.stream():
        pass


def reply_error(request: Request, error: Exception) -> Response:
    """Return the endpoint's error body: the request's id and a message."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    message = error.detail if isinstance(error, HTTPException) else "The sandbox failed"
    headers = error.headers if isinstance(error, HTTPException) else None
    return JSONResponse({"requestId": request.state.request_id, "message": message}, status, headers)


def _split_pair(part: str) -> tuple[str, str]:
    scheme, _, value = part.strip().partition(" ")
    return scheme.casefold(), value.strip()


def _is_local(host: str) -> bool:
    try:
        return is_loopback(urlsplit(f"//{host}").hostname or "")
    except ValueError:
        return False
