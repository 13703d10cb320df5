"""Wrong use and unreadable input: one clear sentence on stderr, exit 2 (3 for the network), never a traceback."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from .shell import call, execute, said

BINARY = bytes((7, 0, 1, 200)) * 500


@pytest.fixture(autouse=True)
def things(folder: Path, contact: Path) -> None:
    """Put all that can go wrong into the folder."""
    (folder / "empty.csv").touch()
    (folder / "binary.csv").write_bytes(BINARY)
    (folder / "zip.csv").write_bytes(b"PK\x03\x04" + BINARY)
    (folder / "pets.csv").write_text("age,name\n7,Rex\n", encoding="utf-8")
    (folder / "double.csv").write_text("C_EmailAddress||C_FirstName\nann@example.com||Ann\n", encoding="utf-8")
    (folder / "record.csv").write_text("7,ann@example.com\n8,bob@example.com\n", encoding="utf-8")
    (folder / "some folder").mkdir()
    (folder / "broken.yaml").write_text("fields: [\n  - name", encoding="utf-8")
    (folder / "no-schema.yaml").write_text("just: text\n", encoding="utf-8")
    (folder / "odd-type.yaml").write_text("fields:\n  - {name: age, type: feeling}\n", encoding="utf-8")


FILES = [
    ("nofile.csv", "nofile.csv: no such file"),
    ("some folder", "some folder: is a folder; give a CSV file in it"),
    ("empty.csv", "empty.csv: is empty; a CSV file begins with a header line"),
    ("binary.csv", "binary.csv: looks like a binary file ("),
    ("zip.csv", "zip.csv: is a zip archive, but cut short and no CSV file begins in what is left; get the file once"),
    ("double.csv", "double.csv: its delimiter seems to be '||', of two characters; csvprep reads delimiters of one"),
    (
        "record.csv",
        "record.csv: line 1 is a record, so there is no header, and the columns fit no object by their places",
    ),
    ("pets.csv", "pets.csv: can't tell the object from the header ('age', 'name'); name it with --object"),
    ("contact.csv/x.csv", "contact.csv/x.csv: can't be opened: Not a directory"),
    ("/proc/self/mem", "/proc/self/mem: can't be read: Input/output error"),
    ("", "a file's name is empty; name a file, or - for standard input"),
    ("b\udcff.csv", "b\\udcff.csv: the file's name is not UTF-8; rename it, or give it as standard input"),
    ("x" * 300, f"{'x' * 300}: can't be opened: File name too long"),
]


@pytest.mark.parametrize(("name", "message"), FILES)
@pytest.mark.parametrize("command", ["lint", "fix", "prep"])
def test_a_file_that_can_not_be_read(command: str, name: str, message: str) -> None:
    """What can't be read as CSV is named with the reason, and nothing is written."""
    if name.startswith("/proc") and not Path(name).exists():
        pytest.fail("this test needs /proc")
    output = {"lint": [], "fix": ["-o", "fixed.csv"], "prep": ["-o", "out"]}[command]
    ran = call(command, name, *output)
    assert ran.code == 2
    assert said(ran).startswith(message)
    assert not Path("fixed.csv").exists()
    assert not Path("out/manifest.json").exists()


