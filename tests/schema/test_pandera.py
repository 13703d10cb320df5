"""pandera models as schemas, and schemas as pandera schemas."""

from __future__ import annotations

import pickle
import warnings
from dataclasses import replace
from pathlib import Path

import pandera.polars as pa
import polars as pl
import pytest
from harness import lint, prep
from pandera.errors import SchemaErrors, SchemaWarning

from csvprep import from_pandera
from csvprep.errors import SchemaError
from csvprep.pipeline import Options
from csvprep.schema.files import parse_schema
from csvprep.schema.model import KindName, Schema
from csvprep.schema.pandera_models import load_model, names_model
from csvprep.schema.shipped import list_shipped, load_shipped

PEOPLE = """
import pandera.polars as pa
import polars as pl

class People(pa.DataFrameModel):
    id: int = pa.Field(ge=1, unique=True)
    mail: str = pa.Field(metadata={"csvprep": {"kind": "email"}})
    age: pl.Int8 = pa.Field(nullable=True, gt=0)
    born: pl.Date = pa.Field(nullable=True)
    left: pl.Date = pa.Field(nullable=True)
    colour: str = pa.Field(nullable=True, isin=["red", "green"])

    @pa.check("id", error="id is even")
    def even(cls, data):
        return data.lazyframe.select(pl.col(data.key) % 2 == 0)

    @pa.check("age")
    def mean(cls, data):
        return data.lazyframe.select(pl.col(data.key).mean() > 1)

    @pa.dataframe_check
    def left_after_born(cls, data):
        return data.lazyframe.select(pl.col("left") > pl.col("born"))
"""
DATA = b"""id,mail,age,born,left,colour
2,ann@x.org,30,1990-01-02,2000-01-01,RED
3,bob@x.org,300,1990-01-02,1980-01-01,
x,c@x.org,-3,,,blu
2,not,5,,,
"""


@pytest.fixture
def model(tmp_path: Path) -> str:
    """Return how `--schema` names the model in a file."""
    (tmp_path / "people.py").write_text(PEOPLE, encoding="utf-8")
    return f"{tmp_path / 'people.py'}:People"


def options(schema: Schema) -> Options:
    return Options(schema=schema, encoding="utf-8", delimiter=",", header=True, jobs=1)


def test_types_and_constraints_become_those_of_fields(model: str) -> None:
    """Types are kinds, nullable is not required, and the checks that Table Schema has are its constraints."""
    by_name = load_model(model).by_name
    assert {name: field.kind for name, field in by_name.items()} == {
        "id": KindName.INTEGER, "mail": KindName.EMAIL, "age": KindName.INTEGER, "born": KindName.DATE,
        "left": KindName.DATE, "colour": KindName.CHOICE,
    }  # fmt: skip
    assert (by_name["id"].minimum, by_name["id"].unique, by_name["id"].required) == ("1", True, True)
    assert (by_name["age"].required, by_name["colour"].enum) == (False, ("red", "green"))


def test_a_model_s_own_checks_are_findings(model: str) -> None:
    """Checks of a column and of the frame, and values that are none of the type, are told by record and line."""
    _, rows = lint(DATA, options(load_model(model)))
    told = [(row["line"], row["field"], row["code"], row["message"]) for row in rows if row["severity"] == "error"]
    assert told == [
        (3, None, "check-error", "fails the check 'left_after_born'"),
        (3, "id", "check-error", "fails the check 'id is even'"),
        (3, "age", "type-error", "is not of type integer: its values are Int8"),
        (4, "id", "type-error", "is not of type integer"),
        (4, "age", "check-error", "fails the check 'greater_than(0)'"),
        (4, "colour", "constraint-error", "is not one of: red, green"),
        (5, "id", "unique-error", "is the same as record 1, line 2"),
        (5, "mail", "email-error", "is not an e-mail address: an email address must have an @-sign"),
    ]


def test_a_check_that_answers_for_a_table_is_told(model: str) -> None:
    """No pass has the whole table, so such a check is not run, and that is said."""
    summary, _ = lint(DATA, options(load_model(model)))
    assert summary.notes == (
        "the check 'mean' answers for a whole table, and csvprep asks for each record: it is not checked",
    )


def test_blocks_do_not_matter(model: str) -> None:
    """A model's checks say the same of small blocks as of a large one."""
    how = options(load_model(model))
    data = DATA + b"".join(b"%d,a@x.org,%d,,,\n" % (number, number % 140) for number in range(9, 60))
    assert prep(data, how).files == prep(data, replace(how, block_bytes=64, jobs=2)).files


def test_a_model_can_be_pickled_by_its_name(model: str) -> None:
    """What works on blocks in another process finds the same checks there."""
    schema = load_model(model)
    again = pickle.loads(pickle.dumps(schema))  # noqa: S301 - our own bytes
    assert again == schema
    assert [one.title for one in again.model.checks] == [one.title for one in schema.model.checks]


