"""Folders that all workers see: on a shared disk, or in a bucket."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast
from uuid import uuid4

from csvprep.errors import CsvprepError, OutputError
from csvprep.sources.byte_ranges import ByteRange
from csvprep.sources.remote import first_line_of, hide_secrets, is_url, open_store
from csvprep.streams import Readable

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

_COPY_BYTES = 4 * 2**20


@dataclass(frozen=True, slots=True)
class Place:
    """A folder by its path or address; picklable, and opened by whoever uses it.

    Attributes:
        root: path or address, without a slash at its end.
    """

    root: str

    @property
    def shown(self) -> str:
        """The place without what may be secret in it."""
        return hide_secrets(self.root)

    @property
    def is_bucket(self) -> bool:
        """Whether it is an address and no path."""
        return is_url(self.root)

    def inside(self, name: str) -> Place:
        """Return a folder in it."""
        return Place(f"{self.root}/{name}")

    @contextmanager
    def create(self, name: str) -> Iterator[BinaryIO]:
        """Write a file, which appears whole or not at all.

        Raises:
            OutputError: it can't be written.
        """
        with self._told(name):
            if self.is_bucket:
                with self._create_object(name) as stream:
                    yield stream
                return
            path = Path(self.root, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            beside = path.with_name(f".{path.name}-{uuid4().hex}")
            try:
                with beside.open("wb") as stream:
                    yield stream
                beside.replace(path)
            finally:
                beside.unlink(missing_ok=True)

    @contextmanager
    def _create_object(self, name: str) -> Iterator[BinaryIO]:
        system, path = self._store(name)
        stream: Any = system.open(path, "wb")
        try:
            yield stream
        except BaseException:
            with suppress(Exception):
                stream.discard()
            stream.closed = True
            raise
        stream.close()

    def write(self, name: str, data: bytes) -> None:
        """Write a file at once."""
        with self.create(name) as stream:
            stream.write(data)

    def read(self, name: str, begin: int = 0, end: int | None = None) -> bytes:
        """Return a part of a file.

        Raises:
            OutputError: it can't be read.
        """
        with self._told(name, "read"):
            if self.is_bucket:
                system, path = self._store(name)
                bounds = {"start": begin, "end": end} if begin or end is not None else {}  # none: it may be empty
                return cast("bytes", system.cat_file(path, **bounds)) if begin != end else b""
            with Path(self.root, name).open("rb", buffering=0) as stream:
                stream.seek(begin)
                return stream.read() if end is None else stream.read(end - begin)

    def stream(self, name: str, begin: int, end: int) -> Readable:
        """Return what reads a part of a file piece by piece."""
        return ByteRange(lambda start, stop: self.read(name, start, stop), begin, end)

    def exists(self, name: str) -> bool:
        """Say whether there is such a file."""
        with self._told(name, "read"):
            if not self.is_bucket:
                return Path(self.root, name).exists()
            system, path = self._store(name)
            system.invalidate_cache()
            return bool(system.exists(path))

    def remove(self, pattern: str | None = None) -> None:
        """Remove the files that match a pattern, or the folder with all that is in it."""
        with self._told(pattern or "", "removed"):
            if not self.is_bucket:
                for one in Path(self.root).glob(pattern) if pattern else ():
                    one.unlink()
                if pattern is None:
                    shutil.rmtree(self.root, ignore_errors=True)
                return
            system, path = self._store(pattern or "")
            system.invalidate_cache()
            with suppress(FileNotFoundError):  # so some stores say that there is no such bucket
                found = system.glob(path) if pattern else system.find(path.rstrip("/"))
                if found:
                    system.rm(list(found))

    def _store(self, name: str) -> tuple[AbstractFileSystem, str]:
        return open_store(f"{self.root}/{name}" if name else self.root)

    @contextmanager
    def _told(self, name: str, what: str = "written") -> Iterator[None]:
        """Say errors of a store or disk in one sentence."""
        try:
            yield
        except CsvprepError:
            raise
        except OSError as error:
            why = error.strerror or f"{type(error).__name__}: {first_line_of(error)}"
            if self.is_bucket and what == "written" and isinstance(error, FileNotFoundError):
                why = "there is no such bucket"
            raise OutputError(f"{self.shown}/{name}: can't be {what}: {why}") from None
        except Exception as error:
            if not self.is_bucket:
                raise
            why = f"{type(error).__name__}: {first_line_of(error)}"
            raise OutputError(f"{self.shown}/{name}: can't be {what} ({why})") from None


def copy_into(stream: BinaryIO, source: Readable) -> Iterator[bytes]:
    """Write all of a source, and yield the pieces."""
    while piece := source.read(_COPY_BYTES):
        stream.write(piece)
        yield piece


def place_of(name: str | os.PathLike[str]) -> Place:
    """Return a place by its path, which is made absolute, since workers stand elsewhere; or by its address."""
    text = str(name)
    return Place(text.rstrip("/") if is_url(text) else str(Path(text).absolute()))
