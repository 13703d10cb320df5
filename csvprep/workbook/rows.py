"""The rows of a sheet, one by one, as openpyxl reads them.

Its read-only sheets would do too, if they didn't leave out rows and cells that aren't in order, keep silent on hidden
ones, and turn dates into what can't be turned back (day 60, days out of range). So the parser beneath them is used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from openpyxl.utils import range_boundaries
from openpyxl.worksheet._reader import COL_TAG, DATA_TAG, DIMENSION_TAG, FORMULA_TAG, ROW_TAG, WorkSheetParser
from openpyxl.xml.functions import iterparse

from csvprep.streams import Readable

VALUELESS_FORMULA: Final = "f"
_LONGEST_ROW: Final = 16 * 2**20
_CHUNK_BYTES: Final = 64 * 2**10
_TRUE: Final = frozenset({"1", "true"})

Cells = list[dict[str, Any]]


class RowReader(WorkSheetParser):
    """Reads a sheet.

    Args:
        source: its XML.
        strings: the workbook's shared strings, by their numbers.

    Attributes:
        left: columns that are empty on the left, by the sheet's own word.
        hidden_columns: the first and last ones of those that are hidden.
    """

    def __init__(self, source: Readable, strings: Mapping[int, str]) -> None:
        self._stream = _Bounded(source)
        super().__init__(self._stream, strings, data_only=True)
        self.left = 0
        self.hidden_columns: list[tuple[int, int]] = []

    def read(self) -> Iterator[tuple[int, Cells]]:
        """Yield the number and the cells of each row; errors of many sorts for what isn't a sheet."""
        for _, element in iterparse(self._stream):
            if element.tag == ROW_TAG:
                yield self._parse(element)
                element.clear()
                self._stream.since_row = 0
            elif element.tag == COL_TAG and element.get("hidden") in _TRUE:
                self.hidden_columns.append((int(element.get("min", "")), int(element.get("max", ""))))
            elif element.tag == DIMENSION_TAG:
                self.left = (range_boundaries(element.get("ref") or "A1")[0] or 1) - 1
            elif element.tag == DATA_TAG:
                break
        else:
            raise ValueError("it has no rows")
        while self._stream.read_unbounded():
            pass  # to its end, where its checksum is checked

    def take_hidden(self) -> bool:
        """Tell whether the last row is hidden."""
        return self.row_dimensions.pop(str(self.row_counter), {}).get("hidden") in _TRUE

    def parse_cell(self, element: Any) -> dict[str, Any]:
        """Return a cell; the type of a formula whose value wasn't stored is that of a formula."""
        cell: dict[str, Any] = super().parse_cell(element)
        if cell["value"] is None and cell["data_type"] != "str" and element.find(FORMULA_TAG) is not None:
            cell["data_type"] = VALUELESS_FORMULA
        return cell

    def _parse(self, element: Any) -> tuple[int, Cells]:
        try:
            return self.parse_row(element)
        except Exception as error:
            raise ValueError(f"row {self.row_counter} can't be read") from error


class _Bounded:
    """The bytes of a sheet, so many at most between two rows."""

    def __init__(self, source: Readable) -> None:
        self._source = source
        self.since_row = 0

    def read(self, size: int = -1, /) -> bytes:
        data = self._source.read(size)
        self.since_row += len(data)
        if self.since_row > _LONGEST_ROW:
            raise OverflowError(f"a row has more than {_LONGEST_ROW // 2**20} MiB")
        return data

    def read_unbounded(self) -> bytes:
        return self._source.read(_CHUNK_BYTES)
