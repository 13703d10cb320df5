"""The kind `email`: an address as `email_validator` has it, without asking the network.

Most addresses are a dot-atom (RFC 5322 3.2.3) at a lower-case host name (RFC 1123 2.1), and one regular expression
tells that `email_validator` would return them unchanged. Of the others `email_reading` finds out what it would say.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from csvprep.kinds.base import Check, Normalised, unchanged
from csvprep.kinds.email_reading import is_plain, read_email, read_emails
from csvprep.kinds.email_repair import repair_emails


@dataclass(frozen=True, slots=True)
class Email:
    """An e-mail address."""

    def normalise(self, values: pl.Series) -> Normalised:
        """Write the domain in lower case and Unicode NFC; a likely repair of a bad address becomes a suggestion."""
        good = _is_plain_or_empty(values)
        stays = unchanged(values, good)
        rows = (~good).arg_true()
        if rows.is_empty():
            return stays
        others = values.gather(rows)
        written = read_emails(others).written
        bad = written.is_null()
        differs = (written != others).fill_null(value=False)
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
    plain = is_plain(values).fill_null(value=True)
    return plain if plain.all() else plain | (values == "").fill_null(value=True)


def _passes(values: pl.Series) -> pl.Series:
    good = _is_plain_or_empty(values)
    rows = (~good).arg_true()
    return good if rows.is_empty() else good.scatter(rows, read_emails(values.gather(rows)).written.is_not_null())


def _explain(value: str) -> str:
    return read_email(value).why


def _explain_all(values: pl.Series) -> pl.Series:
    return read_emails(values).why
