"""JUnit XML."""

from __future__ import annotations

import io

import junitparser
import pytest
import xmlschema

from csvprep.findings import Finding
from csvprep.reports.junit import render_junit

from .samples import BOTH, ERROR, FILE, PUBLISHED, WARNING, hostile, results


@pytest.fixture(scope="module")
def schema() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(str(PUBLISHED / "junit-10.xsd"))


def read(schema: xmlschema.XMLSchema, findings: list[Finding], limit: int = 0, **more: object) -> junitparser.JUnitXml:
    """Return the report as a reader of JUnit files has it; it is valid by the published schema."""
    text = render_junit(results(findings, limit, **more))  # type: ignore[arg-type]
    schema.validate(io.StringIO(text))
    return junitparser.JUnitXml.fromstring(text.encode("utf-8"))


def test_the_schema_tells_bad_reports(schema: xmlschema.XMLSchema) -> None:
    """The published schema refuses a test without a name, so that it is a check."""
    text = render_junit(results(BOTH)).replace('testcase name="email-error"', "testcase")
    assert not schema.is_valid(io.StringIO(text))


def test_a_test_a_code(schema: xmlschema.XMLSchema) -> None:
    """Errors fail their code's test, warnings don't; counts fit; findings are told in the text."""
    report = read(schema, [*BOTH, ERROR])
    assert (report.tests, report.failures, report.errors) == (2, 1, 0)
    (suite,) = report
    assert suite.name == FILE
    assert {one.name: one.value for one in suite.properties()}["errors"] == "2"
    label, email = suite
    assert (label.name, label.is_passed, email.name, email.is_failure) == ("extra-label", True, "email-error", True)
    assert "no field" in label.system_out
    (failure,) = email.result
    assert failure.message == "Not an e-mail address: 2 findings"
    assert failure.text.count("my contacts.csv:8:1 error email-error") == 2


def test_strict_fails_warnings_too(schema: xmlschema.XMLSchema) -> None:
    """Under --strict a warning fails its test; another file's is none of its business."""
    assert read(schema, [WARNING], strict=[FILE]).failures == 1
    assert read(schema, [WARNING], strict=["other.csv"]).failures == 0


def test_totals_are_exact_whatever_is_cut(schema: xmlschema.XMLSchema) -> None:
    """What is cut is said, and counted in the test's message."""
    ((test,),) = read(schema, [ERROR] * 1500, limit=2)
    (failure,) = test.result
    assert failure.message == "Not an e-mail address: 1,500 findings"
    assert "… and 1,498 more email-error" in failure.text


def test_clean_and_unreadable_files(schema: xmlschema.XMLSchema) -> None:
    """A clean file is a test that passes, one that can't be read a test in error."""
    report = read(schema, [], unreadable=[("x.csv", "x.csv: no such file")])
    clean, unreadable = report
    ((test,), (broken,)) = clean, unreadable
    assert test.is_passed
    assert (report.errors, broken.result[0].message) == (1, "x.csv: no such file")


def test_hostile_values_stay_text(schema: xmlschema.XMLSchema) -> None:
    """Markup, NUL and what XML can't hold are text, or shown as escapes."""
    ((test,),) = read(schema, hostile())
    (failure,) = test.result
    assert "<script>alert(1)</script>" in failure.text
    assert r"\x00\x1b[2J\x07" in failure.text
