"""What a submit would send, found out without sending or writing anything."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from csvprep.bulk.chunks import chunk_path, verify_chunks
from csvprep.bulk.client import UPLOAD_JOBS, BulkClient
from csvprep.bulk.ledger import ChunkState, ChunkStatus, read_ledger
from csvprep.bulk.mark import with_mark
from csvprep.bulk.outcome import SubmitSettings, is_sent_again
from csvprep.bulk.planned import PlannedRequest
from csvprep.bulk.submit import make_binding
from csvprep.manifest import Manifest, read_manifest

_LOST = frozenset({ChunkState.POSTING, ChunkState.UNKNOWN})
_NEW_JOB = "{id}"


def plan_submit(folder: Path, client: BulkClient, settings: SubmitSettings) -> tuple[PlannedRequest, ...]:
    """Return the requests that a submit of a folder would send, in its order; nothing is sent or written.

    Requests that depend on the endpoint's answers are there once each, with `when` to say on what.

    Raises:
        ManifestError: the folder holds no whole run, or an altered one.
        LedgerError: the ledger is another run's, endpoint's or object's.
    """
    manifest = read_manifest(folder)
    verify_chunks(folder, manifest)
    rows = _read_rows(folder, manifest, client, settings)
    lost = [row.file for row in rows if row.state in _LOST]
    requests = []
    if lost:
        listed = client.plan_get("/bulk/jobs", UPLOAD_JOBS)
        requests.append(replace(listed, when=f"to see whether {', '.join(lost)} arrived"))
    for entry, row in zip(manifest.chunks, rows, strict=True):
        if row.state is ChunkState.PENDING or row.file in lost or is_sent_again(row, settings):
            upload = client.plan_upload(
                settings.object,
                chunk_path(folder, entry),
                with_mark(settings.metadata, entry.sha256),
                callback_url=settings.callback_url,
            )
            if row.file not in lost:
                requests.append(upload)
            elif settings.resend_unknown:
                requests.append(replace(upload, when="if the endpoint has no job of it"))
    if settings.wait:
        requests += _plan_looks(client, settings, rows, has_new=any(one.file for one in requests))
    return tuple(requests)


def _read_rows(
    folder: Path, manifest: Manifest, client: BulkClient, settings: SubmitSettings
) -> tuple[ChunkStatus, ...]:
    with read_ledger(folder) as ledger:
        if ledger is not None and ledger.is_bound(make_binding(folder, client, settings)):
            return ledger.chunks()
    return tuple(ChunkStatus(entry.file, entry.records, ChunkState.PENDING) for entry in manifest.chunks)


def _plan_looks(
    client: BulkClient, settings: SubmitSettings, rows: tuple[ChunkStatus, ...], *, has_new: bool
) -> list[PlannedRequest]:
    open_jobs = [
        row.job_id
        for row in rows
        if row.job_id is not None and row.state is ChunkState.POSTED and not is_sent_again(row, settings)
    ]
    looks = []
    for job_id in [*open_jobs, *([_NEW_JOB] if has_new else [])]:
        whose = "each new job" if job_id == _NEW_JOB else f"job {job_id}"
        status = client.plan_get(f"/bulk/{job_id}/status")
        errors = client.plan_get(f"/bulk/{job_id}/errors", {"pageSize": "200"})
        looks += [
            replace(status, when=f"every {settings.poll_interval_seconds:g} s, until {whose} has ended"),
            replace(errors, when=f"once {whose} has ended, and for each further page of its errors"),
        ]
    return [replace(look, url=look.url.replace("%7Bid%7D", _NEW_JOB)) for look in looks]
