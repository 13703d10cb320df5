"""Zip archives and workbooks, opened at the one file or sheet that is read of them."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from csvprep.compression import CHUNK_BYTES
from csvprep.errors import InputError, MissingExtraError
from csvprep.sources.archive import choose_member, detect_workbook, read_directory
from csvprep.sources.extraction import Extracting
from csvprep.streams import Readable

if TYPE_CHECKING:
    from csvprep.workbook.book import Workbook
    from csvprep.workbook.sheet import Worksheet


@dataclass(frozen=True, slots=True)
class Contained:
    """What is read of an archive or workbook.

    Attributes:
        kind: zip or xlsx.
        member: the file's or sheet's name.
        content: its bytes; of a sheet, as CSV.
        notes: why it was chosen.
    """

    kind: str
    member: str
    content: Extracting | SheetContent
    notes: tuple[str, ...]


def open_container(packed: Readable, path: Path | None, name: str, inner: str | None, stack: ExitStack) -> Contained:
    """Open what is read of a zip archive or workbook.

    Args:
        packed: its bytes from the first on; they are read to the last one together with what is in it.
        path: where the same bytes can be read anywhere; None: they are kept in a temporary file.
        name: what messages begin with.
        inner: the file or sheet as the user named it.
        stack: closes what is opened here.

    Raises:
        InputError: it is damaged, is no table, or it isn't clear which file or sheet is meant.
        MissingExtraError: it is a workbook, and what reads those is not installed.
    """
    file = stack.enter_context(_keep(packed, name) if path is None else path.open("rb"))
    members = read_directory(file)
    if path is None:
        file.seek(0)
        packed = file
    if members is None:
        extracting = Extracting(packed, None, name, inner)
        return Contained("zip", extracting.member.name, extracting, ())
    if detect_workbook(members, name):
        workbook = _open_workbook(file, name)
        sheet, notes = workbook.choose(inner)
        content = SheetContent(workbook.open_sheet(sheet), None if path is None else packed, file)
        return Contained("xlsx", sheet.title, content, notes)
    member, notes = choose_member(members, inner, name)
    return Contained("zip", member.name, Extracting(packed, member, name), notes)


def _open_workbook(file: BinaryIO, name: str) -> Workbook:
    try:
        from csvprep.workbook.book import Workbook  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "openpyxl":
            raise
        raise MissingExtraError(
            f"{name}: is an Excel workbook, which needs openpyxl, which is not installed; "
            "run pip install 'csvprep[excel]', or save the sheet as CSV UTF-8"
        ) from None
    return Workbook(file, name)


def _keep(packed: Readable, name: str) -> BinaryIO:
    """Return a temporary file of all that a source gives."""
    file = tempfile.TemporaryFile(prefix="csvprep-")  # noqa: SIM115 - whoever called closes it
    try:
        while piece := packed.read(CHUNK_BYTES):
            file.write(piece)
        file.seek(0)
    except OSError as error:
        file.close()
        raise InputError(
            f"{name}: can't be kept while it is read, as an archive must be ({error.strerror}); "
            "save it to a file, and give that"
        ) from None
    except BaseException:
        file.close()
        raise
    return file


class SheetContent:
    """A sheet's CSV; the workbook's own bytes are read along, to be counted.

    Args:
        sheet: what is passed on.
        packed: the workbook from its first byte; None: it was read before.
        file: where the sheet is read from.

    Attributes:
        truncated: always None: a workbook that was cut can't be opened.
    """

    def __init__(self, sheet: Worksheet, packed: Readable | None, file: BinaryIO) -> None:
        self.truncated: str | None = None
        self._sheet = sheet
        self._packed = packed
        self._file = file
        self._followed = 0

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be said of the cells read so far."""
        return self._sheet.notes

    def read(self, size: int, /) -> bytes:
        """Return up to so many bytes, none at the end."""
        data = self._sheet.read(size)
        if self._packed is not None:
            place = self._file.tell() if data else None
            while place is None or self._followed < place:
                piece = self._packed.read(CHUNK_BYTES)
                self._followed += len(piece)
                if not piece:
                    self._packed = None
                    break
        return data
