"""The laws under a schema with every setting: fixed is fixed, and no block size matters."""

from __future__ import annotations

from dataclasses import replace

from harness import PLAIN, lint, prep
from hypothesis import given, settings
from hypothesis import strategies as st

from csvprep.schema.files import parse_schema

SCHEMA = parse_schema(
    b"""
name: all
missingValues: ["", "N/A", "OPEN"]
fields:
  - {name: lower, csvprep: {case: lower}}
  - {name: upper, csvprep: {case: upper, replace: {a: N, "\xc3\x9f": x}}}
  - {name: title, csvprep: {case: title, collapse_spaces: true, replace: {MR: Mr.}, ignore_case: true}}
  - {name: number, type: integer, csvprep: {on_error: clear, default: "7"}}
  - {name: country, csvprep: {kind: country, on_error: keep, replace: {BRD: Germany, FR: France}}}
  - {name: state, csvprep: {kind: state, country_field: country, required_if: "country = 'US'", on_error: clear}}
  - {name: mail, format: email, csvprep: {case: lower}}
  - {name: status, constraints: {enum: [Open, Closed]}, csvprep: {default: Open, case: title}}
  - {name: first, csvprep: {case: title}}
  - {name: last, csvprep: {case: title}}
csvprep:
  split: {from: whole, into: [first, last]}
  rules: ["number <> '13' OR status = 'Open'", {rule: "LENGTH(title) < 9", severity: warning}]
""",
    "all.yaml",
)
NAMES = ("lower", "upper", "title", "number", "country", "state", "mail", "status", "whole")
OPTIONS = replace(PLAIN, object_name=None, schema=SCHEMA, jobs=1)
VALUES = (
    "", "", "a", "A", "aB", "\u00df", "\u0130x", "\u01c6 y", "N/A", "n/a", "open", "OPEN", "opne", "CLOSED", "MR",
    "mr", "ann  LEE", "O'NEIL, ANN", "VAN DER BERG", "jean-luc", "BRD", "de", "Germny", "USA", "France", "FR",
    "california", "TX", "BY", "13", "7 ", "x7", "Ann@GMIAL.com", "a@b.org", "@", "\u0149a", "\u0391\u03a3",
    "\ufb01n", "I\u0307", "=1",
)  # fmt: skip
CELL = st.sampled_from(VALUES) | st.text(
    alphabet=st.characters(codec="utf-8", exclude_characters='"\0\r\n'), max_size=6
)
RECORDS = st.lists(st.tuples(*[CELL] * len(NAMES)), min_size=4, max_size=16)


def written(records: list[tuple[str, ...]]) -> bytes:
    rows = (",".join(f'"{cell}"' for cell in record) for record in records)
    return "\n".join([",".join(NAMES), *rows, ""]).encode()


@settings(max_examples=6)
@given(RECORDS, st.booleans(), st.booleans())
def test_what_is_prepared_stays_as_it_is(records: list[tuple[str, ...]], unsafe_fixes: bool, accepted: bool) -> None:
    """Chunks prepared again are the same bytes, without a change and without a rejected record."""
    how = replace(OPTIONS, unsafe_fixes=unsafe_fixes, accept_suggestions=accepted)
    first = prep(written(records), how)
    if not first.joined:
        return
    again = prep(first.joined, how)
    assert again.joined == first.joined
    assert (again.summary.changed, again.summary.rejected) == (0, 0)
    assert again.rows("changes.csv") == []


@settings(max_examples=4)
@given(RECORDS)
def test_blocks_make_no_difference(records: list[tuple[str, ...]]) -> None:
    """Small blocks leave the same files as one large block."""
    data = written(records)
    assert prep(data, OPTIONS).files == prep(data, replace(OPTIONS, block_bytes=64, jobs=2)).files


@settings(max_examples=4)
@given(RECORDS)
def test_lint_and_prep_agree(records: list[tuple[str, ...]]) -> None:
    """What lint says would be accepted and changed is what prep accepts and changes."""
    data = written(records)
    told, done = lint(data, OPTIONS)[0], prep(data, OPTIONS).summary
    assert (told.accepted, told.rejected, told.changed) == (done.accepted, done.rejected, done.changed)
