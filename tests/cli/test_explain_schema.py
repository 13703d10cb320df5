"""`csvprep explain` and `csvprep schema`."""

from __future__ import annotations

from pathlib import Path

import pytest

from csvprep.catalogue import CATALOGUE
from csvprep.schema.shipped import schemas_folder

from .shell import call, said


def test_explain_lists_every_code() -> None:
    """Without a code explain lists all of them, one a line, in the catalogue's order."""
    ran = call("explain")
    assert (ran.code, ran.err) == (0, "")
    assert [line.split()[0] for line in ran.out.splitlines()] == list(CATALOGUE)


@pytest.mark.parametrize("code", CATALOGUE)
def test_explain_says_what_a_code_means(code: str) -> None:
    """Each code is explained by its title, why an upload would fail, a real example, the fix, and how to silence it."""
    entry = CATALOGUE[code]
    lines = call("explain", code).out.splitlines()
    assert lines[0] == f"{code} ({entry.severity.value}): {entry.title}"
    heads = {line[2:10].strip(): line[11:] for line in lines[1:]}
    assert [head for head in heads if head] == ["Why", "Example", "Fix", "Silence"]
    assert all(heads.values())
    assert any(line.startswith(" " * 11 + "csvprep: ") for line in lines)
    assert lines[-1] == f"  Silence  csvprep lint FILE --ignore {code}"


def test_explain_shows_a_real_finding() -> None:
    """The example is the line of a file and what csvprep says of it."""
    lines = call("explain", "phone-error").out.splitlines()
    assert lines[2:4] == [
        "  Example  ann@example.com,202) 555-0143",
        "           csvprep: is not a phone number as it stands → (202) 555-0143",
    ]


def test_explain_an_unknown_code() -> None:
    """A code with a slip of the pen is answered with the likely ones, another with where to look."""
    assert said(call("explain", "phone-eror")).startswith("no code 'phone-eror'; did you mean phone-error")
    assert said(call("explain", "zzz")) == "no code 'zzz'; `csvprep explain` lists all codes"


def test_schema_list() -> None:
    """The shipped schemas are listed with what they require, those of connectors after the others."""
    lines = call("schema", "list").out.splitlines()
    assert [line.split()[0] for line in lines] == [
        "account", "activities", "campaign", "contact", "list", "chargebee-customer", "infusionsoft-contact",
        "intercom-contact", "sage200-customer", "stripe-customer",
    ]  # fmt: skip

    assert lines[3].split() == ["contact", "34", "fields,", "required:", "C_EmailAddress"]


def test_schema_show() -> None:
    """A schema is shown field by field with kind and constraints, its description wrapped."""
    lines = call("schema", "show", "contact").out.splitlines()
    assert lines[0] == "contact: Contact"
    (email,) = [line for line in lines if line.startswith("  C_EmailAddress ")]
    assert email.split(maxsplit=2)[1:] == ["email", "required, unique, at most 100 characters"]
    assert max(len(line) for line in lines if "://" not in line) <= 110


def test_schema_show_yaml_is_the_file() -> None:
    """As yaml the shipped file itself comes, to copy and change."""
    assert call("schema", "show", "list", "--format", "yaml").data == (schemas_folder() / "list.yaml").read_bytes()


def test_schema_show_a_file() -> None:
    """A schema file of the user's own is shown as well."""
    Path("pets.yaml").write_text("name: pets\nfields:\n  - {name: age, type: integer, constraints: {minimum: 0}}\n")
    assert call("schema", "show", "pets.yaml").out == "pets\n  age  integer   from 0\n"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("pets", "no object 'pets'; csvprep has account, activities, campaign, contact, list"),
        ("pets.yaml", "pets.yaml: no such schema file"),
    ],
)
def test_schema_show_an_unknown_one(name: str, message: str) -> None:
    """An unknown object or file is refused in one sentence."""
    assert said(call("schema", "show", name)).startswith(message)
