"""A block as a polars frame of text columns: what such a frame is, and where its records stand in the file.

Cells are String columns `c0`, `c1`, …; an empty cell is null. Every frame carries `record` and `line`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

import polars as pl

from csvprep.blocks import Block
from csvprep.cells import count_lines, line_end_of
from csvprep.dialect import Dialect
from csvprep.polars_reading import empty_as_null, text_schema
from csvprep.records import Run

RECORD, LINE = "record", "line"

UNSHAPED_SCHEMA = pl.Schema(
    [("place", pl.Int64()), (LINE, pl.Int64()), ("text", pl.String()), ("cells", pl.List(pl.String))]
)
"""Records of another shape. `place`: 0-based, in the block; `text`: the record without its line end, null when its
bytes are no text; `cells`: null when a quoted cell is broken, or bytes are no text."""


@dataclass(frozen=True, slots=True)
class Form:
    """How the records of a file are written.

    Attributes:
        width: how many cells a whole record has.
        dialect: of the file.
        encoding: what to call the encoding in messages.
    """

    width: int
    dialect: Dialect
    encoding: str = "utf-8"


@dataclass(frozen=True, slots=True)
class Parsed:
    """A block, read.

    Attributes:
        frame: `record` and `line` (Int64) and one String column a cell, for every record of the right shape.
        misfits: what is wrong with the shape of records (`csvprep.misfits.MISFITS_SCHEMA`); those that are not in the
            frame have one each.
        unshaped: UNSHAPED_SCHEMA, ascending: the records that are not in the frame.
    """

    frame: pl.DataFrame
    misfits: pl.DataFrame
    unshaped: pl.DataFrame


def empty_frame(width: int) -> pl.DataFrame:
    """Return a frame of so many cells and no record."""
    return pl.DataFrame(schema={RECORD: pl.Int64, LINE: pl.Int64, **text_schema(width)})


def join_frames(frames: list[pl.DataFrame], width: int) -> pl.DataFrame:
    """Return frames of the same block as one, in the order of records; empty texts become null."""
    filled = [one for one in frames if one.height]
    if not filled:
        return empty_frame(width)
    whole = filled[0] if len(filled) == 1 else pl.concat(filled).sort(RECORD)
    return empty_as_null(whole)


def line_numbers(block: Block) -> range | list[int]:
    """Return the line on which each record of a block begins."""
    if block.one_line_each:
        return range(block.first_line, block.first_line + block.run.records)
    return list(accumulate(map(count_lines, block.run.raw_records()[:-1]), initial=block.first_line))


def find_other_end(block: Block, dialect: Dialect) -> tuple[int, int, bytes] | None:
    """Return record, line and line end of the first record that doesn't end as the header line does; None: all do."""
    run = block.run
    if _ends_alike(run, block, dialect.line_terminator):
        return None
    raws = run.raw_records()
    meant = dialect.terminator_bytes
    for index, raw in enumerate(raws):
        end = line_end_of(raw)
        if end and end != meant:
            return block.first_record + index, line_numbers(block)[index], end
    return None


def _ends_alike(run: Run, block: Block, terminator: str) -> bool:
    """Say whether arithmetic proves that all records end in the same way."""
    if terminator == "\n":
        return b"\r" not in run.data
    if terminator == "\r":
        return b"\n" not in run.data
    return run.crlf_ends >= 0 and run.crlf_ends == run.records - block.is_open
