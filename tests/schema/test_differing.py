"""How two schemas differ, and which of them takes more."""

from __future__ import annotations

import pytest

from csvprep.schema.differing import Change, compare_schemas
from csvprep.schema.files import parse_schema


def compare(first: str, second: str) -> list[Change]:
    one, other = (parse_schema(f"name: t\nfields: [{text}]".encode(), "x.yaml") for text in (first, second))
    return compare_schemas(one, other)


@pytest.mark.parametrize(
    ("first", "second", "what", "accepts"),
    [
        ("constraints: {required: true}", "", "required", "more"),
        ("", "constraints: {unique: true}", "unique", "less"),
        ("constraints: {maxLength: 5}", "constraints: {maxLength: 4}", "maxLength", "less"),
        ("constraints: {maxLength: 5}", "", "maxLength", "more"),
        ("constraints: {minLength: 5}", "constraints: {minLength: 4}", "minLength", "more"),
        ("", "constraints: {minLength: 2}", "minLength", "less"),
        ("type: integer, constraints: {maximum: 9}", "type: integer, constraints: {maximum: 10}", "maximum", "more"),
        ("type: date, constraints: {maximum: 2024-01-01}", "type: date, constraints: {maximum: 2024-01-02}", "maximum",
         "other values"),
        ("constraints: {enum: [a, b]}", "constraints: {enum: [a]}", "enum", "less"),
        ("constraints: {enum: [a, b]}", "constraints: {enum: [a, c]}", "enum", "other values"),
        ("", "constraints: {pattern: x}", "pattern", "less"),
        ("constraints: {pattern: y}", "constraints: {pattern: x}", "pattern", "other values"),
        ("", "type: integer", "kind", "less"),
        ("type: integer", "type: number", "kind", "more"),
        ("type: integer", "type: date", "kind", "other values"),
        ("title: A", "title: B", "title", "the same"),
        ("", "csvprep: {aliases: [b]}", "aliases", "the same"),
    ],
)  # fmt: skip
def test_one_setting(first: str, second: str, what: str, accepts: str) -> None:
    """A change of one setting is told with what it does to the values that are taken, and backwards the other way."""
    (change,) = compare(f"{{name: a, {first}}}", f"{{name: a, {second}}}")
    assert (change.field, change.what, change.accepts) == ("a", what, accepts)
    (back,) = compare(f"{{name: a, {second}}}", f"{{name: a, {first}}}")
    other_way = {"less": "more", "more": "less"}
    assert (back.before, back.after, back.accepts) == (change.after, change.before, other_way.get(accepts, accepts))


def test_fields() -> None:
    """Fields that come, go or change places are told."""
    changes = compare(
        "{name: a}, {name: b}, {name: c}", "{name: b}, {name: a}, {name: d, constraints: {required: true}}"
    )
    assert [(one.field, one.what, one.accepts) for one in changes] == [
        ("c", "removed", "more"), ("d", "added", "less"), ("", "order of fields", "the same"),
    ]  # fmt: skip


def test_the_same() -> None:
    """A schema does not differ from itself, nor from one that says the same in another order."""
    assert compare("{name: a, type: integer, title: x}", "{title: x, type: integer, name: a}") == []
