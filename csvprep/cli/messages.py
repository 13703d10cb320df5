"""What goes to stderr and how stdout is written: messages, colours, and pipes that close early."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from typing import Any, BinaryIO, cast

import click

from csvprep.errors import OutputError
from csvprep.reports.visible import visible

PIPE_CLOSED = 141


def say(message: str, *, quiet: bool = False) -> None:
    """Print a message on stderr."""
    if not quiet:
        click.echo(f"csvprep: {visible(message)}", err=True)


def name_some(names: Sequence[str], most: int = 10) -> str:
    """Return names in a row, and how many more there are."""
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def say_error(message: str) -> None:
    """Print on stderr why the command failed, in one line."""
    say(f"error: {message}")


def end_line() -> None:
    """Go to a new line on a terminal, where `^C` or a prompt stands on this one."""
    if sys.stderr.isatty():
        click.echo(err=True)


def wants_colour(stream: Any) -> bool:
    """Say whether a stream takes colours: NO_COLOR and FORCE_COLOR decide, else a terminal does."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (stream.isatty() and os.environ.get("TERM") != "dumb")


def width_of(stream: Any) -> int | None:
    """Return how many columns a stream shows: COLUMNS says so, else a terminal does; None: any number."""
    if not stream.isatty() and not os.environ.get("COLUMNS", "").isdecimal():
        return None
    return max(shutil.get_terminal_size().columns, 20)


def prompt_is_possible() -> bool:
    """Say whether somebody is there to answer a prompt."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


def mend_streams() -> None:
    """Make stdout and stderr take every text, also where they were closed or speak another encoding than UTF-8."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123 - for the whole run
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def give_up_stdout() -> None:
    """Send what is still to be flushed nowhere, so that nothing is said about it at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class StandardOutput:
    """Standard output as bytes; when its reader goes away, the command ends in silence.

    The error leaves as an exit and not as an OSError, so that nobody takes it for a failing file.
    """

    def write(self, data: bytes) -> int:
        """Write bytes.

        Raises:
            OutputError: the disk behind it is full, or the like.
        """
        rest = memoryview(data)
        try:
            while rest:  # without a buffer (PYTHONUNBUFFERED) one write may take a part only
                rest = rest[sys.stdout.buffer.write(rest) :]
        except OSError as error:
            raise _output_failure(error) from None
        return len(data)

    def write_text(self, text: str) -> None:
        """Write a text at once, in the terminal's encoding, see `write`."""
        self.write(text.encode(sys.stdout.encoding or "utf-8", "backslashreplace"))
        self.flush()

    def flush(self) -> None:
        """Write what is held back, see `write`."""
        try:
            sys.stdout.flush()
            sys.stdout.buffer.flush()
        except OSError as error:
            raise _output_failure(error) from None


def open_stdout() -> BinaryIO:
    """Return standard output for what writes to binary streams."""
    return cast("BinaryIO", StandardOutput())


def _output_failure(error: OSError) -> Exception:
    give_up_stdout()
    if isinstance(error, BrokenPipeError):
        return click.exceptions.Exit(PIPE_CLOSED)
    return OutputError(f"standard output can't be written: {error.strerror or error}")
