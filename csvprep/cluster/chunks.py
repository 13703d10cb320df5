"""Chunks out of parts: where the limits cut, over all parts; then each chunk is put together by a task."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from csvprep.cluster.parts import INDEX, RECORDS, Part, from_ipc
from csvprep.cluster.places import Place, copy_into
from csvprep.manifest import ChunkEntry
from csvprep.writers import Limits


@dataclass(frozen=True, slots=True)
class Slice:
    """A part's records that are in one chunk.

    Attributes:
        continues: the chunk began in an earlier part.
        begin, end: offsets in the part's records.
        records: how many.
        first, last: record and line of the first and last one.
    """

    continues: bool
    begin: int
    end: int
    records: int
    first: tuple[int, int]
    last: tuple[int, int]


@dataclass(slots=True)
class Planned:
    """A chunk that is not written yet.

    Attributes:
        file: path in the folder of the run.
        pieces: folder of a part, and begin and end in its records.
        records, size_bytes: of the chunk, header included.
        first, last: record and line of the first and last record.
    """

    file: str
    pieces: list[tuple[str, int, int]] = field(default_factory=list)
    records: int = 0
    size_bytes: int = 0
    first: tuple[int, int] = (0, 0)
    last: tuple[int, int] = (0, 0)

    def entry(self, sha256: str) -> ChunkEntry:
        """Return what the manifest says of it."""
        return ChunkEntry(
            file=self.file,
            records=self.records,
            bytes=self.size_bytes,
            sha256=sha256,
            first_record=self.first[0],
            last_record=self.last[0],
            first_line=self.first[1],
            last_line=self.last[1],
        )


class ChunkPlan:
    """Chunks over all parts, in their order."""

    def __init__(self, name: str, header: bytes) -> None:
        self._name, self._header_bytes = name, len(header)
        self.chunks: list[Planned] = []

    @property
    def state(self) -> tuple[int, int]:
        """Records and bytes of the chunk that may still take records; none and the header's where there is none."""
        return (self.chunks[-1].records, self.chunks[-1].size_bytes) if self.chunks else (0, self._header_bytes)

    def add(self, part: Part, slices: Iterable[Slice]) -> None:
        """Take in the slices of the next part."""
        for one in slices:
            if not one.continues or not self.chunks:
                file = f"chunks/{self._name}-{len(self.chunks) + 1:05d}.csv"
                self.chunks.append(Planned(file, size_bytes=self._header_bytes, first=one.first))
            chunk = self.chunks[-1]
            chunk.pieces.append((part.folder, one.begin, one.end))
            chunk.records += one.records
            chunk.size_bytes += one.end - one.begin
            chunk.last = one.last


def cut_part(parts: Place, folder: str, state: tuple[int, int], header_bytes: int, limits: Limits) -> list[Slice]:
    """Cut the records of a part where a limit is reached; a worker's work.

    Args:
        parts: where the parts are.
        folder: of the part.
        state: records and bytes of the chunk that is open.
        header_bytes: of each chunk.
        limits: of a chunk.
    """
    index = from_ipc(parts.read(f"{folder}/{INDEX}"))
    ends, records, lines = index["end"], index["record"], index["line"]
    rows, size = state
    done = offset = 0
    found: list[Slice] = []
    while done < index.height:
        fits = int(ends.search_sorted(offset + limits.max_bytes - size, side="right"))
        until = min(done + limits.max_rows - rows, fits)
        if until <= done:
            rows, size = 0, header_bytes
            continue
        end = ends[until - 1]
        places = (records[done], lines[done]), (records[until - 1], lines[until - 1])
        found.append(Slice(rows > 0, offset, end, until - done, *places))
        rows, size = rows + until - done, size + end - offset
        done, offset = until, end
    return found


def write_chunk(parts: Place, target: Place, file: str, header: bytes, pieces: list[tuple[str, int, int]]) -> str:
    """Write a chunk and return its SHA-256 (hex); a worker's work."""
    digest = hashlib.sha256(header)
    with target.create(file) as stream:
        stream.write(header)
        for folder, begin, end in pieces:
            for piece in copy_into(stream, parts.stream(f"{folder}/{RECORDS}", begin, end)):
                digest.update(piece)
    return digest.hexdigest()


def join_file(parts: Place, target: Place, file: str, pieces: list[tuple[str, int, int]], tail: bytes) -> None:
    """Write a file that is made of those of all parts; a worker's work.

    Args:
        parts: where the parts are.
        target: where the file goes.
        file: its name, in the parts and in the target.
        pieces: folder of a part, and begin and end in its file.
        tail: what follows them.
    """
    with target.create(file) as stream:
        for folder, begin, end in pieces:
            for _ in copy_into(stream, parts.stream(f"{folder}/{file}", begin, end)):
                pass
        stream.write(tail)
