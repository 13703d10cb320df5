"""A kind whose values are rewritten first, as the field's settings say: spaces, replacements, case.

What is written is settled: the same steps taken again, those of the kind too, change nothing. A value that doesn't
settle stays as it came.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import polars as pl

from csvprep.kinds.base import Check, Kind, Normalised, all_true, map_distinct, tells_near
from csvprep.kinds.title_case import title_case
from csvprep.references.answers import Change
from csvprep.schema.settings import Case, FieldSettings
from csvprep.series import coded, first_of, has_value, is_missing, is_true, nulls, only, rows_of

_MOST_ROUNDS: Final = 4


@dataclass(frozen=True, slots=True)
class Rewriting:
    """A kind behind what its field's settings do to the values.

    Attributes:
        kind: what the values mean.
        settings: of the field.
    """

    kind: Kind
    settings: FieldSettings

    def normalise(self, values: pl.Series) -> Normalised | None:
        """Rewrite values, then bring them to the kind's written form; the first change of a cell names its code."""
        found = self._take(values)
        if found is None:
            return None
        written, code, settled = found.written, found.code, all_true(values)
        rows = rows_of(has_value(code))
        for _ in range(_MOST_ROUNDS):
            if rows.is_empty():
                break
            again = self._take(_empty_as_null(written[rows]))
            if again is None or not (changed := has_value(again.code)).any():
                rows = rows.clear()
                break
            rows = rows.filter(changed)
            written = written.scatter(rows, again.written.filter(changed))
        settled = settled.scatter(rows, ~all_true(rows))
        return Normalised(
            written.zip_with(settled, values),
            code.zip_with(settled, nulls(len(code), code.name)),
            found.suggestion,
            None if found.proved is None else found.proved & is_missing(code),
        )

    def checks(self) -> tuple[Check, ...]:
        """Return the kind's own checks."""
        return self.kind.checks()

    def near(self, values: pl.Series) -> pl.Series | None:
        """Return what values may mean that the kind refuses, see `NearKind`."""
        return self.kind.near(values) if tells_near(self.kind) else None

    def _take(self, values: pl.Series) -> Normalised | None:
        """Take each step once."""
        current, codes = rewrite(values, self.settings)
        step = self.kind.normalise(current)
        if codes is None:
            return step
        nothing = nulls(len(codes), codes.name)
        if step is None:
            return Normalised(current.fill_null("").zip_with(has_value(codes), values), codes, nothing)
        written = step.written.fill_null("").zip_with(has_value(codes) | has_value(step.code), values)
        code = first_of(codes, step.code)
        same = is_true(written == values)  # what the kind took back
        return replace(step, written=written, code=code.zip_with(~same, nothing))


def rewrite(values: pl.Series, settings: FieldSettings) -> tuple[pl.Series, pl.Series | None]:
    """Return rewritten values (null where a cell is emptied), and the code of the first change of each; None: none."""
    codes: pl.Series | None = None
    for step, code in ((_collapse, "inner-space"), (_replace, "value-replaced"), (_write_case, "case-format")):
        written = step(values, settings)
        if written is None:
            continue
        differs = has_value(values) & ~values.eq_missing(written)
        if differs.any():
            own = coded(code, differs)
            codes = own if codes is None else first_of(codes, own)
            values = written
    if codes is not None and settings.missing:
        values = only(values, ~values.is_in(list(settings.missing)))
    return values, codes


def _collapse(values: pl.Series, settings: FieldSettings) -> pl.Series | None:
    if not settings.collapse_spaces or not values.str.contains("  ", literal=True).any():
        return None
    return values.str.replace_all(" {2,}", " ")


def _replace(values: pl.Series, settings: FieldSettings) -> pl.Series | None:
    if not settings.replace:
        return None
    old, new = _table(settings)
    compared = values.str.to_lowercase() if settings.ignore_case else values
    hit = is_true(compared.is_in(old.implode()))
    if not hit.any():
        return None
    rows = rows_of(hit)
    texts = compared[rows].replace_strict(old, new, return_dtype=pl.String)
    return _empty_as_null(values.clone().scatter(rows, texts))


@lru_cache(maxsize=64)
def _table(settings: FieldSettings) -> tuple[pl.Series, pl.Series]:
    table = {(old.lower() if settings.ignore_case else old): new for old, new in settings.replace}
    return pl.Series(list(table), dtype=pl.String), pl.Series(list(table.values()), dtype=pl.String)


def _write_case(values: pl.Series, settings: FieldSettings) -> pl.Series | None:
    if settings.case is Case.LOWER:
        return _composed(values.str.to_lowercase())
    if settings.case is Case.UPPER:
        return _composed(values.str.to_uppercase())
    if settings.case is None:
        return None
    one_case = (values == values.str.to_uppercase()) | (values == values.str.to_lowercase())
    found = map_distinct(values, _titled, where=one_case)
    return None if found is None else _composed(found.written)


def _titled(value: str) -> Change:
    written = title_case(value)
    return Change(value) if written == value else Change(written, "case-format")


def _composed(values: pl.Series) -> pl.Series:
    """Return NFC: the other case of a letter may be two."""
    where = is_true(values.str.contains(r"[\x{300}-\x{10ffff}]"))
    return values.str.normalize("NFC").zip_with(where, values) if where.any() else values


def _empty_as_null(values: pl.Series) -> pl.Series:
    return only(values, values != "").alias(values.name)
