"""A spot in a schema file, and the plain values that stand there: what is wrong is one sentence that names it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from csvprep.errors import SchemaError

Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where in a file something stands.

    Attributes:
        file: what to call the file in messages.
        path: the way to the spot inside of it, as a reader of messages has it; empty: the whole of it.
        notes: takes the keys that are not known, each once, with its place; shared by all spots of the file.
    """

    file: str
    path: str = ""
    notes: list[str] = field(default_factory=list)

    def below(self, name: str) -> Spot:
        """Return a spot inside of this one."""
        return Spot(self.file, f"{self.path} {name}".lstrip(), self.notes)

    def error(self, message: str) -> SchemaError:
        """Return the error that something is wrong here."""
        return SchemaError(f"{self.file}: {self.path + ': ' if self.path else ''}{message}")

    def split_unknown(self, item: Item, known: Collection[str], inside: Collection[str] = ()) -> dict[str, Any]:
        """Return the keys of a mapping that nobody here knows, with their values, and note them.

        Args:
            item: the mapping.
            known: the keys that are known.
            inside: keys that are known one level further down, under `constraints`.
        """
        extra = {str(key): value for key, value in item.items() if key not in known}
        for key in extra:
            near, below = (get_close_matches(key, names, 1, 0.85) for names in (known, inside))
            hint = f"; did you mean {near[0]}?" if near else f"; {below[0]} belongs under constraints" if below else ""
            self.note(key, hint[2:])
        return extra

    def note(self, what: str, hint: str = "") -> None:
        """Note something of which nothing is made here, unless it was noted elsewhere in the file."""
        where = "; ".join(part for part in (self.path, hint) if part)
        if all(told != what and not told.startswith(f"{what} (") for told in self.notes):
            self.notes.append(f"{what} ({where})" if where else what)

    def flag(self, value: Any, key: str) -> bool:
        """Return true or false."""
        if not isinstance(value, bool):
            raise self.error(f"{key} {value!r} is neither true nor false")
        return value

    def count(self, value: Any, key: str) -> int:
        """Return a whole number from 0."""
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self.error(f"{key} {value!r} is not a whole number from 0")
        return value

    def text(self, value: Any, key: str) -> str:
        """Return a text that is not empty."""
        if not isinstance(value, str) or not value:
            raise self.error(f"{key} {value!r} is not a text; put it in quotes")
        return value

    def texts(self, value: Any, key: str) -> tuple[str, ...]:
        """Return a list of texts."""
        found = self.items(value, key)
        if not all(isinstance(text, str) for text in found):
            raise self.below(key).error("holds something that is no text; put it in quotes")
        return tuple(found)

    def one_or_texts(self, value: Any, key: str) -> tuple[str, ...]:
        """Return a list of texts, which may be written as the text itself when it is one."""
        return (value,) if isinstance(value, str) else self.texts(value, key)

    def items(self, value: Any, key: str) -> Sequence[Any]:
        """Return a list."""
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise self.below(key).error("is not a list")
        return value

    def mapping(self, value: Any, key: str) -> Item:
        """Return a mapping of keys to values."""
        if not isinstance(value, Mapping):
            raise self.below(key).error("is not a mapping of keys to values")
        return value
