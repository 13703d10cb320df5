"""The kind `list`: items of one kind with a delimiter between them (Table Schema v2)."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from csvprep.kinds.base import Check, Kind, Normalised, all_true


@dataclass(frozen=True, slots=True)
class Listed:
    """Items of one kind.

    Attributes:
        delimiter: what stands between two of them.
        item: what each is; None: any text.
        item_name: the item's type in words.
    """

    delimiter: str
    item: Kind | None
    item_name: str

    def normalise(self, values: pl.Series) -> Normalised | None:  # noqa: ARG002 - the protocol's signature
        """Return None: items stay as they are."""
        return None

    def checks(self) -> tuple[Check, ...]:
        """Return the check that every item is good; there is none where any text is."""
        return () if self.item is None else (Check("type-error", self._passes, self._explain),)

    def _passes(self, values: pl.Series) -> pl.Series:
        split = values.to_frame("value").with_row_index("row").filter((pl.col("value") != "").fill_null(value=False))
        items = split.select("row", item=pl.col("value").str.split(self.delimiter)).explode("item")
        bad = items.filter(self._bad(items["item"]))["row"].unique()
        return all_true(values).scatter(bad, False)  # noqa: FBT003 - what they are

    def _bad(self, items: pl.Series) -> pl.Series:
        bad = items == ""
        for check in self.item.checks() if self.item is not None else ():
            bad |= ~check.passes(items)
        return bad

    def _explain(self, value: str) -> str:
        items = value.split(self.delimiter)
        bad = self._bad(pl.Series(items, dtype=pl.String))
        return next(
            (
                f"item {number}, {item!r}, is no {self.item_name}"
                for number, item in enumerate(items, 1)
                if bad[number - 1]
            ),
            "",
        )
