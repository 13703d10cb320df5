"""Files without a header: first lines that are records, and columns known by their places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csvprep.errors import UsageError
from csvprep.schema.header import map_header
from csvprep.schema.headless import fit_by_position, fit_object_by_position, looks_like_record
from csvprep.schema.model import Field, KindName, Schema
from csvprep.schema.shipped import list_shipped, load_shipped

RECORDS = [
    ["ana@example.com", "Ana", "Stone"],
    ["Ana", "Stone", "Ana.Stone@mail.example.co.uk"],
    ["Ana Stone <ana@example.com>"],
    ["josé@münchen.example", "José"],
    ["Example Ltd", "http://www.example.com"],
    ["Example Ltd", "www.example.com/about"],
    ["Example Ltd", "(333) 333-1234"],
    ["Example Ltd", "+44 20 7946 0958"],
    ["Example Ltd", "555-0143"],
    ["Example Ltd", "202.555.0144"],
    ["Example Ltd", "2025550144"],
    ["Example Ltd", "202-555-0144 ext. 12"],
    ["Ana", "2024-01-31"],
    ["Ana", "31.01.2024"],
    ["Ana", "1/31/24"],
    ["Ana", "2024-01-31T09:30:00Z"],
    ["Ana", "2024-01-31 09:30:00"],
    ["Ana", "20240131"],
    ["Ana", "12 Mar 2024"],
    ["Ana", "Mar 12, 2024"],
    ["Ana", "12. März 2024"],
    ["Ana", "2024-01-01", "2024-02-01", "2024-03-01"],
    ["Ana", "2024-01-01", "2024-01-01", "2024-01-01", "2024-01-01"],
    ["12", "3.5", "Ana"],
    ["17", "42"],
    ["-1.5", "2.25", "1e-3"],
    ["$1,200.50", "45%", "Ana"],
    ["1.200,50 €", "7"],
    ["Ana", "", "9f8b6c1e-0a3d-4c56-9e1f-2b7a8c9d0e1f"],
    ["", "", "ana@example.com", ""],
]
LABELS = [
    ["C_EmailAddress", "C_FirstName"],
    ["C_Address1", "C_Address2", "C_Address3"],
    ["E-mail 1 - Value", "Phone 1 - Value"],
    ["Email (e.g. ana@example.com)", "Phone (e.g. 555-0143)"],
    ["2024"],
    ["Country", "2022", "2023", "2024"],
    ["1990", "1991", "1992"],
    ["Q1 2024", "Q2 2024"],
    ["Region", "2024-01", "2024-02"],
    ["Region", "Jan 2024", "Feb 2024"],
    ["Province", "Lat", "Long", "1/22/20", "1/23/20", "1/24/20", "1/25/20"],
    ["0", "1", "2", "3"],
    ["", "0", "1", "2"],
    ["1", "2", "3"],
    ["Fiscal year", "2019-2020", "2020-2021"],
    ["Employees 1000-4999", "1000-4999", "5000-9999"],
    ["0-30", "31-60", "61-90", "90+"],
    ["24/7", "Hours"],
    ["Ana", "Stone", "Example Ltd"],
    ["Name", "12"],
    ["Line 1", "Line 2"],
    ["Version 1.2.3", "v2.0"],
    ["https", "www"],
    ["@", "#"],
    ["Tel.", "Fax"],
    ["Do you like it? Please answer in 2 or 3 sentences, by 12/31/2024."],
    ["電話番号", "住所"],
    ["12345-6789", "Zip"],
    ["", " ", "\t"],
    [],
    ["x" * 100_000],
    ["1" * 100_000, "Name"],
]
PEOPLE = [
    ["norm@example.com", "Norm", "Smith", "Design Engineer", "(333) 333-1234", "Example Ltd", "http://www.example.com"],
    ["john@example.com", "John", "Doe", "", "", "Example Publishing", "https://www.example.org"],
    ["ann@example", "Ann", "Smith", "Director", "444) 444-1234", "Example Data", "example.net"],
]
SCHEMA = Schema(
    "thing",
    (
        Field("text"),
        Field("phone", KindName.PHONE),
        Field("number", KindName.NUMBER),
        Field("flag", KindName.BOOLEAN),
        Field("day", KindName.DATE),
        Field("choice", KindName.CHOICE, enum=("red", "blue")),
        Field("country", KindName.COUNTRY),
        Field("url", KindName.URL),
    ),
)


@pytest.mark.parametrize("cells", RECORDS)
def test_records(cells: list[str]):
    """A line with an e-mail address, a URL, a date, a phone number or a UUID, or mostly of numbers, is a record."""
    assert looks_like_record(cells)


@pytest.mark.parametrize("cells", LABELS, ids=lambda cells: ",".join(cells)[:40])
def test_labels(cells: list[str]):
    """Names, years, numbered columns, ranges, a table's dates, and cells that tell nothing are no record."""
    assert not looks_like_record(cells)


@given(st.data())
def test_a_shipped_schemas_labels_are_no_record(data: st.DataObject):
    """No header of names, titles and aliases of a shipped schema is taken for a record."""
    schema = load_shipped(data.draw(st.sampled_from([path.stem for path in list_shipped()])))
    labels = [label for field in schema.fields for label in (field.name, field.title, *field.aliases, "")]
    assert not looks_like_record(data.draw(st.lists(st.sampled_from(labels))))


