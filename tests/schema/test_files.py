"""Schema files: what they say, and one clear sentence for each way to be wrong."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from csvprep.errors import SchemaError
from csvprep.schema.files import parse_schema, read_schema
from csvprep.schema.model import FieldsMatch, ForeignKey, KindName

FULL = """
name: thing
title: Thing
csvprep: {object: things}
missingValues: ["", N/A]
primaryKey: [id, day]
fields:
  - name: id
    type: integer
    constraints: {required: true, unique: true, minimum: 1, maximum: 99, enum: [1, 2]}
  - name: day
    type: date
    format: "%d/%m/%Y"
    constraints: {minimum: 2020-01-31}
  - name: phone
    constraints: {minLength: 2, maxLength: 30, pattern: "[0-9 ]+"}
    csvprep:
      {kind: phone, form: e164, region: DE, region_field: state, ignore_case: true, aliases: [Tel],
       suggestions: [Contact], aliases_beside: {mail: [Number, No.], link: [Line]}}
  - {name: price, type: number, decimalChar: ",", groupChar: "."}
  - {name: flag, type: boolean, trueValues: ["yes"], falseValues: ["no"]}
  - {name: mail, format: email}
  - {name: link, format: uri}
  - {name: state, constraints: {enum: [on, "off"]}}
