"""Law 6: totals are exact, and the commands agree."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from harness import CONTACT, PLAIN, fix, lint, prep
from hypothesis import given, settings
from hypothesis import strategies as st
from messy import messy_csv

from csvprep.catalogue import CATALOGUE
from csvprep.dialect import Dialect
from csvprep.pipeline import Options

from .checks import assert_nothing_lost, assert_totals
from .inputs import contact_bytes, files, said_of


def codes(rows: list[dict[str, Any]]) -> Counter[str]:
    """Count findings by code."""
    return Counter(row["code"] for row in rows)


@given(contact_bytes(), st.booleans())
def test_lint_counts_what_it_emits(drawn: tuple[Dialect, bytes], unsafe_fixes: bool):
    """The sum by code is the number of findings emitted; errors, warnings and fixable likewise."""
    dialect, data = drawn
    summary, rows = lint(data, replace(CONTACT, **said_of(dialect), unsafe_fixes=unsafe_fixes))
    assert summary.by_code == codes(rows)
    assert summary.errors == sum(row["severity"] == "error" for row in rows)
    assert summary.warnings == sum(row["severity"] == "warning" for row in rows)
    assert summary.fixable == sum(row["fix"] is not None for row in rows)
    assert all(CATALOGUE[row["code"]].severity == row["severity"] for row in rows)
    assert all(row["message"] and "{" not in row["message"] for row in rows)


@given(files())
def test_commands_agree(data: bytes):
    """Lint, fix and prep read, accept, reject and find the same; what prep fixed is what lint called fixable."""
    _assert_commands_agree(data, PLAIN)


@settings(max_examples=20)
@given(contact_bytes(), st.booleans())
def test_commands_agree_in_every_dialect(drawn: tuple[Dialect, bytes], unsafe_fixes: bool):
    """The same in every dialect, also where records are joined, padded and cut otherwise."""
    dialect, data = drawn
    _assert_commands_agree(data, replace(CONTACT, **said_of(dialect), unsafe_fixes=unsafe_fixes))


def _assert_commands_agree(data: bytes, options: Options) -> None:
    linted, rows = lint(data, options)
    prepared = prep(data, options)
    fixed, _, _, _ = fix(data, options)
    counted = (linted.records, linted.accepted, linted.rejected)
    assert counted == (prepared.summary.records, prepared.summary.accepted, prepared.summary.rejected)
    assert counted == (fixed.records, fixed.accepted, fixed.rejected)
    remaining = codes([row for row in rows if row["fix"] is None])
    assert +fixed.by_code == remaining
    rejected = {record for record, _ in read_rejected(prepared.files["rejected.csv"], options)}
    left = codes([row for row in rows if row["fix"] is None or row["record"] in rejected])
    assert +prepared.summary.by_code == left


def read_rejected(data: bytes, options: Options) -> list[tuple[int, int]]:
    """Return record and line of each rejected record."""
    assert options.delimiter
    lines = data.decode("utf-8", "surrogateescape").replace("\r", "\n").split("\n")[1:]
    leads = (line.split(options.delimiter, 2) for line in lines)
    known = {code for name in CATALOGUE for code in (name, f'"{name}', f"'{name}", name.split(" ")[0])}
    return [
        (int(lead[0]), int(lead[1]))
        for lead in leads
        if len(lead) == 3
        and lead[0].isdigit()
        and lead[1].isdigit()
        and any(lead[2].startswith(name) for name in known)
    ]


@pytest.mark.timeout(120)
def test_sixty_thousand_messy_records():
    """On 60,000 messy records the laws hold: nothing lost, idempotent, the same in other blocks, totals exact."""
    data = messy_csv(60_000, 2026)
    whole = prep(data, PLAIN)
    assert whole.summary.rejected > 5000
    assert len(whole.summary.by_code) >= 20
    assert_nothing_lost(data, whole)
    assert_totals(whole)
    assert prep(data, replace(PLAIN, block_bytes=200_000, jobs=4)).files == whole.files
    summary, rows = lint(data, PLAIN)
    assert summary.by_code == codes(rows)
    again = prep(whole.joined, PLAIN)
    assert (again.summary.rejected, again.summary.changed) == (0, 0)
    assert again.joined == whole.joined
    _, fixed, _, _ = fix(data, PLAIN)
    assert lint(fixed, PLAIN)[0].fixable == 0
    assert fix(fixed, PLAIN)[1] == fixed
