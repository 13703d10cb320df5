"""Every code of the catalogue in a small file, written by hand: the table that tests hold lint and prep to.

The README's page of what csvprep finds is made of the same files.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


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


def write_schema(case: Case, folder: Path) -> str | None:
    """Write what a case's schema is made of; return how `--schema` names it, None for a shipped one."""
    if case.schema is None:
        return None
    (folder / "list.txt").write_text("ann@example.com\n", encoding="utf-8")
    name = "things.yaml" if case.schema.startswith("name:") else f"{case.code.replace('-', '_')}.py"
    (folder / name).write_text(case.schema, encoding="utf-8")
    return str(folder / name) if name == "things.yaml" else f"{folder / name}:things"


def with_cell(field: str, value: str) -> str:
    """Return a contact file of one record with one more field."""
    return f"C_EmailAddress,{field}\nann@example.com,{value}\n"


EMAIL = "C_EmailAddress"
TWO = "C_EmailAddress,C_Company\nann@example.com,"
KEY = "name: things\nprimaryKey: [a, b]\nfields:\n  - {name: a, type: string}\n  - {name: b, type: string}\n"
YES = one("a", "boolean", ", trueValues: ['Y', 'yes'], falseValues: ['N', 'no']")
MOST_30 = one("a", "integer", ", constraints: {maximum: 30}")
GAPS = one("a", "integer", head="missingValues: ['', N/A]\n") + "  - {name: b, type: string}\n"
LETTERS = TWO.encode() + b"Zo\xeb\nbob@example.com," + "Žofie Müllerová\n".encode()
TREE = KEY.replace("primaryKey: [a, b]", "foreignKeys: [{fields: b, reference: {resource: '', fields: a}}]")
EXACT = one("a", "string", head="fieldsMatch: exact\n") + "  - {name: b, type: string}\n"
ACME, BEST = 'ann@example.com,"Acme, Inc."', 'ann@example.com,"Acme ""Best"" Ltd"'
PLUS = "4.47911123456E+11"
PHONE, SITE, COUNTRY = "C_BusPhone", "C_Website1", "C_Country"
STATE = one("a", "string", ", csvprep: {kind: state, region: US}")
TITLE = one("a", "string", ", csvprep: {case: title}")
SPACES = one("a", "string", ", csvprep: {collapse_spaces: true}")
REPLACED = one("a", "string", ", csvprep: {replace: {Mister: Mr.}}")
DEFAULT = one("a", "string") + "  - {name: b, type: string, csvprep: {default: open}}\n"
PARTS = "name: things\ncsvprep: {split: {from: Name, into: [first, last]}}\n"
PARTS += "fields:\n  - {name: first, type: string}\n  - {name: last, type: string}\n"
WHOLE = one("b", "string", head="csvprep: {join: {from: [Street, House], into: b}}\n")
RULE = "a <> 'x' OR b <> ''"
RULED = one("a", "string", head=f'csvprep: {{rules: ["{RULE}"]}}\n') + "  - {name: b, type: string}\n"
TOLD = RULED.replace(f'["{RULE}"]', f'[{{rule: "{RULE}", severity: warning, message: x needs b}}]')
LISTED = one("a", "string", ", csvprep: {exclude: list.txt}")
MODEL = """import pandera.polars as pa
import polars as pl

def is_even(data: pa.PolarsData) -> pl.LazyFrame:
    return data.lazyframe.select(pl.col(data.key) % 2 == 0)

things = pa.DataFrameSchema({"a": pa.Column(int, pa.Check(is_even, error="even"))})
"""
WARNS = MODEL.replace('error="even"', 'error="even", raise_warning=True')

