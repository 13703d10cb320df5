"""Misshapen records that can be read in one way only: suggested, taken with unsafe fixes, and left alone otherwise."""

from __future__ import annotations

from dataclasses import replace

import pytest
from harness import CONTACT, fix, lint, prep, read_table

from csvprep.pipeline import Options
from csvprep.schema.files import parse_schema
from csvprep.writers import Limits

PERSON = parse_schema(
    b"""
fields:
  - {name: email, format: email, constraints: {required: true, unique: true}}
  - {name: company}
  - {name: phone, csvprep: {kind: phone}}
  - {name: since, type: date}
""",
    "person.yaml",
)
HEADER = "email,company,phone,since\n"
READ = Options(
    schema=PERSON, jobs=1, encoding="utf-8", delimiter=",", quote_char='"', escape_char="", skip_lines=0, header=True
)
UNSAFE = replace(READ, unsafe_fixes=True)
NAMES = parse_schema(
    b"fields: [{name: email, format: email, constraints: {required: true}}, {name: first}, {name: last}]", "names.yaml"
)


def suggested(text: str, options: Options = READ) -> list[tuple[int, str, str | None]]:
    """Return what is said of the shape of records: record, code and suggestion."""
    _, rows = lint(text.encode(), options)
    return [(row["record"], row["code"], row["suggestion"]) for row in rows if row["field"] is None]


def accepted(text: str, options: Options = UNSAFE) -> str:
    """Return the chunks of a prep with unsafe fixes, without their header."""
    return prep(text.encode(), options).joined.decode().partition("\n")[2]


ONE_READING = [
    pytest.param(
        "ann@acme.com,Acme, Inc.,(202) 555-0143,2024-01-01\n",
        'ann@acme.com,"Acme, Inc.",(202) 555-0143,2024-01-01',
        "extra-cell",
        id="an unquoted delimiter",
    ),
    pytest.param(
        "ann@acme.com,Acme, Inc., NY,(202) 555-0143,2024-01-01\n",
        'ann@acme.com,"Acme, Inc., NY",(202) 555-0143,2024-01-01',
        "extra-cell",
        id="two unquoted delimiters",
    ),
    pytest.param(
        "ann@acme.com,a,b,c,d,(202) 555-0143,2024-01-01\n",
        'ann@acme.com,"a,b,c,d",(202) 555-0143,2024-01-01',
        "extra-cell",
        id="three of them",
    ),
    pytest.param("ann@acme.com,Acme\n", "ann@acme.com,Acme,,", "missing-cell", id="trailing cells are missing"),
    pytest.param(
        "ann@acme.com,,(202) 555-0143\n", "ann@acme.com,,(202) 555-0143,", "missing-cell", id="one cell is missing"
    ),
    pytest.param(
        'ann@acme.com,"Acme "Best" Ltd",,2024-01-01\n',
        'ann@acme.com,"Acme ""Best"" Ltd",,2024-01-01',
        "quote-error",
        id="quotes that are not doubled",
    ),
    pytest.param(
        'ann@acme.com,"Acme, "Best" Ltd",,2024-01-01\n',
        'ann@acme.com,"Acme, ""Best"" Ltd",,2024-01-01',
        "quote-error",
        id="the same beside a delimiter",
    ),
    pytest.param(
        'ann@acme.com,"Acme,,2024-01-01\n', "ann@acme.com,Acme,,2024-01-01", "quote-error", id="a stray quote"
    ),
]


@pytest.mark.parametrize(("record", "meant", "code"), ONE_READING)
def test_one_reading_is_suggested_and_taken(record: str, meant: str, code: str):
    """Where exactly one reading satisfies the schema, it is the suggestion; with unsafe fixes the record is so."""
    text = HEADER + record
    assert suggested(text) == [(1, code, meant)]
    assert prep(text.encode(), READ).summary.rejected == 1
    outcome = prep(text.encode(), UNSAFE)
    assert outcome.joined.decode() == HEADER + meant + "\n"
    assert outcome.rows("changes.csv") == [
        {"record": "1", "line": "2", "field": "", "before": record.rstrip("\n"), "after": meant, "code": code}
    ]
    assert outcome.rows("findings.csv") == []


