"""The part of a run's page on its submit: written anew by each submit, and when it is asked for."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from csvprep.bulk.ledger import ChunkStatus, Ledger, read_ledger
from csvprep.bulk.outcome import count_failed
from csvprep.bulk.server_errors import trace_ledger
from csvprep.bulk.status import FolderStatus, find_chunks
from csvprep.bulk.trace import ServerError
from csvprep.bulk.withheld import WITHHELD, redact_rows
from csvprep.code_policy import make_policy
from csvprep.connectors import find_connector
from csvprep.errors import OutputError
from csvprep.manifest import Manifest, read_manifest
from csvprep.reports.html import FailedRecord, PageFile, Submitted, SubmittedChunk, put_submitted, render_page
from csvprep.staging import REPORT_NAME, replace_file
from csvprep.summary import Summary

_FAILED_SHOWN = 400


def update_page(folder: Path, manifest: Manifest, ledger: Ledger, *, redact: bool = False) -> None:
    """Tell a run's page what became of its chunks; where there is no page, or another's, nothing is written.

    Args:
        folder: of the run.
        manifest: the run's.
        ledger: the run's.
        redact: leave out what the endpoint said.

    Raises:
        OutputError: it can't be written.
    """
    path = folder / REPORT_NAME
    page = _read_page(path)
    told = None if page is None else put_submitted(page, _look(folder, manifest, ledger, redact=redact))
    if told is not None:
        _write(path, told)


def write_status_page(folder: Path, *, redact: bool = False) -> Path:
    """Write what became of a run's chunks into its page, and make a page where there is none; return its path.

    Args:
        folder: of the run.
        redact: leave out what the endpoint said.

    Raises:
        ManifestError: the folder holds no whole run.
        LedgerError: the ledger can't be read.
        OutputError: the page can't be written, or what stands in its place is none of csvprep's.
    """
    manifest, path = read_manifest(folder), folder / REPORT_NAME
    page = _read_page(path)
    if page is None:
        page = render_page([_page_of(manifest)]).decode("utf-8")
    with read_ledger(folder) as ledger:
        told = put_submitted(page, _look(folder, manifest, ledger, redact=redact))
    if told is None:
        raise OutputError(f"{path}: is no page of this csvprep's; move it away, and a new one is written")
    _write(path, told)
    return path


def _read_page(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise OutputError(f"{path}: can't be read: {error.strerror}") from None


def _write(path: Path, page: str) -> None:
    with replace_file(path) as stream:
        stream.write(page.encode("utf-8", "backslashreplace"))


def _look(folder: Path, manifest: Manifest, ledger: Ledger | None, *, redact: bool) -> Submitted:
    """Take from the ledger what the page shows; a run that was prepared redacted stays so."""
    redact = redact or _is_redacted(manifest)
    chunks = find_chunks(manifest, ledger)
    if redact:
        chunks = redact_rows(chunks)
    status = FolderStatus(None, None, None, chunks)
    totals = status.to_dict()["totals"]
    binding = ledger.binding() if ledger else {}
    errors: list[ServerError] = []
    told = 0
    if ledger is not None:
        batches = trace_ledger(folder, manifest, ledger, ledger.identifiers())
        errors = list(islice((error for batch in batches for error in batch), _FAILED_SHOWN))
        told = sum(len(ledger.errors(chunk.file)) for chunk in manifest.chunks)
    return Submitted(
        endpoint=binding.get("endpoint"),
        object=binding.get("object"),
        chunks=tuple(_chunk(row) for row in chunks),
        failed=tuple(
            FailedRecord(one.record, one.line, one.chunk, WITHHELD if redact else one.message) for one in errors
        ),
        failed_errors=told,
        records=totals["records"],
        sent=totals["records_sent"],
        records_failed=totals["records_failed"],
    )


def _is_redacted(manifest: Manifest) -> bool:
    return manifest.options.get("redact") is True


def _chunk(row: ChunkStatus) -> SubmittedChunk:
    known = row.failed_count is not None or bool(count_failed(row))
    return SubmittedChunk(
        row.file, row.records, row.state.value, row.job_id, count_failed(row) if known else None, row.message
    )


def _page_of(manifest: Manifest) -> PageFile:
    """Return what a page can say of a run by its manifest alone."""
    policy = make_policy((), manifest.options.get("ignore", ()), manifest.options.get("severity", {}))
    summary = Summary(manifest.source["name"], manifest.object or "", policy=policy)
    summary.records, summary.accepted, summary.rejected, summary.changed = (
        manifest.counts.get(name, 0) for name in ("read", "accepted", "rejected", "changed")
    )
    for code, count in manifest.findings.items():
        summary.tally(code, count)
    connector = None if manifest.connector is None else find_connector(manifest.connector).title
    options = {name: value for name, value in manifest.options.items() if name != "map"}
    return PageFile(
        command=manifest.command, file=manifest.source["name"], summary=summary, source=manifest.source, policy=policy,
        connector=connector, options=options, chunks=manifest.chunks, redact=_is_redacted(manifest),
    )  # fmt: skip
