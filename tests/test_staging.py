"""Files appear whole or not at all, also when a run is killed."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import pytest
from messy import messy_csv

from csvprep.errors import OutputError
from csvprep.manifest import Manifest
from csvprep.pipeline import Options
from csvprep.runs.prep import prep_file
from csvprep.staging import LEDGER_NAME, replace_file, run_folder
from csvprep.writers import Limits

OPTIONS = Options(object_name="contact", jobs=2, block_bytes=9_000)
LIMITS = Limits(6)
RUN = """
import os, signal, sys
from pathlib import Path
from csvprep.pipeline import Options
from csvprep.runs.prep import prep_file
from csvprep.writers import Limits

moves, kill_at = 0, int(sys.argv[3])
move = Path.replace

def replace(self, target):
    global moves
    if moves == kill_at:
        os.kill(os.getpid(), signal.SIGKILL)
    moves += 1
    return move(self, target)

Path.replace = replace
print("ready", flush=True)
prep_file(sys.argv[1], Path(sys.argv[2]), Options(object_name="contact", jobs=2, block_bytes=9_000), Limits(6))
"""


def start(source: Path, folder: Path, kill_at: int = -1) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", RUN, str(source), str(folder), str(kill_at)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def finish(process: subprocess.Popen[str]) -> int:
    with process:
        return process.wait(timeout=60)


def left_in(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def empty_manifest() -> Manifest:
    return Manifest("0", "prep", {}, "contact", {}, {}, {}, {})


@pytest.fixture(scope="module")
def source(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("source") / "in.csv"
    path.write_bytes(messy_csv(240, 8))
    return path


@pytest.fixture(scope="module")
def whole(source: Path, tmp_path_factory) -> tuple[dict[str, bytes], float]:
    """What an undisturbed run leaves, and how long it takes once started."""
    folder = tmp_path_factory.mktemp("whole") / "out"
    process = start(source, folder)
    began = time.monotonic()
    assert finish(process) == 0
    return left_in(folder), time.monotonic() - began


def run_again(source: Path, folder: Path) -> None:
    """Do here what the killed process should have done."""
    prep_file(source, folder, OPTIONS, LIMITS)


def assert_nothing_half(folder: Path, whole: dict[str, bytes]) -> None:
    """Hold what a killed run left to what a whole run has there, and a manifest to the end of the run."""
    final = {name: data for name, data in left_in(folder).items() if not name.startswith(".csvprep-")}
    assert final.items() <= whole.items()
    assert "manifest.json" not in final or final == whole


@pytest.mark.parametrize("seed", range(4))
def test_killed_at_a_random_moment(source: Path, whole: tuple[dict[str, bytes], float], tmp_path: Path, seed: int):
    """A run killed at any moment leaves no manifest and no half file, and the same command completes it."""
    files, seconds = whole
    process = start(source, tmp_path / "out")
    time.sleep(random.Random(seed).uniform(0, 0.9 * seconds))
    process.kill()
    if finish(process) == -signal.SIGKILL:
        assert_nothing_half(tmp_path / "out", files)
        if not (tmp_path / "out" / "manifest.json").exists():
            run_again(source, tmp_path / "out")
    assert {name: data for name, data in left_in(tmp_path / "out").items() if name[0] != "."} == files


@pytest.mark.parametrize("moves", [0, 7, 99])
def test_killed_while_moving_into_place(
    source: Path, whole: tuple[dict[str, bytes], float], tmp_path: Path, moves: int
):
    """A run killed between two moves of its commit leaves whole files without manifest, and can be run again."""
    files, _ = whole
    assert len(files) > 20
    moves = min(moves, len(files) - 1)
    assert finish(start(source, tmp_path / "out", kill_at=moves)) == -signal.SIGKILL
    assert_nothing_half(tmp_path / "out", files)
    assert len([name for name in left_in(tmp_path / "out") if not name.startswith(".csvprep-")]) == moves
    run_again(source, tmp_path / "out")
    assert left_in(tmp_path / "out") == files


def test_manifest_is_true(whole: tuple[dict[str, bytes], float]):
    """Sizes and digests of the manifest are those of the files that lie there."""
    files, _ = whole
    manifest = json.loads(files["manifest.json"])
    for chunk in manifest["chunks"]:
        assert (chunk["bytes"], chunk["sha256"]) == (
            len(files[chunk["file"]]),
            sha256(files[chunk["file"]]).hexdigest(),
        )
    assert sorted(chunk["file"] for chunk in manifest["chunks"]) == sorted(name for name in files if "chunks/" in name)


def test_an_error_leaves_nothing(tmp_path: Path):
    """A run that fails removes what it staged and leaves the earlier run as it was."""
    with run_folder(tmp_path / "out", force=False) as folder:
        folder.create("rejected.csv").write(b"first")
        folder.commit(empty_manifest())
    before = left_in(tmp_path / "out")
    staged = run_folder(tmp_path / "out", force=True)
    staged.__enter__().create("rejected.csv").write(b"second")
    staged.__exit__(ValueError, ValueError(), None)
    assert left_in(tmp_path / "out") == before


def test_force_replaces_the_earlier_run(tmp_path: Path):
    """A finished run is kept unless forced; then none of its files is left among the new ones, and others stay."""
    out = tmp_path / "out"
    with run_folder(out, force=False) as folder:
        for name in ("chunks/contact-00001.csv", "chunks/contact-00002.csv", "changes.csv"):
            folder.create(name).close()
        folder.commit(empty_manifest())
    (out / "chunks" / "my-notes.csv").write_bytes(b"mine")
    with pytest.raises(OutputError, match="holds a finished run; use another folder, or --force"):
        run_folder(out, force=False).__enter__()
    with run_folder(out, force=True) as folder:
        folder.create("chunks/contact-00001.csv").close()
        folder.commit(empty_manifest())
    assert sorted(left_in(out)) == ["chunks/contact-00001.csv", "chunks/my-notes.csv", "manifest.json"]


def test_leftovers_of_the_dead_are_removed(tmp_path: Path):
    """What a killed run left staged is removed by the next; what a living one has staged is not."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    dead = tmp_path / "out" / f".csvprep-{process.pid}-x"
    living = tmp_path / "out" / f".csvprep-{os.getpid()}-x"
    for path in (dead, living):
        path.mkdir(parents=True)
        (path / "chunk").write_bytes(b"x")
    with run_folder(tmp_path / "out", force=False):
        assert not dead.exists()
        assert living.exists()


