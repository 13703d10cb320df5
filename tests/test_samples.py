"""Each sample is one trouble: what lint must say of it, written by hand as line, field and code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from csvprep.pipeline import Options
from csvprep.runs.lint import lint_file
from csvprep.summary import to_findings

SAMPLES = Path(__file__).parent.parent / "samples"

EMAIL, PHONE, COMPANY = "C_EmailAddress", "C_BusPhone", "C_Company"

EXPECTED: dict[str, list[tuple[int, str | None, str]]] = {
    "account.csv": [
        (2, "M_Country", "country-format"),
        (3, "M_CompanyName", "unique-error"),
        (4, "M_CompanyName", "constraint-error"),
    ],
    "backslash.csv": [(3, EMAIL, "email-error")],
    "bad-bytes.csv": [(2, None, "encoding-error"), (4, None, "encoding-error")],
    "blank-rows.csv": [(line, None, "blank-row") for line in (2, 4, 5, 7)],
    "bom.csv": [(2, EMAIL, "email-error")],
    "broken-records.csv": [
        (2, None, "missing-cell"),
        (3, None, "missing-cell"),
        (4, None, "extra-cell"),
        (5, None, "missing-cell"),
        (6, None, "quote-error"),
    ],
    "campaign.csv": [
        (2, "currentStatus", "choice-format"),
        (2, "startAt", "date-format"),
        (2, "budgetedCost", "type-error"),
        (2, "isIncludedInROI", "boolean-format"),
        (3, "currentStatus", "constraint-error"),
        (3, "budgetedCost", "type-error"),
        (3, "isIncludedInROI", "type-error"),
        (4, "name", "constraint-error"),
    ],
    "carriage-returns.csv": [(3, EMAIL, "email-error")],
    "contact.csv": [
        (2, PHONE, "phone-unassigned"),
        (4, PHONE, "phone-error"),
        (4, PHONE, "phone-unassigned"),
        (5, PHONE, "phone-unassigned"),
        (10, PHONE, "phone-unassigned"),
    ],
    "control-characters.csv": [
        (2, COMPANY, "null-byte"),
        (3, COMPANY, "control-character"),
        (4, COMPANY, "surrounding-space"),
    ],
    "countries.csv": [
        (2, "C_Country", "country-format"),
        (3, "C_Country", "country-format"),
        (4, "C_Country", "country-format"),
        (5, "C_Country", "country-error"),
        (6, "C_Country", "country-format"),
    ],
    "crlf.csv": [(2, EMAIL, "email-error")],
    "dates.csv": [
        (2, "ActivityDate", "type-error"),
        (3, "ActivityDate", "date-format"),
        (4, "ActivityDate", "date-format"),
        (5, "ActivityDate", "type-error"),
        (6, "ActivityDate", "type-error"),
    ],
    "duplicate-labels.csv": [(1, EMAIL, "duplicate-label")],
    "duplicates.csv": [
        (4, EMAIL, "unique-error"),
        (5, EMAIL, "email-format"),
        (5, EMAIL, "unique-error"),
    ],
    "emails.csv": [
        (2, EMAIL, "email-error"),
        (3, EMAIL, "email-error"),
        (4, EMAIL, "email-error"),
        (5, EMAIL, "email-format"),
        (6, EMAIL, "email-error"),
        (7, EMAIL, "constraint-error"),
    ],
    "excel-separator.csv": [(4, EMAIL, "email-error")],
    "footer.csv": [(3, None, "repeated-header"), (5, None, "footer-row"), (6, None, "footer-row")],
    "formulas.csv": [
        (2, COMPANY, "formula-prefix"),
        (3, COMPANY, "formula-prefix"),
        (4, "C_FirstName", "formula-prefix"),
        (5, "C_FirstName", "formula-prefix"),
        (5, COMPANY, "formula-prefix"),
    ],
    "gb18030.csv": [],
    "header-french.csv": [
        (1, "C_FirstName", "header-alias"),
        (1, "C_LastName", "header-alias"),
        (1, EMAIL, "header-alias"),
        (1, COMPANY, "header-alias"),
        (1, "C_Country", "header-alias"),
        (1, "Titre", "extra-label"),
    ],
    "header-marks.csv": [
        (1, EMAIL, "header-alias"),
        (1, "C_FirstName", "header-alias"),
        (1, "C_LastName", "header-alias"),
        (1, COMPANY, "header-alias"),
        (1, "C_City", "header-case"),
    ],
    "header-only.csv": [],
    "header-typos.csv": [
        (1, "E-Mial", "extra-label"),
        (1, "Vornmae", "extra-label"),
        (1, "Favourite Colour", "extra-label"),
        (1, EMAIL, "missing-label"),
    ],
    "header.csv": [
        (1, EMAIL, "header-case"),
        (1, "C_FirstName", "header-alias"),
        (1, "C_LastName", "header-alias"),
        (1, None, "blank-label"),
        (1, "Favourite Colour", "extra-label"),
    ],
    "list.csv": [
        (2, "scope", "choice-format"),
        (3, "count", "constraint-error"),
        (4, "scope", "constraint-error"),
        (4, "count", "type-error"),
    ],
    "mac-roman.csv": [],
    "missing-column.csv": [(1, EMAIL, "missing-label")],
    "mixed-line-ends.csv": [(3, None, "line-end-mixed")],
    "mojibake.csv": [
        (3, "C_FirstName", "mojibake"),
        (3, "C_LastName", "mojibake"),
        (4, "C_FirstName", "mojibake"),
        (4, COMPANY, "mojibake"),
        (5, "C_LastName", "replacement-character"),
        (5, "C_Website1", "mojibake"),
    ],
    "multiline.csv": [(2, EMAIL, "email-error"), (7, EMAIL, "email-error")],
    "no-header.csv": [(1, None, "missing-header")],
    "no-line-end.csv": [(3, None, "line-end-missing")],
    "null-words.csv": [
        (3, "C_FirstName", "null-word"),
        (3, "C_LastName", "null-word"),
        (3, "C_Title", "null-word"),
        (3, PHONE, "phone-error"),
        (3, COMPANY, "null-word"),
        (3, "C_Website1", "url-error"),
        (4, EMAIL, "email-error"),
        (4, "C_Title", "null-word"),
        (4, PHONE, "phone-error"),
        (4, COMPANY, "null-word"),
        (5, "C_Title", "null-word"),
        (5, COMPANY, "null-word"),
    ],
    "padded.csv": [(3, EMAIL, "email-error")],
    "phones.csv": [
        (2, PHONE, "phone-error"),
        (3, PHONE, "phone-format"),
        (3, "C_MobilePhone", "phone-format"),
        (4, PHONE, "phone-error"),
        (5, PHONE, "phone-error"),
        (8, PHONE, "phone-unassigned"),
    ],
    "pipe.csv": [(2, EMAIL, "email-error")],
    "preamble.csv": [(1, None, "preamble-row"), (6, EMAIL, "email-error")],
    "quotes.csv": [
        (2, None, "quote-error"),
        (3, COMPANY, "quote-format"),
        (5, None, "quote-error"),
    ],
    "ragged.csv": [(2, None, "missing-cell"), (3, None, "extra-cell"), (5, None, "missing-cell")],
    "sage-customers.csv": [
        (3, "reference", "constraint-error"),
        (4, "reference", "unique-error"),
        (4, "short_name", "constraint-error"),
        (5, "name", "constraint-error"),
        (5, "credit_limit", "type-error"),
    ],
    "semicolon.csv": [(2, EMAIL, "email-error")],
    "shift-jis.csv": [],
    "single-quotes.csv": [(4, EMAIL, "email-error")],
    "spaces.csv": [
        (2, EMAIL, "surrounding-space"),
        (3, COMPANY, "surrounding-space"),
        (4, COMPANY, "unicode-format"),
        (5, COMPANY, "control-character"),
        (6, COMPANY, "unicode-format"),
    ],
    "spreadsheet.csv": [
        (3, "C_Title", "spreadsheet-error"),
        (3, "C_Website1", "spreadsheet-error"),
        (4, PHONE, "spreadsheet-number"),
        (5, PHONE, "spreadsheet-number"),
        (6, PHONE, "phone-error"),
        (7, PHONE, "phone-error"),
        (8, PHONE, "phone-error"),
        (8, COMPANY, "spreadsheet-date"),
        (9, "C_Title", "spreadsheet-error"),
        (9, COMPANY, "spreadsheet-number"),
    ],
    "stripe-customers.csv": [
        (2, "phone", "phone-format"),
        (3, "address.country", "country-format"),
        (3, "invoice_prefix", "constraint-error"),
        (4, "phone", "phone-format"),
        (4, "balance", "type-error"),
        (4, "tax_exempt", "constraint-error"),
    ],
    "tab.tsv": [(2, EMAIL, "email-error")],
    "too-long.csv": [(2, COMPANY, "constraint-error"), (3, "C_FirstName", "constraint-error")],
    "trailing-delimiter.csv": [(3, EMAIL, "email-error")],
    "truncated.csv": [(3, None, "missing-cell"), (3, None, "truncated-file")],
    "urls.csv": [
        (2, "C_Website1", "url-error"),
        (3, "C_Website1", "url-format"),
        (4, "C_Website1", "url-error"),
        (5, "C_Website1", "url-error"),
        (6, "C_Website1", "url-error"),
    ],
    "utf-16-no-mark.csv": [],
    "utf-16.csv": [],
    "windows-1250.csv": [],
    "windows-1251.csv": [],
    "windows-1252.csv": [],
}
PACKED = ("contact.csv.gz", "contact.xlsx")
EXPECTED |= dict.fromkeys(PACKED, EXPECTED["contact.csv"])
OF_OTHER_OBJECTS = {
    "account.csv": "account", "campaign.csv": "campaign", "dates.csv": "activities", "list.csv": "list",
    "sage-customers.csv": "customers", "stripe-customers.csv": "customers",
}  # fmt: skip
OF_CONNECTORS = {"sage-customers.csv": "sage200", "stripe-customers.csv": "stripe"}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_sample_has_its_trouble_and_no_other(name: str) -> None:
    """Lint of a sample, its object known by its header (and connector), gives exactly the findings of the table."""
    found: list[tuple[int | None, str | None, str]] = []
    summary = lint_file(
        SAMPLES / name,
        Options(connector=OF_CONNECTORS.get(name)),
        lambda frame: found.extend((one.line, one.field, one.code) for one in to_findings(frame)),
    )
    assert found == EXPECTED[name]
    assert summary.object == OF_OTHER_OBJECTS.get(name, "contact")
    assert sum(summary.by_code.values()) == len(EXPECTED[name])


def test_no_sample_is_without_an_expectation() -> None:
    """Every file in samples/ stands in the table, and every name in the table is a file."""
    assert {path.name for path in SAMPLES.iterdir()} == EXPECTED.keys()


def test_samples_are_small() -> None:
    """A sample is at most ten records long, so that its trouble is seen at once."""
    for path in SAMPLES.iterdir():
        if path.name not in PACKED:
            assert path.read_bytes().count(b"\n") <= 11, path


@pytest.mark.parametrize("name", sorted(EXPECTED.keys() - PACKED))
def test_people_in_samples_are_made_up(name: str) -> None:
    """Addresses in the samples lie under example.com and its like (RFC 2606), but for those of the seeds' table."""
    text = (SAMPLES / name).read_bytes().decode("utf-8", "replace").casefold()
    hosts = re.findall(r"\w@([\w.-]+)", text)
    if name != "contact.csv":  # nor for its packed forms
        assert all(re.fullmatch(r"example(\.com|\.org)?", host) for host in hosts), hosts
