"""GitLab's code quality report."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import jsonschema

from csvprep.findings import Finding
from csvprep.reports.gitlab import render_gitlab
from csvprep.spots import Spot

from .samples import BOTH, ERROR, FILE, PUBLISHED, WARNING, hostile, results

ENTRY = json.loads((PUBLISHED / "codeclimate.json").read_text(encoding="utf-8"))


def entries(findings: list[Finding], limit: int = 0, spot: Spot | None = None) -> list[dict[str, Any]]:
    """Return the report's entries, each valid by GitLab's schema and unique by its fingerprint."""
    found: list[dict[str, Any]] = json.loads(render_gitlab(results(findings, limit, spot)))
    for one in found:
        jsonschema.validate(one, ENTRY)
        assert one["severity"] in {"info", "minor", "major", "critical", "blocker"}
    assert len({one["fingerprint"] for one in found}) == len(found)
    return found


def test_an_entry() -> None:
    """An entry has what GitLab documents: description, check, severity, path and lines."""
    (warning, error) = entries(BOTH, spot=Spot(8, 1, 9, 2))
    assert error["description"] == "C_EmailAddress: is 100%\\nbad ('a,\"b\"\\nc')"
    assert (error["check_name"], error["severity"], warning["severity"]) == ("email-error", "major", "minor")
    assert error["location"] == {"path": FILE, "lines": {"begin": 8, "end": 9}}
    assert entries([]) == []


def test_fingerprints_stay_when_lines_move() -> None:
    """A finding keeps its fingerprint when records are put before it, and whatever its value is."""
    before = entries([ERROR, WARNING])
    after = entries([replace(ERROR, line=99, record=98, value="other"), WARNING])
    assert [one["fingerprint"] for one in before] == [one["fingerprint"] for one in after]


def test_what_is_cut_is_an_entry() -> None:
    """What a limit left out is told, by code, with its exact number."""
    found = entries([ERROR] * 1500, limit=3)
    assert len(found) == 4
    assert found[3]["description"].startswith("1,497 more email-error ")


def test_hostile_values_stay_text() -> None:
    """Descriptions hold no control character."""
    assert all(one["description"].isprintable() for one in entries(hostile()))
