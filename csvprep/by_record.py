"""Read a block in which arithmetic found trouble: records that are cut into cells alike are read together.

Most records, in trouble or not, need no closer look: what stands outside of their quotes tells how many cells they
have. Those of the right shape go to polars by the group, of all others the cells are lists. Only a record whose quotes
are broken or odd, or that has an escape char, is cut on its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Final

import polars as pl

from csvprep.block_parts import Reader, without_ends
from csvprep.blocks import Block
from csvprep.by_line import read_by_line
from csvprep.cells import is_utf8, parse_cells, strip_line_end
from csvprep.dialect import Grammar
from csvprep.frame import LINE, Form, Parsed, line_numbers
from csvprep.polars_reading import column_name, quoted_patterns, read_cells, text_schema
from csvprep.series import rows_of, trues

_MAX_WIDTH: Final = 10_000
"""Cells of the widest record that polars is asked to read."""
_WIDE: Final = 64
_FEW: Final = 8
"""So few records of so many cells are sooner cut one by one than read as a frame of their own."""


@dataclass(slots=True)
class _Sorted:
    """Places (0-based) of records, by what it takes to cut them into cells.

    Attributes:
        plain: at each delimiter; there is no quote in them. By the number of cells, as the next two.
        stray: at each delimiter; their quotes are ordinary characters.
        quoted: at each delimiter outside quoted cells.
        careful: one by one.
        broken: not at all, since a quoted cell is broken.
        no_text: not at all, since they are no UTF-8.
    """

    plain: dict[int, pl.Series] = field(default_factory=dict)
    stray: dict[int, pl.Series] = field(default_factory=dict)
    quoted: dict[int, pl.Series] = field(default_factory=dict)
    careful: list[int] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)
    no_text: list[int] = field(default_factory=list)


def read_by_record(block: Block, form: Form) -> Parsed:
    """Read a block of records of any shape."""
    parsed = read_by_line(block, form)
    if parsed is not None:
        return parsed
    raws = block.run.raw_records()
    reader = Reader(block, form, raws, pl.Series(LINE, line_numbers(block), dtype=pl.Int64))
    if block.run.overlong:
        sizes = (len(strip_line_end(raw)) for raw in raws)
        facts: list[dict[str, object]] = [
            {"bytes": f"more than {size}", "what": "csvprep's limit for one record"} for size in sizes
        ]
        reader.add_unread(range(len(raws)), "record-too-large", facts)
        return reader.result()
    records, no_text = _as_texts(raws, all_text=is_utf8(block.run.data))
    found = _sort_records(records, no_text, form)
    if found.no_text:
        reader.add_unread(found.no_text, "encoding-error", list(_bad_bytes(raws, found.no_text, form)))
    grammar = form.dialect.grammar
    unquoted = replace(grammar, quote=b"")
    for groups, group_grammar in ((found.plain, unquoted), (found.stray, unquoted), (found.quoted, grammar)):
        for width, places in groups.items():
            if width != form.width and group_grammar is unquoted:
                continue
            is_alone = width > _WIDE and len(places) < _FEW
            cells = None
            if width <= _MAX_WIDTH and not is_alone:
                data = records[places].str.join("").cast(pl.Binary).item()
                cells = read_cells(data, len(places), width, group_grammar)
            if cells is None:
                found.careful.extend(places)
            else:
                _take_in(reader, places, cells, has_stray=groups is found.stray)
    others = (places for group in (found.plain, found.stray) for width, places in group.items() if width != form.width)
    misshapen = sorted(chain.from_iterable(others))
    if misshapen:
        reader.add_cut(misshapen, reader.texts_of(misshapen))
    found.broken.extend(_read_carefully(reader, found.careful))
    reader.add_broken(sorted(found.broken))
    return reader.result()


def _as_texts(raws: list[bytes], *, all_text: bool) -> tuple[pl.Series, list[int]]:
    """Return records with their line ends as text, and the places of those that are none, which are empty there."""
    bad = [] if all_text else [place for place, raw in enumerate(raws) if not raw.isascii() and not is_utf8(raw)]
    if bad:
        raws = raws.copy()
        for place in bad:
            raws[place] = b""
    return pl.Series("record", raws, dtype=pl.Binary).cast(pl.String), bad


def _sort_records(records: pl.Series, no_text: list[int], form: Form) -> _Sorted:
    """Sort records; those that are no text are out of it."""
    grammar, record = form.dialect.grammar, pl.col("record")
    delimiter, quote, escape = (one.decode("ascii") for one in (grammar.delimiter, grammar.quote, grammar.escape))
    careful = record.str.contains(escape, literal=True) if escape else pl.lit(value=False)
    if form.width == 1:
        careful |= record.str.contains(r"\A[ \t\n\r\x0b\x0c]*\z")  # polars drops blank lines
    told = records.to_frame().select_seq(
        cells=record.str.count_matches(delimiter, literal=True) + 1,
        careful=careful,
        quoted=record.str.contains(quote, literal=True) if quote else pl.lit(value=False),
    )
    is_left = trues(len(records)).scatter(no_text, values=False) if no_text else trues(len(records))
    is_careful, is_quoted = is_left & told["careful"], is_left & ~told["careful"] & told["quoted"]
    found = _Sorted(no_text=no_text, careful=rows_of(is_careful).to_list())
    plain = rows_of(is_left & ~is_careful & ~is_quoted)
    cells = told["cells"][plain]
    if cells.n_unique() == 1:
        found.plain[int(cells[0])] = plain
    elif len(plain):
        parts = pl.DataFrame([plain.alias("place"), cells]).partition_by("cells", as_dict=True)
        found.plain = {int(width): part["place"] for (width,), part in parts.items()}
    if is_quoted.any():
        quoted = rows_of(is_quoted)
        _sort_quoted(found, quoted, without_ends(records[quoted]), grammar)
    return found


def _sort_quoted(found: _Sorted, places: pl.Series, records: pl.Series, grammar: Grammar) -> None:
    """Sort records with quotes, but without escape chars."""
    patterns, mark = quoted_patterns(grammar), grammar.delimiter.decode("ascii")
    record, place, regular = pl.col("record"), places.alias("place"), pl.col("regular")
    outside = pl.when(regular).then(record.str.replace_all(patterns.part, "")).otherwise(record)
    sorts = (
        pl.when(regular).then(pl.lit("quoted"))
        .when(~record.str.contains(patterns.whole)).then(pl.lit("broken"))
        .when(~record.str.contains(patterns.begins)).then(pl.lit("stray"))
        .otherwise(pl.lit("careful"))
    )  # fmt: skip
    told = (
        pl.DataFrame([place, records.alias("record")])
        .with_columns(regular=record.str.contains(patterns.regular))
        .select("place", sort=sorts, cells=outside.str.count_matches(mark, literal=True) + 1)
    )
    for (sort, cells), group in told.group_by("sort", "cells", maintain_order=True):
        taken = group["place"]
        match sort:
            case "quoted":
                found.quoted[int(cells)] = taken
            case "stray":
                found.stray[int(cells)] = taken
            case "broken":
                found.broken += taken.to_list()
            case _:
                found.careful += taken.to_list()


def _bad_bytes(raws: list[bytes], places: list[int], form: Form) -> Iterator[dict[str, object]]:
    """Yield for each record that is no UTF-8 what its message needs: `byte`, 1-based, is the first that is wrong."""
    for place in places:
        try:
            raws[place].decode("utf-8")
        except UnicodeDecodeError as error:
            yield {"byte": error.start + 1, "what": "record", "encoding": form.encoding}


def _take_in(reader: Reader, places: pl.Series, cells: pl.DataFrame, *, has_stray: bool) -> None:
    """Take in records that polars read together."""
    told = reader.places_of(places)
    if cells.width != reader.form.width:
        listed = cells.select(pl.concat_list(pl.all().fill_null(""))).to_series()
        reader.add_unshaped(told, reader.texts_of(places.to_list()), listed)
        return
    reader.add_frame(told, cells)
    if has_stray:
        quote = reader.form.dialect.quote_char
        for index, column in enumerate(cells.iter_columns()):
            odd = column.str.contains(quote, literal=True).fill_null(value=False)
            if odd.any():
                reader.add_odd_quotes(told.filter(odd), column.filter(odd), index)


def _read_carefully(reader: Reader, places: list[int]) -> list[int]:
    """Cut records into cells one by one; return the places of those in which a quoted cell is broken."""
    grammar, width = reader.form.dialect.grammar, reader.form.width
    rows: list[list[str]] = []
    shaped: list[int] = []
    others: list[tuple[int, list[str]]] = []
    broken: list[int] = []
    odd_cells: list[tuple[int, int, str]] = []
    for place in sorted(places):
        parts, odd, is_broken = parse_cells(strip_line_end(reader.raws[place]), grammar)
        if is_broken:
            broken.append(place)
            continue
        cells = [part.decode("utf-8") for part in parts]
        if len(cells) != width:
            others.append((place, cells))
            continue
        rows.append(cells)
        shaped.append(place)
        odd_cells.extend((place, index, cells[index]) for index in odd if _is_odd(cells[index], reader.form))
    if rows:
        columns = dict(zip(map(column_name, range(width)), zip(*rows, strict=True), strict=True))
        reader.add_frame(reader.places_of(shaped), pl.DataFrame(columns, schema=text_schema(width)))
    if others:
        numbers = [place for place, _ in others]
        listed = pl.Series([cells for _, cells in others], dtype=pl.List(pl.String))
        reader.add_unshaped(reader.places_of(numbers), reader.texts_of(numbers), listed)
    if odd_cells:
        numbers, indexes, texts = map(list, zip(*odd_cells, strict=True))
        values = pl.Series(texts, dtype=pl.String)
        reader.add_odd_quotes(reader.places_of(numbers), values, pl.Series(indexes, dtype=pl.Int32))
    return broken


def _is_odd(cell: str, form: Form) -> bool:
    """Say whether a cell's quotes are worth a word: not the blanks around them where the whole file has such."""
    return not form.dialect.skip_initial_space or form.dialect.quote_char in cell
