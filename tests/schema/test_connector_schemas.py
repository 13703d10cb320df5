"""The shipped schemas of connectors' own objects, and when they are taken."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from frictionless import Schema as TableSchema
from harness import lint

from csvprep import Options
from csvprep.connectors import find_connector
from csvprep.errors import UsageError
from csvprep.schema.files import read_schema
from csvprep.schema.shipped import choose_object, list_connector_schemas, load_shipped, recognise_object

FOLDER = Path(__file__).parents[2] / "schemas" / "connectors"
NAMES = (
    "chargebee-customer", "infusionsoft-contact", "intercom-contact", "sage200-customer", "stripe-customer",
)  # fmt: skip


def test_one_file_a_connector():
    """Each of the five connectors has a schema of the object that holds people or customers."""
    assert tuple(path.stem for path in list_connector_schemas()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_frictionless_accepts(name: str):
    """Frictionless loads the file and finds nothing wrong with it; its source is cited; its name is the file's."""
    descriptor = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    assert list(TableSchema.metadata_validate(descriptor)) == []
    assert TableSchema.from_descriptor(descriptor).field_names == [one["name"] for one in descriptor["fields"]]
    assert "https://" in descriptor["description"]
    assert descriptor["name"] == name


@pytest.mark.parametrize("name", NAMES)
def test_limits_are_those_of_the_connector(name: str):
    """The limits that are laid over other schemas for the connector hold for its own object too, and its object's name
    is one that the limits are known for.
    """
    schema = read_schema(FOLDER / f"{name}.yaml")
    limits = find_connector(name.split("-", maxsplit=1)[0]).limits_of(schema.name)
    assert limits
    for limit in limits:
        field = schema.by_name.get(limit.name)
        if field is not None:
            assert limit.max_length is None or field.max_length == limit.max_length, limit.name
            assert limit.min_length is None or field.min_length == limit.min_length, limit.name
            assert field.required or not limit.required, limit.name
    assert sum(limit.name in schema.by_name for limit in limits) >= len(limits) - 1


STRIPE = ("name", "email", "phone", "invoice_prefix")
CONTACT = ("C_EmailAddress", "C_FirstName", "C_BusPhone")


@pytest.mark.parametrize(
    ("name", "labels", "connector", "taken"),
    [
        ("stripe-customer", CONTACT, None, "stripe-customer"),
        ("customer", STRIPE, "stripe", "stripe-customer"),
        ("customers", STRIPE, "stripe", "stripe-customer"),
        ("customer", STRIPE, "chargebee", "chargebee-customer"),
        ("customer", STRIPE, "sage200", "sage200-customer"),
        ("contact", ("FirstName", "LastName", "Phone1"), "infusionsoft", "infusionsoft-contact"),
        ("contact", CONTACT, "intercom", "contact"),
        ("contact", ("external_id", "role", "phone"), "intercom", "intercom-contact"),
        ("contact", ("external_id", "role", "phone"), None, "contact"),
    ],
)
def test_object_of_a_connector(name: str, labels: tuple[str, ...], connector: str | None, taken: str):
    """An object is the connector's own where it has one of that name and its fields are in the header."""
    found = choose_object(name, labels, find_connector(connector) if connector else None)
    assert found == load_shipped(taken)


def test_unknown_objects():
    """An object that neither csvprep nor the connector has is wrong use, and all that there are are named."""
    with pytest.raises(UsageError, match=r"no object 'customer'; csvprep has .*; of connectors .*stripe-customer; for"):
        choose_object("customer", STRIPE, None)
    with pytest.raises(UsageError, match="no object 'invoice'"):
        choose_object("invoice", STRIPE, find_connector("stripe"))


@pytest.mark.parametrize(
    ("labels", "connector", "taken"),
    [
        (STRIPE, "stripe", "stripe-customer"),
        (STRIPE, None, "contact"),
        (("name", "email"), "stripe", "stripe-customer"),
        (CONTACT, "stripe", "contact"),
        (("M_CompanyName", "M_City"), "sage200", "account"),
        (("reference", "name", "short_name"), "sage200", "sage200-customer"),
        (("external_id", "role", "Colour", "Size", "Shape"), "intercom", None),
    ],
)
def test_recognised_beside_a_connector(labels: tuple[str, ...], connector: str | None, taken: str | None):
    """A header is known as a connector's own object only where the connector is named and its fields are there."""
    found = recognise_object(labels, find_connector(connector) if connector else None)
    assert found == (load_shipped(taken) if taken else None)


def test_lint_by_a_connectors_object():
    """A Stripe customer's phone is written in E.164 by its country, and its prefix must be one."""
    data = b"name,email,phone,address.country,invoice_prefix\nAnn,ann@acme.com,030 901820,DE,ab\n"
    summary, rows = lint(data, Options(connector="stripe", jobs=1))
    assert summary.object == "customers"
    assert {(row["code"], row["field"], row["fix"]) for row in rows} == {
        ("phone-format", "phone", "+4930901820"),
        ("constraint-error", "invoice_prefix", None),
    }
