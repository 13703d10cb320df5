"""SARIF, by which code hosts show findings at their lines."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from csvprep.catalogue import CATALOGUE
from csvprep.findings import Finding, Severity
from csvprep.reports.sarif import as_uri, render_sarif
from csvprep.spots import Spot

from .samples import BOTH, ERROR, FILE, PUBLISHED, hostile, results

SCHEMA = json.loads((PUBLISHED / "sarif-2.1.0.json").read_text(encoding="utf-8"))


def run_of(text: str) -> dict[str, Any]:
    """Return the only run of a log that is valid by the published schema."""
    log = json.loads(text)
    jsonschema.Draft4Validator(SCHEMA).validate(log)
    (run,) = log["runs"]
    return dict(run)


def test_the_schema_tells_bad_logs() -> None:
    """The published schema refuses a log whose result has no message, so that it is a check."""
    log = json.loads(render_sarif(results(BOTH), "1"))
    del log["runs"][0]["results"][0]["message"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft4Validator(SCHEMA).validate(log)


def test_a_log_says_what_the_standard_wants() -> None:
    """A log is valid; each result points to its rule, and each rule has texts of help."""
    run = run_of(render_sarif(results(BOTH), "1.2.3"))
    assert run["invocations"] == [{"executionSuccessful": True}]
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("csvprep", "1.2.3")
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        (location,) = result["locations"]
        assert location["physicalLocation"]["artifactLocation"]["uri"] == "my%20contacts.csv"
    for rule in driver["rules"]:
        code = CATALOGUE[rule["id"]]
        assert rule["shortDescription"]["text"] == code.title
        assert rule["defaultConfiguration"]["level"] == code.severity.value
        for text in rule["help"].values():
            assert code.fix in text
            assert f"--ignore {code.name}" in text


def test_a_region_is_where_the_cell_stands() -> None:
    """A finding whose place is known has lines and columns, the end behind its last character; else its line alone."""
    run = run_of(render_sarif(results([ERROR], spot=Spot(8, 3, 9, 5)), "1"))
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 8, "startColumn": 3, "endLine": 9, "endColumn": 5}
    assert run["columnKind"] == "unicodeCodePoints"
    run = run_of(render_sarif(results([ERROR]), "1"))
    assert run["results"][0]["locations"][0]["physicalLocation"]["region"] == {"startLine": 8}


def test_a_log_says_what_is_missing() -> None:
    """Totals are exact, a cut list and files that could not be read are said."""
    made = results(BOTH * 3, limit=1, unreadable=[("x.csv", "x.csv: no such file")])
    run = run_of(render_sarif(made, "1"))
    assert run["properties"]["cut"] == {"extra-label": 2, "email-error": 2}
    assert [(one["errors"], one["warnings"]) for one in run["properties"]["files"]] == [(3, 3)]
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    assert invocation["toolExecutionNotifications"][0]["message"]["text"] == "x.csv: no such file"
    empty = run_of(render_sarif(results([]), "1"))
    assert (empty["results"], empty["tool"]["driver"]["rules"]) == ([], [])


def test_hostile_values_stay_text() -> None:
    """Whatever values are, the log is valid, and its messages hold no control character."""
    run = run_of(render_sarif(results(hostile()), "1"))
    assert all(result["message"]["text"].isprintable() for result in run["results"])


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
def test_files_are_named_by_uri(file: str, uri: str) -> None:
    """Names of files are URI references: relative ones relative, absolute ones with their scheme."""
    assert as_uri(file) == uri
    found = Finding("blank-row", Severity.ERROR, file, 1, 2, None, None, None, "empty")
    result = run_of(render_sarif(results([found]), "1"))["results"][0]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": uri}
    assert FILE not in str(result)
