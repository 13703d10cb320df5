"""No secret is in anything that a submit writes or prints, whatever the endpoint says back."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from csvprep.bulk import SIGNATURE_HEADER, ChunkState, sign_body
from csvprep.bulk.ledger import Binding, open_ledger
from csvprep.bulk.listener import ListenerSettings, build_listener
from csvprep.bulk.serving import address_of, listen_on, make_server
from csvprep.manifest import read_manifest

from .runs import Script, plain_chunks, write_run

TOKEN = "tok+EN/77aaBB99zz="
SECRET = "se+CRET/88ccDD00yy="
ECHO = f"Element {TOKEN}, User {SECRET}"
ROW = f"user2@acme.com: refused for {ECHO}"


def spellings() -> Iterator[str]:
    """Yield the secrets as they are, and as a URL, JSON, base64 or a header may spell them."""
    for secret in (TOKEN, SECRET):
        yield from (secret, quote(secret, safe=""), quote(secret), secret.replace("/", "\\/"), secret[:12])
        yield base64.b64encode(secret.encode()).decode().rstrip("=")


def found_in(folder: Path) -> list[tuple[str, str]]:
    """Return each file below a folder that has a secret in it, by its name or content."""
    shown = [(path, str(path).encode() + path.read_bytes()) for path in folder.rglob("*") if path.is_file()]
    assert shown
    return [(str(path), one) for path, data in shown for one in spellings() if one.encode() in data]


def submit(folder: Path, script: Script, *words: str) -> tuple[int, str]:
    """Submit as a process of its own; return its exit code and all that it printed."""
    return execute(script, ["submit", str(folder), "--poll-interval", "0.05", *words])


def execute(script: Script, words: list[str]) -> tuple[int, str]:
    """Run a command as a process of its own; return its exit code and all that it printed."""
    variables = {"CSVPREP_ELEMENT_TOKEN": TOKEN, "CSVPREP_USER_SECRET": SECRET, "CSVPREP_BASE_URL": script.base_url}
    done = subprocess.run(
        [sys.executable, "-m", "csvprep", *words],
        env={**os.environ, **variables}, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def see_clean(folder: Path, printed: str) -> None:
    assert found_in(folder.parent) == []
    assert [one for one in spellings() if one in printed] == []


def test_a_submit_keeps_secrets(script: Script, folder: Path) -> None:
    """An endpoint that quotes the secrets in ids, states, reasons, errors and headers gets them nowhere."""
    write_run(folder, plain_chunks(2))
    script.say(200, {"id": f"7{SECRET}", "status": "CREATED", "message": ECHO}, Elements_Request_Id=f"id-{TOKEN}")
    script.say(200, {"id": "7", "status": f"RUNNING {SECRET}", "error": "x" * 490 + ECHO})
    script.say(200, {"id": "7", "status": "COMPLETED", "recordsCount": 2, "recordsFailedCount": 2, "message": ECHO})
    script.say(200, [{"status": ROW}, {"odd": {ECHO: [TOKEN]}}], Elements_Request_Id=SECRET)
    code, printed = submit(folder, script, "--log-file", str(folder.parent / "log"), "--metadata", f"note={TOKEN}")
    assert code == 1
    assert "2 failed" in printed
    assert "user2@acme.com: refused for Element ***, User ***" in (folder / "server-errors.csv").read_text("utf-8")
    assert "Element ***" in (folder / "ledger.sqlite").read_text("latin-1")
    assert len((folder.parent / "log").read_text("utf-8").splitlines()) == 4
    assert {headers["Authorization"] for *_, headers, _ in script.asked} == {ECHO}
    see_clean(folder, printed)


@pytest.mark.parametrize("status", [302, 401, 500])
def test_a_refusal_keeps_secrets(script: Script, folder: Path, status: int) -> None:
    """A refusal that quotes the secrets, right where a long text is cut, is told without them."""
    write_run(folder, plain_chunks(2))
    body = {"message": "x" * 488 + ECHO, "providerMessage": ECHO, "requestId": TOKEN}
    script.say(status, body, Elements_Request_Id=SECRET, Retry_After="0", Location=f"https://a.example/{quote(TOKEN)}")
    code, printed = submit(folder, script, "--log-file", str(folder.parent / "log"))
    assert code in {1, 3}
    assert (folder.parent / "log").stat().st_size
    see_clean(folder, printed)


def test_a_dry_run_keeps_secrets(script: Script, folder: Path) -> None:
    """A dry run shows where secrets go and not what they are, nor the query of a callback."""
    write_run(folder, plain_chunks(2))
    called = ("--callback-url", "https://me.example/hook?key=my-own-secret")
    for form in ("text", "json"):
        code, printed = submit(folder, script, "--dry-run", "--format", form, "--metadata", f"note={TOKEN}", *called)
        assert code == 0
        assert "Element ***, User ***" in printed
        assert "https://me.example/hook?***" in printed
        assert "my-own-secret" not in printed
        see_clean(folder, printed)
    assert script.asked == []
    assert json.loads(printed)["requests"][0]["headers"]["Authorization"] == "Element ***, User ***"


def test_a_pulled_schema_keeps_secrets(script: Script, folder: Path) -> None:
    """Metadata that quotes the secrets gives a schema without them, in the file and on the way to it."""
    fields = [{"vendorPath": "email", "type": f"string {TOKEN}", "vendorDisplayName": ECHO}, {"path": SECRET}]
    script.say(200, {"fields": fields, "note": ECHO}, Elements_Request_Id=TOKEN)
    folder.mkdir()
    pulled = execute(script, ["schema", "pull", "customers", "-o", str(folder / "customers.yaml")])
    checked = execute(script, ["schema", "check", str(folder / "customers.yaml")])
    assert (pulled[0], checked[0]) == (0, 0)
    see_clean(folder, pulled[1] + checked[1])
    assert "name: email" in (folder / "customers.yaml").read_text("utf-8")


def test_a_listener_keeps_its_key(folder: Path) -> None:
    """A notification that quotes the key of the signatures gets it neither into the ledger nor into what is told."""
    key = "kEy+77/of=SIGNATURES"
    write_run(folder, plain_chunks(2))
    manifest = read_manifest(folder)
    with open_ledger(folder) as ledger:
        ledger.bind(Binding("0", "http://x", "", "contact"), manifest.chunks)
        ledger.write(manifest.chunks[0].file, ChunkState.POSTED, job_id="7")
    told: list[str] = []
    body = json.dumps({"id": "7", "status": "ABORTED", "recordsFailedCount": 0, "error": f"signed with {key}"}).encode()
    with listen_on("127.0.0.1", 0) as socket:
        server = make_server(build_listener(ListenerSettings(folder, key), told.append))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [socket]})
        thread.start()
        address = address_of(socket)
        signed = httpx.post(address, content=body, headers={SIGNATURE_HEADER: sign_body(key, body)}, trust_env=False)
        wrong = httpx.post(f"{address}/{quote(key)}", content=body, headers={SIGNATURE_HEADER: key}, trust_env=False)
        server.should_exit = True
        thread.join()
    assert (signed.status_code, wrong.status_code) == (200, 401)
    data = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert b"signed with ***" in data
    assert key.encode() not in data
    assert key not in " ".join((*told, signed.text, wrong.text))
