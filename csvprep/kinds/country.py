"""The kind `country`: ISO 3166-1 by pycountry, and the usual spellings of its names.

A code is read in any case; a name without regard to case, accents, punctuation, a leading "the" and "St" for
"Saint". Spellings that two countries share are not read.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import polars as pl

from csvprep.kinds.base import Check, Normalised, all_true, no_reason, rewritten
from csvprep.kinds.names import fold_name, fold_names, look_up
from csvprep.kinds.near import Index, index_names, near_names
from csvprep.series import has_value, rows_of

_FORMS: Final = ("alpha_2", "alpha_3", "name")

# names in use beside those of ISO 3166 and CLDR, by alpha-2 code
_USUAL_NAMES: Final = {
    "AE": ("UAE", "U.A.E.", "Emirates"),
    "AT": ("Österreich",),
    "BA": ("Bosnia", "Bosnia-Herzegovina"),
    "BE": ("België", "Belgique"),
    "BN": ("Brunei",),
    "BO": ("Bolivia",),
    "BR": ("Brasil",),
    "CD": ("DR Congo", "D.R. Congo", "DRC", "Democratic Republic of Congo", "Democratic Republic of the Congo"),
    "CG": ("Republic of Congo", "Congo-Brazzaville", "Republic of the Congo"),
    "CH": ("Schweiz", "Suisse", "Svizzera"),
    "CI": ("Ivory Coast",),
    "CN": ("PR China", "P.R. China", "Mainland China"),
    "CV": ("Cape Verde",),
    "CZ": ("Czech Republic",),
    "DE": ("Deutschland",),
    "DK": ("Danmark",),
    "ES": ("España",),
    "FI": ("Suomi",),
    "FK": ("Falkland Islands",),
    "FM": ("Micronesia",),
    "GB": ("UK", "U.K.", "Great Britain", "Britain", "England", "Scotland", "Wales", "Northern Ireland"),
    "HK": ("Hong Kong SAR", "Hongkong"),
    "IE": ("Republic of Ireland", "Eire"),
    "IR": ("Iran",),
    "IT": ("Italia",),
    "KP": ("North Korea", "DPRK"),
    "KR": ("South Korea", "Republic of Korea"),
    "LA": ("Laos",),
    "MD": ("Moldova",),
    "MK": ("Macedonia",),
    "MM": ("Burma",),
    "MO": ("Macau",),
    "MX": ("México",),
    "NL": ("Holland", "The Netherlands", "Nederland"),
    "NO": ("Norge",),
    "PL": ("Polska",),
    "PS": ("Palestine",),
    "RU": ("Russia",),
    "SE": ("Sverige",),
    "SY": ("Syria",),
    "SZ": ("Swaziland",),
    "TL": ("East Timor",),
    "TR": ("Turkey",),
    "TW": ("Taiwan",),
    "TZ": ("Tanzania",),
    "US": ("USA", "U.S.A.", "U.S.", "US of A", "United States of America", "America"),
    "VA": ("Vatican", "Vatican City"),
    "VE": ("Venezuela",),
    "VN": ("Vietnam",),
}


@dataclass(frozen=True, slots=True)
class Country:
    """A country.

    Attributes:
        form: how it is written: `alpha_2` (DE), `alpha_3` (DEU) or `name` (Germany), of ISO 3166-1.
    """

    form: str = "alpha_2"

    def normalise(self, values: pl.Series) -> Normalised | None:
        """Write codes and names of countries in the field's form."""
        rows = self._unwritten(values)
        if rows.is_empty():
            return None
        others = values[rows]
        written = country_codes(others).replace_strict(_written_forms(self.form), default=None, return_dtype=pl.String)
        known = has_value(written)
        return rewritten(values, values.clone().scatter(rows.filter(known), written.filter(known)), "country-format")

    def checks(self) -> tuple[Check, ...]:
        """Return the check that a value is a country in the field's form or another one."""
        return (Check("country-error", self._passes, no_reason),)

    def near(self, values: pl.Series) -> pl.Series | None:
        """Return the country that a near miss of its name may mean, in the field's form."""

        def meant(value: str, near: str) -> str | None:
            return None if find_country(value) else _written_forms(self.form)[_codes_by_name()[near]]

        return near_names(values, fold_names, _near_names(), meant)

    def _unwritten(self, values: pl.Series) -> pl.Series:
        """Return the rows of values that are not in the field's form."""
        written = pl.Series(list(_written_forms(self.form).values()), dtype=pl.String)
        return rows_of(~values.is_in(written.implode()) & (values != ""))

    def _passes(self, values: pl.Series) -> pl.Series:
        rows = self._unwritten(values)
        return all_true(values).scatter(rows, has_value(country_codes(values[rows])))


def find_country(value: str) -> str | None:
    """Return the alpha-2 code of a country named by any code or name; None when there is none."""
    return _codes_by_code().get(value.upper()) or _codes_by_name().get(fold_name(value))


def country_codes(countries: pl.Series) -> pl.Series:
    """Return the alpha-2 code of each country, named as `find_country` reads it; null where none is known."""
    return look_up(countries, _codes_by_code(), _codes_by_name())


@lru_cache(maxsize=len(_FORMS))
def _written_forms(form: str) -> dict[str, str]:
    import pycountry  # noqa: PLC0415 - 50 ms that only files with countries pay

    return {one.alpha_2: getattr(one, form) for one in pycountry.countries}


@lru_cache(maxsize=1)
def _codes_by_code() -> dict[str, str]:
    import pycountry  # noqa: PLC0415 - 50 ms that only files with countries pay

    return {code: one.alpha_2 for one in pycountry.countries for code in (one.alpha_2, one.alpha_3, one.numeric)}


@lru_cache(maxsize=1)
def _codes_by_name() -> dict[str, str]:
    """Return the alpha-2 code of each folded name that belongs to one country only."""
    import pycountry  # noqa: PLC0415 - 50 ms that only files with countries pay

    found: dict[str, set[str]] = {}
    for one in pycountry.countries:
        names = [one.name, getattr(one, "official_name", ""), getattr(one, "common_name", "")]
        for name in (*names, *_USUAL_NAMES.get(one.alpha_2, ())):
            found.setdefault(fold_name(name), set()).add(one.alpha_2)
    return {name: next(iter(codes)) for name, codes in found.items() if name and len(codes) == 1}


@lru_cache(maxsize=1)
def _near_names() -> Index:
    return index_names(_codes_by_name())
