"""The JSON Schema of schema files agrees with the reader."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from csvprep.errors import SchemaError
from csvprep.schema.descriptor_schema import make_descriptor_schema
from csvprep.schema.files import parse_schema
from csvprep.schema.shipped import list_connector_schemas, list_shipped

DOCUMENT = make_descriptor_schema()
VALIDATOR = Draft202012Validator(DOCUMENT)


def test_it_is_a_json_schema() -> None:
    """The document keeps to its own dialect."""
    Draft202012Validator.check_schema(DOCUMENT)


@pytest.mark.parametrize("path", [*list_shipped(), *list_connector_schemas()], ids=lambda path: path.stem)
def test_shipped_schemas_are_valid(path: Path) -> None:
    """Every shipped schema is valid by it."""
    assert [error.message for error in VALIDATOR.iter_errors(yaml.safe_load(path.read_text(encoding="utf-8")))] == []


def both(text: str) -> tuple[bool, bool]:
    """Return whether the reader takes a file, and whether it is valid by the JSON Schema."""
    try:
        parse_schema(text.encode(), "x.yaml")
        read = True
    except SchemaError:
        read = False
    return read, VALIDATOR.is_valid(yaml.safe_load(text))


@pytest.mark.parametrize(
    "text",
    [
        "fields: []",
        "fields: [{name: a}]",
        "{name: x, title: y, fields: [{name: a, type: integer}], primaryKey: a}",
        "{fields: [{name: a}, {name: b}], primaryKey: [a, b], uniqueKeys: [[a], [a, b]]}",
        "{fields: [{name: a}], missingValues: ['', n/a], fieldsMatch: exact}",
        "fields: [{name: a, constraints: {required: true, unique: false, minLength: 0, maxLength: 9, pattern: 'a*'}}]",
        "fields: [{name: a, constraints: {enum: [x, 1]}}]",
        "fields: [{name: a, type: date, format: '%d.%m.%Y', csvprep: {formats: ['%d.%m.%Y']}}]",
        "fields: [{name: a, csvprep: {kind: phone, form: e164, region: DE, region_field: b}}, {name: b}]",
        "fields: [{name: a, type: boolean, trueValues: [y], falseValues: [n]}]",
        "{csvprep: {object: x}, fields: [{name: a, csvprep: {aliases: [b], ignore_case: true, suggestions: [c]}}]}",
        "{fields: [{name: a, rdfType: x, other: 1}], unknown: 3}",
    ],
)
def test_both_accept(text: str) -> None:
    """What the reader takes is valid by the JSON Schema."""
    assert both(text) == (True, True)


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "[]",
        "fields: {a: 1}",
        "fields: [a]",
        "fields: [{type: string}]",
        "fields: [{name: ''}]",
        "fields: [{name: 5}]",
        "fields: [{name: a, type: intger}]",
        "fields: [{name: a, constraints: {required: yess}}]",
        "fields: [{name: a, constraints: {minLength: -1}}]",
        "fields: [{name: a, constraints: {maxLength: '5'}}]",
        "fields: [{name: a, constraints: {enum: x}}]",
        "fields: [{name: a, constraints: 3}]",
        "fields: [{name: a, csvprep: {kind: phon}}]",
        "fields: [{name: a, csvprep: {knd: phone}}]",
        "fields: [{name: a, csvprep: {kind: phone, region: usa}}]",
        "fields: [{name: a, csvprep: {aliases: x}}]",
        "fields: [{name: a, csvprep: {aliases: [1]}}]",
        "fields: [{name: a, csvprep: {ignore_case: 1}}]",
        "{fields: [{name: a}], csvprep: {objekt: x}}",
        "{fields: [{name: a}], missingValues: 3}",
        "{fields: [{name: a}], primaryKey: 3}",
        "{fields: [{name: a}], fieldsMatch: most}",
    ],
)
def test_both_refuse(text: str) -> None:
    """What the JSON Schema refuses the reader refuses, and the other way round but for what depends on other keys."""
    assert both(text) == (False, False)


@pytest.mark.parametrize(
    "text",
    [
        "fields: [{name: a}, {name: a}]",
        "{fields: [{name: a}], primaryKey: b}",
        "fields: [{name: a, csvprep: {form: e164}}]",
        "fields: [{name: a, constraints: {minimum: 1}}]",
        "fields: [{name: a, constraints: {pattern: '['}}]",
    ],
)
def test_only_the_reader_refuses(text: str) -> None:
    """What depends on other keys, or is no regular expression, only the reader knows."""
    assert both(text) == (False, True)
