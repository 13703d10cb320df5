"""Read a block: at once where arithmetic says that it is regular, in groups of records where it isn't."""

from __future__ import annotations

import polars as pl

from csvprep.blocks import Block
from csvprep.by_record import read_by_record
from csvprep.frame import LINE, RECORD, UNSHAPED_SCHEMA, Form, Parsed, line_numbers
from csvprep.misfits import MISFITS_SCHEMA, excerpt, join_misfits, told_of
from csvprep.polars_reading import as_pattern, read_cells


def read_frame(block: Block, form: Form) -> Parsed:
    """Read a block of records."""
    parsed = read_at_once(block, form)
    if parsed is None:
        parsed = read_by_record(block, form)
    swallowed = None if block.one_line_each else _find_swallowed(parsed.frame, block, form)
    if swallowed is None:
        return parsed
    return Parsed(parsed.frame, join_misfits([parsed.misfits, swallowed]), parsed.unshaped)


def read_at_once(block: Block, form: Form) -> Parsed | None:
    """Read a block of which arithmetic says that every record has its cells.

    With n·(width-1) delimiters among n records, a short record needs a long one, and polars refuses long ones.
    """
    run = block.run
    if run.overlong or run.delimiters != run.records * (form.width - 1):
        return None
    frame = read_cells(run.data, run.records, form.width, form.dialect.grammar)
    if frame is None:
        return None
    empty = pl.DataFrame(schema=MISFITS_SCHEMA)
    return Parsed(_numbered(frame, block, form), empty, pl.DataFrame(schema=UNSHAPED_SCHEMA))


def _numbered(frame: pl.DataFrame, block: Block, form: Form) -> pl.DataFrame:
    record = pl.int_range(block.first_record, block.first_record + frame.height, dtype=pl.Int64)
    line: pl.Expr | pl.Series = pl.int_range(block.first_line, block.first_line + frame.height, dtype=pl.Int64)
    if not block.one_line_each and form.dialect.escape_char:  # CR and LF, each escaped, are one line end in a cell
        line = pl.Series(line_numbers(block), dtype=pl.Int64)
    elif not block.one_line_each:
        inner = pl.sum_horizontal(_line_ends_in(name) for name in frame.columns)
        line = line + inner.cum_sum().shift(1, fill_value=0).cast(pl.Int64)
    return frame.select(record.alias(RECORD), line.alias(LINE), pl.all())


def _line_ends_in(name: str) -> pl.Expr:
    return pl.col(name).str.count_matches(r"\r\n|\r|\n").fill_null(0)


def _find_swallowed(frame: pl.DataFrame, block: Block, form: Form) -> pl.DataFrame | None:
    """Find quoted cells whose inner lines all look like records: their closing quote is another cell's."""
    if not 3 <= form.width <= 500:
        return None
    mark = as_pattern(form.dialect.delimiter)
    line = f"(?:[^{mark}\r\n]*{mark}){{{form.width - 1}}}[^{mark}\r\n]*(?:\r\n|\r|\n)"
    pattern = f"^[^\r\n]*(?:\r\n|\r|\n)(?:{line}){{{1 if form.width > 4 else 2},}}[^\r\n]*$"
    names = frame.columns[2:]
    spanning = frame.filter(pl.any_horizontal(pl.col(name).str.contains("[\r\n]") for name in names))
    if spanning.is_empty():
        return None
    swallowing = spanning.filter(pl.any_horizontal(pl.col(name).str.contains(pattern) for name in names))
    if swallowing.is_empty():
        return None
    raws = block.run.raw_records()
    values = [excerpt(raws[record - block.first_record]) for record in swallowing[RECORD]]
    return told_of(swallowing, "quote-error", value=pl.Series(values, dtype=pl.String))
