"""What fixes did, by the shapes of the values before and after: 3,120 phones `ddd.ddd.dddd` → `(ddd) ddd-dddd`."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import polars as pl

from csvprep.overview.excerpt import Excerpt, excerpt_of, first_difference
from csvprep.shapes import has_whole_shapes, rough_shapes, smooth_shapes

PATTERNS_KEPT = 200
"""Patterns of one field and code; those that appear later are counted together."""

_KEYS = ("field", "code", "from", "to")
_BETWEEN = "\x1e"


@dataclass(slots=True)
class FixPattern:
    """Fixes of one field that look alike.

    Attributes:
        field, code: what was fixed; codes that met in one cell are joined by a space.
        before, after: shapes.
        count: cells.
        example: the first cell's value before and after; None when values are not shown.
    """

    field: str
    code: str
    before: str
    after: str
    count: int
    example: tuple[Excerpt, Excerpt] | None


class FixPatterns:
    """The patterns of a pass.

    Attributes:
        others: cells of patterns that are not kept, by field and code.
    """

    def __init__(self, *, redact: bool) -> None:
        self._redact = redact
        self._kept: dict[tuple[str, str], dict[tuple[str, str], FixPattern]] = {}
        self.others: Counter[tuple[str, str]] = Counter()

    @property
    def patterns(self) -> list[FixPattern]:
        """What is kept, the most frequent first."""
        return sorted((one for kept in self._kept.values() for one in kept.values()), key=lambda one: -one.count)

    def add(self, changes: pl.DataFrame) -> None:
        """Take in a frame of `csvprep.runs.changes.CHANGE_LABELS`, values as they are."""
        if not changes.is_empty():
            self.take(count_patterns(changes), changes)

    def take(self, counted: pl.DataFrame, changes: pl.DataFrame) -> None:
        """Take in what `count_patterns` found in a frame of changes."""
        for (field, code), part in counted.group_by("field", "code", maintain_order=True):
            self._count((str(field), str(code)), part.select("from", "to", "count", "row"), changes)

    def _count(self, group: tuple[str, str], found: pl.DataFrame, changes: pl.DataFrame) -> None:
        kept = self._kept.setdefault(group, {})
        taken = 0
        for before, after, count, row in found.iter_rows():
            if len(kept) >= PATTERNS_KEPT:
                break
            self._take(group, (before, after), count, changes, row)
            taken += 1
        rest = found.slice(taken)
        if rest.is_empty():
            return
        known = pl.DataFrame(list(kept), schema={"from": pl.String, "to": pl.String}, orient="row")
        again = rest.join(known, on=["from", "to"], how="semi")
        for before, after, count, _ in again.iter_rows():
            kept[before, after].count += count
        self.others[group] += int(rest["count"].sum()) - int(again["count"].sum())

    def _take(
        self, group: tuple[str, str], shapes: tuple[str, str], count: int, changes: pl.DataFrame, row: int
    ) -> None:
        kept = self._kept[group]
        known = kept.get(shapes)
        if known is None:
            kept[shapes] = FixPattern(*group, *shapes, count, self._example(changes, row))
        else:
            known.count += count

    def _example(self, changes: pl.DataFrame, row: int) -> tuple[Excerpt, Excerpt] | None:
        if self._redact:
            return None
        before, after = changes["before"][row] or "", changes["after"][row] or ""
        focus = first_difference(before, after)
        return excerpt_of(before, focus=focus), excerpt_of(after, focus=focus)


def count_patterns(changes: pl.DataFrame) -> pl.DataFrame:
    """Return the patterns of a frame of `csvprep.runs.changes.CHANGE_LABELS`, in order of appearance.

    Returns:
        A frame of `field`, `code`, `from` and `to` (shapes), `count`, and `row`: the first row of the pattern.
    """
    counted = _count_together(changes)
    if counted is None:
        shapes = (rough_shapes(changes[name].fill_null("")) for name in ("before", "after"))
        counted = _count(changes, [one.alias(name) for one, name in zip(shapes, ("from", "to"), strict=True)])
    smooth = counted.with_columns(smooth_shapes(counted["from"]), smooth_shapes(counted["to"]))
    return smooth.group_by(_KEYS, maintain_order=True).agg(pl.col("count").sum(), pl.col("row").first())


def _count(changes: pl.DataFrame, shapes: list[pl.Series]) -> pl.DataFrame:
    """Count changes by field, code and shapes."""
    keys = changes.select(pl.col("field").fill_null(""), "code").with_columns(shapes)
    rows = keys.with_columns(row=pl.int_range(keys.height, dtype=pl.UInt32))
    return rows.group_by(keys.columns, maintain_order=True).agg(pl.len().alias("count"), pl.col("row").first())


def _count_together(changes: pl.DataFrame) -> pl.DataFrame | None:
    """Count changes by the shapes of both their texts in one; None where that would not be the same."""
    texts = (pl.col(name).fill_null("") for name in ("before", "after"))
    both = changes.select_seq(both=pl.concat_str(texts, separator=_BETWEEN)).to_series()
    if not has_whole_shapes(both):
        return None
    counted = _count(changes, [rough_shapes(both)])
    halves = counted["both"].str.split(_BETWEEN)
    if (halves.list.len() != 2).any():
        return None
    return counted.with_columns(halves.list.get(0).alias("from"), halves.list.get(1).alias("to"))
