"""What --severity says of a code holds in every report, also for findings that a limit left out."""

from __future__ import annotations

import json
from dataclasses import replace
from xml.etree import ElementTree as ET

from csvprep.code_policy import Policy
from csvprep.findings import Severity
from csvprep.reports.gitlab import render_gitlab
from csvprep.reports.junit import render_junit
from csvprep.reports.markdown import render_markdown
from csvprep.reports.results import Results
from csvprep.reports.sarif import render_sarif
from csvprep.summary import Summary

from .samples import BOTH, listing, results

SWAPPED = {"email-error": Severity.WARNING, "extra-label": Severity.ERROR}


def swapped() -> Results:
    """Return results with an error that is only warned of and a warning that fails, two of each, one of each listed."""
    found = [replace(one, severity=SWAPPED[one.code]) for one in BOTH * 2]
    return results(found, limit=1, severities=SWAPPED)


def test_junit() -> None:
    """A test fails by the severity in force, whether or not a finding of its code is listed."""
    for given in (swapped(), replace(swapped(), listing=listing([]))):
        root = ET.fromstring(render_junit(given))  # noqa: S314 - our own text
        assert {case.get("name"): case.find("failure") is not None for case in root.iter("testcase")} == {
            "email-error": False, "extra-label": True,
        }  # fmt: skip


def test_markdown() -> None:
    """The table of codes names the severity in force, errors first."""
    rows = [line for line in render_markdown(swapped()).splitlines() if line.startswith("| `e")]
    assert [row.split("|")[1].strip() for row in rows] == ["`extra-label` (error)", "`email-error` (warning)"]


def test_gitlab() -> None:
    """What is cut has the severity of what is listed."""
    found = {(one["check_name"], one["severity"]) for one in json.loads(render_gitlab(swapped()))}
    assert found == {("email-error", "minor"), ("extra-label", "major")}


def test_sarif() -> None:
    """A rule's level is that of its results."""
    (run,) = json.loads(render_sarif(swapped(), "1"))["runs"]
    rules = {one["id"]: one["defaultConfiguration"]["level"] for one in run["tool"]["driver"]["rules"]}
    assert rules == {one["ruleId"]: one["level"] for one in run["results"]} == SWAPPED


def test_the_worst_of_several_files_counts() -> None:
    """A code that one file's settings make a warning is an error in a report of all, where it is one in another."""
    files = [Summary("a.csv", "contact"), Summary("b.csv", "contact", policy=Policy(severities=SWAPPED))]
    for one in files:
        one.tally("email-error")
    assert Results(files, listing([])).severity("email-error") is Severity.ERROR
    assert Results(files[1:], listing([])).severity("email-error") is Severity.WARNING
