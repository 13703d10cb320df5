"""Numbers as the bytes they are in memory, and files of them."""

from __future__ import annotations

import os
import struct
import tempfile
from contextlib import suppress
from io import BytesIO
from typing import BinaryIO

import polars as pl

_WIDTHS: dict[type[pl.DataType], int] = {pl.UInt32: 4, pl.UInt64: 8, pl.Int64: 8}


def to_bytes(numbers: pl.Series) -> bytes:
    """Return the bytes of an integer series without nulls.

    They are cut from an Arrow IPC stream, whose second message holds them: after a marker, the length of its metadata
    and those ("Encapsulated message format", https://arrow.apache.org/docs/format/Columnar.html).
    """
    stream = BytesIO()
    numbers.rechunk().to_frame().write_ipc_stream(stream, compression="uncompressed")
    content, at = stream.getbuffer(), 0
    for _ in range(2):
        at += 8 + struct.unpack_from("<i", content, at + 4)[0]
    return bytes(content[at : at + _WIDTHS[type(numbers.dtype)] * len(numbers)])


def from_bytes(pieces: list[bytes], dtype: type[pl.DataType]) -> pl.Series:
    """Return the numbers that stand in pieces, one after the other."""
    content = b"".join(pieces)
    if not content:
        return pl.Series(dtype=dtype)
    array = pl.Array(dtype, len(content) // _WIDTHS[dtype])
    return pl.Series([content], dtype=pl.Binary).bin.reinterpret(dtype=array, endianness="little").explode()


class SpillFile:
    """A temporary file without a name, where the system has such: it is gone when its process is, however that ends."""

    def __init__(self) -> None:
        self._file: BinaryIO = tempfile.TemporaryFile(prefix="csvprep-unique-", buffering=0)  # noqa: SIM115 - close()
        self.size_bytes = 0

    def append(self, data: bytes) -> None:
        """Write at the end; an OSError tells that there is no room."""
        rest = memoryview(data)
        self._file.seek(self.size_bytes)
        while rest:
            written = self._file.write(rest)
            self.size_bytes += written
            rest = rest[written:]

    def read(self, offsets: pl.Series, sizes: pl.Series | int) -> list[bytes]:
        """Return pieces of the file; sizes in bytes, one for all or one each."""
        each = [sizes] * len(offsets) if isinstance(sizes, int) else sizes.to_list()
        if hasattr(os, "pread"):
            handle, pread = self._file.fileno(), os.pread
            return [pread(handle, size, offset) for offset, size in zip(offsets.to_list(), each, strict=True)]
        return [self._read(offset, size) for offset, size in zip(offsets.to_list(), each, strict=True)]

    def _read(self, offset: int, size: int) -> bytes:
        self._file.seek(offset)
        return self._file.read(size)

    def close(self) -> None:
        """Give its room back."""
        with suppress(OSError):
            self._file.close()
