"""Reports for machines: JSON, JSON lines, CSV, SARIF and GitHub annotations."""

from __future__ import annotations

import csv
import io
import json

from csvprep.findings import Finding, Severity
from csvprep.reports.listing import Listing
from csvprep.reports.machine import (
    render_csv,
    render_csv_header,
    render_json,
    render_jsonl,
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
