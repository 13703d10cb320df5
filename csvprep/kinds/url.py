"""The kind `url`: web addresses with a host (RFC 3986, RFC 3987; http and https).

The scheme and the host are written in lower case (RFC 3986 6.2.2.1).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from csvprep.kinds.base import Check, Normalised, all_true, unchanged
from csvprep.kinds.url_reading import is_plain, look_up_urls
from csvprep.references.urls import read_url
from csvprep.series import coded, first_of, has_value, is_missing, is_true, not_false, nulls, rows_of, texts


@dataclass(frozen=True, slots=True)
class Url:
    """A web address.

    Attributes:
        any_scheme: an address of any scheme is good (RFC 3986), such as `mailto:`, `ftp:` or `urn:`.
    """

    any_scheme: bool = False

    def normalise(self, values: pl.Series) -> Normalised:
        """Write scheme and host in lower case and `https://` before `www.`; likely repairs become suggestions."""
        good = _is_plain_or_empty(values)
        stays = unchanged(values, good)
        rows = rows_of(~good & ~self._has_other_scheme(values))
        if rows.is_empty():
            return stays
        others = values[rows]
        read = look_up_urls(others).written
        written = first_of(read, _with_scheme(others, where=is_missing(read)))
        differs, bad = is_true(written != others), is_missing(written)
        codes = coded("url-error", is_missing(read), texts("url-format", len(read)))
        changed = rows.filter(differs)
        return Normalised(
            values.clone().scatter(changed, written.filter(differs)),
            stays.code.scatter(changed, codes.filter(differs)),
            stays.suggestion.scatter(rows.filter(bad), _repair(others.filter(bad))),
            good.scatter(rows, (~differs & ~bad) | is_true(is_plain(written))),
        )

    def is_plain(self, values: pl.Series) -> pl.Series:
        """Return where one expression tells that an address in ASCII is good and in the normal form."""
        return is_plain(values) & (values.str.len_bytes() == values.str.len_chars())

    def checks(self) -> tuple[Check, ...]:
        """Return the check that a value is a web address."""
        return (Check("url-error", self._passes, _explain, explain_all=_explain_all),)

    def _has_other_scheme(self, values: pl.Series) -> pl.Series:
        """Return where a value is an address of a scheme that is not looked into."""
        if not self.any_scheme:
            return ~all_true(values)
        return is_true(values.str.contains(_ANY_SCHEME) & ~values.str.contains(_WEB_SCHEME))

    def _passes(self, values: pl.Series) -> pl.Series:
        good = _is_plain_or_empty(values)
        good |= self._has_other_scheme(values)
        rows = rows_of(~good)
        return good if rows.is_empty() else good.scatter(rows, has_value(look_up_urls(values[rows]).written))


def _is_plain_or_empty(values: pl.Series) -> pl.Series:
    plain = not_false(is_plain(values))
    return plain if plain.all() else plain | not_false(values == "")


_ANY_SCHEME: Final = r"""\A[A-Za-z][A-Za-z0-9+.\-]*:[^\s\x00-\x20\x7f-\x{9f}<>"{}|\\^`]+\z"""
_WEB_SCHEME: Final = r"\A(?i-u:https?):"


def _explain(value: str) -> str:
    return read_url(value).why


def _explain_all(values: pl.Series) -> pl.Series:
    return look_up_urls(values).why


def _with_scheme(values: pl.Series, where: pl.Series) -> pl.Series:
    """Return `https://` and the value, in the normal form, for values under the mask that begin with `www.`."""
    rows = rows_of(where & values.str.contains(r"\A[wW]{3}\.[^./?#:]+\."))
    return nulls(len(values), values.name).scatter(rows, look_up_urls("https://" + values[rows]).written)


_QUOTES: Final = "<>\"'“”‘’ "
_SLIP: Final = r"(?i)\A(?:https?:/*)?h{0,2}t{1,3}p{1,2}(s?)(?:\s*[:;.,]+\s*[/\\]*|\s*[/\\]+)\s*"
_BARE: Final = r"(?s)\A(?://)?([^\s/?#:@]+\.[^\s/?#:@.\d]{2,}(?:[:/?#].*)?)\z"


def _repair(values: pl.Series) -> pl.Series:
    """Return the address that each bad value probably means; null where no repair makes it one."""
    text = pl.col("text")
    secure = text.str.extract(_SLIP, 1)
    repaired = (
        values.str.strip_chars(_QUOTES)
        .to_frame("text")
        .select(
            pl.when(secure.is_not_null())
            .then("http" + secure.str.to_lowercase() + "://" + text.str.replace(_SLIP, ""))
            .otherwise(pl.coalesce("https://" + text.str.extract(_BARE, 1), text))
        )
        .to_series()
    )
    spaces = repaired.str.contains(" ", literal=True)
    first = look_up_urls(repaired).written
    rows = rows_of(is_missing(first) & spaces)
    return first.scatter(rows, look_up_urls(repaired[rows].str.replace_all(" ", "%20", literal=True)).written)
