"""A block as a polars frame of text columns; what doesn't fit the frame is set aside, never lost.

Cells are String columns `c0`, `c1`, …; an empty cell is null. Every frame carries `record` and `line`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

import polars as pl

from csvprep.blocks import Block
from csvprep.cells import count_lines, is_utf8, line_end_of, parse_cells, strip_line_end
from csvprep.dialect import Dialect
from csvprep.misfits import Misfit, excerpt, shorten
from csvprep.polars_reading import column_name, empty_as_null, read_cells, text_schema
from csvprep.records import Run

RECORD, LINE = "record", "line"


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


class Unshaped(NamedTuple):
    """A record that is not in the frame because of its shape.

    Attributes:
        place: 0-based, in the block.
        raw: its bytes with its line end.
        cells: None when a quoted cell is broken, or bytes are no text.
    """

    place: int
    line: int
    raw: bytes
    cells: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Parsed:
    """A block, read.

    Attributes:
        frame: `record` and `line` (Int64) and one String column a cell, for every record of the right shape.
        misfits: what is wrong with the shape of records; those that are not in the frame have one each.
        unshaped: the records that are not in the frame.
    """

    frame: pl.DataFrame
    misfits: tuple[Misfit, ...]
    unshaped: tuple[Unshaped, ...] = ()


def read_frame(block: Block, form: Form) -> Parsed:
    """Read a block of records."""
    parsed = _read_regular(block, form)
    if parsed is None:
        parsed = _read_by_record(block, form)
    swallowed = [] if block.one_line_each else _find_swallowed(parsed.frame, block, form)
    return Parsed(parsed.frame, (*parsed.misfits, *swallowed), parsed.unshaped)


def _read_regular(block: Block, form: Form) -> Parsed | None:
    """Read a block of which arithmetic says that every record has its cells.

    With n·(width-1) delimiters among n records, a short record needs a long one, and polars refuses long ones.
    """
    run = block.run
    if run.overlong or run.delimiters != run.records * (form.width - 1):
        return None
    frame = read_cells(run.data, run.records, form.width, form.dialect.grammar)
    return None if frame is None else Parsed(_numbered(frame, block, form), ())


def _numbered(frame: pl.DataFrame, block: Block, form: Form) -> pl.DataFrame:
    record = pl.int_range(block.first_record, block.first_record + frame.height, dtype=pl.Int64)
    line: pl.Expr | pl.Series = pl.int_range(block.first_line, block.first_line + frame.height, dtype=pl.Int64)
    if not block.one_line_each and form.dialect.escape_char:  # CR and LF, each escaped, are one line end in a cell
        line = pl.Series(line_numbers(block, block.run.raw_records()), dtype=pl.Int64)
    elif not block.one_line_each:
        inner = pl.sum_horizontal(_line_ends_in(name) for name in frame.columns)
        line = line + inner.cum_sum().shift(1, fill_value=0).cast(pl.Int64)
    return frame.select(record.alias(RECORD), line.alias(LINE), pl.all())


def _line_ends_in(name: str) -> pl.Expr:
    return pl.col(name).str.count_matches(r"\r\n|\r|\n").fill_null(0)


def line_numbers(block: Block, raws: list[bytes]) -> range | list[int]:
    """Return the line on which each record of a block begins."""
    if block.one_line_each:
        return range(block.first_line, block.first_line + len(raws))
    return list(accumulate(map(count_lines, raws[:-1]), initial=block.first_line))


def _read_by_record(block: Block, form: Form) -> Parsed:
    """Let polars read the records without trouble, and look at all others one by one."""
    raws = block.run.raw_records()
    lines = line_numbers(block, raws)
    plain = _plain_records(raws, form) if not block.run.overlong else []
    frame = _read_plain(raws, plain, block, lines, form)
    chosen = set(plain) if frame is not None else set()
    rows: list[list[str | None]] = []
    places: list[tuple[int, int]] = []
    misfits: list[Misfit] = []
    unshaped: list[Unshaped] = []
    for index, raw in enumerate(raws):
        if index in chosen:
            continue
        place = (block.first_record + index, lines[index])
        cells, found = _read_record(raw, place, form, overlong=block.run.overlong)
        misfits.extend(found)
        if cells is not None and len(cells) == form.width:
            rows.append([*cells])
            places.append(place)
        else:
            unshaped.append(Unshaped(index, place[1], raw, None if cells is None else tuple(cells)))
    others = _frame_of(rows, places, form.width)
    whole = others if frame is None else pl.concat([frame, others]).sort(RECORD) if rows else frame
    return Parsed(whole, tuple(misfits), tuple(unshaped))


def _plain_records(raws: list[bytes], form: Form) -> list[int]:
    """Return the places of records without quotes or escape chars that have the right number of cells."""
    grammar, most = form.dialect.grammar, form.width - 1
    delimiter, quote, escape = grammar.delimiter, grammar.quote, grammar.escape
    plain = [index for index, raw in enumerate(raws) if raw.count(delimiter) == most]
    if not most:
        plain = [index for index in plain if raws[index].strip()]
    for mark in (quote, escape):
        if mark:
            plain = [index for index in plain if mark not in raws[index]]
    return plain


def _read_plain(
    raws: list[bytes], plain: list[int], block: Block, lines: range | list[int], form: Form
) -> pl.DataFrame | None:
    """Read the plain records of a block; the places of those that are no text are taken from `plain`."""
    data = b"".join([raws[index] for index in plain])
    if not is_utf8(data):
        plain[:] = [index for index in plain if is_utf8(raws[index])]
        data = b"".join([raws[index] for index in plain])
    if not plain:
        return None
    frame = read_cells(data, len(plain), form.width, form.dialect.grammar)
    if frame is None:
        return None
    record = pl.Series(RECORD, plain, dtype=pl.Int64) + block.first_record
    line = pl.Series(LINE, [lines[index] for index in plain], dtype=pl.Int64)
    return frame.select(record, line, pl.all())


def _frame_of(rows: Sequence[Sequence[str | None]], places: list[tuple[int, int]], width: int) -> pl.DataFrame:
    columns = list(zip(*rows, strict=True)) if rows else [()] * width
    numbers = list(zip(*places, strict=True)) if places else [(), ()]
    data = {column_name(index): values for index, values in enumerate(columns)}
    numbered = pl.DataFrame({RECORD: numbers[0], LINE: numbers[1]}, schema={RECORD: pl.Int64, LINE: pl.Int64})
    return empty_as_null(numbered.hstack(pl.DataFrame(data, schema=text_schema(width))))


def add_rows(frame: pl.DataFrame, rows: Sequence[Sequence[str | None]], places: list[tuple[int, int]]) -> pl.DataFrame:
    """Return a block's frame with more records, in the order of records.

    Args:
        frame: as of `Parsed`.
        rows: their cells.
        places: their record and line.
    """
    return pl.concat([frame, _frame_of(rows, places, frame.width - 2)]).sort(RECORD)


def _read_record(
    raw: bytes, place: tuple[int, int], form: Form, *, overlong: bool
) -> tuple[list[str] | None, list[Misfit]]:
    """Return the cells of one record, None when they can't be told; and what is wrong with its shape."""
    record, line = place
    data = strip_line_end(raw)
    if overlong:
        facts: dict[str, object] = {"bytes": f"more than {len(data)}", "what": "csvprep's limit for one record"}
        return None, [Misfit(record, line, "record-too-large", facts, value=excerpt(data))]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        facts = {"byte": error.start + 1, "what": "record", "encoding": form.encoding}
        return None, [Misfit(record, line, "encoding-error", facts, value=excerpt(data))]
    dialect = form.dialect
    odd: list[int] = []
    special = (dialect.quote_char, dialect.escape_char, " " if dialect.skip_initial_space else "")
    if any(mark and mark in text for mark in special):
        cells, odd, broken = parse_cells(data, dialect.grammar)
        if broken:
            return None, [Misfit(record, line, "quote-error", {}, value=excerpt(data))]
        texts = [cell.decode("utf-8") for cell in cells]
    else:
        texts = text.split(dialect.delimiter)
    if len(texts) != form.width:
        return texts, [_misshapen(texts, form.width, place, text)]
    if odd and dialect.skip_initial_space:
        odd = [index for index in odd if dialect.quote_char in texts[index]]
    return texts, [_odd_quotes(texts[index], index, place, dialect) for index in odd]


