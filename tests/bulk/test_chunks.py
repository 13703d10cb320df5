"""Chunks are held against the manifest before anything is sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from csvprep import Limits, Options, split
from csvprep.bulk.chunks import verify_chunks
from csvprep.errors import ManifestError
from csvprep.manifest import read_manifest


def test_chunks_without_header_are_not_sent(tmp_path: Path):
    """A file without header can be split, but what comes of it can't be sent: the endpoint needs labels."""
    source = tmp_path / "in.csv"
    source.write_bytes(b"ann@acme.com,Ann\nbob@acme.com,Bob\n")
    split(source, tmp_path / "out", Options(header=False), Limits())
    assert (tmp_path / "out/chunks/in-00001.csv").read_bytes() == source.read_bytes()
    with pytest.raises(ManifestError, match="no header line, without which none can be sent; use prep"):
        verify_chunks(tmp_path / "out", read_manifest(tmp_path / "out"))
