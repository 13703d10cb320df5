"""Where a run on workers leaves its files: a folder that all of them see, or a bucket."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from csvprep.cluster.places import Place, place_of
from csvprep.errors import OutputError
from csvprep.manifest import MANIFEST_NAME, Manifest
from csvprep.sources.remote import is_url
from csvprep.staging import LEDGER_NAME, REPORT_NAME, RunFolder, Stream, run_folder

_PARTS, _BEGUN = ".parts", "begun"


class Target(Protocol):
    """Where a run's files go.

    Attributes:
        parts: a place for what is between; gone at the end.
        files: where the run's files are written.
    """

    parts: Place
    files: Place

    def begin(self) -> None:
        """Make room for the run's files; what an earlier run left there is no whole run any more."""
        ...

    def create(self, name: str) -> Stream:
        """Open a file of the run for writing.

        Raises:
            OutputError: it can't be written.
        """
        ...

    def commit(self, manifest: Manifest) -> None:
        """Put everything into place, the manifest last.

        Raises:
            OutputError: it can't be written.
        """
        ...


class _Folder:
    """A folder: files are staged in it out of sight (`csvprep.staging`), the parts beside them."""

    def __init__(self, staged: RunFolder) -> None:
        self._staged = staged
        self.files = place_of(staged.staged)
        self.parts = self.files.inside(_PARTS)

    def begin(self) -> None:
        """Have nothing to do: an earlier run stays whole up to the end."""

    def create(self, name: str) -> Stream:
        return self._staged.create(name)

    def commit(self, manifest: Manifest) -> None:
        self.parts.remove()
        for path in self._staged.staged.rglob(".*"):  # of workers that were killed
            path.unlink()
        self._staged.commit(manifest)


class _Bucket:
    """A bucket, where nothing can be moved: files are written under their names, and the manifest makes them a run."""

    def __init__(self, place: Place, *, force: bool) -> None:
        self.files = place
        if place.exists(LEDGER_NAME):
            raise OutputError(f"{place.shown}: holds the ledger of a submit; use another folder")
        if place.exists(MANIFEST_NAME) and not force:
            raise OutputError(f"{place.shown}: holds a finished run; use another folder, or --force to replace it")
        place.inside(_PARTS).remove()
        self.parts = place.inside(f"{_PARTS}/{uuid4().hex[:12]}")
        self.parts.write(_BEGUN, b"")  # where there is no bucket, or no right to write, it is said before the work

    def begin(self) -> None:
        for pattern in (
            MANIFEST_NAME,
            "rejected.csv",
            "findings.csv",
            "changes.csv",
            REPORT_NAME,
            "chunks/*-[0-9]*.csv",
        ):
            self.files.remove(pattern)

    def create(self, name: str) -> Stream:
        return _Whole(self.files, name)

    def commit(self, manifest: Manifest) -> None:
        self.parts.remove()
        self.files.write(MANIFEST_NAME, manifest.to_json().encode("utf-8"))


class _Whole:
    """A file that is written to a place at its end."""

    def __init__(self, place: Place, name: str) -> None:
        self._place, self._name = place, name
        self._pieces: list[bytes] = []

    def write(self, data: bytes | memoryview, /) -> None:
        self._pieces.append(bytes(data))

    def close(self) -> None:
        self._place.write(self._name, b"".join(self._pieces))


@contextmanager
def open_target(name: str | Path, *, force: bool) -> Iterator[Target]:
    """Open the target of a run; what is between is removed, however it ends.

    Raises:
        OutputError: it can't be written, holds a finished run (without force) or a ledger.
    """
    if not is_url(str(name)):
        with run_folder(Path(name), force=force) as staged:
            yield _Folder(staged)
        return
    bucket = _Bucket(place_of(name), force=force)
    try:
        yield bucket
    finally:
        bucket.parts.remove()


@contextmanager
def open_scratch(name: str | None) -> Iterator[Place]:
    """Make a place for what is between, of a command that has no folder of its own; it is removed at the end.

    Args:
        name: a path or address that all workers see; None: a temporary folder of this machine.
    """
    if name is None:
        with tempfile.TemporaryDirectory(prefix="csvprep-parts-") as folder:
            yield place_of(folder)
        return
    place = place_of(name).inside(f"{_PARTS}-{uuid4().hex[:12]}")
    try:
        yield place
    finally:
        place.remove()


@contextmanager
def staged_for(target: str | Path, *, force: bool) -> Iterator[Path]:
    """Yield the folder for a run of this machine: the target, or one whose files go to the bucket when it is whole.

    Raises:
        OutputError: the bucket can't be written, or holds a finished run (without force).
    """
    if not is_url(str(target)):
        yield Path(target)
        return
    with open_target(target, force=force) as bucket, tempfile.TemporaryDirectory(prefix="csvprep-run-") as folder:
        yield Path(folder)
        _upload(Path(folder), bucket)


def _upload(folder: Path, bucket: Target) -> None:
    manifest = folder / MANIFEST_NAME
    if not manifest.exists():
        return
    bucket.begin()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path != manifest:
            with path.open("rb") as source, bucket.files.create(path.relative_to(folder).as_posix()) as stream:
                while piece := source.read(2**22):
                    stream.write(piece)
    bucket.files.write(MANIFEST_NAME, manifest.read_bytes())
