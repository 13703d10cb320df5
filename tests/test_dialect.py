"""Dialects as values, and what a user may say of them."""

from __future__ import annotations

import pytest

from csvprep.dialect import (
    DELIMITERS,
    Dialect,
    Grammar,
    check_characters,
    parse_delimiter,
    parse_escape_char,
    parse_quote_char,
)
from csvprep.errors import UsageError


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("tab", "\t"),
        ("TAB", "\t"),
        (r"\t", "\t"),
        ("comma", ","),
        ("semicolon", ";"),
        ("pipe", "|"),
        ("colon", ":"),
        ("space", " "),
        (" ", " "),
        ("^", "^"),
        ("~", "~"),
    ],
)
def test_given_delimiter(text: str, delimiter: str):
    """A delimiter is given as itself or by name."""
    assert parse_delimiter(text) == delimiter


@pytest.mark.parametrize("text", [",,", "::", "é", "commas", "||", "§"])
def test_no_delimiter_of_one_character(text: str):
    """A delimiter of several characters, or outside ASCII, is refused by name, with what to do."""
    with pytest.raises(UsageError, match=r"reads delimiters of one ASCII character.* replace this one in the file"):
        parse_delimiter(text)


@pytest.mark.parametrize("text", ["", '"', "'", "\\", "\n", "\r", "\0"])
def test_no_delimiter(text: str):
    """What can't delimit cells is wrong use."""
    with pytest.raises(UsageError, match="no quote, backslash or line end, and not empty; give one character"):
        parse_delimiter(text)


@pytest.mark.parametrize(
    ("text", "quote_char"), [('"', '"'), ("'", "'"), ("double", '"'), ("Single", "'"), ("none", ""), ("", "")]
)
def test_given_quote_char(text: str, quote_char: str):
    """A quote char is given as itself or by name, or there is none."""
    assert parse_quote_char(text) == quote_char


@pytest.mark.parametrize("text", ["`", "''", "q", ",", "\\"])
def test_no_quote_char(text: str):
    """Nothing but the two quotes quotes cells."""
    with pytest.raises(UsageError, match="double or single by name, or none"):
        parse_quote_char(text)


@pytest.mark.parametrize(("text", "escape_char"), [("\\", "\\"), ("backslash", "\\"), ("None", ""), ("", "")])
def test_given_escape_char(text: str, escape_char: str):
    """An escape char is a backslash, or there is none."""
    assert parse_escape_char(text) == escape_char


@pytest.mark.parametrize("text", ["/", "\\\\", "^", '"'])
def test_no_escape_char(text: str):
    """Nothing but a backslash escapes."""
    with pytest.raises(UsageError, match=r"give \\ \(or backslash\), or none"):
        parse_escape_char(text)


def test_one_character_has_one_meaning():
    """The delimiter is neither the quote nor the escape char."""
    check_characters(",", '"', "\\")
    check_characters(",", "", "")
    for delimiter, quote_char, escape_char in (("'", "'", ""), ("\\", '"', "\\")):
        with pytest.raises(UsageError, match="is the quote or escape char too; give different ones"):
            check_characters(delimiter, quote_char, escape_char)


def test_grammar():
    """A dialect's grammar has its characters as bytes; blanks pad quoted cells unless the blank delimits."""
    assert Dialect("\t", "'", "\\").grammar == Grammar(b"\t", b"'", b"\\")
    assert Dialect(quote_char="").grammar == Grammar(b",", b"", b"")
    assert {mark: Grammar(mark.encode()).padding for mark in DELIMITERS} == {
        ",": b" ", "\t": b" ", ";": b" ", "|": b" ", ":": b" ", " ": b"",
    }  # fmt: skip


def test_words_of_the_manifest():
    """A dialect's words are those of Table Dialect, as far as it has them."""
    dialect = Dialect("\t", "'", "\\", "\r\n", bom=True, skip_lines=2, header=False, trailing_delimiter=True)
    assert dialect.to_dict() == {
        "delimiter": "\t",
        "quote_char": "'",
        "escape_char": "\\",
        "line_terminator": "\r\n",
        "bom": True,
        "skip_lines": 2,
        "header": False,
        "skip_initial_space": False,
        "trailing_delimiter": True,
    }
    assert dialect.terminator_bytes == b"\r\n"
