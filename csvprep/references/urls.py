"""What is a web address (RFC 3986, RFC 3987; http and https), by `urllib.parse`, `idna` and `ipaddress`."""

from __future__ import annotations

import ipaddress
import re
from typing import Final
from urllib.parse import urlsplit

import idna

from csvprep.references.answers import Reading
from csvprep.references.asking import asked

_REMEMBERED: Final = 65_536
HOST_LENGTH: Final = 253  # RFC 1035 2.3.4, without the root's dot
_LABEL: Final = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"  # RFC 1123 2.1; 63 characters by RFC 1035 2.3.1
_HOST_NAME: Final = re.compile(rf"(?:{_LABEL}\.)+(?P<top>{_LABEL})\.?")
_SCHEME: Final = re.compile(r"(?P<scheme>https?)://", re.IGNORECASE | re.ASCII)
_UNSEEN: Final = re.compile(r"[\s\x00-\x20\x7f-\x9f]")
NO_PORT: Final = "its port is not a number from 1 to 65535"
REFUSED: Final = ("its host '", "' is neither a name nor an IP address")


@asked(_REMEMBERED)
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
        raise ValueError(NO_PORT)
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
    if name is None or len(encoded) > HOST_LENGTH or not re.search("[a-z]", name["top"]):
        return _refuse(host)
    return written


def _refuse(host: str) -> str:
    raise ValueError(host.join(REFUSED))


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
