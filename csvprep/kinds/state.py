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

from csvprep.kinds.base import Change, Check, Normalised, map_distinct, near_distinct, passes_distinct
from csvprep.kinds.country import fold_name
from csvprep.kinds.near import Index, find_near, index_names

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
        return map_distinct(values, self._change, where=~self._is_written(values))

    def checks(self) -> tuple[Check, ...]:
        """Return the check that a value is a subdivision of the country."""
        return (Check("state-error", self._passes, self._explain),)

    def near(self, values: pl.Series) -> pl.Series | None:
        """Return the subdivision that a near miss of its name may mean, in the field's form."""

        def meant(value: str) -> str | None:
            near = None if self._is_good(value) else find_near(fold_name(value), _near_names(self.country))
            return self._written(_codes_by_name(self.country)[near]) if near else None

        return near_distinct(values, meant)

    def _is_written(self, values: pl.Series) -> pl.Series:
        return values.is_in(_written_forms(self.form, self.country).implode())

    def _change(self, value: str) -> Change:
        code = self._find(value)
        written = value if code is None else self._written(code)
        return Change(value) if written == value else Change(written, "state-format")

    def _find(self, value: str) -> str | None:
        """Return the whole code of a subdivision; None when it is none, or which one is unknown."""
        code = value.upper()
        if code in _names_by_code() and self.country in (None, code[:2]):
            return code
        if self.country is not None and f"{self.country}-{code}" in _names_by_code():
            return f"{self.country}-{code}"
        return _codes_by_name(self.country).get(fold_name(value))

    def _written(self, code: str) -> str:
        if self.form == "name":
            return _names_by_code()[code][0]
        return code if self.form == "iso" else code.partition("-")[2]

    def _is_good(self, value: str) -> bool:
        if self.country is not None and not _codes_by_name(self.country):
            return True
        return self._find(value) is not None or (self.country is None and value.upper() in _bare_codes())

    def _passes(self, values: pl.Series) -> pl.Series:
        return passes_distinct(values, self._is_good, where=~self._is_written(values))

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


@lru_cache(maxsize=1)
def _bare_codes() -> frozenset[str]:
    return frozenset(code.partition("-")[2] for code in _names_by_code())


@lru_cache(maxsize=512)
def _written_forms(form: str, country: str | None) -> pl.Series:
    """Return what needs no change: written forms that mean themselves."""
    state = State(form, country)
    codes = [code for code in _names_by_code() if country in (None, code[:2])]
    written = {state._written(code) for code in codes}
    if country is None and form == "code":
        return pl.Series(sorted(written), dtype=pl.String)
    return pl.Series(sorted(one for one in written if state._change(one) == Change(one)), dtype=pl.String)
