"""The page as bytes: the answer it gives, how it writes numbers and values, its size, and what may be in it."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from harness import CONTACT, prep

from csvprep.overview import Excerpt
from csvprep.reports.html import (
    MOST_BYTES,
    FailedRecord,
    Made,
    PageFile,
    Submitted,
    SubmittedChunk,
    put_submitted,
    render_page,
    rendering,
)
from csvprep.reports.html.figures import dated, grouped, lasted, sized
from csvprep.reports.html.values import show, show_change
from csvprep.reports.html.verdict import judge
from csvprep.runs.lint_page import lint_page
from csvprep.summary import Summary

HEADER = b"C_EmailAddress,C_FirstName,C_BusPhone\n"


def page_of(path: Path, data: bytes, **options: object) -> PageFile:
    path.write_bytes(data)
    return lint_page(path, replace(CONTACT, **options))


@pytest.mark.parametrize(
    ("command", "counts", "codes", "title", "level"),
    [
        ("prep", (10, 10, 0, 0), {}, "Yes", "good"),
        ("prep", (10, 10, 0, 3), {"phone-unassigned": 2}, "Yes", "good"),
        ("prep", (10_000, 9_977, 23, 0), {"email-error": 23}, "Yes, all but 23 records", "care"),
        ("prep", (3, 2, 1, 0), {"email-error": 1}, "Yes, all but 1 record", "care"),
        ("prep", (2500, 1, 2499, 0), {"email-error": 2499}, "Only 1 of 2\u202f500 records", "care"),
        ("prep", (10, 0, 10, 0), {"email-error": 10}, "No", "bad"),
        ("prep", (10, 0, 10, 0), {"missing-label": 1}, "No, the header comes first", "bad"),
        ("prep", (0, 0, 0, 0), {}, "Nothing to upload", "bad"),
        ("prep", (10, 10, 0, 0), {"truncated-file": 1}, "Wait: the file is cut short", "bad"),
        ("lint", (10, 10, 0, 0), {}, "Yes", "good"),
        ("lint", (10, 10, 0, 2), {"phone-error": 2}, "Almost: after safe fixes", "care"),
        ("lint", (10, 8, 2, 0), {"email-error": 2}, "Not all of it: 2 records can't go", "care"),
        ("lint", (10, 0, 10, 0), {"email-error": 10}, "No", "bad"),
        ("split", (10, 10, 0, 0), {}, "Not checked", "care"),
    ],
)
def test_answers(command: str, counts: tuple[int, int, int, int], codes: dict[str, int], title: str, level: str):
    """The first words answer whether the file can be uploaded, by what became of its records."""
    summary = Summary("a.csv", "contact", *counts)
    for code, count in codes.items():
        summary.tally(code, count)
    verdict = judge(PageFile(command, "a.csv", summary, chunks=()))
    assert (verdict.title, verdict.level) == (title, level)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (grouped(999), "999"),
        (grouped(1_234_567), "1\u202f234\u202f567"),
        (sized(9_999), "9\u202f999 bytes"),
        (sized(1_500_000), "1\u202f500 kB"),
        (sized(326_000_000), "326 MB"),
        (lasted(0.2), "<\u00a01\u00a0s"),
        (lasted(12.4), "12\u00a0s"),
        (lasted(754), "12 min 34 s"),
        (lasted(7_300), "2 h 1 min"),
        (dated(datetime(2026, 11, 22, 7, 9, 31, tzinfo=UTC)), "2026-11-22 07:09 UTC"),
    ],
)
def test_numbers_mean_the_same_everywhere(written: str, expected: str):
    """Numbers have narrow spaces between groups and no decimals, so that no comma or point can be misread."""
    assert written == expected


@pytest.mark.parametrize(
    ("value", "markup"),
    [
        ("<b>&", "<code>&lt;b&gt;&amp;</code>"),
        ("\"'", "<code>&#34;&#39;</code>"),
        ("a b", "<code>a b</code>"),
        (" a", '<code><span class="sp">·</span>a</code>'),
        ("\u202ex", '<code><span class="ch" title="U+202E RIGHT-TO-LEFT OVERRIDE">U+202E</span>x</code>'),
        ("\0", '<code><span class="ch" title="U+0000 NULL">NUL</span></code>'),
        ("", '<code><span class="none">empty</span></code>'),
    ],
)
def test_values_are_text(value: str, markup: str):
    """A value is escaped, and what can't be seen in it is named."""
    assert show(Excerpt(value)) == markup


def test_changes_are_marked():
    """In a change the parts that differ are marked, also where both look the same."""
    marked = show_change(Excerpt("444) 444-1234"), Excerpt("(444) 444-1234"))
    assert "<code>444) 444-1234</code>" in marked
    assert "<code><ins>(</ins>444) 444-1234</code>" in marked
    marked = show_change(Excerpt("e\u0301"), Excerpt("é"))
    assert '<del><span class="ch" title="U+0065' not in marked
    assert "U+0301</span></del>" in marked
    assert "<ins>é</ins>" in marked


