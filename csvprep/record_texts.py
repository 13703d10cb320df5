"""Records without their line ends: rows of text columns in a dialect, and some of a run's as they came."""

from __future__ import annotations

import polars as pl

from csvprep.cells import as_record, strip_line_end
from csvprep.dialect import Dialect, Grammar
from csvprep.polars_reading import as_pattern, read_cells
from csvprep.records import Run
from csvprep.series import no_null

_NEVER = Grammar(b"\x01", b"", b"", skip_space=False)
"""By which a line is one cell, if the delimiter is not in it."""


def write_records(cells: pl.DataFrame, dialect: Dialect) -> pl.Series:
    """Return each row as a record (String), quoted only where needed; as `csvprep.cells.as_record` writes it."""
    quote, delimiter = dialect.quote_char, dialect.delimiter
    if dialect.escape_char or not quote or dialect.skip_initial_space:
        rows = (tuple(cell or "" for cell in row) for row in cells.iter_rows())
        return pl.Series([as_record(row, dialect) for row in rows], dtype=pl.String)
    special = f"[\r\n{as_pattern(delimiter)}{as_pattern(quote)}]"
    written = []
    for column in cells.iter_columns():
        cell = pl.col(column.name).fill_null("")
        if column.str.contains(special).any():
            quoted = pl.concat_str(pl.lit(quote), cell.str.replace_all(quote, quote * 2, literal=True), pl.lit(quote))
            cell = pl.when(cell.str.contains(special)).then(quoted).otherwise(cell)
        written.append(cell)
    return cells.select(pl.concat_str(written, separator=delimiter)).to_series()


def are_writable(cells: pl.DataFrame, dialect: Dialect) -> pl.Series:
    """Return whether a dialect has a way to write each row (Boolean); see `csvprep.cells.can_be_written`."""
    if dialect.quote_char or dialect.escape_char:
        return pl.repeat(value=True, n=cells.height, dtype=pl.Boolean, eager=True)
    special = f"[\r\n{as_pattern(dialect.delimiter)}]"
    return cells.select(~pl.any_horizontal(pl.all().str.contains(special).fill_null(value=False))).to_series()


def raw_records_at(run: Run, places: pl.Series) -> list[bytes]:
    """Return records of a run as they came, without their line ends.

    Args:
        run: its records.
        places: 0-based, ascending.
    """
    lines = plain_lines(run)
    if lines is not None:
        return lines[places].cast(pl.Binary).to_list()
    return [strip_line_end(raw) for raw in run.raw_records_at(places)]


def plain_lines(run: Run) -> pl.Series | None:
    """Return all records of a run as they came, without their line ends; None where they are more than lines of text.

    Such records end in LF, but perhaps for the last one.
    """
    if not run.is_lines or _NEVER.delimiter in run.data or b"\r" in run.data:
        return None
    lines = read_cells(run.data, run.records, 1, _NEVER)
    return None if lines is None else no_null(lines.to_series())
