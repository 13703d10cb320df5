"""What is wrong with the structure of a file is said with what stands there, as it came."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from code_cases import CASES, IN_A_CHUNK_ONLY, write_schema
from harness import lint

from csvprep import Limits, Options, prep
from csvprep.catalogue.structure import STRUCTURE_CODES
from csvprep.cli.common import read_any_schema

NAMES = {code.name for code in STRUCTURE_CODES}
EMPTY = {"blank-header", "blank-row"}
"""Of these the cases have an empty line: there is nothing to show."""


@pytest.mark.parametrize("case", [one for one in CASES if one.code in NAMES - EMPTY], ids=lambda one: one.code)
def test_every_code_shows_what_stands_there(case, tmp_path: Path) -> None:
    """Each code of the structure has an excerpt that is a part of the file."""
    data = case.text if isinstance(case.text, bytes) else case.text.encode()
    named = write_schema(case, tmp_path)
    schema = None if named is None else read_any_schema(named)
    options = Options(object_name=None if schema else case.object, schema=schema, jobs=1)
    if case.code in IN_A_CHUNK_ONLY:
        (tmp_path / "in.csv").write_bytes(data)
        prep(tmp_path / "in.csv", tmp_path / "out", options, Limits(max_bytes=80))
        with (tmp_path / "out" / "findings.csv").open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
    else:
        rows = lint(data, options)[1]
    found = [row["value"] for row in rows if row["code"] == case.code]
    assert found
    text = data.decode("utf-8", "backslashreplace")
    assert all(value and value.removesuffix("…") in text for value in found)


CONTACT = Options(object_name="contact", jobs=1)
MAPPED = replace(CONTACT, mapping={"1": "C_EmailAddress", "2": "C_FirstName", "3": "C_LastName"})


@pytest.mark.parametrize(
    ("data", "options", "code", "value"),
    [
        (b"ann@acme.com,Ann,Smith\n", MAPPED, "missing-header", "ann@acme.com,Ann,Smith"),
        (b"C_EmailAddress,,C_FirstName\na@acme.com,x,A\n", CONTACT, "blank-label", "C_EmailAddress,,C_FirstName"),
        (b"C_FirstName,C_LastName\nAnn,Lee\n", CONTACT, "missing-label", "C_FirstName,C_LastName"),
        (b",,\na@acme.com,A,B\n", replace(CONTACT, skip_lines=0), "blank-header", ",,"),
        (b"C_EmailAddress,C_FirstName\n,\na@acme.com,A\n", CONTACT, "blank-row", ","),
        (b"C_EmailAddress,C_FirstName\n ,,,\na@acme.com,A\n", CONTACT, "blank-row", " ,,,"),
        (b"C_EmailAddress\r\na@acme.com\r\nb@acme.com\n", CONTACT, "line-end-mixed", "b@acme.com"),
    ],
)  # fmt: skip
def test_excerpts(data: bytes, options: Options, code: str, value: str) -> None:
    """The excerpt is the line in question: the header, what stands in its place, or the record."""
    assert [row["value"] for row in lint(data, options)[1] if row["code"] == code] == [value]


def test_a_long_first_line() -> None:
    """Of a long first record the beginning is shown."""
    data = b"ann@acme.com,Ann,S" + b"m" * 9000 + b"\n"
    (value,) = [row["value"] for row in lint(data, MAPPED)[1] if row["code"] == "missing-header"]
    assert value == "ann@acme.com,Ann,S" + "m" * 102 + "…"
