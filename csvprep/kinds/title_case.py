"""Names of people in title case: McGavin, O'Neil, van der Berg, Jean-Luc, J.R. Ewing III."""

from __future__ import annotations

import re
from typing import Final

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_PARTICLES: Final = frozenset({
    "af", "al", "am", "auf", "av", "bin", "da", "das", "de", "degli", "dei", "del", "della", "den", "der", "di", "do",
    "dos", "du", "e", "el", "ibn", "in", "la", "las", "le", "los", "op", "te", "ten", "ter", "tot", "und", "van", "vom",
    "von", "y", "zu", "zum", "zur",
})  # fmt: skip
_FIRST_PARTICLES: Final = frozenset(
    {"af", "auf", "av", "bin", "ibn", "op", "ten", "ter", "van", "vom", "von", "zu", "zum"}
)
_NUMERALS: Final = frozenset({"ii", "iii", "iv", "vi", "vii", "viii"})


def title_case(value: str) -> str:
    """Return a name that is all upper or all lower case as names are written; any other value as it is.

    Particles stay small between other words, and those that no name begins with a capital (van, von, zu …) at the
    beginning too, when another word follows.
    """
    if value not in (value.upper(), value.lower()):
        return value
    found = list(_WORD.finditer(value))
    written = list(value)
    for number, match in enumerate(found):
        word = value[match.start() : match.end()].lower()
        is_last = number == len(found) - 1 or not _follows_space(value, found[number + 1].start())
        is_first = number == 0 or not _follows_space(value, match.start())
        small = _FIRST_PARTICLES if is_first else _PARTICLES
        _write(written, match.start(), match.end(), keep_small=word in small and not is_last, word=word)
    return "".join(written)


def _follows_space(value: str, start: int) -> bool:
    return value[start - 1 : start].isspace()


def _write(written: list[str], start: int, end: int, *, keep_small: bool, word: str) -> None:
    """Write the letters of one word; a letter whose other case is not one letter stays as it is."""
    if word in _NUMERALS and start > 0:
        capitals = set(range(end - start))
    elif keep_small:
        capitals = set()
    else:
        capitals = _capitals(word)
    for place in range(start, end):
        letter = written[place]
        other = letter.upper() if place - start in capitals else letter.lower()
        if len(other) == 1 and other.lower() == letter.lower() and other.upper() == letter.upper():
            written[place] = other


def _capitals(word: str) -> set[int]:
    """Return the places of the letters that are capitals in one word."""
    found = {0}
    if word.startswith("mc") and len(word) > 3:
        found.add(2)
    mark = max(word.find("'"), word.find("’"))
    if mark == 1 and len(word) > 3:  # O'Neil and D'Angelo, but Ann's
        found.add(2)
    return found
