"""A small server for the endpoint's job notifications: takes those with the right signature, refuses the rest.

Raises:
    MissingExtraError: on import, if the optional part of csvprep that it needs is not installed.
"""

from __future__ import annotations

from csvprep.errors import MissingExtraError

try:
    from csvprep.bulk.listener.app import BODY_LIMIT_BYTES, ListenerSettings, build_listener, listen
except ModuleNotFoundError as error:
    missing = (error.name or "").partition(".")[0]
    if missing not in {"starlette", "uvicorn"}:
        raise
    raise MissingExtraError(
        f"listening needs {missing}, which is not installed; run pip install 'csvprep[sandbox]'"
    ) from None

__all__ = ["BODY_LIMIT_BYTES", "ListenerSettings", "build_listener", "listen"]
