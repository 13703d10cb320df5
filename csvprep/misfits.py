"""What is wrong with the shape of a record or a file, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

_EXCERPT_CHARACTERS = 120


class Misfit(NamedTuple):
    """A structural finding about one record; a tuple, since a bad file has millions of them.

    Attributes:
        code: a code of the catalogue.
        facts: what its message template needs.
        column_index: 0-based; None for the record as a whole.
        value: the raw cell, or an excerpt of the raw record.
        fix: how the cell should be written.
        suggestion: how the record might be meant.
    """

    record: int
    line: int
    code: str
    facts: dict[str, object]
    column_index: int | None = None
    value: str | None = None
    fix: str | None = None
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class FileFinding:
    """A finding about the file as a whole; the place is where it shows, and no record is rejected for it.

    Attributes:
        code: a code of the catalogue.
        facts: what its message template needs.
        line: 1-based physical line; None when it is not known.
        record: 1-based; None before the first record.
        value: an excerpt of the raw line.
    """

    code: str
    facts: dict[str, object]
    line: int | None
    record: int | None = None
    value: str | None = None


def excerpt(raw: bytes) -> str:
    r"""Return the beginning of a raw record as text; bytes that are not UTF-8 are written as `\xNN`."""
    text = raw[: 4 * _EXCERPT_CHARACTERS].decode("utf-8", "backslashreplace").rstrip("\r\n")
    return text[:_EXCERPT_CHARACTERS] + "…" if len(raw) > 4 * _EXCERPT_CHARACTERS else shorten(text)


def shorten(text: str) -> str:
    """Return the beginning of a raw record's text."""
    return text if len(text) <= _EXCERPT_CHARACTERS else text[:_EXCERPT_CHARACTERS] + "…"
