"""The bulk endpoint over HTTP: every call of its contract, every failure as one clear sentence.

A GET is repeated on 429, 5xx and transport errors. A POST is repeated only when it certainly made no
job: the connection never came about, or the answer was 429 or 503. What may have made a job without
saying so is a `LostAnswerError`, and it is for the caller to find out.
"""

from __future__ import annotations

import contextlib
import json
import ssl
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, urlsplit

import httpx

from csvprep.bulk.address import BASE_PATH, Credentials, normalise_base_url, quote_object
from csvprep.bulk.answers import ErrorRow, JobStatus, parse_error_row, parse_job
from csvprep.bulk.failures import LostAnswerError, describe_refusal, describe_transport, is_unsent
from csvprep.bulk.patience import Patience, build_retrying, measure_clock
from csvprep.errors import EndpointRefusedError, EndpointUnreachableError, InputError, UsageError

_GET_RETRIED = frozenset({429, 500, 502, 503, 504})
_POST_RETRIED = frozenset({429, 503})
_NEXT_PAGE = "Elements-Next-Page-Token"


@dataclass(frozen=True, slots=True)
class JobList:
    """The endpoint's upload jobs, and how far its clock is ahead of ours, in seconds, if it told the time."""

    jobs: tuple[JobStatus, ...]
    clock_ahead_seconds: float | None


