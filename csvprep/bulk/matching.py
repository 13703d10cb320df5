"""Which row of a chunk does an error row speak of? By its number if that can be believed, else by its words.

The contract shows no row number, only messages such as `ann@acme.com: Invalid email address`. So the words
of each message are held against the values of the column that names a record. This takes two passes over
the chunk, time in proportion to its rows and the messages, and memory in proportion to the messages (plus
two bytes for each row): the first pass fills a filter with the chunk's values, so that of all the pieces
of a message only those that may be values are kept; the second finds the rows that have them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from csvprep.bulk.answers import ErrorRow

_WORD = re.compile(r"\S+")
_BARE_WORD = re.compile(r"""[^\s"'<>()\[\]{}=,;|]+""")
_LOOSE_ENDS = ":;,.!?\"'()[]<>{}"
_MOST_WORDS = 8
_BITS_PER_VALUE = 16


class ValueFilter:
    """A Bloom filter: says of a value that it is surely not among those added, or that it may be."""

    def __init__(self, values: int) -> None:
        self._bits = bytearray(max(64, values * _BITS_PER_VALUE // 8))
        self.most_words = 1

    def add(self, value: str) -> None:
        """Add a value."""
        self.most_words = min(_MOST_WORDS, max(self.most_words, len(value.split())))
        for place in self._places(value):
            self._bits[place >> 3] |= 1 << (place & 7)

    def may_hold(self, value: str) -> bool:
        """Tell whether a value may have been added."""
        return all(self._bits[place >> 3] & (1 << (place & 7)) for place in self._places(value))

    def _places(self, value: str) -> tuple[int, int, int]:
        size = len(self._bits) * 8
        seed = hash(value)
        return seed % size, (seed >> 21) % size, hash((seed, 1)) % size


@dataclass(slots=True)
class Matcher:
    """Finds the rows of one chunk that its error rows speak of.

    Attributes:
        errors: the chunk's error rows.
        pieces: for each of them the parts of its message that may be values, the longest first.
        rows: the row indexes (0-based) at which each such value was seen.
    """

    errors: Sequence[ErrorRow]
    pieces: list[tuple[str, ...]] = field(default_factory=list)
    rows: dict[str, list[int]] = field(default_factory=dict)
    _most: dict[str, int] = field(default_factory=dict)

    def prepare(self, values: ValueFilter) -> None:
        """Keep of each message what may be a value."""
        for error in self.errors:
            found = sorted(filter(values.may_hold, _cut(error.message, values.most_words)), key=len, reverse=True)
            self.pieces.append(tuple(found))
            for piece in found:
                self.rows.setdefault(piece, [])
                self._most[piece] = self._most.get(piece, 0) + 1

    def see(self, row_index: int, value: str) -> bool:
        """Note that a row has this value; tell whether any message may speak of it."""
        seen = self.rows.get(value)
        if seen is None:
            return False
        if len(seen) <= self._most[value]:
            seen.append(row_index)
        return True

    def match(self, records: int) -> list[int | None]:
        """Return for each error row the index of the chunk's row it speaks of; None where that is open."""
        by_value = self._match_values()
        by_number = self._match_numbers(records, by_value)
        if by_number is not None:
            return by_number
        every_row_failed_alike = (
            len(self.errors) == records
            and len({error.message for error in self.errors}) == 1
            and all(row is None for row in by_value)
        )
        return list(range(records)) if every_row_failed_alike else by_value

    def _match_numbers(self, records: int, by_value: Sequence[int | None]) -> list[int | None] | None:
        numbers = [error.row_number for error in self.errors]
        if all(number is None for number in numbers):
            return None
        if any(number is not None and not 1 <= number <= records for number in numbers):
            return None
        pairs = list(zip(numbers, by_value, strict=True))
        if any(number is not None and row is not None and number - 1 != row for number, row in pairs):
            return None
        return [row if number is None else number - 1 for number, row in pairs]

    def _match_values(self) -> list[int | None]:
        chosen = [self._choose(pieces) for pieces in self.pieces]
        wanted: dict[str, int] = {}
        for value in chosen:
            if value is not None:
                wanted[value] = wanted.get(value, 0) + 1
        # Two rows with one value and two messages on it go together in order; one message on two rows stays open.
        turns = {value: iter(self.rows[value]) for value, count in wanted.items() if _is_fair(self.rows[value], count)}
        return [self._take(turns, value) for value in chosen]

    def _take(self, turns: Mapping[str, Iterator[int]], value: str | None) -> int | None:
        if value is None or value not in turns:
            return None
        rows = self.rows[value]
        return rows[0] if len(rows) == 1 else next(turns[value], None)

    def _choose(self, pieces: Sequence[str]) -> str | None:
        seen = [piece for piece in pieces if self.rows[piece]]
        if not seen or (len(seen) > 1 and len(seen[0]) == len(seen[1])):
            return None
        return seen[0]


def normalise_value(value: str) -> str:
    """Return a cell as it is compared: letter case and outer blanks aside, inner blanks single."""
    return " ".join(value.split()).casefold()


def _is_fair(rows: Sequence[int], messages: int) -> bool:
    return len(rows) in {1, messages}


def _cut(message: str, most_words: int) -> set[str]:
    text = normalise_value(message)
    pieces: set[str] = set()
    for pattern in (_WORD, _BARE_WORD):
        spans = [found.span() for found in pattern.finditer(text)]
        for first, (start, _) in enumerate(spans):
            for _, end in spans[first : first + most_words]:
                piece = text[start:end]
                pieces.update((piece, piece.rstrip(_LOOSE_ENDS), piece.strip(_LOOSE_ENDS)))
    pieces.discard("")
    return pieces
