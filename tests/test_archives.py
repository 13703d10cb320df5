"""Zip archives: one file of them is read, and it is said which; what can't be read says what to do."""

from __future__ import annotations

import bz2
import gzip
import io
import struct
import sys
import zipfile
from hashlib import sha256
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZIP_STORED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csvprep import compression
from csvprep.errors import InputError
from csvprep.sources import open_bytes

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

CSV = b"E,N\n" + b"".join(b"%d@b.co,%d\n" % (number, number * number) for number in range(60))
METHODS = {"stored": ZIP_STORED, "deflate": ZIP_DEFLATED, "bzip2": ZIP_BZIP2}


class Pipe:
    """What can only be written on."""

    def __init__(self, stream: io.BytesIO) -> None:
        self.write, self.flush = stream.write, stream.flush


def zipped(files: dict[str, bytes], method: int = ZIP_DEFLATED, *, streamed: bool = False) -> bytes:
    """Return an archive; a streamed one has sizes after the data, as what is written to a pipe has."""
    stream = io.BytesIO()
    with ZipFile(Pipe(stream) if streamed else stream, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def read(name: object, step: int = 100) -> tuple[bytes, str | None, tuple[str, ...], str | None]:
    """Return content, member, notes and what was said of a cut."""
    with open_bytes(str(name)) as opened:
        pieces = []
        while piece := opened.plain.read(step):
            pieces.append(piece)
        return b"".join(pieces), opened.member, opened.notes, opened.truncated


def refused(name: object) -> str:
    with pytest.raises(InputError) as caught:
        read(name)
    return str(caught.value)


@pytest.fixture
def write_zip(tmp_path: Path):
    def write(content: bytes | dict[str, bytes], name: str = "in.zip", **options) -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else zipped(content, **options))
        return path

    return write


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("streamed", [False, True])
def test_only_file(write_zip, method, streamed):
    """The only file of an archive is read, however it is packed and written, and is named."""
    path = write_zip({"contacts.csv": CSV}, method=METHODS[method], streamed=streamed)
    assert read(path) == (CSV, "contacts.csv", ("read contacts.csv of the archive",), None)


@pytest.mark.parametrize("number", [20, 93])
def test_zstandard_in_an_archive(write_zip, number):
    """The method numbers of Zstandard are known, though not to every Python."""
    plain = bytearray(zipped({"a.csv": zstd.compress(CSV)}, ZIP_STORED))
    directory = plain.index(b"PK\x01\x02")
    for place in (8, directory + 10):
        plain[place : place + 2] = struct.pack("<H", number)
    crc, size = struct.pack("<I", zipfile.crc32(CSV)), struct.pack("<I", len(CSV))
    for place in (14, directory + 16):
        plain[place : place + 4] = crc
    for place in (22, directory + 24):
        plain[place : place + 4] = size
    assert read(write_zip(bytes(plain)))[0] == CSV


def test_the_whole_archive_is_counted_and_hashed(write_zip):
    """Number and digest are those of the archive's own bytes, from first to last."""
    path = write_zip({"notes.txt": b"x" * 100_000, "a.csv": CSV, "z.pdf": b"y" * 300_000}, method=ZIP_STORED)
    with open_bytes(str(path)) as opened:
        while opened.plain.read(1000):
            pass
        assert opened.reader.bytes_read == opened.size_bytes == path.stat().st_size
        assert opened.reader.sha256 == sha256(path.read_bytes()).hexdigest()
        assert opened.compression == "zip"


def test_what_file_managers_leave_is_no_file(write_zip):
    """Folders and hidden files of macOS and Windows don't count."""
    junk = ["__MACOSX/._a.csv", "data/", "data/.DS_Store", "data/._a.csv", "Thumbs.db", "desktop.ini"]
    path = write_zip(dict.fromkeys(junk, b"") | {"data/a.csv": CSV})
    assert read(path)[:3] == (CSV, "data/a.csv", ("read data/a.csv of the archive",))


def test_the_only_csv_file_is_read_and_the_rest_named(write_zip):
    """Beside other files the only CSV file is read, and it is said that others were not."""
    path = write_zip({"README.txt": b"about", "a.CSV": CSV, "logo.png": b"\x89PNG"})
    assert read(path)[1:3] == ("a.CSV", ("read a.CSV of the archive; its other 2 files left unread",))


def test_several_files(write_zip):
    """Of several CSV files, or of several others, none is guessed; they are listed, and how to name one."""
    path = write_zip({"a.csv": CSV, "b.csv": b"X\n", "c.txt": b""})
    assert refused(path) == f"{path}: holds 2 files, a.csv, b.csv; name the one to read: {path}::a.csv"
    assert read(f"{path}::b.csv") == (b"X\n", "b.csv", (), None)
    path = write_zip({f"{number}.txt": CSV for number in range(12)})
    assert "holds 12 files, 0.txt, 1.txt, 2.txt, 3.txt, 4.txt, 5.txt, 6.txt, 7.txt, 8.txt, 9.txt and 2 more;" in (
        refused(path)
    )


