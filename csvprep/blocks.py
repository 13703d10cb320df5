"""A source of bytes, cut into record-aligned blocks of bounded size."""

from __future__ import annotations

import codecs
import re
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from csvprep.dialect import DETECTED, Grammar, Reading
from csvprep.encoding import detect_encoding, parse_encoding, refuse_binary
from csvprep.errors import InputError
from csvprep.grouping import keep_groups
from csvprep.head import Head, read_head, read_sample_rows, without_header
from csvprep.records import Run, find_run
from csvprep.sources.opening import Opened, open_bytes
from csvprep.streams import Chained, Readable, read_up_to
from csvprep.transcoding import Transcoder
from csvprep.unicode_forms import Detected

BLOCK_BYTES = 8 * 2**20
BLOCK_RECORDS = 2**17
MAX_RECORD_BYTES = 128 * 2**20
SAMPLE_BYTES = 256 * 2**10
_WINDOWS, _WINDOW_BYTES = 16, 16 * 2**10
BOM = codecs.BOM_UTF8
_LINE = re.compile(rb"[^\r\n]*+(?:\r\n|\r|\n)")


@dataclass(frozen=True, slots=True)
class Block:
    """A record-aligned run of input, and where it stands in the file.

    Attributes:
        run: the bytes (UTF-8, or what claims to be) and their record ends.
        first_record: 1-based number of its first record, header not counted.
        first_line: 1-based physical line on which that record begins, header counted.
        lines: how many line ends it holds, those inside quoted cells too.
    """

    run: Run
    first_record: int
    first_line: int
    lines: int

    @property
    def is_open(self) -> bool:
        """Whether its last record, which is then the last one of the file, has no line end."""
        return not self.run.data.endswith((b"\n", b"\r"))

    @property
    def one_line_each(self) -> bool:
        """Whether no record spans lines."""
        return self.lines + self.is_open == self.run.records