@given(st.lists(st.text(max_size=30), max_size=8))
def test_any_cells(cells: list[str]):
    """Any cells get an answer."""
    assert looks_like_record(cells) in {True, False}


def test_contacts_by_place():
    """Records of the endpoint's example without its header are read as the first seven contact fields."""
    contact = load_shipped("contact")
    assert fit_by_position(PEOPLE, contact) == contact.fields[:7]
    assert fit_object_by_position(PEOPLE) is contact


def test_fewer_columns_by_place():
    """Three columns are the first three fields."""
    contact = load_shipped("contact")
    rows = [row[:3] for row in PEOPLE]
    assert fit_by_position(rows, contact) == contact.fields[:3]
    assert fit_object_by_position(rows) is contact


@pytest.mark.parametrize(
    ("rows", "name"),
    [
        ([["Example Ltd", "1 High St", "", "", "London", "", "N1 1AA", "GB", "+44 20 7946 0958"]], "account"),
        ([["ana@example.com", "17", "Attended", "2026-03-25 09:00:00", "Tradeshow"]], "activities"),
        ([["7", "Newsletter", "All readers", "global", "12"]], "list"),
        ([["7", "Spring", "", "Webinar", "contact", "Active", "2026-03-25 09:00:00"]], "campaign"),
    ],
)
def test_other_objects_by_place(rows: list[list[str]], name: str):
    """Each object is known by the order of its fields where their values tell."""
    found = fit_object_by_position(rows)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [[]],
        [[""]],
        [["Ana", "Stone"]],
        [["Ana", "Stone", "ana@example.com"]],
        [["ana@example.com", "Ana", "Stone", "(333) 333-1234"]],
        [["ana@example.com", "Ana", "Stone", "http://www.example.com"]],
        [["ana@example.com", "Ana", "2026-03-25"]],
        [["ana@example.com", "ben@example.com"]],
        [["ana@example.com"] + ["x"] * 34],
        [["a@example.com", "A"], ["b@example.com", "B"], ["C", "c@example.com"]],
        [["ana@example.com"]],
    ],
)
def test_no_object_by_place(rows: list[list[str]]):
    """Nothing that tells, values in other columns than their fields', too many columns, two objects alike: none."""
    assert fit_object_by_position(rows) is None


def test_four_of_five_values_agree():
    """One value of five may be of another kind; two of five say that the column is another one."""
    good, bad = ["ana@example.com", "Ana"], ["n/a", "Ben"]
    contact = load_shipped("contact")
    assert fit_by_position([good] * 4 + [bad], contact) == contact.fields[:2]
    assert fit_by_position([good] * 3 + [bad] * 2, contact) is None


def test_ragged_rows_are_passed_over():
    """The width of most records counts; records of another width don't speak."""
    contact = load_shipped("contact")
    rows = [["ana@example.com", "Ana"], ["x"], ["ben@example.com", "Ben"], ["1", "2", "3"]]
    assert fit_by_position(rows, contact) == contact.fields[:2]


@pytest.mark.parametrize(
    ("row", "fits"),
    [
        (["a", "555-0143", "1,200.50", "yes", "2024-01-31", "RED", "Côte d'Ivoire", "example.com/x"], True),
        (["a", "tel 555 0143 x2", "-7", "0", "31.1.2024", "blue", "", ""], True),
        (["", "555-0143"], True),
        (["a", "", "7"], False),
        (["a", "n/a"], False),
        (["a", "2024-01-31"], False),
        (["555-0143", "555-0143"], False),
        (["a", "555-0143", "seven"], False),
        (["a", "555-0143", "7", "maybe"], False),
        (["a", "555-0143", "7", "yes", "soon"], False),
        (["a", "555-0143", "7", "yes", "2024-01-31", "green"], False),
        (["a", "555-0143", "7", "yes", "2024-01-31", "red", "N1 1AA"], False),
        (["a", "555-0143", "7", "yes", "2024-01-31", "red", "GB", "no link"], False),
    ],
)
def test_kinds_by_place(row: list[str], fits: bool):
    """Each kind's values are told from the others', and a telling one is needed."""
    assert fit_by_position([row], SCHEMA) == (SCHEMA.fields[: len(row)] if fits else None)


def test_numbers_as_labels():
    """Columns without labels are called by their numbers, which --map takes; the others are no fields."""
    header = map_header(("1", "2", "3"), load_shipped("contact"), {"3": "C_LastName", "1": "C_EmailAddress"})
    assert [field.name if field else None for field in header.fields] == ["C_EmailAddress", None, "C_LastName"]
    assert [(one.code, one.value, one.facts["hint"]) for one in header.findings] == [("extra-label", "2", "")]


def test_a_number_that_is_no_column():
    """A number beyond the last column is refused with those that are there."""
    with pytest.raises(UsageError) as caught:
        map_header(("1", "2"), load_shipped("contact"), {"3": "C_LastName"})
    assert str(caught.value) == "--map 3=C_LastName: no column '3'; the file has 1, 2"
