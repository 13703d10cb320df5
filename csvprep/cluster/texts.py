"""The text of a range of a source, and which offset of the source a place in the text is.

Bytes of UTF-8 are their own text. Other encodings are read through `csvprep.transcoding`; they can be cut where each
character can be read on its own: code pages of one byte a character, and UTF-16 at even offsets.
"""

from __future__ import annotations

import codecs
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from csvprep.dialect import Grammar
from csvprep.sources.byte_ranges import FETCH_BYTES, ByteRange, Fetch
from csvprep.streams import Readable
from csvprep.transcoding import Transcoder

_AS_ONE = "csvprep.as-one"
_UTF_16 = frozenset({"utf-16-le", "utf-16-be"})
_PLAIN = frozenset({"utf-8", "ascii"})


@dataclass(frozen=True, slots=True)
class Cuttable:
    """What is to be known of a source to read its records from any of its ranges.

    Attributes:
        name: where it is; an address may hold secrets.
        size: in bytes.
        first: offset of its first record.
        first_line: the line on which that begins.
        encoding: of its text.
        grammar: of its records.
        width: cells of a whole record.
        max_record_bytes: longest record.
    """

    name: str
    size: int
    first: int
    first_line: int
    encoding: str
    grammar: Grammar
    width: int
    max_record_bytes: int

    @property
    def is_plain(self) -> bool:
        """Whether its bytes are its text."""
        return self.encoding in _PLAIN

    @property
    def unit(self) -> int:
        """At multiples of how many bytes a character may begin."""
        return 2 if self.encoding in _UTF_16 else 1

    def text(self, fetch: Fetch, begin: int, end: int, step: int = FETCH_BYTES) -> Readable:
        """Return the text of a range, fetched in steps of so many bytes."""
        data = ByteRange(fetch, begin, end, step)
        return data if self.is_plain else Transcoder(data, self.encoding, self.name, at_start=False)


def can_be_cut(encoding: str) -> bool:
    """Say whether the text of an encoding can be read from the middle."""
    return encoding in _PLAIN or encoding in _UTF_16 or _is_code_page(encoding)


def _is_code_page(encoding: str) -> bool:
    """Say whether each byte is a character: Python has such encodings as a table."""
    module = codecs.lookup(encoding).incrementaldecoder.__module__
    if module == "encodings.latin_1":
        return True
    return len(getattr(sys.modules[module], "decoding_table", "")) == 256


def source_bytes(text: bytes, encoding: str) -> int:
    """Return how many bytes of the source a text has that begins and ends with characters, as `Transcoder` wrote it.

    Args:
        text: UTF-8, and what stands for bytes that are not of the encoding.
        encoding: of the source; one that `can_be_cut`.
    """
    if encoding in _PLAIN or (encoding not in _UTF_16 and text.isascii()):
        return len(text)
    if encoding in _UTF_16:
        return len(text.decode("utf-8", "surrogatepass").encode("utf-16-le", "surrogatepass"))
    return len(text.decode("utf-8", _AS_ONE))


def _as_one(error: UnicodeError) -> tuple[str, int]:
    """Read what stands for a byte that could not be decoded as one character."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    kept = error.object[error.start : error.start + 3]
    is_surrogate = len(kept) == 3 and kept[0] == 0xED and kept[1] >= 0xA0 and 0x80 <= kept[2] < 0xC0
    return "\N{REPLACEMENT CHARACTER}", error.start + (3 if is_surrogate else 1)


codecs.register_error(_AS_ONE, _as_one)


def first_offset(fetch: Fetch, size: int, encoding: str, text_bytes: int) -> int:
    """Return the offset in the source after so many bytes of text, byte order marks at the beginning not counted.

    Raises:
        ValueError: the source is shorter.
    """
    text: Readable = ByteRange(fetch, 0, size)
    if encoding not in _PLAIN:
        text = Transcoder(text, encoding, "", at_start=False)
    pending, pieces = b"", _pieces(text)
    while len(pending) < text_bytes + 64 and (piece := next(pieces, b"")):
        pending += piece
    marks = 0
    while pending.startswith(codecs.BOM_UTF8, marks):
        marks += len(codecs.BOM_UTF8)
        while len(pending) < marks + text_bytes + 64 and (piece := next(pieces, b"")):
            pending += piece
    if len(pending) < marks + text_bytes:
        raise ValueError(text_bytes)
    return source_bytes(pending[: marks + text_bytes], encoding)


def _pieces(text: Readable) -> Iterator[bytes]:
    while piece := text.read(2**18):
        yield piece
