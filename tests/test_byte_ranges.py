"""Parts of sources by their place: files, and web servers that give parts; and runs of what can't be cut."""

from __future__ import annotations

import gzip
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from servers import Answering, serve

import csvprep
from csvprep.cluster.engine import Engine
from csvprep.cluster.texts import can_be_cut
from csvprep.errors import InputError
from csvprep.sources.byte_ranges import ByteRange, open_ranges

CSV = b"C_EmailAddress,C_FirstName\n" + b"".join(b'u%d@acme.com,"A\nB"\n' % number for number in range(300))
CONTACT = csvprep.Options(object_name="contact", jobs=1)


class Handler(Answering):
    """Gives parts of what is at /parts, and only the whole of what is at /whole."""

    def do_GET(self) -> None:  # noqa: N802 - as http.server calls it
        asked = self.headers.get("Range")
        if asked is None or self.path == "/whole.csv":
            self.answer(200, CSV)
            return
        first, last = (int(one) for one in asked.removeprefix("bytes=").split("-"))
        self.answer(206, CSV[first : last + 1], Content_Range=f"bytes {first}-{last}/{len(CSV)}")


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    """Yield the address of a web server."""
    with serve(Handler) as address:
        yield address


def test_parts_of_a_file_and_of_an_address(base: str, tmp_path: Path):
    """A part is what stands there, in whatever steps it is fetched, on disk as on the web."""
    path = tmp_path / "in.csv"
    path.write_bytes(CSV)
    for name in (str(path), f"{base}/parts.csv"):
        opened = open_ranges(name)
        assert opened is not None
        size, fetch = opened
        assert size == len(CSV)
        part = ByteRange(fetch, 10, 500, step=100)
        assert b"".join(iter(lambda part=part: part.read(7), b"")) == CSV[10:500]
    assert open_ranges(f"{base}/whole.csv") is None


@pytest.mark.parametrize("name", ["parts.csv", "whole.csv", "in.csv.gz", "utf-32.csv"])
def test_sources_that_can_and_can_not_be_cut(base: str, tmp_path: Path, name: str):
    """From a web server with and without parts, packed, or of four bytes a character: the run is that of the file."""
    source = f"{base}/{name}" if name in {"parts.csv", "whole.csv"} else str(tmp_path / name)
    (tmp_path / "in.csv.gz").write_bytes(gzip.compress(CSV)[:-20])
    (tmp_path / "utf-32.csv").write_bytes(CSV.decode().encode("utf-32"))
    here = csvprep.split(source, tmp_path / "here", CONTACT, csvprep.Limits(70))
    with ThreadPoolExecutor(2) as threads:
        there = csvprep.split(source, tmp_path / "there", CONTACT, csvprep.Limits(70), executor=Engine(threads, 1000))
    assert there == here
    for path in (tmp_path / "here").rglob("*.*"):
        assert (tmp_path / "there" / path.relative_to(tmp_path / "here")).read_bytes() == path.read_bytes()


def test_which_encodings_can_be_cut():
    """A text can be read from the middle where each character can be told from its own bytes."""
    assert all(can_be_cut(name) for name in ("utf-8", "ascii", "utf-16-le", "utf-16-be", "cp1252", "latin-1", "cp437"))
    assert not any(can_be_cut(name) for name in ("utf-32-le", "utf-7", "shift_jis", "gb18030", "big5", "iso2022_jp"))


def test_a_source_that_changes(tmp_path: Path):
    """A file that grows while it is read is told, instead of a run that is neither of the one nor of the other."""
    path = tmp_path / "in.csv"
    path.write_bytes(CSV)

    class Growing(ThreadPoolExecutor):
        def submit(self, *given, **named):
            with path.open("ab") as file:
                file.write(b"x@acme.com,X\n")
            return super().submit(*given, **named)

    with Growing(1) as threads, pytest.raises(InputError, match="has changed while it was read"):
        csvprep.split(path, tmp_path / "out", CONTACT, executor=threads)
    assert not (tmp_path / "out").exists()


def test_runs_of_this_machine_load_nothing_of_it(tmp_path: Path):
    """A run without engine loads neither the cluster's modules nor Dask nor fsspec."""
    path = tmp_path / "in.csv"
    path.write_bytes(CSV)
    script = (
        "import sys\nfrom csvprep.cli.main import run\n"
        f"assert run(['prep', {str(path)!r}, '-o', {str(tmp_path / 'out')!r}]) == 0\n"
        "print([one for one in sys.modules if one.startswith(('csvprep.cluster', 'distributed', 'dask', 'fsspec'))])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.splitlines()[-1] == "[]"
