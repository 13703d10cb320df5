"""Lines for people."""

from __future__ import annotations

import pytest

from csvprep.findings import Finding, Severity
from csvprep.manifest import ChunkEntry, Manifest
from csvprep.reports.text import (
    plural,
    render_finding,
    render_fix_summary,
    render_lint_summary,
    render_run,
    render_total,
)
from csvprep.reports.visible import show_change, show_value, visible
from csvprep.summary import Summary


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("Acme", "'Acme'"),
        ("", "''"),
        ("O'Brien", '"O\'Brien"'),
        ('Peter "O\'Brien"', "'Peter \"O'Brien\"'"),
        ("two\nlines", r"'two\nlines'"),
        ("\x1b[31mred", r"'\x1b[31mred'"),
        ("a\u200bb", r"'a\u200bb'"),
        ("a\u202eb", r"'a\u202eb'"),
        ("Zoë 連絡先", "'Zoë 連絡先'"),
        ("x" * 60, f"'{'x' * 60}'"),
        ("a" * 40 + "z" * 40, f"'{'a' * 30}…{'z' * 30}'"),
    ],
)
def test_show_value(value: str, shown: str) -> None:
    """A value is quoted, what can't be seen is escaped, and a long one is cut in the middle."""
    assert show_value(value) == shown


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        (" Acme", "Acme", ("' Acme'", "'Acme'")),
        ("Zoe\u0308", "Zo\u00eb", (r"'Zoe\u0308'", "'Zoë'")),
        ("\u212b", "\u00c5", (r"'\u212b'", "'Å'")),
        ("a\u00a0b", "a b", (r"'a\xa0b'", "'a b'")),
        (
            "a" * 100 + "\u2003" + "b" * 100,
            "a" * 100 + " " + "b" * 100,
            (f"'…{'a' * 30}\\u2003{'b' * 29}…'", f"'…{'a' * 30} {'b' * 29}…'"),
        ),
        ("x" * 100 + " ", "x" * 100, (f"'…{'x' * 59} '", f"'…{'x' * 60}'")),
        (" " + "x" * 100, "x" * 100, (f"' {'x' * 59}…'", f"'{'x' * 60}…'")),
        ("x" * 2**14 + " ", "x" * 2**14, (f"'…{'x' * 59} '", f"'…{'x' * 60}'")),
        ("x" * 40_000 + "\u2003", "x" * 40_000 + " ", (f"'…{'x' * 59}\\u2003'", f"'…{'x' * 59} '")),
    ],
)
def test_show_change(before: str, after: str, shown: tuple[str, str]) -> None:
    """Of a change the place of the difference is shown, and letters that look the same are told apart."""
    assert show_change(before, after) == shown


def test_visible_keeps_what_can_be_seen() -> None:
    """Text without control characters stays as it is; broken surrogates of file names are escaped."""
    assert visible("müller – 1.csv") == "müller – 1.csv"
    assert visible("b\udcff\n") == r"b\udcff\n"


def finding(**changes: object) -> Finding:
    facts: dict[str, object] = {
        "code": "email-error", "severity": Severity.ERROR, "file": "in.csv", "record": 7, "line": 8,
        "field": "C_EmailAddress", "column_number": 1, "value": "ann", "message": "is not an e-mail address",
    }  # fmt: skip
    return Finding(**{**facts, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({}, "in.csv:8:1 error email-error C_EmailAddress 'ann' is not an e-mail address"),
        ({"column_number": None, "field": None, "value": None}, "in.csv:8 error email-error is not an e-mail address"),
        ({"fix": "a@b.com"}, "in.csv:8:1 error email-error C_EmailAddress 'ann' → 'a@b.com' is not an e-mail address"),
        (
            {"suggestion": "a@b.com"},
            (
                "in.csv:8:1 error email-error C_EmailAddress 'ann' is not an e-mail address; "
                "suggestion: 'a@b.com' (--unsafe-fixes)"
            ),
        ),
        ({"value": "", "message": "is empty"}, "in.csv:8:1 error email-error C_EmailAddress is empty"),
        (
            {"value": "N/A", "fix": ""},
            "in.csv:8:1 error email-error C_EmailAddress 'N/A' → '' is not an e-mail address",
        ),
        (
            {"record": None, "line": 1, "value": "Mail", "fix": "C_EmailAddress", "message": "'Mail' is read as it"},
            "in.csv:1:1 error email-error 'Mail' is read as it",
        ),
        (
            {"file": "a\x1bb.csv", "field": "C\x07", "message": "\x1b[2J"},
            r"a\x1bb.csv:8:1 error email-error C\x07 'ann' \x1b[2J",
        ),
    ],
)
def test_render_finding(changes: dict[str, object], line: str) -> None:
    """A finding is one line: place, severity, code, field, value, fix, message, suggestion."""
    assert render_finding(finding(**changes)) == line