NO_READING = [
    pytest.param("ann@acme.com,Acme,x,y,z\n", "extra-cell", id="no reading has a phone number"),
    pytest.param("ann,Acme, Inc.,(202) 555-0143,2024-01-01\n", "extra-cell", id="no reading has an address"),
    pytest.param("Acme,(202) 555-0143\n", "missing-cell", id="a required cell is missing"),
    pytest.param("ann@acme.com\n", "missing-cell", id="one cell is too little to go by"),
    pytest.param("ann@acme.com,Acme,2024-01-01\n", "missing-cell", id="a cell is missing in the middle"),
    pytest.param('ann@acme.com,"Acme, Inc.,,2024-01-01\n', "quote-error", id="a stray quote and a delimiter"),
    pytest.param('ann@acme.com,"Acme" x,"a\n', "quote-error", id="quotes beyond reading"),
]


@pytest.mark.parametrize(("record", "code"), NO_READING)
def test_without_a_reading_nothing_is_suggested(record: str, code: str):
    """Where no reading satisfies the schema, the record stays rejected, byte for byte."""
    text = HEADER + record
    assert suggested(text) == [(1, code, None)]
    outcome = prep(text.encode(), UNSAFE)
    assert (outcome.summary.accepted, outcome.summary.rejected) == (0, 1)
    assert outcome.files["rejected.csv"].decode() == f"_record,_line,_errors,{HEADER}1,2,{code},{record}"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("ann@acme.com,Mary,Jane,Lee\n", id="a delimiter in the one text or in the other"),
        pytest.param("ann@acme.com,Mary\nbob@acme.com,Bob\n", id="two short records or one that was broken"),
        pytest.param("ann@acme.com,A,B,C,D,E\n", id="many delimiters among two texts"),
    ],
)
def test_two_readings_are_no_reading(body: str):
    """Where two readings satisfy the schema none is taken: the records stay rejected."""
    options = replace(UNSAFE, schema=NAMES)
    text = "email,first,last\n" + body
    assert {suggestion for _, _, suggestion in suggested(text, replace(options, unsafe_fixes=False))} == {None}
    outcome = prep(text.encode(), options)
    assert outcome.summary.accepted == 0
    assert outcome.rows("changes.csv") == []


JOINED = [
    pytest.param("ann@acme.com,Mary\nJane,Lee\n", 'ann@acme.com,"Mary\nJane",Lee\n', 2, id="two parts"),
    pytest.param("ann@acme.com,Mary\nJane\nRose,Lee\n", 'ann@acme.com,"Mary\nJane\nRose",Lee\n', 3, id="three parts"),
    pytest.param("ann@acme.com,Mary\n\nJane,Lee\n", 'ann@acme.com,"Mary\n\nJane",Lee\n', 3, id="a blank line within"),
    pytest.param(
        "ann@acme.com,Mary\r\nJane,Lee\r\n", 'ann@acme.com,"Mary\nJane",Lee\n', 2, id="CRLF in the cell becomes LF"
    ),
    pytest.param('ann@acme.com,"M,M"\n"J,J",Lee\n', 'ann@acme.com,"M,M\nJ,J",Lee\n', 2, id="quoted parts"),
    pytest.param(
        "ann@acme.com,Mary\nJane,Lee\nbob@acme.com,B\nob,Ray\n",
        'ann@acme.com,"Mary\nJane",Lee\nbob@acme.com,"B\nob",Ray\n',
        4,
        id="one after the other",
    ),
]


@pytest.mark.parametrize(("body", "chunk", "parts"), JOINED)
@pytest.mark.parametrize("block_bytes", [1, 20, 2**20])
def test_a_broken_record_is_joined(body: str, chunk: str, parts: int, block_bytes: int):
    """Parts that make up one record only are joined with unsafe fixes, wherever blocks end; each part is explained."""
    options = replace(UNSAFE, schema=NAMES, block_bytes=block_bytes)
    end = "\r\n" if "\r\n" in body else "\n"
    text = f"email,first,last{end}cy@acme.com,Cy,Poe{end}{body}"
    outcome = prep(text.encode(), options)
    assert outcome.joined.decode() == "email,first,last\ncy@acme.com,Cy,Poe\n" + chunk
    records = chunk.count("@")
    assert dict(outcome.manifest.counts) == {
        "read": 1 + records,
        "accepted": 1 + records,
        "rejected": 0,
        "changed": records,
    }
    changes = outcome.rows("changes.csv")
    assert [int(row["record"]) for row in changes] == list(range(2, 2 + parts))
    assert sum(row["after"] == "" for row in changes) == parts - records
    _, rows = lint(text.encode(), replace(options, unsafe_fixes=False))
    assert {row["record"] for row in rows if row["suggestion"] is not None} == set(range(2, 2 + parts))


