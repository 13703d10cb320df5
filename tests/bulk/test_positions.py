"""Every row of every chunk is traced back to its record and line of the input, whatever became of its neighbours."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from harness import CONTACT, PLAIN, Outcome, prep, split
from hypothesis import given, settings
from hypothesis import strategies as st
from laws.checks import cut_file
from laws.inputs import contact_bytes, said_of
from messy import messy_csv
from reference import count_ends, first_lines

from csvprep.bulk.answers import ErrorRow
from csvprep.bulk.trace import Tracer
from csvprep.dialect import Dialect, Grammar
from csvprep.pipeline import Options
from csvprep.writers import Limits

UNSAFE = replace(PLAIN, unsafe_fixes=True)
HEADER = b"C_EmailAddress,C_FirstName,C_LastName\n"


def traced(outcome: Outcome) -> list[tuple[int | None, int | None]]:
    """Let every row of every chunk fail; return record and line of each."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, data in outcome.files.items():
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_bytes(data)
        tracer = Tracer(folder, outcome.manifest, ("C_EmailAddress",))
        return [
            (error.record, error.line)
            for chunk in outcome.manifest.chunks
            for error in tracer.trace(chunk, "1", [ErrorRow("failed", row + 1) for row in range(chunk.records)])
        ]


def expected(data: bytes, outcome: Outcome, grammar: Grammar) -> list[tuple[int, int]]:
    """Return record and line of each accepted record, by the plain reader and what the run said of the others."""
    header, records = cut_file(data, grammar)
    lines = first_lines(records, 1 + count_ends(header))
    gone = {int(row["record"]) for row in outcome.rows("changes.csv") if not row["field"] and not row["after"]}
    mark, end = grammar.delimiter, b"\n"
    rejected = outcome.files["rejected.csv"].partition(end)[2]
    while rejected:
        number = int(rejected.partition(mark)[0])
        gone.add(number)
        raw = mark + records[number - 1].rstrip(b"\r\n")
        rejected = rejected[rejected.index(raw) + len(raw) :].partition(end)[2]
    return [(number, lines[number - 1]) for number in range(1, len(records) + 1) if number not in gone]


@pytest.mark.parametrize(
    ("body", "places"),
    [
        pytest.param(b"a@acme.com,A,B\nb@acme.com,C,D\n", [(1, 2), (2, 3)], id="nothing special"),
        pytest.param(b"a@acme.com,Mary\nJane,B\nb@acme.com,C,D\n", [(1, 2), (3, 4)], id="after a record in two parts"),
        pytest.param(
            b"a@acme.com,M\n\nJ,B\nb@acme.com,C,D\nc@acme.com,x\ny\nz,D\nd@acme.com,E,F\n",
            [(1, 2), (4, 5), (5, 6), (8, 9)],
            id="after two records in three parts",
        ),
        pytest.param(
            b'a@acme.com,"M\nM"\n"J\r\nJ",B\nb@acme.com,C,D\n', [(1, 2), (3, 6)], id="after parts of two lines each"
        ),
        pytest.param(b"a@acme.com,Mary\nJane,B\nbad,,\nb@acme.com,C,D\n", [(1, 2), (4, 5)], id="and a rejected one"),
        pytest.param(
            b"a@acme.com,A,A\nA@acme.com,Mary\nJane,B\nb@acme.com,C,D\n",
            [(1, 2), (4, 5)],
            id="after a rejected record in two parts",
        ),
        pytest.param(b"a@acme.com,A\nb@acme.com,C,D\n", [(1, 2), (2, 3)], id="after a padded record"),
        pytest.param(
            b'a@acme.com," A \r\n B\r",B\nb@acme.com,C,D\nc@acme.com,E,F\n',
            [(1, 2), (2, 5), (3, 6)],
            id="after a cell whose line ends were fixed",
        ),
        pytest.param(b"a@acme.com,A,B\rb@acme.com,C,D\r\n\rc@acme.com,E,F\n", [(1, 2), (2, 3), (4, 5)], id="line ends"),
    ],
)
def test_places(body: bytes, places: list[tuple[int, int]]):
    """Records that were joined, padded, rejected or changed in their lines don't push the rows after them."""
    assert traced(prep(HEADER + body, UNSAFE)) == places
    assert traced(prep(HEADER + body, UNSAFE, Limits(max_rows=1))) == places


@settings(max_examples=30)
@given(contact_bytes(), st.booleans(), st.integers(1, 4))
def test_places_in_every_dialect(drawn: tuple[Dialect, bytes], unsafe_fixes: bool, max_rows: int):
    """In every dialect, with any trouble, each row of each chunk is traced to the record and line that it came from."""
    dialect, data = drawn
    options = replace(CONTACT, **said_of(dialect), unsafe_fixes=unsafe_fixes)
    outcome = prep(data, options, Limits(max_rows))
    assert traced(outcome) == expected(data, outcome, dialect.grammar)


@settings(max_examples=30)
@given(contact_bytes(), st.integers(1, 5), st.integers(130, 300))
def test_places_in_split_chunks(drawn: tuple[Dialect, bytes], max_rows: int, max_bytes: int):
    """The same for the chunks of a split, which keep the file's dialect."""
    dialect, data = drawn
    outcome = split(data, replace(CONTACT, **said_of(dialect)), Limits(max_rows, max_bytes))
    header, records = cut_file(data, dialect.grammar)
    lines = first_lines(records, 1 + count_ends(header))
    rejected = outcome.summary.rejected
    found = traced(outcome)
    assert len(found) == len(records) - rejected
    assert all(line == lines[record - 1] for record, line in found)
    assert [record for record, _ in found] == sorted({record for record, _ in found})
    if not rejected:
        assert [record for record, _ in found] == list(range(1, len(records) + 1))


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_places_among_messy_records(delimiter: str, line_end: str):
    """Among hundreds of troubled records every row is traced."""
    data = messy_csv(400, 21, delimiter=delimiter, line_end=line_end, share=0.02)
    outcome = prep(data, Options(object_name="contact", unsafe_fixes=True), Limits(max_rows=50))
    assert outcome.summary.accepted > 100
    assert traced(outcome) == expected(data, outcome, Grammar(delimiter.encode()))
