"""Runs of the command line: inside this process where that is enough, else as a process of its own."""

from __future__ import annotations

import contextlib
import io
import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from csvprep.cli.main import run

CONTACT = Path(__file__).parent.parent.parent / "samples" / "contact.csv"
SECONDS = 60


@dataclass(frozen=True)
class Ran:
    """What a run left: exit code, standard output and standard error."""

    code: int
    data: bytes
    err: str

    @property
    def out(self) -> str:
        return self.data.decode("utf-8")


def call(*words: str | Path, stdin: bytes = b"") -> Ran:
    """Run a command inside this process."""
    out, err = io.BytesIO(), io.BytesIO()
    streams = {
        "stdin": io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"),
        "stdout": io.TextIOWrapper(out, encoding="utf-8", write_through=True),
        "stderr": io.TextIOWrapper(err, encoding="utf-8", write_through=True),
    }
    with mock.patch.multiple(sys, **streams):
        code = run([str(word) for word in words])
    return Ran(code, out.getvalue(), err.getvalue().decode("utf-8"))


def environment(**changes: str) -> dict[str, str]:
    """Return this process's environment, changed."""
    return {**os.environ, **changes}


def start(
    *words: str | Path, env: Mapping[str, str] | None = None, stdin: int | None = None
) -> subprocess.Popen[bytes]:
    """Start a command as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "csvprep", *map(str, words)],
        stdin=subprocess.PIPE if stdin is None else stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(**(env or {})),
    )


def execute(*words: str | Path, stdin: bytes = b"", env: Mapping[str, str] | None = None) -> Ran:
    """Run a command as a process of its own, to its end."""
    with start(*words, env=env) as process:
        out, err = process.communicate(stdin, timeout=SECONDS)
    return Ran(process.returncode, out, err.decode("utf-8", "replace"))


@dataclass(frozen=True)
class Screen:
    """What a run showed on its terminals."""

    code: int
    out: str
    err: str


def execute_on_terminal(
    *words: str | Path,
    pieces: Iterator[bytes] | None = None,
    env: Mapping[str, str] | None = None,
    typed: tuple[str, bytes] | None = None,
    at: tuple[str, Callable[[subprocess.Popen[bytes]], None]] | None = None,
) -> Screen:
    """Run a command with stdout and stderr on a pseudo-terminal each.

    Args:
        words: the command.
        pieces: what comes on standard input through a pipe, as slowly as the iterator gives it.
        env: changes of the environment.
        typed: standard input is the terminal too; type the second when the first is asked for.
        at: when the first stands on stderr, do the second; only one piece of the input comes before.
    """
    (out, out_end), (err, err_end) = pty.openpty(), pty.openpty()
    source = err_end if typed else subprocess.PIPE if pieces is not None else subprocess.DEVNULL
    variables = {"TERM": "xterm", "COLUMNS": "120", **(env or {})}
    process = subprocess.Popen(
        [sys.executable, "-m", "csvprep", *map(str, words)],
        stdin=source, stdout=out_end, stderr=err_end, env=environment(**variables),
    )  # fmt: skip
    os.close(out_end)
    os.close(err_end)
    seen = {out: b"", err: b""}
    feeding = iter(pieces or ())
    deadline = time.monotonic() + SECONDS
    asked = fed = 0
    while process.poll() is None:
        assert time.monotonic() < deadline, seen
        if at is not None and at[0] in seen[err].decode():
            at[1](process)
            at = None
        if process.stdin is not None and not process.stdin.closed and not (at and fed):
            fed += 1
            piece = next(feeding, None)
            with contextlib.suppress(BrokenPipeError):
                process.stdin.close() if piece is None else (process.stdin.write(piece), process.stdin.flush())
        _read(seen, 0.05)
        if typed and seen[err].decode().count(typed[0]) > asked:
            asked += 1
            os.write(err, typed[1])
    _read(seen, 0.05)
    os.close(out)
    os.close(err)
    return Screen(process.returncode, seen[out].decode(), seen[err].decode())


def _read(seen: dict[int, bytes], seconds: float) -> None:
    """Take what stands on the terminals."""
    while ready := select.select(list(seen), [], [], seconds)[0]:
        for end in ready:
            try:
                seen[end] += os.read(end, 65536)
            except OSError:
                return
        seconds = 0.01


def said(ran: Ran) -> str:
    """Return the one line on stderr, its `csvprep: error: ` taken off; nothing may be on stdout."""
    assert ran.data == b""
    lines = ran.err.splitlines()
    assert len(lines) == 1, ran.err
    assert lines[0].startswith("csvprep: error: "), ran.err
    assert "Traceback" not in ran.err
    assert "bug in csvprep" not in ran.err
    return lines[0].removeprefix("csvprep: error: ")
