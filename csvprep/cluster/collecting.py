"""What came back of all ranges of one source, put together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from csvprep.blocks import Source
from csvprep.cluster.linking import Range
from csvprep.cluster.parts import Part
from csvprep.misfits import FileFinding
from csvprep.pipeline import Progress
from csvprep.summary import Summary
from csvprep.told import tell_reading

Watch = Callable[[Progress], None]
_ONCE = frozenset({"line-end-mixed", "truncated-file"})
_TOTALS = ("records", "accepted", "rejected", "changed", "errors", "warnings", "fixable")


@dataclass
class Collected:
    """What came back of all ranges.

    Attributes:
        source: open; its head was read.
        summary: totals.
        watch: told how far it is.
        parts: in input order.
        tail: what is to be said of the file after its records.
    """

    source: Source
    summary: Summary
    watch: Watch | None = None
    parts: list[Part] = field(default_factory=list)
    tail: list[FileFinding] = field(default_factory=list)

    def add(self, one: Range, part: Part) -> None:
        """Take in the next range."""
        _add_summary(self.summary, part.summary)
        codes = {found.code for found in self.tail}
        self.tail += [found for found in part.tail if found.code not in codes or found.code not in _ONCE]
        self.parts.append(part)
        self.tell(one.end or self.source.size_bytes or 0)

    def tell(self, bytes_read: int) -> None:
        """Tell how far it is."""
        if self.watch is not None:
            summary, source = self.summary, self.source
            findings = summary.errors + summary.warnings
            name = summary.object or None
            progress = Progress(bytes_read, source.size_bytes, summary.records, findings, name, tell_reading(source))
            self.watch(progress)


def _add_summary(total: Summary, part: Summary) -> None:
    """Add the totals of a part."""
    for name in _TOTALS:
        setattr(total, name, getattr(total, name) + getattr(part, name))
    total.by_code.update(part.by_code)
