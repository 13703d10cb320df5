"""Reports for programs of one's own: JSON; JSON lines and CSV come straight from frames."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import polars as pl

from csvprep.reports.listing import Listing
from csvprep.summary import REPORT_COLUMNS, Summary
from csvprep.writers import header_line, to_csv


def render_json(summaries: list[Summary], listing: Listing, unreadable: Sequence[tuple[str, str]] = ()) -> str:
    """Return summary and findings as one JSON document; `cut` says what a limit left out, by code.

    For several files `summary` holds the totals and `files` the summary of each; `unreadable` is there when a file of
    several can't be read.
    """
    document: dict[str, Any] = {"summary": total(summaries).to_dict()}
    if len(summaries) > 1:
        document["files"] = [summary.to_dict() for summary in summaries]
    if unreadable:
        document["unreadable"] = [{"file": file, "message": why} for file, why in unreadable]
    document["cut"] = listing.cut_by_code()
    document["findings"] = [finding.to_dict() for finding in listing.kept]
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def total(summaries: list[Summary]) -> Summary:
    """Add up the summaries of several files; one alone is its own total."""
    if len(summaries) == 1:
        return summaries[0]
    objects = sorted({one.object for one in summaries})
    whole = Summary(", ".join(one.file for one in summaries), ", ".join(objects))
    for one in summaries:
        for name in ("records", "accepted", "rejected", "changed", "errors", "warnings", "fixable"):
            setattr(whole, name, getattr(whole, name) + getattr(one, name))
        whole.by_code.update(one.by_code)
    return whole


def render_jsonl(frame: pl.DataFrame) -> str:
    """Return a report frame as one JSON object a line."""
    return frame.write_ndjson()


def render_csv(frame: pl.DataFrame) -> str:
    """Return a report frame as CSV without header."""
    return to_csv(frame).decode("utf-8")


def render_csv_header() -> str:
    """Return the header of the CSV report."""
    return header_line(REPORT_COLUMNS).decode("utf-8")