def _misshapen(cells: list[str], width: int, place: tuple[int, int], text: str) -> Misfit:
    if not any(cell.strip() for cell in cells):
        return Misfit(*place, "blank-row", {})
    code = "missing-cell" if len(cells) < width else "extra-cell"
    return Misfit(place[0], place[1], code, _facts_of(len(cells), width), None, shorten(text))


@lru_cache(maxsize=256)
def _facts_of(cells: int, width: int) -> dict[str, object]:
    return {"cells": cells, "labels": width}


def _odd_quotes(text: str, index: int, place: tuple[int, int], dialect: Dialect) -> Misfit:
    quote = dialect.quote_char
    quoted = quote + text.replace(quote, quote * 2) + quote
    return Misfit(*place, "quote-format", {}, index, text, quoted)


def _find_swallowed(frame: pl.DataFrame, block: Block, form: Form) -> list[Misfit]:
    """Find quoted cells whose inner lines all look like records: their closing quote is another cell's."""
    if not 3 <= form.width <= 500:
        return []
    mark = f"\\x{{{ord(form.dialect.delimiter):x}}}"
    line = f"(?:[^{mark}\r\n]*{mark}){{{form.width - 1}}}[^{mark}\r\n]*(?:\r\n|\r|\n)"
    pattern = f"^[^\r\n]*(?:\r\n|\r|\n)(?:{line}){{{1 if form.width > 4 else 2},}}[^\r\n]*$"
    names = frame.columns[2:]
    spanning = frame.filter(pl.any_horizontal(pl.col(name).str.contains("[\r\n]") for name in names))
    if spanning.is_empty():
        return []
    swallowing = spanning.filter(pl.any_horizontal(pl.col(name).str.contains(pattern) for name in names))
    raws = block.run.raw_records() if swallowing.height else []
    return [
        Misfit(record, line, "quote-error", {}, value=excerpt(raws[record - block.first_record]))
        for record, line in swallowing.select(RECORD, LINE).iter_rows()
    ]


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
            return block.first_record + index, line_numbers(block, raws)[index], end
    return None


def _ends_alike(run: Run, block: Block, terminator: str) -> bool:
    """Say whether arithmetic proves that all records end in the same way."""
    if terminator == "\n":
        return b"\r" not in run.data
    if terminator == "\r":
        return b"\n" not in run.data
    return run.crlf_ends >= 0 and run.crlf_ends == run.records - block.is_open
