"""Findings for tests of reports."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from csvprep.code_policy import Policy
from csvprep.findings import Finding, Severity
from csvprep.reports.listing import Listing
from csvprep.reports.results import Results
from csvprep.spots import Spot
from csvprep.summary import Summary, findings_frame

PUBLISHED = Path(__file__).parent / "published"
FILE = "my contacts.csv"
ERROR = Finding("email-error", Severity.ERROR, FILE, 7, 8, "C_EmailAddress", 1, 'a,"b"\nc', "is 100%\nbad", None, "x@y")
WARNING = Finding("extra-label", Severity.WARNING, FILE, None, 1, "Größe", 3, "Größe", "no field")
BOTH = [WARNING, ERROR]
HOSTILE = (
    "<script>alert(1)</script>", "](javascript:alert(1))", "![x](http://x.example/y.png)", "`tick``s`", "a|b",
    "@octocat see #1", "::error::x", "%0A::warning::y", "\u202egnp.exe", "\x00\x1b[2J\x07", "]]>&lt;", "\ufffe",
    "<!-- x -->", "\\| x", "http://evil.example",
)  # fmt: skip


def listing(findings: list[Finding], limit: int = 0, spot: Spot | None = None) -> Listing:
    """Return a listing of findings, all at the same spot."""
    made = Listing(limit)
    made.add(findings_frame(findings), None if spot is None else lambda *_: spot)
    return made


def results(
    findings: list[Finding],
    limit: int = 0,
    spot: Spot | None = None,
    severities: Mapping[str, Severity] | None = None,
    **more: object,
) -> Results:
    """Return what a lint of one file of ten records with these findings came to."""
    summary = Summary(FILE, "contact", 10, 9, 1, 0, policy=Policy(severities=severities or {}))
    summary.count(findings_frame(findings))
    return Results([summary], listing(findings, limit, spot), **more)  # type: ignore[arg-type]


def hostile() -> list[Finding]:
    """Return findings whose value, field, message and fix mean harm."""
    return [
        Finding("email-error", Severity.ERROR, FILE, number, number + 1, text, 1, text, f"is {text}", text, text)
        for number, text in enumerate(HOSTILE, 1)
    ]
