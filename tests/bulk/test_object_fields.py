"""The endpoint's metadata of an object, made into a schema and held against one."""

from __future__ import annotations

import pytest

from csvprep.bulk import BulkClient, Credentials
from csvprep.bulk.object_fields import compare_fields, parse_fields, render_schema
from csvprep.errors import EndpointError
from csvprep.schema.files import parse_schema
from csvprep.schema.model import Field, KindName, Schema

from .runs import QUICK, Script

CUSTOMER = [
    {"vendorPath": "id", "type": "string", "vendorReadOnly": True, "vendorRequired": False},
    {"vendorPath": "email", "vendorDisplayName": "E-mail", "type": "emailAddress", "vendorRequired": True},
    {"vendorPath": "phone", "vendorDisplayName": "phone", "type": "phone"},
    {"vendorPath": "address.city", "type": "string", "vendorDisplayName": "City – Stadt"},
    {"vendorPath": "born", "type": "date", "mask": "dd.MM.yyyy"},
    {"vendorPath": "seen", "type": "dateTime", "mask": "yyyy-MM-dd'T'HH:mm:ss.SSSZ"},
    {"path": "balance", "type": "Integer", "required": True},
    {"vendorPath": "active", "type": "boolean"},
    {"vendorPath": "shipping", "type": "object"},
    {"vendorPath": "email", "type": "number"},
    {"vendorPath": " "},
    "nothing",
]


def kinds(schema: Schema) -> list[tuple[str, str, bool]]:
    return [(field.name, field.kind.value, field.required) for field in schema.fields]


def test_a_schema_from_metadata(script: Script) -> None:
    """Each field that can be written is a field of the schema, with its kind, title, need and form of dates."""
    script.say(200, {"fields": CUSTOMER})
    with BulkClient(script.base_url, Credentials("token", "secret"), patience=QUICK) as client:
        fields = parse_fields("customers", client.object_metadata("customers"))
    schema = parse_schema(render_schema("customers", fields, "the endpoint").encode(), "customers")
    assert schema.name == "customers"
    assert kinds(schema) == [
        ("email", "email", True),
        ("phone", "phone", False),
        ("address.city", "text", False),
        ("born", "date", False),
        ("seen", "datetime", False),
        ("balance", "integer", True),
        ("active", "boolean", False),
        ("shipping", "text", False),
    ]
    assert [schema.by_name[name].title for name in ("email", "phone", "address.city")] == ["E-mail", "", "City – Stadt"]
    assert [schema.by_name[name].formats for name in ("born", "seen")] == [("%d.%m.%Y",), ()]


def test_the_schema_fits_what_it_came_from() -> None:
    """A schema made from metadata has no difference to it."""
    fields = parse_fields("customers", {"fields": CUSTOMER})
    schema = parse_schema(render_schema("customers", fields, "the endpoint").encode(), "customers")
    assert compare_fields(schema, fields) == []


def test_differences() -> None:
    """Missing, extra, read-only, optional and differently typed fields are told, each with its severity."""
    fields = parse_fields("customers", {"fields": CUSTOMER})
    schema = Schema(
        "customers",
        (
            Field("id"),
            Field("email", KindName.EMAIL),
            Field("phone"),
            Field("address.city", KindName.COUNTRY),
            Field("born", KindName.DATETIME),
            Field("active", KindName.BOOLEAN),
            Field("shipping", KindName.CHOICE),
            Field("nick"),
        ),
    )
    assert [(one.field, one.what, one.severity.value, one.message) for one in compare_fields(schema, fields)] == [
        ("id", "read-only", "error", "the endpoint does not let it be written"),
        ("email", "optional", "error", "the endpoint requires it, the schema does not"),
        ("phone", "type", "error", "is phone at the endpoint, text in the schema"),
        ("born", "type", "error", "is date at the endpoint, datetime in the schema"),
        ("seen", "missing", "warning", "the endpoint has it (dateTime)"),
        ("balance", "missing", "error", "the endpoint requires it (Integer)"),
        ("nick", "extra", "error", "the endpoint has no such field"),
    ]


@pytest.mark.parametrize("metadata", [{}, {"fields": []}, {"fields": None}, {"fields": [{"type": "string"}]}])
def test_no_fields(metadata: dict[str, object]) -> None:
    """Metadata without a field is the endpoint's fault, and said."""
    with pytest.raises(EndpointError, match=r"tells no fields of x; `csvprep objects`"):
        parse_fields("x", metadata)
