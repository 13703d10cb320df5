"""Text in UTF-8, UTF-16 and UTF-32, recognised by its first bytes and by where its zero bytes are."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16's, with which it begins
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_LOOK_BYTES = 2**16
_SEPARATORS = re.compile(rb"[\t\n\r,]")
_DELIMITERS = re.compile(rb"[;|]")


@dataclass(frozen=True, slots=True)
class Detected:
    """The encoding that a file seems to be in.

    Attributes:
        encoding: Python's name of it.
        confidence: 0 to 1.
        bom: whether the file begins with a byte order mark.
        evidence: why, in a few words for people.
    """

    encoding: str
    confidence: float
    bom: bool
    evidence: str


def detect_unicode(sample: bytes) -> Detected | None:
    """Recognise a file by its byte order mark, or as UTF-16 or UTF-32 without one; None when it is neither."""
    return _by_mark(sample) or _by_zeros(sample[:_LOOK_BYTES])


def _by_mark(sample: bytes) -> Detected | None:
    for mark, encoding in _MARKS:
        if sample.startswith(mark) and (encoding != "utf-32-le" or _is_text(sample[:_LOOK_BYTES], encoding)):
            return Detected(encoding, 1.0, bom=True, evidence="byte order mark")
    return None


def _by_zeros(sample: bytes) -> Detected | None:
    """Recognise UTF-16 and UTF-32 by ASCII beside zero bytes: most of a Latin text, commas and line ends of any."""
    if 0 not in sample:
        return None
    for encoding in ("utf-32-le", "utf-32-be"):
        if len(sample) >= 8 and _is_text(sample, encoding):
            return Detected(encoding, 0.95, bom=False, evidence="every fourth byte is zero, as in UTF-32")
    even, odd = sample[0::2], sample[1::2]
    for encoding, characters, zeros in (("utf-16-le", even, odd), ("utf-16-be", odd, even)):
        latin = _latin_share(characters, zeros) > 0.5
        if (latin or _separators_are_wide(characters, zeros)) and _is_text(sample, encoding):
            evidence = "every second byte is zero" if latin else "commas and line ends stand beside zero bytes"
            return Detected(encoding, 0.95 if latin else 0.8, bom=False, evidence=evidence)
    return None


def _latin_share(characters: bytes, zeros: bytes) -> float:
    """Say what share of pairs is a printable ASCII character and a zero."""
    pairs = sum(32 <= one < 127 and not other for one, other in zip(characters, zeros, strict=False))
    return pairs / max(1, len(characters))


def _separators_are_wide(characters: bytes, zeros: bytes) -> bool:
    """Say whether commas and line ends stand beside zeros, but for the few bytes that are half of another character."""
    separators = [at.start() for at in _SEPARATORS.finditer(characters)]
    proper = sum(zeros[at : at + 1] == b"\0" for at in separators)
    strays = len(separators) - proper + len(_SEPARATORS.findall(zeros))
    proper += sum(zeros[at.start() : at.end()] == b"\0" for at in _DELIMITERS.finditer(characters))
    return proper > 1 and proper > 2 * strays


def _is_text(sample: bytes, encoding: str) -> bool:
    """Say whether bytes, perhaps cut within a character, are text of UTF-16 or UTF-32 with hardly a control in it."""
    width = 4 if "32" in encoding else 2
    text = sample[: len(sample) // width * width].decode(encoding, "replace")
    strange = sum((one < " " and one not in "\t\n\r") or one == "\ufffd" for one in text)
    return bool(text) and strange <= len(text) // 20


def count_utf8(piece: bytes, *, is_first: bool) -> tuple[int, int]:
    """Count the characters beyond ASCII that are UTF-8, and the bytes that are not.

    Args:
        piece: bytes of a file, perhaps cut within a character at their end.
        is_first: whether they are the file's first; others may be cut at their beginning too.
    """
    if not is_first:
        piece = piece[len(piece[:3]) - len(piece[:3].lstrip(bytes(range(0x80, 0xC0)))) :]
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    text = decoder.decode(piece)
    others = len(text) - len(text.encode("ascii", "ignore"))
    bad = len(text) - len(text.encode("utf-8", "ignore").decode())
    valid, cut = others - bad, decoder.getstate()[0]
    if cut and not valid and len(piece) < _LOOK_BYTES:
        bad += len(cut)  # a short file, whose last word ends in a letter of a code page
    return valid, bad
