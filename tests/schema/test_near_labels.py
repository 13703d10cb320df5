"""Near misses of labels: named, never taken."""

from __future__ import annotations

import time

import pytest

from csvprep.errors import UsageError
from csvprep.schema.header import map_header
from csvprep.schema.labels import label_matcher
from csvprep.schema.model import Field, Schema
from csvprep.schema.near_labels import NearLabels, near_fields, split_words
from csvprep.schema.shipped import load_shipped

CONTACT = load_shipped("contact")

NEAR = {
    # English
    "C_EmailAdress": "C_EmailAddress",
    "C_FristName": "C_FirstName",
    "C_Adress1": "C_Address1",
    "C_Adress2": "C_Address2",
    "E-Mial": "C_EmailAddress",
    "Emial": "C_EmailAddress",
    "Emal": "C_EmailAddress",
    "E-Mails": "C_EmailAddress",
    "Emial Adress": "C_EmailAddress",
    "E-Mial 1 - Value": "C_EmailAddress",
    "Bussiness Phone": "C_BusPhone",
    "Bussines Phone": "C_BusPhone",
    "businessPhnoe": "C_BusPhone",
    "Telphone": "C_BusPhone",
    "Frist Name": "C_FirstName",
    "Fist Nmae": "C_FirstName",
    "Name First": "C_FirstName",
    "Surename": "C_LastName",
    "Last Nmae": "C_LastName",
    "Middel Name": "C_Middle_Name1",
    "Comapny Name": "C_Company",
    "Organistion": "C_Company",
    "Job Ttile": "C_Job_Title1",
    "Adress": "C_Address1",
    "Postcal Code": "C_Zip_Postal",
    "Zip Coed": "C_Zip_Postal",
    "Contry": "C_Country",
    "Moblie": "C_MobilePhone",
    "Websiet": "C_Website1",
    "Salutaion": "C_Salutation",
    "Industy": "C_Industry1",
    # German
    "Vornmae": "C_FirstName",
    "Nachnahme": "C_LastName",
    "Strase": "C_Address1",
    "Postleizahl": "C_Zip_Postal",
    "Telefon geschaeftlich": "C_BusPhone",
    # French, Spanish, Italian, Dutch, Portuguese, Polish
    "Prenm": "C_FirstName",
    "Adresse de mesagerie": "C_EmailAddress",
    "Apelidos": "C_LastName",
    "Correo electronco": "C_EmailAddress",
    "Cognmoe": "C_LastName",
    "Celulare": "C_MobilePhone",
    "Voornam": "C_FirstName",
    "Mobiele telefon": "C_MobilePhone",
    "Sobrenme": "C_LastName",
    "Nazwsko": "C_LastName",
    # words that may mean a field
    "Name": "C_LastName",
    "Nom": "C_LastName",
    "Nombre": "C_FirstName",
    "Titel": "C_Title",
    "County": "C_State_Prov",
    "Contact ID": "C_SFDCContactID",
}
FAR = [
    "Tax", "Fix", "Facts", "Business Tax", "Stage", "Stat", "Site", "Status", "Age", "Rating", "Plays", "Lands", "Sort",
    "Home Phone", "Other Phone", "Home Fax", "Home City", "Assistant's Phone", "Phone 2 - Value", "Email 2",
    "Address 4", "E-mail 2 - Value", "Company ID", "List Name", "Nickname", "Contract ID", "Department", "Suffix",
    "Notes", "Tags", "Favourite Colour", "Birthday", "Geburtstag", "Date Updated", "Names", "", "12", "住所", "x" * 300,
]  # fmt: skip


def hints(labels: tuple[str, ...], schema: Schema, mapping: dict[str, str] | None = None) -> list[tuple[str, object]]:
    header = map_header(labels, schema, mapping)
    return [(one.code, one.facts["hint"]) for one in header.findings if "hint" in one.facts]


@pytest.mark.parametrize(("label", "name"), NEAR.items())
def test_near(label: str, name: str):
    """A label with a slip or two is no field, and its field is found as what may be meant."""
    assert label_matcher(CONTACT)(label) is None
    assert near_fields(CONTACT).find(label, CONTACT.names) == name


@pytest.mark.parametrize("label", FAR)
def test_far(label: str):
    """Short words, other words, other numbers and longer ones are nothing that may be meant."""
    assert near_fields(CONTACT).find(label, CONTACT.names) is None


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("businessPhone", ("business", "phone")),
        ("C_BusPhone", ("c", "bus", "phone")),
        ("SFDC Contact ID", ("sfdc", "contact", "id")),
        ("Téléphone (bureau)", ("telephone", "bureau")),
        ("straßeÖrtlich", ("strasse", "ortlich")),
        ("--", ()),
    ],
)
def test_words(label: str, words: tuple[str, ...]):
    """Words end at spaces, punctuation and where a capital follows a small letter."""
    assert split_words(label) == words


