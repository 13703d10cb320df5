"""Compressed sources are read as what they hold."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import struct
import sys
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from harness import CONTACT, prep, split
from hypothesis import given
from hypothesis import strategies as st
from messy import messy_csv

from csvprep import compression
from csvprep.blocks import open_source
from csvprep.compression import Unpacking, detect_compression
from csvprep.errors import InputError, UsageError
from csvprep.pipeline import Options
from csvprep.runs.fix import fix_file

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PACKERS = {"gzip": gzip.compress, "bzip2": bz2.compress, "xz": lzma.compress, "zstd": zstd.compress}
MAGICS = [b"\x1f\x8b\x08", b"BZh91AY&SY", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd", b"\x50\x2a\x4d\x18"]
SMALL = b"E,N\n" + b"".join(b"%d@b.co,%d\n" % (number, number * number) for number in range(60))


@pytest.fixture(scope="module")
def data() -> bytes:
    return messy_csv(2_000, seed=3)


def unpack(packed: bytes, kind: str, step: int = 1000) -> tuple[bytes, Unpacking, InputError | None]:
    """Return what comes out, and the error that ended it."""
    unpacking, pieces = Unpacking(io.BytesIO(packed), kind, "in.csv"), []
    try:
        while piece := unpacking.read(step):
            pieces.append(piece)
    except InputError as error:
        return b"".join(pieces), unpacking, error
    return b"".join(pieces), unpacking, None


def zip_up(data: bytes) -> bytes:
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        archive.writestr("in.csv", data)
    return stream.getvalue()


@pytest.mark.parametrize("kind", [*PACKERS, "zip"])
@pytest.mark.parametrize("command", [prep, split])
def test_the_answer_does_not_depend_on_compression(kind, command, data):
    """All that a run writes is the same, byte for byte, but for what manifest and page say of the source itself."""
    plain, packed = command(data, CONTACT), command((PACKERS | {"zip": zip_up})[kind](data), CONTACT)
    for one in (plain, packed):
        one.files.pop("manifest.json")
        if command is prep:
            one.files["report.html"] = re.sub(rb'<dl class="facts">.*?</dl>', b"", one.files["report.html"])
    assert packed.files == plain.files
    assert packed.manifest.source["compression"] == kind
    assert plain.manifest.source["compression"] is None
    same = ("command", "object", "schema", "options", "counts", "findings", "chunks")
    assert [getattr(packed.manifest, name) for name in same] == [getattr(plain.manifest, name) for name in same]


@pytest.mark.parametrize("kind", PACKERS)
@pytest.mark.parametrize("padding", [b"", bytes(8)])
@pytest.mark.parametrize("step", [1, 7, 2**20])
def test_files_packed_in_parts(kind, padding, step):
    """Files that were packed one by one and joined are read to the end of the last one, zero bytes being padding."""
    pack = PACKERS[kind]
    packed = pack(b"E\nann@acme.com\n") + padding + pack(b"") + pack(b"bob@acme.com\n") + padding
    out, unpacking, error = unpack(packed, kind, step)
    assert out == b"E\nann@acme.com\nbob@acme.com\n"
    assert (error, unpacking.truncated, unpacking.notes) == (None, None, ())


def test_parallel_packers_of_zstandard():
    """Frames to skip may stand before, between and after the others (RFC 8878 3.1.2)."""
    skipped = struct.pack("<II", 0x184D2A53, 4) + b"size"
    packed = skipped + zstd.compress(b"E\n") + skipped + zstd.compress(b"a@b.co\n") + skipped
    assert detect_compression(packed) == "zstd"
    assert unpack(packed, "zstd")[0] == b"E\na@b.co\n"


@pytest.mark.parametrize("kind", PACKERS)
def test_cut_anywhere(kind):
    """A source cut at any byte gives the beginning of what it holds and says so, or nothing and one error."""
    packed = PACKERS[kind](SMALL)
    for size in range(1, len(packed)):
        out, unpacking, error = unpack(packed[:size], kind)
        assert SMALL.startswith(out)
        if error is None:
            assert out
            assert unpacking.truncated is not None
            assert f"the {kind} data is cut short after {size:,} bytes" in unpacking.truncated
        else:
            assert not out
            assert f"is {kind}, but cut short before its first byte of data" in str(error)


@pytest.mark.parametrize("kind", PACKERS)
def test_cut_in_a_later_part(kind):
    """Of joined files the whole ones are read and the cut one as far as it goes; a cut between two can't be seen."""
    pack, second = PACKERS[kind], b"bob@acme.com\n" * 9
    first = pack(SMALL)
    packed = first + pack(second)
    for size in range(len(first) + 1, len(packed)):
        out, unpacking, error = unpack(packed[:size], kind)
        assert (SMALL + second).startswith(out)
        assert out.startswith(SMALL)
        assert error is None
        assert unpacking.truncated


