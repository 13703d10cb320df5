r"""One record in bytes: its cells, its line end, its lines.

A quoted cell begins with the quote char at the start of the cell and ends at a quote char that a delimiter or the
end of the record follows; blanks may stand between. Inside, a doubled quote char is one (RFC 4180). An escape char,
where the dialect has one, takes its meaning from a quote, delimiter, line end or escape char after it; before
anything else it is an ordinary character. Lines end in LF, CRLF or CR.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from csvprep.dialect import Dialect, Grammar

_BARE_RETURN = re.compile(rb"\r(?!\n)")
_BARE_RETURN_INSIDE = re.compile(rb"\r(?!\n|\Z)")
_MASK = b"x"


def has_bare_return(data: bytes) -> bool:
    """Say whether a carriage return stands without a line feed after it."""
    return b"\r" in data and data.count(b"\r") != data.count(b"\r\n")


def count_lines(data: bytes) -> int:
    """Return how many line ends (LF, CRLF, CR) stand in some bytes."""
    feeds = data.count(b"\n")
    return feeds + data.count(b"\r") - data.count(b"\r\n") if b"\r" in data else feeds


def is_utf8(data: bytes) -> bool:
    """Say whether bytes are UTF-8."""
    if data.isascii():
        return True
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def strip_line_end(raw: bytes) -> bytes:
    """Return a record's bytes without its line end."""
    if raw.endswith(b"\n"):
        return raw[:-2] if raw.endswith(b"\r\n") else raw[:-1]
    return raw[:-1] if raw.endswith(b"\r") else raw


def line_end_of(raw: bytes) -> bytes:
    """Return a record's line end; empty when it has none."""
    return raw[len(strip_line_end(raw)) :]


@lru_cache(maxsize=32)
def _escaped(grammar: Grammar) -> re.Pattern[bytes]:
    marks = re.escape(grammar.quote + grammar.delimiter + grammar.escape)
    return re.compile(re.escape(grammar.escape) + rb"(\r\n|[\r\n" + marks + rb"])")


def mask(data: bytes, grammar: Grammar, *, final: bool = True) -> bytes:
    """Return bytes of the same length in which records end in LF or CRLF only, and nothing is escaped.

    Args:
        data: bytes that begin with a record.
        grammar: of the file.
        final: no more bytes follow; else a carriage return at the end may yet get its line feed.
    """
    if grammar.escape and grammar.escape in data:
        data = _escaped(grammar).sub(lambda found: _MASK * len(found[0]), data)
    if has_bare_return(data):
        data = (_BARE_RETURN if final else _BARE_RETURN_INSIDE).sub(b"\n", data)
    return data


def quoted_cell(grammar: Grammar, group: bytes = b"(?:") -> bytes:
    """Return a pattern of a quoted cell with the padding around it; the cell with its quotes is its group."""
    quote, padding = re.escape(grammar.quote), grammar.padding + b"*+" if grammar.padding else b""
    body = quote + b"[^" + quote + b"]*+(?:" + quote * 2 + b"[^" + quote + b"]*+)*+" + quote
    return padding + group + body + b")" + padding


@lru_cache(maxsize=32)
def quoted_pattern(grammar: Grammar) -> re.Pattern[bytes]:
    """Return what matches a quoted cell with the padding around it; the first group is the cell with its quotes."""
    return re.compile(quoted_cell(grammar, b"("))


@lru_cache(maxsize=32)
def _whole_cells(grammar: Grammar) -> re.Pattern[bytes]:
    """Return what matches the cells at the beginning of a masked record that end in a delimiter and are not broken."""
    padding = grammar.padding + b"*" if grammar.padding else b""
    mark, quoted = re.escape(grammar.delimiter), quoted_cell(grammar)
    cell = b"(?:" + quoted + b"|(?!" + padding + re.escape(grammar.quote) + b")[^" + mark + b"]*+)"
    return re.compile(b"(?:" + cell + mark + b")*+")


@lru_cache(maxsize=32)
def beginning_quote(grammar: Grammar) -> re.Pattern[bytes]:
    """Return what finds a quote that begins a cell."""
    padding = grammar.padding + b"*" if grammar.padding else b""
    return re.compile(rb"(?:\A|" + re.escape(grammar.delimiter) + rb")" + padding + re.escape(grammar.quote))


def parse_cells(record: bytes, grammar: Grammar) -> tuple[list[bytes], list[int], bool]:
    """Cut one record into cells.

    Args:
        record: the record without its line end.
        grammar: of the file.

    Returns:
        The cells unquoted; the indexes of cells whose quotes are not as RFC 4180 wants them (a quote inside an
        unquoted cell, blanks around the quotes); whether a quoted cell is broken (the cells are then of no use).
    """
    escaped = bool(grammar.escape) and grammar.escape in record
    quoted = bool(grammar.quote) and grammar.quote in record
    if not escaped and not (quoted and beginning_quote(grammar).search(record)):
        cells = record.split(grammar.delimiter)
        if grammar.skip_space:
            cells[1:] = [cell.lstrip(b" ") for cell in cells[1:]]
        return cells, [index for index, cell in enumerate(cells) if grammar.quote in cell] if quoted else [], False
    masked = mask(record, grammar) if escaped else record
    spans = _find_spans(masked, grammar)
    if spans is None:
        return [], [], True
    parsed, odd = [], []
    for index, (start, end, quoted, is_odd) in enumerate(spans):
        cell = record[start:end]
        if quoted and grammar.quote in masked[start:end]:
            cell = _without_doubled(record, masked, (start, end), grammar)
        if is_odd:
            odd.append(index)
        parsed.append(_escaped(grammar).sub(rb"\1", cell) if escaped else cell)
    return parsed, odd, False


