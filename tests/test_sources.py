"""Sources by their names: what is opened, counted, sampled and expanded, and one clear error for what can't be."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csvprep.errors import InputError
from csvprep.sources import bare_name, expand_paths, open_bytes, split_name

CSV = b"E,N\na@b.co,1\n"


def read(name: object) -> bytes:
    with open_bytes(str(name)) as opened:
        pieces = []
        while piece := opened.plain.read(50):
            pieces.append(piece)
        return b"".join(pieces)


def refused(name: object) -> str:
    with pytest.raises(InputError) as caught:
        read(name)
    return str(caught.value).removeprefix(f"{name}: ")


@pytest.mark.parametrize(
    ("pack", "kind"), [(bytes, None), (gzip.compress, "gzip"), (bz2.compress, "bzip2"), (lzma.compress, "xz")]
)
def test_what_is_known_of_a_file(write_csv, pack, kind):
    """Content, size, digest of the stored bytes and compression; nothing to say when all is well."""
    packed = pack(CSV * 500)
    path = write_csv(packed)
    with open_bytes(str(path)) as opened:
        assert (opened.name, opened.size_bytes, opened.compression, opened.member) == (
            str(path),
            len(packed),
            kind,
            None,
        )
        assert b"".join(iter(lambda: opened.plain.read(1000), b"")) == CSV * 500
        assert (opened.reader.bytes_read, opened.reader.sha256) == (len(packed), sha256(packed).hexdigest())
        assert (opened.notes, opened.truncated) == ((), None)


def test_a_cut_file_is_read_and_said_to_be_cut(write_csv):
    """What can be unpacked of a cut file is read, and what to say of it is known then."""
    path = write_csv(gzip.compress(CSV)[:-3])
    with open_bytes(str(path)) as opened:
        assert opened.plain.read(100) == CSV
        assert opened.plain.read(100) == b""
        assert opened.truncated == (
            f"the gzip data is cut short after {len(gzip.compress(CSV)) - 3} bytes; "
            f"the {len(CSV)} bytes that could be unpacked were read"
        )


def test_what_follows_the_packed_data_is_said(write_csv):
    """A note that is known only at the end is there at the end."""
    path = write_csv(gzip.compress(CSV) + b"more,plain\n")
    with open_bytes(str(path)) as opened:
        assert opened.plain.read(100) == CSV
        assert opened.plain.read(100) == b""
        assert opened.notes == ("the 11 bytes after the end of its gzip data are no such data; not read",)


def test_standard_input(monkeypatch):
    """A minus is standard input: of unknown size, packed or not; where it is closed, that is said."""
    for packed, kind in ((CSV, None), (gzip.compress(CSV), "gzip")):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(packed)))
        with open_bytes("-") as opened:
            assert (opened.name, opened.size_bytes, opened.compression) == ("-", None, kind)
            assert opened.plain.read(100) == CSV
            assert opened.windows(3, 4) == []
    monkeypatch.setattr(sys, "stdin", None)
    assert refused("-") == "standard input is closed; name a file"


def test_named_pipes(tmp_path):
    """What is no regular file is read once, and its size isn't known."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    code = f"open({str(path)!r}, 'wb').write({gzip.compress(CSV)!r})"
    with subprocess.Popen([sys.executable, "-c", code]), open_bytes(str(path)) as opened:
        assert (opened.size_bytes, opened.compression, opened.plain.read(100)) == (None, "gzip", CSV)
        assert opened.windows(3, 4) == []


def test_places_that_cannot_be_read(tmp_path, write_csv):
    """A missing file, a folder, a path below a file and impossible names are one sentence each."""
    assert refused(tmp_path / "none.csv") == "no such file"
    assert refused(tmp_path) == "is a folder; give a CSV file in it"
    assert refused(write_csv(b"A\n") / "below.csv") == "can't be opened: Not a directory"
    assert refused(tmp_path / ("x" * 300)) == "can't be opened: File name too long"
    assert refused(Path(f"{tmp_path}/a\0b")).startswith("can't be opened: embedded null")
    assert refused(f"{tmp_path}/none.zip::a.csv").endswith("none.zip: no such file")
    assert refused("") == "is a folder; give a CSV file in it"


