"""What fixes do to one column, step by step: text, missing values, kind, and unsafe fixes when they are allowed."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from csvprep.checks import Column
from csvprep.kinds.base import Normalised
from csvprep.kinds.text import normalise_text


@dataclass(frozen=True, slots=True)
class Outcome:
    """A column after all its steps.

    Attributes:
        written: the values as they are written.
        steps: for each step that changed something, in their order, the finding's code in the rows it changed.
        suggestion: unsafe fixes that were not taken; None when there are none.
    """

    written: pl.Series
    steps: tuple[pl.Series, ...]
    suggestion: pl.Series | None


def take_steps(values: pl.Series, column: Column, missing_values: tuple[str, ...], *, unsafe_fixes: bool) -> Outcome:
    """Take a column of cells through every step.

    Args:
        values: String; null is an empty cell.
        column: whose field and kind say what is done.
        missing_values: texts that mean an empty cell.
        unsafe_fixes: suggestions are taken too.
    """
    missing = [text for text in missing_values if text]
    done = list(normalise_text(values))
    unspoilt = done[-1].suggestion if done and _any(done[-1].suggestion) else None
    current = _empty_as_null(done[-1].written, values.name) if done else values
    codes = [step.code for step in done if _any(step.code)]
    if missing and (hit := _means_empty(values, missing) | _means_empty(current, missing)).any():
        codes.append(_masked(pl.lit("missing-value"), hit))
        current = _masked(current, ~hit).alias(values.name)
    current, code, suggestion = _take_kind(current, column)
    codes.extend([] if code is None else [code])
    if unspoilt is not None:
        whole = _read_again(unspoilt, column, missing)
        suggestion = whole if suggestion is None else _coalesce(whole, suggestion)
    if suggestion is not None and unsafe_fixes:
        codes.append(_unsafe_codes(current, suggestion, column))
        current, suggestion = _empty_as_null(_coalesce(suggestion, current), values.name), None
    return Outcome(current.alias(values.name), tuple(codes), suggestion)


def _take_kind(values: pl.Series, column: Column) -> tuple[pl.Series, pl.Series | None, pl.Series | None]:
    """Return the values as the kind writes them, and where there are any, codes and suggestions."""
    step = column.kind.normalise(values)
    if step is None:
        return values, None, None
    written = _empty_as_null(step.written, values.name)
    return written, step.code if _any(step.code) else None, step.suggestion if _any(step.suggestion) else None


def _read_again(suggestion: pl.Series, column: Column, missing: list[str]) -> pl.Series:
    """Return what text that a suggestion mended becomes by all other steps; "" for an empty cell."""
    cleaned = _empty_as_null(suggestion, suggestion.name)
    step: Normalised | None = column.kind.normalise(_masked(cleaned, ~_means_empty(cleaned, missing)))
    final = cleaned if step is None else _coalesce(step.suggestion, step.written)
    final = _masked(final, ~_means_empty(cleaned, missing))
    return _masked(final.fill_null(""), suggestion.is_not_null())


def _unsafe_codes(current: pl.Series, suggestion: pl.Series, column: Column) -> pl.Series:
    """Return for each row with a suggestion the code of the first check that its value fails."""
    code = _masked(pl.lit("unicode-format"), suggestion.is_not_null())
    for check in reversed(column.checks()):
        failing = ~check.passes(current) & suggestion.is_not_null()
        code = pl.select(pl.when(failing).then(pl.lit(check.code)).otherwise(code)).to_series()
    return code


def _any(values: pl.Series) -> bool:
    return values.null_count() < len(values)


def _means_empty(values: pl.Series, missing: list[str]) -> pl.Series:
    return values.is_in(pl.Series(missing, dtype=pl.String).implode()).fill_null(value=False)


def _masked(values: pl.Series | pl.Expr, mask: pl.Series) -> pl.Series:
    return pl.select(pl.when(mask).then(values)).to_series()


def _coalesce(first: pl.Series, second: pl.Series) -> pl.Series:
    return pl.select(pl.coalesce(first, second)).to_series()


def _empty_as_null(values: pl.Series, name: str) -> pl.Series:
    return pl.select(pl.when(values != "").then(values)).to_series().alias(name)