def test_names_that_are_not_there(write_zip):
    """A name that no file of the archive has is an error that lists those that it has."""
    path = write_zip({"a.csv": CSV})
    assert refused(f"{path}::b.csv") == f"{path}: holds no file b.csv; it holds a.csv"
    assert refused(write_zip({})) == f"{path}: is a zip archive without any file"
    assert refused(write_zip({"data/": b""})) == f"{path}: is a zip archive without any file"


def test_names_are_shown_without_controls(write_zip):
    """Characters in a file's name that would disturb a terminal are replaced in messages."""
    assert read(write_zip({"a\x1b[31m.csv": CSV}))[2] == ("read a\N{REPLACEMENT CHARACTER}[31m.csv of the archive",)


def test_a_file_of_a_name_with_colons_is_that_file(tmp_path):
    """A file whose own name holds two colons is opened as it is."""
    path = tmp_path / "a.zip::b.csv"
    path.write_bytes(b"E\n")
    assert read(path)[0] == b"E\n"


def test_colons_after_what_is_no_archive(write_csv):
    """What is no archive has nothing in it that could be named."""
    path = write_csv(b"E\n")
    assert refused(f"{path}::a") == f"{path}: is neither a zip archive nor an Excel workbook, so there is no a in it"


def test_passwords(write_zip):
    """A file that needs a password says so."""
    packed = bytearray(zipped({"a.csv": CSV}))
    directory = packed.index(b"PK\x01\x02")
    packed[6] |= 1
    packed[directory + 8] |= 1
    assert refused(write_zip(bytes(packed))).endswith(": its file a.csv needs a password; unpack it first")


@pytest.mark.parametrize(("number", "what"), [(9, "Deflate64"), (14, "LZMA"), (77, "method 77")])
def test_other_methods(write_zip, number, what):
    """A method that can't be unpacked here is named."""
    packed = bytearray(zipped({"a.csv": CSV}))
    directory = packed.index(b"PK\x01\x02")
    for place in (8, directory + 10):
        packed[place : place + 2] = struct.pack("<H", number)
    assert f"is packed in a way that can't be read here ({what}); unpack it first" in refused(write_zip(bytes(packed)))
    assert ZIP_LZMA == 14


@pytest.mark.parametrize(
    "inner", [zipped({"a.csv": CSV}), gzip.compress(CSV), bz2.compress(CSV), b"PK\x05\x06" + bytes(18)]
)
def test_packed_twice(write_zip, write_csv, inner):
    """What is packed itself is refused at once, in an archive and in a compressed file."""
    path = write_zip({"a.csv": inner})
    assert refused(path) == f"{path}: holds a.csv, which is packed itself; unpack it once, and give what comes out"
    path = write_csv(gzip.compress(inner))
    assert refused(path) == f"{path}: holds what is packed itself; unpack it once, and give what comes out"