def test_render_finding_in_colour() -> None:
    """In colour the place is bold, an error red, a warning yellow, a fix green."""
    assert render_finding(finding(fix="x"), colour=True) == (
        "\x1b[1min.csv:8:1\x1b[0m \x1b[31merror\x1b[0m email-error C_EmailAddress 'ann' \x1b[32m→ 'x'\x1b[0m "
        "is not an e-mail address"
    )
    assert "\x1b[33mwarning\x1b[0m" in render_finding(finding(severity=Severity.WARNING), colour=True)


def test_counts_have_their_nouns() -> None:
    """One is singular, all else plural, thousands are grouped."""
    assert [plural(count, "record") for count in (0, 1, 2, 1000)] == [
        "0 records",
        "1 record",
        "2 records",
        "1,000 records",
    ]


def test_render_lint_summary() -> None:
    """The closing line has exact totals, what fix would do, and what prep would accept; no stray colour codes."""
    summary = Summary("in.csv", "contact", 3000, 2900, 100, 50, errors=0, warnings=1200, fixable=40)
    assert render_lint_summary(summary, colour=True) == (
        "in.csv: contact, 3,000 records: 0 errors, \x1b[33m1,200 warnings\x1b[0m; 40 fixable with `csvprep fix`; "
        "prep would accept 2,900 (50 changed) and reject 100"
    )
    assert render_lint_summary(Summary("in.csv", "contact", 1, 1)) == "in.csv: contact, 1 record: clean"


def test_render_fix_summary_and_total() -> None:
    """What fix did, and the total over several files, in one line each."""
    summary = Summary("in.csv", "contact", 1, errors=1, warnings=2, changed=1)
    assert render_fix_summary(summary, written=True) == "in.csv: 1 of 1 record changed; left: 1 error, 2 warnings"
    assert render_fix_summary(summary, written=False).startswith("in.csv: 1 of 1 record would change;")
    clean = Summary("b.csv", "contact", 5)
    assert render_total([summary, clean]) == "2 files, 6 records: 1 error in 1 file, 2 warnings"
    assert render_total([clean], 2) == "1 file, 5 records: 0 errors, 0 warnings; 2 files could not be read"


def test_render_run_wraps_its_codes() -> None:
    """Many codes are broken over lines of at most 100 columns."""
    codes = {f"some-long-code-number-{number}": 1000 + number for number in range(12)}
    counts = {"read": 9, "accepted": 8, "rejected": 1, "changed": 2}
    chunk = ChunkEntry("chunks/x-00001.csv", 8, 1234, "", 1, 9, 2, 10)
    manifest = Manifest("1", "prep", {}, "contact", None, {}, counts, codes, (chunk,))
    lines = list(render_run(Summary("in.csv", "contact", 9), manifest, "out"))
    assert lines[0] == "in.csv: contact, 9 records read, 8 accepted, 1 rejected, 2 changed"
    assert lines[1] == "  chunks    1 file, 1,234 bytes in out/chunks"
    assert lines[3] == "  findings  12,066 in out/findings.csv"
    assert max(map(len, lines)) <= 100
    assert [word for line in lines for word in line.replace(",", "").split() if word.startswith("some-")] == list(codes)
    assert lines[-3:] == [
        "  changes   2 records in out/changes.csv", "  report    out/report.html", "  next      csvprep submit out",
    ]  # fmt: skip
