"""`csvprep schema check` without an endpoint, `schema diff` and `schema json-schema`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .shell import call


def test_check() -> None:
    """Problems are told one a line with file, line and path, and make exit 1; nothing wrong is exit 0."""
    Path("bad.yaml").write_text("fields:\n- name: a\n  type: intger\n- name: a\n", encoding="utf-8")
    ran = call("schema", "check", "bad.yaml")
    first, second, last = ran.out.splitlines()
    assert ran.code == 1
    assert first.startswith("bad.yaml:3: error fields[0] (a) type: type 'intger' is none of string, ")
    assert first.endswith("; did you mean integer?")
    assert second == "bad.yaml:4: error fields[1] (a): there is a field of that name before"
    assert last == "bad.yaml: can't be read as a schema: 2 errors, 0 warnings"
    found = json.loads(call("schema", "check", "bad.yaml", "--format", "json").out)
    assert (found["errors"], found["problems"][0]["line"], found["problems"][0]["path"]) == (2, 3, "fields[0] (a) type")
    assert call("schema", "check", "contact").out == "contact: 34 fields: 0 errors, 0 warnings\n"


def test_check_of_what_is_no_schema() -> None:
    """A file that isn't there or is no YAML is exit 2; one that is no Table Schema is told so."""
    assert call("schema", "check", "none.yaml").code == 2
    Path("no.yaml").write_text("fields: [", encoding="utf-8")
    assert call("schema", "check", "no.yaml").code == 2
    Path("list.yaml").write_text("[1]", encoding="utf-8")
    ran = call("schema", "check", "list.yaml")
    assert (ran.code, ran.out.splitlines()[0]) == (
        1, "list.yaml: error is not a Table Schema: it needs a list `fields`",
    )  # fmt: skip


def test_check_strict() -> None:
    """With --strict a warning makes exit 1."""
    text = "fields:\n- {name: a, csvprep: {aliases: [m]}}\n- {name: b, csvprep: {aliases: [m]}}\n"
    Path("two.yaml").write_text(text, encoding="utf-8")
    assert [call("schema", "check", "two.yaml", *words).code for words in ((), ("--strict",))] == [0, 1]


def test_check_a_package() -> None:
    """Problems of a Data Package name the file that each is in; an endpoint can't be held against it."""
    schema = {"fields": [{"name": "a", "type": "strng"}]}
    items = [{"name": "x", "path": "x.csv", "schema": schema}, {"name": "y", "path": "y.csv", "schema": "y.yaml"}]
    Path("datapackage.json").write_text(json.dumps({"resources": items}, indent=1), encoding="utf-8")
    Path("y.yaml").write_text("fields:\n  - {name: b, type: dat}\n", encoding="utf-8")
    ran = call("schema", "check", "datapackage.json")
    first, second, last = ran.out.splitlines()
    assert first.startswith(
        "datapackage.json:10: error resources[0] (x) schema fields[0] (a) type: type 'strng' is none"
    )
    assert second.startswith("y.yaml:2: error fields[0] (b) type: type 'dat' is none of")
    assert (ran.code, last) == (1, "datapackage.json: 2 resources, 2 schemas: 2 errors, 0 warnings")
    found = json.loads(call("schema", "check", "datapackage.json", "--format", "json").out)
    assert (found["errors"], found["resources"], found["problems"][1]["file"]) == (2, 2, "y.yaml")
    ran = call("schema", "check", "datapackage.json", "--object", "x")
    assert (ran.code, "is a Data Package; to hold a schema against an endpoint" in ran.err) == (2, True)


def test_diff() -> None:
    """Differences are told one a line and make exit 1; the same is exit 0."""
    Path("a.yaml").write_text("fields: [{name: a, constraints: {maxLength: 5}}, {name: b}]", encoding="utf-8")
    Path("b.yaml").write_text("fields: [{name: a, constraints: {maxLength: 4}}, {name: c}]", encoding="utf-8")
    ran = call("schema", "diff", "a.yaml", "b.yaml")
    assert (ran.code, ran.out.splitlines()) == (1, [
        "a: maxLength 5 → 4; takes less",
        "b: removed (text); takes more",
        "c: added (text); takes less",
    ])  # fmt: skip
    assert json.loads(call("schema", "diff", "a.yaml", "b.yaml", "--format", "json").out)[0] == {
        "field": "a", "what": "maxLength", "before": 5, "after": 4, "accepts": "less",
    }  # fmt: skip
    assert call("schema", "diff", "contact", "contact").code == 0
    assert call("schema", "diff", "contact", "nothing").code == 2


@pytest.mark.parametrize("key", ["$schema", "properties"])
def test_json_schema(key: str) -> None:
    """The JSON Schema is printed as JSON."""
    ran = call("schema", "json-schema")
    assert ran.code == 0
    assert key in json.loads(ran.out)
