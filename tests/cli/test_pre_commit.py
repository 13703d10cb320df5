"""The hook for pre-commit, run by pre-commit itself in a git repository."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from .shell import environment

ROOT = Path(__file__).parent.parent.parent
HOOKS = ROOT / ".pre-commit-hooks.yaml"
GOOD, BAD = "C_EmailAddress\nann@example.com\n", "C_EmailAddress\nann\n"


def run(*words: str) -> subprocess.CompletedProcess[str]:
    env = environment(PRE_COMMIT_HOME=str(Path("home").resolve()))
    return subprocess.run(words, env=env, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def repository(folder: Path) -> None:
    """A git repository that has the hook, with the csvprep of these tests as its program."""
    (hook,) = yaml.safe_load(HOOKS.read_text(encoding="utf-8"))
    program, *words = hook["entry"].split()
    assert program == "csvprep"
    hook |= {"entry": " ".join([sys.executable, "-m", "csvprep", *words]), "language": "system"}
    config = {"repos": [{"repo": "local", "hooks": [hook]}]}
    Path(".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    assert run("git", "init", "-q").returncode == 0


def test_the_manifest_is_valid() -> None:
    """pre-commit takes the file of hooks as it is."""
    ran = run(sys.executable, "-m", "pre_commit", "validate-manifest", str(HOOKS))
    assert (ran.returncode, ran.stdout + ran.stderr) == (0, "")


def test_staged_files_are_linted(repository: None) -> None:
    """A staged CSV file with errors stops the commit and is named with its line; other files are not looked at."""
    for name, text in (("good.csv", GOOD), ("notes.txt", BAD), ("unstaged.csv", BAD)):
        Path(name).write_text(text, encoding="utf-8")
    Path("bad name.csv").write_text(BAD, encoding="utf-8")
    run("git", "add", "good.csv", "notes.txt", "bad name.csv")
    ran = run(sys.executable, "-m", "pre_commit", "run")
    assert ran.returncode == 1
    assert "bad name.csv:2:1 error email-error C_EmailAddress 'ann'" in ran.stdout
    assert "good.csv: contact, 1 record: clean" in ran.stdout
    assert "unstaged.csv" not in ran.stdout
    assert "notes.txt" not in ran.stdout
