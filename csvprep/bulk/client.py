"""The bulk endpoint over HTTP: every call of its contract, every failure as one clear sentence.

A GET is repeated on 429, 5xx, transport errors and a web page in place of JSON. A POST is repeated only when it
certainly made no job: the connection never came about, or the answer was 429 or 503. What may have made a job
without saying so is a `LostAnswerError`, and it is for the caller to find out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, BinaryIO, Self, Unpack
from urllib.parse import quote

import httpx

from csvprep.bulk.address import Credentials, quote_object
from csvprep.bulk.answers import ErrorRow, JobStatus, parse_error_row, parse_job
from csvprep.bulk.failures import LostAnswerError, describe_transport, is_unsent
from csvprep.bulk.patience import measure_clock
from csvprep.bulk.planned import CALLBACK_HEADER, PlannedRequest, describe_request
from csvprep.bulk.wire import ConnectionOptions, Wire
from csvprep.errors import EndpointUnreachableError, InputError

_GET_RETRIED = frozenset({429, 500, 502, 503, 504})
_POST_RETRIED = frozenset({429, 503})
UPLOAD_JOBS: Mapping[str, str] = MappingProxyType({"where": "job_direction='UPLOAD'"})
"""The query for upload jobs alone."""
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
        options: how to connect, see `ConnectionOptions`.

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
        **options: Unpack[ConnectionOptions],
    ) -> None:
        self._wire = Wire(base_url, credentials, hub=hub, name=name, options=options)
        self.base_url = self._wire.base_url
        self.hub = hub
        self.name = name or self.base_url

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
        self._wire.close()

    def interrupt(self) -> None:
        """End all waits between repetitions at once; calls under way get no further attempt."""
        self._wire.interrupt()

    @contextmanager
    def heeded_by(self, hear: Callable[[int, float], None]) -> Iterator[None]:
        """Have each answer's status, and when its call began by the monotonic clock, told for the length of a block."""
        self._wire.hear = hear
        try:
            yield
        finally:
            self._wire.hear = None

    def ping(self) -> Mapping[str, Any]:
        """Ask whether the endpoint is there and the credentials are good."""
        return self._mapping(self._get("/ping"))

    def objects(self) -> tuple[str, ...]:
        """Return the names of the endpoint's objects."""
        response = self._get("/objects")
        names = self._wire.read_json(response)
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise self._wire.misshapen(response, "a list of object names")
        return tuple(names)

    def object_metadata(self, name: str) -> Mapping[str, Any]:
        """Return what the endpoint tells of an object's fields: `{"fields": [...]}`."""
        return self._mapping(self._get(f"/objects/{quote_object(name)}/metadata"))

    def upload(
        self, object_name: str, path: Path, metadata: Mapping[str, object], *, callback_url: str | None = None
    ) -> JobStatus:
        """Send a file as a new job; the file is streamed.

        Args:
            object_name: the object to load.
            path: the file.
            metadata: what goes along as `metaData`.
            callback_url: the address to be told of the job's end, if any.

        Raises:
            LostAnswerError: a job may have been made or not.
            EndpointUnreachableError: no connection; no job was made.
            EndpointRefusedError: the endpoint said no; no job was made unless the status is 5xx other than 503.
            InputError: the file can't be read.
        """
        route = _upload_route(object_name, path)

        def post() -> httpx.Response:
            with path.open("rb") as stream:
                return self._wire.send(self._build_upload(route, path, stream, metadata, callback_url))

        try:
            response = self._wire.repeat(
                post, retries=is_unsent, is_passing=lambda answer: answer.status_code in _POST_RETRIED
            )
        except httpx.HTTPError as error:
            text = f"{self._wire.host}: {describe_transport(error)}"
            if is_unsent(error):
                raise EndpointUnreachableError(self._wire.credentials.hide(text)) from None
            raise LostAnswerError(f"{text}; {path.name} may have arrived or not") from None
        except OSError as error:
            raise InputError(f"{path}: can't be read: {error.strerror}") from None
        job = parse_job(self._wire.read_json(self._wire.checked(response, what=path.name)), status="CREATED")
        if job is None:
            raise self._wire.misshapen(response, "the id of a job")
        return job

    def plan_upload(
        self, object_name: str, path: Path, metadata: Mapping[str, object], *, callback_url: str | None = None
    ) -> PlannedRequest:
        """Return what `upload` would send, without sending anything.

        Raises:
            InputError: the file can't be read.
        """
        route = _upload_route(object_name, path)
        try:
            with path.open("rb") as stream:
                request = self._build_upload(route, path, stream, metadata, callback_url)
                return describe_request(request, self._wire.credentials, metadata=metadata, file=path)
        except OSError as error:
            raise InputError(f"{path}: can't be read: {error.strerror}") from None

    def plan_get(self, route: str, query: Mapping[str, str] | None = None) -> PlannedRequest:
        """Return what a GET of a route below the base path would send."""
        return describe_request(self._wire.build("GET", route, params=query), self._wire.credentials)

    def _build_upload(
        self, route: str, path: Path, stream: BinaryIO, metadata: Mapping[str, object], callback_url: str | None
    ) -> httpx.Request:
        patience = self._wire.patience
        return self._wire.build(
            "POST",
            route,
            data={"metaData": json.dumps(dict(metadata), ensure_ascii=False)},
            files={"file": (path.name, stream, "text/csv")},
            headers={CALLBACK_HEADER: callback_url} if callback_url else {},
            timeout=httpx.Timeout(patience.upload_seconds, connect=patience.connect_seconds),
        )

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
                    raise self._wire.misshapen(response, "a list of error rows")
                yield row

    def jobs(self) -> JobList:
        """Return all upload jobs that the endpoint still knows."""
        found: list[JobStatus] = []
        clock_ahead: float | None = None
        for response, items in self._pages("/bulk/jobs", UPLOAD_JOBS):
            clock_ahead = measure_clock(response) if clock_ahead is None else clock_ahead
            rows = [parse_job(item) for item in items]
            found.extend(row for row in rows if row is not None)
        return JobList(tuple(found), clock_ahead)

    def _pages(self, route: str, query: Mapping[str, str]) -> Iterator[tuple[httpx.Response, list[object]]]:
        token: str | None = None
        seen: set[str] = set()
        while True:
            response = self._get(route, {**query, **({"nextPage": token} if token else {})})
            data = self._wire.read_json(response)
            items = [data] if isinstance(data, dict) and parse_job(data, "") else data
            if not isinstance(items, list):
                raise self._wire.misshapen(response, "a list")
            yield response, items
            token = response.headers.get(_NEXT_PAGE)
            if not token:
                return
            if token in seen:
                raise self._wire.misshapen(response, "a new page; the same page token came twice")
            seen.add(token)

    def _get(self, route: str, query: Mapping[str, str] | None = None) -> httpx.Response:
        return self._call("GET", route, query)

    def _call(self, verb: str, route: str, query: Mapping[str, str] | None = None) -> httpx.Response:
        try:
            response = self._wire.repeat(
                lambda: self._wire.send(self._wire.build(verb, route, params=query)),
                retries=lambda error: isinstance(error, httpx.TransportError),
                is_passing=lambda answer: answer.status_code in _GET_RETRIED or self._wire.is_page(answer),
            )
        except httpx.HTTPError as error:
            text = f"{self._wire.host}: {describe_transport(error)}"
            raise EndpointUnreachableError(self._wire.credentials.hide(text)) from None
        return self._wire.checked(response)

    def _mapping(self, response: httpx.Response) -> Mapping[str, Any]:
        data = self._wire.read_json(response)
        if not isinstance(data, dict):
            raise self._wire.misshapen(response, "a JSON object")
        return data

    def _job(self, response: httpx.Response, job_id: str) -> JobStatus:
        job = parse_job(self._wire.read_json(response), job_id)
        if job is None:
            raise self._wire.misshapen(response, "the state of a job")
        return job


def _upload_route(object_name: str, path: Path) -> str:
    return f"/bulk/{quote_object(object_name)}?path=/{quote(path.name)}"
