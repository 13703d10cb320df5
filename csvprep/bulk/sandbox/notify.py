"""Telling the address that an upload asked for that its job has ended."""

from __future__ import annotations

import json
from contextlib import suppress

import httpx

from csvprep.bulk.address import is_loopback
from csvprep.bulk.sandbox.replies import describe_job
from csvprep.bulk.sandbox.settings import SandboxSettings
from csvprep.bulk.sandbox.store import Row
from csvprep.bulk.signature import SIGNATURE_HEADER, sign_body

_LIMIT_SECONDS = 5.0


def is_notifiable(url: str) -> bool:
    """Tell whether the sandbox may call an address: only one on this machine."""
    try:
        parts = httpx.URL(url)
    except (httpx.InvalidURL, ValueError):
        return False
    return parts.scheme in {"http", "https"} and is_loopback(parts.host)


def notify(settings: SandboxSettings, job: Row) -> None:
    """Post a job's status to its callback address, signed if there is a key; one attempt, whatever comes of it."""
    url = job["callback_url"]
    if not url:
        return
    metadata = json.loads(job["metadata"])
    status = describe_job(job, settings)
    if "callback-payload" in metadata:
        status["callback-payload"] = metadata["callback-payload"]
    body = json.dumps(status, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json"}
    if settings.signature_key is not None:
        headers[SIGNATURE_HEADER] = sign_body(settings.signature_key, body)
    with suppress(httpx.HTTPError):
        httpx.post(url, content=body, headers=headers, timeout=_LIMIT_SECONDS, trust_env=False)
