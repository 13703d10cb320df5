"""What was said of the last columns asked about: a column is asked about for its steps, its checks and its words."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

import polars as pl

from csvprep.kinds.base import Readings

_KEPT: Final = 2
_LEAST: Final = 256
"""Fewer values are sooner read again."""


class _OfThread(threading.local):
    """Columns and what is said of them, in each thread its own, the last one first."""

    def __init__(self) -> None:
        self.known: list[tuple[pl.Series, Readings]] = []


class LastColumns:
    """Remembers what a function of a column alone said of the last two."""

    def __init__(self, read: Callable[[pl.Series], Readings]) -> None:
        self._read = read
        self._of_thread = _OfThread()

    def __call__(self, values: pl.Series) -> Readings:
        """Return what the function says of a column, whatever its name."""
        if len(values) < _LEAST:
            return self._read(values)
        known = self._of_thread.known
        for place, (column, readings) in enumerate(known):
            if len(column) == len(values) and column.equals(values):
                known.insert(0, known.pop(place))
                return Readings(readings.written.alias(values.name), readings.why)
        readings = self._read(values)
        known.insert(0, (values, readings))
        del known[_KEPT:]
        return readings
