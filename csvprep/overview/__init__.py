"""What a page shows of a pass: gathered block by block in bounded memory, with exact totals.

    CellCounts    each field's cells: clean, fixed, noted, rejected, empty
    CodeCounts    findings by code and field: left and fixed
    FixPatterns   what fixes did, by the shapes of the values before and after
    Repeats       records that repeat a value, by the record that had it first
    Samples       the first findings of each code and field, with their values
    Spread        where in the file fixes and rejections stand
    partial       the same of a range of the file, and how ranges are put together

Nothing here depends on how the records were cut into blocks.
"""

from __future__ import annotations

from csvprep.overview.cells import CellCounts, FieldCells
from csvprep.overview.codes import CodeCounts
from csvprep.overview.excerpt import Excerpt
from csvprep.overview.patterns import FixPattern, FixPatterns
from csvprep.overview.repeats import Repeat, Repeats
from csvprep.overview.samples import Sample, Samples
from csvprep.overview.spread import Spread
from csvprep.overview.whole import Overview

__all__ = [
    "CellCounts",
    "CodeCounts",
    "Excerpt",
    "FieldCells",
    "FixPattern",
    "FixPatterns",
    "Overview",
    "Repeat",
    "Repeats",
    "Sample",
    "Samples",
    "Spread",
]
