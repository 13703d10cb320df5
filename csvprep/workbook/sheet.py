"""One sheet of a workbook, passed on as CSV while it is read.

Rows keep their places, so that a line of the CSV is a row of the sheet: rows that are missing or empty are blank
lines. Columns that are empty on the left, by the sheet's own word, and rows that are empty at the end are left out.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from openpyxl.utils import get_column_letter

from csvprep.compression import shown
from csvprep.errors import InputError
from csvprep.workbook.cell_text import CellFormat
from csvprep.workbook.number_format import GENERAL
from csvprep.workbook.oddities import HIDDEN_ROW, LONG, SHORTENED, VALUELESS, Oddities
from csvprep.workbook.rows import VALUELESS_FORMULA, Cells, RowReader

LAST_COLUMN: Final = 16_384
LAST_ROW: Final = 1_048_576
_LOOKED_AT_ROWS: Final = 1_000
_KEPT_DIGITS: Final = 15
_LONGEST_REASON: Final = 120
_NEEDS_QUOTES: Final = re.compile(r'[",\r\n]')
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")  # ECMA-376 part 1, 22.9.2.19


@contextmanager
def reported(subject: str) -> Iterator[None]:
    """Raise InputError for whatever openpyxl raises at a damaged workbook; its message begins with `subject`."""
    try:
        yield
    except (InputError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 - openpyxl has no errors of its own for what it can't read
        why = str(error.args[0] if error.args and isinstance(error, KeyError) else error) or type(error).__name__
        why = shown(why.partition("\n")[0][:_LONGEST_REASON])
        raise InputError(f"{subject}, but damaged ({why}); open and save the workbook in Excel") from None


class Worksheet:
    """A sheet as CSV in UTF-8: comma, LF, quoted where RFC 4180 needs it.

    Args:
        rows: the sheet's rows.
        formats: what shows the numbers of each cell style, by its number.
        subject: what messages begin with.
    """

    def __init__(self, rows: RowReader, formats: Mapping[int, CellFormat], subject: str) -> None:
        self._rows = rows
        self._formats = formats
        self._general = CellFormat(GENERAL)
        self._subject = subject
        self._oddities = Oddities()
        self._last_used = 0
        self._lines = self._write_lines()
        self._ready = io.BytesIO()

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be said of what was read so far."""
        return (*self._oddities.notes(), *self._notes_on_columns())

    def read(self, size: int, /) -> bytes:
        """Return up to so many bytes, none at the end; InputError when the sheet is damaged."""
        while not (data := self._ready.read(size)):
            with reported(self._subject):
                lines = next(self._lines, None)
            if lines is None:
                break
            self._ready = io.BytesIO(lines.encode("utf-8"))
        return data

    def _notes_on_columns(self) -> Iterator[str]:
        """Yield a sentence on the columns that are hidden and used, if there are any."""
        ranges = [(first, min(last, self._last_used)) for first, last in self._rows.hidden_columns]
        names = [
            "-".join(map(get_column_letter, dict.fromkeys((first, last))))
            for first, last in ranges
            if 0 < first <= last
        ]
        if names:
            yield f"hidden columns were read too: {', '.join(names)}"

    def _write_lines(self) -> Iterator[str]:
        """Yield lines, many at a time; the first ones tell how wide the table is."""
        kept: list[list[str]] = []
        width, titles = 0, True
        for row in self._read_rows():
            kept.append(row)
            if len(kept) == _LOOKED_AT_ROWS:
                width = width or max(map(len, kept))
                yield "".join(_pad(kept, width, titles=titles))
                titles = False
                kept.clear()
        yield "".join(_pad(kept, width or max(map(len, kept), default=0), titles=titles))

    def _read_rows(self) -> Iterator[list[str]]:
        """Yield the cells of each row as CSV has them, up to the last row that has any."""
        written = 0
        for number, cells in self._rows.read():
            if not written < number <= LAST_ROW:
                raise ValueError(f"row {number} is not in its place")
            row, left = self._show_row(number, cells), self._rows.left
            is_hidden = self._rows.take_hidden()
            if not row:
                continue
            if is_hidden:
                self._oddities.add(HIDDEN_ROW, str(number))
            if any(row[:left]):
                raise InputError(
                    f"{self._subject}, but its cells don't begin where it says; open and save the workbook in Excel"
                )
            yield from ([] for _ in range(written + 1, number))
            yield row[left:]
            written = number
            self._last_used = max(self._last_used, len(row))

    def _show_row(self, number: int, cells: Cells) -> list[str]:
        row: list[str] = []
        for cell in cells:
            column, value = cell["column"], cell["value"]
            if not 0 < column <= LAST_COLUMN:
                raise ValueError(f"row {number} has a cell in no column")
            if value is None:
                if cell["data_type"] == VALUELESS_FORMULA:
                    self._oddities.add(VALUELESS, _place(number, column))
                continue
            text = _quote(_unescape(value)) if isinstance(value, str) else self._show(number, cell)
            if column > len(row):
                row.extend([""] * (column - len(row) - 1))
                row.append(text)
            else:
                row[column - 1] = text
        while row and not row[-1]:
            row.pop()
        return row

    def _show(self, number: int, cell: Mapping[str, Any]) -> str:
        """Return what a cell without text shows, as CSV has it."""
        value = cell["value"]
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        form = self._formats.get(cell["style_id"], self._general)
        if not isinstance(value, int | float):
            return _quote(form.show_iso(value.isoformat()))
        try:
            text, is_all = form.show(str(value))
        except ValueError:
            raise ValueError(f"cell {_place(number, cell['column'])}") from None
        if not is_all:
            self._oddities.add(SHORTENED, _place(number, cell["column"]))
        elif len(text) > _KEPT_DIGITS and abs(value) >= 10**_KEPT_DIGITS:
            self._oddities.add(LONG, _place(number, cell["column"]))
        return _quote(text)


def _pad(rows: list[list[str]], width: int, *, titles: bool) -> Iterator[str]:
    """Yield rows as lines, all of the table's width but blank ones and those of one cell above it."""
    for cells in rows:
        titles = titles and len(cells) < 2
        missing = 0 if titles or not cells else width - len(cells)
        yield ",".join(cells) + "," * missing + "\n"


def _place(row: int, column: int) -> str:
    return f"{get_column_letter(column)}{row}"


def _quote(text: str) -> str:
    """Return a cell as CSV has it."""
    return '"' + text.replace('"', '""') + '"' if _NEEDS_QUOTES.search(text) else text


def _unescape(text: str) -> str:
    """Return a text of a workbook with the characters that XML can't hold."""
    if "_x" not in text:
        return text
    text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
