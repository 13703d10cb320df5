"""The connectors csvprep knows by name: data, one row each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from csvprep.errors import UsageError


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
    """

    key: str
    title: str
    hub: str | None
    metadata: Mapping[str, object] = field(hash=False)
    objects: tuple[str, ...]
    aliases: tuple[str, ...] = ()


_NO_METADATA: Mapping[str, object] = MappingProxyType({})

_TABLE = (
    Connector("chargebee", "Chargebee", "payment", _NO_METADATA, ("customers", "plans", "transactions", "events")),
    Connector(
        "stripe",
        "Stripe",
        "payment",
        _NO_METADATA,
        (
            "customers",
            "charges",
            "plans",
            "products",
            "orders",
            "refunds",
            "subscriptions",
            "transactions",
            "transfers",
        ),
    ),
    Connector(
        "infusionsoftecommerce",
        "Infusionsoft Online Sales",
        "ecommerce",
        _NO_METADATA,
        ("orders", "products"),
        aliases=("infusionsoft",),
    ),
    Connector("intercom", "Intercom", "marketing", _NO_METADATA, ("contacts", "users", "companies", "conversations")),
    Connector(
        "sage200",
        "Sage 200",
        "finance",
        _NO_METADATA,
        ("customers", "products", "invoices", "payments", "banks", "transactions"),
    ),
    Connector("sandbox", "csvprep's own sandbox", "marketing", _NO_METADATA, ()),
)

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
