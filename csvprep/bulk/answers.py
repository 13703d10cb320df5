"""What the endpoint says about jobs and records, read with tolerance for its several spellings.

The same fact comes under several names: one page calls the state `status`, another `jobStatus`; counts
are `recordsCount`, `recordCount` or `record_count`; a finished job is `COMPLETE` or `COMPLETED`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from csvprep.bulk.mark import find_mark

COMPLETED = "COMPLETED"
CANCELLED = "CANCELLED"
FINAL_STATUSES = frozenset({COMPLETED, "ABORTED", "ERROR", CANCELLED})

_SPELLINGS = {"COMPLETE": COMPLETED, "CANCELED": CANCELLED}
_STATUS_KEYS = ("status", "jobStatus", "job_status")
_RECORDS_KEYS = ("recordsCount", "recordCount", "record_count")
_FAILED_KEYS = ("recordsFailedCount", "errorCount", "error_count")
_REASON_KEYS = ("error", "statusMessage", "infoMessage", "message")
_OBJECT_KEYS = ("object_name", "objectName")
_DIRECTION_KEYS = ("job_direction", "jobDirection")
_MESSAGE_KEYS = ("status", "message", "providerMessage", "error")
_ROW_KEYS = ("row", "rowNumber", "recordIndex")
_LONGEST_MESSAGE = 500


@dataclass(frozen=True, slots=True)
class JobStatus:
    """What the endpoint says about one job.

    Attributes:
        job_id: the endpoint's id of the job.
        status: state in capitals and in one spelling; states csvprep doesn't know come through as they are.
        records_count: records worked on so far, failures included; None where it wasn't said.
        failed_count: records that failed; None where it wasn't said.
        reason: what went wrong with the job as a whole.
        object_name, direction: what the job loads and which way (`UPLOAD`, `DOWNLOAD`).
        created_ms: when the job was made, in milliseconds since 1970 by the endpoint's clock.
        file_bytes: the size of the file that it was made of.
        mark: the mark of the chunk that it was made of, see `csvprep.bulk.mark`.
    """

    job_id: str
    status: str
    records_count: int | None = None
    failed_count: int | None = None
    reason: str | None = None
    object_name: str | None = None
    direction: str | None = None
    created_ms: int | None = None
    file_bytes: int | None = None
    mark: str | None = None

    @property
    def is_final(self) -> bool:
        """Whether the job has come to its end, good or bad; an unknown state has not."""
        return is_final(self.status)


@dataclass(frozen=True, slots=True)
class ErrorRow:
    """One row of a job's error list.

    Attributes:
        message: the vendor's words.
        row_number: 1-based row of the chunk, where the endpoint gave such a key; it may be mistaken.
    """

    message: str
    row_number: int | None = None


def parse_job(data: object, job_id: str | None = None, status: str | None = None) -> JobStatus | None:
    """Read a job's status object or a row of the job list; None if it has no id or no state.

    Args:
        data: the answer.
        job_id: the id to take where the answer leaves it out.
        status: the state to take where the answer leaves it out.
    """
    if not isinstance(data, Mapping):
        return None
    found_id = _text(_first(data, ("id",))) or job_id
    found_status = _text(_first(data, _STATUS_KEYS)) or status
    if found_id is None or found_status is None:
        return None
    direction = _text(_first(data, _DIRECTION_KEYS))
    return JobStatus(
        job_id=found_id,
        status=normalise_status(found_status),
        records_count=_number(_first(data, _RECORDS_KEYS)),
        failed_count=_number(_first(data, _FAILED_KEYS)),
        reason=_reason(data),
        object_name=_text(_first(data, _OBJECT_KEYS)),
        direction=direction.upper() if direction else None,
        created_ms=_number(_first(data, ("createdDate",))),
        file_bytes=_number(_first(data, ("fileSize",))),
        mark=find_mark(data),
    )


def parse_error_row(data: object) -> ErrorRow | None:
    """Read one row of an error list, a string or an object; None if it is neither."""
    if isinstance(data, str):
        return ErrorRow(clean_message(data))
    if not isinstance(data, Mapping):
        return None
    message = next((data[key] for key in _MESSAGE_KEYS if isinstance(data.get(key), str)), None)
    return ErrorRow(clean_message(message or json.dumps(data, ensure_ascii=False)), _number(_first(data, _ROW_KEYS)))


def is_final(status: str | None) -> bool:
    """Say whether a state, in its one spelling, is the end of a job."""
    return status in FINAL_STATUSES


def normalise_status(status: str) -> str:
    """Return a job state in capitals and in one spelling."""
    upper = status.strip().upper().replace(" ", "_")
    return _SPELLINGS.get(upper, upper)


def clean_message(text: str) -> str:
    """Return foreign text as one printable line of bounded length, safe to show on a terminal."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return line if len(line) <= _LONGEST_MESSAGE else line[: _LONGEST_MESSAGE - 1] + "…"


def _reason(data: Mapping[str, Any]) -> str | None:
    reason = next((data[key] for key in _REASON_KEYS if isinstance(data.get(key), str) and data[key].strip()), None)
    return None if reason is None else clean_message(reason)


def _first(data: Mapping[str, Any], keys: tuple[str, ...]) -> object:
    return next((data[key] for key in keys if data.get(key) is not None), None)


def _text(value: object) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return str(value).strip() or None


def _number(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if value >= 0 else None
    if isinstance(value, float):
        return int(value) if value >= 0 and value.is_integer() else None
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit():
        return int(value)
    return None
