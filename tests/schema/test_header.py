"""Which column is which field."""

from __future__ import annotations

import pytest

from csvprep.errors import UsageError
from csvprep.schema.header import HeaderMap, map_header
from csvprep.schema.model import Field, Schema

SCHEMA = Schema(
    "thing",
    (
        Field("Email", required=True, aliases=("Mail", "E-mail Address")),
        Field("Phone", aliases=("Tel", "Number")),
        Field("Order_No", aliases=("Number",)),
        Field("Order No 2"),
    ),
)


def names(header: HeaderMap) -> list[str | None]:
    return [one.name if one else None for one in header.fields]


def findings(header: HeaderMap) -> list[tuple[str, int | None, str | None]]:
    return [(one.code, one.column_index, one.fix) for one in header.findings]


def test_plain_header():
    """Labels that are the fields' names have nothing wrong with them, in any order."""
    header = map_header(("Phone", "Email"), SCHEMA)
    assert (names(header), findings(header)) == (["Phone", "Email"], [])


def test_other_spellings():
    """Labels in other case and aliases are read as their fields, with the name as fix; unknown ones are told."""
    header = map_header(("e-mail address", "PHONE", "Colour", " "), SCHEMA)
    assert names(header) == ["Email", "Phone", None, None]
    assert findings(header) == [
        ("header-alias", 0, "Email"),
        ("header-case", 1, "Phone"),
        ("extra-label", 2, None),
        ("blank-label", 3, None),
    ]


@pytest.mark.parametrize(
    "label", ["Email*", "E-Mail:", "\ufeffEMAIL", '"Email"', "Ema\u00edl", "e\u200bmail (required)"]
)
def test_marks_around_a_name(label: str):
    """A name with marks, quotes, accents or invisible characters is the name written otherwise."""
    assert findings(map_header((label,), SCHEMA)) == [("header-case", 0, "Email")]


def test_title_is_an_alias():
    """A field's title is one more label by which files call it."""
    schema = Schema("thing", (Field("c1", title="Colour of hair"),))
    assert findings(map_header(("colour_of_hair",), schema)) == [("header-alias", 0, "c1")]


PEOPLE = Schema(
    "people",
    (
        Field("first", aliases=("Prénom", "Vorname"), aliases_beside=(("last", ("Nome",)),)),
        Field("last", aliases=("Cognome",), aliases_beside=(("first", ("Nom", "Naam")),), suggestions=("Name",)),
    ),
)


@pytest.mark.parametrize(
    ("labels", "fields"),
    [
        (("Prénom", "Nom"), ["first", "last"]),
        (("NOM", "Prenom"), ["last", "first"]),
        (("Nome", "Cognome"), ["first", "last"]),
        (("Nom",), [None]),
        (("Nome", "Nom"), [None, None]),
        (("Vorname", "Cognome", "Nom"), ["first", "last", None]),
        (("Vorname", "last", "Nom"), ["first", "last", None]),
        (("Vorname", "Name"), ["first", None]),
        (("Vorname", "Nom", "Naam"), ["first", "last", None]),
    ],
)
def test_alias_beside_another_column(labels: tuple[str, ...], fields: list[str | None]):
    """A label that means a field only beside another one is taken there, and nowhere else."""
    assert names(map_header(labels, PEOPLE)) == fields


def test_alias_beside_is_told():
    """What is taken because of its neighbour is told as an alias; of two the one that the schema names first."""
    assert findings(map_header(("first", "Nom"), PEOPLE)) == [("header-alias", 1, "last")]
    assert findings(map_header(("first", "Naam", "Nom"), PEOPLE)) == [
        ("extra-label", 1, None),
        ("header-alias", 2, "last"),
    ]


def test_nearer_meaning_beside_another_column():
    """A label that means one field alone and another one beside a third is the latter there; never by itself."""
    schema = Schema(
        "thing",
        (
            Field("job", aliases=("Title", "Post")),
            Field("form", aliases_beside=(("job", ("Title",)), ("role", ("Title",)))),
            Field("role"),
        ),
    )
    assert names(map_header(("Title", "role"), schema)) == ["form", "role"]
    assert names(map_header(("Post", "Title"), schema)) == ["job", "form"]
    assert names(map_header(("Title",), schema)) == ["job"]
    assert names(map_header(("Title", "TITLE"), schema)) == ["job", None]
    assert names(map_header(("Title", "role", "form"), schema)) == ["job", "role", "form"]
    assert names(map_header(("Title", "role"), schema, {"Title": "job"})) == ["job", "role"]


