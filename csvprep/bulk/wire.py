"""What every call to the endpoint has in common: the connection, repetitions, the log, and answers without secrets."""

from __future__ import annotations

import contextlib
import json
import os
import ssl
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypedDict
from urllib.parse import quote, urlsplit

import httpx

from csvprep.bulk.address import BASE_PATH, Credentials, is_loopback, normalise_base_url
from csvprep.bulk.failures import describe_refusal
from csvprep.bulk.patience import Patience, build_retrying
from csvprep.bulk.request_log import RequestLog
from csvprep.errors import EndpointRefusedError, UsageError


class ConnectionOptions(TypedDict, total=False):
    """How to connect to an endpoint; what is left out goes by the environment, as httpx does.

    Attributes:
        allow_http: permit plain http to another machine.
        patience: time limits and repetitions.
        proxy: address of a proxy to go through; else `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` say. This machine
            itself is never called through a proxy of the environment's.
        ca_file: certificates to trust instead of the well-known ones; else `SSL_CERT_FILE` and `SSL_CERT_DIR` say.
        log: where each request is noted.
    """

    allow_http: bool
    patience: Patience | None
    proxy: str | None
    ca_file: Path | None
    log: RequestLog | None


class Wire:
    """The connections to one endpoint as one user; usable from several threads.

    Args:
        base_url: the endpoint's address.
        credentials: token and secret.
        hub: the hub to qualify paths with, if any.
        name: how messages call the endpoint; its host if None.
        options: how to connect.

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
        options: ConnectionOptions,
    ) -> None:
        self.base_url = normalise_base_url(base_url, allow_http=options.get("allow_http", False))
        self.host = name or urlsplit(self.base_url).netloc
        self.credentials = credentials
        self.patience = options.get("patience") or Patience()
        self.hear: Callable[[int, float], None] | None = None
        self._log = options.get("log")
        self._stop = threading.Event()
        path = f"/hubs/{quote(hub, safe='')}" if hub else ""
        self._http = self._open_http(path, options.get("proxy"), options.get("ca_file"))

    def _open_http(self, hub_path: str, proxy: str | None, ca_file: Path | None) -> httpx.Client:
        try:
            return httpx.Client(
                base_url=f"{self.base_url}{BASE_PATH}{hub_path}",
                headers={"Authorization": self.credentials.header, "Accept": "application/json"},
                timeout=httpx.Timeout(self.patience.answer_seconds, connect=self.patience.connect_seconds),
                follow_redirects=False,
                trust_env=not is_loopback(urlsplit(self.base_url).hostname or ""),
                verify=self._open_tls(ca_file),
                proxy=proxy,
            )
        except (OSError, ssl.SSLError):
            named = ca_file or f"SSL_CERT_FILE={os.environ.get('SSL_CERT_FILE', '')}"
            raise UsageError(f"{named}: can't be read as a file of certificates") from None
        except ImportError:
            raise UsageError("a SOCKS proxy needs one more package; run pip install 'httpx[socks]'") from None
        except (httpx.InvalidURL, ValueError):
            raise UsageError(f"the address of the endpoint ({self.host}) or of the proxy is not valid") from None

    def _open_tls(self, ca_file: Path | None) -> ssl.SSLContext:
        if self.base_url.startswith("http:"):
            return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # never used; spares reading all known certificates
        return httpx.create_ssl_context() if ca_file is None else ssl.create_default_context(cafile=ca_file)

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
        self,
        send: Callable[[], httpx.Response],
        *,
        retries: Callable[[BaseException], bool],
        is_passing: Callable[[httpx.Response], bool],
    ) -> httpx.Response:
        """Send until no such error or answer comes, or as often as patience allows.

        Args:
            send: one attempt.
            retries: which errors are worth another.
            is_passing: which answers are.

        Raises:
            httpx.HTTPError: what the last attempt ended in.
        """
        response: httpx.Response = build_retrying(self.patience, self._stop, retries=retries, is_passing=is_passing)(
            send
        )
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
        else:
            if (hear := self.hear) is not None:
                hear(response.status_code, begun)
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

    @staticmethod
    def is_page(response: httpx.Response) -> bool:
        """Say whether an answer that says yes is a page of something else on the way: not the endpoint's JSON."""
        return response.is_success and response.headers.get("Content-Type", "").startswith("text/html")

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
