"""What was said of a column is said again of the same column, and of no other."""

import polars as pl

from csvprep.kinds.base import Readings
from csvprep.kinds.last_columns import LastColumns

from .kind_cases import column


def test_the_last_two_columns_are_read_once() -> None:
    """Columns of the same values are read once, whatever their names; other values and the third column are read."""
    asked: list[str] = []

    def read(values: pl.Series) -> Readings:
        asked.append(values[0])
        return Readings(values.str.to_uppercase(), values)

    last = LastColumns(read)
    one, two, three = (column(*(f"{name}{number}" for number in range(300))) for name in "abc")
    for values in (one, one.clone().alias("other"), two, one, three, two):
        found = last(values)
        assert found.written.to_list() == [value.upper() for value in values]
        assert found.written.name == values.name
    assert asked == ["a0", "b0", "c0", "b0"]


def test_few_values_are_read_anew() -> None:
    """Nothing is kept of a few values."""
    asked: list[int] = []

    def read(values: pl.Series) -> Readings:
        asked.append(len(values))
        return Readings(values, values)

    last = LastColumns(read)
    for _ in range(2):
        last(column("a", "b"))
    assert asked == [2, 2]
