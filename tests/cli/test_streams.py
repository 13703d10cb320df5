"""Pipes, terminals and signals: what only a process of its own can show."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from csvprep.cli.progress import Watcher

from .shell import execute, execute_on_terminal, start

HEADER = b"C_EmailAddress,C_FirstName\n"


def slowly(pieces: int = 5) -> Iterator[bytes]:
    """Give a file in pieces, for longer than a second."""
    yield HEADER
    for number in range(pieces):
        time.sleep(0.27)
        yield b"user%d@example.com,User\n" % number
    yield b"bad,User\n"


def test_a_slow_input_shows_a_bar_on_a_terminal() -> None:
    """What takes longer than a second shows a bar on stderr, taken away at the end; stdout has data alone."""
    screen = execute_on_terminal("lint", "-", "--format", "concise", pieces=slowly(), at=("reading", lambda _: None))
    assert screen.code == 1
    assert "━" in screen.err
    assert screen.err.endswith("\x1b[1A\x1b[2K")
    assert "csvprep: -: read as contact, by its header\r\n" in screen.err
    assert screen.out.startswith("\x1b[1m-:7:1\x1b[0m")
    assert "━" not in screen.out


def test_a_bar_fits_a_narrow_terminal() -> None:
    """On 60 columns the bar is one line: bytes, records a second, findings and time."""
    narrow = {"COLUMNS": "60", "NO_COLOR": "1"}
    screen = execute_on_terminal("lint", "-", pieces=slowly(9), at=("reading", lambda _: None), env=narrow)
    bars = [line for line in re.split(r"[\r\n]|\x1b\[[0-9?]*[A-Za-z]", screen.err) if "found" in line]
    assert bars
    assert all(re.fullmatch(r"[ ━╸╺]+ \d+ bytes \d+/s, \d+ found \d:\d\d:\d\d", line) for line in bars), bars
    assert max(map(len, bars)) <= 60


@pytest.mark.parametrize("word", ["--quiet", "--no-progress"])
def test_no_bar_when_not_wanted(word: str) -> None:
    """--quiet and --no-progress keep the bar away."""
    assert "━" not in execute_on_terminal("lint", "-", word, pieces=slowly()).err


@pytest.mark.parametrize("words", [["lint", "-", "--format", "jsonl"], ["fix", "-", "-o", "-"]])
def test_no_bar_among_data(words: list[str]) -> None:
    """Where data go to the same terminal during the pass there is no bar."""
    assert "━" not in execute_on_terminal(*words, pieces=slowly()).err


def test_a_quick_pass_shows_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pass that ends within a second never puts up its bar."""
    monkeypatch.setattr("csvprep.cli.progress._make_bar", lambda _: pytest.fail("a bar"))
    watcher = Watcher("in.csv", announce=False, draw=True)
    watcher.close()
    watcher._open()


def test_no_bar_in_a_pipe() -> None:
    """Stderr in a pipe gets messages and no bar."""
    with start("lint", "-") as process:
        assert process.stdin is not None
        for piece in slowly():
            process.stdin.write(piece)
            process.stdin.flush()
        _, err = process.communicate()
    assert err == b"csvprep: -: read as contact, by its header\n"


@pytest.mark.parametrize(
    "words",
    [
        ["lint", "many.csv", "--limit", "0", "-q"],
        ["lint", "many.csv", "--format", "jsonl", "-q"],
        ["lint", "many.csv", "--format", "json", "--limit", "0", "-q"],
        ["fix", "many.csv", "-o", "-", "-q"],
        ["fix", "many.csv", "-o", "-", "--changes", "changes.csv", "-q"],
        ["fix", "many.csv", "--diff", "-q"],
    ],
)
def test_a_reader_that_goes_away(words: list[str]) -> None:
    """When the reader of stdout goes away (`| head -1`) the command ends in silence."""
    rows = b"".join(b"user%d@EXAMPLE.com,=x\n" % number for number in range(6_000))
    Path("many.csv").write_bytes(HEADER + rows)
    with start(*words) as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr is not None
        err = process.stderr.read()
        assert (process.wait(60), err) == (141, b"")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["lint", "-"], "csvprep: stopped\r\n"),
        (["prep", "-", "-o", "out"], "csvprep: stopped; no half-written file is left, run the same command again\r\n"),
        (["fix", "-", "-o", "x.csv"], "csvprep: stopped; no half-written file is left, run the same command again\r\n"),
    ],
)
def test_ctrl_c(words: list[str], message: str) -> None:
    """Ctrl-C ends a command with exit 130 and one sentence, and no file is left."""
    interrupt = ("reading", lambda process: process.send_signal(signal.SIGINT))
    screen = execute_on_terminal(*words, pieces=slowly(), at=interrupt)
    assert (screen.code, screen.out) == (130, "")
    assert screen.err.endswith(message)
    assert screen.err.count("csvprep") == 1
    assert [path for path in Path().rglob("*") if path.is_file()] == []


def test_closed_streams(contact: Path) -> None:
    """A closed stdout or stdin is no bug: the work is done, or the message says what is missing."""
    script = 'exec "$0" -m csvprep {} {}'
    shut_out = subprocess.run(["sh", "-c", script.format("lint contact.csv", ">&-"), sys.executable], check=False)
    assert shut_out.returncode == 1
    shut_in = subprocess.run(
        ["sh", "-c", script.format("lint -", "<&-"), sys.executable], check=False, stderr=subprocess.PIPE
    )
    assert shut_in.returncode == 2
    assert shut_in.stderr == b"csvprep: error: -: standard input is closed; name a file\n"


def test_no_command_at_all() -> None:
    """Without a command the help is shown on stderr, exit 2."""
    ran = execute()
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("Usage: csvprep [OPTIONS] COMMAND")
