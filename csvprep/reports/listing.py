"""Findings kept for a report: the first of each code, field or record, in bounded memory; totals stay exact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from csvprep.catalogue import CATALOGUE
from csvprep.findings import Finding
from csvprep.frame import RECORD
from csvprep.spots import Spot
from csvprep.summary import to_findings

Find = Callable[[str, int | None, int | None], Spot | None]
"""Takes code, record and column number of a finding, see `csvprep.spots.Locator.find`."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A finding, and where in the file it stands as far as that is known."""

    finding: Finding
    spot: Spot | None = None


MOST_ORDERED = 100_000
"""How many findings are kept where all are wanted by field or record, which is not the order they come in."""


class Listing:
    """The first `limit` findings of each group.

    Attributes:
        limit: how many findings of one code or field are kept, or of how many records; 0: all, but by field or
            record no more than the first MOST_ORDERED of them.
        by: what the groups are: code, field or record.
        listed: the findings, in file order.
        cut: how many findings of each code were left out.
        counts: how many findings each code or field has.
    """

    def __init__(self, limit: int, by: str = "code") -> None:
        self.limit = limit
        self.by = by
        self.listed: list[Listed] = []
        self.cut: Counter[str] = Counter()
        self.counts: Counter[str | None] = Counter()
        self._records = 0

    @property
    def kept(self) -> list[Finding]:
        """The findings alone."""
        return [one.finding for one in self.listed]

    def add(self, frame: pl.DataFrame, find: Find | None = None) -> None:
        """Take in a report frame of one block, or of a whole file.

        Args:
            frame: the findings.
            find: tells where they stand.
        """
        for one in to_findings(self.take(frame)):
            spot = None if find is None else find(one.code, one.record, one.column_number)
            self.listed.append(Listed(one, spot))

    def take(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the rows of a report frame that are within the limit, and count all of them."""
        fits = self._fits_record(frame) if self.by == "record" else self._fits_group(frame)
        if not self.limit and self.by == "code":
            return frame
        if not self.limit:
            fits = pl.int_range(len(frame), eager=True) < MOST_ORDERED - len(self.listed)
        self.cut.update(dict(frame.filter(~fits).group_by("code").len().iter_rows()))
        return frame.filter(fits)

    def _fits_group(self, frame: pl.DataFrame) -> pl.Series:
        """Return which findings are among the first of their code or field (Boolean)."""
        group = pl.col(self.by)
        room = {name: self.limit - self.counts[name] for name in frame[self.by].unique()}
        self.counts.update(dict(frame.group_by(self.by).len().iter_rows()))
        left = group.replace_strict(
            pl.Series(list(room), dtype=pl.String), pl.Series(list(room.values()), dtype=pl.Int64), default=None
        )
        return frame.select(pl.int_range(pl.len()).over(group) < left).to_series()

    def _fits_record(self, frame: pl.DataFrame) -> pl.Series:
        """Return which findings are of the first records (Boolean); what is about the file as a whole always is."""
        place = pl.col(RECORD).rank("dense") + self._records
        fits = frame.select((place <= self.limit).fill_null(value=True)).to_series()
        self._records += frame[RECORD].drop_nulls().n_unique()
        return fits

    def cut_by_code(self) -> dict[str, int]:
        """Return how many findings of each code are not listed, in the catalogue's order."""
        return {code: self.cut[code] for code in CATALOGUE if self.cut[code]}
