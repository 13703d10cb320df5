"""Which damage is looked for in a field: what programs did to a cell on its way, whatever the field's kind.

lost      the value is gone: nothing else is said of the cell
stand-in  the cell holds something in place of a value: said where no error of the field says more
text      letters or an end are lost, the rest can be read
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import polars as pl

from csvprep.kinds.base import Check
from csvprep.kinds.mojibake import MOJIBAKE, REPLACEMENT
from csvprep.kinds.null_words import NULL_WORD
from csvprep.kinds.null_words import SUSPECT as NULL_WORD_SUSPECT
from csvprep.kinds.spreadsheet import (
    CUT_CELL,
    ERROR_SUSPECT,
    ERROR_TEXT,
    REWRITTEN_NUMBER,
    SHORT_DATE,
    is_error_text,
    is_rewritten_number,
)
from csvprep.references.mangled import NUMBER_SUSPECT
from csvprep.schema.model import Field, KindName
from csvprep.series import falses, not_false

SUSPECT: Final = "|".join((ERROR_SUSPECT, NUMBER_SUSPECT, NULL_WORD_SUSPECT))
"""Pattern of the cells that are lost or hold a word for no value, and of some others."""

_OF_DIGITS: Final = (KindName.PHONE, KindName.INTEGER)


def is_free_text(field: Field) -> bool:
    """Return whether a field takes any text."""
    return field.kind is KindName.TEXT and not field.enum


def lost_checks(field: Field) -> tuple[Check, ...]:
    """Return the checks for cells whose value is gone."""
    checks = (ERROR_TEXT, REWRITTEN_NUMBER) if _takes_numbers(field) else (ERROR_TEXT,)
    return tuple(_but_declared(check, field) for check in checks)


def stand_in_checks(field: Field) -> tuple[Check, ...]:
    """Return the checks for cells with something in place of a value; other kinds' own checks say what these are."""
    if field.takes_not_finite:
        return (NULL_WORD,)
    return (NULL_WORD, SHORT_DATE) if is_free_text(field) else ()


def text_checks(field: Field) -> tuple[Check, ...]:
    """Return the checks for cells whose text has suffered."""
    may_be_cut = is_free_text(field) or field.kind is KindName.URL
    return (MOJIBAKE, REPLACEMENT, CUT_CELL) if may_be_cut else (MOJIBAKE, REPLACEMENT)


def is_lost(values: pl.Series, field: Field) -> pl.Series:
    """Return whether the value of each cell is gone; null stays null."""
    lost = is_error_text(values)
    if _takes_numbers(field):
        lost |= is_rewritten_number(values)
    return lost & ~_is_declared(values, field)


def _takes_numbers(field: Field) -> bool:
    return is_free_text(field) or field.kind in _OF_DIGITS


def _is_declared(values: pl.Series, field: Field) -> pl.Series:
    words = field.true_values + field.false_values if field.kind is KindName.BOOLEAN else ()
    if not words and not field.enum:
        return falses(len(values))
    return values.is_in(pl.Series((*field.enum, *words), dtype=pl.String).implode())


def _but_declared(check: Check, field: Field) -> Check:
    """Let a check pass what the schema itself lists as a value."""

    def passes(values: pl.Series) -> pl.Series:
        good = check.passes(values)
        return good if good.all() else good | not_false(_is_declared(values, field))

    return replace(check, passes=passes)
