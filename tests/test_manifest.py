"""What a run wrote, as it is read again."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest

from csvprep.errors import ManifestError
from csvprep.manifest import ChunkEntry, Manifest, manifest_path, read_manifest, sha256_of

MANIFEST = Manifest(
    csvprep="1.0",
    command="prep",
    source={"name": "Zoë.csv"},
    object="contact",
    schema={"name": "contact"},
    options={},
    counts={"read": 1},
    findings={},
    chunks=(ChunkEntry("chunks/contact-00001.csv", 1, 20, "ab", 1, 1, 2, 2),),
)


def test_read_back(tmp_path: Path):
    """A manifest that was written is read as it was."""
    manifest_path(tmp_path).write_text(MANIFEST.to_json(), encoding="utf-8")
    assert read_manifest(tmp_path) == MANIFEST


def test_keys():
    """The keys of a manifest and its chunks are the documented ones, in their order."""
    data = json.loads(MANIFEST.to_json())
    assert list(data) == [
        "csvprep", "command", "source", "object", "schema", "connector", "options", "counts", "findings", "chunks",
    ]  # fmt: skip
    assert list(data["chunks"][0]) == [
        "file", "records", "bytes", "sha256", "first_record", "last_record", "first_line", "last_line",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "no manifest.json here, so no finished run; make one with `csvprep prep FILE -o"),
        (b"{", "is not valid JSON"),
        (b"\xff", "is not valid JSON"),
        (b"[]", "is not a manifest of this version"),
        (b"{}", "is not a manifest of this version"),
        (b'{"chunks": [{"file": "x"}]}', "is not a manifest of this version"),
        (b'{"chunks": 5}', "is not a manifest of this version"),
    ],
)
def test_no_manifest(tmp_path: Path, content: bytes | None, message: str):
    """A folder without a manifest, or with something else in its place, is one sentence."""
    if content is not None:
        manifest_path(tmp_path).write_bytes(content)
    with pytest.raises(ManifestError) as caught:
        read_manifest(tmp_path)
    assert str(tmp_path) in str(caught.value)
    assert message in str(caught.value)


def test_digest_of_a_file(tmp_path: Path):
    """A file's digest is its SHA-256 in hexadecimal."""
    (tmp_path / "x").write_bytes(b"abc")
    assert sha256_of(tmp_path / "x") == sha256(b"abc").hexdigest()
