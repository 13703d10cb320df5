"""What a run read and wrote: `manifest.json`, written last, so that its presence says the run is whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from csvprep.errors import ManifestError

MANIFEST_NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class ChunkEntry:
    """One upload-ready file of a run.

    Attributes:
        file: path relative to the run's folder, with forward slashes.
        records: number of records in the file, header not counted.
        bytes: size of the file.
        sha256: hex digest of the file.
        first_record, last_record: input record numbers (1-based) of the first and last record in it.
        first_line, last_line: input lines (1-based) on which those two records begin.
    """

    file: str
    records: int
    bytes: int
    sha256: str
    first_record: int
    last_record: int
    first_line: int
    last_line: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """The content of `manifest.json`; plain mappings keep what later versions may add.

    `connector` is the key of the connector whose limits the chunks keep; None: of none.
    """

    csvprep: str
    command: str
    source: Mapping[str, Any]
    object: str | None
    schema: Mapping[str, Any] | None
    connector: str | None = field(default=None, kw_only=True)
    options: Mapping[str, Any]
    counts: Mapping[str, int]
    findings: Mapping[str, int]
    chunks: tuple[ChunkEntry, ...] = field(default=())

    def to_dict(self) -> dict[str, Any]:
        """Return the manifest as JSON-ready data, keys in the order of the file."""
        return {**asdict(self), "chunks": [asdict(chunk) for chunk in self.chunks]}

    def to_json(self) -> str:
        """Return the text of `manifest.json`."""
        return json.dumps(self.to_dict(), indent=2, ensure_ascii=False) + "\n"


def manifest_path(folder: Path) -> Path:
    """Return where the manifest of a run in `folder` stands."""
    return folder / MANIFEST_NAME


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of a finished run.

    Raises:
        ManifestError: there is none, it can't be read, or it is not one of csvprep's.
    """
    path = manifest_path(folder)
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ManifestError(
            f"{folder}: no {MANIFEST_NAME} here, so no finished run; make one with `csvprep prep FILE -o {folder}`"
        ) from None
    except OSError as error:
        raise ManifestError(f"{path}: can't be read: {error.strerror}") from None
    except ValueError:
        raise ManifestError(f"{path}: is not valid JSON; run prep again into a new folder") from None
    return _from_dict(data, path)


def _from_dict(data: Any, path: Path) -> Manifest:
    try:
        chunks = tuple(ChunkEntry(**chunk) for chunk in data["chunks"])
        return Manifest(**{**data, "chunks": chunks})
    except (TypeError, KeyError):
        raise ManifestError(f"{path}: is not a manifest of this version of csvprep; run prep again") from None


def sha256_of(path: Path) -> str:
    """Return the hex SHA-256 digest of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
