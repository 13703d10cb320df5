"""How a file writes its records: delimiter, quote char, line terminator, byte order mark."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from csvprep.errors import UsageError

QUOTE = b'"'
DELIMITERS = (",", "\t", ";", "|")
_NAMES = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}
_SAMPLE_RECORDS = 100


@dataclass(frozen=True, slots=True)
class Dialect:
    r"""The outer form of a CSV file.

    Attributes:
        delimiter: one ASCII character.
        line_terminator: "\n" or "\r\n", as the header line ends; records may end in either.
        bom: the file begins with a UTF-8 byte order mark.
    """

    delimiter: str = ","
    line_terminator: str = "\n"
    bom: bool = False

    @property
    def delimiter_byte(self) -> bytes:
        """The delimiter as it stands in the file."""
        return self.delimiter.encode("ascii")

    @property
    def terminator_bytes(self) -> bytes:
        """The line terminator as it stands in the file."""
        return self.line_terminator.encode("ascii")

    def to_dict(self) -> dict[str, Any]:
        """Return the dialect as JSON-ready data, in the words of the manifest."""
        return {
            "delimiter": self.delimiter,
            "quote_char": QUOTE.decode("ascii"),
            "line_terminator": self.line_terminator,
            "bom": self.bom,
        }


def parse_delimiter(text: str) -> str:
    """Read what a user gave as delimiter: the character itself or `tab`, `comma`, `semicolon`, `pipe`.

    Raises:
        UsageError: it is longer than one character, not ASCII, or a quote or line end.
    """
    delimiter = _NAMES.get(text.lower(), text)
    if len(delimiter) != 1 or not delimiter.isascii() or delimiter in '"\r\n\0':
        raise UsageError(
            f"--delimiter {text!r}: a delimiter is one ASCII character, or tab, comma, semicolon or pipe by name"
        )
    return delimiter


def detect_delimiter(sample: bytes) -> str:
    """Guess the delimiter from the first records of a file; a comma when there is one column only.

    Args:
        sample: the first bytes of the file, without byte order mark.
    """
    lines = _unquoted_lines(sample)
    if not lines:
        return ","
    return max(DELIMITERS, key=lambda delimiter: _score(lines, delimiter.encode("ascii")))


def _unquoted_lines(sample: bytes) -> list[bytes]:
    """Return the first records of a sample with the text of quoted cells taken out."""
    bare = re.sub(rb'"(?:[^"]|"")*"', b"", sample)
    lines = bare.split(b"\n")
    whole = lines[:-1] or lines
    return [line for line in whole[:_SAMPLE_RECORDS] if line.strip()]


def _score(lines: list[bytes], delimiter: bytes) -> tuple[float, int]:
    """Rate a delimiter: the share of records that have as many as the header, then how many that is."""
    expected = lines[0].count(delimiter)
    if expected == 0:
        return (0.0, 0)
    same = sum(line.count(delimiter) == expected for line in lines)
    return (same / len(lines), expected)


def detect_terminator(header_line: bytes) -> str:
    r"""Return "\r\n" when the header line ends so, else "\n"."""
    return "\r\n" if header_line.endswith(b"\r\n") else "\n"