def test_only_its_own_style_and_script_may_be_used(tmp_path: Path):
    """The policy forbids everything but one style sheet and one script, named by their digests."""
    page = render_page([page_of(tmp_path / "in.csv", HEADER + b"a@b.de,Ann,\n")]).decode()
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (style, script)]
    assert policy.replace("&#39;", "'") == (
        f"default-src 'none'; style-src 'sha256-{digests[0]}'; script-src 'sha256-{digests[1]}'; base-uri 'none'; "
        "form-action 'none'"
    )
    assert not re.findall(r'(?:src|href)="(?!#)', page)
    assert " style=" not in page
    assert "url(" not in style


@pytest.mark.parametrize("columns", [100, 1000])
def test_size_is_bounded(tmp_path: Path, columns: int):
    """However wide a file is and however much is wrong, the page stays small enough, and says what it leaves out."""
    labels = ",".join(f"{'x' * 200}{number}" for number in range(columns))
    cells = ",".join([" <&\u202e> "] * columns)
    data = f"{HEADER.decode().strip()},{labels}\n" + f"no mail, <&\u202e>'\" ,x,{cells}\n" * 10
    page = render_page([page_of(tmp_path / "in.csv", data.encode())] * 12)
    assert len(page) < MOST_BYTES
    text = page.decode()
    assert "more columns are not shown." in text or 'class="facts"' not in text
    assert "only in this table" in text or columns == 100


def test_redacted_pages_hold_no_value(tmp_path: Path):
    """Redacted, a page holds no cell, no label that may be one, and not the endpoint's words; shapes tell enough."""
    data = HEADER.replace(b"C_FirstName", b"Ludmilla") + b"who@secret.de,Roswitha,212.555.0123\n" * 2
    page = render_page([page_of(tmp_path / "in.csv", data, redact=True)]).decode()
    for secret in ("secret", "Roswitha", "Ludmilla", "0123"):
        assert secret not in page
    assert "ddd.ddd.dddd" in page
    run = prep(data, replace(CONTACT, redact=True)).files["report.html"].decode()
    chunk = SubmittedChunk("chunks/contact-00001.csv", 1, "failed", "7", 1, "secret@x.de refused")
    told = Submitted("sandbox", "contact", (chunk,), [FailedRecord(1, 2, chunk.file, "secret@x.de is bad")], 1, 1, 1, 1)
    whole = put_submitted(run, told)
    assert whole is not None
    assert "1 record failed" in whole
    assert "secret" not in whole


def test_equal_runs_make_equal_pages(tmp_path: Path):
    """A page without a moment is the same each time; with one, only that differs."""
    data = HEADER + b"a@b.de, Ann ,212.555.0123\nno mail,x,\n"
    first, second = (prep(data, replace(CONTACT, jobs=jobs)).files["report.html"] for jobs in (1, 2))
    assert first == second
    page = page_of(tmp_path / "in.csv", data)
    made = Made(datetime(2026, 11, 22, 7, 9, tzinfo=UTC), 75)
    dated_page = render_page([page], made=made).decode()
    assert "2026-11-22 07:09 UTC" in dated_page
    assert "1 min 15 s" in dated_page


def test_the_submit_part_is_replaced():
    """Told twice, a page has the latest news of its submit and nothing of the earlier; a foreign page has no place."""
    page = prep(HEADER + b"a@b.de,Ann,\n").files["report.html"].decode()
    chunk = SubmittedChunk("chunks/contact-00001.csv", 1, "posted", "7", None, None)
    told = Submitted("sandbox", "contact", (chunk,), (), 0, 1, 1, 0)
    once = put_submitted(page, told)
    assert once is not None
    assert "not all jobs have ended" in once
    done = replace(told, chunks=(replace(chunk, state="done", failed=0),))
    twice = put_submitted(once, done)
    assert twice == put_submitted(page, done)
    assert twice is not None
    assert "everything was taken" in twice
    assert put_submitted("<html></html>", told) is None


def test_templates_are_kept_compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """What a first process compiles a second one finds; where nothing may be kept, pages are made all the same."""
    code = (
        "import shutil, sys, pathlib; from csvprep.reports.html import rendering\n"
        "folder = pathlib.Path(rendering.__file__).parent / 'templates' / '__pycache__'\n"
        "shutil.rmtree(folder, ignore_errors=True)\n"
        "made = []\n"
        "for _ in range(2):\n"
        "    rendering.environment.cache_clear()\n"
        "    [rendering.environment().get_template(name) for name in ('page.html', 'file.html')]\n"
        "    made.append({path.name: path.stat().st_mtime_ns for path in folder.glob('*.pyc')})\n"
        "print(made[0] == made[1], len(made[0]))"
    )
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    package = tmp_path / "csvprep"
    shutil.copytree(Path(rendering.__file__).parents[2], package, ignore=shutil.ignore_patterns("__pycache__"))

    def run(*options: str) -> tuple[str, str]:
        command = [sys.executable, *options, "-c", code]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        return done.stdout.strip(), done.stderr

    assert run() == ("True 2", "")
    assert run("-B") == ("True 0", "")
    (package / "reports" / "html" / "templates" / "__pycache__").write_text("in the way")
    assert run() == ("True 0", "")
