"""The beginning of a file: what stands before its header, the header, and how the file is written."""

from __future__ import annotations

from dataclasses import dataclass, replace

from csvprep.cells import count_lines, parse_cells, read_inner_quotes, strip_line_end
from csvprep.dialect import Dialect, Reading
from csvprep.errors import InputError
from csvprep.records import Run, find_run
from csvprep.sniffing import sniff_dialect
from csvprep.streams import Readable
from csvprep.unicode_forms import Detected

_READ_BYTES = 256 * 2**10
_MAX_HEADER_BYTES = 32 * 2**20
_LEAD_BYTES = 4096
_SAMPLE_RECORDS = 100


@dataclass(frozen=True, slots=True)
class Head:
    """What the first bytes of a source tell.

    Attributes:
        encoding: of the file, and how sure that is.
        dialect: detected, or as the user gave it.
        header: the header record's bytes with its line end, without byte order mark; empty when there is none.
        labels: its cells; the numbers of the columns when there is none.
        preamble: the bytes before it.
        bad_byte: 1-based place in the header of the first byte that is not of the encoding; None when all are.
        broken_quotes: a quoted label doesn't end as it should.
        lead: the first line of the first record, or its beginning, where there is no header.
    """

    encoding: Detected
    dialect: Dialect
    header: bytes
    labels: tuple[str, ...]
    preamble: bytes = b""
    bad_byte: int | None = None
    broken_quotes: bool = False
    lead: bytes = b""

    @property
    def shown(self) -> bytes:
        """What findings about the header show: it, or what stands where it should, without its line end."""
        return strip_line_end(self.header) or self.lead

    @property
    def width(self) -> int:
        """How many cells a whole record has."""
        return len(self.labels) + self.dialect.trailing_delimiter

    @property
    def header_line(self) -> int:
        """The physical line on which the header begins."""
        return 1 + self.dialect.skip_lines

    @property
    def first_line(self) -> int:
        """The physical line on which the first record begins."""
        return self.header_line + (count_lines(self.header) or bool(self.header))


def read_head(
    text: Readable, pending: bytes, encoding: Detected, reading: Reading, name: str, *, bom: bool
) -> tuple[Head, bytes]:
    """Read what stands before the first record.

    Args:
        text: the file as UTF-8, after `pending`.
        pending: its first bytes, without byte order mark.
        encoding: of the file.
        reading: what the user says.
        name: of the file, for messages.
        bom: a byte order mark stood before `pending`.

    Returns:
        The head, and the bytes read after it.

    Raises:
        InputError: there is nothing to be a header, or the header can't be read.
        UsageError: what the user says can't be.
    """
    pending, final = _at_least(text, pending, reading.skip_lines or 0, name)
    sniffed = sniff_dialect(pending, reading, final=final, name=name)
    dialect = replace(sniffed.dialect, bom=bom)
    preamble, rest = sniffed.preamble, pending[len(sniffed.preamble) :]
    if not dialect.header:
        labels = _numbers(sniffed.width)
        return Head(encoding, dialect, b"", labels, preamble, lead=_first_line(rest)), rest
    run, rest = _first_run(text, rest, dialect, name)
    if run is None or not run.data:
        raise InputError(f"{name}: is empty; a CSV file begins with a header line")
    header = run.first_record()
    labels, broken = _labels(header, dialect)
    return Head(encoding, dialect, header, labels, preamble, _bad_byte(header), broken), rest[len(header) :]


def without_header(head: Head) -> Head:
    """Return the head of the same file read as one without header."""
    width = len(head.labels) + head.dialect.trailing_delimiter
    dialect = replace(head.dialect, header=False, trailing_delimiter=False)
    lead = _first_line(head.header)
    return replace(
        head, dialect=dialect, header=b"", labels=_numbers(width), bad_byte=None, broken_quotes=False, lead=lead
    )


def read_sample_rows(sample: bytes, head: Head) -> list[list[str]]:
    """Return the cells of the first records of a sample, those with broken quotes left out."""
    grammar = head.dialect.grammar
    run = find_run(sample, grammar, final=True, max_record_bytes=max(1, len(sample)))
    if run is None:
        return []
    parsed = (parse_cells(strip_line_end(raw), grammar) for raw in run.raw_records()[:_SAMPLE_RECORDS])
    return [[cell.decode("utf-8", "replace") for cell in cells] for cells, _, broken in parsed if not broken]


def _first_line(data: bytes) -> bytes:
    return next(iter(data[:_LEAD_BYTES].splitlines()), b"")


def _numbers(width: int) -> tuple[str, ...]:
    return tuple(str(number) for number in range(1, width + 1))


def _at_least(text: Readable, pending: bytes, skip_lines: int, name: str) -> tuple[bytes, bool]:
    """Read on until the lines to skip and the sample are there; say whether that is the whole file."""
    final = False
    while not final and (len(pending) < _READ_BYTES or count_lines(pending) <= skip_lines):
        piece = text.read(_READ_BYTES)
        final = not piece
        pending += piece
        _refuse_endless(pending, name)
    return pending, final


def _first_run(text: Readable, pending: bytes, dialect: Dialect, name: str) -> tuple[Run | None, bytes]:
    """Read on until the header record is whole."""
    final = False
    while True:
        run = find_run(pending, dialect.grammar, final=final, max_record_bytes=_MAX_HEADER_BYTES)
        if (run is not None and run.data) or final:
            return run, pending
        _refuse_endless(pending, name)
        piece = text.read(max(_READ_BYTES, len(pending)))
        final = not piece
        pending += piece


def _refuse_endless(pending: bytes, name: str) -> None:
    if len(pending) > _MAX_HEADER_BYTES:
        raise InputError(
            f"{name}: the header line has no end within {_MAX_HEADER_BYTES // 2**20} MiB; is this a CSV file?"
        )


def _labels(header: bytes, dialect: Dialect) -> tuple[tuple[str, ...], bool]:
    """Return the labels, and whether their quotes are broken: they are then read as well as may be."""
    record, grammar = strip_line_end(header), dialect.grammar
    cells, _, broken = parse_cells(record, grammar)
    if broken:
        cells = read_inner_quotes(record, grammar) or [
            cell.strip(grammar.quote) for cell in record.split(grammar.delimiter)
        ]
    if dialect.trailing_delimiter and len(cells) > 1 and not cells[-1].strip():
        cells = cells[:-1]
    return tuple(cell.decode("utf-8", "backslashreplace") for cell in cells), broken


def _bad_byte(header: bytes) -> int | None:
    try:
        header.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start + 1
    return None
