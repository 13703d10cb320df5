"""Reports for machines: JSON, SARIF 2.1.0 and GitHub annotations; JSON lines and CSV come straight from frames."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any
from urllib.parse import quote

import polars as pl

from csvprep.catalogue import CATALOGUE
from csvprep.findings import Finding, Severity
from csvprep.reports.listing import Listing
from csvprep.summary import REPORT_COLUMNS, Summary
from csvprep.writers import header_line, to_csv

_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render_json(summaries: list[Summary], listing: Listing) -> str:
    """Return summary and findings as one JSON document; `cut` says what a limit left out, by code.

    For several files `summary` holds the totals and `files` the summary of each.
    """
    document: dict[str, Any] = {"summary": total(summaries).to_dict()}
    if len(summaries) > 1:
        document["files"] = [summary.to_dict() for summary in summaries]
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


def render_sarif(listing: Listing, version: str, *, complete: bool = True) -> str:
    """Return the findings as a SARIF 2.1.0 log; rules are the catalogue's codes that occur.

    Source: OASIS, SARIF 2.1.0, https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html

    Args:
        listing: the findings.
        version: csvprep's.
        complete: every file could be read.
    """
    used = [code for code in CATALOGUE if any(finding.code == code for finding in listing.kept)]
    document = {
        "$schema": _SARIF_SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "csvprep", "version": version, "rules": [_rule(code) for code in used]}},
                "invocations": [{"executionSuccessful": complete}],
                "columnKind": "unicodeCodePoints",
                "results": [_result(finding, used.index(finding.code)) for finding in listing.kept],
                "properties": {"cut": listing.cut_by_code()},
            }
        ],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _rule(name: str) -> dict[str, Any]:
    code = CATALOGUE[name]
    return {
        "id": name,
        "shortDescription": {"text": code.title},
        "fullDescription": {"text": code.why},
        "help": {"text": code.fix},
        "defaultConfiguration": {"level": code.severity.value},
    }


def _result(finding: Finding, rule_index: int) -> dict[str, Any]:
    return {
        "ruleId": finding.code,
        "ruleIndex": rule_index,
        "level": finding.severity.value,
        "message": {"text": _sentence(finding)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _uri(finding.file)},
                    "region": {"startLine": finding.line or 1},
                }
            }
        ],
        "properties": {"record": finding.record, "field": finding.field, "columnNumber": finding.column_number},
    }


def _uri(file: str) -> str:
    """Return a file's name as a URI reference (RFC 3986): relative as it is, absolute with its scheme."""
    windows = PureWindowsPath(file)
    if windows.is_absolute():
        return windows.as_uri()
    if file.startswith("/"):
        return PurePosixPath(file).as_uri()
    return quote(file.replace("\\", "/"))


def _sentence(finding: Finding) -> str:
    return f"{finding.field}: {finding.message}" if finding.field else finding.message


def render_github(listing: Listing) -> Iterator[str]:
    """Yield a GitHub workflow command for each finding, errors first, and a notice of what was cut.

    Format: workflow commands, https://docs.github.com/actions/reference/workflow-commands-for-github-actions
    """
    ordered = sorted(listing.kept, key=lambda one: one.severity is Severity.WARNING)
    for finding in ordered:
        place = f"file={_property(finding.file)},line={finding.line or 1},title={_property(finding.code)}"
        yield f"::{finding.severity.value} {place}::{_data(_sentence(finding))}"
    for code, count in listing.cut_by_code().items():
        yield f"::notice title={_property(code)}::{count:,} more {code} are not listed"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
