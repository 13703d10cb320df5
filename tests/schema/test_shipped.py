"""The schema files that csvprep ships are valid Frictionless Table Schema and hold what their sources say."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import yaml
from frictionless import Schema

from csvprep.schema.files import read_schema
from csvprep.schema.labels import fold_label, label_matcher

SCHEMAS = Path(__file__).parents[2] / "schemas"
OBJECTS = ("account", "activities", "campaign", "contact", "list")

SEED_LABELS = ["C_EmailAddress", "C_FirstName", "C_LastName", "C_Title", "C_BusPhone", "C_Company", "C_Website1"]
CONTACT_STANDARD = [
    "C_EmailAddress",
    "C_FirstName",
    "C_LastName",
    "C_Company",
    "C_EmailDisplayName",
    "C_Address1",
    "C_Address2",
    "C_Address3",
    "C_City",
    "C_State_Prov",
    "C_Zip_Postal",
    "C_Country",
    "C_BusPhone",
    "C_MobilePhone",
    "C_Fax",
    "C_Title",
    "C_Salutation",
    "C_Salesperson",
    "C_SFDCContactID",
    "C_SFDCLeadID",
    "C_SFDCAccountID",
    "C_SFDCLastCampaignID",
    "C_SFDCLastCampaignStatus",
    "C_EmailAddressDomain",
    "C_DateCreated",
    "C_DateModified",
    "C_LastModifiedByExtIntegrateSystem",
]
CONTACT_INSTALL_MADE = [
    "C_Website1",
    "C_Job_Title1",
    "C_Industry1",
    "C_Annual_Revenue1",
    "C_Lead_Source___Original1",
    "C_Lead_Status1",
    "C_Middle_Name1",
]
CONTACT_DATES = {"C_DateCreated", "C_DateModified", "C_LastModifiedByExtIntegrateSystem"}
ACCOUNT_FIELDS = [
    "M_CompanyName",
    "M_Address1",
    "M_Address2",
    "M_Address3",
    "M_City",
    "M_State_Prov",
    "M_Zip_Postal",
    "M_Country",
    "M_BusPhone",
    "M_SFDCAccountID",
    "M_DateCreated",
    "M_DateModified",
    "M_Fax1",
    "M_Industry1",
    "M_Employees1",
    "M_Annual_Revenue1",
    "M_Account_Type1",
]

TABLE_SCHEMA_KEYS = {"name", "title", "description", "missingValues", "primaryKey", "fields"}
TABLE_FIELD_KEYS = {"name", "title", "type", "format", "description", "constraints"}
OWN_SCHEMA_KEYS = {"object"}
OWN_FIELD_KEYS = {"kind", "finite", "form", "ignore_case", "formats", "aliases", "aliases_beside", "suggestions"}
KINDS = {"text", "email", "phone", "url", "number", "integer", "boolean", "date", "datetime", "country", "choice"}
FORMS = {"phone": {"national", "e164"}, "country": {"alpha_2", "alpha_3", "name"}}


def read(name: str) -> dict[str, Any]:
    return yaml.safe_load((SCHEMAS / f"{name}.yaml").read_text(encoding="utf-8"))


def fields_of(name: str) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in read(name)["fields"]}


def own(one: dict[str, Any]) -> dict[str, Any]:
    return one.get("csvprep", {})


def with_constraint(name: str, constraint: str) -> list[str]:
    return [one["name"] for one in read(name)["fields"] if one.get("constraints", {}).get(constraint)]


def test_one_file_an_object():
    """There is one file for each of the five objects that the endpoint's example lists, and no other."""
    assert tuple(sorted(path.stem for path in SCHEMAS.glob("*.yaml"))) == OBJECTS


@pytest.mark.parametrize("name", OBJECTS)
def test_frictionless_accepts(name: str):
    """Frictionless loads the file and finds nothing wrong with it."""
    descriptor = read(name)
    schema = Schema.from_descriptor(str(SCHEMAS / f"{name}.yaml"))
    assert list(Schema.metadata_validate(descriptor)) == []
    assert schema.field_names == [one["name"] for one in descriptor["fields"]]


@pytest.mark.parametrize("name", OBJECTS)
def test_name_is_the_file_name(name: str):
    """A schema's name and object are the stem of its file."""
    descriptor = read(name)
    assert descriptor["name"] == descriptor["csvprep"]["object"] == name
    assert descriptor["title"]


@pytest.mark.parametrize("name", OBJECTS)
def test_sources_are_cited(name: str):
    """A schema's description names a public web page as its source."""
    assert "https://" in read(name)["description"]


@pytest.mark.parametrize("name", OBJECTS)
def test_no_unknown_keys(name: str):
    """Keys are those of Table Schema, and ours stand under `csvprep` and are known."""
    descriptor = read(name)
    assert set(descriptor) <= TABLE_SCHEMA_KEYS | {"csvprep"}
    assert set(descriptor["csvprep"]) <= OWN_SCHEMA_KEYS
    for one in descriptor["fields"]:
        assert set(one) <= TABLE_FIELD_KEYS | {"csvprep"}, one["name"]
        assert set(own(one)) <= OWN_FIELD_KEYS, one["name"]


@pytest.mark.parametrize("name", OBJECTS)
def test_kinds_and_forms_exist(name: str):
    """A field's kind exists, and a form is one of its kind's."""
    for one in read(name)["fields"]:
        kind = own(one).get("kind")
        assert kind is None or kind in KINDS, one["name"]
        if "form" in own(one):
            assert own(one)["form"] in FORMS[kind], one["name"]


