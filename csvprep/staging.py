"""Files that appear whole or not at all: written beside their place, then renamed."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Protocol

from csvprep.errors import OutputError
from csvprep.manifest import MANIFEST_NAME, Manifest, manifest_path

LEDGER_NAME = "ledger.sqlite"
REPORT_NAME = "report.html"
_PREFIX = ".csvprep-"


@contextmanager
def replace_file(path: Path) -> Iterator[BinaryIO]:
    """Write a file under a temporary name; it gets its own when the block ends well, else it never was.

    A file that was there keeps its permissions, a link its target; a device or pipe is written as it is.

    Raises:
        OutputError: it can't be written there.
    """
    target = Path(os.path.realpath(path))
    try:
        if target.is_dir():
            raise OutputError(f"{path}: is a folder; name a file")
        if target.exists() and not target.is_file():
            with target.open("wb") as stream:
                yield stream
        else:
            with _beside(target) as stream:
                yield stream
    except BrokenPipeError:
        raise  # not this file's: its reader's, or stdout's
    except OSError as error:
        raise OutputError(f"{path}: can't be written: {error.strerror or error}") from None


@contextmanager
def _beside(target: Path) -> Iterator[BinaryIO]:
    """Write a temporary file in the target's folder, and put it in the target's place."""
    handle, name = tempfile.mkstemp(prefix=_PREFIX, dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
        temporary.chmod(target.stat().st_mode & 0o7777 if target.exists() else 0o666 & ~_umask())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


class Stream(Protocol):
    """A file of a run while it is written."""

    def write(self, data: bytes | memoryview, /) -> object:
        """Append bytes."""
        ...

    def close(self) -> None:
        """Finish the file."""
        ...


class Folder(Protocol):
    """Where the files of a run are made."""

    def create(self, name: str) -> Stream:
        """Open a file for writing; `name` is relative to the folder."""
        ...


class StagedFile:
    """A file of a run while it is written; every failure is an OutputError that names it."""

    def __init__(self, path: Path, shown: Path) -> None:
        self._shown = shown
        try:
            self._stream = path.open("wb")
        except OSError as error:
            raise self._failure(error) from None

    def write(self, data: bytes | memoryview) -> None:
        """Append bytes."""
        try:
            self._stream.write(data)
        except OSError as error:
            raise self._failure(error) from None

    def close(self) -> None:
        """Finish the file."""
        try:
            self._stream.close()
        except OSError as error:
            raise self._failure(error) from None

    def _failure(self, error: OSError) -> OutputError:
        return OutputError(f"{self._shown}: can't be written: {error.strerror or error}")


class RunFolder:
    """The folder of a run: files are staged in it out of sight, and moved into place at the end, manifest last."""

    def __init__(self, folder: Path, *, force: bool) -> None:
        self.folder = folder
        self._files: list[StagedFile] = []
        try:
            self._prepare(force=force)
        except OSError as error:
            raise OutputError(f"{folder}: can't be written: {error.strerror or error}") from None

    def _prepare(self, *, force: bool) -> None:
        if self.folder.exists() and not self.folder.is_dir():
            raise OutputError(f"{self.folder}: is a file; name a folder with -o")
        if (self.folder / LEDGER_NAME).exists():
            raise OutputError(
                f"{self.folder}: holds the ledger of a submit, which must not lose its chunks; use another folder"
            )
        if manifest_path(self.folder).exists() and not force:
            raise OutputError(f"{self.folder}: holds a finished run; use another folder, or --force to replace it")
        self._is_new = not self.folder.exists()
        self.folder.mkdir(parents=True, exist_ok=True)
        self._remove_leftovers()
        self._staged = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=self.folder))
        (self._staged / "chunks").mkdir()

    def _remove_leftovers(self) -> None:
        """Remove what runs that were killed have left staged."""
        for path in self.folder.glob(f"{_PREFIX}*-*"):
            process = path.name.removeprefix(_PREFIX).split("-", 1)[0]
            if process.isdigit() and not _is_alive(int(process)):
                shutil.rmtree(path, ignore_errors=True)

    @property
    def staged(self) -> Path:
        """Where files stand until they are moved into place."""
        return self._staged

    def create(self, name: str) -> StagedFile:
        """Open a staged file for writing; `name` is relative to the folder."""
        file = StagedFile(self._staged / name, self.folder / name)
        self._files.append(file)
        return file

    def commit(self, manifest: Manifest) -> None:
        """Move everything into place; the manifest of an earlier run goes first, this run's comes last.

        Raises:
            OutputError: a file can't be moved.
        """
        try:
            manifest_path(self.folder).unlink(missing_ok=True)
            self._remove_earlier()
            (self.folder / "chunks").mkdir(exist_ok=True)
            for path in sorted(self._staged.rglob("*")):
                if path.is_file():
                    path.replace(self.folder / path.relative_to(self._staged))
            staged = self._staged / MANIFEST_NAME
            with staged.open("w", encoding="utf-8") as stream:
                stream.write(manifest.to_json())
                stream.flush()
                os.fsync(stream.fileno())
            staged.replace(manifest_path(self.folder))
        except OSError as error:
            raise OutputError(f"{self.folder}: can't be written: {error.strerror or error}") from None
        finally:
            self.discard()

    def _remove_earlier(self) -> None:
        """Remove the files of an earlier run, so that none of them is taken for this run's."""
        for name in ("rejected.csv", "findings.csv", "changes.csv", REPORT_NAME):
            (self.folder / name).unlink(missing_ok=True)
        for path in (self.folder / "chunks").glob("*-[0-9][0-9][0-9][0-9][0-9]*.csv"):
            path.unlink()

    def discard(self) -> None:
        """Close and remove what is staged, and the folder if it was made for this run and nothing is in it."""
        for file in self._files:
            with suppress(OutputError):
                file.close()
        self._files.clear()
        shutil.rmtree(self._staged, ignore_errors=True)
        if self._is_new:
            with suppress(OSError):
                self.folder.rmdir()


def _is_alive(process: int) -> bool:
    """Say whether a process runs; where that can't be asked without harm (Windows), say that it does."""
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


@contextmanager
def run_folder(folder: Path, *, force: bool) -> Iterator[RunFolder]:
    """Open the folder of a run; what is staged is removed unless it was committed.

    Raises:
        OutputError: the folder can't be written, holds a finished run (without force) or a ledger.
    """
    staged = RunFolder(folder, force=force)
    try:
        yield staged
    finally:
        staged.discard()
