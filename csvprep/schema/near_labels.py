"""Near misses: which known label a misspelt one may mean. For messages only; nothing is taken by it.

Measured in slips: the letters of the longer label that `difflib` finds no partner for in the other, so that a letter
missing, too many, wrong or swapped with its neighbour is one slip. Of the standard library, which is enough: what
could be near is chosen by length, digits and letters first, and only that is measured.

What keeps short words apart (`Fax` and `Tax`, `State` and `Stage`, `List Name` and `Last Name`): words are compared
with words where there are as many, a word of four or five letters may not have a wrong letter, a shorter one no slip
at all; a known label of one word has five letters; numbers are the same; and some words are just other words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache, reduce
from operator import or_

from csvprep.schema.labels import fold_label
from csvprep.schema.model import Schema

_SHORTEST, _LONGEST = 4, 100  # characters
_OTHER_LETTERS = 4  # two slips are no more
_OTHER_WORDS = frozenset({"contract", "contracts", "counties", "county"})
_NEW_WORD = re.compile(r"(?<=[a-zß-öø-ÿ0-9])(?=[A-ZÀ-ÖØ-Þ])")


@dataclass(frozen=True, slots=True)
class _Spelling:
    """A label made ready to be compared, and what it stands for; a bit of `letters` is set for each letter in it."""

    text: str
    words: tuple[str, ...]
    letters: int
    digits: tuple[str, ...]
    meaning: str

    @classmethod
    def of(cls, label: str, meaning: str = "") -> _Spelling:
        text = fold_label(label)
        letters = reduce(or_, (1 << ord(letter) % 64 for letter in text), 0)
        return cls(text, split_words(label), letters, tuple(re.findall(r"\d+", text)), meaning)


def split_words(label: str) -> tuple[str, ...]:
    """Return the words of a label, folded; `businessPhone`, `Business Phone` and `business_phone` have two."""
    words = (fold_label(word) for word in re.split(r"[\W_]+", _NEW_WORD.sub(" ", label)))
    return tuple(word for word in words if word)


class NearLabels:
    """Known labels, each with its meaning, among which the nearest to an unknown one is looked for.

    Args:
        known: label and meaning.
        vague: the same, of labels that may mean it, but whose near misses don't.
    """

    def __init__(self, known: Iterable[tuple[str, str]], vague: Iterable[tuple[str, str]] = ()) -> None:
        self._by_length: defaultdict[int, list[_Spelling]] = defaultdict(list)
        self._vague = [(fold_label(label), meaning) for label, meaning in vague]
        for label, meaning in dict.fromkeys(known):
            spelling = _Spelling.of(label, meaning)
            self._by_length[len(spelling.text)].append(spelling)

    def find(self, label: str, meanings: Collection[str]) -> str | None:
        """Return the one of the meanings that the label nearly says; None when there is none, or two as near."""
        if len(label) > _LONGEST:
            return None
        one = _Spelling.of(label)
        said = {meaning for text, meaning in self._vague if text == one.text and meaning in meanings}
        if said:
            return said.pop() if len(said) == 1 else None
        if len(one.text) < _SHORTEST or not _OTHER_WORDS.isdisjoint(one.words):
            return None
        nearest, found = 3, set[str]()
        for length in range(len(one.text) - 2, len(one.text) + 3):
            for other in self._by_length.get(length, ()):
                if (one.letters ^ other.letters).bit_count() > _OTHER_LETTERS or other.meaning not in meanings:
                    continue
                slips = _count_slips(one, other)
                if slips is not None and slips <= nearest:
                    found = {*found, other.meaning} if slips == nearest else {other.meaning}
                    nearest = slips
        return found.pop() if len(found) == 1 else None

    def find_within(self, label: str, meaning: str) -> bool:
        """Say whether the label has all words of a known one, side by side: `Primary Email` has `Email`."""
        words = split_words(label) if len(label) <= _LONGEST else ()
        for spelling in (one for same in self._by_length.values() for one in same if one.meaning == meaning):
            size = len(spelling.words)
            if len(spelling.text) >= _SHORTEST and any(
                words[start : start + size] == spelling.words for start in range(len(words) - size + 1)
            ):
                return True
        return False


@lru_cache(maxsize=32)
def near_fields(schema: Schema) -> NearLabels:
    """Return the names, titles and aliases of a schema's fields, each meaning its field's name."""
    known = ((label, field.name) for field in schema.fields for label in (field.name, field.title, *field.aliases))
    beside = ((label, field.name) for field in schema.fields for _, labels in field.aliases_beside for label in labels)
    vague = ((label, field.name) for field in schema.fields for label in field.suggestions)
    return NearLabels(known, (*beside, *vague))


def _count_slips(one: _Spelling, other: _Spelling) -> int | None:
    """Return how many slips apart two labels are; None when that's too many to mean the same."""
    if one.text == other.text:
        return 0
    if one.digits != other.digits:
        return None
    if len(one.words) == 1 or len(one.words) != len(other.words):
        return _slips(one.text, other.text) if len(other.text) > _SHORTEST else None
    if sorted(one.words) == sorted(other.words):
        return 1
    slips = [_slips(*pair) for pair in zip(one.words, other.words, strict=True)]
    known = [count for count in slips if count is not None]
    return sum(known) if len(known) == len(slips) and sum(known) <= 2 else None


def _slips(one: str, other: str) -> int | None:
    if one == other:
        return 0
    longer = max(len(one), len(other))
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    slips = longer - sum(block.size for block in blocks)
    if longer < _SHORTEST or slips > (1 if longer < 12 else 2):
        return None
    wrong_letter = len(one) == len(other) and sorted(one) != sorted(other)
    return None if longer < 6 and wrong_letter else slips
