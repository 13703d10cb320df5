"""Words that people and programs write where there is no value."""

from __future__ import annotations

import re
from typing import Final

import polars as pl

from csvprep.kinds.base import Check, no_reason
from csvprep.schema.model import Field
from csvprep.series import not_false

# in any case
_WORDS: Final = (
    "n/a", "n.a.", "n.a", "n. a.", "n/d", "n.d.", "<na>", "(null)", "<null>", "[null]", "(none)", "<none>", "(blank)",
    "(empty)", "(unknown)", "not available", "not applicable", "not provided", "not specified", "not known", "unknown",
    "undefined", "no data", "-", "--", "---", "–", "—", "?", "??", "???", ".", "..", "...", "…",
    "k.a.", "k. a.", "keine angabe", "keine angaben", "nicht angegeben", "nicht bekannt", "unbekannt",
    "non renseigné", "inconnu", "néant", "sin datos", "desconocido", "no disponible", "sconosciuto", "onbekend",
)  # fmt: skip
# in these letters only, for with a capital they are names (Null, Nan, Nil, Na)
_PERHAPS_NAMES: Final = ("NULL", "null", "NaN", "nan", "NAN", "None", "none", "NONE", "nil", "NIL")
_OF_DATABASES: Final = ("\\N",)  # MySQL, PostgreSQL
_PERHAPS_CODES: Final = ("NA",)  # Namibia, Naples; R writes it for no value
SUSPECT: Final = (
    rf"\A(?:(?i:{'|'.join(map(re.escape, _WORDS))})"
    rf"|{'|'.join(map(re.escape, (*_PERHAPS_NAMES, *_OF_DATABASES, *_PERHAPS_CODES)))})\z"
)
_ONE: Final = re.compile(SUSPECT.replace(r"\z", r"\Z"))
NO_VALUE: Final = "a word for no value"


def is_null_word(value: str) -> bool:
    """Return whether a value is a word for no value."""
    return _ONE.fullmatch(value) is not None


def are_null_words(values: pl.Series) -> pl.Series:
    """Return whether each value is a word for no value; null stays null."""
    return values.str.contains(SUSPECT)


def may_be_emptied(values: pl.Series, field: Field) -> pl.Series:
    """Return where a null word may be left out: not in a required field, nor where it may be a name or a code."""
    kept = (*_PERHAPS_CODES, *(_PERHAPS_NAMES if "name" in field.name.casefold() else ()))
    return ~values.is_in(pl.Series(kept, dtype=pl.String).implode()) & (not field.required)


def _is_no_null_word(values: pl.Series) -> pl.Series:
    return not_false(~are_null_words(values))


NULL_WORD: Final = Check("null-word", _is_no_null_word, no_reason, suspect=SUSPECT)
