"""Every code of the catalogue is found by lint or prep in a small file, written by hand."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from code_cases import CASES, EMAIL, IN_A_CHUNK_ONLY, TWO, Case, write_schema

from csvprep.catalogue import CATALOGUE

from .shell import call

REQUIRED = Case("constraint-error", "error", "C_EmailAddress,C_Company\n,Acme\n", "2", EMAIL)
TOO_LONG = Case("constraint-error", "error", TWO + "x" * 101 + "\n", "2", "C_Company", "x" * 101)


def report(case: Case, *words: str) -> list[dict[str, str]]:
    """Return what is reported of a case's file."""
    Path("in.csv").write_bytes(case.text if isinstance(case.text, bytes) else case.text.encode())
    named = write_schema(case, Path.cwd())
    schema = ["--object", case.object] if named is None else ["--schema", named]
    if case.code in IN_A_CHUNK_ONLY:
        assert call("prep", "in.csv", "-o", "out", "--max-bytes", "80", *schema).code == 1
        text = Path("out/findings.csv").read_text(encoding="utf-8")
    else:
        text = call("lint", "in.csv", "--format", "csv", *schema, *words).out
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("case", [*CASES, REQUIRED, TOO_LONG], ids=lambda case: case.code)
def test_a_code_is_found_in_its_place(case: Case) -> None:
    """The file of each code has exactly one finding of it, with line, field, value, fix and suggestion as it should."""
    (found,) = [row for row in report(case) if row["code"] == case.code]
    names = ("severity", "line", "field", "value", "fix", "suggestion")
    assert {name: found[name] for name in names} == {name: getattr(case, name) for name in names}
    assert found["message"]
    assert "{" not in found["message"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_a_redacted_finding_holds_no_value(case: Case) -> None:
    """Redacted, the finding of a cell has no letter or digit of its value, fix or suggestion, only the shapes."""
    if case.line == "1" or case.code in IN_A_CHUNK_ONLY:
        return
    (found,) = [row for row in report(case, "--redact") if row["code"] == case.code]
    for name in ("value", "fix", "suggestion"):
        assert set(re.findall(r"[^\W_]", found[name])) <= {"a", "A", "d"}
        assert bool(found[name]) is bool(getattr(case, name))
    assert case.value == "" or case.value not in found["message"]


def test_no_code_is_dead() -> None:
    """The table covers the catalogue, code for code and in its order, with its severities."""
    assert [case.code for case in CASES] == list(CATALOGUE)
    assert [case.severity for case in CASES] == [code.severity.value for code in CATALOGUE.values()]
