"""`csvprep schema pull` and `csvprep schema check`, against a sandbox."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from csvprep.bulk.sandbox import FieldRule, SandboxServer

from .shell import call, said

CUSTOMERS = {
    "customers": (FieldRule("email", "email", required=True), FieldRule("name"), FieldRule("orders", "integer"))
}
PULLED = """\
fields:
- name: email
  type: string
  format: email
  constraints:
    required: true
- name: name
  type: string
- name: orders
  type: integer
"""


@pytest.fixture
def customers(endpoint: Callable[..., SandboxServer]) -> SandboxServer:
    """Start an endpoint whose one object is no shipped one."""
    return endpoint(objects=CUSTOMERS)


def test_pull(customers: SandboxServer) -> None:
    """A pulled schema has the endpoint's fields, and lints a file of that object."""
    ran = call("schema", "pull", "customers")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith(PULLED)
    kept = call("schema", "pull", "customers", "-o", "customers.yaml")
    assert (kept.code, kept.out, Path("customers.yaml").read_text(encoding="utf-8")) == (0, "", ran.out)
    Path("in.csv").write_text("email,name,orders\nann@acme.com,Ann,few\n", encoding="utf-8")
    found = json.loads(call("lint", "in.csv", "--schema", "customers.yaml", "--format", "json").out)
    assert [(one["code"], one["field"]) for one in found["findings"]] == [("type-error", "orders")]


@pytest.mark.parametrize(
    ("connector", "labels", "row", "wrong"),
    [
        ("stripe", ("id", "email", "description", "invoice_prefix", "address.city"),
         ("cus_1", "ann@acme.com", "x" * 5001, "ab", "Bonn"), {"description", "invoice_prefix"}),
        ("sage200", ("reference", "name", "vat_number", "main_address.postcode"),
         ("ACME00001", "", "y" * 31, "53111"), {"reference", "name", "vat_number"}),
    ],
)  # fmt: skip
def test_pull_for_a_connector(
    endpoint: Callable[..., SandboxServer],
    connector: str,
    labels: tuple[str, ...],
    row: tuple[str, ...],
    wrong: set[str],
) -> None:
    """The customers of Stripe and Sage 200 are pulled by their hubs, and linted with their services' limits."""
    endpoint(objects={"customers": tuple(FieldRule(label) for label in labels)})
    words = ("--connector", connector)
    assert call("schema", "pull", "customers", "-o", "customers.yaml", *words).code == 0
    assert call("schema", "check", "customers.yaml", *words).code == 0
    Path("in.csv").write_text(",".join(labels) + "\n" + ",".join(row) + "\n", encoding="utf-8")
    ran = call("lint", "in.csv", "--schema", "customers.yaml", *words, "--format", "json")
    assert {one["field"] for one in json.loads(ran.out)["findings"]} == wrong


def test_pull_refused(customers: SandboxServer) -> None:
    """An object that the endpoint doesn't know is exit 3, a place that can't be written exit 2; nothing is left."""
    ran = call("schema", "pull", "nothing", "-o", "nothing.yaml")
    assert ran.code == 3
    assert "No object found with name nothing" in said(ran)
    assert not Path("nothing.yaml").exists()
    assert call("schema", "pull", "customers", "-o", "no/where.yaml").code == 2


def test_check(customers: SandboxServer) -> None:
    """Differences are told one a line, errors make exit 1; a schema that fits makes exit 0."""
    call("schema", "pull", "customers", "-o", "customers.yaml")
    good = call("schema", "check", "customers.yaml")
    assert (good.code, good.out) == (0, "customers.yaml: customers, 3 fields at the endpoint: 0 errors, 0 warnings\n")
    Path("mine.yaml").write_text("fields: [{name: email, type: number}, {name: nick}]\n", encoding="utf-8")
    ran = call("schema", "check", "mine.yaml", "--object", "customers")
    assert (ran.code, ran.out.splitlines()) == (1, [
        "mine.yaml: error optional email: the endpoint requires it, the schema does not",
        "mine.yaml: error type email: is email at the endpoint, number in the schema",
        "mine.yaml: warning missing name: the endpoint has it (string)",
        "mine.yaml: warning missing orders: the endpoint has it (integer)",
        "mine.yaml: error extra nick: the endpoint has no such field",
        "mine.yaml: customers, 3 fields at the endpoint: 3 errors, 2 warnings",
    ])  # fmt: skip
    data = json.loads(call("schema", "check", "mine.yaml", "--object", "customers", "--format", "json").out)
    assert (data["errors"], data["warnings"], data["differences"][4]["what"]) == (3, 2, "extra")


def test_check_strict(customers: SandboxServer) -> None:
    """With --strict an optional field that the schema lacks counts too."""
    fields = "[{name: email, format: email, constraints: {required: true}}, {name: name}]"
    Path("mine.yaml").write_text(f"name: customers\nfields: {fields}\n", encoding="utf-8")
    assert [call("schema", "check", "mine.yaml", *words).code for words in ((), ("--strict",))] == [0, 1]


def test_shipped_schemas_fit_the_sandbox(endpoint: Callable[..., SandboxServer]) -> None:
    """A shipped schema is named without a file, and is what the sandbox goes by."""
    endpoint()
    assert call("schema", "check", "contact").out.endswith(" 0 errors, 0 warnings\n")
