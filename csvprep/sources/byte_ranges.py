"""A part of a source by its place in bytes, where it lies in a way that lets one: a file, a bucket, a web server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

from csvprep.errors import CsvprepError, InputError
from csvprep.sources.remote import hide_secrets, is_url, open_web_ranges, resolve_cloud

FETCH_BYTES = 8 * 2**20

Fetch = Callable[[int, int], bytes]
"""Takes the first byte's offset and the one after the last; returns what stands there."""


class ByteRange:
    """Reads a range of a source's bytes.

    Args:
        fetch: gets a part of the source.
        begin: offset of the first byte.
        end: offset after the last one.
        step: how much is fetched at once, in bytes.
    """

    def __init__(self, fetch: Fetch, begin: int, end: int, step: int = FETCH_BYTES) -> None:
        self._fetch, self._next, self._end, self._step = fetch, begin, end, step
        self._held, self._used = b"", 0

    def read(self, size: int, /) -> bytes:
        """Return up to so many bytes, none at the end."""
        if self._used == len(self._held):
            until = min(self._end, self._next + max(size, self._step))
            self._held, self._used = (self._fetch(self._next, until) if until > self._next else b""), 0
            self._next += len(self._held)
        data = self._held[self._used : self._used + size]
        self._used += len(data)
        return data


def open_ranges(name: str) -> tuple[int, Fetch] | None:
    """Return a source's size in bytes and what gets its parts; None where only the whole can be read.

    Args:
        name: a path or an address.

    Raises:
        InputError: it can't be read.
        MissingExtraError: what serves its scheme is not installed.
    """
    if not is_url(name):
        path = Path(name)
        return (path.stat().st_size, _LocalFile(path)) if path.is_file() else None
    scheme = name.partition("://")[0].lower()
    if scheme == "file":
        return None
    if scheme in {"http", "https"}:
        return open_web_ranges(name)
    system, path_there, size = resolve_cloud(name)
    if size is None:
        return None

    def fetch(begin: int, end: int) -> bytes:
        try:
            return cast("bytes", system.cat_file(path_there, start=begin, end=end))
        except CsvprepError:
            raise
        except Exception as error:  # noqa: BLE001 - what is behind fsspec raises errors of its own
            raise InputError(f"{hide_secrets(name)}: can't be read ({type(error).__name__}); try again later") from None

    return size, fetch


class _LocalFile:
    """Gets parts of a file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __call__(self, begin: int, end: int) -> bytes:
        try:
            with self._path.open("rb", buffering=0) as file:
                file.seek(begin)
                return file.read(end - begin)
        except OSError as error:
            raise InputError(f"{self._path}: can't be read: {error.strerror or error}") from None
