"""Small schemas and files side by side: what csvprep finds, and what Frictionless does."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import frictionless
import polars as pl
import pytest

from csvprep.pipeline import Options
from csvprep.runs.lint import lint_file
from csvprep.schema.files import parse_schema
from csvprep.schema.references import Reference

from .frictionless_cases import CASES, Case, Found

_CODES = {"primary-key": "primary-key-error", "foreign-key": "foreign-key-error"}
_OF_RECORDS = {"primary-key-error", "foreign-key-error"}


def find_ours(case: Case, folder: Path) -> list[Found]:
    frames: list[pl.DataFrame] = []
    schema = parse_schema(json.dumps(case.schema).encode(), "case.json")
    references = {name: Reference((str(folder / f"{name}.csv"),)) for name, _ in case.tables}
    options = Options(schema=schema, references=references, jobs=1, encoding="utf-8", delimiter=",", header=True)
    lint_file(folder / "case.csv", options, frames.append)
    rows = [row for frame in frames for row in frame.iter_rows(named=True) if row["severity"] == "error"]
    return [
        (row["code"], row["record"], None if row["code"] in _OF_RECORDS else row["field"])
        for row in rows
        if row["fix"] is None
    ]


def find_theirs(case: Case, folder: Path) -> list[Found]:
    schema = json.loads(json.dumps(case.schema))
    for key in schema.get("foreignKeys", ()):
        key["reference"].setdefault("resource", "")
    version = "2.0" if _needs_version_2(json.dumps(schema)) else "1.0"
    resources: list[dict[str, Any]] = [{"name": "case", "path": "case.csv", "schema": schema}]
    for name, text in case.tables:
        labels = text.partition("\n")[0].split(",")
        inner = {"fields": [{"name": label, "type": "string"} for label in labels]}
        resources.append({"name": name, "path": f"{name}.csv", "schema": inner})
    for one in resources:
        one |= {"scheme": "file", "format": "csv", "dialect": {"csv": {"delimiter": ","}}, "encoding": "utf-8"}
    package: dict[str, Any] = {"resources": resources}
    if version == "2.0":
        package["$schema"] = "https://datapackage.org/profiles/2.0/datapackage.json"
    schema.pop("$schema", None)
    report = frictionless.Package.from_descriptor(package, basepath=str(folder)).validate(parallel=False)
    assert not report.errors, report.errors
    found = []
    for error in report.tasks[0].errors:
        record = error.row_number - 1 if hasattr(error, "row_number") else None
        name = getattr(error, "field_name", None) or None
        found.append((_CODES.get(error.type, error.type), record, name))
    return found


def _needs_version_2(text: str) -> bool:
    return any(
        word in text
        for word in ("exclusive", "fieldsMatch", "uniqueKeys", '"label"', "categories", '"list"', "jsonSchema")
    )


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_beside_frictionless(case: Case, folder: Path):
    """Both find what a case says, and a case says why when these are two things."""
    (folder / "case.csv").write_text(case.text, encoding="utf-8", newline="")
    for name, text in case.tables:
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    theirs = case.ours if case.theirs is None else case.theirs
    assert Counter(find_ours(case, folder)) == Counter(case.ours)
    assert Counter(find_theirs(case, folder)) == Counter(theirs)
    assert bool(case.why) == (Counter(theirs) != Counter(case.ours)), "a difference, and only that, is explained"


def test_there_are_a_hundred():
    """The table has a hundred cases at least, each of its own name."""
    assert len({case.name for case in CASES}) == len(CASES) >= 100
