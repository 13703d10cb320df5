"""The first findings of each code and field, with their values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import polars as pl

from csvprep.catalogue import CATALOGUE
from csvprep.findings import Finding
from csvprep.overview.codes import KEYS, Key
from csvprep.overview.excerpt import Excerpt, excerpt_of, first_difference

SAMPLES_KEPT = 20
"""Findings of one code in one field, fixed and left ones apart."""

_OF_CODE = 100
_TAKEN = (*KEYS, "record", "line", "value", "message", "fix", "suggestion")


@dataclass(frozen=True, slots=True)
class Sample:
    """One finding as a page shows it.

    Attributes:
        code, field, record, line, message: the finding's own; message: the catalogue's title where redacted.
        is_fixed: the cell was fixed, so that the finding is no more.
        value: the cell as it came; None where there is none.
        fix: what it becomes; suggestion: what it could become.
    """

    code: str
    field: str | None
    is_fixed: bool
    record: int | None
    line: int | None
    message: str
    value: Excerpt | None
    fix: Excerpt | None
    suggestion: Excerpt | None


class Samples:
    """Samples of a pass in file order."""

    def __init__(self, *, redact: bool) -> None:
        self._redact = redact
        self._taken: Counter[Key] = Counter()
        self._of_code: Counter[tuple[str, bool]] = Counter()
        self.samples: list[Sample] = []

    def add(self, findings: pl.DataFrame, groups: pl.DataFrame) -> None:
        """Take the findings of a block for which there is room.

        Args:
            findings: FINDINGS_SCHEMA with `rejected`, in file order.
            groups: of them, from `csvprep.summary.group_findings`.
        """
        keys = {key for key in groups.select(KEYS).iter_rows() if self._room(key)}
        if not keys:
            return
        schema = {"code": pl.String, "field": pl.String, "is_fixed": pl.Boolean}
        wanted = pl.DataFrame(sorted(keys, key=str), schema=schema, orient="row")
        near = findings.filter(pl.col("code").is_in(wanted["code"].unique().implode())) if len(keys) < 50 else findings
        near = near.with_columns(is_fixed=pl.col("applied") & ~pl.col("rejected"))
        found = near.join(wanted, on=KEYS, how="semi", nulls_equal=True, maintain_order="left")
        first = found.filter(pl.int_range(pl.len()).over(KEYS) < SAMPLES_KEPT)
        for row in first.select(_TAKEN).iter_rows(named=True):
            key = (row["code"], row["field"], row["is_fixed"])
            if self._room(key):
                self._take(key, row)

    def note(self, findings: Iterable[Finding]) -> None:
        """Take findings about the file as a whole, redacted if need be."""
        for one in findings:
            key = (one.code, one.field, False)
            if self._room(key):
                self._take(key, one.to_dict())

    def merge(self, samples: Iterable[Sample]) -> None:
        """Take the samples of records that come after these, for which there is room.

        They were taken as if none had come before, so all that would be taken now is among them, and in order.
        """
        for one in samples:
            key = (one.code, one.field, one.is_fixed)
            if self._room(key):
                self._count(key)
                self.samples.append(one)

    def _count(self, key: Key) -> None:
        self._taken[key] += 1
        self._of_code[key[0], key[2]] += 1

    def _room(self, key: Key) -> bool:
        return self._taken[key] < SAMPLES_KEPT and self._of_code[key[0], key[2]] < _OF_CODE

    def _take(self, key: Key, row: dict[str, Any]) -> None:
        self._count(key)
        texts = (row["value"], row["fix"], row["suggestion"])
        becomes = texts[1] if texts[1] is not None else texts[2]
        focus = first_difference(texts[0], becomes) if texts[0] is not None and becomes is not None else 0
        value, fix, suggestion = (
            None if one is None else excerpt_of(one, focus=focus, redact=self._redact) for one in texts
        )
        message = CATALOGUE[key[0]].title if self._redact else row["message"]
        self.samples.append(Sample(*key, row["record"], row["line"], message, value, fix, suggestion))
