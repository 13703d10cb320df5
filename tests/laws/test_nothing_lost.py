"""Law 1: nothing is lost."""

from __future__ import annotations

import pytest
from harness import CONTACT, cut_header, prep, split
from hypothesis import given
from hypothesis import strategies as st
from messy import messy_csv
from reference import split_records, strip_end

from csvprep.writers import Limits

from .checks import assert_nothing_lost, assert_totals
from .inputs import files, soups


@given(files())
def test_every_record_is_accepted_or_rejected(data: bytes):
    """Each record is in a chunk, with its cells as they came or as changes.csv says, or in rejected.csv as bytes."""
    outcome = prep(data)
    assert_nothing_lost(data, outcome)
    assert_totals(outcome)


@given(files(), st.integers(1, 4), st.integers(160, 400))
def test_limits_lose_nothing(data: bytes, max_rows: int, max_bytes: int):
    """Whatever the limits of a chunk are, each record is accepted or rejected, and no chunk is over a limit."""
    outcome = prep(data, limits=Limits(max_rows, max_bytes))
    assert_nothing_lost(data, outcome)
    assert all(chunk.records <= max_rows and chunk.bytes <= max_bytes for chunk in outcome.manifest.chunks)


@given(soups(), st.booleans())
def test_strictness_loses_nothing(data: bytes, strict: bool):
    """With --strict and --unsafe-fixes too each record is accepted or rejected."""
    outcome = prep(data, CONTACT.__class__(object_name="contact", jobs=1, strict=strict, unsafe_fixes=True))
    assert_nothing_lost(data, outcome)
    assert_totals(outcome)


@given(files(), st.integers(1, 5), st.integers(130, 300))
def test_split_keeps_records_verbatim(data: bytes, max_rows: int, max_bytes: int):
    """The chunks of a split, joined, are the input's records byte for byte, but for those too long for a chunk."""
    outcome = split(data, limits=Limits(max_rows, max_bytes))
    header, body = cut_header(data.removeprefix(b"\xef\xbb\xbf"))
    records = split_records(body, b",")
    end = b"\r\n" if header.endswith(b"\r\n") else b"\n"
    whole = [record if record.endswith(b"\n") else record + end for record in records]
    fitting = [record for record in whole if len(header) + len(record) <= max_bytes]
    assert outcome.joined == (header + b"".join(fitting) if fitting else b"")
    overlong = [strip_end(record) + b"\n" for record in whole if len(header) + len(record) > max_bytes]
    rejected = outcome.files.get("rejected.csv", b"")
    assert rejected.endswith(overlong[-1] if overlong else b"")
    assert outcome.summary.records == len(records)
    assert outcome.summary.rejected == len(overlong)
    assert all(chunk.records <= max_rows and chunk.bytes <= max_bytes for chunk in outcome.manifest.chunks)


@pytest.mark.parametrize("delimiter", ["\t", ";", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_dialects_lose_nothing(delimiter: str, line_end: str):
    """In every dialect as many records are accepted or rejected as the plain reader finds."""
    data = messy_csv(300, 5, delimiter=delimiter, line_end=line_end, bom=True)
    outcome = prep(data)
    _, body = cut_header(data)
    records = split_records(body, delimiter.encode())
    assert outcome.summary.records == len(records)
    assert outcome.summary.accepted == sum(chunk.records for chunk in outcome.manifest.chunks)
    rejected = outcome.files["rejected.csv"]
    assert sum(strip_end(record) in rejected for record in records) >= outcome.summary.rejected
