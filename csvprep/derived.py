"""Columns that a file doesn't have, made of those that it has: a person's name in its parts, an address in one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

_SUFFIX: Final = r"(?:,?\s+(?i:jr|sr|ii|iii|iv|v|m\.?d|ph\.?d|esq)\.?)"
_PARTICLES: Final = (
    "af|al|auf|av|bin|da|das|de|degli|dei|del|della|den|der|di|do|dos|du|el|ibn|la|las|le|los|op|ten|ter|van|vom|von"
    "|zu|zum|zur|d'|'t"
)
_NAME: Final = rf"^(?P<given>\S.*?)\s+(?P<last>(?:(?i:{_PARTICLES})\s+)*\S+?{_SUFFIX}?)$"
_LAST_FIRST: Final = rf"^(?P<last>[^,]+?{_SUFFIX}?)\s*,\s*(?P<given>[^,]+)$"
_ONLY_LAST: Final = rf"^(?:{_PARTICLES})\s"


@dataclass(frozen=True, slots=True)
class Derivation:
    """How some columns of a frame are made.

    Attributes:
        code: the finding of each cell that is made.
        sources: what the frame calls the columns that there are.
        targets: what it calls those that are made.
        mark: text between the parts; empty in a split: the parts of a person's name.
    """

    code: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    mark: str


def add_derived(frame: pl.DataFrame, derivations: Sequence[Derivation]) -> pl.DataFrame:
    """Return a frame of cells with the derived columns, unless it has them: String, null where there is nothing."""
    for one in derivations:
        if one.targets[0] not in frame.columns:
            frame = frame.with_columns(_joined(one) if one.code == "value-joined" else _split(one))
    return frame


def source_texts(frame: pl.DataFrame, derivation: Derivation) -> pl.Series:
    """Return the text that each record's derived values are made of."""
    return frame.select(pl.concat_str(*derivation.sources, separator=", ", ignore_nulls=True)).to_series()


def _clean(name: str) -> pl.Expr:
    return pl.col(name).str.replace_all(r"\s+", " ").str.strip_chars()


def _joined(one: Derivation) -> list[pl.Expr]:
    parts = [pl.when(_clean(name) != "").then(_clean(name)) for name in one.sources]
    whole = pl.concat_str(parts, separator=one.mark, ignore_nulls=True)
    return [_filled(whole).alias(one.targets[0])]


def _split(one: Derivation) -> list[pl.Expr]:
    text = _clean(one.sources[0])
    if one.mark:
        parts = text.str.splitn(one.mark, len(one.targets)).struct
        return [
            _filled(parts.field(f"field_{number}").str.strip_chars()).alias(name)
            for number, name in enumerate(one.targets)
        ]
    given, last = _name_parts(text)
    if len(one.targets) == 2:
        values = [given, last]
    else:
        words = given.str.splitn(" ", 2).struct
        values = [words.field("field_0"), words.field("field_1"), last]
    return [_filled(value).alias(name) for value, name in zip(values, one.targets, strict=True)]


def _name_parts(text: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Return given names and last name: `Smith, Ann` and `Ann Smith`, particles and suffixes with the last name."""
    comma, plain = text.str.extract_groups(_LAST_FIRST).struct, text.str.extract_groups(_NAME).struct
    only_last = text.str.contains(_ONLY_LAST)
    turned = comma.field("given").is_not_null() & ~text.str.contains(rf"^[^,]+{_SUFFIX}$")
    given = pl.when(turned).then(comma.field("given")).when(~only_last).then(pl.coalesce(plain.field("given"), text))
    last = pl.when(turned).then(comma.field("last")).when(only_last).then(text).otherwise(plain.field("last"))
    return given, last


def _filled(value: pl.Expr) -> pl.Expr:
    return pl.when(value != "").then(value)
