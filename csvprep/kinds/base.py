"""What every kind offers: `normalise` (text to written form) and `checks` (is the written form good).

A kind works on a whole column at once. Columns are polars Series of String; an empty cell is null, and
null stays null and passes every check. The empty text counts as an empty cell too. What polars expressions
can decide they decide; only what they can't goes to a reference library, once per distinct value
(`map_distinct`, `passes_distinct`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Final, Protocol, TypeGuard, runtime_checkable

import polars as pl

from csvprep.references.answers import Change
from csvprep.series import coded, falses, has_value, not_false, nulls, rows_of, texts, trues


@dataclass(frozen=True, slots=True)
class Normalised:
    """A column after `normalise`: Series of one height.

    Attributes:
        written: String; equals the input where code is null.
        code: String; null where nothing was changed.
        suggestion: String; null where there is none.
        proved: Boolean without null; true where `written` passes all checks of the kind for sure, so that they need
            not be run; None: nothing is known.
    """

    written: pl.Series
    code: pl.Series
    suggestion: pl.Series
    proved: pl.Series | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must hold for each written value.

    Attributes:
        code: the finding when it doesn't.
        passes: takes a Series of String and returns a Boolean Series of the same height, true for null.
        explain: takes one failing value and says what is wrong with it: the `{why}` of the code's message in
            the catalogue, without a capital or a full stop around it; empty when there is nothing to add.
        name: tells apart two checks of one code on one field.
        suspect: pattern that every failing value matches somewhere, as polars has it; where no value of a column
            does, the check need not be run. Empty: there is none.
        least_bytes: shorter values pass.
        of_kind: it is one of the kind's own, which `Normalised.proved` is about.
        explain_all: says of a Series of failing values what `explain` says of each; null for nothing. None: each
            value is explained on its own.
    """

    code: str
    passes: Callable[[pl.Series], pl.Series]
    explain: Callable[[str], str]
    name: str = ""
    suspect: str = ""
    least_bytes: int = 0
    of_kind: bool = False
    explain_all: Callable[[pl.Series], pl.Series] | None = None


@dataclass(frozen=True, slots=True)
class Readings:
    """What a reference makes of a column: Series of its height.

    Attributes:
        written: String; the normal form, null where the value is not good.
        why: String; what is wrong with it then, in words; null where it is good.
    """

    written: pl.Series
    why: pl.Series


class Kind(Protocol):
    """A kind bound to one field's settings; picklable and without state."""

    def normalise(self, values: pl.Series) -> Normalised | None:
        """Bring values to the written form; None when every value stays as it is, and nothing more is known."""
        ...

    def checks(self) -> tuple[Check, ...]:
        """Return what must hold for each written value."""
        ...


@runtime_checkable
class PlainKind(Kind, Protocol):
    """A kind that tells most values that stay as they are by one expression, before anything else is asked of them."""

    def is_plain(self, values: pl.Series) -> pl.Series:
        """Return a Boolean Series: true where nothing is to be done or said, whatever the field, but for its limits.

        Such a value is clean text, no damage and no word for no value, in its written form, and passes all checks of
        the kind. False says nothing. Null stays null.
        """
        ...


@runtime_checkable
class PatternKind(PlainKind, Protocol):
    """A kind that tells these values by what is not found in them."""

    def odd(self) -> str:
        """Return the pattern that is found in every other value."""
        ...


@runtime_checkable
class NearKind(Kind, Protocol):
    """A kind that says what a value that is not good may mean: another value, a slip of the hand away."""

    def near(self, values: pl.Series) -> pl.Series | None:
        """Return a String Series of the same height: null where there is nothing to suggest; None: nowhere."""
        ...


@cache
def _offers(kind: type, protocol: type) -> bool:
    return issubclass(kind, protocol)


def tells_plain(kind: Kind) -> TypeGuard[PlainKind]:
    """Return whether a kind tells values that stay as they are; asked once for each kind, since Python takes long."""
    return _offers(type(kind), PlainKind)


def tells_odd(kind: Kind) -> TypeGuard[PatternKind]:
    """Return whether a kind tells other values by a pattern."""
    return _offers(type(kind), PatternKind)


def tells_near(kind: Kind) -> TypeGuard[NearKind]:
    """Return whether a kind says what a value that is not good may mean."""
    return _offers(type(kind), NearKind)


FEW: Final = 100
"""So few values a reference is asked about sooner, one by one, than it takes to look at them by column."""


def are_few(values: pl.Series) -> bool:
    """Return whether there are so few values that a reference is asked about each."""
    return len(values) - values.null_count() <= FEW


_TABLE = {"value": pl.String, "written": pl.String, "code": pl.String, "suggestion": pl.String}


def map_distinct(values: pl.Series, function: Callable[[str], Change], *, where: pl.Series) -> Normalised | None:
    """Apply a slow function to each distinct value under the mask `where`; None when it changes nothing.

    Args:
        values: Series of String.
        function: what becomes of one value; called once per distinct value, never for an empty one.
        where: Boolean Series of the same height that says the same of equal values; null counts as false.
    """
    return map_all_distinct(values, lambda distinct: map(function, distinct), where=where)


