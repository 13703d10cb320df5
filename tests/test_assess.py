"""What becomes of one block."""

from __future__ import annotations

import pickle
from dataclasses import replace
from typing import Any

import pytest
from harness import CONTACT, lint, prep
from messy import messy_csv

from csvprep.assess import assess_block
from csvprep.catalogue import CATALOGUE, message_of
from csvprep.dialect import Dialect
from csvprep.frame import Form
from csvprep.pipeline import Options, open_job
from csvprep.plan import make_plan
from csvprep.schema.files import parse_schema
from csvprep.schema.header import map_header
from csvprep.schema.shipped import load_shipped

UNSAFE = replace(CONTACT, unsafe_fixes=True)


def codes(data: str, options: Options = CONTACT) -> list[tuple[Any, ...]]:
    return [(row["code"], row["value"], row["fix"], row["suggestion"]) for row in lint(data.encode(), options)[1]]


def test_steps_of_one_cell():
    """Each step that changes a cell is a finding of its own; all of them show the cell as it came and as written."""
    found = codes("C_EmailAddress,C_FirstName\n\u00a0Ann@ACME.com\x0b,Zoe\u0308\u2009x\n")
    assert found == [
        ("surrounding-space", "\u00a0Ann@ACME.com\x0b", "Ann@acme.com", None),
        ("email-format", "\u00a0Ann@ACME.com\x0b", "Ann@acme.com", None),
        ("unicode-format", "Zoe\u0308\u2009x", "Zoë x", None),
    ]


def test_suggestion_stands_with_the_error():
    """What an unsafe fix would write is the error's suggestion, and becomes its fix when they are allowed."""
    data = "C_EmailAddress\nmailto:ann@acme.com\n"
    assert codes(data) == [("email-error", "mailto:ann@acme.com", None, "ann@acme.com")]
    assert codes(data, UNSAFE) == [("email-error", "mailto:ann@acme.com", "ann@acme.com", None)]


def test_null_byte_suggestion_is_in_the_written_form():
    """The suggestion for a cell with NUL is what the kind writes once it is gone."""
    data = "C_EmailAddress,C_BusPhone\nann@acme.com,444\0 444-1234\n"
    suggestions = {code: suggestion for code, _, _, suggestion in codes(data)}
    assert suggestions["null-byte"] == "(444) 444-1234"
    assert prep(data.encode(), UNSAFE).joined == b"C_EmailAddress,C_BusPhone\nann@acme.com,(444) 444-1234\n"


def test_missing_values():
    """A text that the schema lists means an empty cell, also with space around it."""
    schema = parse_schema(
        b"{missingValues: ['', N/A], fields: [{name: a, constraints: {required: true}}, {name: b}]}", "s"
    )
    data = "a,b\nx, N/A \nN/A,y\n"
    options = Options(schema=schema, jobs=1)
    assert [one[:3] for one in codes(data, options)] == [
        ("surrounding-space", " N/A ", ""),
        ("missing-value", " N/A ", ""),
        ("missing-value", "N/A", ""),
        ("constraint-error", "N/A", None),
    ]
    assert prep(data.encode(), options).joined == b"a,b\nx,\n"


def test_blank_record_has_one_finding():
    """Of a record with nothing to upload only that is said, whatever else could be."""
    assert codes("C_EmailAddress,C_FirstName,Else\n , ,x\n") == [
        ("extra-label", "Else", None, None),
        ("blank-row", " , ,x", None, None),
    ]
    assert codes("C_EmailAddress,C_FirstName,Else\n , ,\n")[1:] == [("blank-row", " , ,", None, None)]


def test_findings_are_in_file_order():
    """Findings come by record, then column, then step."""
    _, rows = lint(b"C_BusPhone,C_EmailAddress\nx, bad\n\n2022221234,ann@acme.com\n", CONTACT)
    assert [(row["record"], row["column_number"], row["code"]) for row in rows] == [
        (1, 1, "phone-error"),
        (1, 2, "surrounding-space"),
        (1, 2, "email-error"),
        (2, None, "blank-row"),
        (3, 1, "phone-format"),
    ]


def test_output_columns():
    """Chunks carry fields by their names in the file's order; other labelled columns only when asked, never ours."""
    schema = load_shipped("contact")
    header = map_header(("_record", "_line", "_errors", "Phone", "Else", "", "Email"), schema)
    form = Form(7, Dialect())
    plan = make_plan(schema, header, form=form)
    assert plan.output_columns == (("c3", "C_BusPhone"), ("c6", "C_EmailAddress"))
    plan = make_plan(schema, header, form=form, keep_extra=True)
    assert plan.output_columns == (("c3", "C_BusPhone"), ("c4", "Else"), ("c6", "C_EmailAddress"))


@pytest.mark.parametrize("code", CATALOGUE)
def test_message_without_a_reason(code: str):
    """A message of any code reads well when there is no reason to add."""
    facts = dict.fromkeys(("column", "label", "other", "field", "object", "cells", "labels", "byte", "encoding"), "x")
    more = dict.fromkeys(
        (
            "bytes",
            "what",
            "record",
            "line",
            "fields",
            "kind",
            "lines",
            "header",
            "hint",
            "end",
            "by",
            "table",
            "reference",
            "rule",
            "check",
        ),
        "x",
    )
    message = message_of(code).format(**facts, **more)
    assert "{" not in message
    assert not message.endswith(":")


def test_a_plan_that_has_worked_is_the_same_in_another_process(tmp_path):
    """What columns remember of their checks is not pickled with them, and changes neither the plan nor an answer."""
    (tmp_path / "in.csv").write_bytes(messy_csv(60, 3, share=0.05))
    with open_job(tmp_path / "in.csv", CONTACT) as job:
        plan, (block,) = job.plan, list(job.source.blocks(1_000_000))
    fresh, found = pickle.dumps(plan), assess_block(plan, block)
    assert pickle.dumps(plan) == fresh
    again = pickle.loads(fresh)  # noqa: S301 - our own
    assert again == plan
    assert assess_block(again, block).findings.equals(found.findings)
