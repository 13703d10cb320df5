"""Real lints in the forms that others have published a schema for."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import xmlschema
from cli.shell import call

from .samples import PUBLISHED

SCHEMA = """
name: order
fields: [{name: Id, type: integer, constraints: {unique: true}}, {name: Customer}, {name: Country}, {name: Phone}]
foreignKeys: [{fields: Customer, reference: {resource: customers, fields: Id}}]
csvprep:
  rules:
    - {rule: "Country = 'US' OR Phone = ''", message: "only the US has, \\"phones\\"", severity: warning, name: phones}
    - "Customer <> Id"
"""
ORDERS = "Id,Customer,Country,Phone,<b>\n1,7,US,1,\n1,8,DE,2,x\n3,3,DE,\n x ,9,\x07,4,\n"
WORDS = ("--schema", "order.yaml", "--reference", "customers=customers.csv", "--severity", "extra-label=error",
         "--severity", "unique-error=warning", "--no-redact", "--limit", "1")  # fmt: skip


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    files = {"order.yaml": SCHEMA, "customers.csv": "Id\n7\n", "my orders.csv": ORDERS}
    for name, text in files.items():
        Path(name).write_text(text, encoding="utf-8")


def lint(form: str) -> str:
    ran = call("lint", "my orders.csv", "missing.csv", *WORDS, "--format", form)
    assert ran.code == 2
    return ran.out


def published(name: str) -> Any:
    return json.loads((PUBLISHED / name).read_text(encoding="utf-8"))


def severities() -> dict[str, str]:
    """Return the severity of each code, as the one finding that is listed of it has it."""
    document = json.loads(lint("json"))
    jsonschema.validate(document, json.loads(call("explain", "--json-schema", "findings").out))
    assert document["unreadable"] == [{"file": "missing.csv", "message": "missing.csv: no such file"}]
    found = {one["code"]: one["severity"] for one in document["findings"]}
    assert set(found) == set(document["summary"]["by_code"])
    assert {"foreign-key-error", "type-error", "missing-cell", "control-character"} <= set(found)
    assert {name: found[name] for name in ("extra-label", "unique-error")} == {
        "extra-label": "error", "unique-error": "warning",
    }  # fmt: skip
    return found


def test_sarif() -> None:
    """A log with rules, foreign keys and severities of one's own is valid, and each result has its severity."""
    log = json.loads(lint("sarif"))
    jsonschema.Draft4Validator(published("sarif-2.1.0.json")).validate(log)
    assert {one["ruleId"]: one["level"] for one in log["runs"][0]["results"]} == severities()


def test_gitlab() -> None:
    """So is each entry of GitLab's report, also those that tell what was cut."""
    entries = json.loads(lint("gitlab"))
    for one in entries:
        jsonschema.validate(one, published("codeclimate.json"))
    words = {"error": "major", "warning": "minor"}
    assert {(one["check_name"], one["severity"]) for one in entries} == {
        ("unreadable", "major"), *((code, words[severity]) for code, severity in severities().items()),
    }  # fmt: skip


def test_junit() -> None:
    """So is the JUnit report, where just the errors fail."""
    text = lint("junit")
    xmlschema.XMLSchema(str(PUBLISHED / "junit-10.xsd")).validate(io.StringIO(text))
    failed = {test.split('"')[0] for test in text.split('<testcase name="')[1:] if "<failure" in test}
    assert failed == {code for code, severity in severities().items() if severity == "error"}


def test_markdown() -> None:
    """The table of a comment says how bad each code is, errors first."""
    rows = [
        line.split("|")[1].strip() for line in lint("markdown").splitlines() if line.startswith("| `") and ") |" in line
    ]
    told = {row.split("`")[1]: row.split("(")[1].rstrip(")") for row in rows if "(" in row}
    assert told == severities()
    assert list(told.values()) == sorted(told.values())
