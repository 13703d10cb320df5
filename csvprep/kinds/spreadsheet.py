"""What a spreadsheet program makes of cells that it takes for something else.

Excel keeps 15 digits of a number and shows twelve and more of them as `4.44444E+11`; it takes `1-3` or `MAR1` for a
day; it writes formulas that fail as error texts, in the language of the program; and it, or what it is connected to,
cuts long text.
"""

from __future__ import annotations

import re
from typing import Final

import polars as pl

from csvprep.kinds.base import Check, all_true, no_reason, passes_distinct
from csvprep.references.mangled import DATE_SUSPECT, NUMBER_SUSPECT
from csvprep.series import not_false

# Excel's and LibreOffice's error texts, as each language of the program writes them
_ERROR_TEXTS: Final = frozenset((
    "#BLOCKED!", "#BUSY!", "#CALC!", "#CONNECT!", "#CYCLE!", "#DIV/0!", "#ERROR!", "#EXTERNAL!", "#FIELD!",
    "#GETTING_DATA", "#MACRO?", "#N/A",
    "#NAME?", "#NULL!", "#NUM!", "#PYTHON!", "#REF!", "#SPILL!", "#TIMEOUT!", "#UNKNOWN!", "#VALUE!",  # English
    "#BEZUG!", "#FELD!", "#KALK!", "#NV", "#WERT!", "#ZAHL!", "#ÜBERLAUF!",  # German
    "#CHAMP!", "#EPARS!", "#NOM?", "#NOMBRE!", "#NUL!", "#PROPAGATION!", "#VALEUR!",  # French
    "#¡CALC!", "#¡CAMPO!", "#¡DESBORDAMIENTO!", "#¡DIV/0!", "#¡NULO!", "#¡NUM!", "#¡REF!", "#¡VALOR!",
    "#¿NOMBRE?",  # Spanish
    "#NOME?", "#NULLO!", "#RIF!", "#VALORE!", "#ESPANSIONE!",  # Italian
    "#N/D", "#N/DISP", "#NULO!", "#NÚM!", "#VALOR!",  # Portuguese
    "#DEEL/0!", "#GETAL!", "#LEEG!", "#N/B", "#NAAM?", "#OVERLOOP!", "#VERW!", "#WAARDE!",  # Dutch
    "#ADR!", "#ARG!", "#DZIEL/0!", "#LICZBA!", "#N/D!", "#NAZWA?", "#ZERO!",  # Polish
    "#HODNOTA!", "#NENÍ_K_DISPOZICI", "#NÁZEV?", "#ODKAZ!", "#ČÍSLO!", "#DĚLENÍ_NULOU!", "#DELENIE_NULOU!",
    "#NEDOSTUPNÉ", "#NÁZOV?",
    "#HIV!", "#HIÁNYZIK", "#NULLA!", "#NÉV?", "#SZÁM!", "#ZÉRÓOSZTÓ!", "#ÉRTÉK!",  # Czech and Slovak, Hungarian
    "#DIVISION/0!", "#NAMN?", "#OGILTIGT!", "#REFERENS!", "#SAKNAS!", "#SKÄRNING!", "#VÄRDEFEL!",  # Swedish
    "#I/T", "#NAVN?", "#REFERENCE!", "#VERDI!", "#VÆRDI!", "#ARVO!", "#JAKO/0!", "#LUKU!", "#NIMI?", "#PUUTTUU!",
    "#TYHJÄ!", "#VIITTAUS!",
    "#AD?", "#BAŞV!", "#BOŞ!", "#DEĞER!", "#SAYI!", "#SAYI/0!", "#YOK",  # Danish and Norwegian, Finnish; Turkish
    "#ДЕЛ/0!", "#ЗНАЧ!", "#ИМЯ?", "#Н/Д", "#ПУСТО!", "#ССЫЛКА!", "#ЧИСЛО!",  # Russian
))  # fmt: skip
ERROR_SUSPECT: Final = r"\A(?:#[^ ]|Err:5)"
_TOO_NARROW: Final = r"\A#{3,}\z"
_OFFICE_ERROR: Final = r"\AErr:5[0-9]{2}\z"  # LibreOffice, error codes 501 to 540

_EXACT: Final = re.compile(r"\+?(?P<first>[0-9])(?:[.,](?P<rest>[0-9]+))?[eE]\+(?P<exponent>[0-9]+)")
_KEPT_DIGITS: Final = 15

SHORTEST_CUT: Final = 255
_CUTS: Final = (SHORTEST_CUT, 32_767)


def is_error_text(values: pl.Series) -> pl.Series:
    """Return whether each value is the error text of a spreadsheet; null stays null."""
    begins = values.str.contains(ERROR_SUSPECT)
    if not begins.any():
        return begins
    known = values.is_in(pl.Series(sorted(_ERROR_TEXTS), dtype=pl.String).implode())
    return known | values.str.contains(rf"{_TOO_NARROW}|{_OFFICE_ERROR}")


def is_rewritten_number(values: pl.Series) -> pl.Series:
    """Return whether each value is a long number as spreadsheets shorten it; null stays null."""
    return values.str.contains(NUMBER_SUSPECT)


def restore_number(value: str) -> str | None:
    """Return all digits of a shortened number; None when not all of them are there.

    They are when the fraction is as long as the exponent says, within the 15 digits that a spreadsheet keeps.
    """
    parts = _EXACT.fullmatch(value)
    rest = (parts["rest"] or "") if parts else ""
    if parts is None or len(rest) != int(parts["exponent"]) or len(rest) >= _KEPT_DIGITS:
        return None
    return parts["first"] + rest


def _has_no_error_text(values: pl.Series) -> pl.Series:
    return not_false(~is_error_text(values))


def _explain_error_text(value: str) -> str:
    return "the column was too narrow to show it" if value.strip("#") == "" else ""


def _is_not_rewritten(values: pl.Series) -> pl.Series:
    return not_false(~is_rewritten_number(values))


def _explain_number(value: str) -> str:
    return "its last digits are lost" if restore_number(value) is None else "all its digits are still there"


def _is_no_short_date(values: pl.Series) -> pl.Series:
    return not_false(~values.str.contains(DATE_SUSPECT))


def _is_not_cut(values: pl.Series) -> pl.Series:
    """Fail text of exactly 255 or 32,767 characters that ends in a letter or digit.

    255: what a cell held before Excel 97, and still what links between workbooks and texts passed from Visual Basic
    are cut to (Microsoft, KB 211878 and 105416). 32,767: what a cell holds since (Excel specifications and limits).
    """
    long = values.str.len_bytes() >= SHORTEST_CUT
    if not long.any():
        return all_true(values)
    return passes_distinct(values, lambda value: len(value) not in _CUTS or not value[-1].isalnum(), where=long)


def _explain_cut(value: str) -> str:
    return f"it has exactly {len(value):,} characters and ends without a full stop"


ERROR_TEXT: Final = Check("spreadsheet-error", _has_no_error_text, _explain_error_text, suspect=ERROR_SUSPECT)
REWRITTEN_NUMBER: Final = Check("spreadsheet-number", _is_not_rewritten, _explain_number, suspect=NUMBER_SUSPECT)
SHORT_DATE: Final = Check("spreadsheet-date", _is_no_short_date, no_reason, suspect=DATE_SUSPECT)
CUT_CELL: Final = Check("cut-cell", _is_not_cut, _explain_cut, least_bytes=SHORTEST_CUT)
