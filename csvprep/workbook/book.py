"""Excel workbooks (.xlsx, .xlsm): one sheet of them, read as CSV with cells as people see them.

openpyxl reads their parts. It is asked for no more than a table needs, because `load_workbook` refuses styles that
Excel accepts, and because what it makes of dates loses what people see.
"""

from __future__ import annotations

import warnings
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, Final

from openpyxl.packaging.relationship import get_dependents, get_rels_path
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.datetime import MAC_EPOCH
from openpyxl.xml.constants import SHEET_MAIN_NS
from openpyxl.xml.functions import fromstring, iterparse

from csvprep.compression import BOMB_BYTES, BOMB_RATIO, shown
from csvprep.errors import InputError
from csvprep.workbook.cell_text import CellFormat
from csvprep.workbook.number_format import BUILT_IN, GENERAL
from csvprep.workbook.rows import RowReader
from csvprep.workbook.sheet import Worksheet, reported

_STRICT: Final = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_NAMESPACES: Final = {"": SHEET_MAIN_NS}
_STRING: Final = f"{{{SHEET_MAIN_NS}}}si"
_WHOLE_BYTES: Final = 64 * 2**20
_STRINGS_BYTES: Final = 512 * 2**20
_REMEDY: Final = "save the sheet as CSV UTF-8 if you trust it"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of cells.

    Attributes:
        title: as on its tab.
        part: its name in the archive.
        is_hidden: people don't see its tab.
    """

    title: str
    part: str
    is_hidden: bool


class Workbook:
    """An open workbook.

    Args:
        file: its bytes, to be read anywhere.
        name: as the user named it.

    Attributes:
        sheets: in the order of their tabs.

    Raises:
        InputError: it is damaged, or of a sort that can't be read.
    """

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._name = name
        self._subject = f"{name}: is an Excel workbook"
        with reported(self._subject), _warnings_as_errors():
            reader = ExcelReader(file, read_only=True, data_only=True, keep_links=False)
            reader.archive = self._archive = _Archive(file, self._subject)
            if "xl/workbook.xml" in reader.valid_files and _STRICT in self._archive.read("xl/workbook.xml"):
                raise InputError(
                    f'{name}: is saved as "Strict Open XML Spreadsheet", which can\'t be read; '
                    'save it as "Excel Workbook (.xlsx)"'
                )
            reader.read_manifest()
            reader.read_workbook()
            path = get_rels_path(reader.parser.workbook_part_name)  # type: ignore[no-untyped-call]
            relations = get_dependents(self._archive, path)
            self._parts = {rel.Type.rpartition("/")[2]: rel.target for rel in relations}
            self._from_1904 = reader.wb.epoch == MAC_EPOCH
            self.sheets = tuple(
                Sheet(sheet.name, rel.target, sheet.state != "visible")
                for sheet, rel in reader.parser.find_sheets()
                if rel.Type.endswith("/worksheet")
            )
        if not self.sheets:
            raise InputError(f"{self._subject} without any sheet of cells; give one with a table")

    def choose(self, wanted: str | None) -> tuple[Sheet, tuple[str, ...]]:
        """Return the sheet to read, and what to say about it.

        Args:
            wanted: its title; None: the only visible one that has cells.

        Raises:
            InputError: there is no such sheet, or more than one that it could be.
        """
        if wanted is not None:
            found = [sheet for sheet in self.sheets if sheet.title.casefold() == wanted.casefold()]
            if not found:
                raise InputError(f"{self._name}: has no sheet {wanted}; it has {_listed(self.sheets)}")
            return found[0], ()
        used = [sheet for sheet in self.sheets if not self._is_empty(sheet)]
        visible = [sheet for sheet in used if not sheet.is_hidden]
        if not used:
            raise InputError(f"{self._name}: its sheets are empty; give a workbook with a table")
        if len(visible) != 1:
            what = f"{len(visible)} sheets with cells" if visible else "only hidden sheets with cells"
            example = shown((visible or used)[0].title)
            raise InputError(
                f"{self._name}: has {what}, {_listed(visible or used)}; name the one to read: {self._name}::{example}"
            )
        others = [_describe(sheet, is_empty=sheet not in used) for sheet in self.sheets if sheet != visible[0]]
        note = f"read sheet {shown(visible[0].title)}; left unread: {', '.join(others)}"
        return visible[0], (note,) if others else ()

    def open_sheet(self, sheet: Sheet) -> Worksheet:
        """Return a sheet as a stream of CSV; InputError when it is damaged."""
        with reported(self._subject):
            strings = dict(enumerate(self._read_strings()))
            rows = RowReader(self._archive.open_bounded(sheet.part), strings)
            return Worksheet(rows, self._read_formats(), self._subject)

    def _is_empty(self, sheet: Sheet) -> bool:
        with reported(self._subject):
            rows = RowReader(self._archive.open_bounded(sheet.part), defaultdict(str))
            return all(cell["value"] is None for _, cells in rows.read() for cell in cells)

    def _read_strings(self) -> Iterator[str]:
        """Yield the texts that the cells of all sheets share."""
        part = self._parts.get("sharedStrings")
        if part is None:
            return
        with self._archive.open_bounded(part, _STRINGS_BYTES) as stream:
            for _, element in iterparse(stream):
                if element.tag == _STRING:
                    texts = (*element.iterfind("t", _NAMESPACES), *element.iterfind("r/t", _NAMESPACES))
                    yield "".join(found.text or "" for found in texts)
                    element.clear()

    def _read_formats(self) -> dict[int, CellFormat]:
        """Return what shows the numbers of each cell style, by its number.

        Only this is read of the styles: openpyxl's own reader refuses colours and borders that Excel accepts, and
        gives the dates of East Asian workbooks no format.
        """
        if "styles" not in self._parts:
            return {}
        root = fromstring(self._archive.read(self._parts["styles"]))
        codes = {str(number): code for number, code in BUILT_IN.items()}
        for found in root.iterfind("numFmts/numFmt", _NAMESPACES):
            codes[found.get("numFmtId", "")] = found.get("formatCode", GENERAL)
        styles = [found.get("numFmtId", "0") for found in root.iterfind("cellXfs/xf", _NAMESPACES)]
        formats = {key: CellFormat(codes.get(key, GENERAL), from_1904=self._from_1904) for key in set(styles)}
        return {number: formats[key] for number, key in enumerate(styles)}


class _Archive(zipfile.ZipFile):
    """The parts of a workbook, each unpacked to no more bytes than its size in the directory, and that is bounded."""

    def __init__(self, file: BinaryIO, subject: str) -> None:
        super().__init__(file)
        self._subject = subject

    def read(self, name: str | zipfile.ZipInfo, pwd: bytes | None = None) -> bytes:
        """Return a part that is read as a whole."""
        self._check(name, _WHOLE_BYTES)
        return super().read(name, pwd)

    def open_bounded(self, name: str, limit: int | None = None) -> zipfile.ZipExtFile:
        """Return a part as a stream of so many bytes at most; None: bounded by what they are packed in."""
        self._check(name, limit)
        return self.open(name)  # type: ignore[return-value]

    def _check(self, name: str | zipfile.ZipInfo, limit: int | None) -> None:
        info = name if isinstance(name, zipfile.ZipInfo) else self.getinfo(name)
        if limit is not None and info.file_size > limit:
            size = f"{limit // 2**20} MiB"
            raise InputError(f"{self._subject}, but {shown(info.filename)} in it is larger than {size}; {_REMEDY}")
        if info.file_size > max(BOMB_BYTES, BOMB_RATIO * info.compress_size):
            raise InputError(
                f"{self._subject} and unpacks to more than {BOMB_RATIO:,} times its size, as no table does; {_REMEDY}"
            )


@contextmanager
def _warnings_as_errors() -> Iterator[None]:
    """Have no sheet left out with a warning, as openpyxl does, and show no other warnings."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", UserWarning)
        yield


def _describe(sheet: Sheet, *, is_empty: bool) -> str:
    traits = [trait for trait, holds in (("hidden", sheet.is_hidden), ("empty", is_empty)) if holds]
    return shown(sheet.title) + (f" ({', '.join(traits)})" if traits else "")


def _listed(sheets: tuple[Sheet, ...] | list[Sheet]) -> str:
    return ", ".join(shown(sheet.title) for sheet in sheets)
