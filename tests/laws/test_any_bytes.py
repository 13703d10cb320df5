"""Law 5: any bytes end in findings or in one clear error."""

from __future__ import annotations

import random
from dataclasses import replace
from encodings.aliases import aliases

import pytest
from harness import CONTACT, PLAIN, fix, lint, prep, split
from hypothesis import given, settings
from hypothesis import strategies as st

from csvprep.dialect import Dialect
from csvprep.errors import CsvprepError

from .checks import assert_nothing_lost, assert_totals
from .inputs import HEADER, UNPADDED, contact_bytes, said_of

ANY = replace(CONTACT, object_name=None, jobs=1)


def outcome_of(command, data: bytes, options) -> str:
    """Run a command; return the message of its one allowed exception."""
    try:
        command(data, options)
    except CsvprepError as error:
        return str(error)
    return ""


@settings(max_examples=100)
@given(st.binary(max_size=300))
def test_arbitrary_bytes(data: bytes):
    """Arbitrary bytes give a result or one error that names the file, from every command."""
    for command in (lint, fix, prep, split):
        contact = replace(ANY, object_name="contact", keep_extra=True, unsafe_fixes=True)
        for options in (ANY, replace(ANY, object_name="list"), contact):
            message = outcome_of(command, data, options)
            assert not message or "in.csv: " in message


@settings(max_examples=40)
@given(st.binary(max_size=150), st.booleans())
def test_arbitrary_bytes_after_a_header(data: bytes, unsafe_fixes: bool):
    """After a header everything is a record or a finding, and nothing is lost."""
    options = replace(PLAIN, unsafe_fixes=unsafe_fixes)
    outcome = prep(HEADER + data, options)
    assert_nothing_lost(HEADER + data, outcome)
    assert_totals(outcome)
    lint(HEADER + data, options)
    fix(HEADER + data, options)
    split(HEADER + data, options)


@settings(max_examples=30)
@given(contact_bytes(), st.sampled_from(UNPADDED))
def test_another_dialect_than_the_file_has(drawn: tuple[Dialect, bytes], claimed: Dialect):
    """Whatever dialect is claimed for a file, no record of what it makes of it is lost."""
    options = replace(CONTACT, **said_of(claimed), unsafe_fixes=True)
    try:
        outcome = prep(drawn[1], options)
    except CsvprepError as error:
        assert "nothing to upload" in str(error)  # noqa: PT017 - the other outcome is checked below
        return
    assert_nothing_lost(drawn[1], outcome, claimed.grammar)
    assert_totals(outcome)


@settings(max_examples=30)
@given(contact_bytes())
def test_without_a_word_about_the_dialect(drawn: tuple[Dialect, bytes]):
    """Whatever is detected, every command ends in a result or in one error that names the file."""
    options = replace(CONTACT, object_name=None, unsafe_fixes=True, jobs=1)
    for command in (lint, fix, prep, split):
        message = outcome_of(command, drawn[1], options)
        assert not message or "in.csv: " in message


@settings(max_examples=100)
@given(
    st.binary(max_size=200),
    st.sampled_from(sorted(set(aliases.values()))),
)
def test_arbitrary_bytes_in_any_encoding(data: bytes, encoding: str):
    """Whatever encoding is claimed, the end is a result or one error."""
    outcome_of(split, data, replace(CONTACT, encoding=encoding))


@settings(max_examples=25)
@given(st.text(max_size=40))
def test_arbitrary_headers(header: str):
    """Any header is mapped, or refused with one error."""
    data = (header + "\nann@acme.com,x\n").encode("utf-8", "surrogatepass")
    for command in (lint, fix, prep):
        outcome_of(command, data, CONTACT)


@pytest.mark.timeout(200)
@pytest.mark.parametrize(
    "data",
    [
        pytest.param(HEADER + b"," * 1_000_000 + b'"\n', id="one line of delimiters and a stray quote"),
        pytest.param(HEADER + b'"' + b"," * 1_000_000, id="delimiters in an unclosed quote"),
        pytest.param(HEADER + b'"' * 1_000_001 + b"\n", id="quotes"),
        pytest.param(HEADER + b'"a\n' * 100_000, id="an unclosed quote on every line"),
        pytest.param(HEADER + b'x"y\n' * 100_000, id="a stray quote on every line"),
        pytest.param(HEADER + b"\n" * 200_000, id="blank lines"),
        pytest.param(HEADER + b"\r" * 200_000, id="carriage returns"),
        pytest.param(HEADER + b"\\" * 1_000_001 + b"\n", id="backslashes"),
        pytest.param(HEADER + b'\\"' * 300_000 + b"\n", id="escaped quotes"),
        pytest.param(HEADER + b'"' + b" " * 1_000_000 + b"\n", id="blanks after a quote"),
        pytest.param(HEADER + b" " * 1_000_000 + b'"\n', id="blanks before a quote"),
        pytest.param(HEADER + b"a\nb\n" * 60_000, id="short records"),
        pytest.param(HEADER + b"ann@acme.com,A\nnn\n" * 30_000, id="broken records"),
        pytest.param(HEADER + b"ann@acme.com,A,2022221234,x\n" * 50_000, id="long records"),
        pytest.param(HEADER + b"a,b,c,d,e,f,g,h\n" * 30_000, id="very long records"),
        pytest.param(HEADER + b'x,"a"b,"c" d\n' * 50_000, id="broken quotes"),
        pytest.param(HEADER + b'""' * 500_000 + b"x\n", id="quotes in pairs"),
        pytest.param(b"C_EmailAddress" + b",a" * 3000 + b"\n" + b"," * 3000, id="thousands of labels"),
        pytest.param(b"," * 20_000 + b"\n", id="thousands of blank labels"),
        pytest.param(b'"' * 99_999 + b"\nx", id="a header of quotes"),
    ],
)
def test_no_hang(data: bytes):
    """Bytes that invite a reader to look at the same place again and again are read in seconds."""
    outcome_of(lint, data, CONTACT)
    outcome_of(split, data, CONTACT)


def test_random_bytes():
    """Random bytes of any size are refused as no CSV, or end in findings."""
    rng = random.Random(1)
    for size in (1, 10, 1000, 100_000):
        outcome_of(lint, rng.randbytes(size), ANY)
