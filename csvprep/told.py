"""How a source is read, in words (what is not plain UTF-8 with commas is told), and how far."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from csvprep.blocks import Source
from csvprep.dialect import Dialect
from csvprep.encoding import encoding_title

_NAMES = {",": "comma", "\t": "tab", ";": "semicolon", "|": "pipe", ":": "colon", " ": "space"}
_ENDS = {"\n": "LF", "\r\n": "CRLF", "\r": "CR"}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a pass is.

    Attributes:
        bytes_read: of the source.
        size_bytes: of the source; None when it isn't known.
        records: judged so far.
        findings: found so far.
        object_name: what the file is read as; None when it isn't known.
        told: what is worth a word about how it is read; empty for plain CSV.
    """

    bytes_read: int
    size_bytes: int | None
    records: int
    findings: int
    object_name: str | None
    told: str = ""


def tell_reading(source: Source) -> str:
    """Return what is worth a word about how a source is read, in one line; empty for plain CSV."""
    return ", ".join(_told(source))


def _told(source: Source) -> Iterator[str]:
    head, dialect = source.head, source.head.dialect
    if source.opened.member is not None:
        yield f"{'sheet' if source.compression == 'xlsx' else 'file'} '{source.opened.member}'"
    if head.encoding.encoding != "utf-8":
        sure = f" ({head.encoding.confidence:.0%} sure)" if head.encoding.confidence < 0.95 else ""
        yield f"encoding {encoding_title(head.encoding.encoding)}{sure}"
    if dialect.delimiter != ",":
        yield f"delimiter {name_character(dialect.delimiter)}"
    if dialect.quote_char != '"':
        yield f"quote char {name_character(dialect.quote_char)}"
    if dialect.escape_char:
        yield f"escape char {name_character(dialect.escape_char)}"
    if dialect.line_terminator == "\r":
        yield "line ends CR"
    if not dialect.header:
        yield "no header"
    elif dialect.skip_lines:
        yield f"header on line {head.header_line}"
    yield from source.opened.choice


def name_character(character: str) -> str:
    """Return a character of a dialect as people call it."""
    return _NAMES.get(character) or (repr(character) if character else "none")


def describe_dialect(source: Source) -> dict[str, str]:
    """Return how a source is read, a line for people each, in reading order."""
    head, dialect = source.head, source.head.dialect
    title, sure = encoding_title(head.encoding.encoding), f"{head.encoding.confidence:.0%} sure"
    encoding = f"{title}, {sure}: {head.encoding.evidence}"
    packed = f"{source.compression}{f' ({source.opened.member})' if source.opened.member else ''}"
    return {
        **({"packed": packed} if source.compression else {}),
        "encoding": encoding + (", with byte order mark" if dialect.bom and head.encoding.encoding == "utf-8" else ""),
        "delimiter": name_character(dialect.delimiter) + _delimiter_habits(dialect),
        "quote char": name_character(dialect.quote_char) + (", doubled inside of quotes" if dialect.quote_char else ""),
        "escape char": name_character(dialect.escape_char),
        "line end": _ENDS[dialect.line_terminator],
        "header": f"line {head.header_line}, {len(head.labels)} labels" if dialect.header else _no_header(source),
        **(
            {"skipped": f"{dialect.skip_lines} line{'s' if dialect.skip_lines > 1 else ''} before the header"}
            if dialect.skip_lines
            else {}
        ),
    }


def _no_header(source: Source) -> str:
    return f"none: line {source.head.header_line} looks like a record" if source.header_taken else "none"


def dialect_to_dict(source: Source) -> dict[str, Any]:
    """Return how a source is read as JSON-ready data."""
    head = source.head
    return {
        "file": source.name,
        "compression": source.compression,
        "member": source.opened.member,
        "encoding": head.encoding.encoding,
        "encoding_confidence": head.encoding.confidence,
        "encoding_evidence": head.encoding.evidence,
        "dialect": head.dialect.to_dict(),
        "columns": len(head.labels),
    }


def _delimiter_habits(dialect: Dialect) -> str:
    after = ", a blank after each" if dialect.skip_initial_space else ""
    return after + (", one at the end of each record" if dialect.trailing_delimiter else "")
