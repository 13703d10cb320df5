"""The parts of the README that are made from the code. Run this file to write them; a test holds the README to them."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import click

from csvprep.catalogue import CATALOGUE
from csvprep.cli import cli

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
SESSION = re.compile(r"^\$ (csvprep .*)$", re.MULTILINE)


def part(text: str, name: str) -> str:
    """Return what stands between the marks of a part."""
    return text.split(f"<!-- {name} -->\n")[1].split(f"<!-- /{name} -->", maxsplit=1)[0]


def with_part(text: str, name: str, content: str) -> str:
    """Return the README with another content between the marks of a part."""
    return text.replace(
        f"<!-- {name} -->\n{part(text, name)}<!-- /{name} -->", f"<!-- {name} -->\n{content}<!-- /{name} -->"
    )


def make_codes() -> str:
    """Return the table of codes."""
    rows = [f"| `{code.name}` | {code.severity.value} | {code.title} | {code.fix} |" for code in CATALOGUE.values()]
    escaped = [row.replace("<", "\\<") for row in rows]
    return "\n".join(["| code | severity | what is wrong | what happens |", "|---|---|---|---|", *escaped]) + "\n"


def make_help() -> str:
    """Return the help of every command that reads or sends files."""
    blocks = []
    for name in ("lint", "fix", "split", "prep", "submit", "status", "sandbox"):
        command = cli.commands[name]
        context = click.Context(
            command,
            info_name=f"csvprep {name}",
            terminal_width=110,
            help_option_names=["-h", "--help"],
        )
        text = command.get_help(context)
        blocks.append(
            f"<details><summary><code>csvprep {name} --help</code></summary>\n\n```text\n{text}\n```\n\n</details>\n"
        )
    return "\n".join(blocks)


def run_session(commands: list[str]) -> str:
    """Run the commands of the session one after the other in a folder with the samples; return the transcript."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "samples", Path(folder, "samples"))
        return "".join(f"$ {command}\n{_run(command, folder)}" for command in commands)


def _run(command: str, folder: str) -> str:
    arguments = [sys.executable, "-m", "csvprep", *command.split()[1:]]
    done = subprocess.run(
        arguments, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, timeout=120
    )
    return done.stdout


def make_session(text: str) -> str:
    """Return the session with the output that its commands have today."""
    return f"```console\n{run_session(SESSION.findall(part(text, 'session')))}```\n"


def main() -> None:
    """Write all made parts into the README."""
    text = README.read_text(encoding="utf-8")
    for name, content in (("codes", make_codes()), ("help", make_help()), ("session", make_session(text))):
        text = with_part(text, name, content)
    README.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
