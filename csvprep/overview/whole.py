"""All that a page shows of a pass."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from csvprep.findings import Finding
from csvprep.frame import RECORD
from csvprep.overview.cells import CellCounts
from csvprep.overview.codes import CodeCounts
from csvprep.overview.patterns import FixPatterns
from csvprep.overview.repeats import CODES, Repeats
from csvprep.overview.samples import Samples
from csvprep.overview.spread import Spread
from csvprep.pipeline import Judged
from csvprep.plan import Plan


class Overview:
    """Gathered block by block.

    Attributes:
        redact: no cell value is kept, shapes are.
        cells, codes, patterns, repeats, samples: see `csvprep.overview`.
        fixed, rejected: where the fixed cells and the rejected records stand.
    """

    def __init__(self, plan: Plan, *, strict: bool, redact: bool) -> None:
        self.redact = redact
        self.cells = CellCounts(plan, strict=strict)
        self.codes = CodeCounts()
        self.patterns = FixPatterns(redact=redact)
        self.repeats = Repeats(redact=redact)
        self.samples = Samples(redact=redact)
        self.fixed, self.rejected = Spread(), Spread()

    def add(self, judged: Judged, changes: pl.DataFrame, groups: pl.DataFrame) -> None:
        """Take in a block.

        Args:
            judged: what became of it.
            changes: of `csvprep.runs.changes.CHANGE_LABELS`, values as they are.
            groups: of its findings, from `csvprep.summary.group_findings`.
        """
        self.cells.add(judged, groups)
        last = judged.block.first_record + judged.block.run.records - 1
        for spread, records in ((self.fixed, changes["record"]), (self.rejected, judged.rejected)):
            spread.add(records)
            spread.reach(max(1, last))
        if judged.findings.is_empty():
            return
        self.patterns.add(changes)
        findings = judged.findings
        self.codes.add(groups)
        self.samples.add(findings, groups)
        if any(code in CODES for code in groups["code"]):
            self.repeats.add(findings.filter(pl.col("code").is_in(CODES)).sort(RECORD, maintain_order=True))

    def note(self, findings: Sequence[Finding]) -> None:
        """Take in what is to be said of the file as a whole, redacted if need be."""
        self.codes.note(findings)
        self.samples.note(findings)
