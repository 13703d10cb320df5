"""What a page shows of some of a file's records, in a form that can be put together with that of the others.

Counts are cut where a page has enough of them only when all are known: so those of a part are kept whole, in frames.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import polars as pl

from csvprep.frame import LINE, RECORD
from csvprep.overview.cells import FieldCells
from csvprep.overview.codes import Key
from csvprep.overview.patterns import FixPatterns
from csvprep.overview.repeats import PLACES_KEPT, Repeats
from csvprep.overview.samples import Sample
from csvprep.overview.spread import Spread
from csvprep.overview.whole import Overview
from csvprep.plan import Plan

_PATTERN = ("field", "code", "from", "to")


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was gathered of records that follow one another; picklable.

    Attributes:
        cells, codes, samples, fixed, rejected: see `csvprep.overview`.
        patterns: `field`, `code`, `from`, `to`, `count`, and `before` and `after` of the first cell; None: no fixes.
        repeats: what `csvprep.overview.repeats.count_repeats` returns; None: there are none.
    """

    cells: tuple[FieldCells, ...]
    codes: Counter[Key]
    samples: tuple[Sample, ...]
    fixed: Spread
    rejected: Spread
    patterns: pl.DataFrame | None
    repeats: pl.DataFrame | None


class _AllPatterns(FixPatterns):
    """Every pattern, whatever their number."""

    def __init__(self, *, redact: bool) -> None:
        super().__init__(redact=redact)
        self._frames: list[pl.DataFrame] = []

    def take(self, counted: pl.DataFrame, changes: pl.DataFrame) -> None:
        """Take in what `count_patterns` found in a frame of changes."""
        self._frames.append(counted.drop("row").with_columns(changes.select("before", "after")[counted["row"]]))

    def frame(self) -> pl.DataFrame | None:
        """Return each pattern once."""
        if not self._frames:
            return None
        whole = pl.concat(self._frames).group_by(_PATTERN, maintain_order=True)
        return whole.agg(pl.col("count").sum(), pl.col("before", "after").first())


class _AllRepeats(Repeats):
    """Every repeated value, whatever their number."""

    def __init__(self, *, redact: bool) -> None:
        super().__init__(redact=redact)
        self._frames: list[pl.DataFrame] = []

    def take(self, counted: pl.DataFrame) -> None:
        """Take in what `count_repeats` found."""
        self._frames.append(counted)

    def frame(self) -> pl.DataFrame | None:
        """Return each value once."""
        if not self._frames:
            return None
        whole = pl.concat(self._frames).group_by("code", "field", "first_record", maintain_order=True)
        return whole.agg(
            pl.col("first_line", "value").first(),
            pl.col("count").sum(),
            pl.col(RECORD, LINE).explode().head(PLACES_KEPT),
        )


class PartialOverview(Overview):
    """Gathered block by block, of records that are not all of a file."""

    def __init__(self, plan: Plan, *, strict: bool, redact: bool) -> None:
        super().__init__(plan, strict=strict, redact=redact)
        self.patterns = self._patterns = _AllPatterns(redact=redact)
        self.repeats = self._repeats = _AllRepeats(redact=redact)

    def gathered(self) -> Gathered:
        """Return what was gathered."""
        return Gathered(
            tuple(self.cells.fields),
            self.codes.counts,
            tuple(self.samples.samples),
            self.fixed,
            self.rejected,
            self._patterns.frame(),
            self._repeats.frame(),
        )


def merge(overview: Overview, part: Gathered) -> None:
    """Go on with the records that follow those of an overview; it becomes what feeding it all blocks makes it."""
    overview.cells.merge(part.cells)
    overview.codes.merge(part.codes)
    overview.samples.merge(part.samples)
    overview.fixed.merge(part.fixed)
    overview.rejected.merge(part.rejected)
    if part.patterns is not None:
        overview.patterns.take(part.patterns.with_row_index("row"), part.patterns)
    if part.repeats is not None:
        overview.repeats.take(part.repeats)
