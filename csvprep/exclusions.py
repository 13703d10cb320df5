"""Values that no record may have: lists in files, compared with the written values, without regard to case."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from csvprep.checks import Column
from csvprep.errors import SchemaError
from csvprep.schema.labels import fold_label

_NO_MARK = "\x00"


def load_excluded(column: Column) -> pl.Series | None:
    """Return the values that a column's field excludes, in the form that they are compared in; None: there are none.

    Args:
        column: whose kind brings the values to their written form.

    Raises:
        SchemaError: a file can't be read, or holds no value that the kind takes.
    """
    parts = [_read(path, column) for path in column.field.settings.exclude]
    return pl.concat(parts).unique() if parts else None


def is_excluded(values: pl.Series, excluded: pl.Series) -> pl.Series:
    """Return whether each written value is one of the excluded; false for null."""
    return values.str.to_lowercase().is_in(excluded.implode()).fill_null(value=False)


def _read(path: Path, column: Column) -> pl.Series:
    """Read a file of one value a line, or a CSV file of one column; a header that names the field is none."""
    field = column.field
    try:
        table = pl.read_csv(
            path, has_header=False, separator=_NO_MARK, infer_schema=False, new_columns=["value"], encoding="utf8"
        )
    except pl.exceptions.NoDataError:
        raise SchemaError(f"{path}: the list that {field.name} excludes is empty") from None
    except (OSError, pl.exceptions.PolarsError) as error:
        why = str(error).splitlines()[0]
        raise SchemaError(f"{path}: the list that {field.name} excludes can't be read as UTF-8 lines: {why}") from None
    values = table["value"].str.strip_chars().alias(column.name)
    values = values.filter((values != "").fill_null(value=False))
    labels = {fold_label(label) for label in (field.name, field.title, *field.aliases, "email", "e-mail")}
    if len(values) and fold_label(values[0]) in labels:
        values = values.slice(1)
    step = column.kind.normalise(values)
    written = values if step is None else step.written
    if column.has_kind_error(written).all():
        shown = f", such as '{values[0]}'" if len(values) else ""
        raise SchemaError(f"{path}: the list that {field.name} excludes has no {field.kind} in it{shown}")
    return written.drop_nulls().str.to_lowercase()
