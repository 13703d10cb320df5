"""The kind `email`: an address as `email_validator` has it, without asking the network.

Most addresses are a dot-atom (RFC 5322 3.2.3) at a lower-case host name (RFC 1123 2.1), and one regular expression
tells that `email_validator` would return them unchanged. Every other value goes to the library itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import email_validator
import polars as pl
from email_validator import rfc_constants

from csvprep.kinds.base import Change, Check, Normalised, all_true, map_distinct, passes_distinct

_REMEMBERED: Final = 65_536


@dataclass(frozen=True, slots=True)
class Reading:
    """What the library makes of one value.

    Attributes:
        written: the normal form; None when the value is no address.
        why: the library's message when it is none.
    """

    written: str | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Email:
    """An e-mail address."""

    def normalise(self, values: pl.Series) -> Normalised | None:
        """Write the domain in lower case and Unicode NFC; a likely repair of a bad address becomes a suggestion."""
        plain = is_plain(values)
        return None if plain.all() else map_distinct(values, _change, where=~plain)

    def checks(self) -> tuple[Check, ...]:
        """Return the check that a value is an address."""
        return (Check("email-error", _passes, _explain),)


def is_plain(values: pl.Series) -> pl.Series:
    """Return a Boolean Series: true where one expression tells that the library returns the address unchanged.

    Null stays null. False says nothing: such a value may be an address or none.
    """
    shape, not_plain = _plain_patterns()
    fits = values.str.contains(shape)
    if not fits.any():
        return fits
    return fits & (values.str.len_bytes() <= rfc_constants.EMAIL_MAX_LENGTH) & ~values.str.contains(not_plain)


@lru_cache(maxsize=1)
def _plain_patterns() -> tuple[str, str]:
    """Return what a plain address looks like, and what must not be in it.

    Excluded are what the library changes or looks at more closely: mailbox names that RFC 2142 compares without
    case, labels with two hyphens in the third and fourth place (RFC 5891 4.2.3.1, `xn--` among them) and the
    special-use domains of the installed version.
    """
    label = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
    top = r"[a-z](?:[a-z0-9-]{0,61}[a-z])?"
    atom = f"[{rfc_constants.ATEXT}]+"
    shape = rf"\A{atom}(?:\.{atom})*@(?:{label}\.)+{top}\z"
    mailboxes = "|".join(map(re.escape, rfc_constants.CASE_INSENSITIVE_MAILBOX_NAMES))
    reserved = "|".join(map(re.escape, email_validator.SPECIAL_USE_DOMAIN_NAMES))
    return shape, rf"(?:\A(?i:{mailboxes})@|[@.][a-z0-9-]{{2}}--|[@.](?:{reserved})\z)"


@lru_cache(maxsize=_REMEMBERED)
def read_email(value: str) -> Reading:
    """Return what the library makes of an address.

    The domain keeps its ASCII form (RFC 5890 A-labels) if it came so; else it is written in Unicode.
    """
    try:
        found = email_validator.validate_email(value, check_deliverability=False)
    except email_validator.EmailNotValidError as error:
        return Reading(None, str(error))
    came_as_ascii = value.rpartition("@")[2].isascii()
    return Reading(f"{found.local_part}@{found.ascii_domain if came_as_ascii else found.domain}")


def _passes(values: pl.Series) -> pl.Series:
    plain = is_plain(values)
    if plain.all():
        return all_true(values)
    return passes_distinct(values, lambda value: read_email(value).written is not None, where=~plain)


def _explain(value: str) -> str:
    return read_email(value).why


def _change(value: str) -> Change:
    written = read_email(value).written
    if written == value:
        return Change(value)
    if written is not None and read_email(written).written == written:
        return Change(written, "email-format")
    return Change(value, suggestion=_repair(value) if written is None else None)


_REPAIRS: Final = (
    (re.compile(r"^\s*mailto:\s*", re.IGNORECASE), ""),
    (re.compile(r"^[^<>]*<([^<>]*)>[\s.,;:]*$"), r"\1"),
    (re.compile(r"[\u200b-\u200d\u2060\ufeff\u00ad]"), ""),
    (re.compile(r"^[\s\"'“”‘’«»`(\[<]+|[\s\"'“”‘’«»`)\]>.,;:]+$"), ""),
    (re.compile(r"^mailto:\s*", re.IGNORECASE), ""),
    (re.compile(r"\s*([@＠﹫.])\s*"), r"\1"),
    (re.compile(r"[@＠﹫]+"), "@"),
    (re.compile(r",(?=[^@]*$)"), "."),
    (re.compile(r"\s*\.[\s.]*"), "."),
    (re.compile(r"^\.|\.(?=@)|(?<=@)\."), ""),
)
"""Slips and leftovers of copying, each with what is meant."""


def _repair(value: str) -> str | None:
    """Return the address that a bad value probably means; None when no repair makes it one."""
    repaired = value
    for pattern, meant in _REPAIRS:
        repaired = pattern.sub(meant, repaired)
        written = read_email(repaired).written if repaired != value else None
        if written is not None and read_email(written).written == written:
            return written
    return None
