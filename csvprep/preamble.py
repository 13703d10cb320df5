"""The rows of a sample, and which of them is the header: before it stand titles, notes, comments and blank lines."""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_PREAMBLE = 30
"""How many rows may stand before a header."""

_VALUE = re.compile(
    r"[+-]?[$€£]?\d[\d.,' ]*%?"  # a number or amount
    r"|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?"  # a date
    r"|\d{1,2}:\d{2}(?::\d{2})?"  # a time
    r"|[^@\s,;|\"]+@[^@\s,;|\"]+\.\w+"  # an e-mail address
    r"|(?:https?://|www\.)[^\s,;|\"]+"  # a web address
    r"|[+(]*\d[\d ().\-/]{5,}"  # a phone number
)


@dataclass(frozen=True, slots=True)
class Row:
    """A record of a sample: its bytes, its cells, and whether its quotes are broken."""

    raw: bytes
    cells: tuple[str, ...]
    broken: bool

    @property
    def is_blank(self) -> bool:
        """Whether no cell holds anything."""
        return not self.broken and not any(cell.strip() for cell in self.cells)

    @property
    def filled(self) -> int:
        """How many cells hold something."""
        return sum(bool(cell.strip()) for cell in self.cells)


def find_header(rows: list[Row], width: int) -> int:
    """Return which row is the header: the first one that is no title, note, comment or blank line."""
    start = _after_short_block(rows, width)
    for index, row in enumerate(rows[start:MAX_PREAMBLE], start):
        if index + 1 < len(rows) and (row.is_blank or _is_comment(row, rows[index + 1], width)):
            continue
        is_note = _is_title(row, width) or (index > 0 and len(row.cells) < width)
        if is_note and _has_header_after(rows[index + 1 :], width):
            continue
        return index
    return 0


def _after_short_block(rows: list[Row], width: int) -> int:
    """Return the place after lines that are all shorter than the table and end in a blank one; 0: there are none."""
    for index, row in enumerate(rows[:MAX_PREAMBLE]):
        if row.is_blank:
            return index + 1 if index and _has_header_after(rows[index + 1 :], width) else 0
        if len(row.cells) >= width and row.filled * 2 > width:
            return 0
    return 0


def _is_comment(row: Row, after: Row, width: int) -> bool:
    """Say whether a line is a comment; `#id,name` above records is a header."""
    if len(row.cells) != width:
        return row.cells[0].startswith("#")
    return row.cells[0].startswith("# ") and not any(looks_like_value(cell) for cell in after.cells)


def _is_title(row: Row, width: int) -> bool:
    """Say whether a row has fewer cells than a header needs."""
    few = row.filled == 1 or (len(row.cells) < width and row.filled * 2 <= width)
    return few and width > 1 and (width > 2 or len(row.cells) == 1) and not looks_like_value(row.cells[0])


def _has_header_after(rows: list[Row], width: int) -> bool:
    """Say whether a row with a label for every column comes soon, and records like it after it."""
    for index, row in enumerate(rows[:MAX_PREAMBLE]):
        if len(row.cells) >= width and row.filled * 2 > width:
            told = [one for one in rows[index + 1 :] if not one.is_blank]
            alike = sum(len(one.cells) >= width for one in told) * 3 >= len(told) if told else width > 2
            return alike and not any(looks_like_value(cell) for cell in row.cells)
    return False


def looks_like_value(text: str) -> bool:
    """Say whether a cell is a number, date, e-mail or web address or phone number: hardly a label."""
    return bool(text.strip()) and _VALUE.fullmatch(text.strip()) is not None