@pytest.mark.parametrize(
    ("files", "what"),
    [
        ({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"}, "an OpenDocument"),
        ({"[Content_Types].xml": b"", "xl/workbook.bin": b""}, r"a binary Excel workbook (.xlsb)"),
        ({"[Content_Types].xml": b"", "word/document.xml": b""}, "a Word document"),
        ({"[Content_Types].xml": b"", "ppt/presentation.xml": b""}, "a PowerPoint document"),
        ({"Index/Document.iwa": b"", "preview.jpg": b""}, "a Numbers document"),
    ],
)
def test_documents(write_zip, files, what):
    """Documents that are zip archives inside are called what people call them."""
    assert f": is {what}" in refused(write_zip(files))


def test_one_part_of_a_split_archive(write_zip):
    """A part of a split archive is not taken for a cut one."""
    assert "is one part of a split zip archive; join the parts" in refused(write_zip(b"PK\x07\x08PK\x03\x04" + CSV))


@pytest.mark.parametrize("method", METHODS)
def test_cut_anywhere(write_zip, method):
    """An archive cut at any byte gives the beginning of its CSV file and says so, or one error."""
    packed = zipped({"a.csv": CSV, "b.txt": CSV}, METHODS[method])
    whole = 0
    for size in range(4, len(packed)):
        path = write_zip(packed[:size])
        try:
            out, member, _, truncated = read(path)
        except InputError as error:
            assert "is a zip archive, but cut short" in str(error)  # noqa: PT017 - or it is read, as below
            continue
        assert out
        assert CSV.startswith(out)
        assert (member, truncated) == (
            "a.csv",
            f"the zip archive is cut short; the {len(out):,} bytes of a.csv that could be unpacked were read",
        )
        whole += out == CSV
    assert whole > len(CSV) // 4


def test_cut_archives_are_searched_for_a_csv_file(write_zip):
    """Without directory the first CSV file is read, or the named one, and other files before it are passed over."""
    packed = zipped({"data/": b"", "README.txt": b"about", "a.csv": CSV, "b.csv": b"X\n"})
    path = write_zip(packed[: packed.index(b"PK\x01\x02")])
    assert read(path)[:2] == (CSV, "a.csv")
    assert read(f"{path}::b.csv")[:2] == (b"X\n", "b.csv")
    assert read(f"{path}::README.txt")[:2] == (b"about", "README.txt")
    assert refused(f"{path}::c.csv") == (
        f"{path}: is a zip archive, but cut short before its file c.csv; it holds data/, README.txt, a.csv, b.csv; "
        "get the file once more"
    )


def test_a_cut_workbook(write_zip):
    """A workbook can't be read in part."""
    packed = zipped({"[Content_Types].xml": b"<x/>" * 100, "xl/workbook.xml": b"<x/>" * 100})
    assert "is an Excel workbook, but cut short; get the file once more" in refused(write_zip(packed[:150]))


def test_sizes_beyond_the_header(write_zip):
    """In a cut archive, too, the sizes of files beyond 4 GiB are found where they are kept (APPNOTE.TXT 4.5.3)."""
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_STORED) as archive:
        with archive.open("README.txt", "w", force_zip64=True) as member:
            member.write(b"about")
        archive.writestr("a.csv", CSV)
    packed = stream.getvalue()
    assert read(write_zip(packed[: packed.index(b"PK\x01\x02")]))[:2] == (CSV, "a.csv")


@pytest.mark.parametrize("place", [60, 100, 200])
def test_damage_is_an_error(write_zip, place):
    """A changed byte is found by the checksum."""
    packed = bytearray(zipped({"a.csv": CSV}))
    packed[place] ^= 0xFF
    assert "its file a.csv is packed, but damaged (" in refused(write_zip(bytes(packed)))


def test_a_bomb_is_refused_by_what_comes_out(write_zip, monkeypatch):
    """What unpacks to far more than any CSV file is refused, whatever sizes the archive declares."""
    monkeypatch.setattr(compression, "BOMB_BYTES", 2**16)
    monkeypatch.setattr(compression, "BOMB_RATIO", 50)
    packed = bytearray(zipped({"a.csv": b"a@acme.com\n" * 100_000}))
    directory = packed.index(b"PK\x01\x02")
    packed[22:26] = packed[directory + 24 : directory + 28] = struct.pack("<I", 1000)
    assert "unpacks to more than 50 times its size, as no CSV file does" in refused(write_zip(bytes(packed)))


def test_archives_from_standard_input(monkeypatch):
    """An archive that comes through a pipe is kept in a temporary file while it is read, and counted just so."""
    packed = zipped({"README.txt": b"about", "a.csv": CSV})
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(packed)))
    with open_bytes("-") as opened:
        assert opened.plain.read(4) == b"E,N\n"
        assert (opened.size_bytes, opened.reader.bytes_read) == (None, len(packed))
        assert opened.reader.sha256 == sha256(packed).hexdigest()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(packed[:-40])))
    with open_bytes("-") as opened:
        while opened.plain.read(100):
            pass
        assert opened.truncated


def test_no_room_for_a_temporary_file(monkeypatch):
    """A full disk under the temporary file is one sentence."""

    class Full(io.BytesIO):
        def write(self, _: object) -> int:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.TemporaryFile", lambda **_: Full())
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(zipped({"a.csv": CSV}))))
    assert refused("-") == (
        "-: can't be kept while it is read, as an archive must be (No space left on device); "
        "save it to a file, and give that"
    )


@given(st.sampled_from([b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"]), st.binary(max_size=300))
def test_any_bytes_behind_a_magic(tmp_path_factory, magic, rest):
    """Whatever follows the first bytes of an archive ends in data or in one error."""
    path = tmp_path_factory.mktemp("zip") / "in.zip"
    path.write_bytes(magic + rest)
    try:
        read(path)
    except InputError as error:
        assert str(error).startswith(f"{path}: ")  # noqa: PT017 - or it is read


@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=4), st.booleans())
def test_any_change(tmp_path_factory, place, change, streamed):
    """An archive with any bytes changed ends in data or in one error."""
    packed = bytearray(zipped({"b.txt": b"x", "a.csv": CSV}, streamed=streamed))
    place %= len(packed)
    packed[place : place + len(change)] = change
    path = tmp_path_factory.mktemp("zip") / "in.zip"
    path.write_bytes(packed)
    try:
        read(path)
    except InputError as error:
        assert str(error).startswith(f"{path}: ")  # noqa: PT017 - or it is read
