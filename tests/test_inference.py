"""What a schema made from data says."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import frictionless
import polars as pl
import pytest
import yaml

from csvprep import Options
from csvprep.inference import patterns
from csvprep.inference.reading import infer_schema
from csvprep.inference.tallies import MOST_DISTINCT
from csvprep.schema.files import parse_schema

SAMPLES = Path(__file__).parent.parent / "samples"


def infer(folder: Path, label: str, values: list[str], *, region: str = "US", **more: object) -> tuple[dict, str]:
    """Return the descriptor of the field made from one column, and the comments."""
    path = folder / "in.csv"
    lines = [f'"{value}"' if "," in value or not value else value for value in (label, *values)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = infer_schema([path], Options(region=region, delimiter=",", header=True), **more)  # type: ignore[arg-type]
    assert parse_schema(found.text.encode(), "x").names == (label,)
    (field,) = yaml.safe_load(found.text)["fields"]
    return field, "\n".join(line for line in found.text.splitlines() if "#" in line)


DATES = ["25.03.2024", "1.4.2024", "13.12.1999"]


@pytest.mark.parametrize(
    ("label", "values", "field"),
    [
        ("a", ["1", "-20", "300"], {"type": "integer"}),
        ("a", ["1", "2.5"], {"type": "number"}),
        ("a", ["1.234,50", "7,25"], {"type": "number", "decimalChar": ",", "groupChar": "."}),
        ("a", ["1,234.50", "7.25"], {"type": "number", "groupChar": ","}),
        ("a", ["1 234,50", "7,25"], {"type": "number", "decimalChar": ",", "groupChar": " "}),
        ("a", ["1'234", "7"], {"type": "integer", "groupChar": "'"}),
        (
            "a",
            ["true", "FALSE", "False"],
            {"type": "boolean", "trueValues": ["true"], "falseValues": ["FALSE", "False"]},
        ),
        ("a", ["1", "0"], {"type": "boolean", "trueValues": ["1"], "falseValues": ["0"]}),
        ("a", ["Oui", "Non"], {"type": "boolean", "trueValues": ["Oui"], "falseValues": ["Non"]}),
        ("a", ["2024-03-25", "1999-12-31"], {"type": "date"}),
        ("a", DATES, {"type": "date", "format": "%d.%m.%Y"}),
        ("a", ["12/31/2024", "1/2/2024"], {"type": "date", "format": "%m/%d/%Y"}),
        ("a", ["31/12/2024", "1/2/2024"], {"type": "date", "format": "%d/%m/%Y"}),
        ("a", ["5 Mar 2024", "15 May 2024"], {"type": "date", "format": "%d %b %Y"}),
        ("a", ["Mar 5, 2024", "May 15, 2024"], {"type": "date", "format": "%b %d, %Y"}),
        ("birth date", ["20240325", "19991231"], {"type": "date", "format": "%Y%m%d"}),
        ("number", ["20240325", "19991231"], {"type": "integer"}),
        (
            "a",
            ["2024-03-25 10:30:00", "2024-03-26 23:59:59"],
            {"type": "datetime", "format": "%Y-%m-%d %H:%M:%S"},
        ),
        ("a", ["2024-03-25T10:30:00Z", "2024-03-25T10:30:00.5+02:00"], {"type": "datetime"}),
        ("a", ["3/25/2024 1:30 PM"], {"type": "datetime", "format": "%m/%d/%Y %I:%M %p"}),
        (
            "a",
            [*DATES, "2024-03-25"],
            {"type": "date", "format": "%d.%m.%Y", "csvprep": {"formats": ["%d.%m.%Y", "%Y-%m-%d"]}},
        ),
        ("a", ["ann@acme.com", "bob@acme.com"], {"type": "string", "format": "email"}),
        ("a", ["https://acme.com", "http://x.org/a"], {"type": "string", "format": "uri"}),
        (
            "a",
            ["(202) 555-0143", "+49 30 901820"],
            {"type": "string", "csvprep": {"kind": "phone", "form": "national"}},
        ),
        ("Telefon", ["2025550143"], {"type": "string", "csvprep": {"kind": "phone", "form": "national"}}),
        ("a", ["+12025550143", "+4930901820"], {"type": "string", "csvprep": {"kind": "phone", "form": "e164"}}),
        ("Land", ["DE", "FR"], {"type": "string", "csvprep": {"kind": "country", "form": "alpha_2"}}),
        ("a", ["Germany", "France", "Italy"], {"type": "string", "csvprep": {"kind": "country", "form": "name"}}),
    ],
)
def test_types(tmp_path: Path, label: str, values: list[str], field: dict):
    """A column is of the most telling type that all its values are of, in the form that they are written in."""
    found, _ = infer(tmp_path, label, values)
    constraints = found.pop("constraints", {})
    own = found.get("csvprep", {})
    own.pop("ignore_case", None)
    if not own:
        found.pop("csvprep", None)
    assert found == {"name": label, **field}
    assert constraints.pop("unique", True)
    assert constraints == {"required": True}


@pytest.mark.parametrize(
    ("label", "values", "constraints", "said"),
    [
        ("a", ["00123", "10000"], {"maxLength": 10}, "digits with zeros in front, so no number"),
        ("a", ["1234567890123456"], {"maxLength": 20}, "the longest has 16 characters"),
        ("a", ["31/12/2024", "12/31/2024"], {"maxLength": 10}, "text, 2 values"),
        ("State", ["CA", "DE", "MA"], {"maxLength": 10}, "3 values"),
        ("a", ["yes", "yes"], {"maxLength": 10}, "text"),
        ("a", ["31/02/2024"], {"maxLength": 10}, "text"),
        ("a", ["x" * 33_000], {}, "the longest has 33000 characters"),
        ("a", [f"A{number:04}" for number in range(40)], {"minLength": 5, "maxLength": 5}, "add unique: true"),
    ],
)
def test_what_stays_text(tmp_path: Path, label: str, values: list[str], constraints: dict, said: str):
    """What is no number, no date and no country for sure is text, with room for what was seen."""
    found, comments = infer(tmp_path, label, values)
    assert found == {"name": label, "type": "string", "constraints": {"required": True, **constraints}}
    assert said in comments


def test_choice(tmp_path: Path):
    """Few values, each there often enough, are a list, the most frequent first."""
    found, comments = infer(tmp_path, "Stage", ["Lead", "Partner", "Lead"] * 10)
    assert found["constraints"] == {"required": True, "enum": ["Lead", "Partner"]}
    assert "choice, 30 values" in comments


def test_empty_cells_and_words_for_no_value(tmp_path: Path):
    """A column with gaps is not required; words for no value among numbers are missing values, among texts told."""
    found, comments = infer(tmp_path, "n", ["1", "2", "n/a", ""])
    assert found == {"name": "n", "type": "integer"}
    text = infer_schema([tmp_path / "in.csv"]).text
    assert yaml.safe_load(text)["missingValues"] == ["", "n/a"]
    assert "whole number, 2 values, 33 % empty" in comments
    found, comments = infer(tmp_path, "t", ["apple", "n/a"])
    assert "holds 'n/a' in place of a value; missingValues can say so" in comments
    found, comments = infer(tmp_path, "t", ['""'])
    assert (found, "no value was seen" in comments) == ({"name": "t", "type": "string"}, True)


def test_confidence(tmp_path: Path):
    """Of many values one in twenty may be broken, and the comment says how many; of few values none."""
    good = [f"user{number}@acme.com" for number in range(39)]
    found, comments = infer(tmp_path, "mail", [*good, "broken@"])
    assert found["format"] == "email"
    assert "unique" not in found["constraints"]
    assert "1 of them (2.5 %) are written otherwise or are none, and may be errors" in comments
    assert "format" not in infer(tmp_path, "mail", [*good[:10], "broken@"])[0]


def test_ambiguous_dates(tmp_path: Path):
    """Where no value tells day and month apart the comment says so, and the region decides."""
    found, comments = infer(tmp_path, "d", ["1/2/2024", "3/4/2024"])
    assert found["format"] == "%m/%d/%Y"
    assert "AMBIGUOUS: no value tells day and month apart; read month first, as in the US (--region)" in comments
    found, comments = infer(tmp_path, "d", ["1/2/2024", "3/4/2024"], region="DE")
    assert (found["format"], "read day first" in comments) == ("%d/%m/%Y", True)
    assert "AMBIGUOUS" not in infer(tmp_path, "d", ["1/2/2024", "3/14/2024"], region="DE")[1]


def test_ambiguous_numbers(tmp_path: Path):
    """Where a comma may group digits or begin a fraction the comment says so."""
    assert "AMBIGUOUS: ',' may be the decimal character" in infer(tmp_path, "n", ["1,234", "5,678"])[1]
    assert "AMBIGUOUS" not in infer(tmp_path, "n", ["1,234", "1,234,567"])[1]


@pytest.mark.parametrize(
    ("label", "values", "unique"),
    [
        ("Contact ID", ["1", "2", "3"], True),
        ("contactId", ["a", "b"], True),
        ("Contact ID", ["1", "2", "+1"], None),
        ("E-mail", ["ann@acme.com", "bob@acme.com"], True),
        ("E-mail", ["ann@acme.com", "ANN@acme.com"], None),
        ("Paid", ["1", "2", "3"], None),
        ("Id", ["1"], None),
        ("Id", ["a-1", "b-2", "n/a", "n/a"], None),
    ],
)
def test_unique(tmp_path: Path, label: str, values: list[str], unique: bool | None):
    """Keys and addresses are unique when each was there once, addresses without regard to case."""
    assert infer(tmp_path, label, values)[0]["constraints"].get("unique") is unique


def test_a_sample(tmp_path: Path):
    """A sample is the first records, and the file says so; all is all."""
    path = tmp_path / "in.csv"
    path.write_text("n\n" + "1\n" * 50 + "x\n", encoding="utf-8")
    found = infer_schema([path], sample=50)
    assert (found.records, found.cut) == (50, True)
    assert "; read were the first 50 records." in found.text
    assert yaml.safe_load(found.text)["fields"][0]["type"] == "integer"
    found = infer_schema([path], sample=None)
    assert (found.records, found.cut) == (51, False)
    assert infer_schema([path], sample=51).cut is False


def test_blocks_make_no_difference(tmp_path: Path):
    """The schema is the same however small the blocks are that the file is read in."""
    path = tmp_path / "in.csv"
    path.write_text("id,mail,n\n" + "".join(f"{n},u{n}@acme.com,{n % 7}\n" for n in range(3000)), encoding="utf-8")
    whole = infer_schema([path]).text
    assert infer_schema([path], Options(block_bytes=4096)).text == whole
    path.write_text(path.read_text() + "0,u0@acme.com,0\n")
    again = yaml.safe_load(infer_schema([path], Options(block_bytes=4096)).text)
    assert all("unique" not in field["constraints"] for field in again["fields"])


def test_no_more_values_are_kept_than_a_bound(tmp_path: Path):
    """A column of more different values than are kept is said to have more."""
    _, comments = infer(tmp_path, "t", [f"word {number}" for number in range(MOST_DISTINCT + 1)] * 2)
    assert "more than 1,000 different values" in comments


def test_several_files(tmp_path: Path):
    """One schema fits all files: a field that one lacks may be empty, and the types are those of all values."""
    (tmp_path / "a.csv").write_text("id,n,x\n1,1,u\n2,2,v\n")
    (tmp_path / "b.csv").write_text("n,id,y\n1.5,3,2024-03-25\n")
    found = infer_schema([tmp_path / "a.csv", tmp_path / "b.csv"], name="both")
    document = yaml.safe_load(found.text)
    assert document["name"] == "both"
    said = {
        field["name"]: (field["type"], field.get("constraints", {}).get("required")) for field in document["fields"]
    }
    assert said == {
        "id": ("integer", True), "n": ("number", True), "x": ("string", None), "y": ("date", None),
    }  # fmt: skip
    assert "there is no column y" in found.text


def test_headers(tmp_path: Path):
    """Columns without a label, or with one that is there already, are left out and told; spaces around labels too."""
    path = tmp_path / "in.csv"
    path.write_text("_record,_line,_errors,a , ,a,b\n1,2,x,1,2,3,4\n")
    found = infer_schema([path])
    assert [field["name"] for field in yaml.safe_load(found.text)["fields"]] == ["a", "b"]
    assert "column 5 has no label" in found.text
    assert "column 6 is 'a' again" in found.text


def test_labels_that_yaml_would_misread(tmp_path: Path):
    """Whatever a label or value holds, the file is YAML that says the same."""
    labels = ["b\nc", "# x", ": y", "[z]", "yes", "1", "- a", "é", "\u2028", "'\"", "& a", "null"]
    path = tmp_path / "in.csv"
    quoted = ",".join('"' + label.replace('"', '""') + '"' for label in labels)
    values = ",".join(f'"{label}"' for label in ("x\ny", *"bcdefghijkl"))
    path.write_text(f"{quoted}\n" + f"{values}\n" * 30, encoding="utf-8")
    found = infer_schema([path], Options(delimiter=",", header=True, encoding="utf-8", skip_lines=0))
    names = [label.strip() or label for label in labels if label.strip()]
    assert [field["name"] for field in yaml.safe_load(found.text)["fields"]] == names


def test_without_header(tmp_path: Path):
    """Columns of a file without header are numbered."""
    path = tmp_path / "in.csv"
    path.write_text("ann@acme.com,1\nbob@acme.com,2\n")
    found = infer_schema([path])
    assert [field["name"] for field in yaml.safe_load(found.text)["fields"]] == ["column_1", "column_2"]
    assert "has no header" in found.text


@pytest.mark.parametrize(
    "name", ["contact.csv", "windows-1252.csv", "semicolon.csv", "dates.csv", "contact.xlsx", "contact.csv.gz"]
)
def test_samples(name: str):
    """A schema made from any source is one that csvprep and Frictionless read."""
    text = infer_schema([SAMPLES / name]).text
    schema = parse_schema(text.encode(), name)
    assert schema.fields
    assert frictionless.Schema.from_descriptor(yaml.safe_load(text)).field_names == list(schema.names)


@pytest.mark.parametrize("form", [form for form in patterns.date_forms() if form.format], ids=lambda form: form.format)
def test_date_forms_are_those_of_strptime(form: patterns.DateForm):
    """What Python's strptime writes in a format is found to be of it, and no day that isn't in the calendar."""
    days = [datetime(2024, 2, 29, 23, 59, 58), datetime(1999, 1, 2, 3, 4, 5)]  # noqa: DTZ001 - local
    values = pl.Series([day.strftime(form.format) for day in days])
    assert form in patterns.forms_of(values, compact=True)
    assert patterns.are_dates(values, form).to_list() == [True, True]
    wrong = values.str.replace("29", "30").str.replace("2024", "2023")
    assert patterns.are_dates(wrong, form)[0] is False