def test_a_joined_record_in_the_changes():
    """The first part's change is the whole record, the others' are empty; each has its own bytes before."""
    outcome = prep(b"email,first,last\nann@acme.com,Mary\nJane,Lee\n", replace(UNSAFE, schema=NAMES))
    assert outcome.rows("changes.csv") == [
        {"record": "1", "line": "2", "field": "", "before": "ann@acme.com,Mary",
         "after": 'ann@acme.com,"Mary\nJane",Lee', "code": "missing-cell"},
        {"record": "2", "line": "3", "field": "", "before": "Jane,Lee", "after": "", "code": "missing-cell"},
    ]  # fmt: skip


REQUIRED = parse_schema(
    b"fields: [{name: email, format: email, constraints: {required: true}},"
    + b", ".join(b"{name: t%d}" % number for number in range(7))
    + b", {name: last, constraints: {required: true}}]",
    "required.yaml",
)


@pytest.mark.parametrize(("lines", "accepts"), [(6, 1), (7, 1), (8, 0), (12, 0)])
def test_more_than_eight_parts_are_never_joined(lines: int, accepts: int):
    """A record in eight parts is joined, one in nine isn't."""
    header = ",".join(REQUIRED.names)
    parts = ["ann@acme.com,a", *["more"] * (lines - 1), "end" + ",x" * 7]
    options = replace(UNSAFE, schema=REQUIRED)
    outcome = prep((header + "\n" + "\n".join(parts) + "\n").encode(), options)
    assert len(parts) == lines + 1
    assert outcome.summary.accepted == accepts
    assert outcome.summary.rejected == (0 if accepts else lines + 1)


@pytest.mark.parametrize("block_bytes", [1, 2**20])
def test_a_joined_record_that_is_rejected_keeps_all_its_parts(block_bytes: int):
    """When a joined record is rejected for another reason, each of its parts is in rejected.csv as it came."""
    text = HEADER + "ann@acme.com,A,,\nann@acme.com,Acme\nLtd,(202) 555-0143,\nbob@acme.com,B,,\n"
    outcome = prep(text.encode(), replace(UNSAFE, block_bytes=block_bytes))
    assert dict(outcome.manifest.counts) == {"read": 4, "accepted": 2, "rejected": 2, "changed": 0}
    assert outcome.joined.decode() == HEADER + "ann@acme.com,A,,\nbob@acme.com,B,,\n"
    assert [(row["_record"], row["_line"]) for row in read_table(outcome.files["rejected.csv"])] == [
        ("2", "3"),
        ("3", "4"),
    ]
    lines = outcome.files["rejected.csv"].decode().splitlines()
    assert lines[1].endswith(",ann@acme.com,Acme")
    assert lines[2].endswith(",Ltd,(202) 555-0143,")
    assert outcome.rows("changes.csv") == []


def test_a_joined_record_too_large_for_a_chunk_keeps_all_its_parts():
    """The same when no chunk can hold the joined record."""
    text = f"email,first,last\nann@acme.com,Ann,Lee\nbob@acme.com,{'B' * 40}\n{'C' * 40},Ray\n"
    outcome = prep(text.encode(), replace(UNSAFE, schema=NAMES), Limits(max_bytes=90))
    assert dict(outcome.manifest.counts) == {"read": 3, "accepted": 1, "rejected": 2, "changed": 0}
    rejected = outcome.files["rejected.csv"].decode().splitlines()
    assert [line.partition(",")[0] for line in rejected[1:]] == ["2", "3"]
    assert rejected[2].endswith(f"{'C' * 40},Ray")


def test_header_errors_reject_the_parts_too():
    """Where the header rejects every record, each part of a joined one is rejected."""
    text = "email,email,first,last\nann@acme.com,,Mary\nJane,Lee\n"
    outcome = prep(text.encode(), replace(UNSAFE, schema=NAMES))
    assert (outcome.summary.records, outcome.summary.rejected) == (2, 2)


