"""All that is wrong with a Data Package, by line and path: its descriptor, inline schemas, schemas in files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from csvprep.schema.checking_packages import PackageCheck, check_package

BAD = """\
name: things
resources:
  - name: cities
    path: cities.csv
    schema:
      fields:
        - {name: id, type: intger}
        - name: state
          constraints: {pattern: x,
            pattern: "["}
      primaryKey: [idd]
  - {name: states, path: states.csv, schema: sub/states.json}
  - {name: lost, path: lost.csv, schema: nowhere.yaml}
  - {name: above, path: ../above.csv}
  - {name: inner, data: [[a]]}
  - {name: map, path: map.geojson}
  - name: odd
    path: odd.csv
    dialect:
      delimiter: abc
  - 7
"""
STATES = """{
  "fields": [
    {"name": "code", "type": "strng"}
  ]
}
"""


def check(folder: Path, text: str) -> PackageCheck:
    (folder / "datapackage.yaml").write_text(text, encoding="utf-8")
    found = check_package(text.encode(), folder / "datapackage.yaml")
    assert found is not None
    return found


def test_all_problems_are_told(tmp_path: Path) -> None:
    """Each problem is told by the place inside the file that it is in: the descriptor, or a schema's own file."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "states.json").write_text(STATES, encoding="utf-8")
    found = check(tmp_path, BAD)
    states = str(tmp_path / "sub" / "states.json")
    assert [(one.file, one.line, one.path, one.severity) for one in found.problems] == [
        ("", 7, "resources[0] (cities) schema fields[0] (id) type", "error"),
        ("", 10, "resources[0].schema.fields[1].constraints.pattern", "error"),
        ("", 10, "resources[0] (cities) schema fields[1] (state) constraints.pattern", "error"),
        ("", 11, "resources[0] (cities) schema primaryKey", "error"),
        ("", 13, "resources[2] (lost) schema", "error"),
        ("", 14, "resources[3] (above)", "error"),
        ("", 15, "resources[4] (inner)", "warning"),
        ("", 19, "resources[6] (odd) dialect", "error"),
        ("", 21, "resources[7]", "error"),
        (states, 3, "fields[0] (code) type", "error"),
    ]
    assert (found.resources, found.schemas) == (8, 2)
    assert "did you mean integer?" in found.problems[0].message
    assert found.problems[-1].to_dict()["file"] == states
    assert "file" not in found.problems[0].to_dict()


@pytest.mark.parametrize(
    ("name", "target", "path", "message"),
    [
        ("a", "b", "resources", "has 'a' twice"),
        ("b", "c", "resources[0] (a)", "its foreign key refers to 'c', which is no resource of the package"),
    ],
)
def test_between_resources(tmp_path: Path, name: str, target: str, path: str, message: str) -> None:
    """Where each resource is right by itself, what is wrong between them is told."""
    link = {"fields": "x", "reference": {"resource": target, "fields": "y"}}
    first = {"name": "a", "path": "a.csv", "schema": {"fields": [{"name": "x"}], "foreignKeys": [link]}}
    second = {"name": name, "path": "b.csv", "schema": {"fields": [{"name": "y"}]}}
    found = check(tmp_path, json.dumps({"resources": [first, second]}))
    assert [(one.path, one.message) for one in found.problems] == [(path, message)]


def test_nothing_wrong(tmp_path: Path) -> None:
    """A package without a fault has no problem; what is no package is left to others."""
    resource = {"name": "a", "path": "a.csv", "schema": {"fields": [{"name": "x"}]}}
    assert check(tmp_path, json.dumps({"resources": [resource]})) == PackageCheck((), 1, 1)
    assert check_package(b"fields: [{name: x}]", tmp_path / "x.yaml") is None


def test_no_resources(tmp_path: Path) -> None:
    """Resources that are no list, or an empty one, are a problem of the package."""
    for text in ("resources: 5", "resources: []"):
        assert [one.path for one in check(tmp_path, text).problems] == ["resources"]
