"""The key that a connector's service finds a record by: named in `metaData` unasked, shown before, used for errors."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from csvprep.bulk.sandbox import Faults, SandboxServer

from .shell import call

Endpoint = Callable[..., SandboxServer]
CONTACTS = "C_EmailAddress,C_FirstName\nann@acme.com,Ann\nbob@acme.com,Bob\n"


def prepare(text: str, *words: str, folder: str = "out") -> None:
    """Prepare a file of this text."""
    Path("in.csv").write_text(text, encoding="utf-8")
    assert call("prep", "in.csv", "-o", folder, "-q", *words).code in {0, 1}


def planned(*words: str) -> dict[str, Any]:
    """Return the metaData that a dry run shows, without the chunk's mark."""
    ran = call("submit", "out", "--dry-run", "-q", "--no-wait", "--format", "json", *words)
    (request,) = json.loads(ran.out)["requests"]
    return {key: value for key, value in request["metadata"].items() if key != "callback-payload"}


@pytest.mark.parametrize(
    ("text", "words", "key"),
    [
        (CONTACTS, ("--connector", "intercom"), "C_EmailAddress"),
        (CONTACTS, ("--connector", "infusionsoft"), "C_EmailAddress"),
        (CONTACTS, ("--connector", "stripe"), None),
        (CONTACTS, (), None),
        ("external_id,email,name\n7,ann@acme.com,Ann\n", ("--connector", "intercom"), "external_id"),
        ("email,name,role\nann@acme.com,Ann,user\n", ("--connector", "intercom", "--object", "contacts"), "email"),
        ("Email,FirstName,LastName\nann@acme.com,Ann,Lee\n", ("--connector", "infusionsoft"), "Email"),
        ("id,email,first_name\nc1,ann@acme.com,Ann\n", ("--connector", "chargebee"), "id"),
        ("email,first_name,company\nann@acme.com,Ann,Acme\n", ("--connector", "chargebee"), None),
        ("reference,name,short_name\nA1,Acme,ACME\n", ("--connector", "sage200"), "reference"),
        ("M_CompanyName,M_City\nAcme,Berlin\n", ("--connector", "sage200"), None),
    ],
)
def test_key_of_a_connector(endpoint: Endpoint, text: str, words: tuple[str, ...], key: str | None) -> None:
    """The first of a service's keys that the chunk has a column of is sent; without a column or a source none is."""
    endpoint()
    prepare(text, *words)
    assert planned() == ({} if key is None else {"identifierFieldName": key})


@pytest.mark.parametrize(
    ("words", "metadata"),
    [
        (("identifierFieldName=C_FirstName",), {"identifierFieldName": "C_FirstName"}),
        (("identifierFieldName=",), {}),
        (("primaryKeyName=C_FirstName",), {"primaryKeyName": "C_FirstName"}),
        (("action=create",), {"identifierFieldName": "C_EmailAddress", "action": "create"}),
        (("listId=",), {"identifierFieldName": "C_EmailAddress", "listId": ""}),
    ],
)
def test_what_the_user_says_counts(endpoint: Endpoint, words: tuple[str, ...], metadata: dict[str, str]) -> None:
    """--metadata overrides the default key, and an empty one takes it out; other keys go beside it."""
    endpoint()
    prepare(CONTACTS, "--connector", "intercom")
    assert planned(*(word for pair in words for word in ("--metadata", pair))) == metadata


def test_another_object_has_no_key(endpoint: Endpoint) -> None:
    """The key is that of the endpoint's object: for one that nothing is known of, none is sent."""
    endpoint()
    prepare(CONTACTS, "--connector", "intercom")
    assert planned("--object", "conversations") == {}


def test_the_sandbox_is_told_what_the_service_would_be(contact: Path) -> None:
    """A rehearsal of a run that was prepared for a connector sends that connector's key."""
    assert call("prep", contact, "-o", "out", "--connector", "intercom", "-q").code == 0
    assert planned("--connector", "sandbox") == {"identifierFieldName": "C_EmailAddress"}


def test_records_are_updated_and_errors_found_by_the_key(endpoint: Endpoint) -> None:
    """What is there already is updated, not made twice; a refusal that quotes the key is traced to its record."""
    server = endpoint(faults=Faults(fail_values=frozenset({"8"})), objects={})
    words = ("--connector", "intercom", "--object", "contacts")
    prepare("external_id,email,name\n7,ann@acme.com,Ann\n9,bob@acme.com,Bob\n", *words)
    assert call("submit", "out", "-q", "--poll-interval", "0.05").code == 0
    prepare("external_id,email,name\n7,ann@acme.com,Anna\n8,cem@acme.com,Cem\n", *words, folder="again")
    assert call("submit", "again", "-q", "--poll-interval", "0.05").code == 1
    assert call("errors", "again").out.splitlines()[0] == "in.csv:3: record 2, job 2: 8: Refused by the vendor"
    assert [json.loads(job["metadata"])["identifierFieldName"] for job in server.store.jobs((), 0, 9)] == [
        "external_id",
        "external_id",
    ]
    assert call("status", "again", "--refresh").code == 1


def test_a_split_file(endpoint: Endpoint, contact: Path) -> None:
    """The chunks of split have the source's own header, and its delimiter: the key is found there, too."""
    endpoint()
    Path("in.csv").write_text("name;email\nAnn;ann@acme.com\n", encoding="utf-8")
    assert call("split", "in.csv", "-o", "out", "-q").code == 0
    assert planned("--connector", "intercom", "--object", "contacts") == {"identifierFieldName": "email"}
