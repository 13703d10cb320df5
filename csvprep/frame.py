"""A block as a polars frame of text columns; what doesn't fit the frame is set aside, never lost.

Cells are String columns `c0`, `c1`, …; an empty cell is null. Every frame carries `record` and `line`.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
from polars.exceptions import PolarsError

from csvprep.blocks import BOM, Block
from csvprep.dialect import QUOTE
from csvprep.records import parse_cells, strip_line_end

RECORD, LINE = "record", "line"


@dataclass(frozen=True, slots=True)
class Misfit:
    """A structural finding about one record.

    Attributes:
        code: a code of the catalogue.
        facts: what its message template needs.
        column_index: 0-based; None for the record as a whole.
        value, fix: the raw cell, and how it should be written.
    """

    record: int
    line: int
    code: str
    facts: dict[str, object]
    column_index: int | None = None
    value: str | None = None
    fix: str | None = None


@dataclass(frozen=True, slots=True)
class Parsed:
    """A block, read.

    Attributes:
        frame: `record` and `line` (Int64) and one String column a label, for every record of the right shape.
        misfits: what is wrong with the shape of records; those that are not in the frame have one each.
    """

    frame: pl.DataFrame
    misfits: tuple[Misfit, ...]


def column_name(index: int) -> str:
    """Return the frame's name of a column of the file (0-based)."""
    return f"c{index}"


def read_frame(block: Block, width: int, delimiter: str, encoding: str = "utf-8") -> Parsed:
    """Read a block of records.

    Args:
        block: the records.
        width: number of labels in the header.
        delimiter: one character.
        encoding: what to call the encoding in messages.
    """
    frame = _read_regular(block, width, delimiter)
    if frame is not None:
        return Parsed(frame, ())
    return _read_slowly(block, width, delimiter, encoding)


def _schema(width: int) -> dict[str, type[pl.String]]:
    return {column_name(index): pl.String for index in range(width)}


def _read_regular(block: Block, width: int, delimiter: str) -> pl.DataFrame | None:
    """Let polars read a block that arithmetic proves regular: each record then has exactly `width` cells.

    With n·(width-1) delimiters among n records, a short record needs a long one, and polars refuses long ones.
    """
    run = block.run
    if run.ends is not None or run.delimiters != run.records * (width - 1):
        return None
    if run.data.startswith((BOM, b"\n", b"\r\n")) or _has_bare_return(run.data) or not _is_utf8(run.data):
        return None
    try:
        frame = pl.read_csv(
            run.data, has_header=False, separator=delimiter, schema=_schema(width), empty_string_is_null=True
        )
    except PolarsError:
        return None
    if frame.height != run.records:
        return None
    frame = _empty_as_null(frame) if QUOTE in run.data else frame
    return _numbered(frame, block)


def _has_bare_return(data: bytes) -> bool:
    """Say whether a carriage return stands without a line feed: polars drops it at the end of a cell."""
    return b"\r" in data and data.count(b"\r") != data.count(b"\r\n")


def _is_utf8(data: bytes) -> bool:
    if data.isascii():
        return True
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _empty_as_null(frame: pl.DataFrame) -> pl.DataFrame:
    empty = [name for name in frame.columns if (frame[name] == "").any()]
    return frame.with_columns(pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) for name in empty)


def _numbered(frame: pl.DataFrame, block: Block) -> pl.DataFrame:
    record = pl.int_range(block.first_record, block.first_record + frame.height, dtype=pl.Int64)
    line = pl.int_range(block.first_line, block.first_line + frame.height, dtype=pl.Int64)
    if not block.one_line_each:
        inner = sum(
            (pl.col(name).str.count_matches("\n", literal=True).fill_null(0) for name in frame.columns), pl.lit(0)
        )
        line = line + inner.cum_sum().shift(1, fill_value=0).cast(pl.Int64)
    return frame.select(record.alias(RECORD), line.alias(LINE), pl.all())


def _read_slowly(block: Block, width: int, delimiter: str, encoding: str) -> Parsed:
    """Read record by record, setting aside what has not the shape of the header."""
    rows: list[list[str]] = []
    records: list[int] = []
    lines: list[int] = []
    misfits: list[Misfit] = []
    line = block.first_line
    for number, raw in enumerate(block.run.raw_records(), block.first_record):
        cells, found = _read_record(strip_line_end(raw), (number, line), width, delimiter, encoding)
        misfits.extend(found)
        if cells is not None:
            rows.append(cells)
            records.append(number)
            lines.append(line)
        line += raw.count(b"\n")
    columns: list[list[str]] = list(map(list, zip(*rows, strict=True))) if rows else [[] for _ in range(width)]
    data = {column_name(index): values for index, values in enumerate(columns)}
    frame = pl.DataFrame(
        {RECORD: records, LINE: lines, **data}, schema={RECORD: pl.Int64, LINE: pl.Int64, **_schema(width)}
    )
    return Parsed(_empty_as_null_all(frame, width), tuple(misfits))


def _empty_as_null_all(frame: pl.DataFrame, width: int) -> pl.DataFrame:
    names = [column_name(index) for index in range(width)]
    return frame.with_columns(pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) for name in names)


def _read_record(
    raw: bytes, place: tuple[int, int], width: int, delimiter: str, encoding: str
) -> tuple[list[str] | None, list[Misfit]]:
    """Return the cells of one record, None when it does not fit; and what is wrong with its shape."""
    record, line = place
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return None, [Misfit(record, line, "encoding-error", {"byte": error.start + 1, "encoding": encoding.upper()})]
    cells, stray, broken = parse_cells(raw, delimiter.encode("ascii"))
    if broken:
        return None, [Misfit(record, line, "quote-error", {})]
    if len(cells) != width:
        return None, [_misshapen(cells, width, record, line)]
    texts = [cell.decode("utf-8") for cell in cells]
    return texts, [_stray_quote(texts[index], index, record, line) for index in stray]


def _misshapen(cells: list[bytes], width: int, record: int, line: int) -> Misfit:
    if not any(cell.strip() for cell in cells):
        return Misfit(record, line, "blank-row", {})
    code = "missing-cell" if len(cells) < width else "extra-cell"
    return Misfit(record, line, code, {"cells": len(cells), "labels": width})


def _stray_quote(text: str, index: int, record: int, line: int) -> Misfit:
    quoted = '"' + text.replace('"', '""') + '"'
    return Misfit(record, line, "quote-format", {}, index, text, quoted)
