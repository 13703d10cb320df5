"""Excel workbooks (.xlsx, .xlsm): one sheet of them, read as CSV with cells as people see them (ECMA-376 part 1).

The kept engines were measured and don't do: those of polars give values without their formats (a postcode shown as
00123 comes out as 123), openpyxl reads strict workbooks as empty ones and refuses styles that Excel accepts, and
all give an empty cell, without a word, for a formula whose value wasn't stored.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO, Final

from csvprep.compression import BOMB_BYTES, BOMB_RATIO, shown
from csvprep.errors import InputError
from csvprep.streams import Readable
from csvprep.workbook.cell_text import CellFormat
from csvprep.workbook.number_format import BUILT_IN, GENERAL
from csvprep.workbook.sheet import Worksheet, quote, unescape
from csvprep.workbook.xml_events import Events, read_events

_MOST_STRINGS: Final = 2**26
_DAMAGE: Final = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError)
_REMEDY: Final = "open and save the workbook in Excel"


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
        InputError: it is damaged.
    """

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._name = name
        self._subject = f"{name}: is an Excel workbook"
        try:
            self._archive = zipfile.ZipFile(file)
        except _DAMAGE:
            raise InputError(f"{self._subject}, but damaged; {_REMEDY}") from None
        self._infos = {info.filename.replace("\\", "/").lower(): info for info in self._archive.infolist()}
        self._path = next(iter(self._read_relations("", "officedocument").values()), "xl/workbook.xml")
        self._from_1904 = False
        self.sheets = self._read_sheets()

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
        return Worksheet(self._open(sheet.part), self._read_strings(), self._read_formats(), self._subject)

    def _open(self, part: str) -> _Part:
        info = self._infos.get(part.lower())
        if info is None:
            raise InputError(f"{self._subject}, but damaged (it has no {shown(part)}); {_REMEDY}")
        try:
            return _Part(self._archive.open(info), info.compress_size, self._subject)
        except _DAMAGE:
            raise InputError(f"{self._subject}, but damaged; {_REMEDY}") from None

    def _read(self, part: str, events: Events) -> None:
        for _ in read_events(self._open(part), events, self._subject):
            pass

    def _read_relations(self, part: str, kind: str) -> dict[str, str]:
        """Return the parts that a part refers to, of one kind (the end of its type in small letters), by their ids."""
        folder, last = posixpath.split(part)
        path = posixpath.join(folder, "_rels", f"{last}.rels")
        found: dict[str, str] = {}

        def add(attributes: Mapping[str, str]) -> None:
            if attributes.get("Type", "").lower().endswith(f"/{kind}"):
                target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
                found[attributes.get("Id", "")] = target.lstrip("/")

        if path.lower() in self._infos:
            self._read(path, Events({"Relationship": add}))
        return found

    def _read_sheets(self) -> tuple[Sheet, ...]:
        parts = self._read_relations(self._path, "worksheet")
        sheets: list[Sheet] = []

        def set_epoch(attributes: Mapping[str, str]) -> None:
            self._from_1904 = attributes.get("date1904") in {"1", "true"}

        def add(attributes: Mapping[str, str]) -> None:
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            if relation in parts:
                is_hidden = attributes.get("state", "visible") != "visible"
                sheets.append(Sheet(attributes.get("name", ""), parts[relation], is_hidden))

        self._read(self._path, Events({"workbookPr": set_epoch, "sheet": add}))
        if not sheets:
            raise InputError(f"{self._subject} without any sheet of cells; give one with a table")
        return tuple(sheets)

    def _is_empty(self, sheet: Sheet) -> bool:
        found: list[bool] = []
        seen = {"v": lambda _: found.append(True), "t": lambda _: found.append(True)}
        steps = read_events(self._open(sheet.part), Events(seen), self._subject)
        return all(not found for _ in steps)

    def _read_strings(self) -> list[str]:
        """Return the shared strings, quoted as CSV has them."""
        shared = _SharedStrings()
        for part in self._read_relations(self._path, "sharedstrings").values():
            self._read(part, shared)
        return shared.strings

    def _read_formats(self) -> dict[str, CellFormat]:
        """Return what shows the numbers of each cell style, by its number."""
        codes: dict[str, str] = {str(number): code for number, code in BUILT_IN.items()}
        styles: list[str] = []
        inside: list[bool] = []

        def add_code(attributes: Mapping[str, str]) -> None:
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", GENERAL)

        def add_style(attributes: Mapping[str, str]) -> None:
            if inside:
                styles.append(attributes.get("numFmtId", "0"))

        starts = {"numFmt": add_code, "xf": add_style, "cellXfs": lambda _: inside.append(True)}
        for part in self._read_relations(self._path, "styles").values():
            self._read(part, Events(starts, {"cellXfs": inside.clear}))
        formats = {key: CellFormat(codes.get(key, GENERAL), from_1904=self._from_1904) for key in dict.fromkeys(styles)}
        return {str(number): formats[key] for number, key in enumerate(styles)}


class _SharedStrings(Events):
    """Takes the texts that the cells of all sheets share."""

    def __init__(self) -> None:
        starts = {"si": self._begin, "t": self.start_text, "rPh": self.start_aside}
        super().__init__(starts, {"si": self._end_string, "t": self.end_text, "rPh": self.end_aside})
        self.strings: list[str] = []

    def _begin(self, _: Mapping[str, str]) -> None:
        self.clear_texts()

    def _end_string(self) -> None:
        if len(self.strings) >= _MOST_STRINGS:
            raise OverflowError
        self.strings.append(quote(unescape("".join(self.texts[: self.texts_kept]))))


class _Part:
    """The unpacked bytes of one part, bounded by what it is packed in."""

    def __init__(self, stream: Readable, packed_bytes: int, subject: str) -> None:
        self._stream = stream
        self._limit = max(BOMB_BYTES, BOMB_RATIO * packed_bytes)
        self._size = 0
        self._subject = subject

    def read(self, size: int, /) -> bytes:
        try:
            data = self._stream.read(size)
        except _DAMAGE as error:
            raise InputError(f"{self._subject}, but damaged ({error}); get the file once more") from None
        self._size += len(data)
        if self._size > self._limit:
            raise InputError(
                f"{self._subject} and unpacks to more than {BOMB_RATIO:,} times its size, as no table does; "
                "save the sheet as CSV UTF-8 if you trust it"
            )
        return data


def _describe(sheet: Sheet, *, is_empty: bool) -> str:
    traits = [trait for trait, holds in (("hidden", sheet.is_hidden), ("empty", is_empty)) if holds]
    return shown(sheet.title) + (f" ({', '.join(traits)})" if traits else "")


def _listed(sheets: tuple[Sheet, ...] | list[Sheet]) -> str:
    return ", ".join(shown(sheet.title) for sheet in sheets)
