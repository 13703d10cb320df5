"""How a file writes its records: delimiter, quote char, escape char, line terminator, header, lines before it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from csvprep.errors import UsageError

DELIMITERS = (",", "\t", ";", "|", ":", " ")
_DELIMITER_NAMES = {
    "tab": "\t",
    "\\t": "\t",
    "comma": ",",
    "semicolon": ";",
    "pipe": "|",
    "colon": ":",
    "space": " ",
}
_QUOTE_NAMES = {"double": '"', "single": "'", "none": ""}
_ESCAPE_NAMES = {"backslash": "\\", "none": ""}


@dataclass(frozen=True, slots=True)
class Grammar:
    """What tells records and cells apart, as bytes.

    Attributes:
        delimiter: one byte.
        quote: one byte; empty: no cell is quoted.
        escape: one byte; empty: there is none.
        skip_space: blanks after a delimiter are no part of the cell.
    """

    delimiter: bytes = b","
    quote: bytes = b'"'
    escape: bytes = b""
    skip_space: bool = False

    @property
    def padding(self) -> bytes:
        """What may stand between a quoted cell and its delimiters; empty when the blank is the delimiter."""
        return b"" if self.delimiter == b" " else b" "


@dataclass(frozen=True)
class Dialect:
    r"""The outer form of a CSV file.

    Attributes:
        delimiter: one ASCII character.
        quote_char: one ASCII character; empty: no cell is quoted. Doubled, it stands for itself in a quoted cell.
        escape_char: one ASCII character, which takes its meaning from a quote, delimiter, line end or escape
            char after it; empty: there is none.
        line_terminator: "\n", "\r\n" or "\r", as the header line ends; records may end in any of them.
        bom: the file begins with a byte order mark.
        skip_lines: physical lines before the header.
        header: the file has a header line.
        skip_initial_space: a blank follows each delimiter.
        trailing_delimiter: records end in a delimiter.
    """

    delimiter: str = ","
    quote_char: str = '"'
    escape_char: str = ""
    line_terminator: str = "\n"
    bom: bool = False
    skip_lines: int = 0
    header: bool = True
    skip_initial_space: bool = False
    trailing_delimiter: bool = False

    @cached_property
    def grammar(self) -> Grammar:
        """What tells records and cells apart."""
        delimiter, quote, escape = (one.encode("ascii") for one in (self.delimiter, self.quote_char, self.escape_char))
        return Grammar(delimiter, quote, escape, self.skip_initial_space)

    @property
    def terminator_bytes(self) -> bytes:
        """The line terminator as it stands in the file."""
        return self.line_terminator.encode("ascii")

    def to_dict(self) -> dict[str, Any]:
        """Return the dialect as JSON-ready data, in the words of the manifest."""
        return {
            "delimiter": self.delimiter,
            "quote_char": self.quote_char,
            "escape_char": self.escape_char,
            "line_terminator": self.line_terminator,
            "bom": self.bom,
            "skip_lines": self.skip_lines,
            "header": self.header,
            "skip_initial_space": self.skip_initial_space,
            "trailing_delimiter": self.trailing_delimiter,
        }


@dataclass(frozen=True, slots=True)
class Reading:
    """What a user says about how a file is written; None: detected.

    Attributes:
        encoding: Python's name.
        delimiter, quote_char, escape_char: see `Dialect`.
        skip_lines: physical lines before the header.
        header: whether there is one.
    """

    encoding: str | None = None
    delimiter: str | None = None
    quote_char: str | None = None
    escape_char: str | None = None
    skip_lines: int | None = None
    header: bool | None = None


PLAIN = Dialect()
"""What csvprep writes: comma, double quotes, LF."""

DETECTED = Reading()
"""Nothing is said of how a file is written."""


def parse_delimiter(text: str) -> str:
    """Read what a user gave as delimiter: the character or `tab`, `comma`, `semicolon`, `pipe`, `colon`, `space`.

    Raises:
        UsageError: it is longer than one character, not ASCII, or a quote or line end.
    """
    delimiter = _DELIMITER_NAMES.get(text.lower(), text)
    if len(delimiter) > 1 or not delimiter.isascii():
        raise UsageError(
            f"--delimiter {text!r}: csvprep reads delimiters of one ASCII character, or tab, comma, semicolon, pipe, "
            "colon or space by name; replace this one in the file first"
        )
    if not delimiter or delimiter in "\"'\\\r\n\0":
        raise UsageError(f"--delimiter {text!r}: no quote, backslash or line end, and not empty; give one character")
    return delimiter


def parse_quote_char(text: str) -> str:
    """Read what a user gave as quote char: `"`, `'`, or `none` for no quotes at all.

    Raises:
        UsageError: it is none of them.
    """
    quote_char = _QUOTE_NAMES.get(text.lower(), text)
    if quote_char not in ('"', "'", ""):
        raise UsageError(f"--quote-char {text!r}: give \" or ', double or single by name, or none")
    return quote_char


def parse_escape_char(text: str) -> str:
    r"""Read what a user gave as escape char: `\`, or `none`.

    Raises:
        UsageError: it is none of them.
    """
    escape_char = _ESCAPE_NAMES.get(text.lower(), text)
    if escape_char not in ("\\", ""):
        raise UsageError(f"--escape-char {text!r}: give \\ (or backslash), or none")
    return escape_char


def check_characters(delimiter: str, quote_char: str, escape_char: str) -> None:
    """Raise UsageError when two of them are the same."""
    if delimiter in {quote_char, escape_char}:
        raise UsageError(f"--delimiter {delimiter!r} is the quote or escape char too; give different ones")
