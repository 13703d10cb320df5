"""Shell completion, in a real bash."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from csvprep.cli.completion import Word
from csvprep.cli.main import cli

from .shell import environment, execute

COMPLETE = """
set -e
source "$1"
shift
compopt() { local IFS=" "; echo "compopt $*"; }
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
COMPREPLY=()
_csvprep_completion csvprep
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture
def bash(folder: Path) -> Path:
    """Return the script for bash; `csvprep` is a command."""
    command = Path("bin/csvprep")
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m csvprep "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    script = Path("complete.bash")
    ran = execute(env={"_CSVPREP_COMPLETE": "bash_source"})
    assert (ran.code, ran.err) == (0, "")
    script.write_text(ran.out, encoding="utf-8")
    return script


def test_bash_completes(bash: Path) -> None:
    """Commands, options, names and codes are completed; files and folders are left to bash."""
    path = os.pathsep.join([str(Path("bin").resolve()), os.environ["PATH"]])
    cases = {
        ("csvprep", "li"): {"lint", "listen"},
        ("csvprep", "lint", "--format", "s"): {"sarif"},
        ("csvprep", "lint", "con"): {"compopt -o default", ""},
        ("csvprep", "status", ""): {"compopt -o dirnames", ""},
        ("csvprep", "lint", "--object", "ca"): {"campaign"},
    }
    for words, expected in cases.items():
        done = subprocess.run(
            ["bash", "-c", COMPLETE, "complete", bash, *words],
            env=environment(PATH=path), capture_output=True, text=True, check=True, timeout=60,
        )  # fmt: skip
        assert set(done.stdout.removesuffix("\n").split("\n")) == expected


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_have_their_script(shell: str) -> None:
    """Zsh and fish get a script of their own."""
    ran = execute(env={"_CSVPREP_COMPLETE": f"{shell}_source"})
    assert ran.code == 0
    assert f"_CSVPREP_COMPLETE={shell}_complete" in ran.out


def test_every_file_and_folder_is_completed() -> None:
    """No parameter that is a file or folder is forgotten; codes and connectors are known."""
    kinds = {
        (name, one.name): one.type
        for name, command in cli.commands.items()
        for one in command.params
        if one.metavar in {"FILE", "FILE...", "DIR", "PATH", "OUT", "[CODE]"} or one.name == "connector"
    }
    assert len(kinds) > 15
    assert {type(kind) for kind in kinds.values()} == {Word}
    context = cli.make_context("csvprep", ["explain"])
    parameter = cli.commands["explain"].params[0]
    found = kinds["explain", "code"].shell_complete(context, parameter, "phone-")
    assert [one.value for one in found] == ["phone-error", "phone-format", "phone-unassigned"]
    found = kinds["lint", "connector"].shell_complete(context, parameter, "s")
    assert [one.value for one in found] == ["stripe", "sage200", "sandbox"]
