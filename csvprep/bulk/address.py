"""Where the endpoint is and how a caller proves who it is: both checked before anything is sent."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

from csvprep.errors import UsageError

BASE_PATH = "/elements/api-v2"
_RESERVED_OBJECTS = frozenset({"query", "jobs", "download", "workflows"})


@dataclass(frozen=True, slots=True)
class Credentials:
    """The token of the connector instance and the secret of its user; neither shows in a repr.

    Raises:
        UsageError: one of them is empty or holds characters that a header can't carry.
    """

    element_token: str = field(repr=False)
    user_secret: str = field(repr=False)

    def __post_init__(self) -> None:
        for name, secret in (("element token", self.element_token), ("user secret", self.user_secret)):
            if not secret:
                raise UsageError(f"the {name} is empty; the endpoint needs both an element token and a user secret")
            if not all("!" <= char <= "~" and char != "," for char in secret):
                raise UsageError(f"the {name} holds a blank, a comma or a letter outside ASCII; copy it again")

    @property
    def header(self) -> str:
        """The value of the `Authorization` header."""
        return f"Element {self.element_token}, User {self.user_secret}"

    def hide(self, text: str) -> str:
        """Return a text with both secrets blotted out, also where they stand as in a URL."""
        for secret in sorted((self.element_token, self.user_secret), key=len, reverse=True):
            for spelling in (secret, quote(secret, safe="")):
                text = text.replace(spelling, "***")
        return text

    def hide_in(self, data: Any) -> Any:
        """Return JSON data with both secrets blotted out of all its texts."""
        if isinstance(data, str):
            return self.hide(data)
        if isinstance(data, list):
            return [self.hide_in(item) for item in data]
        if isinstance(data, dict):
            return {self.hide(str(key)): self.hide_in(value) for key, value in data.items()}
        return data


def normalise_base_url(text: str, *, allow_http: bool = False) -> str:
    """Return `scheme://host[:port][/prefix]` with `/elements/api-v2` and a trailing slash taken off.

    Raises:
        UsageError: not an http(s) address, one with a user name, query or longer path in it, or plain
            http to another machine without `allow_http`.
    """
    stripped = text.strip()
    try:
        parts = urlsplit(stripped if "://" in stripped else f"https://{stripped}")
        host, port = parts.hostname, parts.port
    except ValueError:
        raise UsageError("the base URL is not a valid address; give one like https://HOST") from None
    if parts.username is not None or parts.password is not None:
        raise UsageError("the base URL holds a user name or password; give the token and the secret on their own")
    if parts.scheme not in {"http", "https"} or not host:
        raise UsageError(f"{stripped!r} is no address of an endpoint; give one like https://HOST")
    if parts.query or parts.fragment:
        raise UsageError(f"the base URL of {host} goes on after `?` or `#`; give it without")
    if parts.scheme == "http" and not allow_http and not is_loopback(host):
        raise UsageError(f"http://{host} would carry the token unencrypted; use https, or --insecure-http on purpose")
    prefix, _, rest = parts.path.rstrip("/").partition(BASE_PATH)
    if rest:
        raise UsageError(f"the base URL of {host} goes on after {BASE_PATH}; leave out {rest!r}")
    netloc = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{netloc}{f':{port}' if port else ''}{prefix.rstrip('/')}"


def check_callback_url(text: str) -> None:
    """See that an endpoint can be asked to call an address: an http(s) one, or a path on its own platform.

    Raises:
        UsageError: it is neither, or holds what no header can carry.
    """
    try:
        parts = urlsplit(text)
        is_address = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        is_address = False
    is_path = text.startswith("/") and not text.startswith("//")
    if not (is_address or is_path) or not all("!" <= char <= "~" for char in text):
        raise UsageError("the callback URL is no address; give one like https://HOST/PATH")


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address is this machine itself."""
    name = host.casefold().rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def quote_object(name: str) -> str:
    """Return an object's name as a path segment.

    Raises:
        UsageError: the name is empty or one that the endpoint keeps for itself.
    """
    if name.strip() in {"", ".", ".."}:
        raise UsageError("the object's name is empty; `csvprep objects` lists the endpoint's objects")
    if name.casefold() in _RESERVED_OBJECTS:
        raise UsageError(f"{name!r} is a word of the endpoint's own, not an object; see `csvprep objects`")
    return quote(name, safe="")