OPTIONS = [
    (["--object", "pet"], "no object 'pet'; csvprep has account, activities, campaign, contact, list; of connectors "),
    (["--object", "contact", "--schema", "broken.yaml"], "--object and --schema both name a schema; give one of them"),
    (["--schema", "broken.yaml"], "broken.yaml: is not valid YAML at line 2, column"),
    (["--schema", "no-schema.yaml"], "no-schema.yaml: is not a Table Schema: it needs a list `fields`"),
    (["--schema", "odd-type.yaml"], "odd-type.yaml: fields[0] (age): type 'feeling' is none of string"),
    (["--schema", "binary.csv"], "binary.csv: is not valid YAML"),
    (["--schema", "nofile.yaml"], "nofile.yaml: no such schema file"),
    (["--schema", "some folder"], "some folder: is a folder; give one schema file in it"),
    (["--schema", ""], "--schema '': is empty; leave the option out, or give a value"),
    (["--map", "Kontakt"], "--map Kontakt: give it as LABEL=FIELD"),
    (["--map", "Kontakt=C_Title"], "--map Kontakt=C_Title: no column 'Kontakt'; the file has C_EmailAddress"),
    (["--map", "C_Title=Job"], "--map C_Title=Job: contact has no field 'Job'; see `csvprep schema show"),
    (["--region", "Texas"], "--region Texas: no region of phone numbers; give an ISO 3166 code such as US or DE"),
    (["--encoding", "klingon"], "--encoding klingon: no such text encoding; try utf-8, cp1252, latin-1 or utf-16"),
    (["--encoding", ""], "--encoding '': is empty; leave the option out, or give a value"),
    (["--delimiter", "::"], "--delimiter '::': csvprep reads delimiters of one ASCII character, or tab, comma, semi"),
    (["--delimiter", ""], "--delimiter '': no quote, backslash or line end, and not empty; give one character"),
    (["--quote-char", "`"], "--quote-char '`': give \" or ', double or single by name, or none"),
    (["--escape-char", "/"], "--escape-char '/': give \\ (or backslash), or none"),
    (["--skip-lines", "-1"], "invalid value for '--skip-lines': '-1' is no whole number from 0 up; see `csvprep lint"),
    (["--skip-lines", "99"], "contact.csv: is empty; a CSV file begins with a header line"),
    (["--jobs", "0"], "invalid value for '--jobs': '0' is no whole number from 1 up; see `csvprep lint --help`"),
    (["--memory", "lots"], "--memory 'lots': give a size such as 500000, 10MB or 8MiB"),
    (["--memory", "64MiB"], "--memory 64MiB is too little to work with; give 300MiB or more"),
    (["--limit", "few"], "invalid value for '--limit': 'few' is no whole number from 0 up; see `csvprep lint --help`"),
    (["--format", "xml"], "invalid value for '--format': 'xml' is not one of 'text', 'concise', 'json'"),
    (["--frmat", "json"], "no such option '--frmat'; did you mean --format"),
    (["-o", "some folder"], "-o some folder: is a folder; name a file"),
    (["-o", "no/report.txt"], "-o no/report.txt: there is no folder no; make it first"),
    (["-o", "contact.csv"], "-o contact.csv: would overwrite contact.csv; name another file"),
    (["-o", "./contact.csv"], "-o ./contact.csv: would overwrite contact.csv; name another file"),
    (["-o", "/dev/null"], "-o /dev/null: is no regular file; use -o - and send stdout there"),
    (["-", "-"], "- is given twice, but standard input can be read only once"),
]


@pytest.mark.parametrize(("words", "message"), OPTIONS)
def test_an_option_that_makes_no_sense(words: list[str], message: str) -> None:
    """A wrong option is named with what it may be."""
    before = Path("contact.csv").read_bytes()
    ran = call("lint", "contact.csv", *words)
    assert ran.code == 2
    assert said(ran).startswith(message)
    assert Path("contact.csv").read_bytes() == before


