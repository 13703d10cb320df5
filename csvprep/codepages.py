"""Which code page of old a text is in, when it is not Unicode: the judgement of a library, held against its words.

A library (chardet) says how much the bytes look like each code page's languages. On a contact file, mostly ASCII with
a name here and there, its first answers lie close together. So the words of each answer are looked at as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from csvprep.word_shapes import find_foreign_words, has_letters, is_word

MULTI_BYTE = ("cp932", "euc_jis_2004", "gb18030", "big5hkscs", "cp949")
CODE_PAGES = (
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874"),
    *("iso8859-1", "iso8859-2", "iso8859-5", "iso8859-7", "iso8859-9", "iso8859-15"),
    *("mac-roman", "mac-cyrillic", "mac-latin2", "koi8-r", "koi8-u", "cp437", "cp850", "cp852", "cp866"),
    *MULTI_BYTE,
)
CHARACTER_BYTES = bytes(range(0x30, 0x100))  # of characters longer than one byte; a comma is below
_PREFERRED = {  # what the same text is called rather: the code page of Windows, or the common form
    "iso8859-1": "cp1252",
    "iso8859-15": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-2": "cp1250",
    "iso8859-7": "cp1253",
    "cp437": "cp850",
    "big5hkscs": "cp950",
    "euc_jis_2004": "euc_jp",
}
_WEST_EUROPEAN = {"cp1252": 1.15, "iso8859-1": 1.15, "iso8859-15": 1.1}  # by far the commonest, so they win a near draw
_SIGNS = 3.0  # how much likelier these are when there are only apostrophes, quotes and the like: the trace of Windows
_C1_CONTROLS = re.compile("[\x80-\x9f]")  # no text has them; where ISO does, Windows has characters
_CONTROLS = bytes({*range(32), 127} - {9, 10, 13})  # a library takes bytes with NUL for no text at all
_SAMPLE_BYTES = 16 * 2**10
_MOST_CANDIDATES = 12
_RIVAL = 0.75


@dataclass(frozen=True, slots=True)
class CodePage:
    """A code page, and how surely it is the one.

    Attributes:
        name: Python's.
        confidence: 0 to 1.
        plausible: share of the words beyond ASCII that could be words, 0 to 1.
        rivals: how many others gave a likely, but different text.
    """

    name: str
    confidence: float
    plausible: float
    rivals: int


@dataclass(frozen=True, slots=True)
class _Reading:
    name: str
    score: float
    plausible: float
    words: int
    text: str


def detect_code_page(pieces: Sequence[bytes]) -> CodePage | None:
    """Guess the code page of pieces of one file, none cut within a character; None when no reading makes words.

    Only lines that are not ASCII speak, and of them no more than about 16 KiB.
    """
    lines = _telling_lines(pieces)
    readings = _read(lines, CODE_PAGES) if lines else []
    if not readings or readings[0].plausible < 0.8:
        readings = sorted([*readings, *_damaged(lines)], key=lambda reading: -reading.score * reading.plausible)
    if not readings or readings[0].plausible < 0.5:
        return None
    best = readings[0]
    others = [reading.score for reading in readings if reading.text != best.text]
    margin = max(0.0, 1 - max(others, default=0.0) / best.score)
    confidence = min(0.95, (0.5 + margin) * best.plausible) * (best.words + 1) / (best.words + 2)
    best = next((one for one in readings if _is_western_twin(one, best)), best)
    rivals = sum(score > _RIVAL * best.score for score in others)
    return CodePage(_preferred(best), round(confidence, 2), best.plausible, rivals)


def _is_western_twin(one: _Reading, best: _Reading) -> bool:
    """Say whether Windows-1252 is meant: it makes the same text, and is at least half as likely."""
    return one.name == "cp1252" and one.text == best.text and one.score >= best.score / 2


def _telling_lines(pieces: Iterable[bytes]) -> list[bytes]:
    """Return distinct lines that are not ASCII, some of each piece."""
    shares = [[line for line in re.split(rb"[\r\n]+", piece) if not line.isascii()] for piece in pieces]
    shares = [share for share in shares if share]
    chosen: dict[bytes, None] = {}
    for share in shares:
        room = _SAMPLE_BYTES // len(shares)
        for line in share:
            chosen[line if len(line) <= room else line[:room].rstrip(CHARACTER_BYTES) or line[:room]] = None
            room -= len(line)
            if room <= 0:
                break
    return list(chosen)


def _read(lines: Sequence[bytes], code_pages: Sequence[str]) -> list[_Reading]:
    """Read lines in each code page that a library thinks of, likeliest first; those that can't decode are out."""
    import chardet  # noqa: PLC0415 - 40 ms, and most files are UTF-8

    data = b"\n".join(lines).translate(None, _CONTROLS)
    answers = chardet.detect_all(
        data,
        ignore_threshold=True,
        compat_names=False,
        include_encodings=code_pages,
        no_match_encoding=code_pages[0],
    )
    found = []
    for answer in answers[:_MOST_CANDIDATES]:
        name = answer["encoding"] or ""
        try:
            text = data.decode(name)
        except (UnicodeError, LookupError):
            continue
        found.append(_weigh(name, answer["confidence"], text))
    return sorted((reading for reading in found if reading.score), key=lambda reading: -reading.score)


def _weigh(name: str, likeness: float, text: str) -> _Reading:
    """Weigh how much bytes are like a code page's languages by how many of the words could be words."""
    words = find_foreign_words(text)
    plausible = sum(map(is_word, words)) / max(1, len(words))
    if name in _WEST_EUROPEAN:
        likeness *= _WEST_EUROPEAN[name] * (1 if any(map(has_letters, words)) else _SIGNS)
    elif not any(map(has_letters, words)):
        likeness = 0.0
    if name == "gb18030" and _seems_euc_jp(text):
        plausible /= 2
    return _Reading(name, likeness * plausible**2, plausible, len(set(words)), text)


def _seems_euc_jp(text: str) -> bool:
    """Say whether text read as GB18030 is Japanese: EUC-JP has kana at the same bytes, and no common kanji from D0 on.

    In GB 2312 a fifth of the common characters, those whose pinyin begin with x to z, lie at D0 to D7.
    """
    leads = [one.encode("gb18030")[0] for one in text if "\u4e00" <= one <= "\u9fff"]
    return re.search("[\u3040-\u30ff]", text) is not None or (len(leads) > 15 and max(leads) < 0xD0)


def _damaged(lines: Sequence[bytes]) -> list[_Reading]:
    """Read lines in the multi-byte code pages of which all but a few are, as when cells were cut within a character."""
    found = []
    for name in MULTI_BYTE:
        whole = [line for line in lines if _decodes(line, name)]
        if len(lines) > len(whole) >= 0.8 * len(lines):
            found += _read(whole, [name])
    return found


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _preferred(reading: _Reading) -> str:
    """Return the preferred name of an encoding that gives the same text."""
    twin = _PREFERRED.get(reading.name)
    text = _C1_CONTROLS.sub("", reading.text)
    return twin if twin and text.encode(reading.name) == text.encode(twin, "ignore") else reading.name
