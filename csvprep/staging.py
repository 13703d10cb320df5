"""Files that appear whole or not at all: written beside their place, then renamed."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from csvprep.errors import OutputError
from csvprep.manifest import MANIFEST_NAME, Manifest, manifest_path

LEDGER_NAME = "ledger.sqlite"
_PREFIX = ".csvprep-"


@contextmanager
def replace_file(path: Path) -> Iterator[BinaryIO]:
    """Write a file under a temporary name; it gets its own when the block ends well, else it never was.

    Raises:
        OutputError: it can't be written there.
    """
    temporary: str | None = None
    try:
        handle, temporary = tempfile.mkstemp(prefix=_PREFIX, dir=path.parent)
        with os.fdopen(handle, "wb") as stream:
            yield stream
        _open_to_others(Path(temporary))
        Path(temporary).replace(path)
    except OSError as error:
        raise OutputError(f"{path}: can't be written: {error.strerror or error}") from None
    finally:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)


def _open_to_others(path: Path) -> None:
    """Give a temporary file the permissions that a file made the plain way would have."""
    mask = os.umask(0)
    os.umask(mask)
    path.chmod(0o666 & ~mask)


class RunFolder:
    """The folder of a run: files are staged in it out of sight, and moved into place at the end, manifest last."""

    def __init__(self, folder: Path, *, force: bool) -> None:
        self.folder = folder
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

    def create(self, name: str) -> BinaryIO:
        """Open a staged file for writing; `name` is relative to the folder."""
        try:
            return (self._staged / name).open("wb")
        except OSError as error:
            raise OutputError(f"{self.folder / name}: can't be written: {error.strerror or error}") from None

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
        for name in ("rejected.csv", "findings.csv", "changes.csv"):
            (self.folder / name).unlink(missing_ok=True)
        for path in (self.folder / "chunks").glob("*-?????*.csv"):
            path.unlink()

    def discard(self) -> None:
        """Remove what is staged."""
        shutil.rmtree(self._staged, ignore_errors=True)


def _is_alive(process: int) -> bool:
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
