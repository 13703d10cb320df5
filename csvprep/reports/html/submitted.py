"""The part of a run's page on its submit: jobs, states, failed records. Written anew each time, in its own place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from csvprep.overview import Excerpt
from csvprep.overview.excerpt import excerpt_of
from csvprep.reports.html.charts import draw_bar
from csvprep.reports.html.figures import counted, grouped
from csvprep.reports.html.rendering import PLACE, SUBMIT_BYTES, environment

_ROWS = (400, 150, 50, 10, 0)
_CHARACTERS = 240
_REDACTED = '<html lang="en" data-redacted="true">'


@dataclass(frozen=True, slots=True)
class SubmittedChunk:
    """What became of a chunk; `failed` is None where the endpoint has not said."""

    file: str
    records: int
    state: str
    job_id: str | None
    failed: int | None
    message: str | None


@dataclass(frozen=True, slots=True)
class FailedRecord:
    """A record that the endpoint refused; record and line are those of the source, None where they aren't known."""

    record: int | None
    line: int | None
    chunk: str
    message: str

    @property
    def excerpt(self) -> Excerpt:
        """The message as it is shown: its start."""
        return excerpt_of(self.message) if len(self.message) > _CHARACTERS else Excerpt(self.message)


@dataclass(frozen=True, slots=True)
class Submitted:
    """What became of a run's chunks at the endpoint.

    Attributes:
        endpoint, object: where they went; None before the first submit.
        chunks: in the manifest's order.
        failed: the first failed records; failed_errors: how many errors the endpoint told in all.
        records, sent, records_failed: totals by the ledger.
    """

    endpoint: str | None
    object: str | None
    chunks: Sequence[SubmittedChunk]
    failed: Sequence[FailedRecord]
    failed_errors: int
    records: int
    sent: int
    records_failed: int


def put_submitted(page: str, submitted: Submitted) -> str | None:
    """Return a run's page with the part on its submit in place; None when the page has no place for it."""
    start, end = page.find(PLACE[0]), page.find(PLACE[1])
    if not 0 <= start < end:
        return None
    part = render_submitted(submitted, redact=_REDACTED in page[:1000])
    return f"{page[: start + len(PLACE[0])]}{part}{page[end:]}"


def render_submitted(submitted: Submitted, *, redact: bool) -> str:
    """Return the part; redacted: without the endpoint's words, since they may quote values."""
    for rows in _ROWS:
        part = _render(submitted, rows, redact=redact)
        if len(part.encode("utf-8", "backslashreplace")) <= SUBMIT_BYTES:
            break
    return part


def _render(submitted: Submitted, rows: int, *, redact: bool) -> str:
    loaded = submitted.sent - submitted.records_failed
    unsent = submitted.records - submitted.sent
    figures = [("Records", submitted.records), ("Sent", submitted.sent), ("Failed", submitted.records_failed)]
    parts = [("clean", max(0, loaded)), ("rejected", submitted.records_failed), ("empty", max(0, unsent))]
    return environment().get_template("submit.html").render(
        title=_title(submitted),
        told=_tell(submitted),
        bar=draw_bar(parts),
        legend=[("clean", "sent, not known to have failed"), ("rejected", "failed"), ("empty", "not sent")],
        figures=figures,
        chunks=submitted.chunks[:rows],
        chunks_cut=len(submitted.chunks[rows:]),
        failed=submitted.failed[:rows],
        failed_cut=submitted.failed_errors - len(submitted.failed[:rows]),
        hidden=redact,
    )  # fmt: skip


def _title(submitted: Submitted) -> str:
    states = {chunk.state for chunk in submitted.chunks}
    if submitted.endpoint is None:
        return "Not submitted yet"
    if submitted.records_failed:
        return f"Submitted: {counted(submitted.records_failed, 'record')} failed"
    if states <= {"done"}:
        return "Submitted: everything was taken"
    if states & {"failed", "cancelled", "unknown"}:
        return "Submitted: not all chunks arrived"
    return "Submitted: not all jobs have ended"


def _tell(submitted: Submitted) -> str:
    if submitted.endpoint is None:
        return f"{counted(len(submitted.chunks), 'chunk')} wait for csvprep submit."
    done = sum(chunk.state == "done" for chunk in submitted.chunks)
    what = f" as {submitted.object}" if submitted.object else ""
    return f"To {submitted.endpoint}{what}: {grouped(done)} of {counted(len(submitted.chunks), 'job')} done."