def test_two_as_near_are_none():
    """A label as near to two fields names neither."""
    assert NearLabels([("Planet", "a"), ("Plane", "b")]).find("Planes", {"a", "b"}) is None
    assert NearLabels([("Planet", "a"), ("Plane", "b")]).find("Planes", {"b"}) == "b"


def test_extra_label_says_what_may_be_meant():
    """An unknown label names its field in the words that --map takes, and stays unknown."""
    header = map_header(("C_EmailAddress", "Vornmae", "Favourite Colour"), CONTACT)
    assert [one.name if one else None for one in header.fields] == ["C_EmailAddress", None, None]
    assert [one.facts["hint"] for one in header.findings] == [
        "; did you mean C_FirstName? then add --map 'Vornmae=C_FirstName'",
        "",
    ]


def test_missing_label_says_which_column_it_may_be():
    """A required field without a column names the unknown label next to it, as that label names the field."""
    assert hints(("C_FirstName", "Colour", "E-Mial"), CONTACT) == [
        ("extra-label", ""),
        ("extra-label", "; did you mean C_EmailAddress? then add --map 'E-Mial=C_EmailAddress'"),
        ("missing-label", "; did you mean 'E-Mial'? then add --map 'E-Mial=C_EmailAddress'"),
    ]


@pytest.mark.parametrize(
    ("labels", "hint"),
    [
        (("Kunden-E-Mail", "x"), "; did you mean 'Kunden-E-Mail'? then add --map 'Kunden-E-Mail=C_EmailAddress'"),
        (("Kunden", "x"), ""),
        (("Billing Email", "x"), "; did you mean 'Billing Email'? then add --map 'Billing Email=C_EmailAddress'"),
        (("user_email", "x"), "; did you mean 'user_email'? then add --map 'user_email=C_EmailAddress'"),
        (("Email opt-in", "Billing Email"), ""),
    ],
)
def test_missing_label_within_another(labels: tuple[str, ...], hint: str):
    """The one unknown label that has a name of the required field among its words may be it; of two, neither."""
    assert hints(labels, CONTACT)[-1] == ("missing-label", hint)


def test_fields_that_have_a_column_are_not_meant():
    """A near miss of a field that another column is, by its label or by --map, says nothing."""
    assert hints(("Email", "Emial"), CONTACT) == [("extra-label", "")]
    assert hints(("Adr", "Emial"), CONTACT, {"Adr": "C_EmailAddress"}) == [("extra-label", "")]


def test_quotes_in_a_hint():
    """A label with a quote is written so that a shell reads it back."""
    schema = Schema("thing", (Field("Owner's name"),))
    assert hints(("Owner's nmae",), schema) == [
        ("extra-label", "; did you mean Owner's name? then add --map 'Owner'\"'\"'s nmae=Owner'\"'\"'s name'")
    ]


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        (
            {"Colur": "C_Title"},
            "--map Colur=C_Title: no column 'Colur'; did you mean 'Colour'? the file has Email, Colour",
        ),
        (
            {"colour": "C_Title"},
            "--map colour=C_Title: no column 'colour'; did you mean 'Colour'? the file has Email, Colour",
        ),
        (
            {"Colour": "C_Titel"},
            "--map Colour=C_Titel: contact has no field 'C_Titel'; did you mean C_Title? see `csvprep schema show`",
        ),
        (
            {"Colour": "Vorname"},
            "--map Colour=Vorname: contact has no field 'Vorname'; did you mean C_FirstName? see `csvprep schema show`",
        ),
        ({"Colour": "Shape"}, "--map Colour=Shape: contact has no field 'Shape'; see `csvprep schema show`"),
    ],
)
def test_misspelt_mapping(mapping: dict[str, str], message: str):
    """A mapping of or to something misspelt says what may be meant."""
    with pytest.raises(UsageError) as caught:
        map_header(("Email", "Colour"), CONTACT, mapping)
    assert str(caught.value) == message


def test_many_columns_in_the_message_of_a_mapping():
    """Of a wide file the message has the first twenty labels."""
    with pytest.raises(UsageError, match=r"the file has L0, L1, .*, L19 …$"):
        map_header(tuple(f"L{number}" for number in range(5000)), CONTACT, {"x": "C_Title"})


def test_a_wide_unknown_header_takes_no_long():
    """Of five thousand unknown labels the first five hundred are compared, so that it takes no long."""
    labels = ("C_EmailAddress", "Vornmae", *(f"telefone {number:x}" for number in range(5000)), "Nachnmae")
    began = time.perf_counter()
    found = hints(labels, CONTACT)
    assert time.perf_counter() - began < 10
    assert len(found) == 5002
    assert found[0][1] == "; did you mean C_FirstName? then add --map 'Vornmae=C_FirstName'"
    assert found[-1][1] == ""
