"""Settings under `csvprep` of a schema file: what makes no sense is told with its place, when the file is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from csvprep.errors import SchemaError
from csvprep.findings import Severity
from csvprep.schema.files import parse_schema, read_schema
from csvprep.schema.model import Schema
from csvprep.schema.settings import Case, Join, OnError, Rule, Split


def read(field: str = "", table: str = "", more: str = "") -> Schema:
    """Return the schema of three fields; `field` are settings of the first, `table` those of the schema."""
    text = f"""
fields:
  - {{name: a, csvprep: {{{field}}}{more}}}
  - {{name: b}}
  - {{name: c c}}
csvprep: {{{table}}}
"""
    return parse_schema(text.encode(), "s.yaml")


def test_every_setting_of_a_field_is_read() -> None:
    """Each key goes to its attribute."""
    found = read(
        "case: title, collapse_spaces: true, replace: {x: y}, default: z, on_error: keep, required_if: \"b = 'q'\""
    ).fields[0]
    settings = found.settings
    assert (settings.case, settings.collapse_spaces, settings.replace) == (Case.TITLE, True, (("x", "y"),))
    assert (settings.default, settings.on_error, settings.required_if) == ("z", OnError.KEEP, "b = 'q'")


def test_every_setting_of_a_schema_is_read() -> None:
    """Rules are texts or mappings, split and join one or several."""
    found = read(
        table="rules: [\"a = ''\", {rule: \"b = ''\", message: m, severity: warning, name: n}], "
        "split: {from: Whole, into: [a, b]}, join: [{from: [x, y], into: c c, with: '-'}]"
    ).settings
    assert found.rules == (Rule("a = ''"), Rule("b = ''", "m", Severity.WARNING, "n"))
    assert found.splits == (Split("Whole", ("a", "b")),)
    assert found.joins == (Join(("x", "y"), "c c", "-"),)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("a = 1", "compares text with a number; write TRY_CAST"),
        ("A = 'x'", "names 'A', which is no field"),
        ("a =", "unable to parse"),
        ("CAST(a AS INT) > 1", "TRY_CAST gives null"),
        ("COUNT(*) > 1", "names no field"),
        ("a = MAX(b)", "looks at more than one record"),
        ("a = 'x' AND COUNT(*) > 1", "looks at more than one record"),
        ("MAX(LENGTH(a)) OVER (PARTITION BY b) > 1", "looks at more than one record"),
        ("a = FIRST(b)", "looks at more than one record"),
        ("LENGTH(a)", "is not true or false, but uint32"),
        ("nix(a)", "unsupported function 'nix'"),
        ("a IN (SELECT b FROM c)", "relation 'c' was not found"),
    ],
)
def test_a_rule_that_cannot_be_asked_of_each_record_is_refused(rule: str, words: str) -> None:
    """Bad syntax, unknown fields, numbers without a cast and looks at other records are told with their place."""
    with pytest.raises(SchemaError) as caught:
        read(table=f'rules: ["a = b", "{rule}"]')
    assert str(caught.value).startswith("s.yaml: csvprep rules[1] rule: ")
    assert words in str(caught.value)


@pytest.mark.parametrize(
    "rule",
    [
        "TRY_CAST(a AS DOUBLE) > 3",
        "\"c c\" <> '' OR a = 'Len'",
        "a LIKE 'x%' OR b IN ('y', 'z')",
        "REGEXP_LIKE(a, '^[0-9]+$')",
        "CASE WHEN a = 'x' THEN b <> '' ELSE TRUE END",
        "LENGTH(a) BETWEEN 2 AND 5 AND UPPER(b) = b",
    ],
)
def test_a_rule_may_be_any_expression_of_one_record(rule: str) -> None:
    """Casts that may fail, quoted names, patterns, cases and functions are good."""
    assert parse_schema(
        (
            f"fields: [{{name: a}}, {{name: b}}, {{name: c c}}]\ncsvprep:\n  rules:\n    - rule: >-\n        {rule}\n"
        ).encode(),
        "s.yaml",
    ).settings.rules == (Rule(rule),)


@pytest.mark.parametrize(
    ("field", "table", "more", "message"),
    [
        ("case: big", "", "", "fields[0] (a) csvprep: case 'big' is none of lower, upper, title"),
        ("on_error: drop", "", "", "fields[0] (a) csvprep: on_error 'drop' is none of reject, clear, keep"),
        ("replace: {x: 1}", "", "", "replace: 'x': 1: holds something that is no text; put it in quotes"),
        ("replace: {x: y, y: z}", "", "", "replace: 'x' becomes 'y', which is replaced too; say what it becomes"),
        ("ignore_case: true, replace: {x: Y, y: z}", "", "", "replace: 'x' becomes 'Y', which is replaced too"),
        ("replace: {x: ' y'}", "", "", "has space around it, which cells never have"),
        ("exclude: nix.txt", "", "", "fields[0] (a) csvprep: exclude nix.txt: there is no such file"),
        ("required_if: \"d = ''\"", "", "", "fields[0] (a) csvprep required_if: 'd = ''' names 'd'"),
        ("required_if: \"b = ''\"", "", ", constraints: {required: true}", "the field is required anyway"),
        ("on_error: clear", "", ", constraints: {required: true}", "would empty a cell that is required"),
        ("country_field: b", "", "", "country_field 'b' is for a state"),
        ("", "split: {from: N, into: [a]}", "", "csvprep split[0] into: names the fields for the parts"),
        ("", "split: {from: N, into: [a, x]}", "", "csvprep split[0] into: names 'x', which is no field"),
        ("", "split: {from: a, into: [a, b]}", "", "csvprep split[0]: from 'a' is one of the fields"),
        ("", "join: [{from: [x, y], into: a}, {from: [x, z], into: a}]", "", "split and join make 'a' twice"),
        ("", "join: {from: [x], into: a}", "", "csvprep join[0] from: names the columns that are joined: two or more"),
        ("", "rules: [{rule: \"a = ''\", severty: error}]", "", "csvprep rules[0]: key 'severty' is not known here"),
        ("", "rules: [{message: x}]", "", "csvprep rules[0]: rule None is not a text"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused(field: str, table: str, more: str, message: str) -> None:
    """The message says where it stands and what is wrong."""
    with pytest.raises(SchemaError) as caught:
        read(field, table, more)
    assert message in str(caught.value)


def test_what_means_an_empty_cell_is_no_replacement() -> None:
    """A value that would be emptied when the file is read again is refused."""
    with pytest.raises(SchemaError, match="'N/A' means an empty cell here"):
        parse_schema(b"missingValues: ['', N/A]\nfields: [{name: a, csvprep: {replace: {x: N/A}}}]", "s.yaml")


def test_a_list_stands_beside_its_schema(tmp_path: Path) -> None:
    """The file of excluded values is looked for from the schema file's folder."""
    (tmp_path / "list.txt").write_text("x\n", encoding="utf-8")
    (tmp_path / "s.yaml").write_text("fields: [{name: a, csvprep: {exclude: list.txt}}]", encoding="utf-8")
    assert read_schema(tmp_path / "s.yaml").fields[0].settings.exclude == (tmp_path / "list.txt",)
