"""A GitLab code quality report.

Source: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import Any

from csvprep.findings import Finding, Severity
from csvprep.reports.listing import Listed
from csvprep.reports.results import Results, sentence

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor"}


def render_gitlab(results: Results) -> str:
    """Return the findings as a JSON array; what a limit cut is an entry of its own, by code.

    A fingerprint tells a finding from the others of a file by its code, field and turn among those: it stays the same
    when lines move, and it is made of no cell.
    """
    turns: Counter[tuple[str, str, str | None]] = Counter()
    entries = []
    for one in results.listing.listed:
        found = one.finding
        key = (found.file, found.code, found.field)
        turns[key] += 1
        entries.append(_entry(one, _fingerprint(*key, turns[key])))
    for name, why in results.unreadable:
        entries.append(_entry(Listed(_unread(name, why)), _fingerprint(name, "unreadable")))
    file = results.summaries[0].file if results.summaries else "-"
    for code, count in results.listing.cut_by_code().items():
        found = Finding(code, results.severity(code), file, None, 1, None, None, None, _cut_message(code, count))
        entries.append(_entry(Listed(found), _fingerprint(file, code, "cut", 0)))
    return json.dumps(entries, indent=2, ensure_ascii=False) + "\n"


def _unread(name: str, why: str) -> Finding:
    return Finding("unreadable", Severity.ERROR, name, None, 1, None, None, None, why)


def _cut_message(code: str, count: int) -> str:
    return f"{count:,} more {code} in all files are not listed; the totals of `csvprep lint` count them"


def _entry(listed: Listed, fingerprint: str) -> dict[str, Any]:
    found, spot = listed.finding, listed.spot
    lines = {"begin": spot.line, "end": spot.end_line} if spot else {"begin": found.line or 1}
    return {
        "description": sentence(found),
        "check_name": found.code,
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[found.severity],
        "location": {"path": found.file.replace("\\", "/").removeprefix("./"), "lines": lines},
    }


def _fingerprint(*parts: object) -> str:
    return hashlib.sha256("\x1f".join(map(str, parts)).encode("utf-8", "surrogateescape")).hexdigest()
