"""Records that repeat a value which must be unique, by the record that had it first."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from string import Formatter
from typing import Any

import polars as pl

from csvprep.catalogue import message_of
from csvprep.frame import LINE, RECORD
from csvprep.overview.excerpt import Excerpt, excerpt_of

REPEATS_KEPT = 500
"""Values of one field; records that repeat others are counted together."""

CODES = ("unique-error", "primary-key-error")
PLACES_KEPT = 8


@dataclass(slots=True)
class Repeat:
    """A value that more than one record has.

    Attributes:
        field: its field.
        value: as the second record has it.
        first_record, first_line: where it stands first.
        count: records that have it after that one.
        places: record and line of the first of them.
    """

    field: str
    value: Excerpt
    first_record: int
    first_line: int
    count: int
    places: list[tuple[int, int]]


class Repeats:
    """The repeated values of a pass.

    Attributes:
        others: records that repeat a value that is not kept, by field.
    """

    def __init__(self, *, redact: bool) -> None:
        self._redact = redact
        self._kept: dict[tuple[str, str], dict[int, Repeat]] = {}
        self.others: Counter[str] = Counter()

    @property
    def repeats(self) -> list[Repeat]:
        """What is kept, the most frequent first."""
        return sorted((one for kept in self._kept.values() for one in kept.values()), key=lambda one: -one.count)

    def add(self, findings: pl.DataFrame) -> None:
        """Take in findings of CODES."""
        self.take(count_repeats(findings))

    def take(self, counted: pl.DataFrame) -> None:
        """Take in what `count_repeats` found."""
        for (code, field), merged in counted.group_by("code", "field", maintain_order=True):
            self._count((str(code), str(field)), merged)

    def _count(self, group: tuple[str, str], merged: pl.DataFrame) -> None:
        kept = self._kept.setdefault(group, {})
        is_known = merged["first_record"].is_in(list(kept))
        for row in merged.filter(is_known).iter_rows(named=True):
            known = kept[row["first_record"]]
            known.count += row["count"]
            known.places += _places(row)[: PLACES_KEPT - len(known.places)]
        new, room = merged.filter(~is_known), REPEATS_KEPT - len(kept)
        for row in new.head(room).iter_rows(named=True):
            value = excerpt_of(row["value"] or "", redact=self._redact)
            places = (row["first_record"], row["first_line"], row["count"], _places(row))
            kept[row["first_record"]] = Repeat(group[1], value, *places)
        left = int(new.slice(room)["count"].sum())
        if left:
            self.others[group[1]] += left


def count_repeats(findings: pl.DataFrame) -> pl.DataFrame:
    """Return the repeated values of findings of CODES, in order of appearance.

    Returns:
        A frame of `code`, `field`, `first_record`, `first_line`, `value`, `count`, and `record` and `line` of the
        first records (lists).
    """
    found = []
    for (code, field), group in findings.group_by("code", "field", maintain_order=True):
        facts = pl.col("message").str.extract_groups(_template(str(code)))
        told = group.select(
            "value", RECORD, LINE,
            first_record=facts.struct.field("record").cast(pl.Int64),
            first_line=facts.struct.field("line").cast(pl.Int64),
        )  # fmt: skip
        merged = told.group_by("first_record", maintain_order=True).agg(
            pl.col("first_line", "value").first(),
            pl.len().alias("count"),
            pl.col(RECORD, LINE).head(PLACES_KEPT),
        )
        found.append(merged.with_columns(code=pl.lit(str(code)), field=pl.lit(str(field))))
    return pl.concat(found)


def _places(row: dict[str, Any]) -> list[tuple[int, int]]:
    return list(zip(row[RECORD], row[LINE], strict=True))


def _template(code: str) -> str:
    """Return the regular expression that takes `record` and `line` out of a code's messages."""
    parts = []
    for text, fact, _, _ in Formatter().parse(message_of(code)):
        parts.append(re.escape(text))
        if fact:
            parts.append(rf"(?P<{fact}>\d+)" if fact in {"record", "line"} else "(?s:.*)")
    return "".join(parts)