def test_a_check_may_only_warn() -> None:
    """raise_warning makes a warning, which rejects nothing."""
    schema = from_pandera(pa.DataFrameSchema({"a": pa.Column(str, pa.Check.str_startswith("x", raise_warning=True))}))
    left = prep(b"a\ny\n", options(schema))
    assert (left.summary.rejected, left.summary.by_code) == (0, {"check-warning": 1})


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nix:Model", "nix can't be imported: ModuleNotFoundError"),
        ("nix.py:Model", "there is no file nix.py"),
        ("json:Nix", "there is no 'Nix' in json"),
        ("json:JSONDecoder", "is no model of pandera.polars, but json.decoder.JSONDecoder"),
    ],
)
def test_what_is_no_model_is_told(name: str, words: str) -> None:
    """One sentence says what is wrong; nothing of Python leaks out."""
    assert names_model(name)
    with pytest.raises(SchemaError, match=words):
        load_model(name)


def test_a_model_that_fails_is_told(tmp_path: Path) -> None:
    """Errors of the user's own code name the check, the file or the type."""
    (tmp_path / "bad.py").write_text("1 / 0\n", encoding="utf-8")
    with pytest.raises(SchemaError, match=r"bad.py can't be imported: ZeroDivisionError"):
        load_model(f"{tmp_path / 'bad.py'}:Model")

    def boom(data: pa.PolarsData) -> pl.LazyFrame:
        raise ValueError("no luck")

    schema = from_pandera(pa.DataFrameSchema({"a": pa.Column(str, pa.Check(boom, name="boom"))}))
    with pytest.raises(SchemaError, match="the model's check 'boom' can't be run: ValueError: no luck"):
        lint(b"a\nx\n", options(schema))
    with pytest.raises(SchemaError, match=r"column 'a': csvprep can't read List\(Int64\) from text"):
        from_pandera(pa.DataFrameSchema({"a": pa.Column(pl.List(pl.Int64))}))


OWN = parse_schema(
    b"""
name: own
primaryKey: [a, b]
uniqueKeys: [[d, c], [e]]
fields:
  - {name: a, constraints: {required: true, maxLength: 3, unique: true}, csvprep: {ignore_case: true}}
  - {name: b, type: integer, constraints: {minimum: 2}}
  - {name: c, format: email, csvprep: {required_if: "b = '3'", case: lower}}
  - {name: d, csvprep: {kind: country}}
  - {name: e, csvprep: {ignore_case: true}}
csvprep: {rules: ["a <> 'x' OR d = 'DE'", {rule: "b <> '5'", severity: warning}]}
""",
    "own.yaml",
)


@pytest.mark.parametrize(
    "schema", [OWN, *(load_shipped(path.stem) for path in list_shipped())], ids=lambda one: one.name
)
def test_a_schema_is_the_same_after_a_round_trip(schema: Schema) -> None:
    """What to_pandera makes is read as the very schema it was made of, with no check to be run twice."""
    again = from_pandera(schema.to_pandera())
    assert again == schema
    assert again.model is None


def test_checks_added_to_a_compiled_schema_are_run() -> None:
    """A check that a user adds to what to_pandera made is the only one that is left to pandera."""
    compiled = OWN.to_pandera().update_column("d", checks=[pa.Check.isin(["DE"])])
    assert [one.title for one in from_pandera(compiled).model.checks] == ["isin(['DE'])"]


def test_the_compiled_schema_finds_what_lint_finds() -> None:
    """On an eager frame of written values, pandera fails the same rows for the same codes as lint does."""
    rows = [
        ("x", "3", "ann@x.org", "DE", "a"), ("y", "1", None, "DE", None), (None, "4", None, None, None),
        ("long", "two", "not", "XX", "b"), ("X", "7", None, "DE", "c"), ("x", "3", None, "FR", "d"),
        ("z", "5", "bob@x.org", "DE", "A"), ("v", "8", "ann@x.org", "DE", "e"), ("w", "9", "ann@x.org", "FR", "f"),
    ]  # fmt: skip
    frame = pl.DataFrame(rows, schema=dict.fromkeys("abcde", pl.String), orient="row")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SchemaWarning)
        with pytest.raises(SchemaErrors) as caught:
            OWN.to_pandera().validate(frame, lazy=True)
    cases = caught.value.failure_cases
    found = {(row, _code(check)) for row, check in cases.select("index", "check").iter_rows()}
    data = frame.write_csv().encode()
    _, told = lint(data, options(OWN))
    expected = {(row["record"] - 1, row["code"]) for row in told if row["severity"] == "error"}
    assert found == expected


def _code(check: str) -> str:
    """Return the code of a failed check by what pandera calls it."""
    words = {
        "not_nullable": "constraint-error", "c is required where b = '3'": "constraint-error",
        "a <> 'x' OR d = 'DE'": "rule-error", "A value breaks a constraint of the schema": "constraint-error",
        "Not a value of the field's type": "type-error", "Not an e-mail address": "email-error",
        "Not a country of ISO 3166": "country-error", "The same value as an earlier record": "unique-error",
        "The same key as an earlier record: a, b": "primary-key-error",
        "The same value as an earlier record: d, c": "unique-error",
        "The same value as an earlier record: e": "unique-error",
    }  # fmt: skip
    return words[check]