@pytest.mark.parametrize("kind", PACKERS)
def test_large_files_are_delivered_up_to_the_cut(kind):
    """Most of what stands before a cut is read, not only whole files."""
    content = b"".join(b"%d@b.co,%d\n" % (number, number * 7919 % 1_000_003) for number in range(50_000))
    packed = bz2.compress(content, 1) if kind == "bzip2" else PACKERS[kind](content)
    out, unpacking, _ = unpack(packed[: len(packed) // 2], kind, 2**20)
    assert content.startswith(out)
    assert len(out) > len(content) * 0.2
    assert unpacking.truncated is not None
    assert f"the {len(out):,} bytes that could be unpacked were read" in unpacking.truncated


@pytest.mark.parametrize("kind", PACKERS)
def test_what_follows_the_end(kind):
    """Other bytes after the end are said to be there, with their number, and are not taken for data."""
    out, unpacking, error = unpack(PACKERS[kind](SMALL) + b"\0\0" + b"not packed\n" * 20_000, kind)
    assert (out, error, unpacking.truncated) == (SMALL, None, None)
    assert unpacking.notes == (f"the 220,000 bytes after the end of its {kind} data are no such data; not read",)


@pytest.mark.parametrize("kind", ["gzip", "bzip2", "xz"])
def test_damage_is_an_error(kind):
    """A changed byte is found by the checksum, for then nothing that came out can be trusted."""
    packed = bytearray(PACKERS[kind](SMALL))
    packed[len(packed) // 2] ^= 0xFF
    _, _, error = unpack(bytes(packed), kind)
    assert f"in.csv: is {kind}, but damaged (" in str(error)
    assert "; get the file once more" in str(error)


def test_damage_in_zstandard_with_checksum():
    """Of Zstandard the same holds where its checksum was written, as its own tool does."""
    options = {zstd.CompressionParameter.checksum_flag: 1}
    packed = bytearray(zstd.compress(SMALL, options=options))
    packed[-1] ^= 0xFF
    assert "is zstd, but damaged (" in str(unpack(bytes(packed), "zstd")[2])


@given(st.sampled_from(MAGICS), st.binary(max_size=300), st.integers(1, 2000))
def test_any_bytes_behind_a_magic(magic, rest, step):
    """Whatever follows the first bytes of a format ends in data or in one error."""
    packed = magic + rest
    kind = detect_compression(packed)
    assert kind is not None
    unpack(packed, kind, step)


@given(st.sampled_from(sorted(PACKERS)), st.integers(0, 10_000), st.binary(min_size=1, max_size=4), st.integers(1, 99))
def test_any_change(kind, place, change, step):
    """A packed file with any bytes changed ends in data or in one error."""
    packed = bytearray(PACKERS[kind](SMALL))
    place %= len(packed)
    packed[place : place + len(change)] = change
    if detect_compression(bytes(packed)) == kind:
        unpack(bytes(packed), kind, step)


@pytest.mark.parametrize("kind", PACKERS)
def test_a_bomb_is_refused(kind, monkeypatch):
    """What unpacks to far more than any CSV file would is refused, and not unpacked to its end."""
    monkeypatch.setattr(compression, "BOMB_BYTES", 2**16)
    monkeypatch.setattr(compression, "BOMB_RATIO", 50)
    out, _, error = unpack(PACKERS[kind](b"a@acme.com\n" * 100_000), kind, 2**12)
    assert "unpacks to more than 50 times its size, as no CSV file does; unpack it yourself" in str(error)
    assert len(out) < 1_000_000


def test_a_bomb_in_one_step_is_bounded():
    """No read gives more than was asked for, however much the packed bytes hold."""
    for kind, pack in PACKERS.items():
        unpacking = Unpacking(io.BytesIO(pack(bytes(10_000_000))), kind, "in.csv")
        assert len(unpacking.read(1000)) <= 1000
        assert unpacking.read(0) == b""


@pytest.mark.parametrize(
    ("kind", "packed"),
    [
        # a frame header without sizes, a window of 2**28 bytes, one raw block of one byte (RFC 8878 3.1.1)
        pytest.param("zstd", b"\x28\xb5\x2f\xfd\x00\x90\x09\x00\x00x", id="zstd"),
        pytest.param(
            "xz",
            lzma.compress(SMALL, filters=[{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 2**29}]),
            id="xz",
        ),
    ],
)
def test_too_large_a_window(kind, packed):
    """What needs more memory than any usual packer's output is refused, and not called damaged."""
    assert str(unpack(packed, kind)[2]) == f"in.csv: is {kind}, but needs very much memory; unpack it yourself"


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
    assert compression.without_suffix("pets.csv.ZST") == "pets.csv"
    assert compression.without_suffix("pets.csv") == "pets.csv"
