"""All that is wrong with a schema file, by line and path."""

from __future__ import annotations

from pathlib import Path

import pytest

from csvprep.errors import SchemaError
from csvprep.schema.checking import check_schema
from csvprep.schema.files import parse_schema
from csvprep.schema.shipped import list_connector_schemas, list_shipped

BAD = """\
name: things
primaryKey: [idd]
missingValues: 3
csvprep: {objekt: x}
fields:
  - name: id
    type: intger
    constraints: {required: yess, minimum: 1}
  - name: phone
    constraints:
      pattern: "["
      maxLength: -1
      maxLength: -2
    csvprep: {kind: phon, fom: e164, region: usa}
  - 5
  - name: tel
    csvprep: {kind: phone, form: e165, region_field: contry, aliases: x}
  - name: country
    csvprep: {kind: country}
  - name: country
"""


def told(text: str) -> list[tuple[int | None, str]]:
    return [(one.line, one.path) for one in check_schema(text.encode(), "x.yaml")[0]]


def test_all_problems_are_told() -> None:
    """Each problem is told with its line and the path inside the file, in the file's order."""
    assert told(BAD) == [
        (2, "primaryKey"),
        (3, "missingValues"),
        (4, "csvprep.objekt"),
        (7, "fields[0] (id) type"),
        (8, "fields[0] (id) constraints.required"),
        (11, "fields[1] (phone) constraints.pattern"),
        (13, "fields[1].constraints.maxLength"),
        (13, "fields[1] (phone) constraints.maxLength"),
        (14, "fields[1] (phone) csvprep.kind"),
        (14, "fields[1] (phone) csvprep.fom"),
        (14, "fields[1] (phone) csvprep.region"),
        (15, "fields[2]"),
        (17, "fields[3] (tel) csvprep.form"),
        (17, "fields[3] (tel) csvprep.aliases"),
        (17, "fields[3] (tel) csvprep.region_field"),
        (20, "fields[5] (country)"),
    ]


def test_near_misses() -> None:
    """What a slip may mean is said: keys, types, kinds, names of fields."""
    messages = {one.path: one.message for one in check_schema(BAD.encode(), "x.yaml")[0]}
    for path, meant in (
        ("primaryKey", "id"),
        ("csvprep.objekt", "object"),
        ("fields[0] (id) type", "integer"),
        ("fields[1] (phone) csvprep.kind", "phone"),
        ("fields[1] (phone) csvprep.fom", "form"),
        ("fields[3] (tel) csvprep.region_field", "country"),
    ):
        assert messages[path].endswith(f"; did you mean {meant}?")
    assert messages["fields[1].constraints.maxLength"] == "stands here twice, first on line 12; the last one counts"


def test_mended_problem_by_problem() -> None:
    """A file without any of its problems is a schema, and with each one alone it is none."""
    good = "name: t\nfields:\n  - name: id\n    type: integer\n    constraints: {minimum: 1}\n"
    problems, schema = check_schema(good.encode(), "x.yaml")
    assert problems == []
    assert schema == parse_schema(good.encode(), "x.yaml")
    for old, new in (("integer", "intger"), ("minimum: 1", "minimum: x"), ("name: id", "nam: id"), ("fields", "field")):
        bad = good.replace(old, new)
        problems, schema = check_schema(bad.encode(), "x.yaml")
        assert (len(problems), schema) == (1, None), bad
        with pytest.raises(SchemaError):
            parse_schema(bad.encode(), "x.yaml")


@pytest.mark.parametrize(
    ("constraints", "message"),
    [
        ("{minLength: 5, maxLength: 3}", "is 5, more than maxLength 3: no value can be right"),
        ("{enum: [abcd, ab], maxLength: 3}", "'abcd' has more than 3 characters, the maxLength"),
        ("{enum: [abcd, ab], minLength: 3}", "'ab' has fewer than 3 characters, the minLength"),
    ],
)
def test_contradictions(constraints: str, message: str) -> None:
    """Constraints that no value can keep, or that a listed value breaks, are errors."""
    (problem,), _ = check_schema(f"fields: [{{name: a, constraints: {constraints}}}]".encode(), "x.yaml")
    assert (problem.message, problem.severity, problem.line) == (message, "error", 1)


def test_bounds_that_leave_no_number() -> None:
    """A minimum above the maximum is an error."""
    text = "fields:\n- name: a\n  type: number\n  constraints:\n    minimum: 3\n    maximum: 2.5\n"
    assert told(text) == [(5, "fields[0] (a) constraints.minimum")]


def test_a_label_of_two_fields() -> None:
    """A label that two fields claim is a warning, and the schema can be read."""
    text = "fields:\n- {name: a, csvprep: {aliases: [Mail]}}\n- {name: b, csvprep: {aliases: [mail]}}\n"
    (problem,), schema = check_schema(text.encode(), "x.yaml")
    assert (problem.severity, problem.line, problem.path) == ("warning", 3, "fields[1] (b)")
    assert schema is not None


@pytest.mark.parametrize("path", [*list_shipped(), *list_connector_schemas()], ids=lambda path: path.stem)
def test_shipped_schemas_have_no_problem(path: Path) -> None:
    """Nothing is wrong with a shipped schema."""
    problems, schema = check_schema(path.read_bytes(), path.name)
    assert [one for one in problems if one.severity == "error"] == []
    assert schema is not None


def test_no_yaml() -> None:
    """What is no YAML can't be checked."""
    with pytest.raises(SchemaError, match="is not valid YAML at line"):
        check_schema(b"fields: [", "x.yaml")
