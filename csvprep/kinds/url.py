"""The kind `url`: web addresses with a host (RFC 3986, RFC 3987; http and https).

The scheme and the host are written in lower case (RFC 3986 6.2.2.1). The usual address, an ASCII host name that ends
in letters and a path without anything to decide, is told by one expression; the rest goes to `urllib.parse`, `idna`
and `ipaddress`, once per distinct value.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

import idna
import polars as pl

from csvprep.kinds.base import Change, Check, Normalised, all_true, map_distinct, passes_distinct

_REMEMBERED: Final = 65_536
_HOST_LENGTH: Final = 253  # RFC 1035 2.3.4, without the root's dot
_LABEL: Final = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"  # RFC 1123 2.1; 63 characters by RFC 1035 2.3.1
_HOST_NAME: Final = re.compile(rf"(?:{_LABEL}\.)+(?P<top>{_LABEL})\.?")
_SCHEME: Final = re.compile(r"(?P<scheme>https?)://", re.IGNORECASE)
_UNSEEN: Final = re.compile(r"[\s\x00-\x20\x7f-\x9f]")
# at most five labels of at most 40 characters before a top level of letters: no limit of RFC 1035 can be passed
_PLAIN: Final = (
    r"\Ahttps?://(?:[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?\.){1,5}[a-z]{2,13}(?::[1-9][0-9]{0,3})?"
    r"(?:[/?#][^\s\x00-\x20\x7f-\x{9f}]*)?\z"
)
# two hyphens in the third and fourth place of a label (RFC 5891 4.2.3.1), such as xn--
_ENCODED: Final = r"\Ahttps?://(?:[a-z0-9.-]*\.)?[a-z0-9][a-z0-9-]--"


@dataclass(frozen=True, slots=True)
class Reading:
    """What one value is.

    Attributes:
        written: the normal form; None when the value is no web address.
        why: what is wrong with it then, in words.
    """

    written: str | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Url:
    """A web address."""

    def normalise(self, values: pl.Series) -> Normalised | None:
        """Write scheme and host in lower case and `https://` before `www.`; likely repairs become suggestions."""
        plain = is_plain(values)
        return None if plain.all() else map_distinct(values, _change, where=~plain)

    def checks(self) -> tuple[Check, ...]:
        """Return the check that a value is a web address."""
        return (Check("url-error", _passes, _explain),)


def is_plain(values: pl.Series) -> pl.Series:
    """Return a Boolean Series: true where one expression tells that the address is good and in its normal form.

    Null stays null. False says nothing.
    """
    fits = values.str.contains(_PLAIN)
    if not values.str.contains("--", literal=True).any():
        return fits
    return fits & ~values.str.contains(_ENCODED)


@lru_cache(maxsize=_REMEMBERED)
def read_url(value: str) -> Reading:
    """Return the normal form of a web address, or what is wrong with it."""
    scheme = _SCHEME.match(value)
    if scheme is None:
        return Reading(None, _why_no_scheme(value))
    if _UNSEEN.search(value):
        return Reading(None, "it has a space or a control character in it")
    try:
        netloc = _split(value)
        host, colon, digits = _split_port(netloc)
        written_host = _normalise_host(host)
    except ValueError as error:
        return Reading(None, str(error))
    rest = value[scheme.end() + len(netloc) :]
    return Reading(f"{scheme['scheme'].lower()}://{written_host}{colon}{digits}{rest}")


def _split(value: str) -> str:
    """Return the host and port as they stand (RFC 3986 3.2).

    Raises:
        ValueError: they are not good, or there is a user name before them.
    """
    try:
        parts = urlsplit(value)
    except ValueError:
        raise ValueError("its host is neither a name nor an IP address") from None
    if "@" in parts.netloc:
        raise ValueError("it has a user name or password before the host")
    try:
        is_port = parts.port != 0 and not parts.netloc.endswith(":")
    except ValueError:
        is_port = False
    if not is_port:
        raise ValueError("its port is not a number from 1 to 65535")
    return parts.netloc


def _split_port(netloc: str) -> tuple[str, str, str]:
    match = re.fullmatch(r"(.*?)(:?)([0-9]*)", netloc, re.DOTALL) if netloc.endswith(tuple("0123456789")) else None
    if match is None or not match[2]:
        return netloc, "", ""
    return match[1], match[2], match[3]


def _normalise_host(host: str) -> str:
    """Return a host in lower case, in Unicode if it came so (UTS 46, not transitional).

    Raises:
        ValueError: it is neither an IP address nor a host name with a top level.
    """
    if not host:
        raise ValueError("it has no host")
    if host.startswith("["):
        return f"[{ipaddress.IPv6Address(host[1:-1])}]" if _is_address(host[1:-1], 6) else _refuse(host)
    if _is_address(host, 4):
        return host
    try:
        written = idna.uts46_remap(host, std3_rules=True, transitional=False)
        encoded = idna.encode(written.removesuffix(".")).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return _refuse(host)
    if "." not in encoded:
        raise ValueError(f"its host '{host}' has no top level such as .com")
    name = _HOST_NAME.fullmatch(encoded)
    if name is None or len(encoded) > _HOST_LENGTH or not re.search("[a-z]", name["top"]):
        return _refuse(host)
    return written


def _refuse(host: str) -> str:
    raise ValueError(f"its host '{host}' is neither a name nor an IP address")


def _is_address(host: str, version: int) -> bool:
    try:
        return ipaddress.ip_address(host).version == version and "%" not in host
    except ValueError:
        return False


def _why_no_scheme(value: str) -> str:
    other = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):(?![0-9])", value)
    if other is not None and other[1].lower() not in {"http", "https"}:
        return f"its scheme is {other[1]}, not http or https"
    return "it does not begin with http:// or https://"


def _passes(values: pl.Series) -> pl.Series:
    plain = is_plain(values)
    if plain.all():
        return all_true(values)
    return passes_distinct(values, lambda value: read_url(value).written is not None, where=~plain)


def _explain(value: str) -> str:
    return read_url(value).why


def _change(value: str) -> Change:
    written = read_url(value).written
    if written is not None:
        return Change(value) if written == value else Change(written, "url-format")
    if re.match(r"www\.[^./?#:]+\.", value, re.IGNORECASE):
        with_scheme = read_url("https://" + value).written
        if with_scheme is not None:
            return Change(with_scheme, "url-error")
    return Change(value, suggestion=_repair(value))


_SLIP: Final = re.compile(
    r"(?:https?:/*)?(?:h{0,2}t{1,3}p{1,2}(?P<s>s?))(?:\s*[:;.,]+\s*[/\\]*|\s*[/\\]+)\s*", re.IGNORECASE
)
_BARE: Final = re.compile(r"(?://)?(?P<host>[^\s/?#:@]+\.[^\s/?#:@.\d]{2,}(?:[:/?#].*)?)", re.DOTALL)


def _repair(value: str) -> str | None:
    """Return the address that a bad value probably means; None when no repair makes it one."""
    text = value.strip("<>\"'“”‘’ ")
    if slip := _SLIP.match(text):
        text = f"http{(slip['s'] or '').lower()}://{text[slip.end() :]}"
    elif bare := _BARE.fullmatch(text):
        text = f"https://{bare['host']}"
    for repaired in (text, text.replace(" ", "%20")):
        if repaired != value and (written := read_url(repaired).written) is not None:
            return written
    return None
