"""Zip archives: what is in them, and which of it is to be read."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO, Final

from csvprep.compression import shown
from csvprep.errors import InputError

ENCRYPTED: Final = 0x1
_CSV_ENDINGS: Final = (".csv", ".tsv", ".tab", ".psv")
_LISTED: Final = 10
# what archives are that are no archives to the people who made them: a name in them, what it is, what to do
_DOCUMENTS: Final = (
    ("xl/workbook.bin", "a binary Excel workbook (.xlsb)", "save it as .xlsx, or the sheet as CSV UTF-8"),
    ("word/", "a Word document", "export the table as CSV"),
    ("ppt/", "a PowerPoint document", "export the table as CSV"),
    ("content.xml", "an OpenDocument file", "save the sheet as .xlsx or as CSV UTF-8"),
    ("index/document.iwa", "a Numbers document", "export the sheet as CSV"),
)


@dataclass(frozen=True, slots=True)
class Member:
    """One file in an archive.

    Attributes:
        name: with its folders.
        offset: of its header in the archive.
        method: number of its compression.
        packed_bytes: None when only its own end tells.
        crc: CRC-32 of the unpacked bytes; None when it is not known.
        encrypted: it needs a password.
    """

    name: str
    offset: int
    method: int
    packed_bytes: int | None
    crc: int | None
    encrypted: bool

    @property
    def is_data(self) -> bool:
        """Whether it is neither a folder nor what file managers leave behind."""
        last = PurePosixPath(self.name).name
        return not (
            self.name.endswith("/")
            or self.name.startswith("__MACOSX/")
            or last.startswith("._")
            or last in {".DS_Store", "Thumbs.db", "desktop.ini"}
        )

    @property
    def is_csv(self) -> bool:
        """Whether its name is that of a CSV file."""
        return self.is_data and self.name.lower().endswith(_CSV_ENDINGS)


def read_directory(file: BinaryIO) -> tuple[Member, ...] | None:
    """Return the members of an archive as its directory has them; None when it has none that can be read."""
    try:
        with zipfile.ZipFile(file) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, RuntimeError, OSError, EOFError, ValueError, OverflowError, struct.error):
        return None
    return tuple(
        Member(
            info.filename,
            info.header_offset,
            info.compress_type,
            info.compress_size,
            info.CRC,
            bool(info.flag_bits & ENCRYPTED),
        )
        for info in infos
    )


def detect_workbook(members: Sequence[Member], name: str) -> bool:
    """Tell whether an archive is an Excel workbook; InputError for documents that can't be read."""
    names = {member.name.replace("\\", "/").lower() for member in members}
    if not names & {"[content_types].xml", "mimetype", "index/document.iwa"}:
        return False
    for part, what, remedy in _DOCUMENTS:
        if any(one.startswith(part) if part.endswith("/") else one == part for one in names):
            raise InputError(f"{name}: is {what}, not a CSV file; {remedy}")
    return any(one.startswith("xl/") for one in names)


def choose_member(members: Sequence[Member], wanted: str | None, name: str) -> tuple[Member, tuple[str, ...]]:
    """Return the member to read, and what to say about it.

    Args:
        members: all of the archive.
        wanted: as the user named it; None: the only CSV file, or else the only file, that it holds.
        name: the archive's name.

    Raises:
        InputError: there is no such member, or more than one that it could be.
    """
    data = [member for member in members if member.is_data]
    if wanted is not None:
        named = [member for member in data if member.name == wanted]
        if not named:
            raise InputError(f"{name}: holds no file {wanted}; it holds {listed(data)}")
        return named[-1], ()
    if not data:
        raise InputError(f"{name}: is a zip archive without any file")
    found = [member for member in data if member.is_csv] or data
    if len(found) > 1:
        raise InputError(
            f"{name}: holds {len(found)} files, {listed(found)}; name the one to read: {name}::{shown(found[0].name)}"
        )
    others = len(data) - 1
    note = f"read {shown(found[0].name)} of the archive"
    return found[0], (f"{note}; its other {others} file{'s' * (others > 1)} left unread" if others else note,)


def listed(members: Sequence[Member]) -> str:
    """Return the names of members for a message, the first ones of many."""
    names = ", ".join(shown(member.name) for member in members[:_LISTED])
    return f"{names} and {len(members) - _LISTED} more" if len(members) > _LISTED else names or "none"