def map_all_distinct(
    values: pl.Series, function: Callable[[list[str]], Iterable[Change]], *, where: pl.Series
) -> Normalised | None:
    """Do what `map_distinct` does, with a function of all distinct values at once."""
    distinct = _distinct(values, where)
    rows = [
        (value, change.written, change.code, change.suggestion)
        for value, change in zip(distinct, function(distinct), strict=True)
        if change != Change(value)
    ]
    if not rows:
        return None
    table = pl.DataFrame(rows, schema=_TABLE, orient="row")
    joined = values.to_frame("value").join(table, on="value", how="left", maintain_order="left")
    written = joined.select(pl.coalesce("written", "value").alias(values.name)).to_series()
    return Normalised(written, joined["code"], joined["suggestion"])


def passes_distinct(values: pl.Series, predicate: Callable[[str], bool], *, where: pl.Series) -> pl.Series:
    """Return a Boolean Series: false where `where` holds and the predicate does not, else true, also for null.

    The predicate is called once per distinct value, never for an empty one.
    """
    return pass_all_distinct(values, lambda distinct: map(predicate, distinct), where=where)


def pass_all_distinct(
    values: pl.Series, predicate: Callable[[list[str]], Iterable[bool]], *, where: pl.Series
) -> pl.Series:
    """Do what `passes_distinct` does, with a predicate of all distinct values at once."""
    distinct = _distinct(values, where)
    bad = [value for value, is_good in zip(distinct, predicate(distinct), strict=True) if not is_good]
    if not bad:
        return all_true(values)
    return not_false(~values.is_in(pl.Series(bad, dtype=pl.String).implode()))


def passes_asked(
    values: pl.Series, predicate: Callable[[str], bool], *, plain: pl.Series, asked: pl.Series
) -> pl.Series:
    """Return a Boolean Series: true where `plain`, what the predicate says where `asked`, else false; true for null.

    The predicate is called once per distinct value, never for an empty one, which passes.
    """
    good = not_false(plain)
    if good.all():
        return good
    return good | (values == "") | (asked & passes_distinct(values, predicate, where=asked))


def reasons_where(values: pl.Series, explain: Callable[[str], str], where: pl.Series) -> pl.Series:
    """Return what is wrong with each value under the mask, and nothing ("") of all others: String without null.

    Args:
        values: String without null.
        explain: called once per distinct value.
        where: Boolean Series of the same height that says the same of equal values.
    """
    nothing = texts("", len(values))
    distinct = _distinct(values, where)
    if not distinct:
        return nothing
    reasons = pl.Series([explain(value) for value in distinct], dtype=pl.String)
    return values.replace_strict(pl.Series(distinct), reasons, default="", return_dtype=pl.String)


def _distinct(values: pl.Series, where: pl.Series) -> list[str]:
    """Return the distinct values under the mask, in their first order, without null and the empty text."""
    chosen = values.filter(where).drop_nulls().unique(maintain_order=True)
    return [value for value in chosen.to_list() if value]


def yielding(check: Check, to: tuple[Check, ...]) -> Check:
    """Return a check that passes what one of the others fails too: of one trouble, one thing is said."""
    if not to:
        return check

    def passes(values: pl.Series) -> pl.Series:
        good = check.passes(values)
        if good.all():
            return good
        rows = rows_of(~good)
        failing = values[rows]
        told = falses(len(failing))
        for other in to:
            told |= ~other.passes(failing)
        return good.scatter(rows, told)

    return replace(check, passes=passes)


def reasons_of(check: Check, values: pl.Series) -> pl.Series:
    """Return what is wrong with each of some failing values, in the check's words: String without null."""
    if check.explain_all is not None:
        return check.explain_all(values).fill_null("")
    if check.explain is no_reason:
        return pl.repeat("", len(values), dtype=pl.String, eager=True)
    return pl.Series([check.explain(value) for value in values], dtype=pl.String)


def no_reason(_value: str) -> str:
    """Return nothing: what the catalogue says of the code is enough."""
    return ""


def all_true(values: pl.Series) -> pl.Series:
    """Return a Boolean Series of the column's height that is true throughout."""
    return trues(len(values))


def rewritten(values: pl.Series, written: pl.Series, code: str) -> Normalised | None:
    """Return the safe change of a column to `written` under one code; None when the two are equal.

    Args:
        values: Series of String.
        written: Series of String of the same height, null where `values` is null.
        code: the finding of each cell that differs.
    """
    differs = values != written
    if not differs.any():
        return None
    codes = coded(code, differs)
    return Normalised(written.alias(values.name), codes, _nulls(values))


def suggested(values: pl.Series, suggestion: pl.Series) -> Normalised:
    """Return a column that stays as it is, with unsafe changes beside it (null where there is none)."""
    return Normalised(values, _nulls(values), suggestion)


def unchanged(values: pl.Series, proved: pl.Series) -> Normalised:
    """Return a column that stays as it is, with what is known of it (see `Normalised.proved`)."""
    return Normalised(values, _nulls(values), _nulls(values), proved)


def merged(first: Normalised | None, second: Normalised | None) -> Normalised | None:
    """Join two changes of one column that concern different cells."""
    if first is None or second is None:
        return first or second
    of_second = has_value(second.code) | has_value(second.suggestion)
    return Normalised(
        second.written.zip_with(of_second, first.written),
        second.code.zip_with(of_second, first.code),
        second.suggestion.zip_with(of_second, first.suggestion),
    )


def _nulls(values: pl.Series) -> pl.Series:
    return nulls(len(values))