COMMANDS = [
    (["lnt", "contact.csv"], "no such command 'lnt'; did you mean lint?"),
    (["contact.csv"], "no such command 'contact.csv'; see `csvprep --help`"),
    (["lint"], "missing argument 'FILE...'; see `csvprep lint --help`"),
    (["prep", "contact.csv"], "missing option '--output' / '-o'; see `csvprep prep --help`"),
    (["prep", "contact.csv", "-o", ""], "the folder's name is empty; name a folder"),
    (["prep", "contact.csv", "-o", "pets.csv"], "pets.csv: is a file; name a folder"),
    (["prep", "contact.csv", "-o", "pets.csv/out"], "pets.csv/out: can't be written: Not a directory"),
    (["prep", "contact.csv", "-o", "out", "--max-bytes", "big"], "--max-bytes 'big': give a size such as 500000, 10MB"),
    (["prep", "contact.csv", "-o", "out", "--max-bytes", "0"], "--max-bytes '0': give a size such as 500000, 10MB"),
    (["prep", "contact.csv", "-o", "out", "--max-bytes", "5"], "--max-bytes 5 has no room for a record beside the"),
    (["prep", "contact.csv", "-o", "out", "--max-rows", "0"], "invalid value for '--max-rows': '0' is no whole number"),
    (["split", "contact.csv", "-o", "pets.csv"], "pets.csv: is a file; name a folder"),
    (["split", "nofile.csv", "-o", "out"], "nofile.csv: no such file"),
    (["fix", "contact.csv", "-o", "some folder"], "-o some folder: is a folder; name a file"),
    (["fix", "contact.csv", "-o", "no/x.csv"], "-o no/x.csv: there is no folder no; make it first"),
    (
        ["fix", "contact.csv", "-o", "x.csv", "--changes", "no/x"],
        "--changes no/x: there is no folder no; make it first",
    ),
    (
        ["submit", "nodir"],
        "nodir: no manifest.json here, so no finished run; make one with `csvprep prep FILE -o nodir`",
    ),
    (["submit", "some folder"], "some folder: no manifest.json here, so no finished run; make one with"),
    (["submit", "pets.csv"], "pets.csv: is a file; name a folder"),
    (["status", "pets.csv"], "pets.csv: is a file; name a folder"),
    (["status", ""], "the folder's name is empty; name a folder"),
    (["status", "some folder"], "some folder: no manifest.json here, so no finished run; make one with"),
    (["objects"], "which endpoint? name it with --base-url or CSVPREP_BASE_URL, such as https://"),
    (["objects", "--connector", "hubspot"], "no connector is called 'hubspot'; known are chargebee, infusionsoft"),
    (["sandbox", "--port", "99999"], "invalid value for '--port': '99999' is no whole number from 0 to 65535; see"),
    (["sandbox", "--store", "pets.csv"], "pets.csv: is a file; name a folder"),
    (["sandbox", "--step", "soon"], "invalid value for '--step': 'soon' is no number of seconds from 0 up; see"),
]


@pytest.mark.parametrize(("words", "message"), COMMANDS)
def test_a_command_that_makes_no_sense(words: list[str], message: str) -> None:
    """A command that can't be done says why in one sentence and leaves nothing behind."""
    ran = call(*words)
    assert ran.code == 2
    assert said(ran).startswith(message)
    assert not Path("out/manifest.json").exists()


RUNS = [
    (["--connector", "hubspot"], "no connector is called 'hubspot'; known are chargebee"),
    ([], "which endpoint? name it with --base-url or CSVPREP_BASE_URL"),
    (
        ["--base-url", "https://example.com"],
        "the endpoint needs a secret: set CSVPREP_ELEMENT_TOKEN in the environment",
    ),
    (["--base-url", "ftp://example.com"], "the endpoint needs a secret: set CSVPREP_ELEMENT_TOKEN in the environment"),
    (["--connector", "sandbox", "--metadata", "x"], "--metadata x: give it as KEY=VALUE"),
    (["--connector", "sandbox", "--resend-unknown", "--assume-sent"], "--resend-unknown and --assume-sent contradict"),
    (
        ["--connector", "sandbox", "--concurrency", "0"],
        "invalid value for '--concurrency': '0' is no whole number from",
    ),
    (["--connector", "sandbox", "--poll-interval", "0"], "invalid value for '--poll-interval': '0' is no number of"),
]


@pytest.mark.parametrize(("words", "message"), RUNS)
def test_a_submit_that_makes_no_sense(prepared: Path, words: list[str], message: str) -> None:
    """A submit without an endpoint, a secret or sense is refused before anything is sent."""
    ran = call("submit", prepared, *words)
    assert ran.code == 2
    assert said(ran).startswith(message)
    assert not (prepared / "ledger.sqlite").exists()


