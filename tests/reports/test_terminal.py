"""Findings with their lines, as people see them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rich.cells import cell_len

from csvprep.catalogue import CATALOGUE
from csvprep.findings import Finding, Severity
from csvprep.reports.listing import Listed, Listing
from csvprep.reports.statistics import FixList, Statistics
from csvprep.reports.terminal import Page, render_full, render_pages
from csvprep.reports.text import render_finding
from csvprep.spots import Spot
from csvprep.summary import findings_frame

PHONE = Finding(
    "phone-error", Severity.ERROR, "in.csv", 3, 4, "C_BusPhone", 2, "444) 444-1234",
    "is not a phone number as it stands", "(444) 444-1234",
)  # fmt: skip
SPOT = Spot(4, 3, 4, 16, "a,444) 444-1234", 2, 15)


def found(code: str, record: int | None, field: str | None, column: int | None = 1) -> Finding:
    return Finding(code, Severity.ERROR, "in.csv", record, record, field, column, "v", "is wrong")


def test_a_finding_with_its_line() -> None:
    """What is wrong, where, the line with carets, and what could stand there."""
    assert list(render_full(Listed(PHONE, SPOT), Page())) == [
        "error[phone-error]: C_BusPhone is not a phone number as it stands",
        " --> in.csv:4:3, record 3, column 2",
        "  |",
        "4 | a,444) 444-1234",
        "  |   ^^^^^^^^^^^^^",
        "  = fix: '444) 444-1234' → '(444) 444-1234'",
    ]


def test_a_finding_without_its_line() -> None:
    """Where no line is at hand the value is told, and so is a suggestion."""
    one = Finding(
        "preamble-row", Severity.WARNING, "in.csv", None, 1, None, None, "May", "2 lines are skipped", None, "x"
    )
    assert list(render_full(Listed(one), Page())) == [
        "warning[preamble-row]: 2 lines are skipped",
        " --> in.csv:1",
        "  = value: 'May'",
        "  = suggestion: 'x' (taken with --unsafe-fixes)",
    ]


@pytest.mark.parametrize(
    ("code", "message", "option"),
    [
        ("email-error", "is wrong", "--unsafe-fixes"),
        ("email-suspect", "is wrong", "--accept-suggestions"),
        ("constraint-error", "is not one of: A, B", "--accept-suggestions"),
        ("constraint-error", CATALOGUE["constraint-error"].title, "--accept-suggestions"),
    ],
)
def test_who_takes_a_suggestion(code: str, message: str, option: str) -> None:
    """A near miss is taken with an option of its own, and each suggestion names the one that takes it."""
    one = Finding(code, Severity.ERROR, "in.csv", 3, 4, "A", 2, "v", message, None, "x")
    assert list(render_full(Listed(one), Page()))[-1] == f"  = suggestion: 'x' (taken with {option})"
    assert render_finding(one).endswith(f"suggestion: 'x' ({option})")


def test_colours() -> None:
    """An error is red, what is said of it bold, the frame blue, the answers green."""
    lines = list(render_full(Listed(PHONE, SPOT), Page(colour=True)))
    assert lines == [
        "\x1b[31merror[phone-error]\x1b[0m\x1b[1m: C_BusPhone is not a phone number as it stands\x1b[0m",
        "\x1b[34m -->\x1b[0m in.csv:4:3, record 3, column 2",
        "  \x1b[34m|\x1b[0m",
        "\x1b[34m4\x1b[0m \x1b[34m|\x1b[0m a,444) 444-1234",
        "  \x1b[34m|\x1b[0m \x1b[31m  ^^^^^^^^^^^^^\x1b[0m",
        "  \x1b[34m=\x1b[0m \x1b[32mfix:\x1b[0m '444) 444-1234' → '(444) 444-1234'",
    ]


def pages(limit: int, by: str) -> list[str]:
    """Return the headings and what was cut of a listing of five findings in two blocks."""
    listing = Listing(limit, by)
    listing.add(
        findings_frame([found("url-error", 1, "B", 2), found("email-error", 1, "A"), found("url-error", 2, "A")])
    )
    listing.add(findings_frame([found("blank-row", 3, None, None), found("url-error", 4, "B", 2)]))
    return [line for line in render_pages(listing, Page()) if line and not line.startswith((" -->", "  ="))]


WRONG = {code: f"error[{code}-error]: {{}} is wrong" for code in ("url", "email")}
BLANK = "error[blank-row]: is wrong"
MORE = "(--limit 0 lists all)"


def test_grouped_by_code() -> None:
    """By code: in the catalogue's order, each code with what was cut of it."""
    url, email = WRONG["url"], WRONG["email"]
    assert pages(1, "code") == [BLANK, email.format("A"), url.format("B"), f"  … and 2 more url-error {MORE}"]


def test_grouped_by_field() -> None:
    """By field: in the order of the columns, each with its exact number of findings."""
    url, email = WRONG["url"], WRONG["email"]
    assert pages(1, "field") == [
        "no field: 1 finding", BLANK, "A: 2 findings", email.format("A"), f"  … and 1 more of them {MORE}",
        "B: 2 findings", url.format("B"), f"  … and 1 more of them {MORE}",
    ]  # fmt: skip


def test_grouped_by_record() -> None:
    """By record: the first records with all their findings, and how many findings the others have."""
    url, email = WRONG["url"], WRONG["email"]
    assert pages(2, "record") == [
        "record 1: 2 findings", email.format("A"), url.format("B"), "record 2: 1 finding", url.format("A"),
        f"  … and 2 more findings in other records {MORE}",
    ]  # fmt: skip
    assert len([line for line in pages(0, "record") if line.startswith("record")]) == 4


@pytest.mark.parametrize("by", ["code", "field", "record"])
def test_no_line_is_too_long(by: str) -> None:
    """Headings, what was cut, counts and fixes fit 40 columns, whatever the labels are; each count is there."""
    label = "A label 日本語 " * 20
    frame = findings_frame([replace(PHONE, field=label), replace(PHONE, field=label + "2"), PHONE, PHONE])
    listing, statistics, fixes = Listing(1, by), Statistics("field" if by == "record" else by), FixList()
    for one in (listing, statistics, fixes):
        one.add(frame)
    page = Page(width=40)
    lines = [*render_pages(listing, page), *statistics.render(page), *fixes.render(page, done=False)]
    assert max(map(cell_len, lines)) <= 40
    assert any(line.startswith("4  phone-error" if by == "code" else "2  C_BusPhone") for line in lines)
    assert "4 fixes to apply" in lines


@pytest.mark.parametrize("by", ["field", "record"])
def test_what_is_put_in_order_is_bounded(by: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a limit no more findings are kept than memory has room for, and how many more there are is told."""
    monkeypatch.setattr("csvprep.reports.listing.MOST_ORDERED", 2)
    assert sum(line.startswith("error[") for line in pages(0, by)) == 2
    assert pages(0, by)[-1].startswith("  … and 3 more findings; ")