@pytest.mark.parametrize("name", OBJECTS)
def test_dates_say_their_formats(name: str):
    """Dates are written as Eloqua imports them, and Frictionless reads them in that same form."""
    for one in read(name)["fields"]:
        formats = own(one).get("formats")
        assert (one["type"] in {"date", "datetime"}) == bool(formats), one["name"]
        if formats:
            assert one["format"] == formats[0] == "%Y-%m-%d %H:%M:%S", one["name"]
            assert "%Y-%m-%dT%H:%M:%S" in formats, one["name"]


@pytest.mark.parametrize("name", OBJECTS)
def test_aliases_do_not_clash(name: str):
    """Folded, a label leads to one field: by name, title or alias."""
    counts: Counter[str] = Counter()
    for one in read(name)["fields"]:
        aliases = [fold_label(label) for label in own(one).get("aliases", [])]
        assert len(set(aliases)) == len(aliases), one["name"]
        assert fold_label(one["name"]) not in aliases, one["name"]
        counts.update({fold_label(one["name"]), fold_label(one["title"]), *aliases})
    assert [label for label, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("name", OBJECTS)
def test_titles_lead_to_their_field(name: str):
    """A column headed with a field's title is found by the field's name or aliases."""
    for one in read(name)["fields"]:
        labels = {fold_label(label) for label in [one["name"], *own(one).get("aliases", [])]}
        assert fold_label(one["title"]) in labels, one["name"]


@pytest.mark.parametrize("name", OBJECTS)
def test_vague_labels_are_nobodys_alias(name: str):
    """A label that may mean a field, or does only beside another, stands at one field, and is no alias but `Title`."""
    schema = read_schema(SCHEMAS / f"{name}.yaml")
    match = label_matcher(schema)
    for vague in (
        [fold_label(label) for one in schema.fields for label in one.suggestions],
        [label for one in schema.fields for label in {fold_label(own) for _, few in one.aliases_beside for own in few}],
    ):
        assert len(set(vague)) == len(vague)
        assert [label for label in vague if match(label) is not None and label != "title"] == []


@pytest.mark.parametrize(("first", "second"), list(combinations(OBJECTS, 2)))
def test_headers_are_told_apart(first: str, second: str):
    """No two objects share more than id, name and description, so that a full header fits one object only."""
    shared = {fold_label(label) for label in fields_of(first)} & {fold_label(label) for label in fields_of(second)}
    assert shared <= {"id", "name", "description"}


def test_contact_begins_with_the_example():
    """The first seven contact fields are the labels of the endpoint's example file, in its order."""
    assert list(fields_of("contact"))[:7] == SEED_LABELS


def test_contact_fields():
    """The contact schema has Eloqua's standard fields and the install-made ones, each once and no other."""
    names = [one["name"] for one in read("contact")["fields"]]
    assert sorted(names) == sorted([*CONTACT_STANDARD, *CONTACT_INSTALL_MADE])


def test_contact_requires_the_address_only():
    """Only C_EmailAddress is required and only it is unique, without regard to case."""
    assert with_constraint("contact", "required") == ["C_EmailAddress"]
    assert with_constraint("contact", "unique") == ["C_EmailAddress"]
    assert own(fields_of("contact")["C_EmailAddress"])["ignore_case"] is True


def test_contact_lengths():
    """Every contact text is at most 100 characters, and the three dates are datetimes without a length."""
    for label, one in fields_of("contact").items():
        if label in CONTACT_DATES:
            assert one["type"] == "datetime"
            assert "constraints" not in one
        else:
            assert one["type"] == "string"
            assert one["constraints"]["maxLength"] == 100


def test_contact_kinds():
    """Addresses, links, phones and countries of a contact are checked as such."""
    fields = fields_of("contact")
    assert fields["C_EmailAddress"]["format"] == "email"
    assert fields["C_Website1"]["format"] == "uri"
    phones = {label for label, one in fields.items() if own(one).get("kind") == "phone"}
    assert phones == {"C_BusPhone", "C_MobilePhone", "C_Fax"}
    assert {own(fields[label])["form"] for label in phones} == {"national"}
    assert (own(fields["C_Country"])["kind"], own(fields["C_Country"])["form"]) == ("country", "alpha_2")


def test_account_fields():
    """The account schema has Eloqua's fields in their order, texts of at most 100 characters."""
    fields = fields_of("account")
    assert list(fields) == ACCOUNT_FIELDS
    lengths = {one["constraints"]["maxLength"] for one in fields.values() if one["type"] == "string"}
    assert lengths == {100}


def test_account_requires_the_company_only():
    """Only M_CompanyName is required and only it is unique, without regard to case: imports identify by it."""
    assert with_constraint("account", "required") == ["M_CompanyName"]
    assert with_constraint("account", "unique") == ["M_CompanyName"]
    assert own(fields_of("account")["M_CompanyName"])["ignore_case"] is True


def test_other_objects_require_what_the_sources_require():
    """A campaign needs its name; the pages on lists and activities mark nothing as required or unique."""
    assert with_constraint("campaign", "required") == ["name"]
    assert with_constraint("list", "required") == with_constraint("activities", "required") == []
    assert [with_constraint(name, "unique") for name in ("activities", "campaign", "list")] == [[], [], []]


def test_choices():
    """Closed lists of values are those that Oracle documents, and external activity types are none."""
    campaign = fields_of("campaign")
    assert campaign["campaignCategory"]["constraints"]["enum"] == ["contact", "emailMarketing"]
    assert campaign["currentStatus"]["constraints"]["enum"] == ["Active", "Draft", "Scheduled", "Completed"]
    assert fields_of("list")["scope"]["constraints"]["enum"] == ["local", "global"]
    assert with_constraint("activities", "enum") == []
