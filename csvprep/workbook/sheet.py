"""One sheet of a workbook, passed on as CSV while it is read.

Rows keep their places, so that a line of the CSV is a row of the sheet: rows that are missing or empty are blank
lines. Columns that are empty on the left, by the sheet's own word, and rows that are empty at the end are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from csvprep.errors import InputError
from csvprep.streams import Readable
from csvprep.workbook.cell_text import CellFormat
from csvprep.workbook.number_format import GENERAL
from csvprep.workbook.oddities import HIDDEN_ROW, LONG, SHORTENED, VALUELESS, Oddities
from csvprep.workbook.xml_events import Events, read_events

LAST_COLUMN: Final = 16_384
LAST_ROW: Final = 1_048_576
_LOOKED_AT_ROWS: Final = 1_000
_KEPT_DIGITS: Final = 15
_NEEDS_QUOTES: Final = re.compile(r'[",\r\n]')
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")  # ECMA-376 part 1, 22.9.2.19
_TRUE: Final = frozenset({"1", "true"})
_NUMBER, _FIRST_COLUMN = "n", re.compile(r"\$?([A-Z]{1,3})")


def quote(text: str) -> str:
    """Return a cell as CSV has it."""
    return '"' + text.replace('"', '""') + '"' if _NEEDS_QUOTES.search(text) else text


def unescape(text: str) -> str:
    """Return a text of a workbook with the characters that XML can't hold."""
    if "_x" not in text:
        return text
    text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class Worksheet:
    """A sheet as CSV in UTF-8: comma, LF, quoted where RFC 4180 needs it.

    Args:
        source: the sheet's XML.
        strings: the workbook's shared strings, quoted already.
        formats: what shows the numbers of each cell style, by its number.
        subject: what messages begin with.
    """

    def __init__(
        self, source: Readable, strings: Sequence[str], formats: Mapping[str, CellFormat], subject: str
    ) -> None:
        self._cells = _Cells(strings, formats, subject)
        self._lines = self._write_lines(read_events(source, self._cells, subject))
        self._ready = b""

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be said of what was read so far."""
        return (*self._cells.oddities.notes(), *self._cells.notes_on_columns())

    def read(self, size: int, /) -> bytes:
        """Return up to so many bytes, none at the end; InputError when the sheet is damaged."""
        while not self._ready:
            lines = next(self._lines, None)
            if lines is None:
                return b""
            self._ready = lines.encode("utf-8")
        data, self._ready = self._ready[:size], self._ready[size:]
        return data

    def _write_lines(self, steps: Iterator[None]) -> Iterator[str]:
        """Yield lines, as many as each step of reading gives; the first rows tell how wide the table is."""
        rows, width, first, final = self._cells.rows, 0, True, False
        while not final:
            final = next(steps, steps) is steps
            if first and not final and len(rows) < _LOOKED_AT_ROWS:
                continue
            width = width or max(map(len, rows), default=0)
            lines = "".join(_pad(rows, width, titles=first))
            first = False
            rows.clear()
            yield lines


def _pad(rows: list[list[str]], width: int, *, titles: bool) -> Iterator[str]:
    """Yield rows as lines, all of the table's width but blank ones and those of one cell above it."""
    for cells in rows:
        titles = titles and len(cells) < 2
        missing = 0 if titles or not cells else width - len(cells)
        yield ",".join(cells) + "," * missing + "\n"


