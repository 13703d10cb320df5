"""What to say when the endpoint fails: one sentence with the host, the fault and the way out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import httpx

from csvprep.bulk.answers import clean_message
from csvprep.errors import EndpointUnreachableError

_ADVICE = {
    400: "check the object and the metadata",
    401: "check the element token and the user secret",
    403: "the account behind the token may not do this",
    404: "check the base URL, the hub and the object",
    405: "check the base URL",
    413: "the file is too big; make smaller chunks with a smaller `--max-bytes`",
    415: "check the base URL",
    429: "too many calls, or it may mean that the file is too big: wait, or make smaller chunks with a smaller "
    "`--max-bytes`",
}
_LATER = "try again later"
_TRANSPORT = (
    (httpx.ConnectTimeout, "no connection in time; check the base URL and the network"),
    (httpx.PoolTimeout, "no free connection in time; lower the concurrency"),
    (httpx.ReadTimeout, "no answer in time; run the same command again"),
    (httpx.WriteTimeout, "the network took no more data in time; run the same command again"),
    (httpx.ProxyError, "the proxy refused; check its address"),
    (httpx.UnsupportedProtocol, "not an http address; check the base URL"),
    (httpx.DecodingError, "the answer could not be decoded; check the base URL"),
    (httpx.ProtocolError, "the connection broke off or speaks no HTTP; check the base URL, then run it again"),
    (httpx.NetworkError, "the connection broke off; run the same command again"),
)


class LostAnswerError(EndpointUnreachableError):
    """An upload went out, wholly or in part, and its answer never came: a job may exist or not."""


def is_unsent(error: BaseException) -> bool:
    """Tell whether a transport error came before anything was sent."""
    return isinstance(
        error,
        httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout | httpx.ProxyError | httpx.UnsupportedProtocol,
    )


def describe_transport(error: httpx.HTTPError) -> str:
    """Return what a transport error means, without its own text, which might quote headers."""
    if isinstance(error, httpx.ConnectError):
        why = re.sub(r"^\[Errno -?\d+\] ", "", clean_message(str(error)))
        return f"no connection ({why}); check the base URL and the network"
    return next((text for kind, text in _TRANSPORT if isinstance(error, kind)), "the call failed; try again later")


def describe_refusal(response: httpx.Response, host: str, what: str | None, *, hide: Callable[[str], str] = str) -> str:
    """Return the sentence for an answer that says no.

    Args:
        response: the answer.
        host: how to call the endpoint.
        what: the file that was being sent, if any.
        hide: takes secrets out of a text.
    """
    status = response.status_code
    subject = f"{host}: {what}" if what else host
    if 300 <= status < 400:
        return f"{subject}: answered with a redirect{hide(_target(response))}; give the final address as the base URL"
    said = _said(response, hide)
    advice = _ADVICE.get(status, _LATER if status >= 500 else "check the object and the base URL")
    request_id = response.headers.get("Elements-Request-Id")
    trail = f" (request {clean_message(hide(request_id))})" if request_id else ""
    return f"{subject}: HTTP {status}{f', {said}' if said else ''}{trail}; {advice}"


def _target(response: httpx.Response) -> str:
    try:
        url = response.request.url.join(response.headers["Location"])
    except (KeyError, httpx.InvalidURL, ValueError):
        return ""
    return f" to {url.scheme}://{url.host}"


def _said(response: httpx.Response, hide: Callable[[str], str]) -> str:
    try:
        body = json.loads(response.content)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(body, dict):
        return ""
    parts = [body.get(key) for key in ("message", "providerMessage")]
    return clean_message(hide(": ".join(dict.fromkeys(part for part in parts if isinstance(part, str) and part))))
