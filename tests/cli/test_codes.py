"""Every code of the catalogue is found by lint or prep in a small file, written by hand."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

import pytest

from csvprep.catalogue import CATALOGUE

from .shell import call


@dataclass(frozen=True)
class Case:
    """A file that has one trouble, and where: code, severity, line, field, value, fix and suggestion as reported."""

    code: str
    severity: str
    text: str | bytes
    line: str
    field: str
    value: str = ""
    fix: str = ""
    suggestion: str = ""
    schema: str | None = None
    object: str = "contact"


def one(name: str, kind: str, rest: str = "", head: str = "") -> str:
    """Return a schema of one field."""
    return f"name: things\n{head}fields:\n  - {{name: {name}, type: {kind}{rest}}}\n"


def with_cell(field: str, value: str) -> str:
    """Return a contact file of one record with one more field."""
    return f"C_EmailAddress,{field}\nann@example.com,{value}\n"


EMAIL = "C_EmailAddress"
TWO = "C_EmailAddress,C_Company\nann@example.com,"
KEY = "name: things\nprimaryKey: [a, b]\nfields:\n  - {name: a, type: string}\n  - {name: b, type: string}\n"
YES = one("a", "boolean", ", trueValues: ['Y', 'yes'], falseValues: ['N', 'no']")
MOST_30 = one("a", "integer", ", constraints: {maximum: 30}")
GAPS = one("a", "integer", head="missingValues: ['', N/A]\n") + "  - {name: b, type: string}\n"
PHONE, SITE, COUNTRY = "C_BusPhone", "C_Website1", "C_Country"

CASES = (
    Case("blank-header", "error", ",,\nann@example.com,Ann,x\n", "1", ""),
    Case("blank-label", "warning", "C_EmailAddress,\nann@example.com,x\n", "1", ""),
    Case("duplicate-label", "error", f"{EMAIL},{EMAIL}\na@example.com,b@example.com\n", "1", EMAIL, EMAIL),
    Case("missing-label", "error", "C_FirstName\nAnn\n", "1", EMAIL),
    Case("extra-label", "warning", f"{EMAIL},Colour\nann@example.com,red\n", "1", "Colour", "Colour"),
    Case("header-case", "warning", "c_emailaddress\nann@example.com\n", "1", EMAIL, "c_emailaddress", EMAIL),
    Case("header-alias", "warning", "E-mail Address\nann@example.com\n", "1", EMAIL, "E-mail Address", EMAIL),
    Case("blank-row", "error", TWO + "x\n,\n", "3", ""),
    Case("missing-cell", "error", TWO + "x\nbob@example.com\n", "3", ""),
    Case("extra-cell", "error", TWO + "Acme, Inc.\n", "2", ""),
    Case("quote-error", "error", TWO + '"Acme "Best" Ltd"\n', "2", ""),
    Case("quote-format", "warning", TWO + '5" pipe\n', "2", "C_Company", '5" pipe', '"5"" pipe"'),
    Case("encoding-error", "error", TWO.encode() + b"Zo\xeb\n", "2", ""),
    Case("record-too-large", "error", TWO + "x" * 90 + "\n", "2", ""),
    Case("missing-value", "warning", "a,b\nN/A,x\n", "2", "a", "N/A", schema=GAPS),
    Case("null-byte", "error", TWO + "Ac\0me\n", "2", "C_Company", "Ac\0me", suggestion="Acme"),
    Case("control-character", "error", TWO + "Ac\x0bme\n", "2", "C_Company", "Ac\x0bme", "Acme"),
    Case("surrounding-space", "warning", TWO + " Acme\n", "2", "C_Company", " Acme", "Acme"),
    Case("unicode-format", "warning", TWO + "Zoe\u0308\n", "2", "C_Company", "Zoe\u0308", "Zo\u00eb"),
    Case("formula-prefix", "warning", TWO + "=1+2\n", "2", "C_Company", "=1+2"),
    Case("email-error", "error", "C_EmailAddress\na@@b.com\n", "2", EMAIL, "a@@b.com", "", "a@b.com"),
    Case("email-format", "warning", "C_EmailAddress\nA@B.com\n", "2", EMAIL, "A@B.com", "A@b.com"),
    Case("phone-error", "error", with_cell(PHONE, "202) 555-0143"), "2", PHONE, "202) 555-0143", "(202) 555-0143"),
    Case("phone-format", "warning", with_cell(PHONE, "202.555.0143"), "2", PHONE, "202.555.0143", "(202) 555-0143"),
    Case("phone-unassigned", "warning", with_cell(PHONE, "(555) 555-0143"), "2", PHONE, "(555) 555-0143"),
    Case("url-error", "error", with_cell(SITE, "www.example.com"), "2", SITE, "www.example.com", "https://www.example.com"),
    Case("url-format", "warning", with_cell(SITE, "HTTP://Example.com"), "2", SITE, "HTTP://Example.com", "http://example.com"),
    Case("country-error", "error", with_cell(COUNTRY, "Freedonia"), "2", COUNTRY, "Freedonia"),
    Case("country-format", "warning", with_cell(COUNTRY, "Germany"), "2", COUNTRY, "Germany", "DE"),
    Case("type-error", "error", "a\nabout 5\n", "2", "a", "about 5", schema=one("a", "number")),
    Case("number-format", "warning", "a\n+12.50\n", "2", "a", "+12.50", "12.50", schema=one("a", "number")),
    Case("boolean-format", "warning", "a\nYES\n", "2", "a", "YES", "Y", schema=YES),
    Case("date-format", "warning", "a\n2024/03/25\n", "2", "a", "2024/03/25", "2024-03-25", schema=one("a", "date")),
    Case("choice-format", "warning", "scope,name\nGLOBAL,x\n", "2", "scope", "GLOBAL", "global", object="list"),
    Case("constraint-error", "error", "a\n31\n", "2", "a", "31", schema=MOST_30),
    Case("unique-error", "error", "C_EmailAddress\nann@example.com\nANN@example.com\n", "3", EMAIL, "ANN@example.com"),
    Case("primary-key-error", "error", "a,b\n1,x\n1,y\n1,x\n", "4", "a", "1, x", schema=KEY),
)  # fmt: skip

REQUIRED = Case("constraint-error", "error", "C_EmailAddress,C_Company\n,Acme\n", "2", EMAIL)
TOO_LONG = Case("constraint-error", "error", TWO + "x" * 101 + "\n", "2", "C_Company", "x" * 101)
IN_A_CHUNK_ONLY = {"record-too-large"}


def report(case: Case, *words: str) -> list[dict[str, str]]:
    """Return what is reported of a case's file."""
    Path("in.csv").write_bytes(case.text if isinstance(case.text, bytes) else case.text.encode())
    schema = ["--object", case.object]
    if case.schema is not None:
        Path("things.yaml").write_text(case.schema, encoding="utf-8")
        schema = ["--schema", "things.yaml"]
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
    """Redacted, the finding of a cell has neither value nor fix nor suggestion, and none of them in its message."""
    if case.line == "1" or case.code in IN_A_CHUNK_ONLY:
        return
    (found,) = [row for row in report(case, "--redact") if row["code"] == case.code]
    assert (found["value"], found["fix"], found["suggestion"]) == ("", "", "")
    assert case.value == "" or case.value not in found["message"]


def test_no_code_is_dead() -> None:
    """The table covers the catalogue, code for code and in its order, with its severities."""
    assert [case.code for case in CASES] == list(CATALOGUE)
    assert [case.severity for case in CASES] == [code.severity.value for code in CATALOGUE.values()]
