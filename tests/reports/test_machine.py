"""Reports for machines: JSON, JSON lines, CSV, SARIF and GitHub annotations."""

from __future__ import annotations

import csv
import io
import json

import pytest

from csvprep.catalogue import CATALOGUE
from csvprep.findings import Finding, Severity
from csvprep.reports.listing import Listing
from csvprep.reports.machine import (
    render_csv,
    render_csv_header,
    render_github,
    render_json,
    render_jsonl,
    render_sarif,
    total,
)
from csvprep.summary import Summary, findings_frame

ERROR = Finding(
    "email-error", Severity.ERROR, "my contacts.csv", 7, 8, "C_EmailAddress", 1, 'a,"b"\nc', "is 100%\nbad", None, "x@y"
)  # fmt: skip
WARNING = Finding("extra-label", Severity.WARNING, "my contacts.csv", None, 1, "Größe", 3, "Größe", "no field")
BOTH = [WARNING, ERROR]


def listing(findings: list[Finding], limit: int = 0) -> Listing:
    made = Listing(limit)
    made.add(findings_frame(findings))
    return made


def test_a_listing_keeps_the_first_of_each_code_and_counts_the_rest() -> None:
    """The limit holds for each code over all frames; what is left out is counted exactly."""
    made = Listing(3)
    for _ in range(5):
        made.add(findings_frame([ERROR, WARNING, ERROR]))
    assert [one.code for one in made.kept].count("email-error") == 3
    assert [one.code for one in made.kept].count("extra-label") == 3
    assert made.cut_by_code() == {"extra-label": 2, "email-error": 7}
    assert listing(BOTH * 5).cut_by_code() == {}


def test_json_lines_and_csv_read_back() -> None:
    """What is written comes back cell for cell, line breaks, quotes and letters of any script included."""
    frame = findings_frame(BOTH)
    assert [json.loads(line) for line in render_jsonl(frame).splitlines()] == [one.to_dict() for one in BOTH]
    rows = list(csv.DictReader(io.StringIO(render_csv_header() + render_csv(frame), newline="")))
    expected = [{key: "" if value is None else str(value) for key, value in one.to_dict().items()} for one in BOTH]
    assert rows == expected


def test_json_totals() -> None:
    """Totals of several files are added up, codes too."""
    one = Summary("a.csv", "contact", 2, 1, 1, 0, 1, 0, 0)
    other = Summary("b.csv", "list", 3, 3, 0, 2, 0, 4, 4)
    one.by_code["email-error"], other.by_code["email-format"] = 1, 4
    whole = total([one, other]).to_dict()
    assert whole == {
        "file": "a.csv, b.csv", "object": "contact, list", "records": 5, "accepted": 4, "rejected": 1, "changed": 2,
        "errors": 1, "warnings": 4, "fixable": 4, "by_code": {"email-error": 1, "email-format": 4},
    }  # fmt: skip
    document = json.loads(render_json([one, other], listing(BOTH)))
    assert document["summary"] == whole
    assert [file["file"] for file in document["files"]] == ["a.csv", "b.csv"]


def test_sarif_has_what_the_standard_requires() -> None:
    """The log has the properties that SARIF 2.1.0 requires, each result points to its rule and its line."""
    log = json.loads(render_sarif(listing(BOTH), "1.2.3"))
    assert (log["version"], log["$schema"]) == ("2.1.0", "https://json.schemastore.org/sarif-2.1.0.json")
    (run,) = log["runs"]
    assert run["invocations"] == [{"executionSuccessful": True}]
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("csvprep", "1.2.3")
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"none", "note", "warning", "error"}
        assert result["message"]["text"]
        (location,) = result["locations"]
        assert location["physicalLocation"]["artifactLocation"]["uri"] == "my%20contacts.csv"
        assert location["physicalLocation"]["region"]["startLine"] >= 1
    for rule in driver["rules"]:
        assert rule["shortDescription"]["text"] == CATALOGUE[rule["id"]].title
        assert rule["help"]["text"]
        assert rule["defaultConfiguration"]["level"] == CATALOGUE[rule["id"]].severity.value


def test_sarif_says_what_is_missing() -> None:
    """A cut list and files that could not be read are said in the log."""
    (run,) = json.loads(render_sarif(listing(BOTH * 3, limit=1), "1", complete=False))["runs"]
    assert run["properties"] == {"cut": {"extra-label": 2, "email-error": 2}}
    assert run["invocations"] == [{"executionSuccessful": False}]
    (empty,) = json.loads(render_sarif(listing([]), "1"))["runs"]
    assert (empty["results"], empty["tool"]["driver"]["rules"]) == ([], [])


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("data/in.csv", "data/in.csv"),
        (r"data\in.csv", "data/in.csv"),
        ("/home/ann/in 1.csv", "file:///home/ann/in%201.csv"),
        (r"C:\data\in.csv", "file:///C:/data/in.csv"),
        ("100%.csv", "100%25.csv"),
        ("-", "-"),
    ],
)
def test_sarif_names_files_by_uri(file: str, uri: str) -> None:
    """Names of files are URI references: relative ones relative, absolute ones with their scheme."""
    found = Finding("blank-row", Severity.ERROR, file, 1, 2, None, None, None, "empty")
    (run,) = json.loads(render_sarif(listing([found]), "1"))["runs"]
    assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": uri}


def test_github_commands_escape_what_the_format_needs() -> None:
    """Errors come first; %, line breaks, colons and commas are escaped; what was cut is a notice."""
    odd = Finding("email-error", Severity.ERROR, "a,b:c.csv", 7, None, None, None, None, "100%\r\nbad")
    assert list(render_github(listing([WARNING, odd]))) == [
        "::error file=a%2Cb%3Ac.csv,line=1,title=email-error::100%25%0D%0Abad",
        "::warning file=my contacts.csv,line=1,title=extra-label::Größe: no field",
    ]
    assert list(render_github(listing([ERROR] * 3, limit=1)))[-1] == (
        "::notice title=email-error::2 more email-error are not listed"
    )
