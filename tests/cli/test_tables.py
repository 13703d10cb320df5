"""Schemas with keys to other tables, and Data Packages, on the command line."""

from __future__ import annotations

import json
from pathlib import Path

from .shell import call

SCHEMA = """
name: cities
x-owner: me
fields: [{name: id, type: integer}, {name: state}, {name: up, type: integer}]
uniqueKeys: [[state, id]]
fieldsMatch: subset
foreignKeys:
  - {fields: state, reference: {resource: states, fields: code}}
  - {fields: up, reference: {resource: "", fields: id}}
"""
CITIES = "id,state,up\n1,TX,\n2,ZZ,1\n3,TX,7\n"
TOLD = "csvprep: cities.yaml: not known here, so nothing is done about: x-owner\n"


def write(**files: str) -> None:
    for name, text in files.items():
        stem, _, suffix = name.rpartition("_")
        Path(f"{stem}.{suffix}").write_text(text, encoding="utf-8")


def found(out: str) -> list[list[str]]:
    """Return place, severity and code of each finding of a concise report."""
    lines = [line.split(" ") for line in out.splitlines()]
    return [words[:3] for words in lines if words[0].count(":") == 2]


def test_reference():
    """--reference says where the table of a foreign key is; unknown keys of the schema are said once for all files."""
    write(cities_yaml=SCHEMA, a_csv=CITIES, b_csv=CITIES, states_csv="code\nTX\n")
    ran = call(
        "lint", "--format", "concise", "a.csv", "b.csv", "--schema", "cities.yaml", "--reference", "states=states.csv"
    )
    assert (ran.code, ran.err) == (1, TOLD)
    assert "a.csv:3:2 error foreign-key-error state 'ZZ' no record of states has this as its code\n" in ran.out
    assert "b.csv:4:3 error foreign-key-error up '7' no record of this table has this as its id\n" in ran.out
    ran = call("lint", "--format", "concise", "a.csv", "--schema", "cities.yaml")
    assert ran.err.endswith(
        "csvprep: a.csv: foreign keys to states were not checked; say where it is with --reference 'states=FILE'\n"
    )
    assert call("lint", "--format", "concise", "a.csv", "--schema", "cities.yaml", "-q").err == ""


def test_reference_that_cannot_be():
    """A reference without a sign, to no key of the schema, or without a schema is one sentence each, exit 2."""
    write(cities_yaml=SCHEMA, a_csv=CITIES)
    for words, message in (
        (["--schema", "cities.yaml", "--reference", "states"], "--reference states: give it as NAME=FILE"),
        (
            ["--schema", "cities.yaml", "--reference", "x=a.csv"],
            "needs a foreign key to 'x' in the schema; there are states",
        ),
        (["--reference", "x=a.csv"], "--reference x=a.csv: needs a --schema whose foreign keys say so"),
        (["--schema", "cities.yaml", "--reference", "states=none.csv"], "none.csv: no such file"),
    ):
        ran = call("lint", "--format", "concise", "a.csv", *words)
        assert ran.code == 2
        assert message in ran.err
    ran = call("lint", "--format", "concise", "-", "--schema", "cities.yaml", stdin=CITIES.encode())
    assert ran.code == 2
    assert "refers to the file itself, so that it must be read twice" in ran.err


def test_prep_keeps_what_refers_to_nothing():
    """Prep rejects the records whose foreign keys stand nowhere."""
    write(cities_yaml=SCHEMA, a_csv=CITIES, states_csv="code\nTX\n")
    ran = call("prep", "a.csv", "-o", "out", "--schema", "cities.yaml", "--reference", "states=states.csv", "-q")
    assert ran.code == 1
    assert Path("out/chunks/cities-00001.csv").read_text() == "id,state,up\n1,TX,\n"
    assert json.loads(Path("out/manifest.json").read_text())["options"]["references"] == {"states": ["states.csv"]}
    rejected = Path("out/rejected.csv").read_text().splitlines()[1:]
    assert rejected == ["2,3,foreign-key-error state,2,ZZ,1", "3,4,foreign-key-error up,3,TX,7"]


def test_show_keys():
    """`schema show` tells what holds between records, and how columns must fit."""
    write(cities_yaml=SCHEMA)
    lines = call("schema", "show", "cities.yaml").out.splitlines()
    assert lines[-4:] == [
        "  unique (state, id)",
        "  foreign key (state) to states (code)",
        "  foreign key (up) to itself (id)",
        "  fieldsMatch subset",
    ]


def package() -> None:
    link = {"fields": "state", "reference": {"resource": "states", "fields": "code"}}
    fields = [{"name": "id", "type": "integer"}, {"name": "state"}, {"name": "up", "type": "integer"}]
    resources = [
        {"name": "cities", "path": "cities.csv", "schema": {"fields": fields, "foreignKeys": [link], "odd": 1}},
        {"name": "states", "path": "states.csv", "schema": {"fields": [{"name": "code"}]}},
        {"name": "map", "path": "map.geojson"},
    ]
    Path("datapackage.json").write_text(json.dumps({"resources": resources}))
    write(cities_csv=CITIES, states_csv="code\nTX\n")


def test_lint_a_package():
    """Each CSV resource is linted by its own schema, keys between them hold, and the rest is told."""
    package()
    ran = call("lint", "--format", "concise", "datapackage.json")
    assert ran.code == 1
    assert ran.err.splitlines() == [
        "csvprep: datapackage.json: resource cities: not known here, so nothing is done about: odd",
        "csvprep: datapackage.json: resource map: is no CSV file, so it was not checked",
    ]
    assert "cities.csv:3:2 error foreign-key-error state 'ZZ' no record of states has this as its code" in ran.out
    assert ran.out.endswith("2 files, 4 records: 1 error in 1 file, 0 warnings\n")
    assert call("lint", "--format", "concise", "datapackage.json::states").code == 0
    ran = call("lint", "--format", "concise", "datapackage.json", "--object", "contact")
    assert ran.code == 2
    assert "is a Data Package and has schemas of its own; leave out --schema and --object" in ran.err


