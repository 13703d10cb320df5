"""Sources at an address: http and https through httpx, all others through fsspec and what serves their scheme."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO, Final, cast

from csvprep.errors import InputError, MissingExtraError
from csvprep.streams import Readable

if TYPE_CHECKING:
    import httpx
    from fsspec import AbstractFileSystem

_URL: Final = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]+)://(?P<user>[^/?#]*@)?(?P<place>[^?#]*)(?P<query>[?#].*)?", re.DOTALL
)
_WITHOUT_PASSWORDS: Final = frozenset({"abfs", "abfss", "az", "adl", "wasb", "wasbs"})
_TIMEOUT_SECONDS: Final = 60
_ADVICE: Final = {
    401: "it asks for a password; give the address as https://USER:PASSWORD@...",
    403: "it needs a right to read; a signed address may have run out",
    404: "check the address",
    410: "check the address",
    429: "too many calls; try again later",
}
_EXTRA_PACKAGES: Final = frozenset({"fsspec", "s3fs"})
_SAID_CHARACTERS: Final = 200


def is_url(name: str) -> bool:
    """Tell whether a name is an address with a scheme; a single letter is a drive."""
    return _URL.match(name) is not None


def hide_secrets(name: str) -> str:
    """Return a name without what may be secret in an address: user, password and query."""
    match = _URL.fullmatch(name)
    if match is None:
        return name
    user = match["user"] or ""
    keeps_user = match["scheme"].lower() in _WITHOUT_PASSWORDS and ":" not in user
    return f"{match['scheme']}://{user if keeps_user else ''}{match['place']}{'?…' if match['query'] else ''}"


@contextmanager
def open_url(url: str) -> Iterator[tuple[Readable, int | None]]:
    """Open an address; yield its bytes and how many they are, if that is known.

    Raises:
        InputError: it can't be read; the message holds none of its secrets.
        MissingExtraError: what serves its scheme is not installed.
    """
    scheme = url.partition("://")[0].lower()
    with _open_http(url) if scheme in {"http", "https"} else _open_cloud(url, scheme) as opened:
        yield opened


@contextmanager
def _open_http(url: str) -> Iterator[tuple[Readable, int | None]]:
    import httpx  # noqa: PLC0415 - 0.3 s that only addresses pay

    name = hide_secrets(url)
    try:
        stream = httpx.stream(
            "GET",
            url,
            headers={"Accept-Encoding": "identity"},
            follow_redirects=True,
            timeout=_TIMEOUT_SECONDS,
        )
        with stream as response:
            if response.status_code != 200:
                raise InputError(f"{name}: {_describe_status(response)}")
            size = response.headers.get("Content-Length", "")
            pieces = response.iter_raw()
            yield (
                _Guarded(_Pieces(pieces).read, name, httpx.HTTPError, _describe_break),
                int(size) if size.isdecimal() else None,
            )
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        raise InputError(f"{name}: {_describe_failure(error)}") from None


def _describe_status(response: httpx.Response) -> str:
    status = response.status_code
    advice = _ADVICE.get(status, "try again later" if status >= 500 else "check the address")
    return f"the server answers HTTP {status} {response.reason_phrase}".rstrip() + f"; {advice}"


def _describe_failure(error: Exception) -> str:
    """Return what hinders a call, without the error's own text where that may quote the address."""
    import httpx  # noqa: PLC0415 - imported already

    if isinstance(error, httpx.TimeoutException):
        return f"no answer within {_TIMEOUT_SECONDS} seconds; try again later"
    if isinstance(error, httpx.ConnectError):
        return f"no connection ({first_line_of(error)}); check the address and the network"
    if isinstance(error, httpx.TooManyRedirects):
        return "is redirected without end; check the address"
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol | UnicodeError):
        return "is not a valid address"
    return "the server can't be understood, or broke off; try again later"


def _describe_break(error: Exception) -> str:
    import httpx  # noqa: PLC0415 - imported already

    if isinstance(error, httpx.TimeoutException):
        return f"nothing more came within {_TIMEOUT_SECONDS} seconds; try again"
    return "the connection broke off before the end; try again"


def open_web_ranges(url: str) -> tuple[int, Callable[[int, int], bytes]] | None:
    """Return the size of what is at a web address and what gets parts of it; None where the server gives no parts."""
    import httpx  # noqa: PLC0415 - 0.3 s that only addresses pay

    name = hide_secrets(url)

    def fetch(begin: int, end: int) -> httpx.Response:
        headers = {"Accept-Encoding": "identity", "Range": f"bytes={begin}-{end - 1}"}
        try:
            with httpx.stream("GET", url, headers=headers, follow_redirects=True, timeout=_TIMEOUT_SECONDS) as response:
                if response.status_code == 206:
                    response.read()
                return response
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
            raise InputError(f"{name}: {_describe_failure(error)}") from None

    def part(begin: int, end: int) -> bytes:
        response = fetch(begin, end)
        if response.status_code != 206:
            raise InputError(f"{name}: {_describe_status(response)}")
        return response.content

    first = fetch(0, 1)
    size = first.headers.get("Content-Range", "").rpartition("/")[2]
    return (int(size), part) if first.status_code == 206 and size.isdecimal() else None


