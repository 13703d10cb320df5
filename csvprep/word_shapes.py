"""Whether characters could be a word, of any language: `MŸller`, `JosÈ`, `Groﬂ`, `ZoÃ«` and `K鰈n` are nobody's names.

Such words come about when bytes are read in the wrong encoding. The rules here are about scripts, capitals and signs,
not about any language's vocabulary.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

_WORD = re.compile(r"[^\x00-@\[-`{-\x7f]*[^\x00-\x7f][^\x00-@\[-`{-\x7f]*")
_NO_LETTERS = frozenset("ªºƒµﬀﬁﬂ")
_EAST_ASIAN = frozenset({"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL", "IDEOGRAPHIC"})
_BEFORE_WORDS = frozenset("“„«‘’‚¿¡§№…•·–°©®\xa0")
_AFTER_WORDS = frozenset("”“»’‘…®©™°€ªº¹²³·–\xa0")
_AFTER_APOSTROPHES = frozenset({"s", "t", "d", "m", "ll", "re", "ve"})
_MOST_BEFORE_APOSTROPHES = 4  # Dell’Orto
_VOWELS = "aeiouyáéíóúýąęěůäöü"
_MISPLACED = re.compile(rf"ń[{_VOWELS}]|[{_VOWELS}][ĺŕ]|[ĺŕ][{_VOWELS}]")
"""Polish and Sorbian write `ni` before a vowel, and Slovak's long `l` and `r` stand for one: ñ, å and à misread."""


def find_foreign_words(text: str) -> list[str]:
    """Return the runs of letters and other characters that are not all ASCII."""
    return _WORD.findall(text)


def is_word(word: str) -> bool:
    """Say whether such a run could stand in a text of some language."""
    kinds = [_kind(character) for character in word]
    if "BAD" in kinds or word.endswith("ÿ") or _MISPLACED.search(word.lower()):
        return False
    scripts = set(kinds) - {"SIGN", "MARK"}
    if len(scripts) > 1 and not (scripts == {"LATIN", "CJK"} and _borders_are_clean(word, kinds)):
        return False
    return not any(
        _is_wrong_capital(word, index) or (kind == "SIGN" and _is_wrong_sign(word, kinds, index))
        for index, kind in enumerate(kinds)
    )


def has_letters(word: str) -> bool:
    """Say whether a run has letters beyond ASCII, not signs alone."""
    return any(_kind(character) not in {"SIGN", "MARK"} for character in word if not character.isascii())


def _borders_are_clean(word: str, kinds: Sequence[str]) -> bool:
    """Say whether East Asian characters stand beside a Latin name, not inside of one as in K鰈n."""
    shape = "".join("L" if kind == "LATIN" else "C" if kind == "CJK" else " " for kind in kinds)
    if re.search("LC+L", shape) or len(word) < 3:
        return False
    return "CC" in shape or not any(character.islower() for character in word if character.isascii())


def _is_wrong_capital(word: str, index: int) -> bool:
    """Say whether a capital stands after a small letter, or between a capital and a small letter; ASCII may."""
    before, here, after = word[:index][-1:], word[index], word[index + 1 : index + 2]
    if not here.isupper() or (before + here).isascii():
        return False
    return before.islower() or (before.isupper() and after.islower())


def _is_wrong_sign(word: str, kinds: Sequence[str], index: int) -> bool:
    """Say whether a character that is no letter stands within a word, or before one though it isn't of that kind."""
    before, here, after = word[:index], word[index], word[index + 1 :]
    around = {*kinds[:index][-1:], *kinds[index + 1 :][:1]} - {"SIGN"}
    if not around or "CJK" in around:
        return False
    if not before or kinds[index - 1] == "SIGN":
        return here not in _BEFORE_WORDS
    if not after or kinds[index + 1] == "SIGN":
        return here not in _AFTER_WORDS
    if kinds[index + 1] != "LATIN":
        return here not in "’–—"
    if here in "’‘":
        return not (after.lower() in _AFTER_APOSTROPHES or _is_elision(before, after))
    return here not in "–—" or not (after[0].isupper() or len(before) > 2 < len(after))


def _is_elision(before: str, after: str) -> bool:
    """Say whether an apostrophe between two parts stands for a vowel, or for an Irish name's O."""
    first = unicodedata.normalize("NFD", after)[0].lower()
    return len(before) <= _MOST_BEFORE_APOSTROPHES and len(after) > 1 and (first in "aeiouhy" or before in "ODLM")


@lru_cache(maxsize=2**14)
def _kind(character: str) -> str:
    """Return a letter's script, SIGN, MARK, or BAD for what no cell of text has."""
    if character.isascii():
        return "LATIN"
    category = unicodedata.category(character)
    if category in {"Cc", "Cn", "Co", "Cs"} or "\u2500" <= character <= "\u259f":
        return "BAD"
    if category.startswith("M"):
        return "MARK"
    if category not in {"Ll", "Lu", "Lt", "Lo", "Lm"} or character in _NO_LETTERS:
        return "SIGN"
    script = unicodedata.name(character, "SIGN").split()[0]
    if script in _EAST_ASIAN:
        return "CJK"
    return "SIGN" if category == "Lm" else script
