"""Where in a file a finding stands, by line and character, with the text around it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from csvprep.blocks import Block
from csvprep.cells import cell_spans, count_lines, find_broken_cell, strip_line_end
from csvprep.frame import Form, line_numbers
from csvprep.head import Head
from csvprep.sniffing import SEP_LINE

_BEFORE_CHARACTERS, _AFTER_CHARACTERS = 200, 400
_MOST_BYTES = 4
_AT_THE_END = ("missing-cell", "truncated-file", "line-end-missing", "line-end-mixed")


@dataclass(frozen=True, slots=True)
class Spot:
    r"""The characters that a finding is about.

    Attributes:
        line: 1-based physical line on which they begin.
        column: 1-based character of that line at which they begin.
        end_line: the line on which they end.
        end_column: the character after the last of them.
        text: what stands in `line` around them, no more than some hundred characters, when that was asked for; a byte
            that is no UTF-8 is a surrogate, as Python's `surrogateescape` has it.
        start: where in `text` they begin.
        end: where in `text` they end, or the line does.
        is_cut: whether there is more of the line before and after `text`.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    text: str = ""
    start: int = 0
    end: int = 0
    is_cut: tuple[bool, bool] = (False, False)


class Locator:
    """Finds the spots of findings in a source that is being read; holds one block at a time."""

    def __init__(self, *, texts: bool) -> None:
        self._texts = texts
        self._head: Head | None = None
        self._form: Form | None = None
        self._block: Block | None = None
        self._raws: list[bytes] = []
        self._lines: range | list[int] = []
        self._fetch: Callable[[int], Block | None] | None = None
        self._kept: dict[tuple[str, int], Spot | None] = {}

    def open(self, head: Head, form: Form) -> None:
        """Go to the beginning of a source."""
        self._head, self._form, self._block, self._fetch = head, form, None, None
        self._kept = {}

    def move(self, block: Block) -> None:
        """Go to a block of the source."""
        self._block, self._raws = block, []

    def keep(self, code: str, record: int | None) -> None:
        """Find what will be said of the file at its end, while the block that it is about is at hand."""
        if record is not None and (code, record) not in self._kept:
            self._kept[code, record] = self.find(code, record, None)

    def follow(self, fetch: Callable[[int], Block | None]) -> None:
        """Go from now on to whatever block is needed: `fetch` takes the number of a record of it."""
        self._block, self._fetch = None, fetch

    def find(self, code: str, record: int | None, column_number: int | None) -> Spot | None:
        """Return where a finding of the block at hand, or of the header, stands; None when that is not known.

        Args:
            code: of the finding.
            record: 1-based; None for the header.
            column_number: 1-based; None for the record or header as a whole.
        """
        if record is not None and (code, record) in self._kept:
            return self._kept[code, record]
        if self._head is None or self._form is None:
            return None
        if record is None:
            raw, line = _first_line(self._head) if code == "preamble-row" else _header(self._head)
            if not raw:
                return None
        else:
            found = self._find_record(record)
            if found is None:
                return None
            raw, line = found
        span = _span_of(raw, code, column_number, self._form)
        spot = _spot_of(raw, line, span)
        return _with_text(spot, raw, span) if self._texts else spot

    def _find_record(self, record: int) -> tuple[bytes, int] | None:
        """Return a record of the block without its line end, and the line on which it begins."""
        block = self._block
        if self._fetch is not None and not _holds(block, record):
            block = self._fetch(record)
            if block is not None:
                self.move(block)
        if block is None or not _holds(block, record):
            return None
        if not self._raws:
            self._raws, self._lines = block.run.raw_records(), line_numbers(block)
        index = record - block.first_record
        return strip_line_end(self._raws[index]), self._lines[index]


def _header(head: Head) -> tuple[bytes, int]:
    """Return the header, or what stands in its place, without its line end, and its line."""
    return head.shown, head.header_line


def _first_line(head: Head) -> tuple[bytes, int]:
    """Return the first line before the header that says something, and its number; empty where there is none."""
    lines = enumerate(head.preamble.splitlines(), 1)
    told = ((line, number) for number, line in lines if line.strip() and not SEP_LINE.match(line + b"\n"))
    return next(told, (b"", 1))


def _holds(block: Block | None, record: int) -> bool:
    return block is not None and 0 <= record - block.first_record < block.run.records


def _span_of(raw: bytes, code: str, column_number: int | None, form: Form) -> tuple[int, int]:
    """Return which bytes of a record a finding is about."""
    if code in _AT_THE_END:
        return len(raw), len(raw)
    if column_number is None:
        if code == "encoding-error":
            return _bad_bytes(raw)
        if code == "quote-error":
            return find_broken_cell(raw, form.dialect.grammar), len(raw)
    spans = cell_spans(raw, form.dialect.grammar)
    if code == "extra-cell" and spans is not None and len(spans) > form.width:
        return spans[form.width][0], len(raw)
    if column_number is None or spans is None or len(spans) < column_number:
        return 0, len(raw)
    return spans[column_number - 1]


def _bad_bytes(raw: bytes) -> tuple[int, int]:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start, error.end
    return 0, len(raw)


def _spot_of(raw: bytes, line: int, span: tuple[int, int]) -> Spot:
    """Return the spot, without its text, of some bytes of a record that begins on a line."""
    start, end = span
    line_start, _ = _line_around(raw, start)
    end_start, _ = _line_around(raw, end)
    return Spot(
        line=line + count_lines(raw[:line_start]),
        column=1 + len(_text(raw[line_start:start])),
        end_line=line + count_lines(raw[:end_start]),
        end_column=1 + len(_text(raw[end_start:end])),
    )


def _with_text(spot: Spot, raw: bytes, span: tuple[int, int]) -> Spot:
    """Return a spot with what stands around it."""
    start, (line_start, line_end) = span[0], _line_around(raw, span[0])
    end = min(span[1], line_end)
    left = max(line_start, start - _MOST_BYTES * _BEFORE_CHARACTERS)
    right = min(line_end, start + _MOST_BYTES * _AFTER_CHARACTERS)
    before, inside = _text(raw[left:start]), _text(raw[start : min(end, right)])
    after = _text(raw[end : max(end, right)])
    is_cut = (left > line_start or len(before) > _BEFORE_CHARACTERS, right < line_end)
    before = before[-_BEFORE_CHARACTERS:]
    text = before + inside + after
    return replace(spot, text=text, start=len(before), end=len(before) + len(inside), is_cut=is_cut)


def _line_around(raw: bytes, place: int) -> tuple[int, int]:
    """Return where the physical line that a byte of a record stands on begins and ends."""
    start = 1 + max(raw.rfind(b"\n", 0, place), raw.rfind(b"\r", 0, place))
    ends = [found for found in (raw.find(b"\n", place), raw.find(b"\r", place)) if found >= 0]
    return start, min(ends, default=len(raw))


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")
