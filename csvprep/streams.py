"""Streams of bytes on their way in."""

from __future__ import annotations

import hashlib
import io
from typing import BinaryIO, Final, Protocol

from csvprep.errors import InputError


class Readable(Protocol):
    """What bytes can be read from."""

    def read(self, size: int, /) -> bytes:
        """Return up to so many bytes, none at the end."""
        ...


_LARGE: Final = 2**20
_WINDOW: Final = 2**16


class CountingReader:
    """Passes bytes on, counting and hashing them.

    Args:
        stream: to read from.
        name: what to call it in messages.
        can_seek: it is a file on a disk, so that a large piece can be made to end where a line does: then what is left
            of a line need not be put in front of the next piece, which would copy that.
    """

    def __init__(self, stream: BinaryIO, name: str, *, can_seek: bool = False) -> None:
        self._stream = stream
        self._name = name
        self._can_seek = can_seek
        self._digest = hashlib.sha256()
        self.bytes_read = 0

    def read(self, size: int, /) -> bytes:
        """Return up to so many bytes, none at the end; InputError when they can't be had."""
        try:
            data = self._stream.read(self._until_line_end(size) if self._can_seek and size >= _LARGE else size)
        except OSError as error:
            raise InputError(f"{self._name}: can't be read: {error.strerror}") from None
        self._digest.update(data)
        self.bytes_read += len(data)
        return data

    def _until_line_end(self, size: int) -> int:
        """Return how many of the next bytes end with a line; `size` where none seems to."""
        place = self._stream.tell()
        self._stream.seek(place + size - _WINDOW)
        window = self._stream.read(_WINDOW)
        self._stream.seek(place)
        end = window.rfind(b"\n") + 1
        return size - _WINDOW + end if end and len(window) == _WINDOW else size

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
