"""The kind `email`: an address as `email_validator` has it, without asking the network.

Most addresses are a dot-atom (RFC 5322 3.2.3) at a lower-case host name (RFC 1123 2.1), and one regular expression
tells that `email_validator` would return them unchanged. Of the others `email_reading` finds out what it would say.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from csvprep.kinds.base import Check, Normalised, unchanged
from csvprep.kinds.email_reading import is_plain, look_up_emails
from csvprep.kinds.email_repair import repair_emails
from csvprep.references.emails import read_email
from csvprep.series import has_value, is_missing, is_true, not_false, rows_of


@dataclass(frozen=True, slots=True)
class Email:
    """An e-mail address."""

    def normalise(self, values: pl.Series) -> Normalised:
        """Write the domain in lower case and Unicode NFC; a likely repair of a bad address becomes a suggestion."""
        good = _is_plain_or_empty(values)
        stays = unchanged(values, good)
        rows = rows_of(~good)
        if rows.is_empty():
            return stays
        others = values[rows]
        written = look_up_emails(others).written
        bad = is_missing(written)
        differs = is_true(written != others)
        changed = rows.filter(differs)
        return Normalised(
            values.clone().scatter(changed, written.filter(differs)),
            stays.code.scatter(changed, "email-format"),
            stays.suggestion.scatter(rows.filter(bad), repair_emails(others.filter(bad))),
            good.scatter(rows, ~bad),
        )

    def is_plain(self, values: pl.Series) -> pl.Series:
        """Return where one expression tells that an address is good and in the normal form: ASCII without a space."""
        return is_plain(values)

    def checks(self) -> tuple[Check, ...]:
        """Return the check that a value is an address."""
        return (Check("email-error", _passes, _explain, explain_all=_explain_all),)


def _is_plain_or_empty(values: pl.Series) -> pl.Series:
    plain = not_false(is_plain(values))
    return plain if plain.all() else plain | not_false(values == "")


def _passes(values: pl.Series) -> pl.Series:
    good = _is_plain_or_empty(values)
    rows = rows_of(~good)
    return good if rows.is_empty() else good.scatter(rows, has_value(look_up_emails(values[rows]).written))


def _explain(value: str) -> str:
    return read_email(value).why


def _explain_all(values: pl.Series) -> pl.Series:
    return look_up_emails(values).why
