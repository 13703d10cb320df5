"""The sandbox as an ASGI app: the endpoint's routes, plain and with a hub, and a few pages of its own."""

from __future__ import annotations

import json

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route

from csvprep.bulk.address import BASE_PATH
from csvprep.bulk.sandbox.faults import FaultGate, FaultPlan
from csvprep.bulk.sandbox.gate import CredentialGate, LocalNames, RequestIds, reply_error
from csvprep.bulk.sandbox.pages import PAGE_HEADERS, render_job, render_overview
from csvprep.bulk.sandbox.processing import Worker
from csvprep.bulk.sandbox.replies import (
    DEFAULT_PAGE_SIZE,
    decode_page,
    describe_field,
    describe_job,
    describe_listed_job,
    encode_page,
    parse_where,
)
from csvprep.bulk.sandbox.settings import SandboxSettings
from csvprep.bulk.sandbox.store import Row, Store
from csvprep.bulk.sandbox.uploads import UploadDesk

_SHOWN = 200
_MOST_RECORDS = 10_000


def build_app(
    settings: SandboxSettings, store: Store, worker: Worker, plan: FaultPlan, *, is_local: bool = True
) -> Starlette:
    """Return the app over a store and its worker, both of which the caller starts and ends.

    Args:
        settings: the sandbox.
        store: where everything is kept.
        worker: what works on the jobs.
        plan: when which fault strikes.
        is_local: whether it may be called under names of this machine only, so that no foreign page
            reaches it by a name of its own.
    """
    endpoint, own = Endpoint(settings, store, UploadDesk(store, worker, plan)), OwnPages(store)
    routes = endpoint.routes()
    gate = [Middleware(CredentialGate, settings=settings), Middleware(FaultGate, plan=plan)]
    return Starlette(
        routes=[
            Mount(f"{BASE_PATH}/hubs/{{hub}}", routes=routes, middleware=gate),
            Mount(BASE_PATH, routes=routes, middleware=gate),
            Route("/", own.overview),
            Route("/sandbox/records", own.records),
            Route("/sandbox/jobs/{job_id:int}", own.job),
        ],
        middleware=[Middleware(RequestIds), *([Middleware(LocalNames)] if is_local else [])],
        exception_handlers={HTTPException: reply_error, Exception: reply_error},
    )


class Endpoint:
    """The calls of the contract."""

    def __init__(self, settings: SandboxSettings, store: Store, desk: UploadDesk) -> None:
        self._settings = settings
        self._store = store
        self._desk = desk

    def routes(self) -> list[Route]:
        """Return the routes below the base path."""
        return [
            Route("/ping", self.ping),
            Route("/objects", self.objects),
            Route("/objects/{name}/metadata", self.object_metadata),
            Route("/bulk/jobs", self.jobs),
            Route("/bulk/{name}", self._desk.receive, methods=["POST"]),
            Route("/bulk/{job_id}/status", self.status),
            Route("/bulk/{job_id}/errors", self.errors),
            Route("/bulk/{job_id}/cancel", self.cancel, methods=["PUT"]),
            Route("/bulk/{job_id}/{name}", self.download),
        ]

    def ping(self, request: Request) -> Response:
        """Say that the sandbox is there."""
        return JSONResponse({"dateTime": request.state.now, "endpoint": "csvprep sandbox", "valid": True})

    def objects(self, _request: Request) -> Response:
        """List the objects: those with fields, or, where any will do, those that came."""
        return JSONResponse(sorted(self._settings.objects) or self._store.object_names())

    def object_metadata(self, request: Request) -> Response:
        """List an object's fields."""
        name = request.path_params["name"]
        if name not in self._settings.objects:
            raise HTTPException(404, f"No object found with name {name}")
        return JSONResponse({"fields": [describe_field(rule) for rule in self._settings.objects[name]]})

    def jobs(self, request: Request) -> Response:
        """List jobs, the newest first."""
        conditions = parse_where(request.query_params.get("where", ""))
        if conditions is None:
            raise HTTPException(400, "Error parsing query")
        offset, size = _read_page(request)
        jobs = self._store.jobs(conditions, offset, size + 1)
        return _reply_page([describe_listed_job(job) for job in jobs], offset, size)

    def status(self, request: Request) -> Response:
        """Tell how far a job is."""
        return JSONResponse(describe_job(self._job(request), self._settings))

    def errors(self, request: Request) -> Response:
        """List the rows of a job that failed."""
        job = self._job(request)
        offset, size = _read_page(request)
        failures = self._store.failures(job["id"], offset, size + 1)
        extra = self._settings.row_numbers
        rows = [{"status": row["message"], **({"row": row["row_number"]} if extra else {})} for row in failures]
        return _reply_page(rows, offset, size)

    def cancel(self, request: Request) -> Response:
        """Ask for a job's end."""
        job = self._job(request)
        if job["finished_ms"] is not None:
            raise HTTPException(400, f"Job {job['id']} has already ended")
        self._store.set_status(job["id"], "CANCELLATION_PENDING")
        return JSONResponse(describe_job(self._job(request), self._settings))

    def download(self, request: Request) -> Response:
        """Give back the file that a job was made of."""
        job = self._job(request)
        if job["object"] != request.path_params["name"]:
            raise HTTPException(404, f"Job {job['id']} is not of object {request.path_params['name']}")
        accepted = request.headers.get("accept", "*/*")
        if not any(kind in accepted for kind in ("text/csv", "text/*", "*/*")):
            raise HTTPException(400, "The job's format is text/csv")
        return FileResponse(self._store.upload_path(job["id"]), media_type="text/csv", filename=job["file_name"])

    def _job(self, request: Request) -> Row:
        text = request.path_params["job_id"]
        job = self._store.job(int(text)) if text.isascii() and text.isdigit() and len(text) < 16 else None
        limit = self._settings.faults.expire_seconds
        if job is None or (limit is not None and request.state.now_ms - job["created_ms"] >= limit * 1000):
            raise HTTPException(404, f"No job found with ID {text}")
        return job


