"""Files and folders as a user names them: what can't be right is refused before any work."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from csvprep.errors import OutputError, UsageError

STANDARD = "-"


def check_inputs(files: Iterable[str]) -> None:
    """Refuse names that no file can have, and standard input where there is none, or twice.

    Raises:
        UsageError: there is such a name.
    """
    listed = list(files)
    for name in listed:
        if not name:
            raise UsageError("a file's name is empty; name a file, or - for standard input")
        if not _is_text(name):
            raise UsageError(f"{name}: the file's name is not UTF-8; rename it, or give it as standard input: - < FILE")
    if listed.count(STANDARD) > 1:
        raise UsageError("- is given twice, but standard input can be read only once")
    if STANDARD in listed and sys.stdin is None:
        raise UsageError("-: standard input is closed; name a file")


def check_output(name: str, option: str, *, others: Iterable[str] = ()) -> None:
    """Refuse a place where no file can be written, or where one of the other files stands.

    Raises:
        OutputError: it is such a place.
    """
    if name == STANDARD:
        return
    path = Path(name)
    if not name or path.is_dir():
        raise OutputError(f"{option} {name or repr(name)}: is a folder; name a file")
    if not path.parent.is_dir():
        raise OutputError(f"{option} {name}: there is no folder {path.parent}; make it first")
    if path.exists() and not path.is_file():
        raise OutputError(f"{option} {name}: is no regular file; use {option} - and send stdout there")
    for other in others:
        if other != STANDARD and _is_same(path, Path(other)):
            raise OutputError(f"{option} {name}: would overwrite {other}; name another file")


def check_run_folder(folder: str, *, source: str) -> None:
    """Refuse a folder without a name, and one whose run the source itself is a part of.

    Raises:
        OutputError: it is such a folder.
    """
    check_named(folder)
    path = Path(folder)
    if source == STANDARD or not (path / "manifest.json").exists():
        return
    if Path(source).resolve().is_relative_to(path.resolve()):
        raise OutputError(f"{source}: is part of the run in {folder}, which would be replaced; name another folder")


def run_folders(folder: str, files: Iterable[str]) -> list[str]:
    """Return a folder in `folder` for the run of each file, named after it; a number tells apart equal names."""
    from csvprep.sources.opening import bare_name  # noqa: PLC0415 - heavy, see csvprep.cli
    from csvprep.sources.remote import is_url  # noqa: PLC0415

    taken: set[str] = set()
    found = []
    for file in files:
        stem = "stdin" if file == STANDARD else Path(bare_name(file)).stem or "file"
        names = (stem if not number else f"{stem}-{number + 1}" for number in range(len(taken) + 1))
        name = next(one for one in names if one.casefold() not in taken)
        taken.add(name.casefold())
        found.append(f"{folder.rstrip('/')}/{name}" if is_url(folder) else str(Path(folder) / name))
    return found


def check_named(folder: str) -> None:
    """Refuse a folder without a name, and a file in its place.

    Raises:
        OutputError: it is such a folder.
    """
    if not folder:
        raise OutputError("the folder's name is empty; name a folder")
    if Path(folder).is_file():
        raise OutputError(f"{folder}: is a file; name a folder")


def _is_text(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _is_same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve() or (one.exists() and other.exists() and one.samefile(other))
