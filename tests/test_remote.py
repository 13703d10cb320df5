"""Sources at addresses: http and s3 from servers on this machine, and one sentence without secrets for what fails."""

from __future__ import annotations

import gzip
import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from hashlib import sha256

import fsspec
import pytest
from servers import Answering, serve, serve_bucket

from csvprep.errors import InputError, MissingExtraError
from csvprep.sources import open_bytes
from csvprep.sources.remote import hide_secrets, is_url

CSV = b"E,N\n" + b"a@b.co,1\n" * 20_000


def zipped() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", CSV)
        archive.writestr("b.csv", b"X\n")
    return stream.getvalue()


FILES = {
    "/a.csv": CSV,
    "/a.csv.gz": gzip.compress(CSV),
    "/a.zip": zipped(),
    "/login": b"\n<!DOCTYPE html><html>Please log in</html>",
}


class Handler(Answering):
    """Answers as the path says."""

    def do_GET(self) -> None:  # noqa: N802 - as http.server calls it
        path, _, query = self.path.partition("?")
        if path.startswith("/status/"):
            self.answer(int(path.removeprefix("/status/")), b"secret detail")
        elif path == "/redirect":
            self.send_response(302)
            self.send_header("Location", f"/a.csv?{query}")
            self.end_headers()
        elif path == "/loop":
            self.send_response(302)
            self.send_header("Location", "/loop")
            self.end_headers()
        elif path == "/private":
            self.answer(200 if self.headers["Authorization"] == "Basic YW5uOnNlY3JldA==" else 401, CSV)
        elif path == "/broken":
            self.answer(200, CSV, missing=1000)
        elif path == "/nonsense":
            self.wfile.write(b"nonsense\r\n\r\n")
        elif path == "/endless":
            self.send_response(200)
            self.end_headers()
            self.wfile.write(CSV)
        else:
            self.answer(200 if path in FILES else 404, FILES.get(path, b""))


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    """Yield the address of an http server."""
    with serve(Handler) as address:
        yield address


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    """Yield the address of a bucket with a file, on a server that speaks S3."""
    with serve_bucket("uploads") as address:
        fsspec.filesystem("s3").pipe({"uploads/data/a.csv": CSV, "uploads/data/a.zip": zipped()})
        yield address


def read(name: str) -> bytes:
    with open_bytes(name) as opened:
        return b"".join(iter(lambda: opened.plain.read(5000), b""))


def refused(name: str) -> str:
    with pytest.raises(InputError) as caught:
        read(name)
    return str(caught.value)


@pytest.mark.parametrize(
    ("path", "kind"), [("/a.csv", None), ("/a.csv.gz", "gzip"), ("/a.zip::a.csv", "zip"), ("/endless", None)]
)
def test_http(base, path, kind):
    """A file is read from a web server as from a disk: counted, hashed and unpacked as it is stored there."""
    stored = FILES.get(path.partition("::")[0], CSV)
    with open_bytes(base + path) as opened:
        assert (opened.name, opened.compression) == (base + path, kind)
        assert opened.size_bytes == (None if path == "/endless" else len(stored))
        assert b"".join(iter(lambda: opened.plain.read(5000), b"")) == CSV
        assert (opened.reader.bytes_read, opened.reader.sha256) == (len(stored), sha256(stored).hexdigest())
        assert opened.windows(3, 10) == []


def test_redirects_and_passwords(base):
    """Redirects are followed, and user and password of an address are used."""
    assert read(f"{base}/redirect?x=1") == CSV
    assert read(base.replace("//", "//ann:secret@") + "/private") == CSV


def test_the_name_of_what_is_in_an_archive_at_an_address(base):
    """A source's name keeps the file's in the archive, and loses the secrets."""
    with open_bytes(base.replace("//", "//ann:secret@") + "/a.zip?sig=secret::b.csv") as opened:
        assert (opened.name, opened.plain.read(10)) == (f"{base}/a.zip?…::b.csv", b"X\n")


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/none.csv", "the server answers HTTP 404 Not Found; check the address"),
        ("/status/401", "the server answers HTTP 401 Unauthorized; it asks for a password; give the address as "),
        ("/status/403", "the server answers HTTP 403 Forbidden; it needs a right to read; a signed address may have "),
        ("/status/500", "the server answers HTTP 500 Internal Server Error; try again later"),
        ("/status/204", "the server answers HTTP 204 No Content; check the address"),
        ("/loop", "is redirected without end; check the address"),
        ("/broken", "the connection broke off before the end; try again"),
        ("/nonsense", "the server can't be understood, or broke off; try again later"),
        ("/login", "is a web page, not a CSV file; give the address that downloads the file itself"),
        ("/a.zip", "holds 2 files, a.csv, b.csv; name the one to read: "),
    ],
)
def test_http_that_fails(base, path, message):
    """What a server answers instead of the file is one sentence that holds neither user, password nor query."""
    name = base.replace("//", "//ann:secret@") + path + "?sig=secret"
    assert refused(name).startswith(f"{base}{path}?…: {message}")
    assert "secret" not in refused(name)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("http://127.0.0.1:1/a.csv", "no connection (Connection refused); check the address and the network"),
        ("https://nowhere.invalid/a.csv", "no connection ("),
        ("https://", "is not a valid address"),
        ("nosuch://a/b.csv", "no such scheme: nosuch://"),
    ],
)
def test_addresses_that_lead_nowhere(name, message):
    """An address without server, host or known scheme says so."""
    assert refused(name).startswith(f"{name}: {message}")