@dataclass
class Source:
    """An open source; read its blocks once.

    Attributes:
        name: as the user named it, without secrets; `-` for standard input.
        head: encoding, dialect and header.
        opened: the bytes as they are stored.
        header_taken: what was read as header is the first record.
        first_record: the number of the first record that it yields.
        first_line: the line on which that record begins; None: the one after the header.
    """

    name: str
    head: Head
    opened: Opened = field(repr=False)
    _text: Readable = field(repr=False)
    _sample: bytes = field(repr=False)
    header_taken: bool = False
    first_record: int = 1
    first_line: int | None = None

    @property
    def size_bytes(self) -> int | None:
        """Of the source as stored; None when it can't be known beforehand."""
        return self.opened.size_bytes

    @property
    def compression(self) -> str | None:
        """What the source is packed in: gzip, bzip2, xz, zstd, zip or xlsx; None when it isn't."""
        return self.opened.compression

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be said of the source once it is read to its end."""
        return self.opened.notes[len(self.opened.choice) :]

    @property
    def bytes_read(self) -> int:
        """How many bytes of the source, compressed as it may be, were read so far."""
        return self.opened.reader.bytes_read

    @property
    def sha256(self) -> str:
        """Hex digest of the bytes read so far; of the whole source once its blocks are exhausted."""
        return self.opened.reader.sha256

    def sample_rows(self) -> list[list[str]]:
        """Return the cells of the first records after the header."""
        return read_sample_rows(self._sample, self.head)

    def take_header_as_record(self) -> None:
        """Read on as if there were no header line: what was taken for it is the first record."""
        self._text = Chained(self.head.header, self._text)
        self._sample = self.head.header + self._sample
        self.head = without_header(self.head)
        self.header_taken = True

    def blocks(
        self,
        block_bytes: int = BLOCK_BYTES,
        *,
        max_record_bytes: int = MAX_RECORD_BYTES,
        count_cells: bool = True,
    ) -> Iterator[Block]:
        """Yield the records after the header in blocks of about `block_bytes`, and no more than BLOCK_RECORDS records.

        A record longer than `max_record_bytes` comes in parts, each a block of its own whose run is overlong; only the
        first of them counts as a record. Where nobody asks for the cells, they need not be counted.

        Raises:
            InputError: the source can't be read on.
        """
        record_number = self.first_record
        line_number = self.head.first_line if self.first_line is None else self.first_line
        grammar = self.head.dialect.grammar
        runs = cut_runs(self._text, grammar, block_bytes, max_record_bytes, count_cells=count_cells)
        for run in keep_groups(runs, grammar, self.head.width):
            block = Block(run, record_number, line_number, run.count_lines())
            yield block
            record_number += run.records
            line_number += block.lines


def cut_runs(
    text: Readable, grammar: Grammar, block_bytes: int, max_record_bytes: int, *, count_cells: bool = True
) -> Iterator[Run]:
    """Yield runs of whole records, about `block_bytes` each, and the parts of overlong ones.

    Args:
        text: begins with a record.
        grammar: of the file.
        block_bytes: about how much is read at a time.
        max_record_bytes: longest record.
        count_cells: tell how many delimiters regular runs have.
    """
    pending, final, want, within = b"", False, block_bytes, False
    most = max_record_bytes + block_bytes
    while not final or pending:
        more, final = _read_on(text, want - len(pending))
        pending, begun = (pending + more, b"") if final or within else _to_last_line_end(pending, more)
        if within:
            run = _rest_of_overlong(pending, max_record_bytes, final=final)
        else:
            find = partial(find_run, max_record_bytes=max_record_bytes, count_cells=count_cells)
            run = find(pending, grammar, final=final)
            if run is None and begun:
                pending, begun = pending + begun, b""
                run = find(pending, grammar, final=final)
            if run is None and len(pending) > max_record_bytes:
                run = _overlong(pending, max_record_bytes, 1)
        if run is not None and run.data:
            within = run.overlong and not run.data.endswith((b"\n", b"\r"))
            yield from _portions(run, grammar, max_record_bytes)
            pending = pending[len(run.data) :]
        pending += begun
        want = max(block_bytes, len(pending) + 1, min(2 * len(pending), most))


def _to_last_line_end(pending: bytes, more: bytes) -> tuple[bytes, bytes]:
    """Return all bytes in two pieces, cut after the last line feed of those that were read last: copied only once."""
    end = more.rfind(b"\n") + 1
    if not end or (not pending and end == len(more)):
        return pending + more, b""
    return b"".join((pending, memoryview(more)[:end])), more[end:]


def _read_on(text: Readable, size: int) -> tuple[bytes, bool]:
    """Read about `size` bytes more; say whether that was the end."""
    pieces: list[bytes] = []
    while size > 0:
        piece = text.read(size)
        if not piece:
            return b"".join(pieces), True
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces), False


def _overlong(data: bytes, size: int, records: int) -> Run:
    """Return a part of a record that is too long: its beginning, or of no record; a line end at its end stays whole."""
    size -= data[size - 1 : size + 1] == b"\r\n"
    return Run(data[:size], records, ends=array("Q", [size] * records), overlong=True)


def _rest_of_overlong(data: bytes, max_record_bytes: int, *, final: bool) -> Run | None:
    """Return the next part of a record that is too long, which ends at the next line end; None: more is needed."""
    match = _LINE.match(data, 0, max_record_bytes)
    if match is not None and (final or match.end() < len(data)):
        return _overlong(data, match.end(), 0)
    if len(data) > max_record_bytes:
        return _overlong(data, max_record_bytes, 0)
    return _overlong(data, len(data), 0) if final and data else None


def _portions(run: Run, grammar: Grammar, max_record_bytes: int) -> Iterator[Run]:
    """Cut a run of very many short records, for what is kept of a record is larger than a short one."""
    if run.records <= BLOCK_RECORDS:
        yield run
        return
    ends, start = run.record_ends(), 0
    for last in range(BLOCK_RECORDS - 1, run.records + BLOCK_RECORDS - 1, BLOCK_RECORDS):
        end = ends[min(last, run.records - 1)]
        part = find_run(run.data[start:end], grammar, final=True, max_record_bytes=max_record_bytes)
        if part is not None:
            yield part
        start = end


@contextmanager
def open_source(path: str | Path, reading: Reading = DETECTED) -> Iterator[Source]:
    """Open a source, unpack it, tell its encoding and read its header.

    Args:
        path: a file, `-` for standard input, an address, or a file in an archive (`csvprep.sources`).
        reading: how it is written, as far as the user says so; the rest is detected.

    Raises:
        InputError: it is missing, a folder, empty, not readable, or no text.
        UsageError: there is no such encoding, or the characters can't be together.
    """
    given = parse_encoding(reading.encoding)
    with open_bytes(str(path)) as opened:
        name = opened.name
        sample = read_up_to(opened.plain, SAMPLE_BYTES)
        if not sample:
            raise InputError(f"{name}: is empty; a CSV file begins with a header line")
        encoding = _tell_encoding(sample, opened, reading, given)
        text: Readable = Chained(sample, opened.plain)
        codec = encoding.encoding
        if codec not in {"utf-8", "ascii"}:
            text = Transcoder(text, codec, name)
        pending = read_up_to(text, SAMPLE_BYTES)
        bom = encoding.bom or pending.startswith(BOM)
        while pending.startswith(BOM):
            pending = pending.removeprefix(BOM)
        head, pending = read_head(text, pending, encoding, reading, name, bom=bom)
        yield Source(name, head, opened, Chained(pending, text), pending[:SAMPLE_BYTES])


def _tell_encoding(sample: bytes, opened: Opened, reading: Reading, given: str | None) -> Detected:
    """Return the encoding: as the user says, else what the bytes show."""
    if reading.encoding is not None:
        return Detected(given or "utf-8", 1.0, bom=False, evidence="--encoding")
    if opened.compression != "xlsx":
        delimiter = (reading.delimiter or "").encode("utf-8", "replace")
        refuse_binary(sample.replace(delimiter, b"") if delimiter else sample, opened.name)
    return detect_encoding(sample, more=opened.windows(_WINDOWS, _WINDOW_BYTES))