def test_no_permission(write_csv, monkeypatch):
    """A file that may not be read is said to be so."""

    def forbidden(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = write_csv(b"A\n")
    monkeypatch.setattr(Path, "open", forbidden)
    assert refused(path) == "no permission to read it"


def test_old_office_documents(write_csv):
    """Old workbooks and those with a password begin alike, and are told apart by what they hold."""
    magic = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    assert refused(write_csv(magic + bytes(5000))) == (
        "is an old Excel workbook (.xls) or another old Office document, not a CSV file; "
        "save it as .xlsx, or the sheet as CSV UTF-8"
    )
    assert refused(write_csv(magic + bytes(5000) + "EncryptedPackage".encode("utf-16-le"))) == (
        "is a workbook with a password; save it without, or the sheet as CSV UTF-8"
    )


def test_windows_come_from_all_over_the_file(write_csv):
    """Samples are spread evenly, the last at the end, at multiples of four bytes; reading isn't disturbed."""
    content = bytes(range(256)) * 40
    path = write_csv(b"A" + content[1:])
    with open_bytes(str(path)) as opened:
        first = opened.plain.read(100)
        windows = opened.windows(4, 100)
        rest = b"".join(iter(lambda: opened.plain.read(1000), b""))
    spare = len(content) - 100
    places = [spare // 4, spare // 2, spare * 3 // 4, spare]
    assert windows == [content[place - place % 4 :][:100] for place in places]
    assert first + rest == b"A" + content[1:]
    assert opened.reader.sha256 == sha256(b"A" + content[1:]).hexdigest()


def test_windows_of_small_and_packed_files(write_csv):
    """A file without more than one sample, and one that is packed, has no windows; few bytes have few."""
    with open_bytes(str(write_csv(CSV))) as opened:
        assert opened.windows(8, len(CSV)) == []
        assert opened.windows(8, len(CSV) - 5) == [CSV[4:-1]]
    with open_bytes(str(write_csv(gzip.compress(CSV * 100)))) as opened:
        assert opened.windows(2, 4) == []


@given(st.binary(max_size=600), st.integers(1, 700))
def test_any_bytes(tmp_path_factory, content, step):
    """Any file is passed on as it is, or unpacked, or refused with one error that names it."""
    path = tmp_path_factory.mktemp("any") / "in.csv"
    path.write_bytes(content)
    try:
        with open_bytes(str(path)) as opened:
            if opened.compression is None:
                assert b"".join(iter(lambda: opened.plain.read(step), b"")) == content
    except InputError as error:
        assert str(error).startswith(f"{path}: ")  # noqa: PT017 - or it is read


@pytest.mark.parametrize(
    ("name", "outer", "inner"),
    [
        ("a.csv", "a.csv", None),
        ("-", "-", None),
        ("a.zip::b/c.csv", "a.zip", "b/c.csv"),
        ("a.xlsx::My sheet", "a.xlsx", "My sheet"),
        ("a::b::c", "a", "b::c"),
        ("a::", "a::", None),
        ("::a", "::a", None),
        ("https://[::1]:80/a.csv", "https://[::1]:80/a.csv", None),
        ("https://[::1]:80/a.zip?x=1::b.csv", "https://[::1]:80/a.zip?x=1", "b.csv"),
        ("s3://bucket/a.xlsx::Sheet1", "s3://bucket/a.xlsx", "Sheet1"),
        (r"C:\a.zip::b.csv", r"C:\a.zip", "b.csv"),
    ],
)
def test_names_of_what_is_inside(name, outer, inner):
    """Two colons part a source's name from that of what is in it; those of an address's host don't."""
    assert split_name(name) == (outer, inner)


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("data/contacts.csv", "contacts.csv"),
        ("data/contacts.csv.gz", "contacts.csv"),
        ("a.zip", "a"),
        ("a.zip::data/contacts.csv", "contacts.csv"),
        ("data/book.xlsx::My sheet", "book.xlsx"),
        ("https://user:secret@host/data/contacts.csv.gz?sig=secret", "contacts.csv"),
        ("s3://bucket/a.zip::b/contacts.csv", "contacts.csv"),
    ],
)
def test_bare_names(name, bare):
    """What is written is named for the file itself, and never for an address's secrets."""
    assert bare_name(name) == bare


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return a folder of files, being in it."""
    (tmp_path / "sub" / "deep").mkdir(parents=True)
    names = ("b.csv", "a.csv", "c.txt", "[x].csv", "sub/d.csv", "sub/deep/e.csv", ".hidden.csv", "z.zip")
    for name in names:
        (tmp_path / name).write_bytes(CSV)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("names", "expanded"),
    [
        (["*.csv"], ["[x].csv", "a.csv", "b.csv"]),
        (["?.csv", "c.txt"], ["a.csv", "b.csv", "c.txt"]),
        (["[ab].csv"], ["a.csv", "b.csv"]),
        (["[x].csv"], ["[x].csv"]),
        (["**/*.csv"], ["[x].csv", "a.csv", "b.csv", "sub/d.csv", "sub/deep/e.csv"]),
        (["sub/*"], ["sub/d.csv"]),
        (["./*.csv", "a.csv"], ["./[x].csv", "./a.csv", "./b.csv"]),
        (["b.csv", "*.csv", "b.csv"], ["b.csv", "[x].csv", "a.csv"]),
        (["none.csv"], ["none.csv"]),
        (["-", "-", "https://host/*.csv", "https://host/*.csv"], ["-", "-", "https://host/*.csv"]),
        (["*.zip::a.csv", "z.zip", "z.zip::b.csv"], ["z.zip::a.csv", "z.zip", "z.zip::b.csv"]),
        ([], []),
    ],
)
def test_patterns(folder, names, expanded):
    """Patterns become the files that match, sorted; a file is read once, and what is no pattern stays."""
    assert expand_paths(names) == expanded


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("*.tsv", r"*.tsv: no file matches this pattern"),
        ("sub", "sub: is a folder; give a CSV file in it"),
        ("su*", "su*: no file matches this pattern"),
    ],
)
def test_patterns_without_a_file(folder, name, message):
    """A pattern without a match, and a folder, is an error."""
    with pytest.raises(InputError) as caught:
        expand_paths(["a.csv", name])
    assert str(caught.value) == message


def test_nothing_heavy_is_loaded_for_a_plain_file(write_csv):
    """A plain file is opened without what archives, workbooks and addresses need."""
    code = (
        "import sys\nfrom csvprep.sources import open_bytes\n"
        f"with open_bytes({str(write_csv(CSV))!r}) as opened: opened.plain.read(10)\n"
        "heavy = ('csvprep.sources.containers', 'csvprep.workbook', 'httpx', 'fsspec', 'polars', 'urllib.request')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
