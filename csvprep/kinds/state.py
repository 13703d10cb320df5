"""The kind `state`: subdivisions of countries, ISO 3166-2 by pycountry: states, provinces, regions.

A code is read in any case, with its country in front or without; a name as the kind `country` reads names. Without a
country only a whole code, and a name that one country has, are sure; a bare code is taken as it stands. Of a country
of which ISO 3166-2 lists nothing, any value is good.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import polars as pl

from csvprep.kinds.base import Check, Normalised, all_true, rewritten
from csvprep.kinds.names import fold_name, fold_names, look_up
from csvprep.kinds.near import Index, index_names, near_names
from csvprep.series import has_value, only, rows_of

_BRACKETS: Final = re.compile(r"\s*[\[(](.*?)(?:\s+[A-Z]{2}-[A-Z0-9]+)?[\])]\s*$")

# names in use beside those of ISO 3166-2, by code
_USUAL_NAMES: Final = {
    "US-DC": ("Washington DC", "Washington D.C.", "D.C."),
    "CA-NL": ("Newfoundland", "Labrador"),
    "CA-PE": ("PEI",),
    "CA-QC": ("Québec",),
    "CA-NT": ("NWT",),
    "AU-ACT": ("ACT",),
    "DE-BY": ("Bavaria",),
    "DE-HE": ("Hesse",),
    "DE-MV": ("Mecklenburg-Western Pomerania",),
    "DE-NI": ("Lower Saxony",),
    "DE-NW": ("North Rhine-Westphalia", "NRW"),
    "DE-RP": ("Rhineland-Palatinate",),
    "DE-SN": ("Saxony",),
    "DE-ST": ("Saxony-Anhalt",),
    "DE-TH": ("Thuringia",),
    "AT-2": ("Carinthia",),
    "AT-3": ("Lower Austria",),
    "AT-4": ("Upper Austria",),
    "AT-6": ("Styria",),
    "AT-7": ("Tyrol",),
    "AT-9": ("Vienna",),
    "CH-GE": ("Geneva",),
    "CH-LU": ("Lucerne",),
    "CH-ZH": ("Zurich",),
    "IT-21": ("Piedmont",),
    "IT-25": ("Lombardy",),
    "IT-52": ("Tuscany",),
    "IT-82": ("Sicily",),
    "IT-88": ("Sardinia",),
    "ES-AN": ("Andalusia",),
    "ES-CT": ("Catalonia",),
    "ES-PV": ("Basque Country",),
    "FR-BRE": ("Brittany",),
    "FR-NOR": ("Normandy",),
    "FR-COR": ("Corsica",),
    "BE-VLG": ("Flanders",),
    "BE-WAL": ("Wallonia",),
    "BE-BRU": ("Brussels",),
    "BR-SP": ("Sao Paulo",),
    "MX-CMX": ("Mexico City",),
}


@dataclass(frozen=True, slots=True)
class State:
    """A subdivision of a country.

    Attributes:
        form: how it is written: `code` (CA), `iso` (US-CA) or `name` (California).
        country: its ISO 3166 alpha-2 code; None: unknown.
    """

    form: str = "code"
    country: str | None = None

    def normalise(self, values: pl.Series) -> Normalised | None:
        """Write codes and names in the field's form."""
        rows = self._unwritten(values)
        codes = self._find(values[rows])
        found = has_value(codes)
        if not found.any():
            return None
        distinct = codes.drop_nulls().unique()
        forms = pl.Series([self._written(code) for code in distinct], dtype=pl.String)
        written = codes.filter(found).replace_strict(distinct, forms, return_dtype=pl.String)
        return rewritten(values, values.clone().scatter(rows.filter(found), written), "state-format")

    def checks(self) -> tuple[Check, ...]:
        """Return the check that a value is a subdivision of the country."""
        return (Check("state-error", self._passes, self._explain),)

    def near(self, values: pl.Series) -> pl.Series | None:
        """Return the subdivision that a near miss of its name may mean, in the field's form."""

        def meant(_: str, near: str) -> str:
            return self._written(_codes_by_name(self.country)[near])

        bad = only(values, ~self._passes(values))
        return near_names(bad, fold_names, _near_names(self.country), meant)

    def _unwritten(self, values: pl.Series) -> pl.Series:
        """Return the rows of values that are not in the field's form."""
        return rows_of(~values.is_in(_written_forms(self.form, self.country).implode()) & (values != ""))

    def _find(self, values: pl.Series) -> pl.Series:
        """Return the whole code of each subdivision; null where it is none, or which one is unknown."""
        return look_up(values, _codes_by_code(self.country), _codes_by_name(self.country))

    def _written(self, code: str) -> str:
        if self.form == "name":
            return _names_by_code()[code][0]
        return code if self.form == "iso" else code.partition("-")[2]

    def _passes(self, values: pl.Series) -> pl.Series:
        if self.country is not None and not _codes_by_name(self.country):
            return all_true(values)
        rows = self._unwritten(values)
        others = values[rows]
        good = has_value(self._find(others))
        if self.country is None and not good.all():
            good |= has_value(look_up(others, _bare_codes(), {}))
        return all_true(values).scatter(rows, good)

    def _explain(self, value: str) -> str:  # noqa: ARG002 - the signature of Check.explain
        return f"none of {self.country}" if self.country else "no country has one of this name, or several have"


@lru_cache(maxsize=1)
def _names_by_code() -> dict[str, tuple[str, ...]]:
    """Return the names of each subdivision, the written one first."""
    import pycountry  # noqa: PLC0415 - only files with states pay for it

    found = {}
    for one in pycountry.subdivisions:
        inner = _BRACKETS.search(one.name)
        names = (_BRACKETS.sub("", one.name), *((inner[1],) if inner else ()), *_USUAL_NAMES.get(one.code, ()))
        found[one.code] = names
    return found


@lru_cache(maxsize=512)
def _codes_by_name(country: str | None) -> dict[str, str]:
    """Return the code of each folded name that one subdivision of a country, or of all, has."""
    found: dict[str, set[str]] = {}
    for code, names in _names_by_code().items():
        if country in (None, code[:2]):
            for name in names:
                found.setdefault(fold_name(name), set()).add(code)
    return {name: next(iter(codes)) for name, codes in found.items() if name and len(codes) == 1}


@lru_cache(maxsize=512)
def _near_names(country: str | None) -> Index:
    return index_names(_codes_by_name(country))


@lru_cache(maxsize=512)
def _codes_by_code(country: str | None) -> dict[str, str]:
    """Return the whole codes of a country, or of all, by themselves, and of a country by what follows it too."""
    whole = [code for code in _names_by_code() if country in (None, code[:2])]
    bare = {} if country is None else {code.partition("-")[2]: code for code in whole}
    return bare | {code: code for code in whole}


@lru_cache(maxsize=1)
def _bare_codes() -> dict[str, str]:
    return {bare: bare for bare in (code.partition("-")[2] for code in _names_by_code())}


@lru_cache(maxsize=512)
def _written_forms(form: str, country: str | None) -> pl.Series:
    """Return what needs no change: written forms that mean themselves."""
    state = State(form, country)
    codes = [code for code in _names_by_code() if country in (None, code[:2])]
    written = {state._written(code) for code in codes}
    if country is None and form == "code":
        return pl.Series(sorted(written), dtype=pl.String)
    found = state._find(forms := pl.Series(sorted(written), dtype=pl.String))
    kept = [code is None or state._written(code) == form for code, form in zip(found, forms, strict=True)]
    return forms.filter(pl.Series(kept, dtype=pl.Boolean))
