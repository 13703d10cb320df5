"""Each test of the command line stands in an empty folder of its own, with no setting from outside."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from csvprep.bulk.sandbox import SandboxServer, SandboxSettings
from csvprep.cli.sandbox import sandbox_objects

from .shell import CONTACT, call, start


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go to an empty folder; forget the settings and the keyring of whoever runs the tests."""
    monkeypatch.chdir(tmp_path)
    for name in os.environ:
        if name.startswith("CSVPREP_") or name in {"NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "COLUMNS"}:
            monkeypatch.delenv(name)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    return tmp_path


@pytest.fixture
def contact(folder: Path) -> Path:
    """Return the seeds' contact table as `contact.csv` in the test's folder."""
    (folder / "contact.csv").write_bytes(CONTACT.read_bytes())
    return Path("contact.csv")


@pytest.fixture
def prepared(contact: Path) -> Path:
    """Return the run of the contact table in `out`."""
    assert call("prep", contact, "-o", "out", "-q").code == 0
    return Path("out")


@pytest.fixture
def sandbox(folder: Path) -> Iterator[Callable[[], dict[str, str]]]:
    """Start a sandbox as a process of its own; give the settings that it prints."""
    running = []

    def start_one(*words: str) -> dict[str, str]:
        process = start("sandbox", "--port", "0", "--store", folder / "store", "--step", "0", *words)
        running.append(process)
        assert process.stdout is not None
        lines = [process.stdout.readline().decode() for _ in range(3)]
        return dict(line.removeprefix("export ").rstrip("\n").split("=", 1) for line in lines)

    yield start_one
    for process in running:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)


@pytest.fixture
def endpoint(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., SandboxServer]]:
    """Start a sandbox in this process, with these settings, and set the environment as it wants."""
    with ExitStack() as stack:

        def start_one(**settings: Any) -> SandboxServer:
            settings.setdefault("objects", sandbox_objects())
            made = SandboxSettings(folder / "store", **settings)
            server = stack.enter_context(SandboxServer(made))
            monkeypatch.setenv("CSVPREP_BASE_URL", server.base_url)
            monkeypatch.setenv("CSVPREP_ELEMENT_TOKEN", made.element_token)
            monkeypatch.setenv("CSVPREP_USER_SECRET", made.user_secret)
            return server

        yield start_one
