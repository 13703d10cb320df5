"""Findings by code and field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import polars as pl

from csvprep.findings import Finding

Key = tuple[str, str | None, bool]
"""Code, field, and whether the finding is gone since its cell was fixed."""

KEYS = ("code", "field", "is_fixed")


class CodeCounts:
    """Exact counts of findings by code and field.

    Attributes:
        counts: by code, field and whether fixed.
    """

    def __init__(self) -> None:
        self.counts: Counter[Key] = Counter()

    def add(self, groups: pl.DataFrame) -> None:
        """Count the findings of a block, from `csvprep.summary.group_findings`."""
        for code, field, is_fixed, count in groups.select(*KEYS, "len").iter_rows():
            self.counts[code, field, is_fixed] += count

    def merge(self, counts: Counter[Key]) -> None:
        """Add the counts of records that come after these."""
        self.counts.update(counts)

    def note(self, findings: Iterable[Finding]) -> None:
        """Count findings about the file as a whole."""
        for one in findings:
            self.counts[one.code, one.field, False] += 1

    def of_code(self, code: str, *, is_fixed: bool) -> int:
        """Return the number of findings of one code."""
        return sum(count for (name, _, fixed), count in self.counts.items() if name == code and fixed == is_fixed)

    def fields_of(self, code: str) -> dict[str, int]:
        """Return the findings of one code by field, the most first."""
        found: Counter[str] = Counter()
        for (name, field, _), count in self.counts.items():
            if name == code and field is not None:
                found[field] += count
        return dict(sorted(found.items(), key=lambda one: -one[1]))
