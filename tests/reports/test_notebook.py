"""The lint report in Python and in a notebook."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import polars as pl
import pytest

import csvprep
from csvprep.reports.notebook import render_notebook
from csvprep.summary import REPORT_COLUMNS, findings_frame

from .samples import HOSTILE, hostile, results

CONTACT = Path(__file__).parent.parent.parent / "samples" / "contact.csv"


class Reader(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[object] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def test_findings_are_a_frame() -> None:
    """`findings` is a polars frame with the keys of a finding as columns; the report itself gives `Finding` objects."""
    report = csvprep.lint(CONTACT)
    assert report.findings.columns == list(REPORT_COLUMNS)
    assert report.findings.filter(pl.col("fix").is_not_null()).select("line", "value", "fix").rows() == [
        (4, "444) 444-1234", "(444) 444-1234")
    ]
    assert [one.code for one in report] == report.findings["code"].to_list()
    assert [type(one) for one in report] == [csvprep.Finding] * 5


def test_a_clean_file_has_an_empty_frame(write_csv) -> None:
    """Without findings the frame has its columns and no row, and the report says that the file is clean."""
    report = csvprep.lint(write_csv(b"C_EmailAddress\nann@example.com\n"))
    assert (report.findings.shape, list(report), report.cut) == ((0, 11), [], {})
    assert report.findings.schema["line"] == pl.Int64
    assert "1 record: clean" in report._repr_html_()


def test_a_limit_is_kept_by_code(write_csv) -> None:
    """The frame has so many findings of each code, `cut` the rest, the summary all."""
    report = csvprep.lint(write_csv(b"C_EmailAddress,x\n" + b"ann,y\n" * 30), limit=4)
    assert report.findings.group_by("code").len().sort("code").rows() == [
        ("email-error", 4), ("extra-label", 1), ("unique-error", 4),
    ]  # fmt: skip
    assert report.cut == {"email-error": 26, "unique-error": 25}
    assert report.summary.errors == 59


@pytest.mark.parametrize("count", [1, 500])
def test_html_is_bounded_and_harmless(count: int) -> None:
    """Values are text, whatever they are; rows are bounded, and the rest is counted."""
    findings = hostile() * count
    made = results(findings)
    text = render_notebook(made.summaries[0], findings_frame(findings))
    page = Reader(text)
    assert set(page.tags) == {"div", "p", "strong", "table", "thead", "tbody", "tr", "th", "td"}
    assert page.attributes == []
    assert len(text) < 20_000
    assert HOSTILE[0] in page.text
    assert (f"… and {len(findings) - 20:,} more" in page.text) is (count > 1)
