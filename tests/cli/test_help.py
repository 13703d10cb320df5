"""Help: every command and option explains itself, and at once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import click
import pytest

import csvprep
from csvprep.cli import cli

from .shell import call, execute


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


ALL = dict(commands(cli))


def test_the_commands_stand_in_the_order_of_their_use() -> None:
    """The list of commands begins with what is done first."""
    listed = call("--help").out.split("Commands:\n")[1].splitlines()
    names = [line.split()[0] for line in listed if line.startswith("  ") and line[2] != " "]
    first, last = (
        ["lint", "fix", "split", "prep", "submit", "status", "errors", "cancel"],
        ["schema", "config", "explain"],
    )
    assert names == [*first, "listen", "objects", "sandbox", *last]


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_a_command_explains_itself(path: tuple[str, ...]) -> None:
    """Every command and each of its options has a help text; -h is --help."""
    command = ALL[path]
    assert command.help
    assert command.short_help
    assert [one.name for one in command.params if isinstance(one, click.Option) and not one.help] == []
    ran = call(*path, "--help")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == call(*path, "-h").out
    assert ran.out.startswith(f"Usage: csvprep {' '.join(path)} ")


@pytest.mark.parametrize("name", ["lint", "fix", "split", "prep", "submit", "status", "errors", "cancel"])
def test_exit_codes_are_in_the_help(name: str) -> None:
    """Commands whose exit code answers a question say which code means what."""
    assert "Exit code: 0 " in call(name, "--help").out


def test_version() -> None:
    """--version is one line on stdout."""
    assert call("--version").out == f"csvprep, version {csvprep.__version__}\n"


def test_help_is_quick() -> None:
    """Help needs neither polars nor pandera nor httpx, so that it is there at once."""
    ran = execute_script(
        "import sys; from csvprep.cli.main import run; run(['lint', '--help']); print(sorted(sys.modules))"
    )
    for heavy in ("polars", "pandera", "httpx", "rich", "phonenumbers", "yaml", "starlette"):
        assert f"'{heavy}'" not in ran
    assert "'click'" in ran


def execute_script(script: str) -> str:
    return subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout


def test_python_m_csvprep() -> None:
    """`python -m csvprep` is the same command, by the same name."""
    ran = execute("--help")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Usage: csvprep [OPTIONS] COMMAND")