""".replace("[on,", '["on",')


def test_everything_is_read():
    """Kinds, constraints, formats and our own settings come from where Table Schema and `csvprep:` have them."""
    schema = parse_schema(FULL.encode(), "thing.yaml", "digest")
    assert (schema.name, schema.title, schema.sha256) == ("things", "Thing", "digest")
    assert (schema.missing_values, schema.primary_key) == (("", "N/A"), ("id", "day"))
    kinds = {one.name: one.kind.value for one in schema.fields}
    assert kinds == {
        "id": "integer", "day": "date", "phone": "phone", "price": "number", "flag": "boolean", "mail": "email",
        "link": "url", "state": "choice",
    }  # fmt: skip
    one = schema.by_name["id"]
    assert (one.required, one.unique, one.minimum, one.maximum, one.enum) == (True, True, "1", "99", ("1", "2"))
    day = schema.by_name["day"]
    assert (day.formats, day.minimum) == (("%d/%m/%Y",), "2020-01-31")
    phone = schema.by_name["phone"]
    assert phone.aliases_beside == (("mail", ("Number", "No.")), ("link", ("Line",)))
    assert (phone.suggestions, phone.region_field) == (("Contact",), "state")
    assert (phone.form, phone.region, phone.ignore_case, phone.aliases) == ("e164", "DE", True, ("Tel",))
    assert (phone.min_length, phone.max_length, phone.pattern) == (2, 30, "[0-9 ]+")
    price, flag = schema.by_name["price"], schema.by_name["flag"]
    assert (price.decimal_char, price.group_char) == (",", ".")
    assert (flag.true_values, flag.false_values) == (("yes",), ("no",))


def test_json_is_read_too():
    """The same schema in JSON is the same."""
    data = yaml.safe_load(FULL)
    data["fields"][1]["constraints"]["minimum"] = "2020-01-31"
    assert parse_schema(json.dumps(data).encode(), "thing.json") == parse_schema(FULL.encode(), "thing.yaml")


def test_json_is_not_read_as_yaml():
    """JSON means what JSON says: two surrogates are one character, 1e3 is a number; a byte order mark is no part."""
    field = '{"name": "a", "type": "number", "constraints": {"minimum": 1e3}}'
    text = f'\ufeff{{"title": "\\ud83d\\ude00", "fields": [{field}]}}'
    schema = parse_schema(text.encode(), "thing.json")
    assert (schema.title, schema.fields[0].minimum) == ("\U0001f600", "1000.0")


def test_name_is_the_file_name_if_none_is_given():
    """A schema without a name is called as its file."""
    assert parse_schema(b"fields: [{name: a}]", "folder/leads.yaml").name == "leads"


def test_digest_is_the_files(tmp_path: Path):
    """A schema that was read knows the SHA-256 of its file."""
    path = tmp_path / "s.yaml"
    path.write_bytes(b"fields: []\n")
    assert read_schema(path).sha256 == hashlib.sha256(b"fields: []\n").hexdigest()


def field(text: str) -> str:
    return f"fields: [{{name: f, {text}}}]"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("fields: [a: b: c", "is not valid YAML at line 1, column 1"),
        ("a: [1\nb: 2", "is not valid YAML at line 2, column 2: "),
        ("fields: [{name: a, constraints: {minimum: 2020-13-45}}]", "is not valid YAML: month must be in 1..12"),
        ("[" * 5000, "is not valid YAML"),
        ("- " * 100_000, "is not valid YAML: maximum recursion depth exceeded"),
        ("-\t" * 100_000, "is not valid YAML"),
        ("[" * 100_000 + "]" * 100_000, "is not valid YAML: maximum recursion depth exceeded"),
        ("", "is not a Table Schema: it needs a list `fields`"),
        ("just text", "is not a Table Schema: it needs a list `fields`"),
        ("resources: []", "is a Data Package, not a Table Schema: lint or prep bad.yaml itself"),
        ("fields: {a: b}", "is not a Table Schema: it needs a list `fields`"),
        ("fields: [{type: string}]", "fields[0]: needs a name"),
        ("fields: [{name: a}, 5]", "fields[1]: needs a name"),
        ("fields: [{name: a}, {name: a}]", "fields: has 'a' twice"),
        ("fields: []\ncsvprep: 5", "csvprep: is not a mapping of keys to values"),
        ("fields: [{name: a}]\nprimaryKey: b", "primaryKey: names 'b', which is no field"),
        ("fields: [{name: a}]\nprimaryKey: 5", "primaryKey: is not a list"),
        ("fields: []\nmissingValues: N/A", "missingValues: is not a list"),
        ("fields: []\nmissingValues: [5]", "missingValues: holds something that is no text; put it in quotes"),
        (field("type: text"), "fields[0] (f): type 'text' is none of string, any, number"),
        (field("type: [a]"), "fields[0] (f): type '['a']' is none of string"),
        (field("constraints: 3"), "fields[0] (f) constraints: is not a mapping"),
        (field("csvprep: {knd: x}"), "fields[0] (f) csvprep: key 'knd' is not known here"),
        (field("csvprep: {kind: telephone}"), "fields[0] (f): kind 'telephone' is none of text, email, phone"),
        (field("csvprep: {kind: phone, form: local}"), "form 'local' doesn't fit a phone; it may be national or e164"),
        (field("csvprep: {form: e164}"), "fields[0] (f): form 'e164' doesn't fit a text; it may be none at all"),
        (field("csvprep: {kind: phone, region: Germany}"), "region 'Germany' is not a two-letter code"),
        (field("csvprep: {kind: phone, region_field: land}"), "names 'land', which is no other field"),
        (field("csvprep: {kind: country, region_field: land}"), "region_field 'land' is for a phone"),
        (field("csvprep: {aliases: Tel}"), "fields[0] (f) aliases: is not a list"),
        (field("csvprep: {suggestions: [5]}"), "fields[0] (f) suggestions: holds something that is no text"),
        (field("csvprep: {aliases_beside: [Tel]}"), "fields[0] (f) aliases_beside: is not a mapping of keys to values"),
        (field("csvprep: {aliases_beside: {f: Tel}}"), "fields[0] (f) aliases_beside f: is not a list"),
        (field("csvprep: {aliases_beside: {g: [Tel]}}"), "fields[0] (f) aliases_beside: names 'g', which is no field"),
        (field("constraints: {required: 'yes'}"), "fields[0] (f): required 'yes' is neither true nor false"),
        (field("constraints: {maxLength: many}"), "fields[0] (f): maxLength 'many' is not a whole number from 0"),
        (field("constraints: {minLength: -1}"), "fields[0] (f): minLength -1 is not a whole number from 0"),
        (field("constraints: {maxLength: true}"), "fields[0] (f): maxLength True is not a whole number from 0"),
        (field("constraints: {minimum: 1}"), "fields[0] (f): minimum has no meaning for a text"),
        (field("type: number, constraints: {minimum: low}"), "fields[0] (f): minimum 'low' is not a number"),
        (field("type: number, constraints: {minimum: .nan}"), "fields[0] (f): minimum nan is not a number"),
        (field("type: integer, constraints: {maximum: true}"), "fields[0] (f): maximum True is not a number"),
        (field("type: date, constraints: {minimum: soon}"), "fields[0] (f): minimum 'soon' is not a date"),
        (field("type: year, constraints: {minimum: 99}"), "fields[0] (f): minimum 99 is not a year of four digits"),
        (field("type: yearmonth, constraints: {maximum: May}"), "maximum 'May' is not a month such as 2024-03"),
        (field("type: duration, constraints: {minimum: 5}"), "minimum 5 is not a duration of ISO 8601, such as P1D"),
        (field("type: time, constraints: {exclusiveMinimum: soon}"), "exclusiveMinimum 'soon' is not a time, neither"),
        (field("type: geopoint, format: map"), "fields[0] (f): format 'map' is none of default, array, object"),
        (field("type: list, itemType: list"), "fields[0] (f): itemType 'list' is none of string, integer, boolean"),
        (field("type: list, delimiter: ''"), "fields[0] (f): delimiter '' is not a text; put it in quotes"),
        (field("constraints: {jsonSchema: {}}"), "fields[0] (f): jsonSchema has no meaning for a text"),
        (field("csvprep: {finite: true}"), "fields[0] (f): finite has no meaning for a text"),
        (field("categories: [{label: A}]"), "fields[0] (f) categories: holds something that is no text"),
        ("fields: [{name: a}]\nuniqueKeys: [[b]]", "uniqueKeys[0]: names 'b', which is no field"),
        ("fields: [{name: a}]\nuniqueKeys: a", "uniqueKeys: is not a list"),
        ("fields: [{name: a}]\nforeignKeys: [a]", "foreignKeys[0]: is not a mapping"),
        ("fields: [{name: a}]\nforeignKeys: [{fields: a}]", "foreignKeys[0] reference: is not a mapping"),
        ("fields: [{name: a}]\nforeignKeys: [{fields: a, reference: {fields: [a, b]}}]", "needs as many fields here"),
        ("fields: [{name: a}]\nforeignKeys: [{fields: a, reference: {fields: b}}]", "names 'b', which is no field"),
        ("fields: []\nfieldsMatch: some", "fieldsMatch 'some' is none of exact, equal, subset, superset, partial"),
        (
            "fields: []\ncsvprep: {objct: x}",
            "csvprep: key 'objct' is not known here; known are join, object, rules, split",
        ),
        (field("constraints: {pattern: '[a'}"), "fields[0] (f): pattern '[a' is no regular expression: unterminated"),
        (field("constraints: {enum: a}"), "fields[0] (f) enum: is not a list"),
        (field("constraints: {enum: [yes, no]}"), "fields[0] (f) enum: holds something that is no text; put it in"),
        (field("trueValues: [1]"), "fields[0] (f) trueValues: holds something that is no text; put it in quotes"),
    ],
)
def test_wrong(text: str, message: str):
    """A schema that is wrong is one sentence with the file, the place in it and what is the matter."""
    with pytest.raises(SchemaError) as caught:
        parse_schema(text.encode(), "bad.yaml")
    assert str(caught.value).startswith("bad.yaml: ")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("data", [b"\xff\xfe\xff", b"fields: [{name: \x00}]", b"\x80"])
def test_no_text(data: bytes):
    """Bytes that are no text are no YAML."""
    with pytest.raises(SchemaError, match=r"bad\.yaml: is not valid YAML: "):
        parse_schema(data, "bad.yaml")


def test_places_that_cannot_be_read(tmp_path: Path):
    """A missing file, a folder and a path below a file are one sentence each."""
    (tmp_path / "file").write_bytes(b"")
    for path, message in (
        (tmp_path / "none.yaml", "no such schema file"),
        (tmp_path, "is a folder; give one schema file in it"),
        (tmp_path / "file" / "below", "can't be read: Not a directory"),
    ):
        with pytest.raises(SchemaError) as caught:
            read_schema(path)
        assert str(caught.value) == f"{path}: {message}"


VERSION_2 = """
fields:
  - {name: id, type: integer, constraints: {exclusiveMinimum: 0, exclusiveMaximum: "9"}}
  - {name: clock, type: time, format: "%H.%M", constraints: {minimum: "09.00"}}
  - {name: tags, type: list, delimiter: "|", itemType: date, constraints: {minLength: 1}}
  - {name: more, type: object, constraints: {jsonSchema: {type: object}}}
  - {name: place, type: geopoint, format: array}
  - {name: state, type: string, categories: [{value: a, label: A}, b], missingValues: [{value: "-", label: none}]}
  - {name: sum, type: number, bareNumber: false, decimalChar: ",", constraints: {minimum: "1,5", enum: [1.5]}}
  - {name: flag, type: boolean, trueValues: [oui], constraints: {enum: [true, false]}}
