"""What of a schema's `split` and `join` applies to a file: its sources are there, and none of its fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from csvprep.derived import Derivation
from csvprep.polars_reading import column_name
from csvprep.schema.header import HeaderMap
from csvprep.schema.labels import fold_label
from csvprep.schema.model import Field, Schema


@dataclass(frozen=True, slots=True)
class DerivedColumn:
    """A column that is made: place of its first source, the frame's name for it, and its field."""

    index: int
    name: str
    field: Field


@dataclass(frozen=True, slots=True)
class Derived:
    """All columns that are made of a file's.

    Attributes:
        derivations: how.
        columns: which.
        sources: 0-based places of the columns that they are made of.
    """

    derivations: tuple[Derivation, ...] = ()
    columns: tuple[DerivedColumn, ...] = ()
    sources: frozenset[int] = frozenset()


def bind_derived(schema: Schema, header: HeaderMap) -> Derived:
    """Return what is made of the columns of a file."""
    settings = schema.settings
    wanted: list[tuple[str, tuple[str, ...], tuple[str, ...], str]] = [
        *(("value-split", (one.source,), one.into, one.at) for one in settings.splits),
        *(("value-joined", one.sources, (one.into,), one.mark) for one in settings.joins),
    ]
    there = {one.name for one in header.fields if one is not None}
    derivations: list[Derivation] = []
    columns: list[DerivedColumn] = []
    sources: set[int] = set()
    for code, labels, fields, mark in wanted:
        places = [place for label in labels if (place := _find(label, header)) is not None]
        if not there.isdisjoint(fields) or not places or (code == "value-split" and len(places) < len(labels)):
            continue
        made = tuple(
            DerivedColumn(places[0], f"d{len(columns) + number}", schema.by_name[name])
            for number, name in enumerate(fields)
        )
        names = tuple(map(column_name, places))
        derivations.append(Derivation(code, names, tuple(one.name for one in made), mark))
        columns.extend(made)
        sources.update(places)
    return Derived(tuple(derivations), tuple(columns), frozenset(sources))


def _find(source: str, header: HeaderMap) -> int | None:
    """Return the place of a column that is a field of that name, or has that label, however it is spelt."""
    for index, one in enumerate(header.fields):
        if one is not None and one.name == source:
            return index
    return _first(fold_label(source), [fold_label(label) for label in header.labels])


def _first(text: str, texts: Sequence[str]) -> int | None:
    return texts.index(text) if text in texts else None
