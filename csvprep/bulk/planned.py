"""A request as it would be sent, for people to look at: everything but the secrets and the content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import httpx

from csvprep.bulk.address import Credentials

CALLBACK_HEADER = "Elements-Async-Callback-Url"
_OWN_HEADERS = ("authorization", "accept", "content-type", "content-length", CALLBACK_HEADER.casefold())


@dataclass(frozen=True, slots=True)
class PlannedRequest:
    """One request.

    Attributes:
        method, url: where it goes.
        headers: those that matter, secrets masked; the boundary of a form, which differs each time, is left out.
        file: the file that it carries, if any.
        file_bytes: the size of that file.
        metadata: what it says in `metaData`, secrets masked.
        when: on what it depends, in words; empty: it is sent once.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(hash=False)
    file: str | None = None
    file_bytes: int | None = None
    metadata: Mapping[str, Any] | None = field(default=None, hash=False)
    when: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the request as JSON-ready data."""
        return asdict(self)


def describe_request(
    request: httpx.Request,
    credentials: Credentials,
    *,
    metadata: Mapping[str, object] | None = None,
    file: Path | None = None,
) -> PlannedRequest:
    """Return a request without its secrets.

    Args:
        request: the request.
        credentials: what must not be shown.
        metadata: what it says in `metaData`.
        file: the file that it carries.

    Raises:
        OSError: the file is gone.
    """
    headers = {
        name.decode("latin-1"): credentials.hide(_shown(name.decode("latin-1"), value.decode("latin-1")))
        for name, value in request.headers.raw
        if name.decode("latin-1").casefold() in _OWN_HEADERS
    }
    return PlannedRequest(
        request.method,
        credentials.hide(str(request.url)),
        headers,
        None if file is None else str(file),
        None if file is None else file.stat().st_size,
        None if metadata is None else credentials.hide_in(dict(metadata)),
    )


def _shown(name: str, value: str) -> str:
    """Return a header's value without the parts that are secret or made by chance."""
    if name.casefold() == CALLBACK_HEADER.casefold():
        address, mark, _ = value.partition("?")
        return f"{address}{mark}***" if mark else address
    return value.partition(";")[0] if name.casefold() == "content-type" else value
