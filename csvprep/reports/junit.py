"""A JUnit report: a suite a file, a test a code that was found in it.

Source: the schema of Jenkins' xUnit plug-in, junit-10.xsd.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree as ET

from csvprep.catalogue import CATALOGUE
from csvprep.findings import Finding, Severity
from csvprep.reports.results import Results
from csvprep.reports.text import plural, render_finding
from csvprep.reports.visible import visible
from csvprep.summary import Summary


def render_junit(results: Results) -> str:
    """Return the findings as JUnit XML.

    A test fails where `lint` would: errors do, warnings of a strict file only, and are told by a test that passes. A
    file without findings is one test that passes, one that can't be read is one test in error.
    """
    root = ET.Element("testsuites", name="csvprep")
    for summary in results.summaries:
        root.append(_suite(summary, results))
    for name, why in results.unreadable:
        suite = ET.SubElement(root, "testsuite", name=visible(name), tests="1", failures="0", errors="1")
        test = ET.SubElement(suite, "testcase", name="readable", classname=visible(name))
        ET.SubElement(test, "error", type="unreadable", message=visible(why))
    for total in ("tests", "failures", "errors"):
        root.set(total, str(sum(int(suite.get(total, "0")) for suite in root)))
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=False).join(('<?xml version="1.0"?>\n', "\n"))


def _suite(summary: Summary, results: Results) -> ET.Element:
    name = visible(summary.file)
    suite = ET.Element("testsuite", name=name)
    properties = ET.SubElement(suite, "properties")
    for key, value in summary.to_dict().items():
        if key not in {"file", "by_code"}:
            ET.SubElement(properties, "property", name=key, value=visible(str(value)))
    counts = summary.to_dict()["by_code"]
    listed = [one for one in results.listing.kept if one.file == summary.file]
    failures = 0
    for code, count in counts.items():
        test = ET.SubElement(suite, "testcase", name=code, classname=name)
        found = [one for one in listed if one.code == code]
        text = _describe(code, count, found)
        severity = summary.policy.severity(code)
        if severity is Severity.ERROR or summary.file in results.strict:
            failures += 1
            title = f"{CATALOGUE[code].title}: {plural(count, 'finding')}"
            ET.SubElement(test, "failure", type=severity.value, message=title).text = text
        else:
            ET.SubElement(test, "system-out").text = text
    if not counts:
        ET.SubElement(suite, "testcase", name="clean", classname=name)
    suite.attrib |= {"tests": str(len(counts) or 1), "failures": str(failures), "errors": "0"}
    return suite


def _describe(code: str, count: int, found: Iterable[Finding]) -> str:
    """Return the findings of one code, a line each, and what to do about them."""
    lines = [render_finding(one) for one in found]
    if count > len(lines):
        lines.append(f"… and {count - len(lines):,} more {code}")
    return "\n".join([*lines, "", CATALOGUE[code].why, CATALOGUE[code].fix])
