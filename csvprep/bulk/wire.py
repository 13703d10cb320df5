"""What every call to the endpoint has in common: the connection, repetitions, the log, and answers without secrets."""

from __future__ import annotations

import contextlib
import json
import ssl
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import httpx

from csvprep.bulk.address import BASE_PATH, Credentials, normalise_base_url
from csvprep.bulk.failures import describe_refusal
from csvprep.bulk.patience import Patience, build_retrying
from csvprep.bulk.request_log import RequestLog
from csvprep.errors import EndpointRefusedError, UsageError


class Wire:
    """The connections to one endpoint as one user; usable from several threads.

    Args:
        base_url: the endpoint's address.
        credentials: token and secret.
        hub: the hub to qualify paths with, if any.
        name: how messages call the endpoint; its host if None.
        allow_http: permit plain http to another machine.
        patience: time limits and repetitions.
        proxy: address of a proxy to go through.
        ca_file: certificates to trust instead of the well-known ones.
        log: where each request is noted.

    Raises:
        UsageError: an address or a file that can't be right.
    """

    def __init__(
        self,
        base_url: str,
        credentials: Credentials,
        *,
        hub: str | None,
        name: str | None,
        allow_http: bool,
        patience: Patience,
        proxy: str | None,
        ca_file: Path | None,
        log: RequestLog | None,
    ) -> None:
        self.base_url = normalise_base_url(base_url, allow_http=allow_http)
        self.host = name or urlsplit(self.base_url).netloc
        self.credentials = credentials
        self.patience = patience
        self._log = log
        self._stop = threading.Event()
        self._http = self._open_http(f"/hubs/{quote(hub, safe='')}" if hub else "", proxy, ca_file)

    def _open_http(self, hub_path: str, proxy: str | None, ca_file: Path | None) -> httpx.Client:
        try:
            return httpx.Client(
                base_url=f"{self.base_url}{BASE_PATH}{hub_path}",
                headers={"Authorization": self.credentials.header, "Accept": "application/json"},
                timeout=httpx.Timeout(self.patience.answer_seconds, connect=self.patience.connect_seconds),
                follow_redirects=False,
                trust_env=False,
                verify=self._open_tls(ca_file),
                proxy=proxy,
            )
        except (OSError, ssl.SSLError):
            raise UsageError(f"{ca_file}: can't be read as a file of certificates") from None
        except (httpx.InvalidURL, ValueError):
            raise UsageError(f"the address of the endpoint ({self.host}) or of the proxy is not valid") from None

    def _open_tls(self, ca_file: Path | None) -> ssl.SSLContext | bool:
        if self.base_url.startswith("http:"):
            return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # never used; spares reading all known certificates
        return True if ca_file is None else ssl.create_default_context(cafile=ca_file)

    def close(self) -> None:
        """End all waits and give the connections back."""
        self.interrupt()
        self._http.close()

    def interrupt(self) -> None:
        """End all waits between repetitions at once."""
        self._stop.set()

    def build(self, verb: str, route: str, **parts: Any) -> httpx.Request:
        """Return a request to a route below the base path; `parts` are httpx's."""
        return self._http.build_request(verb, route, **parts)

    def repeat(
        self, send: Callable[[], httpx.Response], *, retries: Callable[[BaseException], bool], statuses: frozenset[int]
    ) -> httpx.Response:
        """Send until the answer is none of the statuses, or as often as patience allows.

        Raises:
            httpx.HTTPError: what the last attempt ended in.
        """
        response: httpx.Response = build_retrying(self.patience, self._stop, retries=retries, statuses=statuses)(send)
        return response

    def send(self, request: httpx.Request) -> httpx.Response:
        """Send a request once, and note it in the log."""
        begun = time.monotonic()
        response: httpx.Response | None = None
        fault = ""
        try:
            response = self._http.send(request)
        except httpx.HTTPError as error:
            fault = type(error).__name__
            raise
        finally:
            if self._log is not None:
                self._log.write(
                    verb=request.method,
                    path=self.credentials.hide(request.url.raw_path.decode("ascii").partition("?")[0]),
                    answer=fault or "broken-off" if response is None else str(response.status_code),
                    request_id=None if response is None else self.request_id(response),
                    seconds=time.monotonic() - begun,
                )
        return response

    def checked(self, response: httpx.Response, what: str | None = None) -> httpx.Response:
        """Return a response that says yes.

        Raises:
            EndpointRefusedError: it says no; `what` names the file that was being sent.
        """
        if response.is_success:
            return response
        text = describe_refusal(response, self.host, what, hide=self.credentials.hide)
        raise EndpointRefusedError(text, status=response.status_code, request_id=self.request_id(response))

    def read_json(self, response: httpx.Response) -> object:
        """Return what a response holds, should it quote a secret then without that.

        Raises:
            EndpointRefusedError: it is no JSON.
        """
        with contextlib.suppress(ValueError, RecursionError):
            found: object = self.credentials.hide_in(json.loads(response.content))
            return found
        raise self.misshapen(response, "JSON")

    def request_id(self, response: httpx.Response) -> str | None:
        """Return the endpoint's id of a request, if it gave one."""
        said = response.headers.get("Elements-Request-Id")
        return None if said is None else self.credentials.hide(said)

    def misshapen(self, response: httpx.Response, wanted: str) -> EndpointRefusedError:
        """Return the error for an answer that is not what was due."""
        kind = response.headers.get("Content-Type", "").partition(";")[0].strip() or "no content type"
        text = (
            f"{self.host}: answered {response.request.method} {response.request.url.path} with {kind} where {wanted} "
            f"was due; check that the base URL is the bulk endpoint's"
        )
        return EndpointRefusedError(
            self.credentials.hide(text), status=response.status_code, request_id=self.request_id(response)
        )
