"""The parts of the README that are made from the code. Run this file to write them; a test holds the README to them."""

from __future__ import annotations

import csv
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import click
from code_cases import CASES, IN_A_CHUNK_ONLY, Case, write_schema
from trouble_cases import TROUBLES, tell

from csvprep import Limits, Options, lint, prep
from csvprep.bulk.sandbox import Faults, SandboxServer, SandboxSettings
from csvprep.catalogue import CATALOGUE
from csvprep.cli import cli
from csvprep.cli.common import read_any_schema
from csvprep.cli.sandbox import sandbox_objects
from csvprep.reports.visible import visible

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
EXAMPLES = ROOT / "csvprep" / "catalogue" / "examples.json"
_LONGEST = 200
_HELPED = (
    "lint", "fix", "split", "prep", "submit", "status", "errors", "cancel", "listen", "sandbox",
    "schema infer", "schema pull", "schema check", "schema diff",
)  # fmt: skip
SESSION = re.compile(r"^\$ ((?:csvprep|cat|tail|sed) .*)$", re.MULTILINE)
UPLOAD_FAULTS = Faults(fail_values=frozenset({"john@acmepublishing.com"}))


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
    rows = [
        f"| `{code.name}` | {code.severity.value} | {code.title} | {code.why} | {code.fix} |"
        for code in CATALOGUE.values()
    ]
    escaped = [row.replace("<", "\\<") for row in rows]
    return (
        "\n".join(
            [
                "| code | severity | what is wrong | why an upload would fail | what happens |",
                "|---|---|---|---|---|",
                *escaped,
            ]
        )
        + "\n"
    )


def make_found() -> str:
    """Return an example of every code: the line in question, and what lint or prep says of it."""
    rows = [f"| `{code}` | {_in_table(line)} | {_in_table(said)} |" for code, (line, said) in show_cases().items()]
    return "\n".join(["| code | the line | csvprep says |", "|---|---|---|", *rows]) + "\n"


@lru_cache(maxsize=1)
def show_cases() -> dict[str, tuple[str, str]]:
    """Return for every code a line in which it is found, and what lint or prep says of it."""
    with tempfile.TemporaryDirectory() as folder:
        return {case.code: _show_case(case, Path(folder)) for case in CASES}


def make_examples() -> str:
    """Return the examples that `csvprep explain` shows."""
    examples = {code: {"line": line, "said": said} for code, (line, said) in show_cases().items()}
    return json.dumps(examples, indent=2, ensure_ascii=False) + "\n"


def _show_case(case: Case, folder: Path) -> tuple[str, str]:
    """Return the line of a case's file at which it is found, and what is said of it."""
    data = case.text if isinstance(case.text, bytes) else case.text.encode()
    path = folder / "in.csv"
    path.write_bytes(data)
    named = write_schema(case, folder)
    schema = None if named is None else read_any_schema(named)
    options = Options(object_name=None if schema else case.object, schema=schema)
    if case.code in IN_A_CHUNK_ONLY:
        prep(path, folder / "out", options, Limits(max_bytes=80))
        with (folder / "out/findings.csv").open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
    else:
        rows = [finding.to_dict() for finding in lint(path, options)]
    (found,) = (row for row in rows if row["code"] == case.code)
    line = data.splitlines()[int(found["line"]) - 1].decode("utf-8", "backslashreplace")
    after = f" → {visible(found['fix'])}" if found["fix"] else ""
    after += f"; suggestion: {visible(found['suggestion'])}" if found["suggestion"] else ""
    return visible(line), found["message"] + after


def _in_table(text: str) -> str:
    text = text.replace("|", "\\|").replace("`", "'")
    text = text if len(text) <= _LONGEST else f"{text[:60]}… ({len(text)} characters)"
    return f"`{text}`" if text else "(an empty line)"


def make_help() -> str:
    """Return the help of every command that reads or sends files."""
    blocks = []
    for name in _HELPED:
        command: click.Command = cli
        for word in name.split():
            assert isinstance(command, click.Group)
            command = command.commands[word]
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


def run_session(commands: list[str], variables: Mapping[str, str] | None = None) -> str:
    """Run the commands of the session one after the other in a folder with the samples; return the transcript."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "samples", Path(folder, "samples"))
        env = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "FORCE_COLOR", "NO_COLOR"}}
        env |= variables or {}
        return "".join(f"$ {command}\n{_run(command, folder, env)}" for command in commands)


def _run(command: str, folder: str, env: Mapping[str, str]) -> str:
    program, *words = shlex.split(command)
    arguments = [sys.executable, "-m", "csvprep", *words] if program == "csvprep" else [program, *words]
    done = subprocess.run(
        arguments, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
        timeout=120,
    )  # fmt: skip
    return done.stdout


def make_session(text: str, name: str = "session") -> str:
    """Return a session with the output that its commands have today."""
    return f"```console\n{run_session(SESSION.findall(part(text, name)))}```\n"


def make_upload(text: str) -> str:
    """Return the session of an upload, run against a sandbox that refuses one record; its port is told as the usual."""
    with tempfile.TemporaryDirectory() as folder:
        settings = SandboxSettings(Path(folder), sandbox_objects(), faults=UPLOAD_FAULTS)
        with SandboxServer(settings) as server:
            variables = {
                "CSVPREP_BASE_URL": server.base_url,
                "CSVPREP_ELEMENT_TOKEN": settings.element_token,
                "CSVPREP_USER_SECRET": settings.user_secret,
            }
            said = run_session(SESSION.findall(part(text, "upload")), variables)
    return f"```console\n{said.replace(server.base_url, 'http://127.0.0.1:8077')}```\n"


def make_troubles() -> str:
    """Return the table of what can go wrong at the endpoint, with the messages of today."""
    rows = [f"| {_as_code(tell(one))} | {one.means} | {one.do} |" for one in TROUBLES]
    return "\n".join(["| csvprep says | it means | do |", "|---|---|---|", *rows]) + "\n"


def _as_code(text: str) -> str:
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def main() -> None:
    """Write all made parts into the README."""
    text = README.read_text(encoding="utf-8")
    made = {"codes": make_codes(), "found": make_found(), "help": make_help()}
    made |= {name: make_session(text, name) for name in ("session", "dialect")}
    for name, content in made.items():
        text = with_part(text, name, content)
    text = with_part(with_part(text, "upload", make_upload(text)), "troubles", make_troubles())
    README.write_text(text, encoding="utf-8")
    EXAMPLES.write_text(make_examples(), encoding="utf-8")


if __name__ == "__main__":
    main()
