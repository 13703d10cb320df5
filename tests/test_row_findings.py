"""Records that are no records: blank ones, the header once more, totals and footers; and records that only look so."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from harness import CONTACT, PLAIN, lint, prep
from hypothesis import given
from hypothesis import strategies as st

from csvprep.pipeline import Options
from csvprep.row_findings import _MAYBE_TOTAL, _TOTAL
from csvprep.schema.files import parse_schema

HEADER = "C_EmailAddress,C_FirstName,C_Company\n"
NOTES = parse_schema(b"fields: [{name: what}, {name: note}]", "notes.yaml")


def found(body: str, options: Options = PLAIN, header: str = HEADER) -> list[tuple[int, str, str | None]]:
    """Return record, code and value of what is said of records."""
    _, rows = lint((header + body).encode(), options)
    return [(row["record"], row["code"], row["value"]) for row in rows if row["record"] is not None]


FOOTERS = [
    "Total,,",
    "Total:,,",
    "TOTAL 3,,",
    "Totals,12,",
    "total: 3 contacts,,",
    "Grand Total,,3",
    "Sub-total,,3",
    "Summe,,",
    "Gesamt:,12,",
    "Somme,,",
    "合計,,",
    "3 records,,",
    "(12 rows),,",
    "2 Zeilen,,",
    "End of file,,",
    "End of report on May 1,,",
    "-----,,",
    "=====,,",
    "Total",
    "Total,3",
    "3 rows affected",
    "Total,,,,3",
]


@pytest.mark.parametrize("footer", FOOTERS)
@pytest.mark.parametrize("block_bytes", [1, 2**20])
def test_footers(footer: str, block_bytes: int):
    """A line that reads like a total or footer and has no address is that and nothing else, whatever its cells are."""
    options = replace(PLAIN, block_bytes=block_bytes)
    body = "ann@acme.com,Ann,Acme\n" + footer + "\n"
    assert found(body, options) == [(2, "footer-row", footer)]
    outcome = prep((HEADER + body).encode(), options)
    assert outcome.joined.decode() == HEADER + "ann@acme.com,Ann,Acme\n"
    assert outcome.files["rejected.csv"].decode() == f"_record,_line,_errors,{HEADER}2,3,footer-row,{footer}\n"


@pytest.mark.parametrize(
    "record",
    [
        "total@acme.com,Total,Total",
        "ann@acme.com,Total,Acme",
        "ann@acme.com,Ann,Total",
        "ann@acme.com,Sum,3 records",
        "ann@acme.com,-----,",
        "sum@acme.com,,",
    ],
)
def test_contacts_that_read_like_footers(record: str):
    """A record with an address is none, whatever else it says."""
    assert found(record + "\n") == []


@pytest.mark.parametrize("record", [",Total Recall,Acme", ",Ann,Totally", ",Summer,", ",3 Rivers,", "totalitarian,,"])
def test_records_without_address_that_are_no_footers(record: str):
    """A record that lacks its address and doesn't read like a total keeps the finding about the address."""
    ((number, code, _),) = found(record + "\n")
    assert (number, code) in {(1, "constraint-error"), (1, "email-error")}


def test_footers_without_a_required_field():
    """Where nothing is required, a whole line that says Total is a record like any other; a short one is a footer."""
    options = Options(schema=NOTES, jobs=1, header=True, skip_lines=0)
    assert found("a,b\nTotal,3\n", options, "what,note\n") == []
    assert found("a,b\nTotal\nc,d\n", options, "what,note\n") == [(2, "footer-row", "Total")]


@pytest.mark.parametrize(
    ("record", "value"),
    [
        ("", None),
        (",,", ",,"),
        (" , , ", " , , "),
        ('"",""," "', ",, "),
        (",", ","),
        (",,,,", ",,,,"),
        ("\u00a0,\t,", "\u00a0,\t,"),
        ("\u200b,,", "\u200b,,"),
    ],
)
def test_blank_records(record: str, value: str | None):
    """A record with nothing in it has one finding, however many cells it has."""
    assert found(f"ann@acme.com,Ann,Acme\n{record}\nbob@acme.com,Bob,\n") == [(2, "blank-row", value)]


def test_a_blank_record_with_something_in_another_column():
    """A record with nothing for any field is blank, and what it holds besides is told."""
    header = "C_EmailAddress,C_FirstName,Else\n"
    assert found(",,x\n", PLAIN, header) == [(1, "blank-row", ",,x")]
    kept = replace(PLAIN, keep_extra=True)
    assert found(",,x\n", kept, header) == [(1, "constraint-error", "")]


