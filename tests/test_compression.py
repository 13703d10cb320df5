"""Compressed sources are read as what they hold."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
from pathlib import Path

import pytest
from harness import CONTACT, prep, split
from messy import messy_csv

from csvprep import compression
from csvprep.blocks import open_source
from csvprep.errors import InputError, UsageError
from csvprep.pipeline import Options
from csvprep.runs.fix import fix_file

PACKERS = {"gzip": gzip.compress, "bzip2": bz2.compress, "xz": lzma.compress}


@pytest.fixture(scope="module")
def data() -> bytes:
    return messy_csv(2_000, seed=3)


@pytest.mark.parametrize("kind", PACKERS)
@pytest.mark.parametrize("command", [prep, split])
def test_the_answer_does_not_depend_on_compression(kind, command, data):
    """All that a run writes is the same, byte for byte, but for what the manifest says of the source itself."""
    plain, packed = command(data, CONTACT), command(PACKERS[kind](data), CONTACT)
    plain.files.pop("manifest.json"), packed.files.pop("manifest.json")
    assert packed.files == plain.files
    assert packed.manifest.source["compression"] == kind
    assert plain.manifest.source["compression"] is None
    same = ("command", "object", "schema", "options", "counts", "findings", "chunks")
    assert [getattr(packed.manifest, name) for name in same] == [getattr(plain.manifest, name) for name in same]


@pytest.mark.parametrize("kind", PACKERS)
def test_files_packed_in_parts(kind, write_csv):
    """Files that were packed one by one and joined are read to the end of the last one."""
    path = write_csv(PACKERS[kind](b"C_EmailAddress\nann@acme.com\n") + PACKERS[kind](b"bob@acme.com\n"))
    with open_source(path) as source:
        raws = [raw for block in source.blocks() for raw in block.run.raw_records()]
    assert raws == [b"ann@acme.com\n", b"bob@acme.com\n"]
    assert source.bytes_read == path.stat().st_size


@pytest.mark.parametrize("kind", PACKERS)
@pytest.mark.parametrize("cut", [0.3, 0.9])
def test_a_cut_file_is_one_error(kind, cut, data, write_csv):
    """A file that was cut short ends in one error that says so, never in a shorter result."""
    packed = PACKERS[kind](data)
    path = write_csv(packed[: int(len(packed) * cut)])
    with pytest.raises(InputError, match=f"is {kind}, but damaged or cut short"), open_source(path) as source:
        list(source.blocks())


def test_a_bomb_is_refused(write_csv, monkeypatch):
    """What unpacks to far more than any CSV file would is refused, and not unpacked to its end."""
    monkeypatch.setattr(compression, "_BOMB_BYTES", 2**20)
    bomb = bz2.compress(b"C_EmailAddress\n" + b"a@acme.com\n" * 10_000_000)
    path = write_csv(bomb)
    with pytest.raises(InputError, match="more than 1,000 times its size"), open_source(path) as source:
        list(source.blocks())


def test_names_say_nothing(write_csv):
    """It is the first bytes that tell, not the name: a label may begin as a packed file nearly does."""
    path = write_csv(b"BZh9 is a label\nx\n", "plain.bz2")
    with open_source(path) as source:
        assert source.compression is None
        assert source.head.labels == ("BZh9 is a label",)


def test_fix_does_not_write_plain_text_under_a_packed_name(write_csv, tmp_path: Path):
    """A fixed file is written unpacked, and a name that says otherwise is refused."""
    path = write_csv(gzip.compress(b"C_EmailAddress\nann@ACME.com\n"), "mail.csv.gz")
    with pytest.raises(UsageError, match=r"without \.gz"):
        fix_file(path, path, Options())
    fix_file(path, tmp_path / "mail.csv", Options())
    assert (tmp_path / "mail.csv").read_bytes() == b"C_EmailAddress\nann@acme.com\n"
    stream = io.BytesIO()
    fix_file(path, stream, Options())
    assert stream.getvalue() == b"C_EmailAddress\nann@acme.com\n"


def test_chunks_are_named_without_the_packing(write_csv):
    """A chunk's name has neither ending of a packed file of unknown object."""
    outcome = split(gzip.compress(b"pet\ncat\n"), Options())
    assert "chunks/in-00001.csv" in outcome.files
    assert compression.without_suffix("pets.csv.gz") == "pets.csv"
    assert compression.without_suffix("pets.csv") == "pets.csv"
