"""Bytes that are text: encodings, and what is surely no text."""

from __future__ import annotations

import codecs

from csvprep.errors import InputError, UsageError
from csvprep.streams import Readable

_MAGIC = (
    (b"\x28\xb5\x2f\xfd", "Zstandard", "decompress it first: zstd -d FILE"),
    (b"PK\x03\x04", "a zip archive or an Excel workbook", "unpack it, or save the sheet as CSV UTF-8"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook", "save the sheet as CSV UTF-8"),
    (b"%PDF", "a PDF document", "export the table as CSV"),
    (b"\x89PNG", "a picture", "give the CSV file"),
    (b"\x7fELF", "a program", "give the CSV file"),
    (b"PAR1", "a Parquet file", "export the table as CSV"),
    (b"SQLite format 3\0", "a SQLite database", "export the table as CSV"),
)
_UTF32_BOMS = ((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"))
_UTF16_BOMS = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_NOT_CHARACTERS = {
    "idna",
    "punycode",
    "undefined",
    "unicode_escape",
    "unicode-escape",
    "raw_unicode_escape",
    "raw-unicode-escape",
}
_TEXT_CONTROLS = bytes({7, 8, 9, 10, 11, 12, 13, 27})
_CONTROLS = bytes(set(range(32)) - set(_TEXT_CONTROLS))


def parse_encoding(encoding: str | None) -> str | None:
    """Return Python's name of an encoding; None for UTF-8, which needs no decoding.

    Raises:
        UsageError: there is no such encoding of text.
    """
    if encoding is None:
        return None
    try:
        name = codecs.lookup(encoding).name
        is_text = name not in _NOT_CHARACTERS and "".encode(name) is not None
    except (LookupError, ValueError):
        is_text = False
    if not is_text:
        raise UsageError(f"--encoding {encoding}: no such text encoding; try utf-8, cp1252, latin-1 or utf-16")
    return None if name in {"utf-8", "utf-8-sig", "ascii"} else name


def refuse_binary(sample: bytes, name: str) -> None:
    """Raise InputError for bytes that are surely no text."""
    for magic, what, remedy in _MAGIC:
        if sample.startswith(magic):
            raise InputError(f"{name}: is {what}, not a CSV file; {remedy}")
    for mark, encoding in (*_UTF32_BOMS, *_UTF16_BOMS):
        if sample.startswith(mark):
            raise InputError(f"{name}: is {encoding.upper()} text; read it with --encoding {encoding}")
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if controls > len(sample) // (10 if _begins_as_utf8(sample) else 20):
        raise InputError(
            f"{name}: looks like a binary file ({controls} of its first {len(sample)} bytes are control bytes); "
            "if it is text, name its encoding with --encoding"
        )


def _begins_as_utf8(sample: bytes) -> bool:
    """Say whether bytes, perhaps cut within a character, are UTF-8."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return False
    return True


class Transcoder:
    """Passes bytes of another encoding on as UTF-8."""

    def __init__(self, source: Readable, encoding: str, name: str) -> None:
        self._source = source
        self._decoder = codecs.getincrementaldecoder(encoding)("strict")
        self._encoding = encoding
        self._name = name
        self._offset = 0

    def read(self, size: int, /) -> bytes:
        """Return the UTF-8 of up to so many bytes, none at the end.

        Raises:
            InputError: they are not of the encoding.
        """
        while True:
            data = self._source.read(size)
            try:
                text = self._decoder.decode(data, final=not data)
            except UnicodeError as error:
                place = self._offset + getattr(error, "start", 0)
                raise InputError(
                    f"{self._name}: byte {place + 1} or near it is not {self._encoding}; "
                    "name the file's encoding with --encoding"
                ) from None
            self._offset += len(data)
            if text or not data:
                return text.encode("utf-8", "surrogatepass")
