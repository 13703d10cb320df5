"""What comes of the records of a block as they are read by the group: cells, misfits, records of another shape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from csvprep.blocks import Block
from csvprep.cells import strip_line_end
from csvprep.frame import LINE, RECORD, UNSHAPED_SCHEMA, Form, Parsed, join_frames
from csvprep.misfits import excerpt, excerpts, filled_in, join_misfits, told_of
from csvprep.polars_reading import as_pattern


@dataclass(slots=True)
class Reader:
    """Takes in one block; frames of cells, misfits and unshaped records pile up.

    Attributes:
        block: the block.
        form: how its records are written.
        raws: each record's bytes with its line end; empty where nothing is asked of them.
        lines: the line on which each record begins (Int64).
        frames, misfits, unshaped: what was taken in.
    """

    block: Block
    form: Form
    raws: list[bytes]
    lines: pl.Series
    frames: list[pl.DataFrame] = field(default_factory=list)
    misfits: list[pl.DataFrame] = field(default_factory=list)
    unshaped: list[pl.DataFrame] = field(default_factory=list)

    def places_of(self, places: Sequence[int] | pl.Series) -> pl.DataFrame:
        """Return place, record and line of some records."""
        place = pl.Series("place", places, dtype=pl.Int64)
        record = (place + self.block.first_record).alias(RECORD)
        return pl.DataFrame([place, record, self.lines.gather(place).alias(LINE)])

    def texts_of(self, places: Sequence[int]) -> pl.Series:
        """Return some records without their line ends; all are UTF-8."""
        raws = [self.raws[place] for place in places]
        return without_ends(pl.Series("text", raws, dtype=pl.Binary).cast(pl.String))

    def add_frame(self, places: pl.DataFrame, cells: pl.DataFrame) -> None:
        """Take in records of the right shape."""
        self.frames.append(places.select(RECORD, LINE).hstack(cells))

    def add_unshaped(self, places: pl.DataFrame, texts: pl.Series, cells: pl.Series) -> None:
        """Take in records of another shape, and say what is wrong with each."""
        told = places.with_columns(text=texts, cells=cells)
        self.unshaped.append(told.select(UNSHAPED_SCHEMA.names()))
        counts = told["cells"].list.len()
        blank = (told["cells"].list.join("").str.strip_chars() == "") & (counts != self.form.width)
        short = counts < self.form.width
        if blank.any():
            some = told.filter(blank)
            self.misfits.append(told_of(some, "blank-row", value=_seen(excerpts(some["text"]))))
        for code, rows in (("missing-cell", short & ~blank), ("extra-cell", ~short & ~blank)):
            if rows.any():
                some = told.filter(rows)
                messages = self._messages(code, counts.filter(rows))
                self.misfits.append(told_of(some, code, messages, value=excerpts(some["text"])))

    def _messages(self, code: str, counts: pl.Series) -> pl.Series:
        distinct = counts.unique()
        told = [filled_in(code, {"cells": count, "labels": self.form.width}) for count in distinct]
        return counts.replace_strict(distinct, pl.Series(told, dtype=pl.String), return_dtype=pl.String)

    def add_cut(self, places: Sequence[int] | pl.Series, texts: pl.Series) -> None:
        """Take in records of another shape that have no quoted cell: they are cut at each delimiter."""
        dialect = self.form.dialect
        cut = texts
        if dialect.skip_initial_space:
            cut = texts.str.replace_all(as_pattern(dialect.delimiter) + " +", dialect.delimiter.replace("$", "$$"))
        self.add_unshaped(self.places_of(places), texts, cut.str.split(dialect.delimiter))

    def add_broken(self, places: Sequence[int]) -> None:
        """Take in records in which a quoted cell is broken."""
        if places:
            told = self.places_of(places).with_columns(text=self.texts_of(places), cells=pl.lit(None))
            self.unshaped.append(told.select(UNSHAPED_SCHEMA.names()).cast(UNSHAPED_SCHEMA))
            self.misfits.append(told_of(told, "quote-error", value=excerpts(told["text"])))

    def add_unread(self, places: Sequence[int], code: str, facts: Sequence[dict[str, object]]) -> None:
        """Take in records whose bytes are not looked at as text."""
        told = self.places_of(places)
        nothing = told.select("place", LINE, text=pl.lit(None), cells=pl.lit(None))
        self.unshaped.append(nothing.cast(UNSHAPED_SCHEMA))
        messages = pl.Series([filled_in(code, fact) for fact in facts], dtype=pl.String)
        values = [excerpt(strip_line_end(self.raws[place])) for place in places]
        self.misfits.append(told_of(told, code, messages, value=pl.Series(values, dtype=pl.String)))

    def add_odd_quotes(self, places: pl.DataFrame, cells: pl.Series, index: int | pl.Series) -> None:
        """Say of cells of the right shape that their quotes are not as RFC 4180 wants them."""
        quote = self.form.dialect.quote_char
        fix = quote + cells.str.replace_all(quote, quote * 2, literal=True) + quote
        self.misfits.append(told_of(places, "quote-format", column_index=index, value=cells, fix=fix))

    def result(self) -> Parsed:
        """Return what was taken in."""
        unshaped = pl.concat([pl.DataFrame(schema=UNSHAPED_SCHEMA), *self.unshaped]).sort("place")
        misfits = join_misfits(self.misfits).sort(RECORD, "column_index", nulls_last=False, maintain_order=True)
        return Parsed(join_frames(self.frames, self.form.width), misfits, unshaped)


def _seen(texts: pl.Series) -> pl.Series:
    """Return texts, null where nothing is there."""
    return texts.set(texts == "", None)


def without_ends(records: pl.Series) -> pl.Series:
    """Return records without their line ends."""
    return records.str.strip_suffix("\n").str.strip_suffix("\r")