CASES = (
    Case("blank-header", "error", ",,\n", "1", "", ",,"),
    Case("preamble-row", "warning", "Spring fair\n\n" + TWO + "x\n", "1", "", "Spring fair"),
    Case("missing-header", "warning", "ann@example.com,Ann\nbob@example.com,Bob\n", "1", "", "ann@example.com,Ann"),
    Case("blank-label", "warning", "C_EmailAddress,\nann@example.com,x\n", "1", "", "C_EmailAddress,"),
    Case("duplicate-label", "error", f"{EMAIL},{EMAIL}\na@example.com,b@example.com\n", "1", EMAIL, EMAIL),
    Case("missing-label", "error", "C_FirstName\nAnn\n", "1", EMAIL, "C_FirstName"),
    Case("extra-label", "warning", f"{EMAIL},Colour\nann@example.com,red\n", "1", "Colour", "Colour"),
    Case("incorrect-label", "error", "a,b,c\nx,y,z\n", "1", "c", "c", schema=EXACT),
    Case("header-case", "warning", "c_emailaddress\nann@example.com\n", "1", EMAIL, "c_emailaddress", EMAIL),
    Case("header-alias", "warning", "E-mail Address\nann@example.com\n", "1", EMAIL, "E-mail Address", EMAIL),
    Case("blank-row", "error", TWO + "x\n,\n", "3", "", ","),
    Case("repeated-header", "error", TWO + "x\n" + TWO[:25] + "\n", "3", "", "C_EmailAddress,C_Company"),
    Case("footer-row", "error", TWO + "x\nTotal: 1\n", "3", "", "Total: 1"),
    Case("missing-cell", "error", TWO + "x\nbob@example.com\n", "3", "", "bob@example.com"),
    Case("extra-cell", "error", TWO + "Acme, Inc.\n", "2", "", "ann@example.com,Acme, Inc.", "", ACME),
    Case("quote-error", "error", TWO + '"Acme "Best" Ltd"\n', "2", "", 'ann@example.com,"Acme "Best" Ltd"', "", BEST),
    Case("quote-format", "warning", TWO + '5" pipe\n', "2", "C_Company", '5" pipe', '"5"" pipe"'),
    Case("encoding-error", "error", LETTERS, "2", "", "ann@example.com,Zo\\xeb"),
    Case("truncated-file", "error", TWO + "x\nbob@exa", "3", "", "bob@exa"),
    Case("line-end-missing", "warning", TWO + "Acme", "2", "", "ann@example.com,Acme"),
    Case("line-end-mixed", "warning", TWO + "x\nbob@example.com,y\r\n", "3", "", "bob@example.com,y"),
    Case("record-too-large", "error", TWO + "x" * 90 + "\n", "2", "", "ann@example.com," + "x" * 90),
    Case("spreadsheet-error", "error", TWO + "#REF!\n", "2", "C_Company", "#REF!"),
    Case("spreadsheet-number", "error", with_cell(PHONE, PLUS), "2", PHONE, PLUS, "", "+44 7911 123456"),
    Case("null-word", "warning", TWO + "N/A\n", "2", "C_Company", "N/A"),
    Case("spreadsheet-date", "warning", TWO + "1-Mar\n", "2", "C_Company", "1-Mar"),
    Case("mojibake", "warning", TWO + "FranÃ§ois\n", "2", "C_Company", "FranÃ§ois", "", "François"),
    Case("replacement-character", "warning", TWO + "Fran\ufffdois\n", "2", "C_Company", "Fran\ufffdois"),
    Case("cut-cell", "warning", "a\n" + "x" * 255 + "\n", "2", "a", "x" * 255, schema=one("a", "string")),
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
    Case("foreign-key-error", "error", "a,b\n1,\n2,1\n3,9\n", "4", "b", "9", schema=TREE),
    Case("email-suspect", "warning", f"{EMAIL}\nann@gmial.com\n", "2", EMAIL, "ann@gmial.com", "", "ann@gmail.com"),
    Case("state-error", "error", "a\nTexs\n", "2", "a", "Texs", "", "TX", schema=STATE),
    Case("state-format", "warning", "a\nTexas\n", "2", "a", "Texas", "TX", schema=STATE),
    Case("case-format", "warning", "a\nO'NEIL\n", "2", "a", "O'NEIL", "O'Neil", schema=TITLE),
    Case("inner-space", "warning", "a\nAcme  Ltd\n", "2", "a", "Acme  Ltd", "Acme Ltd", schema=SPACES),
    Case("value-replaced", "warning", "a\nMister\n", "2", "a", "Mister", "Mr.", schema=REPLACED),
    Case("default-filled", "warning", "a,b\nx,\n", "2", "b", "", "open", schema=DEFAULT),
    Case("value-split", "warning", "Name\nCher\n", "2", "first", "Cher", "Cher", schema=PARTS),
    Case("value-joined", "warning", "Street,House\nMain St,5\n", "2", "b", "Main St, 5", "Main St 5", schema=WHOLE),
    Case("rule-error", "error", "a,b\nx,\n", "2", "", "a=x, b=", schema=RULED),
    Case("rule-warning", "warning", "a,b\nx,\n", "2", "", "a=x, b=", schema=TOLD),
    Case("forbidden-value", "error", "a\nann@example.com\n", "2", "a", "ann@example.com", schema=LISTED),
    Case("check-error", "error", "a\n7\n", "2", "a", "7", schema=MODEL),
    Case("check-warning", "warning", "a\n7\n", "2", "a", "7", schema=WARNS),
)  # fmt: skip

IN_A_CHUNK_ONLY = {"record-too-large"}
"""Codes that lint can't find."""
