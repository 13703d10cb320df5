"""Values that no record may have: lists in files, compared with the written values, without regard to case."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from csvprep.checks import Column
from csvprep.errors import SchemaError
from csvprep.schema.labels import fold_label

_NO_MARK = "\x00"


@dataclass(frozen=True, slots=True)
class Excluded:
    """Values that no record may have, in the form that they are compared in.

    Attributes:
        values: String, in the order of their hashes.
        hashes: UInt64, ascending; those of polars are the same in every process.
    """

    values: pl.Series
    hashes: pl.Series

    @classmethod
    def of(cls, values: pl.Series) -> Excluded:
        """Return values made ready to be looked up."""
        table = pl.DataFrame({"value": values, "hash": values.hash()}).sort("hash")
        return cls(table["value"], table["hash"])

    def has(self, values: pl.Series) -> pl.Series:
        """Return whether each value is one of them; false for null. A hash proposes, the values decide."""
        hashes = values.hash()
        places = self.hashes.search_sorted(hashes).clip(0, len(self.hashes) - 1)
        rows = ((self.hashes.gather(places) == hashes) & values.is_not_null()).arg_true()
        proposed = values.gather(rows)
        same = proposed == self.values.gather(places.gather(rows))
        if not same.all():  # two values of one hash
            same |= proposed.is_in(self.values.implode())
        return pl.repeat(value=False, n=len(values), dtype=pl.Boolean, eager=True).scatter(rows, same)


def load_excluded(column: Column) -> Excluded | None:
    """Return the values that a column's field excludes, in the form that they are compared in; None: there are none.

    Args:
        column: whose kind brings the values to their written form.

    Raises:
        SchemaError: a file can't be read, or holds no value that the kind takes.
    """
    parts = [_read(path, column) for path in column.field.settings.exclude]
    return Excluded.of(pl.concat(parts)) if parts else None


def is_excluded(values: pl.Series, excluded: Excluded) -> pl.Series:
    """Return whether each written value is one of the excluded; false for null."""
    return excluded.has(values.str.to_lowercase())


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
