"""Bytes of any encoding passed on as UTF-8, and what can't be read in it kept as bytes that are no UTF-8.

No byte is lost, replaced or guessed. Undecodable bytes go through the decoder as lone surrogates, U+DC00 plus the byte.
On the way out they become bytes that no UTF-8 text has, so that the reader reports them at their record:

- a byte that can begin no UTF-8 character (0x80 to 0xC1, 0xF5 to 0xFF) comes out as it was;
- any other, and half of a pair in UTF-16, as the three bytes ED A0 80 to ED BF BF, the form of a lone surrogate.

A decoder that meets a bad byte goes on at the next one, so a character cut short never takes a comma or line end along.
"""

from __future__ import annotations

import codecs

from csvprep.streams import Readable

_PIECE_BYTES = 2**18
_WIDE = {"utf-16": 2, "utf-16-le": 2, "utf-16-be": 2, "utf-32": 4, "utf-32-le": 4, "utf-32-be": 4}
_MARK = "\ufeff"
_KEEP, _OUT = "csvprep.keep", "csvprep.out"
_SHIFTS = b"\x1b$B!!\x1b(B ~{!!~} +AOk-"  # what ISO-2022, HZ and UTF-7 write other characters with
_AS_THEY_WERE = {chr(0xDC00 + byte): bytes([byte]) for byte in (*range(0x80, 0xC2), *range(0xF5, 0x100))}


class Transcoder:
    """Passes bytes of another encoding on as UTF-8, without a byte order mark at their head.

    Args:
        source: bytes of the encoding.
        encoding: Python's name of it; `utf-16` and `utf-32` take their byte order from the mark, little-endian without.
        name: the source's, as the user gave it.
        at_start: the source begins here, so that a byte order mark may stand here.
    """

    def __init__(self, source: Readable, encoding: str, name: str, *, at_start: bool = True) -> None:
        self.name = name
        self._source = source
        self._encoding = encoding
        self._encode_errors = "surrogatepass" if encoding in _WIDE else _OUT
        self._ascii_as_is = _is_ascii_compatible(encoding)
        self._decoder: codecs.IncrementalDecoder | None = None
        self._head = b""
        self._at_start = at_start
        self._ended = False

    def read(self, size: int, /) -> bytes:
        """Return the UTF-8 of up to so many bytes of the source, or of 256 KiB if that is less; none at the end.

        The UTF-8 may be up to three times as long.
        """
        while not self._ended:
            data = self._source.read(min(size, _PIECE_BYTES))
            self._ended = not data
            if out := self._pass_on(data):
                return out
        return b""

    def _pass_on(self, data: bytes) -> bytes:
        if self._decoder is None:
            self._head += data
            if len(self._head) < 4 and not self._ended:
                return b""
            data, self._decoder = self._head, _decoder(self._encoding, self._head)
        if self._ascii_as_is and data.isascii() and not self._decoder.getstate()[0]:
            self._at_start = False
            return data
        text = self._decoder.decode(data, final=self._ended)
        while self._ended and (more := self._decoder.decode(b"", final=True)):
            text += more
        if self._at_start and text:
            self._at_start = False
            text = text.removeprefix(_MARK)
        return text.encode("utf-8", self._encode_errors)


def _decoder(encoding: str, head: bytes) -> codecs.IncrementalDecoder:
    """Return a decoder that keeps what it can't decode; the byte order, if open, is that of a mark at the head."""
    if encoding in {"utf-16", "utf-32"}:
        big = head.startswith(codecs.BOM_UTF16_BE if encoding == "utf-16" else codecs.BOM_UTF32_BE)
        encoding += "-be" if big else "-le"
    return codecs.getincrementaldecoder(encoding)(_KEEP)


def _is_ascii_compatible(encoding: str) -> bool:
    """Say whether all ASCII bytes are ASCII characters in an encoding, wherever a character may begin."""
    every = bytes(range(128)) + _SHIFTS
    try:
        return every.decode(encoding) == every.decode("ascii")
    except UnicodeDecodeError:
        return False


def _keep(error: UnicodeError) -> tuple[str, int]:
    """Turn the first undecodable byte, or half of a pair in UTF-16 and UTF-32, into a lone surrogate."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    at, width = error.start, _WIDE.get(error.encoding, 1)
    unit = error.object[at : at + width]
    if len(unit) == width > 1:
        number = int.from_bytes(unit, "big" if error.encoding.endswith("be") else "little")
        if 0xD800 <= number < 0xE000:
            return chr(number), at + width
        return "".join(chr(0xDC00 + byte) for byte in unit), at + width
    return chr(0xDC00 + error.object[at]), at + 1


def _out(error: UnicodeError) -> tuple[bytes, int]:
    """Turn kept bytes into bytes that are no UTF-8, whatever stands beside them."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    kept = error.object[error.start : error.end]
    return b"".join(_AS_THEY_WERE.get(one) or one.encode("utf-8", "surrogatepass") for one in kept), error.end


codecs.register_error(_KEEP, _keep)
codecs.register_error(_OUT, _out)
