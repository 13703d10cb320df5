"""The connectors csvprep knows by name: data, one row each, with the limits that their services publish.

A figure is here when the service's own documentation gives it, or two sources agree; the source stands beside it.
What is only believed is left out. None of the sources names a key of `metaData` that one of these connectors needs, so
none has a default; `submit --metadata` gives them.

Hubs and objects: https://github.com/cloud-elements/devportal (bodies that create an instance) and the platform's tests,
https://github.com/PriyaKhachawal-GSLab/churros; of Intercom only the hub and its conversations, by
https://docs.cloud-elements.com/home/intercom-events. What an instance has, it says itself (`csvprep objects`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from csvprep.errors import UsageError


@dataclass(frozen=True, slots=True)
class FieldLimit:
    """What a service asks of one field.

    Attributes:
        name: the service's name of the field.
        shipped: fields of the shipped schemas that hold the same: a transformation on the platform maps them.
        required: a value must be there.
        min_length, max_length: bounds in characters.
        pattern: regular expression that the whole value matches.
        form: form of a phone number, `e164`.
    """

    name: str
    shipped: tuple[str, ...] = ()
    required: bool = False
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    form: str | None = None


@dataclass(frozen=True, slots=True)
class ObjectLimits:
    """What a service asks of one object.

    Attributes:
        objects: names of the object: the service's, and of the shipped schema that holds the same.
        fields: the fields with limits; the others have none that is known.
    """

    objects: tuple[str, ...]
    fields: tuple[FieldLimit, ...]


@dataclass(frozen=True, slots=True)
class Connector:
    """What sets one connector's uploads apart from another's.

    Attributes:
        key: the platform's key of the connector.
        title: the product's name, for people.
        hub: the hub its paths are qualified with; None uses the plain paths.
        metadata: what its uploads say in `metaData` unless the user says otherwise.
        objects: objects it is known to have; the endpoint's own list is the authority.
        aliases: other names a user may give.
        limits: what its service asks of the values.
    """

    key: str
    title: str
    hub: str | None
    metadata: Mapping[str, object] = field(hash=False)
    objects: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    limits: tuple[ObjectLimits, ...] = ()

    def limits_of(self, object_name: str) -> tuple[FieldLimit, ...]:
        """Return what is asked of the fields of an object, letter case aside; empty when nothing is known."""
        wanted = object_name.casefold()
        return next((one.fields for one in self.limits if wanted in one.objects), ())


_NO_METADATA: Mapping[str, object] = MappingProxyType({})
_PHONES = ("C_BusPhone", "C_MobilePhone")

_CHARGEBEE = (
    ObjectLimits(  # https://apidocs.chargebee.com/docs/api/customers
        ("customers", "customer", "contact"),
        (
            FieldLimit("id", max_length=50),
            FieldLimit("first_name", ("C_FirstName",), max_length=150),
            FieldLimit("last_name", ("C_LastName",), max_length=150),
            FieldLimit("email", ("C_EmailAddress",), max_length=70),
            FieldLimit("phone", _PHONES, max_length=50),
            FieldLimit("company", ("C_Company",), max_length=250),
            FieldLimit("vat_number", max_length=20),
        ),
    ),
)
_STRIPE = (
    ObjectLimits(  # https://github.com/stripe/openapi, latest/openapi.spec3.yaml, PostCustomers
        ("customers", "customer", "contact"),
        (
            FieldLimit("name", max_length=256),
            FieldLimit("phone", _PHONES, max_length=20),
            FieldLimit("email", ("C_EmailAddress",), max_length=512),
            FieldLimit("business_name", max_length=150),
            FieldLimit("individual_name", max_length=150),
            FieldLimit("description", max_length=5000),
            FieldLimit("invoice_prefix", min_length=1, max_length=12, pattern="[A-Z0-9]*"),
        ),
    ),
)
_INTERCOM = (
    # https://developers.intercom.com, create a contact (it needs an email or an external_id, too); phones:
    # https://www.intercom.com/help, article 6311200.
    ObjectLimits(
        ("contacts", "contact", "users", "user"),
        (FieldLimit("role", pattern="user|lead"), FieldLimit("phone", _PHONES, form="e164")),
    ),
)
_INFUSIONSOFT = (
    # https://developer.infusionsoft.com/docs/table-schema: longer notes are cut; no other length is published.
    ObjectLimits(("contacts", "contact"), (FieldLimit("ContactNotes", max_length=10_000),)),
)
_SAGE_200 = (
    # https://docs.zynk.com, and models made from the API's description. Phone and fax are three fields each, so a
    # whole number has no field of its own.
    ObjectLimits(
        ("customers", "customer", "account"),
        (
            FieldLimit("reference", max_length=8),
            FieldLimit("name", ("M_CompanyName",), required=True, max_length=60),
            FieldLimit("short_name", max_length=8),
            FieldLimit("status_reason", max_length=256),
            *(
                FieldLimit(f"{line}_{part}", max_length=length)
                for line in ("telephone", "fax")
                for part, length in (("country_code", 5), ("area_code", 20), ("subscriber_number", 200))
            ),
            FieldLimit("website", max_length=200),
            FieldLimit("vat_number", max_length=30),
            FieldLimit("duns_code", max_length=9),
            FieldLimit("trading_terms", max_length=30),
            *(FieldLimit(f"analysis_code_{number}", max_length=60) for number in range(1, 21)),
            *(FieldLimit(f"spare_text_{number}", max_length=100) for number in range(1, 11)),
        ),
    ),
    ObjectLimits(
        ("contacts", "contact"),
        (
            FieldLimit("first_name", ("C_FirstName",), max_length=60),
            FieldLimit("middle_name", ("C_Middle_Name1",), max_length=60),
            FieldLimit("last_name", ("C_LastName",), max_length=60),
        ),
    ),
)

_TABLE = (
    Connector(
        "chargebee",
        "Chargebee",
        "payment",
        _NO_METADATA,
        ("customers", "plans", "transactions", "events"),
        limits=_CHARGEBEE,
    ),
    Connector(
        "stripe",
        "Stripe",
        "payment",
        _NO_METADATA,
        (
            "customers", "charges", "plans", "products", "orders", "refunds", "subscriptions", "tokens",
            "payment-methods", "transactions", "transfers", "balances", "events",
        ),
        limits=_STRIPE,
    ),
    Connector(
        "infusionsoftecommerce",
        "Infusionsoft Online Sales",
        "ecommerce",
        _NO_METADATA,
        ("orders", "products"),
        aliases=("infusionsoft",),
        limits=_INFUSIONSOFT,
    ),
    Connector(
        "intercom",
        "Intercom",
        "marketing",
        _NO_METADATA,
        ("contacts", "users", "companies", "conversations"),
        limits=_INTERCOM,
    ),
    Connector(
        "sage200",
        "Sage 200",
        "finance",
        _NO_METADATA,
        ("customers", "products", "invoices", "payments", "banks", "transactions"),
        limits=_SAGE_200,
    ),
    Connector("sandbox", "csvprep's own sandbox", "marketing", _NO_METADATA, ()),
)  # fmt: skip

CONNECTORS: Mapping[str, Connector] = MappingProxyType({connector.key: connector for connector in _TABLE})
"""Every connector by its key."""


def find_connector(name: str) -> Connector:
    """Return the connector of that key or alias, letter case aside.

    Raises:
        UsageError: no connector has that name.
    """
    wanted = name.strip().casefold()
    for connector in _TABLE:
        if wanted in (connector.key, *connector.aliases):
            return connector
    known = ", ".join(sorted(key for connector in _TABLE for key in (connector.key, *connector.aliases)))
    raise UsageError(f"no connector is called {name!r}; known are {known}")
