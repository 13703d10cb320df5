"""Law 6: totals are exact, and the commands agree."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from harness import CONTACT, fix, lint, prep
from hypothesis import given
from messy import messy_csv

from csvprep.catalogue import CATALOGUE

from .checks import assert_nothing_lost, assert_totals
from .inputs import files


def codes(rows: list[dict[str, Any]]) -> Counter[str]:
    """Count findings by code."""
    return Counter(row["code"] for row in rows)


@given(files())
def test_lint_counts_what_it_emits(data: bytes):
    """The sum by code is the number of findings emitted; errors, warnings and fixable likewise."""
    summary, rows = lint(data)
    assert summary.by_code == codes(rows)
    assert summary.errors == sum(row["severity"] == "error" for row in rows)
    assert summary.warnings == sum(row["severity"] == "warning" for row in rows)
    assert summary.fixable == sum(row["fix"] is not None for row in rows)
    assert all(CATALOGUE[row["code"]].severity == row["severity"] for row in rows)
    assert all(row["message"] and "{" not in row["message"] for row in rows)


@given(files())
def test_commands_agree(data: bytes):
    """Lint, fix and prep read, accept, reject and find the same; what prep fixed is what lint called fixable."""
    linted, rows = lint(data)
    prepared = prep(data)
    fixed, _, _, _ = fix(data)
    counted = (linted.records, linted.accepted, linted.rejected)
    assert counted == (prepared.summary.records, prepared.summary.accepted, prepared.summary.rejected)
    assert counted == (fixed.records, fixed.accepted, fixed.rejected)
    remaining = codes([row for row in rows if row["fix"] is None])
    assert +fixed.by_code == remaining
    rejected = {int(row["_record"]) for row in _rejected_numbers(prepared.files["rejected.csv"])}
    left = codes([row for row in rows if row["fix"] is None or row["record"] in rejected])
    assert +prepared.summary.by_code == left


def _rejected_numbers(data: bytes) -> list[dict[str, str]]:
    lines = data.decode("utf-8", "surrogateescape").split("\n")[1:]
    leads = (line.split(",", 3) for line in lines)
    return [
        {"_record": lead[0]}
        for lead in leads
        if len(lead) == 4 and lead[0].isdigit() and lead[1].isdigit() and lead[2].split(" ")[0].rstrip(";") in CATALOGUE
    ]


@pytest.mark.timeout(120)
def test_sixty_thousand_messy_records():
    """On 60,000 messy records the laws hold: nothing lost, idempotent, the same in other blocks, totals exact."""
    data = messy_csv(60_000, 2026)
    whole = prep(data)
    assert whole.summary.rejected > 5000
    assert len(whole.summary.by_code) >= 20
    assert_nothing_lost(data, whole)
    assert_totals(whole)
    assert prep(data, replace(CONTACT, block_bytes=200_000, jobs=4)).files == whole.files
    summary, rows = lint(data)
    assert summary.by_code == codes(rows)
    again = prep(whole.joined)
    assert (again.summary.rejected, again.summary.changed) == (0, 0)
    assert again.joined == whole.joined
    _, fixed, _, _ = fix(data)
    assert lint(fixed)[0].fixable == 0
    assert fix(fixed)[1] == fixed
