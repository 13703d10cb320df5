"""`csvprep submit --dry-run` and `--log-file`: what would be sent, and what was."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from csvprep.bulk.sandbox import Faults, SandboxServer

from .shell import call, said

Endpoint = Callable[..., SandboxServer]
LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00 (\w+) (\S+) (\S+) (-|[0-9a-f]{24}) \d+\.\d{3}s")
API = "/elements/api-v2/bulk"


def files(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_dry_run(prepared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each request is shown with method, URL, headers, size and metaData; secrets are not, and not needed."""
    monkeypatch.setenv("CSVPREP_ELEMENT_TOKEN", "a-token")
    before = files(Path())
    words = ("--base-url", "https://bulk.example.com", "--connector", "intercom", "--metadata", "action=create")
    ran = call("submit", prepared, "--dry-run", *words)
    size = (prepared / "chunks" / "contact-00001.csv").stat().st_size
    sha256 = hashlib.sha256((prepared / "chunks" / "contact-00001.csv").read_bytes()).hexdigest()
    lines = ran.out.splitlines()
    content_length = lines.pop(3)
    url = "https://bulk.example.com/elements/api-v2/hubs/marketing/bulk"
    given = '"identifierFieldName": "C_EmailAddress", "action": "create"'
    assert ran.code == 0
    assert re.fullmatch(r"  Content-Length: \d+", content_length)
    assert int(content_length.split()[1]) > size
    assert lines == [
        f"POST {url}/contact?path=/contact-00001.csv",
        "  Authorization: Element ***, User ***",
        "  Accept: application/json",
        "  Content-Type: multipart/form-data",
        f"  file: out/chunks/contact-00001.csv, {size:,} bytes",
        f'  metaData: {{{given}, "callback-payload": "csvprep {sha256[:32]}"}}',
        f"GET {url}/{{id}}/status",
        "  Authorization: Element ***, User ***",
        "  Accept: application/json",
        "  (every 3 s, until each new job has ended)",
        f"GET {url}/{{id}}/errors?pageSize=200",
        "  Authorization: Element ***, User ***",
        "  Accept: application/json",
        "  (once each new job has ended, and for each further page of its errors)",
        f"out: 1 uploads, {size:,} bytes in chunks; nothing was sent or written",
    ]
    assert ran.err.splitlines() == [
        "csvprep: out was prepared without --connector intercom: its limits were not checked",
        "csvprep: CSVPREP_USER_SECRET is not set; without --dry-run the keyring is to have it, or it is asked for",
    ]
    assert files(Path()) == before


def test_dry_run_sends_nothing(endpoint: Endpoint, prepared: Path) -> None:
    """The endpoint gets no job of a dry run, and the real run sends just the upload that was shown."""
    server = endpoint()
    data = json.loads(call("submit", prepared, "--dry-run", "--no-wait", "-q", "--format", "json").out)
    assert server.store.jobs((), 0, 9) == []
    (request,) = data["requests"]
    assert (request["method"], request["file"]) == ("POST", "out/chunks/contact-00001.csv")
    assert request["url"] == f"{server.base_url}{API}/contact?path=/contact-00001.csv"


def test_dry_run_goes_by_the_ledger(endpoint: Endpoint, prepared: Path) -> None:
    """What was sent is not shown again; an open job is looked at; the ledger stays byte for byte."""
    server = endpoint(step_seconds=30)
    call("submit", prepared, "--no-wait", "-q")
    before = files(prepared)
    ran = call("submit", prepared, "--dry-run", "-q")
    assert files(prepared) == before
    assert [line for line in ran.out.splitlines() if not line.startswith("  ")] == [
        f"GET {server.base_url}{API}/1/status",
        f"GET {server.base_url}{API}/1/errors?pageSize=200",
        "out: 0 uploads, 0 bytes in chunks; nothing was sent or written",
    ]
    other = call("submit", prepared, "--dry-run", "-q", "--base-url", "https://other.example.com")
    assert other.code == 2
    assert "these chunks went to endpoint" in said(other)


def test_dry_run_of_the_embedded_sandbox(prepared: Path) -> None:
    """For `--connector sandbox` no sandbox is started and nothing is kept."""
    ran = call("submit", prepared, "--dry-run", "--connector", "sandbox")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("POST http://127.0.0.1/elements/api-v2/hubs/marketing/bulk/contact?")
    assert not (prepared / "sandbox").exists()


def test_log_file(endpoint: Endpoint, prepared: Path) -> None:
    """Each request is a line with time, method, path, status, request id and duration; a second run adds its own."""
    endpoint(faults=Faults(answer_503=1, retry_after_seconds=0))
    assert call("submit", prepared, "-q", "--log-file", "log", "--poll-interval", "0.05").code == 0
    lines = [LINE.fullmatch(line) for line in Path("log").read_text(encoding="utf-8").splitlines()]
    found = [line.groups() for line in lines if line]
    assert len(found) == len(lines)
    assert [(verb, path, status) for verb, path, status, _ in found[:3]] == [
        ("POST", f"{API}/contact", "503"),
        ("POST", f"{API}/contact", "200"),
        ("GET", f"{API}/1/status", "200"),
    ]
    assert len({request_id for *_, request_id in found}) == len(found)
    before = Path("log").read_bytes()
    call("submit", prepared, "-q", "--log-file", "log")
    assert Path("log").read_bytes() == before


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("-", "--log-file -: the log needs a file, since stdout has the summary; name one"),
        ("nowhere/log", "--log-file nowhere/log: there is no folder nowhere; make it first"),
        ("out/manifest.json", "--log-file out/manifest.json: would overwrite out/manifest.json; name another file"),
    ],
)
def test_a_log_file_at_a_wrong_place(endpoint: Endpoint, prepared: Path, place: str, message: str) -> None:
    """A log that can't be written, or that would spoil the run, is refused before anything is sent."""
    server = endpoint()
    ran = call("submit", prepared, "-q", "--log-file", place)
    assert (ran.code, said(ran)) == (2, message)
    assert server.store.jobs((), 0, 9) == []
