"""Compressed sources: known by their first bytes, not by their names, and unpacked as a stream."""

from __future__ import annotations

import bz2
import lzma
import re
import sys
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Protocol

from csvprep.errors import InputError
from csvprep.streams import Readable

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

SUFFIXES = frozenset({".gz", ".bz2", ".xz", ".zst", ".zip"})
BOMB_BYTES = 2**30
BOMB_RATIO = 1_000
CHUNK_BYTES = 64 * 2**10
_XZ_MEMORY_BYTES = 512 * 2**20
_DAMAGE = (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError, zstd.ZstdError)


class Decompressor(Protocol):
    """What unpacks one stream of a format, piece by piece."""

    @property
    def eof(self) -> bool:
        """Whether the stream's end was reached."""
        ...

    @property
    def needs_input(self) -> bool:
        """Whether nothing more can be unpacked without more packed bytes."""
        ...

    @property
    def unused_data(self) -> bytes:
        """What followed the stream's end in the packed bytes given so far."""
        ...

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """Return up to so many unpacked bytes; more packed bytes may be given only when they are needed."""
        ...


class Inflate:
    """A deflate stream, unpacked as the other formats are.

    Args:
        window_bits: as zlib has them: 31 with a gzip header and its CRC, -15 for the bare stream.
    """

    def __init__(self, window_bits: int) -> None:
        self._stream = zlib.decompressobj(window_bits)
        self._tail = b""
        self.needs_input = True

    @property
    def eof(self) -> bool:
        """Whether the stream's end was reached."""
        return self._stream.eof

    @property
    def unused_data(self) -> bytes:
        """What followed the stream's end."""
        return self._stream.unused_data

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """Return up to so many unpacked bytes."""
        unpacked = self._stream.decompress(self._tail + data, max(0, max_length))
        self._tail = self._stream.unconsumed_tail
        self.needs_input = not self._tail and (max_length < 0 or len(unpacked) < max_length)
        return unpacked


@dataclass(frozen=True)
class Kind:
    """A format of compression.

    Attributes:
        name: as messages and manifests call it.
        magic: what a stream of it begins with.
        prefix: the part of that which never differs; it tells a cut stream from other bytes.
        start: makes what unpacks one stream.
    """

    name: str
    magic: re.Pattern[bytes]
    prefix: bytes
    start: Callable[[], Decompressor]


def start_xz() -> Decompressor:
    """Return what unpacks one xz stream, in bounded memory."""
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY_BYTES)


def start_zstd() -> Decompressor:
    """Return what unpacks one Zstandard frame; its window is bounded by the library."""
    return zstd.ZstdDecompressor()


