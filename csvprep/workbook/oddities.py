"""What is to be said of a sheet's cells that are not all that they seem."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

LONG, SHORTENED, VALUELESS, HIDDEN_ROW = "long", "shortened", "valueless", "hidden row"
# what is said of one, and of more
_SENTENCES: Final = {
    LONG: (
        "{place} is a number of more than 15 digits; a workbook keeps 15, so its last ones may be lost",
        "{count} numbers have more than 15 digits (first: {place}); a workbook keeps 15, the last ones may be lost",
    ),
    SHORTENED: (
        "{place} shows less than is stored; it is read as shown",
        "{count} cells show less than is stored (first: {place}); they are read as shown",
    ),
    VALUELESS: (
        "the formula in {place} has no stored value and is empty here; save the workbook in Excel again",
        "{count} formulas have no stored value (first: {place}) and are empty here; save the workbook in Excel again",
    ),
    HIDDEN_ROW: ("row {place} is hidden; it was read too", "{count} rows are hidden (first: {place}); read too"),
}


@dataclass
class Oddities:
    """What is to be said of a sheet's cells: how often, and where first."""

    counts: Counter[str] = field(default_factory=Counter)
    places: dict[str, str] = field(default_factory=dict)

    def add(self, what: str, place: str) -> None:
        """Count one."""
        self.counts[what] += 1
        self.places.setdefault(what, place)

    def notes(self) -> Iterator[str]:
        """Yield a sentence for each."""
        for what, (one, many) in _SENTENCES.items():
            if count := self.counts[what]:
                yield (one if count == 1 else many).format(count=f"{count:,}", place=self.places[what])
