"""What fixes do to one column, step by step: text, missing values, kind, and unsafe fixes when they are allowed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from csvprep.accepting import accepted_near
from csvprep.checks import Column
from csvprep.first_look import SUSPECT, find_special, means_empty
from csvprep.kinds.base import Normalised, all_true, tells_plain
from csvprep.kinds.damage import is_free_text, is_lost
from csvprep.kinds.null_words import are_null_words, may_be_emptied
from csvprep.kinds.spreadsheet import restore_number
from csvprep.kinds.text import normalise_text
from csvprep.series import coded, first_of, has_value, is_missing, is_true, nulls, only, rows_of, texts


@dataclass(frozen=True, slots=True)
class Outcome:
    """A column after all its steps.

    Attributes:
        written: the values as they are written.
        steps: for each step that changed something, in their order, the finding's code in the rows it changed.
        suggestion: unsafe fixes that were not taken; None when there are none.
        proved: Boolean; true where the written value passes all checks of the kind for sure; None: nothing is known.
        sound: Boolean; true where no pattern by which damage is suspected is found in the written value.
    """

    written: pl.Series
    steps: tuple[pl.Series, ...]
    suggestion: pl.Series | None
    proved: pl.Series | None
    sound: pl.Series


def take_steps(
    values: pl.Series,
    column: Column,
    missing_values: tuple[str, ...],
    *,
    unsafe_fixes: bool,
    accept_suggestions: bool = False,
    special: pl.Series | None = None,
) -> Outcome:
    """Take a column of cells through every step.

    Args:
        values: String; null is an empty cell.
        column: whose field and kind say what is done.
        missing_values: texts that mean an empty cell.
        unsafe_fixes: suggestions are taken too.
        accept_suggestions: near misses are taken for what they may mean.
        special: what `csvprep.first_look` says of the column; None: it is asked.
    """
    outcome = _take(values, column, missing_values, special, unsafe_fixes=unsafe_fixes)
    return accept_near(outcome, column) if accept_suggestions else outcome


def _take(
    values: pl.Series, column: Column, missing_values: tuple[str, ...], special: pl.Series | None, *, unsafe_fixes: bool
) -> Outcome:
    missing = [text for text in missing_values if text]
    if special is None:
        special = find_special(values, column, missing)
    is_clean, usually = not special.any(), ~special
    if tells_plain(column.kind):
        usual = Outcome(values, (), None, usually, usually)
    else:
        taken = _take_kind(values if is_clean else only(values, usually), column)
        usual = _settle(taken, [], column, unsafe_fixes=unsafe_fixes)
    if is_clean:
        return usual
    rows = rows_of(special)
    return _join(usual, rows, _take_all(values[rows], column, missing, unsafe_fixes=unsafe_fixes))


def accept_near(outcome: Outcome, column: Column) -> Outcome:
    """Take near misses among written values for what they may mean, as a step of its own."""
    found = accepted_near(outcome.written, column)
    if found is None:
        return outcome
    near, codes = found
    written = first_of(near, outcome.written).alias(outcome.written.name)
    suggestion = outcome.suggestion
    if suggestion is not None:
        suggestion = only(suggestion, is_missing(near))
    return replace(outcome, written=written, steps=(*outcome.steps, codes), suggestion=suggestion)


def _join(usual: Outcome, rows: pl.Series, special: Outcome) -> Outcome:
    """Put what became of some rows into the outcome of the column, in which they are left out."""
    written = usual.written.clone().scatter(rows, special.written)
    nothing = nulls(len(written), written.name)
    suggestion, proved = usual.suggestion, usual.proved
    if special.suggestion is not None:
        suggestion = (nothing if suggestion is None else suggestion).clone().scatter(rows, special.suggestion)
    if proved is not None or special.proved is not None:
        proved = ~all_true(written) if proved is None else proved.clone()
        proved = proved.scatter(rows, ~all_true(rows) if special.proved is None else special.proved)
    steps = tuple(nothing.clone().scatter(rows, codes) for codes in special.steps)
    return Outcome(
        written, (*steps, *usual.steps), suggestion, proved, usual.sound.clone().scatter(rows, special.sound)
    )


def _take_all(values: pl.Series, column: Column, missing: list[str], *, unsafe_fixes: bool) -> Outcome:
    """Take cells through every step, those of the text too."""
    is_suspect = values.str.contains(SUSPECT).any()
    done = list(normalise_text(values, column.ignored)) if is_suspect else []
    unspoilt = done[-1].suggestion if done and _any(done[-1].suggestion) else None
    current = _empty_as_null(done[-1].written, values.name) if done else values
    codes = [step.code for step in done if _any(step.code)]
    if missing and (hit := means_empty(values, missing) | means_empty(current, missing)).any():
        codes.append(coded("missing-value", hit))
        current = only(current, ~hit).alias(values.name)
    current, code, suggestion, proved = _take_damaged(current, column) if is_suspect else _take_kind(current, column)
    if unspoilt is not None:
        whole = _read_again(unspoilt, current, column, missing)
        suggestion = whole if suggestion is None else first_of(whole, suggestion)
    found = _settle((current, code, suggestion, proved), codes, column, unsafe_fixes=unsafe_fixes)
    return replace(found, sound=~all_true(values))


_Taken = tuple[pl.Series, pl.Series | None, pl.Series | None, pl.Series | None]
"""Written values, and where there are any, codes and suggestions, and what is proved."""


def _settle(taken: _Taken, codes: list[pl.Series], column: Column, *, unsafe_fixes: bool) -> Outcome:
    """Return the outcome of values without suspect text, after the steps of some codes; take suggestions if allowed."""
    written, code, suggestion, proved = taken
    codes = codes if code is None else [*codes, code]
    sound = all_true(written) if code is None else is_missing(code)
    if suggestion is not None and unsafe_fixes and column.ignored:
        suggestion = only(suggestion, ~_unsafe_codes(written, suggestion, column).is_in(column.ignored))
    if suggestion is not None and unsafe_fixes:
        codes = [*codes, _unsafe_codes(written, suggestion, column)]
        sound &= is_missing(suggestion)
        written, suggestion, proved = _empty_as_null(first_of(suggestion, written), written.name), None, None
    return Outcome(written, tuple(codes), suggestion, proved, sound)


def _take_kind(values: pl.Series, column: Column) -> _Taken:
    step = column.kind.normalise(values)
    if step is None:
        return values, None, None, None
    if column.ignored and _any(step.code):
        step = _but_ignored(step, values, column)
    code = step.code if _any(step.code) else None
    written = values if code is None else _empty_as_null(step.written, values.name)
    return written, code, step.suggestion if _any(step.suggestion) else None, step.proved


def _but_ignored(step: Normalised, values: pl.Series, column: Column) -> Normalised:
    """Leave as they came the values whose fix answers an ignored code; what the fix makes good is good as it is."""
    kept = is_true(step.code.is_in(column.ignored))
    good = kept & all_true(values)
    for check in column.kind.checks():
        good &= check.passes(step.written)
    proved = good if step.proved is None else (step.proved & ~kept) | good
    return Normalised(values.zip_with(kept, step.written), only(step.code, ~kept), step.suggestion, proved)


def _take_damaged(values: pl.Series, column: Column) -> _Taken:
    """Take values through the kind, but for those that are lost; the suggestion for a word for no value is ""."""
    lost = is_true(is_lost(values, column.field))
    if not lost.any():
        written, code, suggestion, _ = _take_kind(values, column)
    else:
        written, code, suggestion, _ = _take_kind(only(values, ~lost).alias(values.name), column)
        written = first_of(written, only(values, lost)).alias(values.name)
        whole = _restore(only(values, lost), column)
        suggestion = whole if suggestion is None else first_of(suggestion, whole)
    emptied = _is_emptied(written, column)
    if emptied.any():
        suggestion = coded("", emptied) if suggestion is None else coded("", emptied, suggestion)
    return written, code, suggestion if suggestion is not None and _any(suggestion) else None, None


def _restore(values: pl.Series, column: Column) -> pl.Series:
    """Return what rewritten numbers are with all their digits, where these are known and the kind takes them."""
    digits = pl.Series([None if value is None else restore_number(value) for value in values], dtype=pl.String)
    final = _final(digits, column)
    return only(final, ~column.has_kind_error(final) & has_value(digits))


def _is_emptied(values: pl.Series, column: Column) -> pl.Series:
    """Return where a word for no value may be left out: nothing else is meant, and the field need not have a value."""
    words = is_true(are_null_words(values))
    if not words.any():
        return words
    words &= may_be_emptied(values, column.field)
    return words if is_free_text(column.field) else words & column.has_kind_error(only(values, words))


def _read_again(suggestion: pl.Series, current: pl.Series, column: Column, missing: list[str]) -> pl.Series:
    """Return what text that a suggestion mended becomes by all other steps; "" for an empty cell.

    Not offered: an empty cell where a value is required, and what the kind refuses all the same, unless NUL is gone.
    """
    cleaned = _empty_as_null(suggestion, suggestion.name)
    final = _final(only(cleaned, ~means_empty(cleaned, missing)), column)
    offered = ~column.has_kind_error(final) | is_true(current.str.contains("\x00", literal=True))
    if column.field.required:
        offered &= is_true(final != "")
    return only(final.fill_null(""), has_value(suggestion) & offered)


def _final(values: pl.Series, column: Column) -> pl.Series:
    written, _, suggestion, _ = _take_damaged(values, column)
    return written if suggestion is None else first_of(suggestion, written)


def _unsafe_codes(current: pl.Series, suggestion: pl.Series, column: Column) -> pl.Series:
    """Return for each row with a suggestion the code of the first check that its value fails."""
    rows = rows_of(has_value(suggestion))
    values = current[rows]
    codes = texts("unicode-format", len(rows))
    for check in reversed(replace(column, ignored=frozenset()).checks()):
        failing = ~check.passes(values)
        codes = coded(check.code, failing, codes)
    return nulls(len(suggestion), suggestion.name).scatter(rows, codes)


def _any(values: pl.Series) -> bool:
    return values.null_count() < len(values)


def _empty_as_null(values: pl.Series, name: str) -> pl.Series:
    return only(values, values != "").alias(name)
