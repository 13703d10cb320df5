"""Data Packages: what they say of their resources, which files they may name, and keys between their tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import csvprep
from csvprep.errors import SchemaError, UsageError
from csvprep.options import Options
from csvprep.runs.tables import find_tables
from csvprep.schema.packages import find_package

A = {"fields": [{"name": "a", "type": "integer"}]}
MESSAGE = "is not allowed: a package's files stand beside or below its descriptor"


def write(folder: Path, *resources: dict[str, Any], name: str = "datapackage.json") -> Path:
    """Write a descriptor; its text is YAML too."""
    path = folder / name
    path.write_text(json.dumps({"name": "p", "resources": resources}), encoding="utf-8")
    return path


def resource(name: str, path: Any = "a.csv", **more: Any) -> dict[str, Any]:
    return {"name": name, "path": path, "schema": A, **more}


@pytest.mark.parametrize("name", ["datapackage.json", "datapackage.yaml", "other.yml"])
def test_a_descriptor_of_any_name(tmp_path: Path, name: str):
    """JSON or YAML with `resources` is a package, whatever its name."""
    package = find_package(str(write(tmp_path, resource("one"), name=name)))
    assert package is not None
    (one,) = package.resources
    assert (one.name, one.paths) == ("one", (str(tmp_path / "a.csv"),))
    assert one.schema is not None
    assert one.schema.name == "one"


@pytest.mark.parametrize(("own", "name"), [({"rules": ["a <> 'x'"]}, "one"), ({"object": "things"}, "things")])
def test_a_schema_without_a_name_has_the_resource_s(tmp_path: Path, own: dict[str, Any], name: str):
    """Settings of our own are no name; only an object is."""
    package = find_package(str(write(tmp_path, resource("one", schema={**A, "csvprep": own}))))
    assert package is not None
    assert package.resources[0].schema is not None
    assert package.resources[0].schema.name == name


@pytest.mark.parametrize("text", ['{"fields": []}', "[1, 2]", "a,b\n1,2\n", "{"])
def test_what_is_no_package(tmp_path: Path, text: str):
    """A schema, other JSON or no JSON at all is no package, and goes on as a file like any other."""
    (tmp_path / "x.json").write_text(text)
    assert find_package(str(tmp_path / "x.json")) is None


@pytest.mark.parametrize(
    "path",
    ["/etc/passwd", "../a.csv", "data/../../a.csv", "~/a.csv", "C:\\a.csv", "..\\a.csv", ".hidden/a.csv", "\\a.csv"],
)
@pytest.mark.parametrize("key", ["path", "schema", "dialect"])
def test_paths_stay_inside(tmp_path: Path, path: str, key: str):
    """No file outside of the package's folder, nor a hidden one, is read, be it data, schema or dialect."""
    with pytest.raises(SchemaError) as caught:
        find_package(str(write(tmp_path, resource("one", **{key: path}) | {key: path})))
    assert f"resource one: {key} {path!r} {MESSAGE}" in str(caught.value)


@pytest.mark.parametrize(
    ("item", "message"),
    [
        (resource("one", "s3://bucket/a.csv"), "is an address of another scheme than http, https, ftp and ftps"),
        (
            resource("one", ["a.csv", "https://example.com/b.csv"]),
            "path: names no file, or addresses and files together",
        ),
        (resource("one", []), "path: names no file, or addresses and files together"),
        (resource("one", dialect={"headerRows": [1, 2]}), "dialect: headerRows [1, 2] is not one row"),
        (resource("one", dialect={"delimiter": "||"}), "dialect: delimiter '||': csvprep reads delimiters of one"),
        (resource("one", dialect={"header": "no"}), "dialect: header 'no' is neither true nor false"),
        (resource("one", dialect=[1]), "dialect: is not a mapping"),
        (resource("one", schema=5), "is not a Table Schema"),
        ("text", "resources[0]: is not a mapping"),
    ],
)
def test_wrong_resources(tmp_path: Path, item: Any, message: str):
    """A resource that makes no sense is one sentence with the file, the resource and what is the matter."""
    with pytest.raises(SchemaError) as caught:
        find_package(str(write(tmp_path, item)))
    assert message in str(caught.value)
    assert str(caught.value).startswith(str(tmp_path))


def test_wrong_packages(tmp_path: Path):
    """No resources, and two of one name, are refused."""
    with pytest.raises(SchemaError, match="resources: is empty"):
        find_package(str(write(tmp_path)))
    with pytest.raises(SchemaError, match="resources: has 'one' twice"):
        find_package(str(write(tmp_path, resource("one"), resource("one"))))
    (tmp_path / "datapackage.json").write_text("{")
    with pytest.raises(SchemaError, match="is not valid YAML"):
        find_package(str(tmp_path / "datapackage.json"))


def test_a_resource_says_how_it_is_written(tmp_path: Path):
    """Encoding, dialect and lines before the header are the resource's; what a user says wins."""
    dialect = {"delimiter": "|", "quoteChar": "'", "escapeChar": "\\", "headerRows": [3], "nullSequence": "\\N"}
    (tmp_path / "a.csv").write_bytes("x\n\na|b\n1|'\u00e9|'\n\\N|y\n".encode("cp1252"))
    schema = {"fields": [{"name": "a", "type": "integer"}, {"name": "b", "constraints": {"maxLength": 1}}]}
    path = write(tmp_path, {"name": "one", "path": "a.csv", "encoding": "cp1252", "dialect": dialect, "schema": schema})
    (table,) = find_tables([str(path)], Options(quote_char='"'))
    options = table.options
    assert (options.encoding, options.delimiter, options.quote_char) == ("cp1252", "|", '"')
    assert (options.escape_char, options.skip_lines) == ("\\", 2)
    (report,) = csvprep.lint_package(path).values()
    assert [(one.code, one.record, one.value) for one in report] == [
        ("constraint-error", 1, "\u00e9|"),
        ("missing-value", 2, "\\N"),
    ]


