"""The values of keys in one block: what is compared over all the blocks of a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from csvprep.checks import Column
from csvprep.frame import LINE, RECORD
from csvprep.plan import UniqueKey
from csvprep.schema.model import KindName
from csvprep.unique import KeyBlock, key_block

PART: Final = 2**40
"""More than a file has records or lines: what stands in the part `n` of a table counts from `n * PART`."""


@dataclass(frozen=True, slots=True)
class KeyValues:
    """The values of one key, a row of the block's frame each.

    Attributes:
        compared: what is compared, ready for the index; nothing where a part of the key is empty or the record is none.
        shown: the cells as they came.
    """

    compared: KeyBlock
    shown: pl.Series


def key_values(frame: pl.DataFrame, after: pl.DataFrame, none: pl.Series, part: int, key: UniqueKey) -> KeyValues:
    """Return the values of a key in a block.

    Args:
        frame: `record`, `line` and the cells as they came.
        after: the same with the written values.
        none: numbers of the records that are none; they are compared with nothing.
        part: which of its table's files it is.
        key: the columns.
    """
    names = [column.name for column in key.columns]
    parts = [_compared(column, folded=folded) for column, folded in zip(key.columns, key.folded, strict=True)]
    lengths = [part.str.len_bytes() for part in parts[:-1]]  # so that no two keys look the same when joined
    value = pl.concat_str(*lengths, *parts, separator=" ", ignore_nulls=False) if lengths else parts[0]
    if not none.is_empty():
        value = pl.when(~pl.col(RECORD).is_in(none.implode())).then(value)
    place = after.select(pl.col(RECORD, LINE) + part * PART) if part else after
    compared = key_block(after.select(value).to_series(), place[RECORD], place[LINE])
    if len(names) == 1:
        return KeyValues(compared, frame[names[0]])
    return KeyValues(compared, frame.select(pl.concat_str(names, separator=", ", ignore_nulls=True)).to_series())


def _compared(column: Column, *, folded: bool) -> pl.Expr:
    """Return the text that is the same for written values that mean the same."""
    value, field = pl.col(column.name), column.field
    if folded:
        value = value.str.to_lowercase()
    if field.kind in {KindName.NUMBER, KindName.INTEGER}:
        value = value.str.replace(r"\A(-?)0+([0-9])", "${1}${2}")
    if field.kind is KindName.NUMBER:
        has_fraction = value.str.contains(field.decimal_char, literal=True) & ~value.str.contains("(?i)e")
        plain = value.str.strip_chars_end("0").str.strip_suffix(field.decimal_char)
        value = pl.when(has_fraction).then(plain).otherwise(value)
    return value
