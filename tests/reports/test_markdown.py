"""Markdown for pull requests."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from markdown_it import MarkdownIt

from csvprep.findings import Finding
from csvprep.reports.markdown import code_span, escape, render_markdown

from .samples import BOTH, ERROR, FILE, HOSTILE, WARNING, hostile, results

OWN_TAGS = {"h3", "table", "thead", "tbody", "tr", "th", "td", "code", "details", "summary", "p"}


class Page(HTMLParser):
    """What a Markdown reader makes of a report: its tags, rows of cells, and the text outside of code."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.rows: list[list[str]] = []
        self.loose = ""
        self._in_code = self._in_cell = False
        self.feed(MarkdownIt("commonmark", {"html": True}).enable("table").render(text))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self._in_code = tag == "code"
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self.rows[-1].append("")
            self._in_cell = True

    def handle_endtag(self, tag: str) -> None:
        self._in_code = self._in_code and tag != "code"
        self._in_cell = self._in_cell and tag not in {"td", "th"}

    def handle_data(self, data: str) -> None:
        if self._in_cell:
            self.rows[-1][-1] += data
        if not self._in_code:
            self.loose += data


def cells(findings: list[Finding], limit: int = 0) -> Page:
    return Page(render_markdown(results(findings, limit)))


def test_a_report() -> None:
    """Verdict, totals by file and code, and the findings, errors first."""
    page = cells(BOTH)
    assert page.loose.startswith("❌ csvprep: 1 error, 1 warning")
    assert page.rows[1] == ["my contacts.csv", "contact", "10", "9", "1", "1", "1", "0"]
    assert [row[:2] for row in page.rows[3:5]] == [["email-error (error)", "1"], ["extra-label (warning)", "1"]]
    assert page.rows[6] == [
        "my contacts.csv:8", "email-error", "C_EmailAddress is 100%\\nbad 'a,\"b\"\\nc'", "",
    ]  # fmt: skip


def test_verdicts() -> None:
    """A clean file is said so, warnings alone are no failure but under --strict."""
    assert render_markdown(results([])).startswith("### ✅ csvprep: clean\n")
    assert render_markdown(results([WARNING])).startswith("### ⚠️ csvprep: 0 errors, 1 warning")
    assert render_markdown(results([WARNING], strict=[FILE])).startswith("### ❌")
    text = render_markdown(results([], unreadable=[("x.csv", "no such file")]))
    assert text.startswith("### ❌")
    assert "| `x.csv` | can't be read: no such file |" in text


def test_hostile_values_stay_text() -> None:
    """No tag, link, image or mention comes out of a value: all of it is text, and all of it inside of code."""
    page = cells(hostile())
    assert page.tags <= OWN_TAGS
    assert len(page.rows[-1]) == 4
    assert [row for row in page.rows if len(row) not in {4, 8}] == []
    for text in HOSTILE:
        assert escape(text).isprintable()
    assert not re.search("[@#]\\w|https?:|www", page.loose)
    shown = [row[2] for row in page.rows[5:]]
    assert [text in cell for text, cell in zip(HOSTILE, shown, strict=True) if text.isprintable()] == [True] * 12


def test_a_code_span_holds_anything() -> None:
    """Backticks, pipes and blanks at the ends come back as they are."""
    for text in ("`", "``a`", "a|b", " x ", "`|`", r"\|"):
        page = Page(f"| a |\n|---|\n| {code_span(text)} |")
        assert page.rows[1] == [text]


def test_a_comment_has_room_for_it() -> None:
    """The report is cut to what a comment holds, and says how many findings are not listed."""
    text = render_markdown(results([ERROR] * 3000))
    assert len(text) <= 65_536
    listed = text.count("| `email-error` | `C_EmailAddress`")
    assert 0 < listed < 3000
    assert f"… and {3000 - listed:,} more, counted above" in text
    assert render_markdown(results([ERROR] * 30, limit=10)).count("… and 20 more") == 1