def test_a_file_without_header(tmp_path: Path):
    """A dialect without header: columns are fields by their places."""
    (tmp_path / "a.csv").write_text("1,x\ny,2\n")
    schema = {"fields": [{"name": "a", "type": "integer"}, {"name": "b"}]}
    path = write(tmp_path, {"name": "one", "path": "a.csv", "dialect": {"header": False}, "schema": schema})
    (report,) = csvprep.lint_package(path).values()
    assert [(one.code, one.record, one.field) for one in report] == [("type-error", 2, "a")]


def test_schema_and_dialect_in_files(tmp_path: Path):
    """A schema and a dialect may stand in files of the package."""
    (tmp_path / "s.json").write_text(json.dumps(A))
    (tmp_path / "d.yaml").write_text("delimiter: ';'\nodd: 1\n")
    package = find_package(str(write(tmp_path, resource("one", schema="s.json", dialect="d.yaml"))))
    assert package is not None
    (one,) = package.resources
    assert one.reading.delimiter == ";"
    assert one.schema is not None
    assert one.schema.names == ("a",)
    (note,) = one.schema.notes
    assert note.endswith("datapackage.json: resource one dialect: odd: not known here, so nothing is done about it")


def test_what_is_not_checked_is_said(tmp_path: Path):
    """What is no table, or has no schema, is passed over with a word; a key to no resource is a fault of its own."""
    link = {**A, "foreignKeys": [{"fields": "a", "reference": {"resource": "nowhere", "fields": "a"}}]}
    path = write(
        tmp_path,
        {"name": "map", "path": "a.geojson"},
        {"name": "bare", "path": "a.csv"},
        resource("linked", schema=link),
        {"name": "inner", "data": [], "schema": A},
    )
    tables = find_tables([str(path)], Options())
    assert [one.paths for one in tables] == [(), (), (), ()]
    assert [one.notes for one in tables[:2]] == [
        (f"{path}: resource map: is no CSV file, so it was not checked",),
        (f"{path}: resource bare: has no schema, so it was not checked",),
    ]
    assert "its foreign key refers to 'nowhere', which is no resource of the package" in str(tables[2].fault)
    assert "resource inner: holds its data inline" in str(tables[3].fault)


def test_one_resource(tmp_path: Path):
    """`datapackage.json::name` is one resource; another name is refused with those there are."""
    path = write(tmp_path, resource("one"), resource("two", "b.csv"))
    (table,) = find_tables([f"{path}::two"], Options())
    assert (table.resource, table.paths) == ("two", (str(tmp_path / "b.csv"),))
    with pytest.raises(UsageError, match=r"has no resource 'three'; it has one, two"):
        find_tables([f"{path}::three"], Options())
    with pytest.raises(UsageError, match="leave out --schema and --object"):
        find_tables([str(path)], Options(object_name="contact"))


def test_keys_between_resources(tmp_path: Path):
    """Foreign keys between resources hold by themselves, each table read as its own resource says."""
    (tmp_path / "states.csv").write_text("code;name\nTX;Texas\nNY;New York\n")
    (tmp_path / "cities.csv").write_text("city,state\nAustin,TX\nRome,IT\n")
    states = {"fields": [{"name": "code"}, {"name": "name"}], "primaryKey": "code"}
    key = {"fields": "state", "reference": {"resource": "states", "fields": "code"}}
    cities = {"fields": [{"name": "city"}, {"name": "state"}], "foreignKeys": [key]}
    path = write(
        tmp_path,
        {"name": "cities", "path": "cities.csv", "schema": cities},
        {"name": "states", "path": "states.csv", "schema": states, "dialect": {"delimiter": ";"}},
    )
    reports = list(csvprep.lint_package(path).values())
    found = [[(one.code, one.record, one.value) for one in report] for report in reports]
    assert found == [[("foreign-key-error", 2, "IT")], []]


def test_a_table_in_several_files(tmp_path: Path):
    """Files of one resource are one table: its keys hold over all of them, and a message names the other file."""
    (tmp_path / "a.csv").write_text("a,up\n1,\n2,3\n")
    (tmp_path / "b.csv").write_text("up,a\n1,3\n9,1\n")
    schema = {
        "fields": [{"name": "a", "type": "integer"}, {"name": "up", "type": "integer"}],
        "primaryKey": ["a"],
        "foreignKeys": [{"fields": ["up"], "reference": {"fields": ["a"]}}],
    }
    path = write(tmp_path, {"name": "one", "path": ["a.csv", "b.csv"], "schema": schema})
    first, second = csvprep.lint_package(path).values()
    assert first.findings.is_empty()
    assert [(one.code, one.record, one.message) for one in second] == [
        ("foreign-key-error", 2, "no record of this table has this as its a"),
        ("primary-key-error", 2, f"the key (a) is the same as in record 1, line 2 of {tmp_path / 'a.csv'}"),
    ]


def test_lists_of_excluded_values_hold_where_their_field_is(tmp_path: Path) -> None:
    """A list is of the resources that have its field; one for a field that none has is wrong use."""
    more = {"schema": {"fields": [{"name": "b"}]}}
    path = str(write(tmp_path, resource("one"), resource("two", "b.csv", **more)))
    lists = {"b": (tmp_path / "list.txt",)}
    assert [one.options.exclude for one in find_tables([path], Options(exclude=lists))] == [{}, lists]
    with pytest.raises(UsageError, match=r"no resource of .*datapackage.json has a field 'c'"):
        find_tables([path], Options(exclude={"c": lists["b"]}))
