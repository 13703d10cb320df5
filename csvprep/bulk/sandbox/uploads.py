"""The desk of a sandbox that takes uploads: checks the form, keeps the file, makes the job, shows faults on demand."""

from __future__ import annotations

import asyncio
import json
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from csvprep.bulk.sandbox.faults import BrokenReply, FaultPlan
from csvprep.bulk.sandbox.gate import drain
from csvprep.bulk.sandbox.notify import is_notifiable
from csvprep.bulk.sandbox.processing import Worker
from csvprep.bulk.sandbox.replies import INSTANCE_ID
from csvprep.bulk.sandbox.store import Store

_ACTIONS = frozenset({"create", "update", "upsert"})
_DOWNLOADS = frozenset({"query", "download", "workflows"})


class UploadDesk:
    """Takes uploads one by one, as its plan of faults lets it."""

    def __init__(self, store: Store, worker: Worker, plan: FaultPlan) -> None:
        self._store = store
        self._worker = worker
        self._plan = plan

    async def receive(self, request: Request) -> Response:
        """Answer `POST /bulk/{objectName}`."""
        await asyncio.sleep(self._plan.faults.slow_answer_seconds)
        try:
            self._see_acceptable(request)
        except HTTPException:
            await drain(request)
            raise
        async with request.form(max_files=1, max_fields=50) as form:
            upload, metadata = form.get("file"), _parse_metadata(form.get("metaData"), request)
            if not isinstance(upload, UploadFile):
                raise HTTPException(400, "The form has no part 'file' with a file in it")
            job_id = await run_in_threadpool(
                self._keep, request, upload.file, upload.filename or "upload.csv", metadata
            )
        self._worker.add(job_id)
        reply = {"id": str(job_id), "instanceId": INSTANCE_ID, "status": "CREATED"}
        if self._plan.strikes("drop_answer_after_post"):
            return BrokenReply(reply)
        return self._plan.spoil() or JSONResponse(reply)

    def _see_acceptable(self, request: Request) -> None:
        refusal = self._plan.refuse()
        if refusal is not None:
            raise refusal
        if request.path_params["name"] in _DOWNLOADS:
            raise HTTPException(400, "The sandbox takes uploads only")
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "multipart/form-data":
            raise HTTPException(415, "The body must be multipart/form-data")
        callback = request.headers.get("Elements-Async-Callback-Url")
        if callback is not None and not is_notifiable(callback):
            raise HTTPException(400, "The sandbox calls back only addresses of this machine")

    def _keep(self, request: Request, source: BinaryIO, file_name: str, metadata: Mapping[str, Any]) -> int:
        incoming = self._store.incoming_path(secrets.token_hex(8))
        try:
            _copy(source, incoming)
            callback = request.headers.get("Elements-Async-Callback-Url")
            return self._store.add_job(request.path_params["name"], metadata, incoming, file_name, callback)
        finally:
            incoming.unlink(missing_ok=True)


def _parse_metadata(text: object, request: Request) -> dict[str, Any]:
    try:
        metadata = json.loads(text) if isinstance(text, str) and text.strip() else {}
    except ValueError:
        raise HTTPException(400, "The part 'metaData' is not valid JSON") from None
    if not isinstance(metadata, dict):
        raise HTTPException(400, "The part 'metaData' must be a JSON object")
    for name in ("identifierFieldName", "primaryKeyName", "action", "format"):
        if name not in metadata and name in request.query_params:
            metadata[name] = request.query_params[name]
        if not isinstance(metadata.get(name, ""), str):
            raise HTTPException(400, f"{name} must be a text")
    if metadata.get("format", "csv").casefold() != "csv":
        raise HTTPException(400, "The sandbox takes the format csv only")
    if metadata.get("action", "create") not in _ACTIONS:
        raise HTTPException(400, f"The action must be one of {', '.join(sorted(_ACTIONS))}")
    return metadata


def _copy(source: BinaryIO, target: Path) -> None:
    with target.open("wb") as stream:
        shutil.copyfileobj(source, stream)
