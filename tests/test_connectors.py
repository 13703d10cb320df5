"""A connector's limits, laid over a schema: what is checked, what is written, and what is said of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import harness
import pytest

from csvprep import Field, KindName, Options, Schema, UsageError, load_shipped
from csvprep.connectors import CONNECTORS, find_connector
from csvprep.schema.limits import with_limits

INTERCOM = replace(harness.CONTACT, connector="intercom")
CHARGEBEE = replace(harness.CONTACT, connector="chargebee")


def asked(connector: str, schema: Schema) -> dict[str, Field]:
    """Return the fields of a schema under a connector's limits."""
    return with_limits(schema, find_connector(connector)).by_name


@pytest.mark.parametrize(
    ("connector", "object_name", "lengths"),
    [
        (
            "chargebee",
            "customers",
            {
                "id": 50, "first_name": 150, "last_name": 150, "email": 70, "phone": 50, "company": 250,
                "vat_number": 20, "locale": None,
            },
        ),
        (
            "stripe",
            "customers",
            {
                "email": 512, "business_name": 150, "individual_name": 150, "description": 5000, "invoice_prefix": 12,
                "name": 256, "phone": 20, "locale": None,
            },
        ),
        ("infusionsoft", "contact", {"ContactNotes": 10_000, "FirstName": None}),
        (
            "sage200",
            "customers",
            {
                "reference": 8, "name": 60, "short_name": 8, "status_reason": 256, "telephone_country_code": 5,
                "telephone_area_code": 20, "telephone_subscriber_number": 200, "fax_subscriber_number": 200,
                "website": 200, "vat_number": 30, "duns_code": 9, "trading_terms": 30, "analysis_code_1": 60,
                "analysis_code_20": 60, "analysis_code_21": None, "spare_text_1": 100, "spare_text_10": 100,
                "spare_text_11": None,
            },
        ),
        ("sage200", "contacts", {"first_name": 60, "middle_name": 60, "last_name": 60}),
        ("sage200", "products", {"name": None}),
        ("intercom", "contacts", {"name": None, "phone": None}),
    ],
)  # fmt: skip
def test_published_lengths(connector: str, object_name: str, lengths: dict[str, int | None]) -> None:
    """Each field by its own name gets the length that its service publishes, and only on its object."""
    schema = Schema(object_name, tuple(map(Field, lengths)))
    found = asked(connector, schema)
    assert {name: field.max_length for name, field in found.items()} == lengths


@pytest.mark.parametrize("key", CONNECTORS)
@pytest.mark.parametrize("object_name", ["account", "activities", "campaign", "contact", "list"])
def test_limits_only_tighten(key: str, object_name: str) -> None:
    """Under a connector no field of a shipped schema gets laxer, goes, or becomes another kind."""
    schema = load_shipped(object_name)
    for field, tightened in zip(schema.fields, asked(key, schema).values(), strict=True):
        assert (tightened.name, tightened.kind, tightened.unique) == (field.name, field.kind, field.unique)
        assert tightened.required >= field.required
        assert (tightened.max_length or 10**6) <= (field.max_length or 10**6)
        assert (tightened.min_length or 0) >= (field.min_length or 0)
        assert bool(tightened.asked) == (tightened != field)


def test_a_stricter_schema_stays_as_it_is() -> None:
    """Where the schema asks for as much, its limit stays its own."""
    own = Field("name", required=True, min_length=5, max_length=60, pattern="[a-z]+")
    assert asked("sage200", Schema("customers", (own,))) == {"name": own}
    prefix = Field("invoice_prefix", min_length=4, max_length=12, enum=("ACME",))
    assert asked("stripe", Schema("customer", (prefix,))) == {"invoice_prefix": prefix}


def test_a_looser_schema_is_tightened() -> None:
    """What is laid over a field says who asks for it."""
    (prefix,) = asked("stripe", Schema("customer", (Field("invoice_prefix", max_length=20),))).values()
    assert (prefix.min_length, prefix.max_length, prefix.pattern) == (1, 12, "[A-Z0-9]*")
    assert {prefix.asker(name) for name in ("minLength", "maxLength", "pattern")} == {"Stripe"}
    assert prefix.asker("required") == ""


def test_only_a_phone_has_a_form() -> None:
    """Intercom's form is for fields of the kind phone; a phone that is declared as text stays text."""
    phone, text = Field("phone", KindName.PHONE), Field("phone")
    assert asked("intercom", Schema("contacts", (phone,)))["phone"].form == "e164"
    assert asked("intercom", Schema("contacts", (text,)))["phone"] == text


