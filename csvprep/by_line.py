"""Read a block of records of any number of cells that has no quote in it: its records are its lines.

No record becomes a Python object of its own.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import polars as pl

from csvprep.block_parts import Reader
from csvprep.blocks import Block
from csvprep.cells import is_utf8
from csvprep.frame import LINE, Form, Parsed
from csvprep.polars_reading import read_cells

_MAX_WIDTH: Final = 64


def read_by_line(block: Block, form: Form) -> Parsed | None:
    """Read a block; None when its records are not told apart by line feeds alone, or are not read at once."""
    run, grammar = block.run, form.dialect.grammar
    marks = [mark for mark in (grammar.quote, grammar.escape) if mark]
    if run.overlong or run.ends is not None or not 1 < form.width <= _MAX_WIDTH:
        return None
    if any(mark in run.data for mark in marks) or not is_utf8(run.data):
        return None
    raws = pl.Series("text", [run.data.decode("utf-8").removesuffix("\n")]).str.split("\n").explode()
    numbers = pl.int_range(block.first_line, block.first_line + run.records, dtype=pl.Int64, eager=True)
    reader = Reader(block, form, [], numbers.alias(LINE))
    fits = raws.str.count_matches(form.dialect.delimiter, literal=True) == form.width - 1
    shaped, misshapen = fits.arg_true(), (~fits).arg_true()
    if len(shaped):
        data = (raws.filter(fits).str.join("\n").item() + "\n").encode()
        cells = read_cells(data, len(shaped), form.width, replace(grammar, quote=b""))
        if cells is None:
            return None
        reader.add_frame(reader.places_of(shaped), cells)
    if len(misshapen):
        reader.add_cut(misshapen, raws.gather(misshapen).str.strip_suffix("\r"))
    return reader.result()
