"""What became of one range, in files of its own: as a run of that range alone would have written them."""

from __future__ import annotations

import io
import pickle
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final
from uuid import uuid4

import polars as pl

from csvprep.cluster.places import Place
from csvprep.manifest import ChunkEntry
from csvprep.misfits import FileFinding
from csvprep.overview import Overview
from csvprep.overview.partial import Gathered, PartialOverview, merge
from csvprep.records import Run
from csvprep.staging import Folder
from csvprep.summary import Summary
from csvprep.unique.raw import from_bytes
from csvprep.writers import ChunkWriter, Limits
from csvprep.writers import Place as RecordPlace

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

RECORDS: Final = "records"
INDEX: Final = "records.ipc"
OVERVIEW: Final = "overview"
INDEX_SCHEMA: Final = pl.Schema({"end": pl.Int64, "record": pl.Int64, "line": pl.Int64})
"""Of each record in `RECORDS`: the offset after it, and where it stood in the input."""


@dataclass(frozen=True, slots=True)
class Part:
    """What became of one range.

    Attributes:
        folder: of its files, in the place of all parts.
        summary: its totals.
        tail: what is to be said of the file after its records, as far as this range shows it.
        notes: what is to be said of the source.
        leads: how many bytes of each file only the first part's has: headers, and findings about the whole file.
        sizes: bytes of each file.
        records: how many are in `RECORDS`.
        read: bytes and digest of the source, where one task read the whole of it.
        name: what chunks are named after.
        header: of each chunk.
    """

    folder: str
    summary: Summary
    tail: tuple[FileFinding, ...] = ()
    notes: tuple[str, ...] = ()
    leads: dict[str, int] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    records: int = 0
    read: tuple[int, str] | None = None
    name: str = ""
    header: bytes = b""


class PartFiles:
    """The files of a part while they are written; each attempt at a part has a folder of its own."""

    def __init__(self, place: Place, stack: ExitStack) -> None:
        self._place, self._stack = place, stack
        self._streams: dict[str, _PartStream] = {}
        self.leads: dict[str, int] = {}

    def create(self, name: str) -> _PartStream:
        """Open a file for writing; it is made when something is written."""
        self._streams[name] = _PartStream(self._place, name, self._stack)
        return self._streams[name]

    def begin_records(self) -> None:
        """Note that what was written so far is the beginning of the whole file's output."""
        self.leads = self.sizes

    @property
    def sizes(self) -> dict[str, int]:
        """Bytes of each file so far."""
        return {name: stream.size_bytes for name, stream in self._streams.items() if stream.size_bytes}


class _PartStream:
    def __init__(self, place: Place, name: str, stack: ExitStack) -> None:
        self._place, self._name, self._stack = place, name, stack
        self._stream: BinaryIO | None = None
        self.size_bytes = 0

    def write(self, data: bytes | memoryview, /) -> None:
        if self._stream is None:
            self._stream = self._stack.enter_context(self._place.create(self._name))
        self._stream.write(data)
        self.size_bytes += len(data)

    def close(self) -> None:
        """Leave it to the part's end, since only then it is known to be whole."""


@contextmanager
def part_files(parts: Place, what: str) -> Iterator[tuple[str, PartFiles]]:
    """Make the files of a part; yield the folder's name beside them.

    Raises:
        OutputError: they can't be written.
    """
    folder = f"{what}-{uuid4().hex[:12]}"
    with ExitStack() as stack:
        yield folder, PartFiles(parts.inside(folder), stack)


class PartChunks(ChunkWriter):
    """Takes what goes to chunks, and where each record of it ends; it is cut when all parts are there."""

    def __init__(self, folder: Folder, name: str, header: bytes, limits: Limits) -> None:
        super().__init__(folder, name, header, limits)
        self.name, self.header = name, header
        self._stream, self._index = folder.create(RECORDS), folder.create(INDEX)
        self._frames: list[pl.DataFrame] = []
        self._bytes = 0
        self.records = 0
        self.entries: list[ChunkEntry] = []

    def add(self, run: Run, place: RecordPlace) -> None:
        """Write records; none of them may be longer than `max_record_bytes`."""
        if not run.records:
            return
        ends = from_bytes([run.record_ends().tobytes()], pl.UInt64).cast(pl.Int64) + self._bytes
        records, lines = place.columns(run.records)
        self._frames.append(pl.DataFrame({"end": ends, "record": records, "line": lines}, schema=INDEX_SCHEMA))
        self._stream.write(run.data)
        self._bytes += len(run.data)
        self.records += run.records

    def close(self) -> None:
        """Write the index."""
        if self._frames:
            self._index.write(to_ipc(pl.concat(self._frames)))


def to_ipc(frame: pl.DataFrame) -> bytes:
    """Return a frame as bytes."""
    stream = io.BytesIO()
    frame.write_ipc(stream, compression="zstd")
    return stream.getvalue()


def from_ipc(data: bytes) -> pl.DataFrame:
    """Return the frame of some bytes."""
    return pl.read_ipc(io.BytesIO(data))


def pack(value: object) -> bytes:
    """Return a value as bytes, for workers of the same run."""
    return zstd.compress(pickle.dumps(value), 1)


def unpack(data: bytes) -> Any:
    """Return the value of some bytes that `pack` made."""
    return pickle.loads(zstd.decompress(data))  # noqa: S301 - ours: what a worker of this run wrote


def write_overview(files: PartFiles, overview: PartialOverview) -> None:
    """Write what a page shows of a range."""
    files.create(OVERVIEW).write(pack(overview.gathered()))


def merge_overview(overview: Overview, parts: Place, part: Part) -> None:
    """Go on with what a page shows of the next range."""
    gathered: Gathered = unpack(parts.read(f"{part.folder}/{OVERVIEW}"))
    merge(overview, gathered)
