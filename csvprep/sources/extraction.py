"""One member of a zip archive, unpacked as the archive's bytes pass by from first to last."""

from __future__ import annotations

import bz2
import struct
import zlib
from collections.abc import Callable
from typing import Final

from csvprep.compression import CHUNK_BYTES, Decompressor, Inflate, Pump, shown, start_xz, start_zstd
from csvprep.errors import InputError
from csvprep.sources.archive import ENCRYPTED, Member, listed
from csvprep.streams import Readable, read_up_to

_HEADER: Final = struct.Struct("<4s5H3I2H")  # APPNOTE.TXT 4.3.7, the local file header
_SIZES_FOLLOW, _UTF8 = 0x8, 0x800
_ZIP64: Final = 0xFFFFFFFF


class Stored:
    """Bytes that are in an archive as they are; a `Decompressor` of so many."""

    def __init__(self, size: int) -> None:
        self._left = size
        self._tail = b""

    @property
    def eof(self) -> bool:
        """Whether all were passed on."""
        return not self._left

    @property
    def needs_input(self) -> bool:
        """Whether all that were given were passed on."""
        return not self._tail

    @property
    def unused_data(self) -> bytes:
        """What was given too much."""
        return b"" if self._left else self._tail

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """Return up to so many bytes."""
        data = self._tail + data
        size = min(self._left, len(data) if max_length < 0 else max_length)
        self._tail = data[size:]
        passed = data[:size]
        self._left -= len(passed)
        return passed


# APPNOTE.TXT 4.4.5; the size is needed by what doesn't know its own end
_METHODS: Final[dict[int, Callable[[int], Decompressor]]] = {
    0: Stored,
    8: lambda _: Inflate(-15),
    12: lambda _: bz2.BZ2Decompressor(),
    20: lambda _: start_zstd(),
    93: lambda _: start_zstd(),
    95: lambda _: start_xz(),
}
_METHOD_NAMES: Final = {0: "stored without its size", 9: "Deflate64", 14: "LZMA", 98: "PPMd", 99: "AES encryption"}


