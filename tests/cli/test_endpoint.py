"""`csvprep submit`, `status`, `objects` and `sandbox`, against the embedded sandbox and one in a process of its own."""

from __future__ import annotations

import csv
import json
import signal
import sqlite3
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .shell import call, execute_on_terminal, said, start

Sandbox = Callable[..., dict[str, str]]
OBJECTS = ["account", "activities", "campaign", "contact", "list"]
EMBEDDED = ("--connector", "sandbox")
KEPT = "csvprep: what arrived is kept in out/sandbox; look at it with: csvprep sandbox --store out/sandbox\n"


@pytest.fixture
def settings(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Start a sandbox in a process of its own, and set the environment as it says."""
    found = sandbox()
    for name, value in found.items():
        monkeypatch.setenv(name, value)
    return found


def landed(store: str) -> list[tuple[str, int]]:
    """Return the e-mail addresses in a sandbox's database, and how often each landed."""
    (path,) = [path for path in Path(store).iterdir() if path.suffix in {".sqlite", ".db"}]
    with sqlite3.connect(path) as database:
        rows = database.execute("SELECT data, loads FROM records").fetchall()
    database.close()
    return sorted((json.loads(data)["C_EmailAddress"], loads) for data, loads in rows)


def emails(contact: Path) -> list[tuple[str, int]]:
    return sorted((line.split(",")[0], 1) for line in contact.read_text().splitlines()[1:])


def test_submit_to_the_embedded_sandbox(prepared: Path, contact: Path) -> None:
    """`--connector sandbox` needs no address and no secret; every record lands once; the summary is on stdout."""
    ran = call("submit", prepared, *EMBEDDED)
    assert ran.code == 0
    assert ran.out == "out: chunks: 1 done\n  records: 10 in all, 10 sent, 0 failed\n"
    told = [line.removeprefix("csvprep: 1/1 chunks/contact-00001.csv ") for line in ran.err.splitlines()]
    assert told == ["posting", "posted, job 1", "done, job 1", KEPT.rstrip("\n")]
    assert landed("out/sandbox") == emails(contact)


def test_submit_again_sends_nothing_twice(prepared: Path, contact: Path) -> None:
    """The same submit again finds all chunks sent, and sends none."""
    first = call("submit", prepared, *EMBEDDED)
    again = call("submit", prepared, *EMBEDDED)
    assert (again.code, again.out, again.err) == (0, first.out, KEPT)
    assert landed("out/sandbox") == emails(contact)


def test_submit_quiet_and_json(prepared: Path) -> None:
    """--quiet leaves stderr empty; --format json is the whole summary."""
    ran = call("submit", prepared, *EMBEDDED, "-q", "--format", "json")
    summary = json.loads(ran.out)
    assert (ran.code, ran.err) == (0, "")
    assert summary["chunks"]["done"] == 1
    assert (summary["records"], summary["records_sent"], summary["records_failed"]) == (10, 10, 0)


def test_status_from_the_ledger(prepared: Path) -> None:
    """Status shows each chunk before and after a submit, without asking anybody."""
    before = call("status", prepared)
    assert before.code == 0
    assert before.out.splitlines() == [
        "out: not submitted yet",
        "chunk                     records  failed  state    job",
        "chunks/contact-00001.csv       10          pending",
        "records: 10 in all, 0 sent, 0 failed",
    ]
    call("submit", prepared, *EMBEDDED, "-q")
    after = call("status", prepared)
    assert (after.code, after.err) == (0, "")
    assert after.out.splitlines() == [
        "out: sandbox, object contact",
        "chunk                     records  failed  state  job",
        "chunks/contact-00001.csv       10       0  done   1",
        "records: 10 in all, 10 sent, 0 failed",
    ]
    data = json.loads(call("status", prepared, "--format", "json").out)
    assert (data["totals"]["records_sent"], data["chunks"][0]["state"]) == (10, "done")


def test_a_run_without_chunks(folder: Path) -> None:
    """Where nothing was accepted there is nothing to send, and both commands say so; exit 0."""
    Path("in.csv").write_text("C_EmailAddress\nbob\n", encoding="utf-8")
    assert call("prep", "in.csv", "-o", "out").code == 1
    ran = call("submit", "out", *EMBEDDED, "-q")
    assert (ran.code, ran.out) == (0, "out: no chunks, so there was nothing to send\n")
    assert call("status", "out").out.splitlines()[1] == "no chunks: no record of the run was accepted"


def test_split_files_are_submitted_too(contact: Path) -> None:
    """What split cut is submitted like what prep made."""
    assert call("split", contact, "-o", "out").code == 0
    assert call("submit", "out", *EMBEDDED, "-q").code == 0
    assert landed("out/sandbox") == emails(contact)


def test_submit_to_a_sandbox_of_its_own(settings: dict[str, str], prepared: Path, contact: Path) -> None:
    """With address and secrets from the environment the records land in the endpoint; no secret is shown anywhere."""
    ran = call("submit", prepared, "--poll-interval", "0.05")
    assert ran.code == 0
    assert landed("store") == emails(contact)
    shown = ran.out + ran.err + call("status", prepared, "--refresh").out
    for name in ("CSVPREP_ELEMENT_TOKEN", "CSVPREP_USER_SECRET"):
        assert settings[name] not in shown
    for path in prepared.rglob("*"):
        if path.is_file():
            assert settings["CSVPREP_USER_SECRET"].encode() not in path.read_bytes(), path


def test_failed_records_come_back_with_their_places(settings: dict[str, str]) -> None:
    """A refused record makes exit 1 and is in server-errors.csv; an error that fits two records is shown."""
    rows = ["Ann,ann@example.com", '"Bob\nB.",bob', "Ann again,ANN@example.com", "Cleo,cleo@example.com"]
    Path("in.csv").write_text("C_FirstName,C_EmailAddress\n" + "\n".join(rows) + "\n", encoding="utf-8")
    assert call("split", "in.csv", "-o", "out").code == 0
    ran = call("submit", "out", "--poll-interval", "0.05", "-q")
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.splitlines()[:4] == [
        "out: chunks: 1 done",
        "  records: 4 in all, 4 sent, 2 failed",
        "  failed records, with their lines and the endpoint's words: out/server-errors.csv",
        "  errors of the endpoint that name no record for sure: 1",
    ]
    assert ran.out.splitlines()[4].startswith("    chunks/contact-00001.csv: ANN@example.com: ")
    with Path("out/server-errors.csv").open(encoding="utf-8", newline="") as stream:
        (failed,) = csv.DictReader(stream)
    assert (failed["_record"], failed["_line"], failed["C_FirstName"]) == ("2", "3", "Bob\nB.")
    status = call("status", "out")
    assert (status.code, status.out.splitlines()[-1]) == (1, "failed records: out/server-errors.csv")


def test_no_wait_then_refresh(settings: dict[str, str], prepared: Path) -> None:
    """--no-wait hands over and leaves; `status --refresh` asks what became of it."""
    ran = call("submit", prepared, "--no-wait", "-q")
    assert (ran.code, ran.out.splitlines()[0]) == (0, "out: chunks: 1 posted")
    for _ in range(200):
        if "done" in (out := call("status", prepared, "--refresh").out):
            break
    assert out.splitlines()[2].split() == ["chunks/contact-00001.csv", "10", "0", "done", "1"]


def test_a_wrong_secret(
    settings: dict[str, str], prepared: Path, monkeypatch: pytest.MonkeyPatch, contact: Path
) -> None:
    """A refused secret is exit 3 in one sentence without the secret; with the right one the submit goes on."""
    monkeypatch.setenv("CSVPREP_USER_SECRET", "made-up-secret")
    ran = call("submit", prepared, "-q")
    assert ran.code == 3
    assert "HTTP 401" in said(ran)
    assert "made-up-secret" not in ran.err
    monkeypatch.setenv("CSVPREP_USER_SECRET", settings["CSVPREP_USER_SECRET"])
    assert call("submit", prepared, "-q", "--poll-interval", "0.05").code == 0
    assert landed("store") == emails(contact)


def test_secrets_are_asked_for_on_a_terminal(
    settings: dict[str, str], prepared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A secret that is not in the environment is asked for, and not shown while it is typed."""
    monkeypatch.delenv("CSVPREP_USER_SECRET")
    secret = settings["CSVPREP_USER_SECRET"]
    typed = ("User secret: ", f"{secret}\n".encode())
    screen = execute_on_terminal("submit", prepared, "-q", "--poll-interval", "0.05", typed=typed)
    assert screen.code == 0, screen
    assert "User secret: " in screen.err
    assert secret not in screen.err + screen.out


def test_objects(settings: dict[str, str]) -> None:
    """The endpoint's objects are listed, one a line; the embedded sandbox has the shipped ones."""
    assert call("objects").out.splitlines() == OBJECTS
    ran = call("objects", *EMBEDDED)
    assert (ran.code, ran.out.splitlines(), ran.err) == (0, OBJECTS, "")


def test_metadata_goes_along(settings: dict[str, str], prepared: Path) -> None:
    """--metadata values that are JSON are taken as such, others as text."""
    words = ("--metadata", "name=spring", "--metadata", "tries=2")
    assert call("submit", prepared, *words, "-q", "--poll-interval", "0.05").code == 0


def test_the_sandbox_serves_a_page_and_stops_quietly(sandbox: Sandbox, folder: Path) -> None:
    """The sandbox says on stdout what to set, shows what arrived on a page, and Ctrl-C is its good end."""
    with start("sandbox", "--port", "0", "--store", "kept") as process:
        assert process.stdout is not None
        lines = [process.stdout.readline().decode() for _ in range(3)]
        address = lines[0].removeprefix("export CSVPREP_BASE_URL=").strip()
        with urllib.request.urlopen(address + "/") as page:
            assert page.status == 200
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    said_on_stderr = err.decode().splitlines()
    assert [line.split("=")[0] for line in lines] == [
        "export CSVPREP_BASE_URL",
        "export CSVPREP_ELEMENT_TOKEN",
        "export CSVPREP_USER_SECRET",
    ]
    assert (process.returncode, out) == (0, b"")
    assert said_on_stderr == [
        f"csvprep: sandbox at {address}, keeping what arrives in kept; stop it with Ctrl-C",
        "csvprep: to use it from another shell, set:",
        "csvprep: sandbox stopped",
    ]


def test_two_sandboxes_do_not_share(sandbox: Sandbox) -> None:
    """A store or a port that is in use is refused in one sentence."""
    settings = sandbox()
    port = settings["CSVPREP_BASE_URL"].rpartition(":")[2]
    busy = call("sandbox", "--port", "0", "--store", "store")
    assert (busy.code, said(busy)) == (
        2, "store: another sandbox keeps its records here; end it, or choose another store"
    )  # fmt: skip
    taken = call("sandbox", "--port", port, "--store", "other")
    assert taken.code == 2
    assert said(taken).startswith(f"can't listen on 127.0.0.1 port {port}: Address already in use")


def test_ctrl_c_while_waiting(sandbox: Sandbox, prepared: Path, monkeypatch: pytest.MonkeyPatch, contact: Path) -> None:
    """Ctrl-C while a job runs is exit 130 with how to go on; the same command again does, and sends nothing twice."""
    for name, value in sandbox("--step", "0.6").items():
        monkeypatch.setenv(name, value)
    with start("submit", prepared, "--poll-interval", "0.05") as process:
        assert process.stderr is not None
        lines: Iterator[bytes] = iter(process.stderr.readline, b"")
        assert any(b"posted, job" in line for line in lines)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (130, b"csvprep: stopped; run the same command again to go on\n")
    assert call("submit", prepared, "--poll-interval", "0.05", "-q").code == 0
    assert landed("store") == emails(contact)
