"""A source of bytes, cut into record-aligned blocks of bounded size."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from csvprep.compression import Unpacked, detect_compression
from csvprep.dialect import Dialect, detect_delimiter, detect_terminator, parse_delimiter
from csvprep.encoding import Transcoder, parse_encoding, refuse_binary
from csvprep.errors import InputError
from csvprep.records import Run, find_run, parse_cells, strip_line_end
from csvprep.streams import Chained, CountingReader, Readable, read_up_to

BLOCK_BYTES = 8 * 2**20
BLOCK_RECORDS = 2**17
MAX_RECORD_BYTES = 32 * 2**20
SAMPLE_BYTES = 256 * 2**10
BOM = codecs.BOM_UTF8


@dataclass(frozen=True, slots=True)
class Block:
    """A record-aligned run of input, and where it stands in the file.

    Attributes:
        run: the bytes (UTF-8, or what claims to be) and their record ends.
        first_record: 1-based number of its first record, header not counted.
        first_line: 1-based physical line on which that record begins, header counted.
        lines: how many line feeds it holds, those inside quoted cells too.
    """

    run: Run
    first_record: int
    first_line: int
    lines: int

    @property
    def one_line_each(self) -> bool:
        """Whether no record spans lines."""
        return self.lines + (not self.run.data.endswith(b"\n")) == self.run.records


@dataclass(frozen=True, slots=True)
class Head:
    """What the first bytes of a source tell.

    Attributes:
        encoding: Python's name of the file's encoding.
        dialect: detected, or as the user gave it.
        header: the header record's bytes with its line end, without byte order mark.
        labels: its cells.
        header_lines: how many physical lines it takes.
    """

    encoding: str
    dialect: Dialect
    header: bytes
    labels: tuple[str, ...]
    header_lines: int


@dataclass
class Source:
    """An open source; read its blocks once.

    Attributes:
        name: as the user named it; `-` for standard input.
        size_bytes: None when it can't be known beforehand.
        compression: gzip, bzip2 or xz; None when it is not compressed.
        head: encoding, dialect and header.
    """

    name: str
    size_bytes: int | None
    compression: str | None
    head: Head
    _reader: CountingReader
    _text: Readable = field(repr=False)

    @property
    def bytes_read(self) -> int:
        """How many bytes of the source, compressed as it may be, were read so far."""
        return self._reader.bytes_read

    @property
    def sha256(self) -> str:
        """Hex digest of the bytes read so far; of the whole source once its blocks are exhausted."""
        return self._reader.sha256

    def blocks(self, block_bytes: int = BLOCK_BYTES, *, max_record_bytes: int = MAX_RECORD_BYTES) -> Iterator[Block]:
        """Yield the records after the header in blocks of about `block_bytes`, and no more than BLOCK_RECORDS records.

        Raises:
            InputError: the source can't be read on, or one record is longer than `max_record_bytes`.
        """
        record_number, line_number = 1, 1 + self.head.header_lines
        delimiter = self.head.dialect.delimiter_byte
        for run in self._runs(block_bytes, delimiter, max_record_bytes):
            if run is None:
                raise InputError(
                    f"{self.name}: the record at line {line_number} is longer than {_in_words(max_record_bytes)}; "
                    "is this a CSV file, and its delimiter and quotes right?"
                )
            block = Block(run, record_number, line_number, run.data.count(b"\n"))
            yield block
            record_number += run.records
            line_number += block.lines

    def _runs(self, block_bytes: int, delimiter: bytes, max_record_bytes: int) -> Iterator[Run | None]:
        """Yield runs of whole records; None, and no more, when a record has no end within `max_record_bytes`."""
        pending, final, want = b"", False, block_bytes
        while not final:
            more, final = self._read_on(want - len(pending))
            pending += more
            run = find_run(pending, delimiter, final=final, max_record_bytes=max_record_bytes)
            while run is not None and run.data:
                yield from _portions(run, delimiter, max_record_bytes)
                pending = pending[len(run.data) :]
                run = find_run(pending, delimiter, final=True, max_record_bytes=max_record_bytes) if final else None
            if len(pending) > max_record_bytes:
                yield None
                return
            want = max(block_bytes, 2 * len(pending))

    def _read_on(self, size: int) -> tuple[bytes, bool]:
        """Read about `size` bytes more; say whether that was the end."""
        pieces: list[bytes] = []
        while size > 0:
            piece = self._text.read(size)
            if not piece:
                return b"".join(pieces), True
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces), False


def _portions(run: Run, delimiter: bytes, max_record_bytes: int) -> Iterator[Run]:
    """Cut a run of very many short records, for what is kept of a record is larger than a short one."""
    if run.records <= BLOCK_RECORDS:
        yield run
        return
    pending, size = run.data, max(1, len(run.data) * BLOCK_RECORDS // run.records)
    while pending:
        final = len(pending) <= size
        part = find_run(pending[:size], delimiter, final=final, max_record_bytes=max_record_bytes)
        if part is None or not part.data:
            size *= 2
            continue
        yield from _portions(part, delimiter, max_record_bytes) if part.records < run.records else (part,)
        pending = pending[len(part.data) :]


@contextmanager
def open_source(path: str | Path, *, encoding: str | None = None, delimiter: str | None = None) -> Iterator[Source]:
    """Open a file, or standard input for `-`, and read its header.

    Args:
        path: the file.
        encoding: Python's name of its encoding; None: UTF-8, with or without byte order mark.
        delimiter: one character; None: detected.

    Raises:
        InputError: it is missing, a folder, empty, not readable, or no text.
        UsageError: there is no such encoding, or the delimiter can't be one.
    """
    name = str(path)
    codec = parse_encoding(encoding)
    with _open_binary(name) as stream:
        reader = CountingReader(stream, name)
        sample = read_up_to(reader, SAMPLE_BYTES)
        compression = detect_compression(sample)
        plain: Readable = reader
        if compression is not None:
            plain = Unpacked(Chained(sample, reader), compression, name)
            sample = read_up_to(plain, SAMPLE_BYTES)
        if not sample:
            raise InputError(f"{name}: is empty; a CSV file begins with a header line")
        if codec is None:
            refuse_binary(sample, name)
        text, pending = _as_utf8(plain, sample, codec, name)
        bom = pending.startswith(BOM)
        pending = pending.removeprefix(BOM)
        head, pending = _read_head(text, pending, codec or "utf-8", delimiter, name, bom=bom)
        yield Source(name, _size_of(name), compression, head, reader, Chained(pending, text))


@contextmanager
def _open_binary(name: str) -> Iterator[BinaryIO]:
    if name == "-":
        yield sys.stdin.buffer
        return
    path = Path(name)
    try:
        if path.is_dir():
            raise InputError(f"{name}: is a folder; give a CSV file in it")
        stream = path.open("rb")
    except FileNotFoundError:
        raise InputError(f"{name}: no such file") from None
    except PermissionError:
        raise InputError(f"{name}: no permission to read it") from None
    except (OSError, ValueError) as error:
        raise InputError(f"{name}: can't be opened: {getattr(error, 'strerror', None) or error}") from None
    with stream:
        yield stream


def _size_of(name: str) -> int | None:
    return None if name == "-" or not Path(name).is_file() else Path(name).stat().st_size


def _in_words(size_bytes: int) -> str:
    return f"{size_bytes // 2**20} MiB" if size_bytes >= 2**20 else f"{size_bytes} bytes"


def _as_utf8(reader: Readable, sample: bytes, codec: str | None, name: str) -> tuple[Readable, bytes]:
    if codec is None:
        return reader, sample
    chained = Chained(sample, reader)
    text = Transcoder(chained, codec, name)
    return text, text.read(SAMPLE_BYTES)


def _read_head(
    text: Readable, pending: bytes, encoding: str, delimiter: str | None, name: str, *, bom: bool
) -> tuple[Head, bytes]:
    """Read the header record; return it and the bytes after it."""
    chosen = parse_delimiter(delimiter) if delimiter else detect_delimiter(pending)
    mark = chosen.encode("ascii")
    final = False
    while True:
        run = find_run(pending, mark, final=final, max_record_bytes=MAX_RECORD_BYTES)
        if (run is not None and run.data) or final:
            break
        if len(pending) > MAX_RECORD_BYTES:
            raise InputError(
                f"{name}: the header line has no end within {_in_words(MAX_RECORD_BYTES)}; is this a CSV file?"
            )
        piece = text.read(max(SAMPLE_BYTES, len(pending)))
        final = not piece
        pending += piece
    if run is None or not run.data:
        raise InputError(f"{name}: is empty; a CSV file begins with a header line")
    header = run.first_record()
    dialect = Dialect(chosen, detect_terminator(header), bom)
    labels = _labels(header, mark, name)
    return Head(encoding, dialect, header, labels, max(1, header.count(b"\n"))), pending[len(header) :]


def _labels(header: bytes, delimiter: bytes, name: str) -> tuple[str, ...]:
    cells, _, broken = parse_cells(strip_line_end(header), delimiter)
    if broken:
        raise InputError(f"{name}: a quoted label in the header line doesn't end as it should; mend line 1")
    try:
        return tuple(cell.decode("utf-8") for cell in cells)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name}: the header line is not UTF-8 ({error.reason}); name the file's encoding with --encoding"
        ) from None