_ZSTD_PREFIX = b"\x28\xb5\x2f\xfd"
_KINDS = (
    Kind("gzip", re.compile(rb"\x1f\x8b\x08"), b"\x1f\x8b\x08", lambda: Inflate(31)),  # RFC 1952 2.3.1
    Kind("bzip2", re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)"), b"BZh", bz2.BZ2Decompressor),
    Kind("xz", re.compile(rb"\xfd7zXZ\x00"), b"\xfd7zXZ\x00", start_xz),
    # RFC 8878 3.1: a frame, or a skippable one, which parallel packers put first
    Kind("zstd", re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18"), _ZSTD_PREFIX, start_zstd),
)
_MAGIC_BYTES = 10
_ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_SPLIT_ZIP_MAGIC = (b"PK\x07\x08", b"PK00PK\x03\x04")


def detect_compression(sample: bytes) -> str | None:
    """Return how a source is compressed by its first bytes: gzip, bzip2, xz or zstd; None when it isn't."""
    return next((kind.name for kind in _KINDS if kind.magic.match(sample)), None)


def detect_zip(sample: bytes, name: str) -> bool:
    """Tell whether a source is a zip archive by its first bytes; InputError for a part of a split one."""
    if sample.startswith(_SPLIT_ZIP_MAGIC):
        raise InputError(f"{name}: is one part of a split zip archive; join the parts and unpack it first")
    return sample.startswith(_ZIP_MAGIC)


def without_suffix(name: str) -> str:
    """Return a file's name without the ending of its compression."""
    return name.removesuffix(PurePath(name).suffix) if PurePath(name).suffix.lower() in SUFFIXES else name


def shown(text: str) -> str:
    """Return a name from within a file, fit for a message."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)


class Pump:
    """Unpacks one stream from a source of packed bytes, and counts both.

    Args:
        source: the packed bytes.
        stream: what unpacks them; may be replaced at its end.
        subject: what messages begin with, as `in.csv.gz: is gzip`.

    Attributes:
        starved: the source ended before the stream did.
        pending: packed bytes to take before those of the source.
    """

    def __init__(self, source: Readable, stream: Decompressor, subject: str) -> None:
        self.stream = stream
        self.starved = False
        self.pending = b""
        self.packed_bytes = 0
        self.unpacked_bytes = 0
        self._source = source
        self._subject = subject

    def read(self, size: int, /) -> bytes:
        """Return up to so many unpacked bytes, none at the end of the stream or of its source.

        Raises:
            InputError: the stream is damaged, or unpacks to a size that no CSV file does.
        """
        while size > 0 and not self.stream.eof and not self.starved:
            packed = b""
            if self.stream.needs_input:
                packed, self.pending = self.pending or self.read_packed(), b""
                self.starved = not packed
            if data := self._decompress(packed, size):
                self.unpacked_bytes += len(data)
                self._refuse_bomb()
                return data
        return b""

    def read_packed(self) -> bytes:
        """Return packed bytes of the source, none at its end."""
        packed = self._source.read(CHUNK_BYTES)
        self.packed_bytes += len(packed)
        return packed

    def _decompress(self, packed: bytes, size: int) -> bytes:
        if self.starved:
            return b""
        try:
            return self.stream.decompress(packed, size)
        except _DAMAGE as error:
            if "memory" in str(error).lower():
                raise InputError(f"{self._subject}, but needs very much memory; unpack it yourself") from None
            raise InputError(f"{self._subject}, but damaged ({error}); get the file once more") from None

    def _refuse_bomb(self) -> None:
        if self.unpacked_bytes > max(BOMB_BYTES, BOMB_RATIO * self.packed_bytes):
            raise InputError(
                f"{self._subject} and unpacks to more than {BOMB_RATIO:,} times its size, as no CSV file does; "
                "unpack it yourself if you trust it"
            )


class Unpacking:
    """Passes the unpacked bytes of a compressed source on, in bounded memory.

    Streams that were packed one by one and joined are read to the end of the last one; zero bytes between and
    after them are padding.

    Attributes:
        truncated: what to say when the source ended too early, once that was read; what came before it was passed on.
        notes: what to say of bytes that follow the packed ones.
    """

    def __init__(self, source: Readable, kind: str, name: str) -> None:
        (self._kind,) = (one for one in _KINDS if one.name == kind)
        self._subject = f"{name}: is {kind}"
        self._pump = Pump(source, self._kind.start(), self._subject)
        self._ended = False
        self.truncated: str | None = None
        self.notes: tuple[str, ...] = ()

    def read(self, size: int, /) -> bytes:
        """Return up to so many unpacked bytes, none at the end.

        Raises:
            InputError: the source is damaged, cut before its first byte of data, or unpacks to a size that no CSV
                file does.
        """
        while size > 0 and not self._ended:
            if data := self._pump.read(size):
                return data
            if self._pump.starved:
                self._end_early()
            else:
                self._begin_next(self._pump.stream.unused_data)
        return b""

    def _begin_next(self, rest: bytes) -> None:
        """Begin the next stream, or end if there is none."""
        rest, final = rest.lstrip(b"\0"), False
        while len(rest) < _MAGIC_BYTES and not final:
            more = self._pump.read_packed()
            rest, final = (rest + more).lstrip(b"\0"), not more
        prefix = self._kind.prefix
        if self._kind.magic.match(rest):
            self._pump.stream, self._pump.pending = self._kind.start(), rest
        elif not rest:
            self._ended = True
        elif prefix.startswith(rest) or (final and rest.startswith(prefix)):
            self._end_early()
        else:
            self._end_with_rest(rest)

    def _end_early(self) -> None:
        self._ended = True
        if not self._pump.unpacked_bytes:
            raise InputError(f"{self._subject}, but cut short before its first byte of data; get the file once more")
        self.truncated = (
            f"the {self._kind.name} data is cut short after {self._pump.packed_bytes:,} bytes; "
            f"the {self._pump.unpacked_bytes:,} bytes that could be unpacked were read"
        )

    def _end_with_rest(self, rest: bytes) -> None:
        size = len(rest)
        while more := self._pump.read_packed():
            size += len(more)
        self._ended = True
        self.notes = (f"the {size:,} bytes after the end of its {self._kind.name} data are no such data; not read",)
