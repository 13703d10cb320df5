"""Findings kept for a report: the first of each code and file, so that memory stays bounded; totals stay exact."""

from __future__ import annotations

from collections import Counter

import polars as pl

from csvprep.catalogue import CATALOGUE
from csvprep.findings import Finding
from csvprep.summary import to_findings


class Listing:
    """The first `limit` findings of each code.

    Attributes:
        limit: how many findings of one code are kept; 0: all.
        kept: the findings, in file order.
        cut: how many findings of each code were left out.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.kept: list[Finding] = []
        self.cut: Counter[str] = Counter()
        self._counts: Counter[str] = Counter()

    def add(self, frame: pl.DataFrame) -> None:
        """Take in a report frame."""
        if not self.limit:
            self.kept.extend(to_findings(frame))
            return
        numbered = frame.with_columns(pl.int_range(pl.len()).over("code").alias("number"))
        room = {code: self.limit - self._counts[code] for code in frame["code"].unique()}
        fits = pl.col("number") < pl.col("code").replace_strict(room, return_dtype=pl.Int64)
        self.kept.extend(to_findings(numbered.filter(fits)))
        for code, count in frame.group_by("code").len().iter_rows():
            self.cut[code] += max(0, count - max(0, room[code]))
            self._counts[code] += count

    def cut_by_code(self) -> dict[str, int]:
        """Return how many findings of each code are not listed, in the catalogue's order."""
        return {code: self.cut[code] for code in CATALOGUE if self.cut[code]}