def test_blank_records_of_one_column():
    """In a file of one column an empty line is a blank record too."""
    assert found("ann@acme.com\n\n\nbob@acme.com\n", header="C_EmailAddress\n") == [
        (2, "blank-row", None), (3, "blank-row", None),
    ]  # fmt: skip


@pytest.mark.parametrize("block_bytes", [1, 2**20])
def test_repeated_headers(block_bytes: int):
    """The header among the records is that and nothing else, also with the byte order mark of a file put behind."""
    body = f"ann@acme.com,Ann,Acme\n{HEADER}bob@acme.com,Bob,\n\ufeff{HEADER}"
    shown = HEADER.rstrip("\n")
    assert found(body, replace(PLAIN, block_bytes=block_bytes)) == [
        (2, "repeated-header", shown), (4, "repeated-header", "\ufeff" + shown),
    ]  # fmt: skip


def test_repeated_headers_in_the_files_own_words():
    """The labels are compared as they stand in the file, quoted or not, in its dialect."""
    header = "E-mail Address;First Name;Company\r\n"
    options = Options(object_name="contact", jobs=1)
    body = 'ann@acme.com;Ann;Acme\r\n"E-mail Address";"First Name";Company\r\nbob@acme.com;Bob;\r\n'
    assert found(body, options, header) == [(2, "repeated-header", "E-mail Address;First Name;Company")]


@pytest.mark.parametrize(
    "record",
    [
        "C_EmailAddress,Ann,Acme",
        "C_EmailAddress,C_FirstName,",
        "C_FirstName,C_EmailAddress,C_Company",
        "c_emailaddress,C_FirstName,C_Company",
    ],
)
def test_records_that_are_not_quite_the_header(record: str):
    """A record that holds some labels, or in another order or case, is a record with a wrong address."""
    assert [code for _, code, _ in found(record + "\n")] == ["email-error"]


def test_no_repeated_header_in_a_file_without_one():
    """Without header nothing can be its repetition: a line of numbers is a record."""
    schema = parse_schema(b"fields: [{name: a, type: integer}, {name: b, type: integer}]", "numbers.yaml")
    options = Options(schema=schema, jobs=1, header=False, mapping={"1": "a", "2": "b"}, delimiter=",")
    assert found("1,2\n3,4\n1,2\n", options, "") == []


def test_trailing_delimiters_do_not_hide_them():
    """In a file whose records end in a delimiter, header, footer and blank lines are still told."""
    options = Options(object_name="contact", jobs=1)
    body = "ann@acme.com,Ann,Acme,\nC_EmailAddress,C_FirstName,C_Company,\n,,,\nTotal,,,\nbob@acme.com,Bob,,\n"
    codes = [(record, code) for record, code, _ in found(body, options)]
    assert codes == [(2, "repeated-header"), (3, "blank-row"), (4, "footer-row")]


def test_they_are_never_fixed():
    """With unsafe fixes too they are rejected, and a fixed file keeps them."""
    body = f"ann@acme.com,Ann,Acme\n,,\n{HEADER}Total,1,\nTotal\n"
    outcome = prep((HEADER + body).encode(), replace(PLAIN, unsafe_fixes=True))
    assert dict(outcome.manifest.counts) == {"read": 5, "accepted": 1, "rejected": 4, "changed": 0}
    errors: list[Any] = [row["code"] for row in outcome.rows("findings.csv")]
    assert errors == ["blank-row", "repeated-header", "footer-row", "footer-row"]


def test_a_footer_at_the_end_is_no_cut_record():
    """A short last line without line end is a footer where it reads like one, not the sign of a cut file."""
    _, rows = lint((HEADER + "ann@acme.com,Ann,Acme\nTotal: 1").encode(), CONTACT)
    assert [row["code"] for row in rows] == ["footer-row", "line-end-missing"]


@given(
    st.lists(st.text(" \t\n\u00a0\u2003:=3x", max_size=3), min_size=2, max_size=2),
    st.sampled_from([one.split(",")[0] for one in FOOTERS]),
)
def test_the_first_look_misses_no_footer(around: list[str], footer: str):
    """What reads like a footer without the space around it is found by the first look in the whole text."""
    whole = pl.Series([around[0] + footer + around[1]])
    found = whole.str.strip_chars().str.contains(_TOTAL)
    assert (whole.str.contains(_MAYBE_TOTAL) | ~found).all()