def test_s3(bucket):
    """A file is read from object storage, packed or not, with its size and digest."""
    with open_bytes(f"{bucket}/data/a.csv") as opened:
        assert opened.size_bytes == len(CSV)
        assert b"".join(iter(lambda: opened.plain.read(5000), b"")) == CSV
        assert opened.reader.sha256 == sha256(CSV).hexdigest()
    assert read(f"{bucket}/data/a.zip::b.csv") == b"X\n"


def test_s3_that_fails(bucket):
    """A missing object, a folder, and keys in the address are one sentence without secrets."""
    assert refused(f"{bucket}/none.csv") == f"{bucket}/none.csv: no such file; check the address"
    assert refused(f"{bucket}/data") == f"{bucket}/data: is a folder; give a CSV file in it"
    message = refused("s3://key:secret@uploads/data/a.csv")
    assert message.startswith("s3://uploads/data/a.csv: can't be read (")
    assert "secret" not in message


def test_other_schemes():
    """Whatever fsspec can open is opened, in its words when it fails while reading."""
    fsspec.filesystem("memory").pipe("/a.csv", CSV)
    assert read("memory://a.csv") == CSV

    class Broken(io.BytesIO):
        def read(self, *_: object) -> bytes:
            raise RuntimeError("gone: https://host/x?sig=secret\nmore")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("fsspec.implementations.memory.MemoryFileSystem._open", lambda *_, **__: Broken())
        assert refused("memory://a.csv") == "memory://a.csv: can't be read (RuntimeError: gone: https://host/x?…)"


def test_without_permission(monkeypatch):
    """A right that is missing is said to be missing."""

    def forbidden(*_: object, **__: object) -> None:
        raise PermissionError("Forbidden: secret")

    monkeypatch.setattr("fsspec.implementations.memory.MemoryFileSystem.info", forbidden)
    assert refused("memory://a.csv") == "memory://a.csv: no permission to read it; check the account and its keys"


@pytest.mark.parametrize(
    ("missing", "name", "advice"),
    [
        (
            "fsspec",
            "s3://a/b.csv?secret",
            "s3://a/b.csv?…: addresses with s3:// need fsspec, which is not installed; run",
        ),
        (
            "s3fs",
            "s3://a/b.csv",
            "s3://a/b.csv: addresses with s3:// need s3fs, which is not installed; run pip install",
        ),
        ("gcsfs", "gs://a/b.csv", "need gcsfs, which is not installed; run pip install gcsfs"),
        ("adlfs", "az://a/b.csv", "need adlfs, which is not installed; run pip install adlfs"),
    ],
)
def test_without_the_extra(missing, name, advice):
    """Without what serves a scheme it is said what to install, and files are read all the same."""
    code = (
        f"import sys; sys.modules[{missing!r}] = None\n"
        "from csvprep.errors import MissingExtraError\nfrom csvprep.sources import open_bytes\n"
        f"try:\n    with open_bytes({name!r}): pass\n"
        "except MissingExtraError as error: print(error)\n"
    )
    env = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=env)
    said = done.stdout.decode()
    assert advice in said
    assert ("pip install 'csvprep[cloud]'" in said) == (missing in {"fsspec", "s3fs"})
    assert issubclass(MissingExtraError, Exception)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("https://ann:secret@host:80/a.csv?sig=secret#secret", "https://host:80/a.csv?…"),
        ("https://token@host/a.csv", "https://host/a.csv"),
        ("HTTPS://host/a.csv", "HTTPS://host/a.csv"),
        ("abfs://container@account.dfs.core.windows.net/a.csv", "abfs://container@account.dfs.core.windows.net/a.csv"),
        ("abfs://user:secret@account/a.csv", "abfs://account/a.csv"),
        ("data/a?b#c.csv", "data/a?b#c.csv"),
        (r"C:\data\a.csv", r"C:\data\a.csv"),
    ],
)
def test_secrets_are_hidden(name, shown):
    """User, password and query of an address are never shown; a container before the host is no secret."""
    assert hide_secrets(name) == shown
    assert is_url(name) == ("://" in name)


def test_file_addresses(tmp_path):
    """An address of a file on this machine is that file."""
    path = tmp_path / "a b.csv"
    path.write_bytes(CSV)
    with open_bytes(path.as_uri()) as opened:
        assert (opened.size_bytes, opened.plain.read(4)) == (len(CSV), b"E,N\n")
        assert len(opened.windows(2, 100)) == 2
    assert refused(f"file://{tmp_path}/none.csv").endswith("none.csv: no such file")
