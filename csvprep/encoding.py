"""Bytes that are text: their encoding, and what is surely no text."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence

from csvprep.codepages import CHARACTER_BYTES, CodePage, detect_code_page
from csvprep.errors import InputError, UsageError
from csvprep.transcoding import Transcoder
from csvprep.unicode_forms import Detected, count_utf8, detect_unicode

__all__ = ["Detected", "Transcoder", "detect_encoding", "encoding_title", "parse_encoding", "refuse_binary"]

_MAGIC = (
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook", "save the sheet as CSV UTF-8"),
    (b"%PDF-", "a PDF document", "export the table as CSV"),
    (b"{\\rtf", "an RTF document", "export the table as CSV"),
    (b"\x89PNG", "a picture", "give the CSV file"),
    (b"\xff\xd8\xff", "a picture", "give the CSV file"),
    (b"GIF8", "a picture", "give the CSV file"),
    (b"\x7fELF", "a program", "give the CSV file"),
    (b"PAR1", "a Parquet file", "export the table as CSV"),
    (b"ARROW1", "an Arrow file", "export the table as CSV"),
    (b"SQLite format 3\0", "a SQLite database", "export the table as CSV"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it first"),
    (b"Rar!\x1a\x07", "a RAR archive", "unpack it first"),
)
_TAR = slice(257, 262)  # POSIX ustar: where a header block says that it is one
_FRIENDLY = {
    "ansi": "cp1252",
    "western": "cp1252",
    "windows": "cp1252",
    "mac": "mac-roman",
    "maccentraleuropean": "mac-latin2",
    "dos": "cp850",
    "oem": "cp850",
    "unicode": "utf-16",
    "ucs2": "utf-16",
    "utf8bom": "utf-8",
    "sjis": "cp932",
    "shiftjis": "cp932",
    "windows31j": "cp932",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "euckr": "cp949",
}
_TITLES = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "utf-32": "UTF-32",
    "utf-32-le": "UTF-32 LE",
    "utf-32-be": "UTF-32 BE",
    "mac-roman": "Mac Roman",
    "mac-cyrillic": "Mac Cyrillic",
    "mac-latin2": "Mac Central European",
    "cp932": "Shift-JIS",
    "shift_jis": "Shift-JIS",
    "euc_jp": "EUC-JP",
    "cp949": "EUC-KR",
    "cp950": "Big5",
    "big5hkscs": "Big5-HKSCS",
    "cp874": "Windows-874",
}
_NOT_CHARACTERS = {
    "idna",
    "punycode",
    "undefined",
    "unicode_escape",
    "unicode-escape",
    "raw_unicode_escape",
    "raw-unicode-escape",
}
_LONG_BYTES = 2**16
_TEXT_CONTROLS = bytes({7, 8, 9, 10, 11, 12, 13, 27})
_CONTROLS = bytes(set(range(32)) - set(_TEXT_CONTROLS))


def parse_encoding(encoding: str | None) -> str | None:
    """Return Python's name of an encoding, which may be as people call it; None for UTF-8, which needs no decoding.

    Raises:
        UsageError: there is no such encoding of text.
    """
    if encoding is None:
        return None
    try:
        name = codecs.lookup(_codec_of(encoding)).name
        is_text = name not in _NOT_CHARACTERS and "".encode(name) is not None
    except (LookupError, ValueError):
        is_text = False
    if not is_text:
        raise UsageError(f"--encoding {encoding}: no such text encoding; try utf-8, cp1252, latin-1 or utf-16")
    return None if name in {"utf-8", "utf-8-sig", "ascii"} else name


def _codec_of(encoding: str) -> str:
    """Return what Python may know an encoding by, of which people write the name in many ways."""
    plain = re.sub(r"[\s_-]", "", encoding).casefold()
    if plain in _FRIENDLY:
        return _FRIENDLY[plain]
    if page := re.fullmatch(r"(?:windows|win|cp|doscodepage)(\d+)", plain):
        return f"cp{page[1]}"
    if wide := re.fullmatch(r"(utf)(16|32)(le|be)", plain):
        return "-".join(wide.groups())
    return plain if " " in encoding.strip() else encoding.strip()


def encoding_title(name: str) -> str:
    """Return what people call an encoding that Python calls so: `Windows-1252` for `cp1252`."""
    if name in _TITLES:
        return _TITLES[name]
    if name.startswith("cp125"):
        return f"Windows-{name[2:]}"
    if name.startswith("cp"):
        return f"DOS code page {name[2:]}"
    return name.upper().replace("ISO8859", "ISO-8859")


def refuse_binary(sample: bytes, name: str) -> None:
    """Raise InputError for first bytes of a file, no archive that can be opened, that are surely no text."""
    for magic, what, remedy in _MAGIC:
        if sample.startswith(magic):
            raise InputError(f"{name}: is {what}, not a CSV file; {remedy}")
    if sample[_TAR] == b"ustar":
        raise InputError(f"{name}: is a tar archive, not a CSV file; unpack it first")
    if detect_unicode(sample) is not None:
        return
    is_utf8 = not count_utf8(sample, is_first=True)[1]
    nulls = sample.count(0) if is_utf8 and b"\n" in sample else 0
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if controls - nulls > (len(sample) - nulls) // (10 if is_utf8 else 20):
        raise InputError(
            f"{name}: looks like a binary file ({controls} of its first {len(sample)} bytes are control bytes); "
            "if it is text, name its encoding with --encoding"
        )


def detect_encoding(sample: bytes, *, more: Sequence[bytes] = ()) -> Detected:
    """Guess the encoding of a file.

    Byte order marks decide, then zero bytes (UTF-16, UTF-32), then whether the bytes are UTF-8. Bytes that are
    partly so stay UTF-8, that is with bad bytes, unless a code page makes better sense of them.

    Args:
        sample: the file's first bytes, up to some 100 KiB.
        more: bytes from elsewhere in it, perhaps cut within characters.
    """
    unicode = detect_unicode(sample)
    if unicode is not None:
        return unicode
    pieces = [sample, *more]
    if all(piece.isascii() for piece in pieces):
        return Detected("utf-8", 0.99, bom=False, evidence="all bytes are ASCII")
    counts = [count_utf8(piece, is_first=not index) for index, piece in enumerate(pieces)]
    valid, bad = sum(count[0] for count in counts), sum(count[1] for count in counts)
    if not bad:
        return Detected("utf-8", 0.99, bom=False, evidence="all bytes are UTF-8")
    page = _code_page(pieces, valid, bad) if valid < bad else None
    if page is not None:
        evidence = "chardet and its words" + (f", of {page.rivals + 1} likely ones" if page.rivals else "")
        return Detected(page.name, page.confidence, bom=False, evidence=evidence)
    confidence = round(max(0.3, 0.9 * valid / (valid + bad)), 2)
    evidence = f"UTF-8 but for {bad} bad byte{'s' * (bad > 1)}"
    return Detected("utf-8", confidence, bom=False, evidence=evidence)


def _code_page(pieces: Sequence[bytes], valid: int, bad: int) -> CodePage | None:
    """Return the code page that makes sense of bytes of which so many characters are UTF-8 and so many bytes not.

    Where one in ten or more is UTF-8, all words must make sense: `Ã©` makes none.
    """
    page = detect_code_page([_cut_at_ascii(piece, is_first=not index) for index, piece in enumerate(pieces)])
    return page if page is not None and (10 * valid < bad or page.plausible > 0.95) else None


def _cut_at_ascii(piece: bytes, *, is_first: bool) -> bytes:
    """Cut what may be half a character off the ends of bytes; those of code pages hold no byte below 0x30."""
    if is_first:
        cut = piece.rstrip(CHARACTER_BYTES)
        return cut if len(piece) >= _LONG_BYTES and len(piece) - len(cut) < _LONG_BYTES else piece
    return piece.lstrip(CHARACTER_BYTES).rstrip(CHARACTER_BYTES)