uniqueKeys: [[id, clock], [place]]
foreignKeys:
  - {fields: id, reference: {fields: id}}
  - {fields: [id, state], reference: {resource: states, fields: [a, b]}}
fieldsMatch: [subset]
missingValues: [{value: "", label: left out}, {value: "NA"}]
"""


def test_version_2_is_read():
    """What version 2 of the standard has beside version 1 comes where it should."""
    schema = parse_schema(VERSION_2.encode(), "two.yaml")
    one = schema.by_name
    assert (one["id"].exclusive_minimum, one["id"].exclusive_maximum) == ("0", "9")
    assert (one["clock"].kind, one["clock"].formats, one["clock"].minimum) == (KindName.TIME, ("%H.%M",), "09.00")
    assert (one["tags"].kind, one["tags"].delimiter, one["tags"].item_kind) == (KindName.LIST, "|", KindName.DATE)
    assert (one["more"].json_schema, one["place"].layout) == ('{"type": "object"}', "array")
    assert (one["state"].enum, one["state"].missing_values) == (("a", "b"), ("-",))
    assert (one["sum"].bare_number, one["sum"].minimum, one["sum"].enum) == (False, "1.5", ("1,5",))
    assert (one["sum"].takes_not_finite, one["flag"].enum) == (True, ("oui", "false"))
    assert schema.unique_keys == (("id", "clock"), ("place",))
    assert schema.foreign_keys == (
        ForeignKey(("id",), "", ("id",)),
        ForeignKey(("id", "state"), "states", ("a", "b")),
    )
    assert (schema.fields_match, schema.missing_values) == (FieldsMatch.SUBSET, ("", "NA"))


def test_keys_that_are_not_known_are_kept_and_said_once():
    """A key that nobody here knows is kept where it stands, and named once for the file, with what may be meant."""
    text = """
