"""Where in the file something stands: counts over equal stretches of records."""

from __future__ import annotations

import polars as pl

STRETCHES = 128
"""At most so many; where a file has more records than that, a stretch holds a power of two of them."""


class Spread:
    """Counts of records by stretch, whatever the number of records will be.

    Attributes:
        width: records in a stretch.
        counts: of each stretch, from the first on.
    """

    def __init__(self) -> None:
        self.width = 1
        self.counts: list[int] = []

    def add(self, records: pl.Series) -> None:
        """Count records, each as often as it is given.

        Args:
            records: their numbers, ascending (Int64).
        """
        if records.is_empty():
            return
        self.reach(int(records[-1]))
        runs = ((records - 1) // self.width).rle().struct.unnest()
        for length, stretch in runs.iter_rows():
            self.counts[stretch] += length

    def merge(self, other: Spread) -> None:
        """Add the counts of other records; where stretches differ, the longer ones hold whole shorter ones."""
        if other.counts:
            self.reach((len(other.counts) - 1) * other.width + 1)
        for stretch, count in enumerate(other.counts):
            self.counts[stretch * other.width // self.width] += count

    def reach(self, record: int) -> None:
        """See that there is a stretch for a record."""
        while (record - 1) // self.width >= STRETCHES:
            self.width *= 2
            padded = [*self.counts, 0] if len(self.counts) % 2 else self.counts
            self.counts = [padded[index] + padded[index + 1] for index in range(0, len(padded), 2)]
        self.counts += [0] * ((record - 1) // self.width + 1 - len(self.counts))
