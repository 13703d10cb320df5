"""Law 2: a fixed file needs no fix."""

from __future__ import annotations

from dataclasses import replace

import pytest
from harness import CONTACT, PLAIN, fix, lint, prep
from hypothesis import given, settings
from hypothesis import strategies as st
from messy import messy_csv

from csvprep.dialect import Dialect
from csvprep.errors import UsageError
from csvprep.pipeline import Options
from csvprep.schema.files import parse_schema

from .inputs import contact_bytes, files, said_of, soups

UNSAFE = replace(PLAIN, unsafe_fixes=True)
EVERY_KIND = parse_schema(
    b"""
missingValues: ["", "N/A", "-"]
fields:
  - {name: text}
  - {name: email, format: email}
  - {name: phone, csvprep: {kind: phone}}
  - {name: e164, csvprep: {kind: phone, form: e164, region: DE}}
  - {name: url, format: uri}
  - {name: number, type: number, decimalChar: ",", groupChar: "."}
  - {name: integer, type: integer}
  - {name: boolean, type: boolean}
  - {name: date, type: date}
  - {name: datetime, type: datetime, csvprep: {formats: ["%Y-%m-%d %H:%M:%S", "%d/%m/%Y"]}}
  - {name: country, csvprep: {kind: country}}
  - {name: choice, constraints: {enum: [Active, Draft]}}
  - {name: web, format: uri, csvprep: {kind: url}}
  - {name: time, type: time}
  - {name: clock, type: time, format: "%I:%M %p"}
  - {name: zoned, type: datetime, format: "%Y-%m-%dT%H:%M:%S%z"}
  - {name: money, type: number, bareNumber: false, groupChar: ","}
  - {name: days, type: list, itemType: date, delimiter: ";"}
  - {name: object, type: object}
  - {name: duration, type: duration}
""",
    "every-kind.yaml",
)
VALUES = (
    "", " N/A ", "-", " - ", "N\0/A", "\0", " a\0 ", "1.234,50", "+1.234", "1,5 ", "12 ", "+7", "yes", "TRUE",
    "2024/03/25", "25/03/2024", "2024-03-25T10:00:00Z", "Germany", " usa", "ACTIVE", "draft ", "444) 444-1234",
    "030 901820", "444\x00 444-1234", "ANN@ACME.COM", "Ann <ann@ACME.com>", "ann\0@acme.com", "www.acme.com",
    "www.ac\0me.com", "ww w.acme.com", "=1+1", "e\u0301", "\u00a0x\u00a0", "\u200b", "\x0b", "\t", 'a "b" c', "a,b",
    "a\nb", "\ufeff", "1e5", "0x10", "Ger\0many", "9:05 pm", " 21:05", "$ 1,000", "+1,000 EUR", "P1D", "{}", "NaN",
)  # fmt: skip


def every_value(width: int) -> bytes:
    """Return a file in which each value stands in each column once."""
    rows = [",".join(EVERY_KIND.names)]
    for offset in range(len(VALUES)):
        cells = (VALUES[(offset + 3 * column) % len(VALUES)] for column in range(width))
        rows.append(",".join('"' + cell.replace('"', '""') + '"' for cell in cells))
    return ("\n".join(rows) + "\n").encode()


@given(files())
def test_fixing_twice_is_fixing_once(data: bytes):
    """A fixed file has no fixable finding, and fixing it again changes no byte of it."""
    _assert_fixed(data, PLAIN)


@settings(max_examples=20)
@given(contact_bytes(), st.booleans())
def test_fixing_twice_is_fixing_once_in_every_dialect(drawn: tuple[Dialect, bytes], unsafe_fixes: bool):
    """The same in every dialect, which a fixed file keeps; one that has no way to write a fix refuses it."""
    dialect, data = drawn
    options = replace(CONTACT, **said_of(dialect), unsafe_fixes=unsafe_fixes)
    try:
        _assert_fixed(data, options)
    except UsageError as error:
        assert not dialect.quote_char + dialect.escape_char, error  # noqa: PT017 - not being refused is as good


@given(files())
def test_unsafe_fixing_twice_is_fixing_once(data: bytes):
    """The same with unsafe fixes: none is left, and none is found anew."""
    _assert_fixed(data, UNSAFE)


@pytest.mark.parametrize("unsafe", [False, True])
def test_every_kind_is_fixed_once(unsafe: bool):
    """Each of many troubled values is fixed in one go by each kind, and by text that means an empty cell."""
    options = Options(schema=EVERY_KIND, jobs=1, unsafe_fixes=unsafe)
    data = every_value(len(EVERY_KIND.fields))
    _assert_fixed(data, options)
    _assert_prepared(data, options)


@given(files())
def test_chunks_are_all_accepted(data: bytes):
    """Preparing the joined chunks of a run accepts every record, changes none, and gives the same chunks."""
    _assert_prepared(data, PLAIN)


@given(soups())
def test_chunks_are_all_accepted_after_unsafe_fixes(data: bytes):
    """The same with unsafe fixes."""
    _assert_prepared(data, UNSAFE)


def test_one_column():
    """A file of one column keeps its blank records apart from its good ones."""
    data = b'C_EmailAddress\nann@acme.com\n\n""\n " "\nbob@ACME.com\n \n'
    _assert_fixed(data, PLAIN)
    _assert_prepared(data, PLAIN)
    assert prep(data, PLAIN).joined == b"C_EmailAddress\nann@acme.com\nbob@acme.com\n"


def test_header_is_fixed_once():
    """Labels in another spelling are fixed once; two columns of one label stay an error after a fix."""
    _assert_fixed(b"e-mail address,Phone\nann@acme.com,2022221234\n", CONTACT)
    _assert_fixed(b"Work Email,Email,Phone,Business Phone\nbob@acme.com,ann@acme.com,2022221234,2022221235\n", CONTACT)
    twice = b"Email,Phone,phone:\nann@acme.com,1,2\n"
    once = fix(twice)[1]
    assert lint(once)[0].by_code["duplicate-label"] == lint(twice)[0].by_code["duplicate-label"] == 1


def test_many_records():
    """Both hold on a thousand messy records in a Windows dialect."""
    data = messy_csv(1000, 3, delimiter=";", line_end="\r\n", bom=True)
    options = replace(CONTACT, unsafe_fixes=True)
    _assert_fixed(data, options)
    _assert_prepared(data, options)


def _assert_fixed(data: bytes, options: Options) -> None:
    _, fixed, _, _ = fix(data, options)
    summary, findings = lint(fixed, options)
    assert [row for row in findings if row["fix"] is not None] == []
    assert summary.fixable == 0
    if options.unsafe_fixes:
        assert [row for row in findings if row["suggestion"] is not None] == []
    again, refixed, _, diff = fix(fixed, options)
    assert (refixed, diff, again.changed) == (fixed, b"", 0)


def _assert_prepared(data: bytes, options: Options) -> None:
    first = prep(data, options)
    if not first.joined:
        return
    second = prep(first.joined, options)
    counts = second.manifest.counts
    assert (counts["rejected"], counts["changed"]) == (0, 0), second.files["findings.csv"]
    assert counts["accepted"] == first.manifest.counts["accepted"]
    assert second.joined == first.joined