def test_phones_for_intercom_are_e164() -> None:
    """Prepared for Intercom, a chunk has phones in E.164, whatever the schema says; the finding says who asks."""
    data = (
        b"C_EmailAddress,C_BusPhone,C_Fax\n"
        b"norm@example.com,(303) 928-2134,(303) 928-2134\n"
        b"zoe@example.com,+44 20 7946 0018,\n"
        b"ann@example.com,,\n"
    )
    run = harness.prep(data, INTERCOM)
    assert run.joined.decode().splitlines() == [
        "C_EmailAddress,C_BusPhone,C_Fax",
        "norm@example.com,+13039282134,(303) 928-2134",
        "zoe@example.com,+442079460018,",
        "ann@example.com,,",
    ]
    assert run.manifest.connector == "intercom"
    _, findings = harness.lint(data, INTERCOM)
    told = {(row["code"], row["value"], row["message"]) for row in findings}
    assert ("phone-format", "(303) 928-2134", "is not in the written form that Intercom asks for") in told


def test_an_extension_is_no_e164() -> None:
    """A number that E.164 can't hold is refused for Intercom, and kept without a connector."""
    data = b"C_EmailAddress,C_BusPhone\nann@example.com,(303) 928-2134 ext. 12\n"
    (row,) = harness.prep(data, INTERCOM).rows("rejected.csv")
    assert row["_errors"] == "constraint-error C_BusPhone"
    _, findings = harness.lint(data, INTERCOM)
    assert "has 20 characters, more than 16, the most that Intercom takes" in [one["message"] for one in findings]
    assert harness.prep(data).summary.accepted == 1


def test_a_value_that_is_too_long() -> None:
    """An address of 71 characters is refused for Chargebee, one of 70 is not; without a connector both pass."""
    addresses = [f"{'a' * 58}@example.com", f"{'b' * 59}@example.com"]
    data = "\n".join(["C_EmailAddress", *addresses, ""]).encode()
    summary, findings = harness.lint(data, CHARGEBEE)
    (found,) = findings
    assert (found["code"], found["value"], summary.records) == ("constraint-error", addresses[1], 2)
    assert found["message"] == "has 71 characters, more than 70, the most that Chargebee takes"
    assert harness.prep(data, CHARGEBEE).summary.rejected == 1
    assert harness.prep(data).summary.rejected == 0


CUSTOMERS = Schema("customers", (Field("reference"), Field("name")))


def test_a_required_field() -> None:
    """What the connector requires is an error where it is empty and where it has no column, in its name."""
    options = Options(schema=CUSTOMERS, connector="Sage200", jobs=1)
    _, findings = harness.lint(b"reference,name\nA1,Acme\nA2,\n", options)
    assert [(one["line"], one["message"]) for one in findings] == [(3, "is required by Sage 200, but empty")]
    _, findings = harness.lint(b"reference\nA1\n", options)
    assert "no column for the required field name that Sage 200 asks for; add it" in findings[0]["message"]
    assert harness.lint(b"reference,name\nA1,Acme\nA2,\n", replace(options, connector=None))[1] == []


def test_a_pattern_and_a_greatest_length() -> None:
    """An invoice prefix that Stripe refuses is one finding for each thing that is wrong with it."""
    options = Options(schema=Schema("customers", (Field("email"), Field("invoice_prefix"))), connector="stripe")
    rows = ["ann@example.com,ACME", "bob@example.com,ac-me", "cleo@example.com,ACMEACMEACME1"]
    _, findings = harness.lint("\n".join(["email,invoice_prefix", *rows, ""]).encode(), options)
    assert [(one["line"], one["message"]) for one in findings] == [
        (3, "does not match the pattern [A-Z0-9]*, which Stripe asks for"),
        (4, "has 13 characters, more than 12, the most that Stripe takes"),
    ]


def test_columns_known_by_their_places() -> None:
    """A file without a header is held to the connector's limits too."""
    rows = ["norm@example.com,Norm,Smith,Engineer,(303) 928-2134", "ann@example.com,Ann,Lee,Director,(202) 456-1111"]
    run = harness.prep("\n".join([*rows, ""]).encode(), INTERCOM)
    phones = [line.split(",")[4] for line in run.joined.decode().splitlines()[1:]]
    assert phones == ["+13039282134", "+12024561111"]


def test_an_object_without_known_limits() -> None:
    """When nothing is known of a connector's object, that is said; when something is, nothing is."""
    activities = replace(harness.CONTACT, object_name="list", connector="stripe")
    summary, _ = harness.lint(b"name\nspring\n", activities)
    assert summary.notes == ("no limits of Stripe are known for list, so only the schema's were checked",)
    summary, _ = harness.lint(b"C_EmailAddress\nann@example.com\n", CHARGEBEE)
    assert summary.notes == ()


def test_unknown_name() -> None:
    """A connector that isn't known is refused with the names of those that are."""
    with pytest.raises(UsageError, match=r"'hubspot'; known are chargebee, infusionsoft, .*intercom, sage200"):
        Options(connector="hubspot")


def test_no_connector_in_the_manifest(tmp_path: Path) -> None:
    """A run that was prepared for no connector says so, and an alias is written as the connector's key."""
    data = b"C_EmailAddress\nann@example.com\n"
    assert harness.prep(data).manifest.connector is None
    alias = replace(harness.CONTACT, connector="infusionsoft")
    assert harness.prep(data, alias).manifest.connector == "infusionsoftecommerce"