def test_prep_a_package():
    """Each resource becomes a run of its own; of one resource the folder is the run."""
    package()
    ran = call("prep", "datapackage.json", "-o", "out", "-q")
    assert ran.code == 1
    assert sorted(str(path) for path in Path("out").glob("*/chunks/*")) == [
        "out/cities/chunks/cities-00001.csv",
        "out/states/chunks/states-00001.csv",
    ]
    assert call("prep", "datapackage.json::states", "-o", "one", "-q").code == 0
    assert Path("one/chunks/states-00001.csv").read_text() == "code\nTX\n"


def test_a_package_that_cannot_be_read():
    """Data inside of a descriptor are refused by name, and the others are linted all the same."""
    package()
    descriptor = json.loads(Path("datapackage.json").read_text())
    descriptor["resources"][2] = {"name": "inner", "data": [["a"]], "schema": {"fields": [{"name": "a"}]}}
    Path("datapackage.json").write_text(json.dumps(descriptor))
    ran = call("lint", "--format", "concise", "datapackage.json")
    assert ran.code == 2
    assert "csvprep: error: datapackage.json: resource inner: holds its data inline" in ran.err
    assert ran.out.endswith("2 files, 4 records: 1 error in 1 file, 0 warnings; 1 file could not be read\n")


def test_settings_of_one_resource():
    """Settings of files that a resource is like hold for it alone, above those of its descriptor, below the command."""
    package()
    write(cities_csv="id,state,up\nx,TX,1\n", states_csv="code\n TX\n")
    Path("csvprep.toml").write_text(
        '[severity]\ntype-error = "warning"\n'
        '[per-file."cities.csv"]\nignore = ["type-error"]\n'
        '[per-file."states.csv"]\nseverity = {surrounding-space = "error"}\n'
        '[per-file."datapackage.json"]\nseverity = {surrounding-space = "warning", type-error = "error"}\n'
    )
    ran = call("lint", "--format", "concise", "-q", "datapackage.json")
    assert found(ran.out) == [["states.csv:2:1", "error", "surrounding-space"]]
    ran = call("lint", "--format", "concise", "-q", "datapackage.json", "--select", "ALL")
    assert found(ran.out)[0] == ["cities.csv:2:1", "error", "type-error"]
    ran = call("lint", "--format", "concise", "-q", "datapackage.json", "--severity", "surrounding-space=warning")
    assert found(ran.out) == [["states.csv:2:1", "warning", "surrounding-space"]]
    assert call("lint", "--format", "concise", "-q", "--isolated", "datapackage.json::states").code == 0


def test_chunks_of_one_resource():
    """The limits of chunks that settings give a resource's file hold for its run, and config shows from where."""
    package()
    write(states_csv="code\nTX\nCA\n")
    Path("csvprep.toml").write_text(
        'max-rows = 5\n[per-file."states.csv"]\nmax-rows = 1\n[per-file."datapackage.json"]\nregion = "DE"\n'
    )
    call("prep", "datapackage.json", "-o", "out", "-q")
    assert len(list(Path("out/states/chunks").iterdir())) == 2
    assert len(list(Path("out/cities/chunks").iterdir())) == 1
    shown = json.loads(call("config", "datapackage.json::states", "--format", "json").out)["settings"]
    assert shown["max-rows"] == {"value": 1, "source": "csvprep.toml:3 (per-file 'states.csv')"}
    assert shown["region"] == {"value": "DE", "source": "csvprep.toml:5 (per-file 'datapackage.json')"}
    ran = call("config", "datapackage.json::nothing")
    assert (ran.code, "has no resource 'nothing'; it has cities, states, map" in ran.err) == (2, True)


def test_a_schema_for_a_resource_without_one():
    """A resource without a schema is checked by the one that settings name for its file; another one keeps its own."""
    people = {"name": "people", "path": "people.csv"}
    states = {"name": "states", "path": "states.csv", "schema": {"fields": [{"name": "code"}]}}
    Path("datapackage.json").write_text(json.dumps({"resources": [people, states]}))
    write(people_csv="C_EmailAddress\nann\n", states_csv="code\nTX\n")
    assert "resource people: has no schema" in call("lint", "datapackage.json").err
    Path("csvprep.toml").write_text('[per-file."*.csv"]\nobject = "contact"\n')
    ran = call("lint", "--format", "concise", "datapackage.json")
    assert found(ran.out) == [["people.csv:2:1", "error", "email-error"]]
    assert ran.err == ""


def test_excluded_values_of_one_resource():
    """A list of excluded values that settings give one resource is refused where it lacks that field."""
    package()
    write(hidden_txt="TX\n")
    Path("csvprep.toml").write_text('[per-file."states.csv"]\nexclude = {code = "hidden.txt"}\n')
    ran = call("lint", "--format", "concise", "-q", "datapackage.json")
    assert "states.csv:2:1 error forbidden-value code 'TX'" in ran.out
    Path("csvprep.toml").write_text('[per-file."states.csv"]\nexclude = {name = "hidden.txt"}\n')
    ran = call("lint", "--format", "concise", "-q", "datapackage.json")
    assert (ran.code, "resource states of datapackage.json has no field 'name'" in ran.err) == (2, True)
