"""Secrets from the keyring of the user's system: used where the environment has none, and never needed."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from csvprep.bulk.sandbox import SandboxServer

from .shell import call, said

NAMES = ("CSVPREP_ELEMENT_TOKEN", "CSVPREP_USER_SECRET")


class MemoryKeyring(KeyringBackend):
    """A keyring that forgets all when the test ends."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class LockedKeyring(MemoryKeyring):
    """A keyring that nobody opens."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("nobody is there to unlock it")


@pytest.fixture
def use() -> Iterator[Callable[[KeyringBackend], KeyringBackend]]:
    """Make a keyring the one in use."""
    before = keyring.get_keyring()

    def use_one(backend: KeyringBackend) -> KeyringBackend:
        keyring.set_keyring(backend)
        return backend

    yield use_one
    keyring.set_keyring(before)


@pytest.fixture
def without_secrets(endpoint: Callable[..., SandboxServer], monkeypatch: pytest.MonkeyPatch) -> SandboxServer:
    """Start a sandbox, and forget its secrets."""
    server = endpoint()
    for name in NAMES:
        monkeypatch.delenv(name)
    return server


def test_secrets_from_the_keyring(without_secrets: SandboxServer, prepared: Path, use: Callable[..., Any]) -> None:
    """Secrets stored under csvprep and their variables' names are enough to submit, and are written nowhere."""
    use(MemoryKeyring())
    given = without_secrets.settings
    for name, secret in zip(NAMES, (given.element_token, given.user_secret), strict=True):
        keyring.set_password("csvprep", name, secret)
    ran = call("submit", prepared, "--poll-interval", "0.05", "--log-file", "log")
    assert (ran.code, ran.out.splitlines()[0]) == (0, "out: chunks: 1 done")
    dry = call("submit", prepared, "--dry-run", "--resend-failed")
    assert (dry.code, dry.err) == (0, "")
    written = [path.read_bytes() for path in (*prepared.rglob("*"), Path("log")) if path.is_file()]
    for secret in (given.element_token, given.user_secret):
        assert secret not in ran.out + ran.err + dry.out
        assert not any(secret.encode() in data for data in written)


def test_the_environment_comes_first(
    without_secrets: SandboxServer, use: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A secret in the environment is taken and not the keyring's."""
    use(MemoryKeyring())
    given = without_secrets.settings
    for name, secret in zip(NAMES, (given.element_token, given.user_secret), strict=True):
        keyring.set_password("csvprep", name, "an-old-one")
        monkeypatch.setenv(name, secret)
    assert call("objects").code == 0


@pytest.mark.parametrize("state", ["locked", "empty", "absent"])
def test_a_keyring_that_has_nothing(
    without_secrets: SandboxServer, prepared: Path, use: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    """A keyring that is locked, empty or not installed is as good as none: the submit says what to set."""
    use(LockedKeyring() if state == "locked" else MemoryKeyring())
    if state == "absent":
        real = builtins.__import__

        def refuse(name: str, *rest: Any) -> Any:
            if name == "keyring":
                raise ModuleNotFoundError(name="keyring")
            return real(name, *rest)

        monkeypatch.setattr(builtins, "__import__", refuse)
    ran = call("submit", prepared)
    assert ran.code == 2
    assert said(ran).startswith("the endpoint needs a secret: set CSVPREP_ELEMENT_TOKEN in the environment, or store")
