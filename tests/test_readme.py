"""The README agrees with the code."""

from __future__ import annotations

import re

import pytest
import readme_parts

import csvprep
from csvprep.cli import cli
from csvprep.cli.options import known_settings
from csvprep.cli.settings import read_settings
from csvprep.schema.files import parse_schema

TEXT = readme_parts.README.read_text(encoding="utf-8")


def test_codes_table():
    """The table of codes is the catalogue."""
    assert readme_parts.part(TEXT, "codes") == readme_parts.make_codes()


def test_examples_of_explain():
    """What explain shows as examples is what lint and prep say today."""
    assert readme_parts.EXAMPLES.read_text(encoding="utf-8") == readme_parts.make_examples()


def test_help():
    """The help texts in the README are those of the commands."""
    assert readme_parts.part(TEXT, "help") == readme_parts.make_help()


@pytest.mark.parametrize("name", ["session", "dialect"])
def test_session(name: str):
    """The sessions in the README print what they show."""
    assert readme_parts.part(TEXT, name) == readme_parts.make_session(TEXT, name)


def test_upload():
    """The session of an upload prints what it shows."""
    assert readme_parts.part(TEXT, "upload") == readme_parts.make_upload(TEXT)


def test_troubles(monkeypatch: pytest.MonkeyPatch):
    """Each message in the table of troubles is what csvprep says when that trouble is made for real."""
    monkeypatch.delenv("CSVPREP_ELEMENT_TOKEN", raising=False)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    monkeypatch.setattr("sys.stdin", None)
    assert readme_parts.part(TEXT, "troubles") == readme_parts.make_troubles()


def test_what_is_found():
    """The examples of what csvprep finds are those of the tests, with the words of today."""
    assert readme_parts.part(TEXT, "found") == readme_parts.make_found()


def test_every_command_is_described():
    """Each command stands in the table of commands."""
    rows = "\n".join(line for line in TEXT.splitlines() if line.startswith("| `csvprep"))
    for name in cli.commands:
        assert f"csvprep {name}" in rows


def test_python_example(tmp_path, monkeypatch, capsys):
    """The Python example runs and finds what the session finds."""
    (example,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    (tmp_path / "samples").symlink_to(readme_parts.ROOT / "samples")
    monkeypatch.chdir(tmp_path)
    exec(compile(example, "README.md", "exec"), {})  # noqa: S102 - the example itself is what is tested
    first, second = capsys.readouterr().out.splitlines()
    assert first == "1 phone-unassigned"
    assert second == "{'read': 10, 'accepted': 10, 'rejected': 0, 'changed': 1} ['chunks/contact-00001.csv']"


def test_schema_example(tmp_path):
    """The schema example is a schema that csvprep reads."""
    example, own = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
    path = tmp_path / "subscriber.yaml"
    path.write_text(example, encoding="utf-8")
    schema = csvprep.read_schema(path)
    assert [(field.name, field.kind.value, field.form) for field in schema.fields] == [
        ("email", "email", None),
        ("phone", "phone", "e164"),
        ("joined", "date", None),
    ]
    names = ("C_Country", "C_State_Prov", "Amount", "C_FirstName", "C_LastName", "C_Address1")
    fields = "".join(f"  - {{name: {name}}}\n" for name in names)
    settings = parse_schema(f"fields:\n{fields}{own}".encode(), "own.yaml").settings
    assert (len(settings.rules), len(settings.splits), len(settings.joins)) == (2, 1, 1)


def test_two_commands():
    """The README gives two set-up commands, each with its own environment creation."""
    commands = re.findall(r"```sh\n(python3 -m venv .*?)\n```", TEXT, re.DOTALL)
    assert len(commands) == 2
    assert all(command.startswith("python3 -m venv .venv && .venv/bin/pip install") for command in commands)
    assert "samples/" in commands[0]
    assert "pytest" in commands[1]


def test_settings_example(tmp_path):
    """The settings example is a settings file that csvprep reads."""
    (example,) = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)
    path = tmp_path / "csvprep.toml"
    path.write_text(example, encoding="utf-8")
    found = read_settings(path, known_settings())
    assert found is not None
    own, of_exports = found.layers
    assert own.values["region"] == "DE"
    assert own.values["severity"] == ("formula-prefix=error",)
    assert (of_exports.pattern, dict(of_exports.values)) == ("exports/*.csv", {"region": "FR"})