$schema: https://datapackage.org/profiles/2.0/tableschema.json
x-owner: me
fields:
  - {name: a, unit: kg, requird: 1, constraints: {maxlength: 3}}
  - {name: b, unit: m, required: true}
"""
    schema = parse_schema(text.encode(), "odd.yaml")
    (note,) = schema.notes
    assert note == (
        "odd.yaml: not known here, so nothing is done about: x-owner, unit (fields[0] (a)), "
        "requird (fields[0] (a); required belongs under constraints), "
        "maxlength (fields[0] (a) constraints; did you mean maxLength?), "
        "required (fields[1] (b); required belongs under constraints)"
    )
    assert schema.extra == {"x-owner": "me"}
    assert schema.by_name["a"].extra == {"unit": "kg", "requird": 1, "constraints": {"maxlength": 3}}
    assert parse_schema(FULL.encode(), "thing.yaml").notes == ()


def test_formats_that_say_nothing():
    """A format that is none of the standard's is said, and the type counts: dates are then those of ISO 8601."""
    text = "fields: [{name: d, type: date, format: DD/MM/YYYY}, {name: n, type: number, format: currency}]"
    schema = parse_schema(text.encode(), "old.yaml")
    assert schema.by_name["d"].formats == ()
    (note,) = schema.notes
    assert note.endswith(
        ": format 'DD/MM/YYYY' (fields[0] (d); a pattern is written as %d/%m/%Y), format 'currency' (fields[1] (n))"
    )


_SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-2, 2), st.floats(), st.sampled_from(["a", "date", "(", ""]))
_ANYTHING = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner, max_size=2),
    max_leaves=4,
)
_KEYS = (
    "type", "format", "title", "description", "constraints", "csvprep", "trueValues", "falseValues", "decimalChar",
    "groupChar", "bareNumber", "delimiter", "itemType", "categories", "missingValues",
)  # fmt: skip
_CONSTRAINTS = ("required", "unique", "minLength", "maxLength", "minimum", "maximum", "pattern", "enum", "jsonSchema")
_OWN = ("kind", "form", "region", "region_field", "ignore_case", "formats", "aliases")


def some(keys: tuple[str, ...], values: st.SearchStrategy) -> st.SearchStrategy:
    return st.dictionaries(st.sampled_from(keys), values, max_size=3)


@given(
    st.dictionaries(
        st.sampled_from(("name", "primaryKey", "missingValues", "csvprep", "foreignKeys", "uniqueKeys", "fieldsMatch")),
        _ANYTHING,
        max_size=2,
    ),
    some(_KEYS, _ANYTHING),
    some(_CONSTRAINTS, _ANYTHING),
    some(_OWN, _ANYTHING),
    st.sampled_from(
        ["string", "integer", "date", "number", "datetime", "time", "year", "duration", "list", "object", "geopoint"]
    ),
)
def test_anything_is_a_schema_or_one_error(top: dict, item: dict, constraints: dict, own: dict, kind: str):
    """Whatever stands under a known key, the end is a schema or a SchemaError."""
    one = {"name": "f", "type": kind, "constraints": constraints, "csvprep": own} | item
    try:
        schema = parse_schema(yaml.safe_dump({**top, "fields": [one]}).encode(), "any.yaml")
    except SchemaError as error:
        assert str(error).startswith("any.yaml: ")  # noqa: PT017 - the other outcome is checked too
    else:
        assert schema.fields[0].kind in KindName
