"""A SARIF 2.1.0 log, by which code hosts show findings at their lines.

Source: OASIS, SARIF 2.1.0, https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html; what GitHub shows of it:
https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
"""

from __future__ import annotations

import json
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any
from urllib.parse import quote

from csvprep.catalogue import CATALOGUE
from csvprep.reports.listing import Listed
from csvprep.reports.results import Results, sentence
from csvprep.reports.visible import shortened, visible

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render_sarif(results: Results, version: str) -> str:
    """Return the findings as a SARIF log; rules are the catalogue's codes that occur.

    Args:
        results: of the lint.
        version: csvprep's.
    """
    listed = results.listing.listed
    used = [code for code in CATALOGUE if any(one.finding.code == code for one in listed)]
    document = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {"name": "csvprep", "version": version, "rules": [_rule(code, results) for code in used]}
                },
                "invocations": [_invocation(results)],
                "columnKind": "unicodeCodePoints",
                "results": [_result(one, used.index(one.finding.code)) for one in listed],
                "properties": {
                    "cut": results.listing.cut_by_code(),
                    "files": [summary.to_dict() for summary in results.summaries],
                },
            }
        ],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _invocation(results: Results) -> dict[str, Any]:
    invocation: dict[str, Any] = {"executionSuccessful": not results.unreadable}
    if results.unreadable:
        invocation["toolExecutionNotifications"] = [
            {"level": "error", "message": {"text": visible(why)}} for _, why in results.unreadable
        ]
    return invocation


def _rule(name: str, results: Results) -> dict[str, Any]:
    code = CATALOGUE[name]
    silence = f"To leave it out: csvprep lint FILE --ignore {name}"
    return {
        "id": name,
        "name": "".join(word.capitalize() for word in name.split("-")),
        "shortDescription": {"text": code.title},
        "fullDescription": {"text": code.why},
        "help": {
            "text": f"{code.title}. {code.why} {code.fix} {silence}",
            "markdown": f"**{code.title}.** {code.why}\n\n{code.fix}\n\n{silence.replace('csvprep', '`csvprep', 1)}`",
        },
        "defaultConfiguration": {"level": results.severity(name).value},
    }


def _result(listed: Listed, rule_index: int) -> dict[str, Any]:
    finding = listed.finding
    text = sentence(finding)
    return {
        "ruleId": finding.code,
        "ruleIndex": rule_index,
        "level": finding.severity.value,
        "message": {"text": text},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": as_uri(finding.file)},
                    "region": _region(listed),
                }
            }
        ],
        "properties": {
            "record": finding.record,
            "field": None if finding.field is None else shortened(finding.field, 100),
            "columnNumber": finding.column_number,
        },
    }


def _region(listed: Listed) -> dict[str, int]:
    spot = listed.spot
    if spot is None:
        return {"startLine": listed.finding.line or 1}
    return {
        "startLine": spot.line,
        "startColumn": spot.column,
        "endLine": spot.end_line,
        "endColumn": spot.end_column,
    }


def as_uri(file: str) -> str:
    """Return a file's name as a URI reference (RFC 3986): relative as it is, absolute with its scheme."""
    windows = PureWindowsPath(file)
    if windows.is_absolute():
        return windows.as_uri()
    if file.startswith("/"):
        return PurePosixPath(file).as_uri()
    return quote(file.replace("\\", "/"))
