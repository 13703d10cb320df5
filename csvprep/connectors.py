"""The connectors csvprep knows by name: data, one row each, with the limits that their services publish.

A figure is here when the service's own documentation gives it, or two sources agree; the source stands beside it.
What is only believed is left out. Of the keys of `metaData` only `identifierFieldName` has defaults: by what a service
documents as the key that it finds a record by. No source asks any of these connectors for `action` (with an identifier
the platform updates what is there, else it creates), `bulkUploadRecordSize` (asked for SQL Server only) or another key,
so these have none; `submit --metadata` gives them.

Hubs and objects: https://github.com/cloud-elements/devportal (bodies that create an instance) and the platform's tests,
https://github.com/PriyaKhachawal-GSLab/churros; of Intercom only the hub and its conversations, by
https://docs.cloud-elements.com/home/intercom-events. What an instance has, it says itself (`csvprep objects`).
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
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
        identifiers: columns by which the service finds a record that it has, by the service's names and by those of
            the shipped schemas; the first that a file has counts.
    """

    objects: tuple[str, ...]
    fields: tuple[FieldLimit, ...]
    identifiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Connector:
    """What sets one connector's uploads apart from another's.

    Attributes:
        key: the platform's key of the connector.
        title: the product's name, for people.
        hub: the hub its paths are qualified with; None uses the plain paths.
        objects: objects it is known to have; the endpoint's own list is the authority.
        aliases: other names a user may give.
        limits: what its service asks of the values.
    """

    key: str
    title: str
    hub: str | None
    objects: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    limits: tuple[ObjectLimits, ...] = ()

    def limits_of(self, object_name: str) -> tuple[FieldLimit, ...]:
        """Return what is asked of the fields of an object, letter case aside; empty when nothing is known."""
        found = self._find(object_name)
        return () if found is None else found.fields

    def identifier_of(self, object_name: str, columns: Container[str]) -> str | None:
        """Return the column by which the service finds a record of an object; None where no source names one of these.

        Args:
            object_name: letter case aside.
            columns: the header of what is sent, letter for letter.
        """
        found = self._find(object_name)
        return None if found is None else next((name for name in found.identifiers if name in columns), None)

    def _find(self, object_name: str) -> ObjectLimits | None:
        wanted = object_name.casefold()
        return next((one for one in self.limits if wanted in one.objects), None)


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
        # There: "the unique identifier of the customer resource". An e-mail address may come twice:
        # https://www.chargebee.com/docs/billing/2.0/kb/billing/limiting-duplicate-subscriptions-via-api
        ("id",),
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
        ("id",),  # https://docs.stripe.com/api/customers/update: by its id; an e-mail address may come twice
    ),
)
_INTERCOM = (
    # https://developers.intercom.com, create a contact (it needs an email or an external_id, too); phones:
    # https://www.intercom.com/help, article 6311200. A contact of the same external_id ("a unique identifier") or
    # email is a conflict: https://developers.intercom.com/docs/references/2.1/rest-api/contacts/create-contact.
    ObjectLimits(
        ("contacts", "contact", "users", "user"),
        (FieldLimit("role", pattern="user|lead"), FieldLimit("phone", _PHONES, form="e164")),
        ("external_id", "email", "C_EmailAddress"),
    ),
)
_INFUSIONSOFT = (
    # https://developer.infusionsoft.com/docs/table-schema: longer notes are cut; no other length is published.
    # Duplicates are looked for by Email, or by it and more: duplicate_option of "create or update a contact",
    # https://developer.infusionsoft.com/docs/rest, and of ContactApi in https://github.com/infusionsoft/keap-sdk.
    ObjectLimits(
        ("contacts", "contact"),
        (FieldLimit("ContactNotes", max_length=10_000),),
        ("Email", "C_EmailAddress"),
    ),
)
_SAGE_200 = (
    # The API's own description (customer, customer_contact), OpenAPISpecification/sales.json of
    # https://github.com/SelectCo/sage200-api-client, and https://docs.zynk.com. Phone and fax are three fields each, so
    # a whole number has no field of its own.
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
        # https://docs.zynk.com/workflow/developers/sage-200-online/customer-xml.html, identifiers; a name finds nobody
        ("reference",),
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
        ("customers", "plans", "transactions", "events"),
        limits=_CHARGEBEE,
    ),
    Connector(
        "stripe",
        "Stripe",
        "payment",
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
        ("orders", "products"),
        aliases=("infusionsoft",),
        limits=_INFUSIONSOFT,
    ),
    Connector(
        "intercom",
        "Intercom",
        "marketing",
        ("contacts", "users", "companies", "conversations"),
        limits=_INTERCOM,
    ),
    Connector(
        "sage200",
        "Sage 200",
        "finance",
        ("customers", "products", "invoices", "payments", "banks", "transactions"),
        limits=_SAGE_200,
    ),
    Connector("sandbox", "csvprep's own sandbox", "marketing", ()),
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