def test_folders_that_cannot_be_used(tmp_path: Path):
    """A file, a path below a file, and the folder of a submit are one sentence each."""
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "sent").mkdir()
    (tmp_path / "sent" / LEDGER_NAME).write_bytes(b"")
    for name, message in (
        ("file", "is a file; name a folder with -o"),
        ("file/below", "can't be written: Not a directory"),
        ("sent", "holds the ledger of a submit"),
    ):
        with pytest.raises(OutputError, match=message), run_folder(tmp_path / name, force=True):
            pass


def test_replaced_file(tmp_path: Path):
    """A file is replaced as a whole: kept when the writing fails, with its permissions when it ends well."""
    path = tmp_path / "private.csv"
    path.write_bytes(b"old")
    path.chmod(0o600)
    failing = replace_file(path)
    failing.__enter__().write(b"half")
    failing.__exit__(ValueError, ValueError(), None)
    assert left_in(tmp_path) == {"private.csv": b"old"}
    with replace_file(path) as stream:
        stream.write(b"new")
        assert path.read_bytes() == b"old"
    assert left_in(tmp_path) == {"private.csv": b"new"}
    assert path.stat().st_mode & 0o777 == 0o600


def test_new_file_has_plain_permissions(tmp_path: Path):
    """A new file gets the permissions that the user's mask leaves."""
    (tmp_path / "plain").write_bytes(b"")
    with replace_file(tmp_path / "new") as stream:
        stream.write(b"x")
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_links_and_pipes_stay(tmp_path: Path):
    """A link still points to its file, and a pipe or device is written, not replaced."""
    (tmp_path / "file").write_bytes(b"old")
    (tmp_path / "link").symlink_to("file")
    with replace_file(tmp_path / "link") as stream:
        stream.write(b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_bytes() == b"new"
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    try:
        with replace_file(tmp_path / "pipe") as stream:
            stream.write(b"through")
        assert os.read(reader, 100) == b"through"
    finally:
        os.close(reader)
    assert (tmp_path / "pipe").is_fifo()


def test_places_for_a_file_that_cannot_be_used(tmp_path: Path):
    """A folder, and a file in a folder that isn't there, are errors that name the place."""
    for path in (tmp_path, tmp_path / "none" / "file"):
        with pytest.raises(OutputError, match=str(path)), replace_file(path):
            pass
