"""Law 1: nothing is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from harness import CONTACT, PLAIN, prep, split
from hypothesis import given, settings
from hypothesis import strategies as st
from messy import messy_csv
from reference import split_records, strip_end

from csvprep.dialect import Dialect
from csvprep.writers import Limits

from .checks import assert_nothing_lost, assert_totals, cut_file
from .inputs import contact_bytes, files, said_of, soups


@given(files())
def test_every_record_is_accepted_or_rejected(data: bytes):
    """Each record is in a chunk, with its cells as they came or as changes.csv says, or in rejected.csv as bytes."""
    outcome = prep(data, PLAIN)
    assert_nothing_lost(data, outcome)
    assert_totals(outcome)


@given(files(), st.integers(1, 4), st.integers(160, 400), st.booleans())
def test_limits_lose_nothing(data: bytes, max_rows: int, max_bytes: int, unsafe_fixes: bool):
    """Whatever the limits of a chunk are, each record is accepted or rejected, and no chunk is over a limit."""
    outcome = prep(data, replace(PLAIN, unsafe_fixes=unsafe_fixes), Limits(max_rows, max_bytes))
    assert_nothing_lost(data, outcome)
    assert all(chunk.records <= max_rows and chunk.bytes <= max_bytes for chunk in outcome.manifest.chunks)


@settings(max_examples=30)
@given(soups(), st.booleans())
def test_strictness_loses_nothing(data: bytes, strict: bool):
    """With --strict and --unsafe-fixes too each record is accepted or rejected, or part of one that is."""
    outcome = prep(data, replace(PLAIN, strict=strict, unsafe_fixes=True))
    assert_nothing_lost(data, outcome)
    assert_totals(outcome)


@settings(max_examples=30)
@given(contact_bytes(), st.booleans())
def test_every_dialect_loses_nothing(drawn: tuple[Dialect, bytes], unsafe_fixes: bool):
    """In every dialect, with any trouble in it, each record is accepted or rejected, or part of one that is."""
    dialect, data = drawn
    options = replace(CONTACT, **said_of(dialect), unsafe_fixes=unsafe_fixes)
    outcome = prep(data, options)
    assert_nothing_lost(data, outcome, dialect.grammar)
    assert_totals(outcome)


@given(contact_bytes(), st.integers(1, 5), st.integers(130, 300))
def test_split_keeps_records_verbatim(drawn: tuple[Dialect, bytes], max_rows: int, max_bytes: int):
    """The chunks of a split, joined, are the input's records byte for byte, but for those too long for a chunk."""
    dialect, data = drawn
    outcome = split(data, replace(CONTACT, **said_of(dialect)), Limits(max_rows, max_bytes))
    header, records = cut_file(data, dialect.grammar)
    end = header[len(strip_end(header)) :] or b"\n"
    whole = [record if record.endswith((b"\n", b"\r")) else record + end for record in records]
    top = strip_end(header) + end
    fitting = [record for record in whole if len(top) + len(record) <= max_bytes]
    chunks = [outcome.files[chunk.file] for chunk in outcome.manifest.chunks]
    assert all(chunk.startswith(top) for chunk in chunks)
    assert b"".join(chunk.removeprefix(top) for chunk in chunks) == b"".join(fitting)
    overlong = [strip_end(record) + b"\n" for record in whole if len(top) + len(record) > max_bytes]
    rejected = outcome.files.get("rejected.csv", b"")
    assert rejected.endswith(overlong[-1] if overlong else b"")
    assert outcome.summary.records == len(records)
    assert outcome.summary.rejected == len(overlong)
    assert all(chunk.records <= max_rows and chunk.bytes <= max_bytes for chunk in outcome.manifest.chunks)


@pytest.mark.parametrize("delimiter", ["\t", ";", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_detected_dialects_lose_nothing(delimiter: str, line_end: str):
    """Without a word about the dialect as many records are accepted or rejected as the plain reader finds."""
    data = messy_csv(300, 5, delimiter=delimiter, line_end=line_end, bom=True)
    outcome = prep(data)
    grammar = Dialect(delimiter).grammar
    assert outcome.manifest.source["dialect"]["delimiter"] == delimiter
    assert_nothing_lost(data, outcome, grammar)
    assert outcome.summary.records == len(split_records(data, grammar)) - 1