def resolve_cloud(url: str) -> tuple[AbstractFileSystem, str, int | None]:
    """Return the store of an address, the path in it, and the size in bytes of what is there, if that is known.

    Raises:
        InputError: there is no such file, or it can't be read.
        MissingExtraError: what serves its scheme is not installed.
    """
    with _open_cloud(url, url.partition("://")[0].lower()) as (_, size):
        from fsspec.core import url_to_fs  # noqa: PLC0415 - an extra

        system, path = url_to_fs(url)
        return system, path, size


def find_files(pattern: str) -> list[str]:
    """Return the addresses, sorted, that match a pattern in a store that fsspec reads.

    Raises:
        InputError: nothing matches, or the store can't be read.
        MissingExtraError: what serves its scheme is not installed.
    """
    scheme = pattern.partition("://")[0].lower()
    system, path = open_store(pattern)
    try:
        found = sorted(str(one) for one in system.glob(path))
    except Exception as error:  # noqa: BLE001 - what is behind fsspec raises errors of its own
        raise InputError(f"{hide_secrets(pattern)}: can't be listed ({type(error).__name__})") from None
    if not found:
        raise InputError(f"{hide_secrets(pattern)}: no file matches this pattern")
    return [f"{scheme}://{one.removeprefix(f'{scheme}://')}" for one in found]


def open_store(url: str) -> tuple[AbstractFileSystem, str]:
    """Return the store of an address and the path in it; nothing needs to be there.

    Raises:
        InputError: there is no such scheme.
        MissingExtraError: what serves its scheme is not installed.
    """
    scheme, name = url.partition("://")[0].lower(), hide_secrets(url)
    try:
        from fsspec.core import url_to_fs  # noqa: PLC0415 - an extra

        system, path = url_to_fs(url)
    except ImportError:
        package = "fsspec" if importlib.util.find_spec("fsspec") is None else _package_for(scheme)
        raise MissingExtraError(f"{name}: {_describe_missing(scheme, package)}") from None
    except ValueError:
        raise InputError(f"{name}: no such scheme: {scheme}://") from None
    return system, str(path)


@contextmanager
def _open_cloud(url: str, scheme: str) -> Iterator[tuple[Readable, int | None]]:
    name = hide_secrets(url)

    def describe(error: Exception) -> str:
        if isinstance(error, FileNotFoundError):
            return "no such file; check the address"
        if isinstance(error, IsADirectoryError):
            return "is a folder; give a CSV file in it"
        if isinstance(error, PermissionError):
            return "no permission to read it; check the account and its keys"
        why = first_line_of(error).replace(url, name)
        return f"can't be read ({type(error).__name__}{': ' if why else ''}{why})"

    try:
        from fsspec.core import url_to_fs  # noqa: PLC0415 - an extra
    except ImportError:
        raise MissingExtraError(f"{name}: {_describe_missing(scheme, 'fsspec')}") from None
    try:
        system, path = url_to_fs(url)
        found = system.info(path)
        stream = _open_file(system, path, found)
    except ImportError:
        raise MissingExtraError(f"{name}: {_describe_missing(scheme, _package_for(scheme))}") from None
    except Exception as error:  # noqa: BLE001 - what is behind fsspec raises errors of its own
        unknown = isinstance(error, ValueError) and "Protocol not known" in str(error)
        raise InputError(f"{name}: {f'no such scheme: {scheme}://' if unknown else describe(error)}") from None
    size = found.get("size")
    with stream:
        yield _Guarded(stream.read, name, Exception, describe), size if isinstance(size, int) else None


def _open_file(system: AbstractFileSystem, path: str, found: dict[str, Any]) -> BinaryIO:
    if found.get("type") == "directory":
        raise IsADirectoryError(path)
    return cast("BinaryIO", system.open(path, "rb"))


def _package_for(scheme: str) -> str:
    """Return the package that serves a scheme that fsspec knows."""
    from fsspec.registry import known_implementations  # noqa: PLC0415 - an extra

    return str(known_implementations.get(scheme, {}).get("class", scheme)).partition(".")[0]


def _describe_missing(scheme: str, package: str) -> str:
    what = "'csvprep[cloud]'" if package in _EXTRA_PACKAGES else package
    return f"addresses with {scheme}:// need {package}, which is not installed; run pip install {what}"


def first_line_of(error: Exception) -> str:
    """Return the beginning of an error's text, without addresses' secrets."""
    first = re.sub(r"^\[Errno -?\d+\] ", "", str(error).strip().partition("\n")[0])
    return re.sub(r"\S+://\S+", lambda match: hide_secrets(match[0]), first)[:_SAID_CHARACTERS]


class _Pieces:
    """Bytes that come in pieces of any size."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = b""

    def read(self, size: int, /) -> bytes:
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._rest = piece
        data, self._rest = self._rest[:size], self._rest[size:]
        return data


class _Guarded:
    """Passes bytes on, and says errors of a library in one sentence."""

    def __init__(
        self,
        read: Callable[[int], bytes],
        name: str,
        kind: type[Exception],
        describe: Callable[[Exception], str],
    ) -> None:
        self._read = read
        self._name = name
        self._kind = kind
        self._describe = describe

    def read(self, size: int, /) -> bytes:
        try:
            return self._read(size)
        except self._kind as error:
            raise InputError(f"{self._name}: {self._describe(error)}") from None
