"""Where secrets come from: the environment, else the keyring of the user's system, else a prompt."""

from __future__ import annotations

import os

import click

from csvprep.cli.messages import prompt_is_possible
from csvprep.errors import UsageError

SERVICE = "csvprep"
"""The name of csvprep's entries in a keyring."""


def find_secret(variable: str) -> str:
    """Return a secret from the environment, else from the keyring's entry of the same name; empty if neither has it."""
    return os.environ.get(variable, "").strip() or _from_keyring(variable)


def read_secret(variable: str, title: str, what: str) -> str:
    """Return a secret from the environment or the keyring, else ask for it; `what` needs it.

    Raises:
        UsageError: it is not there, and nobody is either.
    """
    secret = find_secret(variable)
    if not secret:
        if not prompt_is_possible():
            raise UsageError(
                f"{what} needs a secret: set {variable} in the environment, or store it with: keyring set {SERVICE} "
                f"{variable}"
            )
        secret = click.prompt(title, hide_input=True, err=True)
    return str(secret).strip()


def _from_keyring(variable: str) -> str:
    """Ask the system's keyring; one that is not installed, locked, broken or of strange content has nothing."""
    try:
        import keyring  # noqa: PLC0415 - the extra `keyring`, and slow to find its backends

        found = keyring.get_password(SERVICE, variable)
    except Exception:  # noqa: BLE001 - backends fail in ways of their own, and none may break a submit
        return ""
    return found.strip() if isinstance(found, str) else ""