def test_safe_fixes_of_a_mended_record():
    """The cells of a mended record are fixed as all others are."""
    text = HEADER + "ann@ACME.com,Acme, Inc.,202.555.0143,2024-01-01\n"
    assert accepted(text) == 'ann@acme.com,"Acme, Inc.",(202) 555-0143,2024-01-01\n'
    assert suggested(text) == [(1, "extra-cell", 'ann@ACME.com,"Acme, Inc.",202.555.0143,2024-01-01')]


def test_only_safe_fixes_make_a_reading_fit():
    """A reading that needs an unsafe fix besides is none: one guess is not built on another."""
    text = HEADER + "ann@@acme.com,Acme, Inc.,(202) 555-0143,2024-01-01\n"
    assert suggested(text) == [(1, "extra-cell", None)]
    assert accepted(text) == ""


@pytest.mark.parametrize(
    "last", ["ann@acme.com,Acme", "ann@acme.com,Acme, Inc.,(202) 555-0143,2024-01", 'ann@acme.com,"Ac']
)
def test_a_last_record_without_line_end_is_not_mended(last: str):
    """What is cut off can't be told: a misshapen last record without line end stays rejected."""
    assert accepted(HEADER + last) == ""


def test_columns_of_no_field_fit_anything():
    """Where a column may hold anything, a delimiter may be in it as well: two readings, so none is taken."""
    options = replace(READ, schema=NAMES)
    assert suggested("email,else\nann@acme.com,x,y\n", options) == [(1, "extra-cell", 'ann@acme.com,"x,y"')]
    assert suggested("email,else,more\nann@acme.com,x,y,z\n", options) == [(1, "extra-cell", None)]


@pytest.mark.parametrize(
    ("options", "text", "fixed"),
    [
        (
            {"delimiter": ";", "quote_char": "'"},
            "email;first;last\nann@acme.com;M;M;Lee\nann@acme.com;Mary\nJane;Lee\n",
            "email;first;last\nann@acme.com;M;M;Lee\nann@acme.com;'Mary\nJane';Lee\n",
        ),
        (
            {"quote_char": "", "escape_char": "\\"},
            "email,first,last\nann@acme.com,Mary\nJane,Lee\n",
            "email,first,last\nann@acme.com,Mary\\\nJane,Lee\n",
        ),
        (
            {"quote_char": ""},
            "email,first,last\nann@acme.com,Mary\nJane,Lee\n",
            "email,first,last\nann@acme.com,Mary\nJane,Lee\n",
        ),
    ],
)  # fmt: skip
def test_a_fixed_file_keeps_its_dialect(options: dict[str, str], text: str, fixed: str):
    """A mended record is written in the file's own quotes and escapes; where it has none, it is left as it is."""
    summary, data, _, _ = fix(text.encode(), replace(UNSAFE, schema=NAMES, **options))
    assert data.decode() == fixed
    assert summary.changed == (0 if text == fixed else 1)


def test_a_mended_file_needs_no_mending():
    """Fixing a fixed file with unsafe fixes changes nothing."""
    text = HEADER + "".join(one.values[0].replace("ann@", f"ann{place}@") for place, one in enumerate(ONE_READING))
    once = fix(text.encode(), UNSAFE)[1]
    assert once.decode() == HEADER + "".join(
        one.values[1].replace("ann@", f"ann{place}@") + "\n" for place, one in enumerate(ONE_READING)
    )
    assert fix(once, UNSAFE)[1] == once
    assert lint(once, UNSAFE)[1] == []


def test_the_contact_of_the_catalogue():
    """A contact of the shipped schema is mended alike."""
    text = "C_EmailAddress,C_FirstName,C_LastName,C_BusPhone\nann@acme.com,Ann,Lee, Jr.,(202) 555-0143\n"
    assert suggested(text, CONTACT) == [(1, "extra-cell", None)]
    text = "C_EmailAddress,C_FirstName,C_BusPhone\nann@acme.com,Ann, Jr.,(202) 555-0143\n"
    assert suggested(text, CONTACT) == [(1, "extra-cell", 'ann@acme.com,"Ann, Jr.",(202) 555-0143')]
