"""What a sandbox says: jobs in the endpoint's shapes, and what it takes to understand a query."""

from __future__ import annotations

import base64
import json
import re
from datetime import UTC, datetime
from typing import Any

from csvprep.bulk.sandbox.settings import FieldRule, SandboxSettings
from csvprep.bulk.sandbox.store import Row, is_searchable

INSTANCE_ID = 425904
DEFAULT_PAGE_SIZE = 200
_CONDITION = re.compile(r"\s*(\w+)\s*=\s*(?:'([^']*)'|(\d+))\s*")


def describe_job(job: Row, settings: SandboxSettings) -> dict[str, Any]:
    """Return a job as `GET /bulk/{id}/status` has it."""
    if settings.v3_names:
        return _describe_job_v3(job)
    facts: dict[str, Any] = {
        "id": str(job["id"]),
        "instanceId": INSTANCE_ID,
        "status": job["status"],
        "object_name": job["object"],
        "job_direction": "UPLOAD",
        "recordsCount": job["records_count"],
        "recordsFailedCount": job["failed_count"],
        "fileFormat": "csv",
        "fileSize": job["file_size"],
        "bulk_start_time": _render_time(job["created_ms"]),
        "metadata": job["metadata"],
    }
    if job["finished_ms"] is not None:
        facts["bulk_finish_time"] = _render_time(job["finished_ms"])
    if job["error"]:
        facts["error"] = job["error"]
    return facts


def describe_listed_job(job: Row) -> dict[str, Any]:
    """Return a job as a row of `GET /bulk/jobs`."""
    return {
        "id": job["id"],
        "instanceId": INSTANCE_ID,
        "object_name": job["object"],
        "job_direction": "UPLOAD",
        "status": job["status"],
        "record_count": job["records_count"],
        "error_count": job["failed_count"],
        "fileFormat": "csv",
        "createdDate": job["created_ms"],
        "completion_time": job["finished_ms"],
    }


def describe_field(rule: FieldRule) -> dict[str, Any]:
    """Return a field as `GET /objects/{name}/metadata` has it."""
    return {
        "vendorPath": rule.name,
        "vendorDisplayName": rule.name,
        "type": rule.type,
        "vendorRequired": rule.required,
        "vendorReadOnly": False,
    }


def parse_where(text: str) -> list[tuple[str, str]] | None:
    """Read conditions like `job_direction='UPLOAD' and record_count=10`; None if they can't be read."""
    if not text.strip():
        return []
    found = [_CONDITION.fullmatch(part) for part in re.split(r"(?i)\band\b", text)]
    conditions = [(match[1], match[3] if match[2] is None else match[2]) for match in found if match is not None]
    can_be_read = len(conditions) == len(found) and all(
        is_searchable(field) and (field != "record_count" or value.isdigit()) for field, value in conditions
    )
    return conditions if can_be_read else None


def encode_page(offset: int) -> str:
    """Return the token of the page that begins at an offset."""
    return base64.urlsafe_b64encode(json.dumps({"offset": offset}).encode()).decode("ascii")


def decode_page(token: str | None) -> int | None:
    """Return the offset that a page token stands for, 0 without one; None if it is no token of ours."""
    if not token:
        return 0
    try:
        offset = json.loads(base64.urlsafe_b64decode(token))["offset"]
    except (ValueError, KeyError, TypeError):
        return None
    return offset if isinstance(offset, int) and offset >= 0 else None


def _describe_job_v3(job: Row) -> dict[str, Any]:
    return {
        "id": str(job["id"]),
        "jobStatus": job["status"],
        "objectName": job["object"],
        "jobDirection": "UPLOAD",
        "recordCount": job["records_count"],
        "errorCount": job["failed_count"],
        "statusMessage": job["error"],
        "createdDate": job["created_ms"],
        "completionTime": job["finished_ms"],
        "fileFormat": "CSV",
        "metaData": job["metadata"],
    }


def _render_time(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds")
