"""Schemas that others have published are used as they are, and find in the publishers' samples what these say."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from csvprep.options import Options
from csvprep.runs.lint import lint_file
from csvprep.runs.tables import find_tables
from csvprep.schema.files import load_descriptor, read_schema
from csvprep.schema.references import Reference

PUBLISHED = Path(__file__).parent / "published"
SCHEMAS = ("stationstaxi/schema.json", "comptage-channel/schema.json", "camtrap-media/media-table-schema.json")


def findings(path: Path, options: Options) -> list[tuple[str, str, int | None, str | None]]:
    frames: list[pl.DataFrame] = []
    lint_file(path, options, frames.append)
    rows = (row for frame in frames for row in frame.iter_rows(named=True))
    return [(row["severity"], row["code"], row["record"], row["field"]) for row in rows]


def errors(path: Path, options: Options) -> list[tuple[str, int | None, str | None]]:
    return [one[1:] for one in findings(path, options) if one[0] == "error"]


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_record_of_its_own_examples_is_good(name: str, tmp_path: Path):
    """The values that a schema gives as examples make a record without errors and without anything to fix."""
    fields = load_descriptor((PUBLISHED / name).read_bytes(), name)["fields"]
    out = io.StringIO(newline="")
    examples = [json.dumps(one["example"]) if one["example"] is True else one["example"] for one in fields]
    csv.writer(out).writerows([[one["name"] for one in fields], examples])
    (tmp_path / "examples.csv").write_text(out.getvalue(), encoding="utf-8", newline="")
    (tmp_path / "deployments.csv").write_text("deploymentID\ndep1\n")
    references = {"deployments": Reference((str(tmp_path / "deployments.csv"),))}
    options = Options(schema=read_schema(PUBLISHED / name), references=references)
    assert findings(tmp_path / "examples.csv", options) == []


def test_taxi_ranks_that_are_valid():
    """The publisher's valid sample has no error and nothing to fix."""
    folder = PUBLISHED / "stationstaxi"
    assert findings(folder / "exemple-valide.csv", Options(schema=read_schema(folder / "schema.json"))) == []


def test_taxi_ranks_that_are_not():
    """The publisher's sample that is not valid has two columns more, and no other fault: they are told."""
    folder = PUBLISHED / "stationstaxi"
    found = findings(folder / "exemple-non-valide.csv", Options(schema=read_schema(folder / "schema.json")))
    extra = ("Identifiant interne", "Code administratif")
    assert found == [("warning", "extra-label", None, label) for label in extra]


def test_counters_that_are_not_valid():
    """The publisher's invalid sample repeats a key and has two values that are none of the list, as its cells say."""
    folder = PUBLISHED / "comptage-channel"
    schema = read_schema(folder / "schema.json")
    assert errors(folder / "exemple-invalide.csv", Options(schema=schema)) == [
        ("primary-key-error", 2, "channel_id"),
        ("constraint-error", 3, "mobility_type"),
        ("constraint-error", 4, "mobility_type"),
    ]
    (note,) = schema.notes
    assert "required (fields[13] (temporality); required belongs under constraints)" in note
    assert "enum (fields[13] (temporality); enum belongs under constraints)" in note


def test_media_of_a_deployment_that_is_not_there(tmp_path: Path):
    """Media refer to deployments: one that isn't there is an error, and so is a path that leaves the package."""
    text = (
        "mediaID,deploymentID,timestamp,filePath,filePublic,fileMediatype\n"
        "m1,dep1,2020-03-24T11:21:46Z,media/1.jpg,true,image/jpeg\n"
        "m2,dep9,2020-03-24T11:21:46+01:00,media/2.jpg,false,image/jpeg\n"
        "m3,dep1,2020-03-24T11:21:46,../3.jpg,true,image/jpeg\n"
    )
    (tmp_path / "media.csv").write_text(text)
    (tmp_path / "deployments.csv").write_text("deploymentID\ndep1\n")
    references = {"deployments": Reference((str(tmp_path / "deployments.csv"),))}
    schema = read_schema(PUBLISHED / "camtrap-media" / "media-table-schema.json")
    found = errors(tmp_path / "media.csv", Options(schema=schema, references=references))
    assert found == [
        ("foreign-key-error", 2, "deploymentID"),
        ("type-error", 3, "timestamp"),
        ("constraint-error", 3, "filePath"),
    ]
    assert schema.by_name["mediaID"].extra == {"skos:broadMatch": "http://purl.org/dc/terms/identifier"}


def test_a_whole_package():
    """The package of continents is found valid as it is, though NA is a word for no value elsewhere."""
    (table,) = find_tables([str(PUBLISHED / "continent-codes" / "datapackage.json")], Options())
    (path,) = table.paths
    assert findings(Path(path), table.options) == [("warning", "null-word", 2, "Code")]


def test_a_package_with_its_data_inside(tmp_path: Path):
    """Data inside of a descriptor are refused by name; in files, the same package is valid, as Frictionless has it."""
    place = PUBLISHED / "integrity" / "integrity.json"
    tables = find_tables([str(place)], Options())
    assert [str(one.fault) for one in tables] == [
        f"{place}: resource {name}: holds its data inline, and csvprep reads files; "
        "write them to a CSV file and name it as its path"
        for name in ("integrity_link", "integrity_main")
    ]
    descriptor: dict[str, Any] = json.loads(place.read_bytes())
    for one in descriptor["resources"]:
        one["path"] = f"{one['name']}.csv"
        with (tmp_path / one["path"]).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(one.pop("data"))
    (tmp_path / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    tables = find_tables([str(tmp_path / "datapackage.json")], Options())
    assert [findings(Path(path), one.options) for one in tables for path in one.paths] == [[], []]
