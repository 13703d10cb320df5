"""Pages: `lint --format html`, `status --html`, and when `prep` says it was made."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from .shell import call

DATED = re.compile(r'<time datetime="([^"]+)">([^<]+)</time>')


def test_lint_writes_a_page(contact: Path) -> None:
    """The page goes to stdout or a file, answers for the file, and the exit code is that of any lint."""
    ran = call("lint", contact, "--format", "html", "-q")
    assert ran.code == 1
    assert ran.out.startswith("<!doctype html>")
    assert "Almost: after safe fixes" in ran.out
    assert "444) 444-1234" in ran.out
    assert call("lint", contact, "--format", "html", "-o", "lint.html").code == 1
    assert "Almost: after safe fixes" in Path("lint.html").read_text(encoding="utf-8")
    redacted = call("lint", contact, "--format", "html", "--redact").out
    assert "444-1234" not in redacted


def test_lint_of_several_files(contact: Path) -> None:
    """Several files are one page; those that can't be read are told on stderr, and give no page when none can."""
    Path("clean.csv").write_text("C_EmailAddress\nann@acme.com\n")
    ran = call("lint", contact, "clean.csv", "missing.csv", "--format", "html", "-o", "lint.html")
    assert ran.code == 2
    assert "missing.csv" in ran.err
    page = Path("lint.html").read_text(encoding="utf-8")
    assert "3 files: 1 can be uploaded as it is" in page
    assert "missing.csv: no such file" in page
    ran = call("lint", "missing.csv", "--format", "html", "-o", "none.html")
    assert (ran.code, ran.out, Path("none.html").exists()) == (2, "", False)


def test_prep_says_when(contact: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page of a prep is dated; SOURCE_DATE_EPOCH says how, and leaves the time that it took out."""
    call("prep", contact, "-o", "out")
    page = Path("out/report.html").read_text(encoding="utf-8")
    assert DATED.search(page)
    assert "<dt>Time</dt>" in page
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    call("prep", contact, "-o", "first")
    call("prep", contact, "-o", "second", "--jobs", "1")
    page = Path("first/report.html").read_text(encoding="utf-8")
    assert DATED.findall(page) == [("2023-11-14T22:13:20+00:00", "2023-11-14 22:13 UTC")]
    assert Path("second/report.html").read_text(encoding="utf-8") == page


def test_status_writes_the_page(prepared: Path) -> None:
    """--html puts the state of all chunks into the run's page, and says where that is."""
    ran = call("status", prepared, "--html")
    assert (ran.code, ran.err) == (0, "csvprep: written to out/report.html\n")
    assert "Not submitted yet" in Path("out/report.html").read_text(encoding="utf-8")


def test_severities_are_the_lints(contact: Path) -> None:
    """A code that is taken for an error is one on the page: in the answer, the totals and the explanation."""
    words = (contact, "--severity", "phone-unassigned=error", "--format")
    summary = json.loads(call("lint", *words, "json").out)["summary"]
    page = call("lint", *words, "html").out
    figures = dict(re.findall(r'data-figure="(errors|warnings)">(\d+)', page))
    assert {name: int(count) for name, count in figures.items()} == {"errors": 5, "warnings": 0}
    assert (summary["errors"], summary["warnings"]) == (5, 0)
    assert page.count('<span class="tag warning">') == 0