class _Cells(Events):
    """Takes what expat reads of a sheet, and keeps the rows that are complete."""

    def __init__(self, strings: Sequence[str], formats: Mapping[str, CellFormat], subject: str) -> None:
        super().__init__(
            starts={
                "dimension": self._start_dimension,
                "col": self._start_column,
                "row": self._start_row,
                "c": self._start_cell,
                "f": self._start_formula,
                "v": self.start_text,
                "t": self.start_text,
                "rPh": self.start_aside,
            },
            ends={
                "row": self._end_row,
                "c": self._end_cell,
                "v": self.end_text,
                "t": self.end_text,
                "rPh": self.end_aside,
            },
        )
        self.rows: list[list[str]] = []
        self.oddities = Oddities()
        self._strings = strings
        self._formats = formats
        self._general = CellFormat(GENERAL)
        self._subject = subject
        self._left = self._row_number = self._written = 0
        self._row: list[str] = []
        self._column = 0
        self._kind, self._style = _NUMBER, "0"
        self._is_formula = self._is_hidden = False
        self._columns: dict[str, int] = {}
        self._hidden_columns: list[tuple[int, int]] = []
        self._last_used = 0

    def notes_on_columns(self) -> Iterator[str]:
        """Yield a sentence on the columns that are hidden and used, if there are any."""
        ranges = [(first, min(last, self._last_used)) for first, last in self._hidden_columns]
        names = [
            to_letters(first) if first == last else f"{to_letters(first)}-{to_letters(last)}"
            for first, last in ranges
            if first <= last
        ]
        if names:
            yield f"hidden columns were read too: {', '.join(names)}"

    def _start_dimension(self, attributes: Mapping[str, str]) -> None:
        match = _FIRST_COLUMN.match(attributes.get("ref", ""))
        self._left = self._to_number(match[1]) - 1 if match else 0

    def _start_column(self, attributes: Mapping[str, str]) -> None:
        if attributes.get("hidden") in _TRUE:
            self._hidden_columns.append((int(attributes["min"]), int(attributes["max"])))

    def _start_row(self, attributes: Mapping[str, str]) -> None:
        number = int(attributes.get("r") or self._row_number + 1)
        if not self._row_number < number <= LAST_ROW:
            raise self._damaged(f"row {number} is not in its place")
        self._row_number = number
        self._column = 0
        self._is_hidden = attributes.get("hidden") in _TRUE
        self._row = []

    def _end_row(self) -> None:
        row = self._row
        while row and not row[-1]:
            row.pop()
        if not row:
            return
        if self._is_hidden:
            self.oddities.add(HIDDEN_ROW, str(self._row_number))
        if any(row[: self._left]):
            raise InputError(
                f"{self._subject}, but its cells don't begin where it says; open and save the workbook in Excel"
            )
        self.rows.extend([] for _ in range(self._written + 1, self._row_number))
        self.rows.append(row[self._left :])
        self._written = self._row_number
        self._last_used = max(self._last_used, len(row))

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        reference = attributes.get("r")
        if reference:
            letters = reference.rstrip("0123456789")
            column = self._columns.get(letters) or self._to_number(letters)
        else:
            column = self._column + 1
        if not 0 < column <= LAST_COLUMN:
            raise self._damaged(f"row {self._row_number} has a cell in no column")
        self._column = column
        self._kind, self._style = attributes.get("t", _NUMBER), attributes.get("s", "0")
        self._is_formula = False
        self.texts.clear()
        self.texts_kept = 0

    def _start_formula(self, _: Mapping[str, str]) -> None:
        self._is_formula = True

    def _end_cell(self) -> None:
        if not self.texts_kept:
            if self._is_formula and self._kind != "str":
                self.oddities.add(VALUELESS, self._place)
            return
        shown = self._show("".join(self.texts[: self.texts_kept]))
        missing = self._column - len(self._row) - 1
        if missing == 0:
            self._row.append(shown)
        elif missing > 0:
            self._row.extend([""] * missing)
            self._row.append(shown)
        else:
            self._row[missing] = shown

    def _show(self, text: str) -> str:
        """Return a cell's text as CSV has it."""
        kind = self._kind
        try:
            if kind == "s":
                return self._strings[_parse_index(text)]
            if kind == _NUMBER:
                return self._show_number(text)
            if kind == "d":
                return quote(self._formats.get(self._style, self._general).show_iso(text))
        except (ValueError, IndexError):
            raise self._damaged(f"cell {self._place}") from None
        if kind == "b":
            return "TRUE" if text.strip() in _TRUE else "FALSE"
        return quote(unescape(text))

    def _show_number(self, stored: str) -> str:
        shown, is_all = self._formats.get(self._style, self._general).show(stored)
        if not is_all:
            self.oddities.add(SHORTENED, self._place)
        elif len(shown) > _KEPT_DIGITS and abs(float(stored)) >= 10**_KEPT_DIGITS:
            self.oddities.add(LONG, self._place)
        return quote(shown)

    def _damaged(self, what: str) -> InputError:
        return InputError(f"{self._subject}, but damaged ({what}); open and save the workbook in Excel")

    @property
    def _place(self) -> str:
        return f"{to_letters(self._column)}{self._row_number}"

    def _to_number(self, letters: str) -> int:
        """Return a column's number by its letters, 1 for A; 0 for what is none."""
        number = 0
        for letter in letters:
            number = number * 26 + ord(letter) - 64 if "A" <= letter <= "Z" and number < LAST_COLUMN else 0
        if len(self._columns) < LAST_COLUMN:
            self._columns[letters] = number
        return number


def _parse_index(text: str) -> int:
    index = int(text)
    if index < 0:
        raise IndexError(text)
    return index


def to_letters(column: int) -> str:
    """Return a column's letters by its number: A for 1."""
    letters = ""
    while column:
        column, digit = divmod(column - 1, 26)
        letters = chr(65 + digit) + letters
    return letters
