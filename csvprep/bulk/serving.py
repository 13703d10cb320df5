"""What csvprep's own servers have in common: a socket to listen on, its address, uvicorn without a word of its own."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from csvprep.errors import UsageError


@contextmanager
def listen_on(host: str, port: int) -> Iterator[socket.socket]:
    """Open a socket that listens.

    Args:
        host: the address to listen on.
        port: the port; 0 takes a free one.

    Raises:
        UsageError: the address can't be listened on.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Only of a socket with its protocol named does asyncio know that it may send small answers at once.
    with closing(socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
            listener.listen(128)
        except (OSError, OverflowError) as error:
            text = getattr(error, "strerror", None) or error
            raise UsageError(f"can't listen on {host} port {port}: {text}; choose another --port or --host") from None
        yield listener


def address_of(listener: socket.socket) -> str:
    """Return the http address of a socket that listens."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def make_server(app: ASGIApp, **options: Any) -> uvicorn.Server:
    """Return a server for an app; `options` are uvicorn's."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            log_config=None,
            log_level="critical",
            access_log=False,
            lifespan="off",
            timeout_graceful_shutdown=2,
            **options,
        )
    )
