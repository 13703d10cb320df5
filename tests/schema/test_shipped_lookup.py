"""Which shipped schema a header fits."""

from __future__ import annotations

import pytest

from csvprep.errors import UsageError
from csvprep.schema.shipped import list_shipped, load_shipped, recognise_object

OBJECTS = ["account", "activities", "campaign", "contact", "list"]


def test_shipped():
    """One schema ships for each object, and is loaded by the object's name."""
    assert [path.stem for path in list_shipped()] == OBJECTS
    assert [load_shipped(name).name for name in OBJECTS] == OBJECTS


def test_unknown_object():
    """An object that isn't shipped is wrong use, and the message has those that are."""
    with pytest.raises(
        UsageError, match="no object 'contacts'; csvprep has account, activities, campaign, contact, list"
    ):
        load_shipped("contacts")


@pytest.mark.parametrize("name", OBJECTS)
def test_own_header(name: str):
    """A header of all of a schema's fields is recognised as its object, also in lower case."""
    labels = load_shipped(name).names
    for one in (labels, tuple(label.lower() for label in labels)):
        found = recognise_object(one)
        assert found is not None
        assert found.name == name


@pytest.mark.parametrize(
    ("labels", "name"),
    [
        (("C_EmailAddress", "C_FirstName", "Favourite Colour"), "contact"),
        (("Email", "First Name", "Last Name"), "contact"),
        (("M_CompanyName", "M_City"), "account"),
        (("_record", "_line", "_errors", "C_EmailAddress"), "contact"),
        (("C_FirstName",), "contact"),
        (("First Name", "Last Name"), "contact"),
        (("name", "email"), "contact"),
        (("id", "email", "first_name", "last_name"), "contact"),
        (("Name", "E-Mail", "Region", "Product"), "contact"),
        (("First Name", "Last Name", "Company", "Phone", "URL"), "contact"),
        (("Campaign Name", "First Name", "Last Name", "Email", "Status"), "contact"),
        (("Company",), "account"),
        (("Company", "Website", "Phone"), "account"),
        (("Company", "Address", "City", "Zip", "Country", "Phone", "Website"), "account"),
        (("EmailAddress", "ActivityType", "ActivityDate"), "activities"),
        (
            ("ActivityId", "ActivityType", "ContactId", "First Name", "Last Name", "Email", "Company", "City"),
            "activities",
        ),
        (("Email", "Event", "Timestamp", "IP", "URL"), "activities"),
        (("Campaign", "Budget", "Cost", "Clicks"), "campaign"),
        (("List name", "List ID", "Size"), "list"),
    ],
)
def test_recognised(labels: tuple[str, ...], name: str):
    """A header of some fields, by name or alias, is recognised, other columns notwithstanding."""
    found = recognise_object(labels)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "labels",
    [
        (),
        ("",),
        ("x", "y"),
        ("name",),
        ("name", "description"),
        ("City",),
        ("Phone", "City", "Zip"),
        ("Date", "Open", "High", "Low", "Last"),
    ],
)
def test_not_recognised(labels: tuple[str, ...]):
    """A header that fits none, or several alike, is recognised as none."""
    assert recognise_object(labels) is None
