"""Columns whose values mean something by the record's country: each region's rows are worked on by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from csvprep.checks import Column, Failures, run_checks
from csvprep.doubts import Known
from csvprep.kinds.registry import kind_for
from csvprep.schema.model import KindName
from csvprep.steps import Outcome, take_steps


@dataclass(frozen=True, slots=True)
class RegionRows:
    """The rows of a column that are of one region.

    Attributes:
        column: the column, bound to the region.
        rows: 0-based rows of the frame, ascending (UInt32).
    """

    column: Column
    rows: pl.Series


def part_by_region(column: Column, countries: pl.Series) -> list[RegionRows]:
    """Return the rows of each home region; where the country is empty or unknown, that of the column as it is.

    Args:
        column: of phone numbers or states.
        countries: String: the country of each record.
    """
    rows = pl.int_range(len(countries), dtype=pl.UInt32, eager=True)
    if not len(rows):
        return [RegionRows(column, rows)]
    parted = pl.DataFrame({"region": _regions_of(column, countries), "row": rows})
    return [
        RegionRows(_bound(column, region), part["row"])
        for (region,), part in parted.partition_by("region", as_dict=True).items()
    ]


def _regions_of(column: Column, countries: pl.Series) -> pl.Series:
    """Return the region of each record's country, null where none is known."""
    if column.field.kind is KindName.STATE:
        from csvprep.kinds.country import country_codes  # noqa: PLC0415 - see kinds.registry

        return country_codes(countries)
    from csvprep.kinds.phone_regions import home_regions  # noqa: PLC0415

    return home_regions(countries)


def _bound(column: Column, region: object) -> Column:
    if region is None:
        return column
    return replace(column, kind=kind_for(replace(column.field, region=str(region)), str(region)))


def take_steps_by_region(
    values: pl.Series,
    parts: Sequence[RegionRows],
    missing_values: tuple[str, ...],
    *,
    unsafe_fixes: bool,
    accept_suggestions: bool = False,
) -> Outcome:
    """Take a column of cells through every step (see `take_steps`), each region's cells by themselves."""
    outcomes = [
        take_steps(
            values[part.rows],
            part.column,
            missing_values,
            unsafe_fixes=unsafe_fixes,
            accept_suggestions=accept_suggestions,
        )
        for part in parts
    ]
    if len(outcomes) == 1:
        return outcomes[0]
    places = pl.concat([part.rows for part in parts]).arg_sort()

    def joined(pieces: Sequence[pl.Series | None], empty: pl.Series) -> pl.Series:
        filled = [
            empty.new_from_index(0, len(part.rows)) if piece is None else piece.cast(empty.dtype)
            for piece, part in zip(pieces, parts, strict=True)
        ]
        return pl.concat([piece.rename("") for piece in filled])[places]

    text, doubt = pl.Series([None], dtype=pl.String), pl.Series([False])
    steps = [[one.steps[n] if n < len(one.steps) else None for one in outcomes] for n in range(_most_steps(outcomes))]
    suggestions, proved = [one.suggestion for one in outcomes], [one.proved for one in outcomes]
    return Outcome(
        joined([one.written for one in outcomes], text).alias(values.name),
        tuple(joined(step, text) for step in steps),
        None if all(one is None for one in suggestions) else joined(suggestions, text),
        None if all(one is None for one in proved) else joined(proved, doubt),
        joined([one.sound for one in outcomes], doubt),
    )


def _most_steps(outcomes: Sequence[Outcome]) -> int:
    return max((len(one.steps) for one in outcomes), default=0)


def run_checks_by_region(written: pl.Series, parts: Sequence[RegionRows], known: Known) -> list[Failures]:
    """Check a column of written values (see `run_checks`), each region's cells by themselves."""
    found: list[Failures] = []
    for part in parts:
        failures = run_checks(written[part.rows].to_frame(), [part.column], {written.name: known.of(part.rows)})
        found.extend(Failures(one.column, one.check, one.order, part.rows[one.rows]) for one in failures)
    return found
