"""Cells as text: the cleaning that every column goes through first, and the kind `text`.

`normalise_text` takes four steps in a fixed order, each on what the one before it wrote:

1. `surrounding-space`: white space (Unicode property White_Space), zero-width space U+200B, word joiner U+2060 and
   byte order mark U+FEFF are trimmed at both ends, line ends too. The zero-width joiners U+200C and U+200D stay:
   at the end of a word they change its letters in some scripts.
2. `control-character`: C0 and C1 controls and DEL are removed, a tab becomes one space; line feed and carriage
   return inside the cell stay, NUL is left to step 4. What this lays open at the ends is trimmed too.
3. `unicode-format`: Unicode NFC (UAX #15), and the spaces of category Zs that are only wider, narrower or
   unbreakable become a plain space. The ideographic space U+3000 and the Ogham space mark U+1680 stay.
4. `null-byte`: NUL is removed, but only as a suggestion; `TEXT_CHECKS` holds the check that finds it.

In text that was read in the wrong encoding (`mojibake`) a control or a wide space may be a part of a letter. A step
leaves such a cell alone where it would change the repaired text, which becomes a suggestion.

A cell of nothing but space is written as "" here; a frame holds it as null from then on.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import polars as pl

from csvprep.kinds import mojibake
from csvprep.kinds.base import Check, Normalised, all_true, rewritten, suggested
from csvprep.kinds.null_words import SUSPECT as NULL_WORD_SUSPECT
from csvprep.kinds.spreadsheet import ERROR_SUSPECT
from csvprep.references.mangled import DATE_SUSPECT, NUMBER_SUSPECT
from csvprep.series import first_of, has_value, is_true, not_false, only

_EDGE: Final = (
    "\t\n\x0b\x0c\r \x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\u200b\u2060\ufeff"
)
_CONTROL: Final = r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x{9f}]"
_WIDE_SPACE: Final = r"[\x{a0}\x{2000}-\x{200a}\x{202f}\x{205f}]"
# U+0300 is the first character that NFC may change (DerivedNormalizationProps, NFC_Quick_Check)
_MAY_COMPOSE: Final = r"[\x{300}-\x{10ffff}]"
SUSPECT: Final = rf"^\s|\s$|[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x{{a0}}\x{{300}}-\x{{10ffff}}]|{mojibake.SUSPECT}"
"""Pattern of what `normalise_text` looks at more closely."""

_MOST_ROUNDS: Final = 8


def normalise_text(values: pl.Series, skip: Collection[str] = ()) -> tuple[Normalised, ...]:
    """Clean a column of text; return the steps that changed something, one finding code each, in their order.

    Each step's `written` is the input of the next one, and the last one's is the clean column. A clean column
    costs one regular expression and gives no step. The steps of codes in `skip` are left out.
    """
    if not values.str.contains(SUSPECT).any():
        return ()
    spoilt = _unspoil(values)
    steps = []
    for code, clean in (
        ("surrounding-space", _trim),
        ("control-character", _remove_controls),
        ("unicode-format", _compose),
    ):
        if code in skip:
            continue
        step = rewritten(values, _without_loss(values, clean(values), spoilt), code)
        if step is not None:
            steps.append(step)
            values = step.written
    suggestion = _coalesce(_without_null_bytes(values), _unspoil(values) if steps else spoilt)
    return (*steps, suggested(values, suggestion)) if suggestion is not None else tuple(steps)


def _trim(values: pl.Series) -> pl.Series:
    return values.str.strip_chars(_EDGE)


def _remove_controls(values: pl.Series) -> pl.Series:
    where = values.str.contains(r"[\x01-\x09\x0b\x0c\x0e-\x1f\x7f-\x{9f}]")
    if not where.any():
        return values
    removed = values.str.replace_all("\t", " ", literal=True).str.replace_all(_CONTROL, "")
    return _trim(removed).zip_with(where, values)


def _compose(values: pl.Series) -> pl.Series:
    if values.str.contains(_WIDE_SPACE).any():
        values = values.str.replace_all(_WIDE_SPACE, " ")
    where = values.str.contains(_MAY_COMPOSE)
    return _trim(values.str.normalize("NFC")).zip_with(where, values) if where.any() else values


def _clean(values: pl.Series) -> pl.Series:
    return _compose(_remove_controls(_trim(values)))


def _without_null_bytes(values: pl.Series) -> pl.Series | None:
    """Return the clean text of each cell with NUL, without it, and null for all others; None when there is no NUL."""
    where = values.str.contains("\x00", literal=True)
    if not where.any():
        return None
    removed = _clean(values.str.replace_all("\x00", "", literal=True))
    clean = only(removed, where)
    return _coalesce(_unspoil(clean), clean)


def _unspoil(values: pl.Series) -> pl.Series | None:
    """Return the clean text of each cell that was read in the wrong encoding, null for all others; None: no such cell.

    Text that cleaning spoils again and again is left alone.
    """
    found = mojibake.repair_mojibake(values)
    if found is None:
        return None
    clean = _clean(found)
    for _ in range(_MOST_ROUNDS):
        again = mojibake.repair_mojibake(only(clean, clean != found))
        if again is None:
            return clean
        found, clean = clean, first_of(_clean(again), clean)
    return only(clean, clean == found)


def _without_loss(values: pl.Series, written: pl.Series, spoilt: pl.Series | None) -> pl.Series:
    """Return what was written, but for cells in the wrong encoding whose repaired text would no longer be `spoilt`."""
    if spoilt is None:
        return written
    at_risk = has_value(spoilt) & is_true(values != written)
    if not at_risk.any():
        return written
    after = _unspoil(only(written, at_risk))
    kept = at_risk if after is None else at_risk & not_false(after != spoilt)
    return values.zip_with(kept, written)


def _coalesce(first: pl.Series | None, second: pl.Series | None) -> pl.Series | None:
    if first is None or second is None:
        return second if first is None else first
    return first_of(first, second)


def _has_no_null_byte(values: pl.Series) -> pl.Series:
    return not_false(~values.str.contains("\x00", literal=True))


def _explain_null_byte(value: str) -> str:
    return f"NUL at character {value.index(chr(0)) + 1}" if "\x00" in value else ""


TEXT_CHECKS: Final = (Check("null-byte", _has_no_null_byte, _explain_null_byte, suspect=r"\x00"),)
"""What must hold for a cell of any kind."""

# OWASP, CSV Injection; tab and carriage return at the beginning are trimmed
_FORMULA: Final = r"^[=@+\-＝＠＋－]"
_NOT_PLAIN: Final = "|".join((SUSPECT, ERROR_SUSPECT, NUMBER_SUSPECT, DATE_SUSPECT, NULL_WORD_SUSPECT, _FORMULA))
_SIGNED_NUMBER: Final = r"^[+-]+ ?[$€£¥]? ?(?:[0-9][0-9.,' ]*|[.,][0-9]+)(?:[eE][+-]?[0-9]+)? ?[%$€£¥]?$|^[+-]+$"
_PHONE: Final = r"^\+(?:[ ./()-]{0,2}[0-9]){7,15}(?: ?(?:x|ext\.?) ?[0-9]{1,6})?$"


@dataclass(frozen=True, slots=True)
class Text:
    """Free text: no written form of its own, but a warning for what a spreadsheet would run as a formula."""

    def normalise(self, values: pl.Series) -> Normalised | None:  # noqa: ARG002 - the protocol's signature
        """Return None: text has no other form than the one of `normalise_text`."""
        return None

    def is_plain(self, values: pl.Series) -> pl.Series:
        """Return where one expression finds nothing that the cleaning of text or a check looks at more closely."""
        return ~values.str.contains(_NOT_PLAIN)

    def odd(self) -> str:
        """Return the pattern of what the cleaning of text or a check looks at more closely."""
        return _NOT_PLAIN

    def checks(self) -> tuple[Check, ...]:
        """Return the check for formula prefixes."""
        return (Check("formula-prefix", _is_no_formula, _explain_formula, suspect=_FORMULA),)


def _is_no_formula(values: pl.Series) -> pl.Series:
    """Fail what begins with `=` or `@`, or with a sign before anything but a number or phone number."""
    begins = is_true(values.str.contains(_FORMULA))
    if not begins.any():
        return all_true(values)
    return ~begins | not_false(values.str.contains(f"{_SIGNED_NUMBER}|{_PHONE}"))


def _explain_formula(value: str) -> str:
    return f"it begins with '{value[:1]}'"
