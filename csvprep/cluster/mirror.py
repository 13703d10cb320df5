"""A run in a bucket as a folder of this machine, so that it can be submitted; the ledger stays here."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

from csvprep.cluster.places import Place, copy_into, place_of
from csvprep.errors import CsvprepError, ManifestError
from csvprep.manifest import MANIFEST_NAME, ChunkEntry, Manifest, manifest_path, read_manifest, sha256_of
from csvprep.staging import LEDGER_NAME


def mirror_folder(address: str) -> Path:
    """Return the folder of this machine that stands for a run in a bucket: always the same for the same address."""
    place = place_of(address)
    state = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    name = re.sub(r"[^A-Za-z0-9_-]+", "-", place.shown.partition("://")[2]).strip("-")[-60:]
    return Path(state, "csvprep", f"{name}-{hashlib.sha256(place.root.encode()).hexdigest()[:12]}")


def mirror_run(address: str) -> Path:
    """Fetch the manifest and the chunks of a run that are not here yet; return the folder.

    Raises:
        ManifestError: there is no whole run, or its chunks don't fit its manifest, or it is another run than that
            whose ledger is here.
        OutputError: the bucket can't be read, or the folder can't be written.
    """
    place, folder = place_of(address), mirror_folder(address)
    if not place.exists(MANIFEST_NAME):
        raise ManifestError(
            f"{place.shown}: no {MANIFEST_NAME} there, so no finished run; make one with "
            f"`csvprep prep FILE -o {place.shown}`"
        )
    data = place.read(MANIFEST_NAME)
    known = manifest_path(folder)
    if (folder / LEDGER_NAME).exists() and known.exists() and known.read_bytes() != data:
        raise ManifestError(
            f"{place.shown}: holds another run than the one that was submitted from there, whose ledger is in "
            f"{folder}; move that folder away to submit the new one"
        )
    here = place_of(folder)
    here.write(MANIFEST_NAME, data)
    manifest: Manifest = read_manifest(folder)
    for chunk in manifest.chunks:
        _fetch(place, here, folder / chunk.file, chunk)
    return folder


def _fetch(place: Place, here: Place, path: Path, chunk: ChunkEntry) -> None:
    if path.exists() and path.stat().st_size == chunk.bytes and sha256_of(path) == chunk.sha256:
        return
    digest = hashlib.sha256()
    try:
        with here.create(chunk.file) as stream:
            for piece in copy_into(stream, place.stream(chunk.file, 0, chunk.bytes)):
                digest.update(piece)
    except CsvprepError as error:
        raise ManifestError(f"{place.shown}/{chunk.file}: can't be fetched: {error}") from None
    if digest.hexdigest() != chunk.sha256:
        path.unlink()
        raise ManifestError(f"{place.shown}/{chunk.file}: is not what the manifest says; run prep again")