@pytest.mark.parametrize(
    ("address", "message"),
    [("ftp://example.com", "'ftp://example.com' is no address"), ("http://example.com", "http://example.com would")],
)
def test_an_address_that_is_none(prepared: Path, monkeypatch: pytest.MonkeyPatch, address: str, message: str) -> None:
    """An address that is none, or that would carry the token in clear, is refused."""
    monkeypatch.setenv("CSVPREP_ELEMENT_TOKEN", "made-up-token")
    monkeypatch.setenv("CSVPREP_USER_SECRET", "made-up-secret")
    ran = call("submit", prepared, "--base-url", address)
    assert ran.code == 2
    assert said(ran).startswith(message)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "out/manifest.json: is not valid JSON"),
        ("{}", "out/manifest.json: is not a manifest of this version"),
        ("[]", "out/manifest.json: is not a manifest of this version"),
        ('{"chunks": [1]}', "out/manifest.json: is not a manifest of this version"),
    ],
)
@pytest.mark.parametrize("command", ["submit", "status"])
def test_a_damaged_manifest(prepared: Path, command: str, text: str, message: str) -> None:
    """A manifest that is no JSON or no manifest is named, with what to do."""
    (prepared / "manifest.json").write_text(text, encoding="utf-8")
    ran = call(command, prepared, "--connector", "sandbox")
    assert ran.code == 2
    assert said(ran).startswith(message)


def test_an_altered_or_missing_chunk(prepared: Path) -> None:
    """A chunk that is not as prep wrote it stops the submit before anything is sent."""
    chunk = prepared / "chunks" / "contact-00001.csv"
    chunk.write_bytes(chunk.read_bytes().replace(b"Norm", b"Nora"))
    ran = call("submit", prepared, "--connector", "sandbox", "-q")
    assert ran.code == 2
    assert said(ran).startswith("out/chunks/contact-00001.csv: was altered after prep wrote it")
    chunk.unlink()
    ran = call("submit", prepared, "--connector", "sandbox", "-q")
    assert ran.code == 2
    assert said(ran).startswith("out/chunks/contact-00001.csv:")


def test_an_endpoint_that_does_not_answer_is_exit_3(prepared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A refused connection is exit 3, one sentence, and the secrets are not in it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    monkeypatch.setenv("CSVPREP_ELEMENT_TOKEN", "made-up-token")
    monkeypatch.setenv("CSVPREP_USER_SECRET", "made-up-secret")
    ran = call("submit", prepared, "--base-url", address, "-q")
    assert ran.code == 3
    assert said(ran).startswith(f"{address.removeprefix('http://')}: no connection")
    assert "made-up" not in ran.err


def test_a_failing_disk_behind_stdout() -> None:
    """When standard output can't be written the message says so."""
    for words in (["lint", "contact.csv"], ["lint", "contact.csv", "--format", "csv"], ["explain"]):
        with Path("/dev/full").open("wb") as full:
            ran = execute_into(full.fileno(), *words)
        assert "No space left on device" in ran
        assert "Traceback" not in ran


def execute_into(stdout: int, *words: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-m", "csvprep", *words], stdout=stdout, stderr=subprocess.PIPE, check=False, timeout=60
    )
    assert ran.returncode == 2
    return ran.stderr.decode()


def test_an_error_of_csvpreps_own_is_called_a_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    """What nobody foresaw is called a bug with how to report it, exit 2; CSVPREP_DEBUG shows where it is."""

    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("csvprep.runs.lint.open_job", fail)
    ran = call("lint", "contact.csv")
    assert ran.code == 2
    assert ran.err.startswith("csvprep: error: this is a bug in csvprep (ZeroDivisionError); please report it")
    monkeypatch.setenv("CSVPREP_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        call("lint", "contact.csv")


def test_python_m_csvprep_exits_with_the_same_codes() -> None:
    """As a real process the exit code and the one sentence are the same."""
    ran = execute("lint", "nofile.csv")
    assert (ran.code, ran.out, ran.err) == (2, "", "csvprep: error: nofile.csv: no such file\n")
    ran = execute("lint", "contact.csv", "--format", "json")
    assert (ran.code, json.loads(ran.out)["summary"]["errors"]) == (1, 1)
