"""Recognising delimiters and line ends."""

from __future__ import annotations

import pytest

from csvprep.dialect import Dialect, detect_delimiter, detect_terminator, parse_delimiter
from csvprep.errors import UsageError


@pytest.mark.parametrize(
    ("sample", "delimiter"),
    [
        (b"", ","),
        (b"Email\nann@acme.com\n", ","),
        (b"a,b\n1,2\n", ","),
        (b"a\tb\n1,5\t2\n", "\t"),
        (b"a;b;c\n1,5;2,5;3,5\n", ";"),
        (b"a|b\n1|2\n", "|"),
        (b'a;b\n"x,y,z";2\n', ";"),
        (b'"a,b";c\n1;2\n', ";"),
        (b"a,b;c\n1,2;3\n4,5\n", ","),
        (b"a;b\r\n1;2\r\n", ";"),
        (b"a|b", "|"),
        (b'a;b\n"unclosed;2\n3;4\n', ";"),
    ],
)
def test_delimiter(sample: bytes, delimiter: str):
    """The delimiter is the one that records have as often as the header, outside quotes; else a comma."""
    assert detect_delimiter(sample) == delimiter


@pytest.mark.parametrize(("line", "terminator"), [(b"a\n", "\n"), (b"a\r\n", "\r\n"), (b"a", "\n"), (b"a\r", "\n")])
def test_terminator(line: bytes, terminator: str):
    """The line terminator is the header's."""
    assert detect_terminator(line) == terminator


@pytest.mark.parametrize(
    ("text", "delimiter"), [("tab", "\t"), ("TAB", "\t"), (r"\t", "\t"), ("pipe", "|"), ("^", "^")]
)
def test_given_delimiter(text: str, delimiter: str):
    """A delimiter is given as itself or by name."""
    assert parse_delimiter(text) == delimiter


@pytest.mark.parametrize("text", ["", ",,", "é", '"', "\n", "\r", "\0", "commas"])
def test_no_delimiter(text: str):
    """What can't delimit cells is wrong use."""
    with pytest.raises(UsageError, match="a delimiter is one ASCII character"):
        parse_delimiter(text)


def test_words_of_the_manifest():
    """A dialect's words are those of Table Dialect."""
    assert Dialect("\t", "\r\n", bom=True).to_dict() == {
        "delimiter": "\t",
        "quote_char": '"',
        "line_terminator": "\r\n",
        "bom": True,
    }