def test_missing_required_field():
    """A required field without a column is an error of the header."""
    assert findings(map_header(("Phone",), SCHEMA)) == [("missing-label", None, None)]


def test_blank_header():
    """A header of blank labels is empty."""
    header = map_header(("", " "), SCHEMA)
    assert names(header) == [None, None]
    assert findings(header) == [("blank-header", None, None), ("missing-label", None, None)]


def test_same_label_twice():
    """The second column of a field is an error that names the first."""
    header = map_header(("Email", "Phone", "Email"), SCHEMA)
    assert names(header) == ["Email", "Phone", None]
    (one,) = header.findings
    assert (one.code, one.facts) == ("duplicate-label", {"column": 3, "label": "Email", "other": 1})


def test_name_wins_over_alias():
    """Where a column bears the field's own name, another one that only could mean it is extra."""
    header = map_header(("Mail", "Email"), SCHEMA)
    assert names(header) == [None, "Email"]
    assert findings(header) == [("extra-label", 0, None)]


def test_equal_labels_are_not_rewritten():
    """Two columns whose labels are equal but for spelling are an error, and none is renamed: that would hide it."""
    header = map_header(("Email", "E-mail Address", "Tel", "tel."), SCHEMA)
    assert findings(header) == [("extra-label", 1, None), ("header-alias", 2, None), ("duplicate-label", 3, None)]


@pytest.mark.parametrize(
    ("labels", "fields"),
    [
        (("E-mail Address", "Mail"), [None, "Email"]),
        (("Mail", "E-mail Address"), ["Email", None]),
        (("Mail", "E-Mail Address", "E-Mail"), [None, None, "Email"]),
        (("email", "Email"), [None, "Email"]),
        (("Tel", "phone"), [None, "Phone"]),
        (("Mail", "Mail", "email"), [None, None, "Email"]),
    ],
)
def test_best_label_takes_the_field(labels: tuple[str, ...], fields: list[str | None]):
    """Of labels that could mean one field its name is the best, then the aliases in their order; others are extra."""
    header = map_header(labels, SCHEMA)
    assert names(header) == fields
    assert [one.column_index for one in header.findings if one.code == "extra-label"] == [
        index for index, name in enumerate(fields) if name is None
    ]


def test_beaten_label_says_how_it_is_chosen():
    """The message of a label whose field another one took names both, and the option by which it is taken does it."""
    labels = ("E-mail Address", "Mail", "Phone")
    told = [one.facts["hint"] for one in map_header(labels, SCHEMA).findings if one.code == "extra-label"]
    assert told == ["; Email is read from 'Mail': --map 'E-mail Address=Email' reads it from here"]
    assert names(map_header(labels, SCHEMA, {"E-mail Address": "Email"})) == ["Email", None, "Phone"]


def test_mapping_wins_over_a_name():
    """A column that the user maps takes the field from the one that bears its very name."""
    header = map_header(("Email", "Mail"), SCHEMA, {"Mail": "Email"})
    assert (names(header), findings(header)) == ([None, "Email"], [("extra-label", 0, None)])
    twice = map_header(("Mail", "Tel"), SCHEMA, {"Mail": "Email", "Tel": "Email"})
    assert (names(twice), findings(twice)) == (["Email", None], [("duplicate-label", 1, None)])


def test_mapping_wins():
    """What the user maps is taken, whatever the label means by itself."""
    header = map_header(("Colour", "Mail", "Tel"), SCHEMA, {"Colour": "Email", "Tel": "Order_No"})
    assert names(header) == ["Email", None, "Order_No"]
    assert findings(header) == [("extra-label", 1, None)]


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ({"None": "Email"}, "--map None=Email: no column 'None'; the file has Email, Phone"),
        ({"Phone": "None"}, "--map Phone=None: thing has no field 'None'; see `csvprep schema show`"),
    ],
)
def test_wrong_mapping(mapping: dict[str, str], message: str):
    """A mapping of a label or to a field that isn't there is wrong use."""
    with pytest.raises(UsageError) as caught:
        map_header(("Email", "Phone"), SCHEMA, mapping)
    assert str(caught.value) == message


def test_columns_of_rejected_records():
    """The three columns that csvprep put in front of rejected records are no extra columns; others of that name are."""
    header = map_header(("_record", "_line", "_errors", "Email"), SCHEMA)
    assert (header.bookkeeping, names(header), findings(header)) == (3, [None, None, None, "Email"], [])
    header = map_header(("_record", "_line", "Email"), SCHEMA)
    assert (header.bookkeeping, len(header.findings)) == (0, 2)
