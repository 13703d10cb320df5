"""`csvprep listen` and `submit --callback-url`, each in a process of its own."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from csvprep.bulk.sandbox import SandboxServer

from .shell import call, said, start

KEY = "MySecretEventSignatureKey"


def test_callbacks_reach_the_ledger(
    endpoint: Callable[..., SandboxServer], prepared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A submit that doesn't wait is brought to its end by the callback; Ctrl-C is the listener's good end."""
    monkeypatch.setenv("CSVPREP_SIGNATURE_KEY", KEY)
    server = endpoint(signature_key=KEY)
    with start("listen", prepared, "--port", "0") as process:
        assert process.stderr is not None
        ready = process.stderr.readline().decode()
        address = ready.split()[3]
        ran = call("submit", prepared, "--no-wait", "-q", "--callback-url", f"{address}/hook")
        assert (ran.code, ran.err) == (0, "")
        taken = process.stderr.readline().decode()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert ready == f"csvprep: listening at {address} for callbacks about out; stop it with Ctrl-C\n"
    assert taken == "csvprep: job 1 COMPLETED: chunks/contact-00001.csv done\n"
    assert (process.returncode, out, err) == (0, b"", b"csvprep: listening stopped\n")
    assert server.store.job(1)["callback_url"] == f"{address}/hook"
    assert call("status", prepared).out.splitlines()[2].split() == ["chunks/contact-00001.csv", "10", "0", "done", "1"]


def test_listen_needs_a_key_and_a_run(prepared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the key, or without a run, nothing is listened for; exit 2."""
    ran = call("listen", prepared)
    assert ran.code == 2
    assert said(ran) == (
        "listening needs a secret: set CSVPREP_SIGNATURE_KEY in the environment, or store it with: keyring set csvprep "
        "CSVPREP_SIGNATURE_KEY"
    )
    monkeypatch.setenv("CSVPREP_SIGNATURE_KEY", KEY)
    assert call("listen", "nowhere").code == 2


def test_a_wrong_callback_url(prepared: Path) -> None:
    """A callback URL that is no address is refused before anything is sent."""
    ran = call("submit", prepared, "--connector", "sandbox", "--callback-url", "example.com")
    assert (ran.code, said(ran)) == (2, "the callback URL is no address; give one like https://HOST/PATH")