class Extracting:
    """Passes the unpacked bytes of one member on, while the archive is read from its first byte to its last.

    Args:
        source: the archive from its beginning.
        member: what to read; None: the archive has no directory, and its members are looked for one by one.
        name: the archive's name.
        wanted: without directory, the member's name; None: the first CSV file.

    Attributes:
        member: what is read.
        truncated: what to say of an archive that ended too early, once that was read.
        notes: always empty.

    Raises:
        InputError: there is no such member, or it can't be unpacked.
    """

    def __init__(self, source: Readable, member: Member | None, name: str, wanted: str | None = None) -> None:
        self.truncated: str | None = None
        self.notes: tuple[str, ...] = ()
        self._source = source
        self._name = name
        self._is_cut = member is None
        if member is None:
            member = self._find(wanted)
        else:
            self._skip(member.offset)
            self._read_header(member.offset)
        self.member = member
        self._subject = f"{name}: its file {shown(member.name)} is packed"
        self._pump = Pump(_Limited(source, member.packed_bytes), self._start(member), self._subject)
        self._crc = 0
        self._ended = False

    def read(self, size: int, /) -> bytes:
        """Return up to so many unpacked bytes, none at the end.

        Raises:
            InputError: the member is damaged, or unpacks to a size that no CSV file does.
        """
        if self._ended or size <= 0:
            return b""
        data = self._pump.read(size)
        self._crc = zlib.crc32(data, self._crc)
        if not data:
            self._end()
        return data

    def _end(self) -> None:
        """Read the rest of the archive, and check the member."""
        self._ended = True
        while self._source.read(CHUNK_BYTES):
            pass
        if not self._pump.starved and self.member.crc not in {None, self._crc}:
            raise InputError(f"{self._subject}, but damaged (its CRC is wrong); get the file once more")
        if self._pump.starved and not self._is_cut:
            raise InputError(f"{self._subject}, but damaged (it ends too early); get the file once more")
        if self._is_cut:
            self._end_early()

    def _end_early(self) -> None:
        if not self._pump.unpacked_bytes:
            raise InputError(f"{self._name}: is a zip archive, but cut short; get the file once more")
        self.truncated = (
            f"the zip archive is cut short; the {self._pump.unpacked_bytes:,} bytes of {shown(self.member.name)} that "
            "could be unpacked were read"
        )

    def _start(self, member: Member) -> Decompressor:
        if member.encrypted:
            raise InputError(f"{self._name}: its file {shown(member.name)} needs a password; unpack it first")
        start = _METHODS.get(member.method)
        if start is None or (member.method == 0 and member.packed_bytes is None):
            how = _METHOD_NAMES.get(member.method, f"method {member.method}")
            raise InputError(
                f"{self._name}: its file {shown(member.name)} is packed in a way that can't be read here ({how}); "
                "unpack it first"
            )
        return start(member.packed_bytes or 0)

    def _find(self, wanted: str | None) -> Member:
        """Read to the first byte of the wanted member, from header to header."""
        seen: list[Member] = []
        while (member := self._read_header(0)) is not None:
            if member.name == wanted if wanted is not None else member.is_csv:
                return member
            seen.append(member)
            if member.packed_bytes is None:
                break
            self._skip(member.packed_bytes)
        if any(member.name.startswith(("xl/", "[Content_Types]")) for member in seen):
            raise InputError(f"{self._name}: is an Excel workbook, but cut short; get the file once more")
        what = f"before its file {wanted}" if wanted is not None else "and no CSV file begins in what is left"
        found = f"; it holds {listed(seen)}" if seen else ""
        raise InputError(f"{self._name}: is a zip archive, but cut short {what}{found}; get the file once more")

    def _read_header(self, offset: int) -> Member | None:
        """Read a local file header; None when a cut archive has no further one."""
        head = read_up_to(self._source, _HEADER.size)
        if len(head) == _HEADER.size and head.startswith(b"PK\x03\x04"):
            _, _, flags, method, _, _, crc, packed, unpacked, name_size, extra_size = _HEADER.unpack(head)
            tail = read_up_to(self._source, name_size + extra_size)
            if len(tail) == name_size + extra_size:
                name = tail[:name_size].decode("utf-8" if flags & _UTF8 else "cp437", "replace")
                size = _read_zip64(tail[name_size:], packed, unpacked)
                known = not flags & _SIZES_FOLLOW or name.endswith("/")
                encrypted = bool(flags & ENCRYPTED)
                return Member(name, offset, method, size if known else None, crc if known else None, encrypted)
        if not self._is_cut:
            raise InputError(f"{self._name}: is a zip archive, but damaged; get the file once more")
        return None

    def _skip(self, size: int) -> None:
        while size > 0 and (piece := self._source.read(min(size, CHUNK_BYTES))):
            size -= len(piece)


class _Limited:
    """So many bytes of a source; all of it for None."""

    def __init__(self, source: Readable, size: int | None) -> None:
        self._source = source
        self._left = size

    def read(self, size: int, /) -> bytes:
        if self._left is None:
            return self._source.read(size)
        data = self._source.read(min(size, self._left)) if self._left else b""
        self._left -= len(data)
        return data


def _read_zip64(extra: bytes, packed: int, unpacked: int) -> int:
    """Return the packed size, from the extra field where it is too great for the header (APPNOTE.TXT 4.5.3)."""
    while packed == _ZIP64 and len(extra) >= 4:
        kind, size = struct.unpack("<2H", extra[:4])
        values = extra[4 : 4 + size]
        extra = extra[4 + size :]
        if kind == 1:
            at = 8 if unpacked == _ZIP64 else 0
            return int.from_bytes(values[at : at + 8], "little")
    return packed