class BulkClient:
    """Calls one endpoint as one user; usable from several threads.

    Args:
        base_url: the endpoint's address, with or without `/elements/api-v2` and a trailing slash.
        credentials: token and secret.
        hub: the hub to qualify paths with; None uses the plain paths.
        name: how messages and ledgers call the endpoint; its address if None.
        allow_http: permit plain http to another machine.
        patience: time limits and repetitions.
        proxy: address of a proxy to go through.
        ca_file: certificates to trust instead of the well-known ones.

    Raises:
        UsageError: an address or a secret that can't be right.
    """

    def __init__(
        self,
        base_url: str,
        credentials: Credentials,
        *,
        hub: str | None = None,
        name: str | None = None,
        allow_http: bool = False,
        patience: Patience | None = None,
        proxy: str | None = None,
        ca_file: Path | None = None,
    ) -> None:
        self.base_url = normalise_base_url(base_url, allow_http=allow_http)
        self.hub = hub
        self.name = name or self.base_url
        self._host = name or urlsplit(self.base_url).netloc
        self._credentials = credentials
        self._patience = patience or Patience()
        self._stop = threading.Event()
        self._http = self._open_http(proxy, ca_file)

    def _open_http(self, proxy: str | None, ca_file: Path | None) -> httpx.Client:
        hub = f"/hubs/{quote(self.hub, safe='')}" if self.hub else ""
        try:
            return httpx.Client(
                base_url=f"{self.base_url}{BASE_PATH}{hub}",
                headers={"Authorization": self._credentials.header, "Accept": "application/json"},
                timeout=httpx.Timeout(self._patience.answer_seconds, connect=self._patience.connect_seconds),
                follow_redirects=False,
                trust_env=False,
                verify=self._open_tls(ca_file),
                proxy=proxy,
            )
        except (OSError, ssl.SSLError):
            raise UsageError(f"{ca_file}: can't be read as a file of certificates") from None
        except (httpx.InvalidURL, ValueError):
            raise UsageError(f"the address of the endpoint ({self._host}) or of the proxy is not valid") from None

    def _open_tls(self, ca_file: Path | None) -> ssl.SSLContext | bool:
        if self.base_url.startswith("http:"):
            return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # never used; spares reading all known certificates
        return True if ca_file is None else ssl.create_default_context(cafile=ca_file)

    def __repr__(self) -> str:
        return f"BulkClient({self.name!r}, hub={self.hub!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all waits and give the connections back."""
        self.interrupt()
        self._http.close()

    def interrupt(self) -> None:
        """End all waits between repetitions at once; calls under way get no further attempt."""
        self._stop.set()

    def ping(self) -> Mapping[str, Any]:
        """Ask whether the endpoint is there and the credentials are good."""
        return self._mapping(self._get("/ping"))

    def objects(self) -> tuple[str, ...]:
        """Return the names of the endpoint's objects."""
        response = self._get("/objects")
        names = self._json(response)
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise self._misshapen(response, "a list of object names")
        return tuple(names)

    def object_metadata(self, name: str) -> Mapping[str, Any]:
        """Return what the endpoint tells of an object's fields: `{"fields": [...]}`."""
        return self._mapping(self._get(f"/objects/{quote_object(name)}/metadata"))

    def upload(self, object_name: str, path: Path, metadata: Mapping[str, object]) -> JobStatus:
        """Send a file as a new job; the file is streamed.

        Raises:
            LostAnswerError: a job may have been made or not.
            EndpointUnreachableError: no connection; no job was made.
            EndpointRefusedError: the endpoint said no; no job was made unless the status is 5xx other than 503.
            InputError: the file can't be read.
        """
        route = f"/bulk/{quote_object(object_name)}?path=/{quote(path.name)}"
        fields = {"metaData": json.dumps(dict(metadata), ensure_ascii=False)}
        limits = httpx.Timeout(self._patience.upload_seconds, connect=self._patience.connect_seconds)

        def post() -> httpx.Response:
            with path.open("rb") as stream:
                files = {"file": (path.name, stream, "text/csv")}
                return self._http.post(route, data=fields, files=files, timeout=limits)

        retrying = build_retrying(self._patience, self._stop, retries=is_unsent, statuses=_POST_RETRIED)
        try:
            response: httpx.Response = retrying(post)
        except httpx.HTTPError as error:
            text = f"{self._host}: {describe_transport(error)}"
            if is_unsent(error):
                raise EndpointUnreachableError(self._credentials.hide(text)) from None
            raise LostAnswerError(f"{text}; {path.name} may have arrived or not") from None
        except OSError as error:
            raise InputError(f"{path}: can't be read: {error.strerror}") from None
        job = parse_job(self._json(self._checked(response, what=path.name)), status="CREATED")
        if job is None:
            raise self._misshapen(response, "the id of a job")
        return job

    def status(self, job_id: str) -> JobStatus:
        """Return how far a job has come."""
        return self._job(self._get(f"/bulk/{quote(job_id, safe='')}/status"), job_id)

    def cancel(self, job_id: str) -> JobStatus:
        """Ask for a job's end; it may take a while to show in its status."""
        return self._job(self._call("PUT", f"/bulk/{quote(job_id, safe='')}/cancel"), job_id)

    def errors(self, job_id: str, *, page_size: int = 200) -> Iterator[ErrorRow]:
        """Yield the rows of a job's error list, page after page."""
        for response, items in self._pages(f"/bulk/{quote(job_id, safe='')}/errors", {"pageSize": str(page_size)}):
            for item in items:
                row = parse_error_row(item)
                if row is None:
                    raise self._misshapen(response, "a list of error rows")
                yield ErrorRow(self._credentials.hide(row.message), row.row_number)

    def jobs(self) -> JobList:
        """Return all upload jobs that the endpoint still knows."""
        found: list[JobStatus] = []
        clock_ahead: float | None = None
        for response, items in self._pages("/bulk/jobs", {"where": "job_direction='UPLOAD'"}):
            clock_ahead = measure_clock(response) if clock_ahead is None else clock_ahead
            rows = [parse_job(item) for item in items]
            found.extend(row for row in rows if row is not None)
        return JobList(tuple(found), clock_ahead)

    def _pages(self, route: str, query: Mapping[str, str]) -> Iterator[tuple[httpx.Response, list[object]]]:
        token: str | None = None
        seen: set[str] = set()
        while True:
            response = self._get(route, {**query, **({"nextPage": token} if token else {})})
            data = self._json(response)
            items = [data] if isinstance(data, dict) and parse_job(data, "") else data
            if not isinstance(items, list):
                raise self._misshapen(response, "a list")
            yield response, items
            token = response.headers.get(_NEXT_PAGE)
            if not token:
                return
            if token in seen:
                raise self._misshapen(response, "a new page; the same page token came twice")
            seen.add(token)

    def _get(self, route: str, query: Mapping[str, str] | None = None) -> httpx.Response:
        return self._call("GET", route, query)

    def _call(self, verb: str, route: str, query: Mapping[str, str] | None = None) -> httpx.Response:
        retrying = build_retrying(
            self._patience,
            self._stop,
            retries=lambda error: isinstance(error, httpx.TransportError),
            statuses=_GET_RETRIED,
        )
        try:
            response: httpx.Response = retrying(self._http.request, verb, route, params=query)
        except httpx.HTTPError as error:
            raise EndpointUnreachableError(
                self._credentials.hide(f"{self._host}: {describe_transport(error)}")
            ) from None
        return self._checked(response)

    def _checked(self, response: httpx.Response, what: str | None = None) -> httpx.Response:
        if response.is_success:
            return response
        text = describe_refusal(response, self._host, what)
        raise EndpointRefusedError(
            self._credentials.hide(text),
            status=response.status_code,
            request_id=response.headers.get("Elements-Request-Id"),
        )

    def _json(self, response: httpx.Response) -> object:
        with contextlib.suppress(ValueError, RecursionError):
            data: object = json.loads(response.content)
            return data
        raise self._misshapen(response, "JSON")

    def _mapping(self, response: httpx.Response) -> Mapping[str, Any]:
        data = self._json(response)
        if not isinstance(data, dict):
            raise self._misshapen(response, "a JSON object")
        return data

    def _job(self, response: httpx.Response, job_id: str) -> JobStatus:
        job = parse_job(self._json(response), job_id)
        if job is None:
            raise self._misshapen(response, "the state of a job")
        reason = None if job.reason is None else self._credentials.hide(job.reason)
        return JobStatus(**{**{slot: getattr(job, slot) for slot in JobStatus.__slots__}, "reason": reason})

    def _misshapen(self, response: httpx.Response, wanted: str) -> EndpointRefusedError:
        kind = response.headers.get("Content-Type", "").partition(";")[0].strip() or "no content type"
        return EndpointRefusedError(
            f"{self._host}: answered {response.request.method} {response.request.url.path} with {kind} where {wanted} "
            f"was due; check that the base URL is the bulk endpoint's",
            status=response.status_code,
            request_id=response.headers.get("Elements-Request-Id"),
        )
