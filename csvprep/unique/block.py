"""The values of one key in one block, made ready to be compared with those of other blocks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from csvprep.unique.value_log import LogEntries


@dataclass(frozen=True, slots=True)
class KeyBlock:
    """The values of one key in one block: each once, and where it stands again.

    Attributes:
        distinct: a row for each value's first place: `row` (UInt32, 0-based in the block), `value` (String),
            `record`, `line` (Int64) and `hash` (UInt64), in the order of hashes.
        entries: these values as the log has them.
        repeated: a row for each later place: `row` and `first`, the index of its value in `distinct` (UInt32).
    """

    distinct: pl.DataFrame
    entries: LogEntries
    repeated: pl.DataFrame


def key_block(
    values: pl.Series,
    records: pl.Series,
    lines: pl.Series,
    *,
    hash_values: Callable[[pl.Series], pl.Series] = pl.Series.hash,
) -> KeyBlock:
    """Make the values of one block ready for a `UniqueIndex`.

    Args:
        values: String; null values don't take part.
        records: Int64, of the same height: the record of each value.
        lines: Int64, of the same height: the line of each value.
        hash_values: String → UInt64; the same for all blocks of an index. That of polars is stable over processes.
    """
    frame = pl.DataFrame({"value": values, "record": records, "line": lines}).with_row_index("row")
    frame = frame.filter(pl.col("value").is_not_null())
    frame = frame.with_columns(hash_values(frame["value"]).alias("hash")).sort("hash")
    hashes = frame["hash"]
    if not (hashes == hashes.shift(1)).any():
        return KeyBlock(frame, LogEntries.of(frame), pl.DataFrame(schema={"row": pl.UInt32, "first": pl.UInt32}))
    frame = frame.with_columns(pl.col("row").min().over("value").alias("lead"))
    leads = pl.col("row") == pl.col("lead")
    distinct = frame.filter(leads)
    places = distinct.select("lead", first=pl.int_range(distinct.height, dtype=pl.UInt32))
    repeated = frame.filter(~leads).select("row", "lead").join(places, on="lead").select("row", "first")
    return KeyBlock(distinct.drop("lead"), LogEntries.of(distinct), repeated)
