"""The chunks of a run as they lie in its folder, held against the manifest before anything is sent."""

from __future__ import annotations

from pathlib import Path

from csvprep.errors import ManifestError
from csvprep.manifest import ChunkEntry, Manifest, sha256_of


def chunk_path(folder: Path, chunk: ChunkEntry) -> Path:
    """Return where a chunk lies.

    Raises:
        ManifestError: the manifest names a place outside the folder.
    """
    path = folder / chunk.file
    if not path.resolve().is_relative_to(folder.resolve()):
        raise ManifestError(f"{folder}: the manifest names {chunk.file!r}, which is outside; run prep again")
    return path


def verify_chunks(folder: Path, manifest: Manifest) -> None:
    """See that every chunk is there, byte for byte as the manifest says, and can be sent at all.

    Raises:
        ManifestError: a chunk is missing, named twice, was altered, or has no header line.
    """
    dialect = manifest.source.get("dialect")
    if manifest.command == "split" and isinstance(dialect, dict) and dialect.get("header") is False:
        raise ManifestError(f"{folder}: its chunks have no header line, without which none can be sent; use prep")
    names = [chunk.file for chunk in manifest.chunks]
    if len(set(names)) != len(names):
        raise ManifestError(f"{folder}: the manifest names a chunk twice; run prep again")
    for chunk in manifest.chunks:
        path = chunk_path(folder, chunk)
        try:
            is_whole = path.stat().st_size == chunk.bytes and sha256_of(path) == chunk.sha256
        except OSError as error:
            raise ManifestError(f"{path}: can't be read ({error.strerror}); run prep again") from None
        if not is_whole:
            raise ManifestError(f"{path}: was altered after prep wrote it; run prep again, nothing was sent")
