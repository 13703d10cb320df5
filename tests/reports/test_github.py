"""GitHub annotations."""

from __future__ import annotations

import re
from dataclasses import replace

from csvprep.findings import Finding, Severity
from csvprep.reports.github import render_github
from csvprep.spots import Spot

from .samples import ERROR, FILE, WARNING, hostile, results

TOTALS = f"::notice file={FILE},title=csvprep::contact, 10 records: "


def test_commands_escape_what_the_format_needs() -> None:
    """Errors come first; %, colons and commas are escaped, line breaks shown; a notice has the totals."""
    odd = Finding("email-error", Severity.ERROR, "a,b:c.csv", 7, None, None, None, None, "100%\r\nbad")
    assert list(render_github(results([WARNING, odd]))) == [
        r"::error file=a%2Cb%3Ac.csv,line=1,title=email-error::100%25\r\nbad",
        "::warning file=my contacts.csv,line=1,title=extra-label::Größe: no field ('Größe')",
        f"{TOTALS}1 error, 1 warning (extra-label 1, email-error 1); 1 of them are not listed here",
    ]


def test_columns_go_with_one_line_only() -> None:
    """An annotation has columns when it stands on one line; over several it has lines alone, as GitHub wants."""
    (one, _) = render_github(results([ERROR], spot=Spot(8, 3, 8, 9)))
    assert one.startswith("::error file=my contacts.csv,line=8,endLine=8,col=3,endColumn=9,title=email-error::")
    (one, _) = render_github(results([ERROR], spot=Spot(8, 3, 9, 2)))
    assert one.startswith("::error file=my contacts.csv,line=8,endLine=9,title=email-error::")


def test_the_first_ten_say_most() -> None:
    """Of twelve codes and fields with five findings each the first ten are of ten kinds: errors, code after code."""
    kinds = [("phone-error", "A"), ("phone-error", "B"), ("email-error", "C"), ("url-error", "D"), ("blank-row", None)]
    kinds += [("type-error", field) for field in "EFGHIJ"]
    found = [
        replace(ERROR, code=code, field=field, record=record, line=record)
        for code, field in kinds
        for record in range(1, 6)
    ]
    lines = list(render_github(results([WARNING, *found])))
    first = [re.search(r"title=([^:]+)::(?:(\w+): )?", line).groups() for line in lines[:11]]  # type: ignore[union-attr]
    assert [code for code, _ in first[:5]] == ["phone-error", "email-error", "url-error", "blank-row", "type-error"]
    assert len(set(first)) == 11
    assert lines[-2].startswith("::warning ")


def test_totals_are_exact_whatever_is_cut() -> None:
    """The notice has the totals by code and says how many findings are not listed."""
    *listed, notice = render_github(results([ERROR] * 30, limit=10))
    assert len(listed) == 10
    assert notice == f"{TOTALS}30 errors, 0 warnings (email-error 30); 20 of them are not listed here"
    assert list(render_github(results([]))) == []


def test_hostile_values_are_no_commands() -> None:
    """No value begins a command of its own: each finding is one line."""
    lines = list(render_github(results(hostile())))
    assert all(line.startswith(("::error file=my contacts.csv,", "::notice file=")) for line in lines)
    assert all(line.isprintable() for line in lines)


def test_a_file_that_cannot_be_read_is_an_error() -> None:
    """A file that can't be read is an annotation of its own, before the totals."""
    lines = list(render_github(results([], unreadable=[("a,b.csv", "a,b.csv: no such file")])))
    assert lines == ["::error file=a%2Cb.csv,title=unreadable::a,b.csv: no such file"]