def cell_spans(record: bytes, grammar: Grammar) -> list[tuple[int, int]] | None:
    """Return where the text of each cell of a record without line end begins and ends, its quotes left out.

    None when a quoted cell is broken.
    """
    spans = _find_spans(mask(record, grammar), grammar)
    return None if spans is None else [(start, end) for start, end, _, _ in spans]


def find_broken_cell(record: bytes, grammar: Grammar) -> int:
    """Return where the first broken quoted cell of a record without line end begins."""
    match = _whole_cells(grammar).match(mask(record, grammar)) if grammar.quote else None
    return match.end() if match else 0


def _without_doubled(record: bytes, masked: bytes, span: tuple[int, int], grammar: Grammar) -> bytes:
    """Return a quoted cell's text with each doubled quote as one; escaped quotes are not doubled ones."""
    start, end = span
    if masked is record:
        return record[start:end].replace(grammar.quote * 2, grammar.quote)
    pieces, position = [], start
    while (found := masked.find(grammar.quote * 2, position, end)) >= 0:
        pieces.append(record[position : found + 1])
        position = found + 2
    return b"".join([*pieces, record[position:end]])


def _find_spans(masked: bytes, grammar: Grammar) -> list[tuple[int, int, bool, bool]] | None:
    """Return for each cell start, end, whether it is quoted and whether its quotes are odd; None when one is broken."""
    delimiter, quote, padding = grammar.delimiter, grammar.quote, grammar.padding
    pattern = quoted_pattern(grammar) if quote else None
    spans: list[tuple[int, int, bool, bool]] = []
    position, size = 0, len(masked)
    while True:
        end = masked.find(delimiter, position)
        end = size if end < 0 else end
        begin = masked[position:end].lstrip(padding) if padding else masked[position:end]
        if pattern is not None and begin.startswith(quote):
            match = pattern.match(masked, position)
            if match is None or (match.end() < size and masked[match.end() : match.end() + 1] != delimiter):
                return None
            start, end = match.span(1)
            spans.append((start + 1, end - 1, True, match.span() != match.span(1)))
            end = match.end()
        else:
            if grammar.skip_space and spans:
                position = end - len(begin)
            spans.append((position, end, False, bool(quote) and quote in masked[position:end]))
        if end >= size:
            return spans
        position = end + 1


@lru_cache(maxsize=32)
def _lenient_pattern(grammar: Grammar) -> re.Pattern[bytes]:
    quote, mark = re.escape(grammar.quote), re.escape(grammar.delimiter)
    return re.compile(rb"(?:%b(.*?)%b|((?!%b)[^%b]*))(?:%b|\Z)" % (quote, quote, quote, mark, mark), re.DOTALL)


def read_inner_quotes(record: bytes, grammar: Grammar) -> list[bytes] | None:
    """Cut a record with broken quotes as if each quoted cell ended at the first quote before a delimiter or the end.

    Returns:
        The cells, with the quotes inside of them; None where a quoted cell has no such end.
    """
    cells, position = [], 0
    pattern = _lenient_pattern(grammar)
    while True:
        match = pattern.match(record, position)
        if match is None:
            return None
        cells.append(match[2] if match[1] is None else match[1].replace(grammar.quote * 2, grammar.quote))
        position = match.end()
        if position == len(record):
            closed = match.end(0) == (match.end(2) if match[1] is None else match.end(1) + len(grammar.quote))
            return cells if closed else [*cells, b""]


def quote_cell(cell: str, dialect: Dialect) -> str:
    """Write one cell in a dialect, quoted only where needed."""
    quote, escape = dialect.quote_char, dialect.escape_char
    if escape:
        cell = cell.replace(escape, escape * 2)
    begins_blank = dialect.skip_initial_space and cell.startswith(" ")
    if quote and (begins_blank or any(mark in cell for mark in (dialect.delimiter, quote, "\n", "\r"))):
        return quote + cell.replace(quote, quote * 2) + quote
    if escape and not quote:
        return re.sub(r"\r\n|[\r\n" + re.escape(dialect.delimiter) + "]", lambda found: escape + found[0], cell)
    return cell


def can_be_written(cells: Iterable[str], dialect: Dialect) -> bool:
    """Say whether a dialect has a way to write cells: one without quotes and escapes has none for some."""
    if dialect.quote_char or dialect.escape_char:
        return True
    return not any(mark in cell for cell in cells for mark in (dialect.delimiter, "\n", "\r"))


@lru_cache(maxsize=32)
def _special(dialect: Dialect) -> re.Pattern[str]:
    marks = "[\r\n" + re.escape(dialect.quote_char + dialect.escape_char) + "]"
    return re.compile(marks + "|" + re.escape(dialect.delimiter) + " " if dialect.skip_initial_space else marks)


@lru_cache(maxsize=32)
def _unsafe(dialect: Dialect) -> re.Pattern[str]:
    """Find what can't stand in an unquoted cell as it is."""
    marks = re.escape(dialect.delimiter + dialect.quote_char + dialect.escape_char)
    return re.compile("[\r\n" + marks + "]" + ("|^ " if dialect.skip_initial_space else ""))


def as_record(cells: Iterable[str], dialect: Dialect) -> str:
    """Write cells as a record without line end."""
    listed = list(cells)
    record = dialect.delimiter.join(listed)
    if record.count(dialect.delimiter) == len(listed) - 1 and _special(dialect).search(record) is None:
        return record
    needs_care = _unsafe(dialect).search
    return dialect.delimiter.join(quote_cell(cell, dialect) if needs_care(cell) else cell for cell in listed)
