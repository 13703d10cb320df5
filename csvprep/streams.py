"""Streams of bytes on their way in."""

from __future__ import annotations

import hashlib
import io
from typing import BinaryIO, Protocol

from csvprep.errors import InputError


class Readable(Protocol):
    """What bytes can be read from."""

    def read(self, size: int, /) -> bytes:
        """Return up to so many bytes, none at the end."""
        ...


class CountingReader:
    """Passes bytes on, counting and hashing them."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self._stream = stream
        self._name = name
        self._digest = hashlib.sha256()
        self.bytes_read = 0

    def read(self, size: int, /) -> bytes:
        """Return up to so many bytes, none at the end; InputError when they can't be had."""
        try:
            data = self._stream.read(size)
        except OSError as error:
            raise InputError(f"{self._name}: can't be read: {error.strerror}") from None
        self._digest.update(data)
        self.bytes_read += len(data)
        return data

    @property
    def sha256(self) -> str:
        """Hex digest of what was passed on so far."""
        return self._digest.hexdigest()


class Chained:
    """A sample that was read already, then the rest."""

    def __init__(self, sample: bytes, rest: Readable) -> None:
        self._first = io.BytesIO(sample)
        self._rest = rest

    def read(self, size: int, /) -> bytes:
        """Return up to so many bytes, none at the end."""
        return self._first.read(size) or self._rest.read(size)


def read_up_to(reader: Readable, size: int) -> bytes:
    """Read so many bytes, fewer only at the end."""
    pieces, total = [], 0
    while total < size and (piece := reader.read(size - total)):
        pieces.append(piece)
        total += len(piece)
    return b"".join(pieces)
