"""Small files from the literature of CSV, each with what must come out: see the folder `cases`."""

from __future__ import annotations

import codecs
import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cases import CONTACTS, FILES, Case

import csvprep
from csvprep.block_frame import read_frame
from csvprep.blocks import BLOCK_BYTES, open_source
from csvprep.dialect import Reading
from csvprep.errors import CsvprepError
from csvprep.findings import Finding, Severity
from csvprep.frame import Form
from csvprep.options import Options
from csvprep.polars_reading import is_utf8
from csvprep.schema.model import Field, Schema

SHAPE_CODES = frozenset(
    {
        "blank-header",
        "blank-row",
        "encoding-error",
        "extra-cell",
        "footer-row",
        "line-end-missing",
        "line-end-mixed",
        "missing-cell",
        "missing-header",
        "preamble-row",
        "quote-error",
        "quote-format",
        "record-too-large",
        "repeated-header",
        "truncated-file",
    }
)
CONTACT_CODES = SHAPE_CODES | {"null-byte", "control-character"}
TINY_BLOCK_BYTES = 16
UNUSUAL = {"escape_char": "", "quote_char": '"', "skip_lines": 0, "trailing_delimiter": False}
READ = [case for case in FILES if not case.refused]
REFUSED = [case for case in FILES if case.refused]


@dataclass(frozen=True)
class Seen:
    """What csvprep makes of a file.

    Attributes:
        labels: of the header.
        facts: encoding and dialect.
        records: number and cells of every record that fits; an empty cell is "".
        text: all bytes that the reader passed on, as UTF-8.
    """

    labels: tuple[str, ...]
    facts: dict[str, Any]
    records: dict[int, tuple[str, ...]]
    text: bytes


def see(path: Path, given: dict[str, Any], block_bytes: int) -> Seen:
    """Read a file by the layers below the schema."""
    records: dict[int, tuple[str, ...]] = {}
    with open_source(path, Reading(**given)) as source:
        head = source.head
        text = head.preamble + head.header
        form = Form(head.width, head.dialect, head.encoding.encoding)
        for block in source.blocks(block_bytes):
            text += block.run.data
            for number, _, *cells in read_frame(block, form).frame.iter_rows():
                records[number] = tuple(cell or "" for cell in cells[: len(head.labels)])
    return Seen(head.labels, {**head.dialect.to_dict(), "encoding": head.encoding.encoding}, records, text)


def schema_of(labels: tuple[str, ...]) -> Schema:
    """Return a schema that asks nothing of the values under the first labels."""
    names = dict.fromkeys(label for label in labels[:50] if label.strip())
    return Schema("file", tuple(Field(name) for name in names))


def find(path: Path, options: Options, codes: frozenset[str]) -> list[Finding]:
    """Lint a file; return the findings of some codes."""
    return [one for one in csvprep.lint(path, options, limit=0) if one.code in codes]


def places(findings: list[Finding]) -> list[tuple[int, str, int]]:
    return sorted((one.record or 0, one.code, one.line or 0) for one in findings)


def expected_places(case: Case) -> list[tuple[int, str, int]]:
    return sorted((record or 0, code, line or 0) for code, record, line in case.findings)


def same(fact: str, found: object, expected: object) -> bool:
    if fact == "encoding":
        return codecs.lookup(str(found)).name == codecs.lookup(str(expected)).name
    return found == expected


@pytest.mark.parametrize("block_bytes", [BLOCK_BYTES, TINY_BLOCK_BYTES], ids=["at-once", "piecemeal"])
@pytest.mark.parametrize("case", READ, ids=lambda case: case.name)
def test_file(tmp_path: Path, case: Case, block_bytes: int):
    """Labels, cells, dialect and findings are those of the table, however the file is cut into blocks."""
    path = tmp_path / "in.csv"
    path.write_bytes(case.data)
    given = dict(case.given)
    seen = see(path, given, block_bytes)
    different = {fact: seen.facts[fact] for fact, value in case.facts if not same(fact, seen.facts[fact], value)}
    assert different == {}
    if case.labels is not None:
        assert seen.labels == case.labels
    mapping = {} if seen.facts["header"] else {label: label for label in seen.labels}
    schema = schema_of(seen.labels)
    options = Options(schema=schema, mapping=mapping, keep_extra=True, block_bytes=block_bytes, jobs=1, **given)
    findings = find(path, options, SHAPE_CODES)
    assert places(findings) == expected_places(case)
    rejected = {one.record for one in findings if one.severity is Severity.ERROR}
    fitting = [cells for number, cells in seen.records.items() if number not in rejected]
    assert fitting == list(case.records)


@pytest.mark.parametrize("case", READ, ids=lambda case: case.name)
def test_every_character_is_passed_on(tmp_path: Path, case: Case):
    """Preamble, header and records together are the file, but for its byte order mark."""
    path = tmp_path / "in.csv"
    path.write_bytes(case.data)
    seen = see(path, dict(case.given), BLOCK_BYTES)
    mark = codecs.BOM_UTF8
    encoding = seen.facts["encoding"]
    expected = case.data if encoding == "utf-8" else case.data.decode(encoding).encode()
    assert seen.text.removeprefix(mark) == expected.removeprefix(mark).removeprefix(mark)


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.name)
def test_refused(tmp_path: Path, case: Case):
    """What is no table, or no dialect, is refused with one clear message."""
    path = tmp_path / "in.csv"
    path.write_bytes(case.data)
    with pytest.raises(CsvprepError, match=re.escape(case.refused)):
        csvprep.lint(path, Options(schema=schema_of(("a",)), **dict(case.given)))


@pytest.mark.parametrize("case", CONTACTS, ids=lambda case: case.name)
def test_contacts(tmp_path: Path, case: Case):
    """Lines that are no contacts are told from those that are, by the schema and by what they say."""
    path = tmp_path / "in.csv"
    path.write_bytes(case.data)
    assert places(find(path, Options(object_name="contact", jobs=1, **dict(case.given)), CONTACT_CODES)) == (
        expected_places(case)
    )


def is_plain(case: Case) -> bool:
    """Say whether a case is one that Python's csv can read by its facts alone."""
    facts = dict(case.facts)
    usual = all(facts.get(fact, value) == value for fact, value in UNUSUAL.items())
    clean = not case.findings and not case.given and case.labels is not None
    return usual and clean and len(case.data) < 100_000 and ("encoding" in facts or is_utf8(case.data))


PLAIN = [case for case in READ if is_plain(case)]


@pytest.mark.parametrize("case", PLAIN, ids=lambda case: case.name)
def test_table_agrees_with_python(case: Case):
    """Where nothing is amiss, what the table expects is what Python's csv reads."""
    facts = dict(case.facts)
    text = case.data.decode(facts.get("encoding", "utf-8")).lstrip("\ufeff")
    padded = facts.get("skip_initial_space", False)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=facts.get("delimiter", ","), skipinitialspace=padded)
    assert [tuple(row) for row in rows] == [case.labels, *case.records]


def test_table():
    """The table is as large as promised, and its names are unique."""
    names = [case.name for case in (*FILES, *CONTACTS)]
    assert len(names) == len(set(names))
    assert len(names) >= 170
