"""Compressed sources: known by their first bytes, not by their names, and unpacked as a stream."""

from __future__ import annotations

import bz2
import gzip
import lzma
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from csvprep.errors import InputError
from csvprep.streams import Readable

SUFFIXES = frozenset({".gz", ".bz2", ".xz"})
_KINDS: tuple[tuple[str, re.Pattern[bytes], Callable[[Any], Readable]], ...] = (
    ("gzip", re.compile(rb"\x1f\x8b\x08"), lambda packed: gzip.GzipFile(fileobj=packed)),  # RFC 1952 2.3.1
    ("bzip2", re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)"), bz2.BZ2File),
    ("xz", re.compile(rb"\xfd7zXZ\x00"), lzma.LZMAFile),
)
_BOMB_BYTES = 2**30
_BOMB_RATIO = 1_000
_DAMAGE = (OSError, EOFError, zlib.error, lzma.LZMAError)


def detect_compression(sample: bytes) -> str | None:
    """Return how a source is compressed by its first bytes: gzip, bzip2 or xz; None when it isn't."""
    return next((kind for kind, magic, _ in _KINDS if magic.match(sample)), None)


def without_suffix(name: str) -> str:
    """Return a file's name without the ending of its compression."""
    return name.removesuffix(PurePath(name).suffix) if PurePath(name).suffix in SUFFIXES else name


@dataclass
class _Counted:
    """Passes bytes on, counting them; what the library's readers take for a file."""

    source: Readable
    size: int = 0

    def read(self, size: int = -1, /) -> bytes:
        data = self.source.read(size)
        self.size += len(data)
        return data


class Unpacked:
    """Passes the unpacked bytes of a compressed source on, in bounded memory."""

    def __init__(self, source: Readable, kind: str, name: str) -> None:
        self._packed = _Counted(source)
        (opener,) = (opener for one, _, opener in _KINDS if one == kind)
        self._stream = opener(self._packed)
        self._kind = kind
        self._name = name
        self._size = 0

    def read(self, size: int, /) -> bytes:
        """Return up to so many unpacked bytes, none at the end.

        Raises:
            InputError: the source is damaged or cut, or unpacks to a size that no CSV file does.
        """
        try:
            data = self._stream.read(size)
        except _DAMAGE as error:
            raise InputError(
                f"{self._name}: is {self._kind}, but damaged or cut short ({error}); get the file once more"
            ) from None
        self._size += len(data)
        if self._size > max(_BOMB_BYTES, _BOMB_RATIO * self._packed.size):
            raise InputError(
                f"{self._name}: unpacks to more than {_BOMB_RATIO:,} times its size, as no CSV file does; "
                "unpack it yourself if you trust it"
            )
        return data