class OwnPages:
    """What the real endpoint doesn't have: a look at what landed."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def overview(self, _request: Request) -> Response:
        """Show the newest jobs."""
        page = render_overview(self._store.jobs((), 0, _SHOWN), self._store.count_records(), _SHOWN)
        return HTMLResponse(page, headers=PAGE_HEADERS)

    def job(self, request: Request) -> Response:
        """Show one job's records and failures."""
        job = self._store.job(request.path_params["job_id"])
        if job is None:
            raise HTTPException(404, "No such job")
        records = self._store.records(object_name=None, job_id=job["id"], offset=0, limit=_SHOWN)
        failures = self._store.failures(job["id"], 0, _SHOWN)
        landed = self._store.count_records(job_id=job["id"])
        return HTMLResponse(render_job(job, records, failures, landed, _SHOWN), headers=PAGE_HEADERS)

    def records(self, request: Request) -> Response:
        """Return landed records as JSON: `{"total", "offset", "records": [...]}`."""
        name = request.query_params.get("object")
        offset = _read_number(request, "offset", 0)
        limit = min(_read_number(request, "limit", 1000), _MOST_RECORDS)
        records = self._store.records(object_name=name, job_id=None, offset=offset, limit=limit)
        total = self._store.count_records(object_name=name)
        return JSONResponse({"total": total, "offset": offset, "records": [_describe_record(row) for row in records]})


def _describe_record(row: Row) -> dict[str, object]:
    return {**row, "data": json.loads(row["data"])}


def _reply_page(rows: list[dict[str, object]], offset: int, size: int) -> Response:
    """Return a page; `rows` holds one more than the page does if there is a next one."""
    page = rows[:size]
    headers = {"Elements-Returned-Count": str(len(page))}
    if len(rows) > size:
        headers["Elements-Next-Page-Token"] = encode_page(offset + size)
    return JSONResponse(page, headers=headers)


def _read_page(request: Request) -> tuple[int, int]:
    offset = decode_page(request.query_params.get("nextPage"))
    size = _read_number(request, "pageSize", DEFAULT_PAGE_SIZE)
    if offset is None or not 1 <= size <= DEFAULT_PAGE_SIZE:
        raise HTTPException(400, f"nextPage must be a token of ours, and pageSize 1 to {DEFAULT_PAGE_SIZE}")
    return offset, size


def _read_number(request: Request, name: str, default: int) -> int:
    text = request.query_params.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise HTTPException(400, f"{name} must be a number")
    return int(text)
