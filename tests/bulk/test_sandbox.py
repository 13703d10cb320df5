"""The sandbox keeps the endpoint's contract, and lets a person see what landed."""

from __future__ import annotations

import json
import re
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from csvprep.bulk import BulkClient, ErrorRow, JobStatus, cancel, read_status, submit, verify_signature
from csvprep.bulk.sandbox import FieldRule, SandboxServer, SandboxSettings, serve
from csvprep.bulk.sandbox.vendor import is_email
from csvprep.errors import LedgerError, UsageError

from .runs import CONTACT, HEADER, contacts, plain_chunks, render_csv, settings, write_run

Start = Callable[..., SandboxServer]
Connect = Callable[..., BulkClient]
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
AUTH = {"Authorization": "User sandbox-user-secret, Organization x, Element sandbox-element-token"}


def call(server: SandboxServer, verb: str, route: str, **options: Any) -> httpx.Response:
    options.setdefault("headers", AUTH)
    with httpx.Client(base_url=server.base_url, trust_env=False, verify=NO_TLS) as client:
        return client.request(verb, route, **options)


def api(server: SandboxServer, verb: str, route: str, **options: Any) -> httpx.Response:
    return call(server, verb, f"/elements/api-v2{route}", **options)


def load(client: BulkClient, path: Path, data: bytes, object_name: str = "contact", **metadata: str) -> JobStatus:
    """Upload bytes and return the job at its end."""
    path.write_bytes(data)
    job = client.upload(object_name, path, metadata)
    while not job.is_final:
        time.sleep(0.01)
        job = client.status(job.job_id)
    return job


def test_states_in_order(start: Start, connect: Connect, tmp_path: Path) -> None:
    """A job goes from CREATED over STARTED and RUNNING to COMPLETED, and its end has a time."""
    server = start(step_seconds=0.3)
    path = tmp_path / "a.csv"
    path.write_bytes(render_csv([HEADER, *contacts(1, 2)]))
    client = connect(server)
    job = client.upload("contact", path, {})
    seen = [job.status]
    while not job.is_final:
        job = client.status(job.job_id)
        seen.append(job.status)
        time.sleep(0.005)
    assert list(dict.fromkeys(seen)) == ["CREATED", "STARTED", "RUNNING", "COMPLETED"]
    status = api(server, "GET", "/bulk/1/status").json()
    expected = {"id": "1", "object_name": "contact", "job_direction": "UPLOAD", "recordsCount": 2}
    assert expected.items() <= status.items()
    assert (status["recordsFailedCount"], status["fileSize"]) == (0, path.stat().st_size)
    assert status["bulk_start_time"] < status["bulk_finish_time"]


@pytest.mark.parametrize("prefix", ["", "/hubs/marketing"])
@pytest.mark.parametrize("header", ["", "Element sandbox-element-token", "Element x, User sandbox-user-secret"])
def test_no_entrance(shared: SandboxServer, prefix: str, header: str) -> None:
    """Without both secrets every path answers 401 with the error body and the request id."""
    response = api(shared, "GET", f"{prefix}/objects", headers={"Authorization": header})
    assert response.status_code == 401
    assert re.fullmatch("[0-9a-f]{24}", response.json()["requestId"])
    assert response.headers["Elements-Request-Id"] == response.json()["requestId"]
    assert response.json()["message"].startswith("Invalid ")


@pytest.mark.parametrize("prefix", ["", "/hubs/marketing"])
def test_both_path_forms(shared: SandboxServer, prefix: str) -> None:
    """Plain and hub paths give the same answers, whatever the order in the authorization."""
    server = shared
    assert api(server, "GET", f"{prefix}/objects").json() == ["contact"]
    assert api(server, "GET", f"{prefix}/ping").json()["valid"] is True
    assert api(server, "GET", f"{prefix}/objects/nothing/metadata").status_code == 404


@pytest.mark.parametrize(
    ("verb", "route", "options", "status"),
    [
        ("POST", "/bulk/contact", {"json": {}}, 415),
        ("POST", "/bulk/contact", {"files": {"other": b"x"}}, 400),
        ("POST", "/bulk/contact", {"files": {"file": b"x"}, "data": {"metaData": "{"}}, 400),
        ("POST", "/bulk/contact", {"files": {"file": b"x"}, "data": {"metaData": "[]"}}, 400),
        ("POST", "/bulk/contact", {"files": {"file": b"x"}, "data": {"metaData": '{"action":"burn"}'}}, 400),
        ("POST", "/bulk/contact", {"files": {"file": b"x"}, "data": {"metaData": '{"format":"json"}'}}, 400),
        ("GET", "/bulk/1/status", {}, 404),
        ("GET", "/bulk/x/errors", {}, 404),
        ("PUT", "/bulk/99999999999999999999/cancel", {}, 404),
        ("GET", "/bulk/jobs", {"params": {"where": "job_direction LIKE 'x'"}}, 400),
        ("GET", "/bulk/jobs", {"params": {"where": "secret='x'"}}, 400),
        ("GET", "/bulk/jobs", {"params": {"nextPage": "?"}}, 400),
        ("GET", "/bulk/jobs", {"params": {"pageSize": "0"}}, 400),
        ("DELETE", "/bulk/jobs", {}, 405),
        ("GET", "/nothing", {}, 404),
    ],
)
def test_refusals(shared: SandboxServer, verb: str, route: str, options: dict[str, Any], status: int) -> None:
    """What can't be served is refused with its code and the error body."""
    response = api(shared, verb, route, **options)
    assert response.status_code == status
    assert set(response.json()) == {"requestId", "message"}


def test_vendor_checks(start: Start, connect: Connect, tmp_path: Path) -> None:
    """Bad rows fail with the value that names them and the reason, good rows land, and the job is COMPLETED."""
    client = connect(start(objects={"contact": (*CONTACT, FieldRule("C_Age", "number"))}))
    rows = [
        ("ann@acme.com", "Ann", "40"),
        ("ann at acme", "x", "1"),
        ("", "Bob", "1"),
        ("cem@acme.com", "Cem", "old"),
        ("dan@acme.com", "Dan"),
        ("ANN@acme.com", "Ann again", "41"),
        ("eve@acme.com", "Eve", ""),
    ]
    job = load(client, tmp_path / "a.csv", render_csv([(*HEADER, "C_Age"), *rows]))
    assert (job.status, job.records_count, job.failed_count) == ("COMPLETED", 7, 5)
    assert list(client.errors(job.job_id)) == [
        ErrorRow("ann at acme: Invalid email address in C_EmailAddress: ann at acme"),
        ErrorRow(": C_EmailAddress is required to identify the record"),
        ErrorRow("cem@acme.com: Invalid number in C_Age: old"),
        ErrorRow("dan@acme.com: the row has 2 cells, the header 3"),
        ErrorRow("ANN@acme.com: Conflicts Found - C_EmailAddress"),
    ]


@pytest.mark.parametrize(
    ("data", "metadata", "error"),
    [
        (b"", {}, "The file is empty"),
        (b"C_EmailAddress\n\xff\n", {}, "The file is not UTF-8"),
        (b"C_FirstName\nAnn\n", {"identifierFieldName": "C_EmailAddress"}, "All records require 'C_EmailAddress'"),
        (b"C_FirstName\nAnn\n", {"primaryKeyName": "C_EmailAddress"}, "All records require 'C_EmailAddress'"),
    ],
)
def test_job_level_faults(
    start: Start, connect: Connect, tmp_path: Path, *, data: bytes, metadata: dict[str, str], error: str
) -> None:
    """A file that is no good as a whole ends ABORTED with the reason, and nothing of it lands."""
    server = start()
    job = load(connect(server), tmp_path / "a.csv", data, **metadata)
    assert job.status == "ABORTED"
    assert (job.reason or "").startswith(error)
    assert server.store.count_records() == 0


def test_unknown_column(start: Start, connect: Connect, tmp_path: Path) -> None:
    """A column that the object doesn't have fails every row."""
    client = connect(start())
    job = load(client, tmp_path / "a.csv", b"C_EmailAddress,Phone\nann@acme.com,1\n")
    assert [row.message for row in client.errors(job.job_id)] == ["ann@acme.com: Phone: no such field of contact"]


def test_update(start: Start, connect: Connect, tmp_path: Path) -> None:
    """With an identifier a record is updated, and `update` alone makes no new one."""
    server = start()
    client = connect(server)
    key = {"identifierFieldName": "C_EmailAddress"}
    load(client, tmp_path / "a.csv", render_csv([HEADER, ("ann@acme.com", "Ann")]), **key)
    rows = [HEADER, ("Ann@acme.com", "Anna"), ("bob@acme.com", "Bob")]
    job = load(client, tmp_path / "b.csv", render_csv(rows), **key, action="update")
    assert [row.message for row in client.errors(job.job_id)] == ["bob@acme.com: No record found to update"]
    answer = call(server, "GET", "/sandbox/records", params={"object": "contact"}, headers={}).json()
    assert answer["total"] == 1
    assert answer["records"][0]["data"] == {"C_EmailAddress": "Ann@acme.com", "C_FirstName": "Anna"}
    assert answer["records"][0]["loads"] == 2


def test_job_list_and_download(start: Start, connect: Connect, tmp_path: Path) -> None:
    """Jobs are listed and searched by the four fields, and a job's file comes back as it was sent."""
    server = start()
    client = connect(server)
    data = render_csv([HEADER, *contacts(1, 3)])
    load(client, tmp_path / "a.csv", data)
    load(client, tmp_path / "b.csv", data, "account")
    where = {"where": "object_name='contact' and record_count=3 AND job_direction='UPLOAD'"}
    (row,) = api(server, "GET", "/bulk/jobs", params=where).json()
    assert {"id": 1, "object_name": "contact", "status": "COMPLETED", "record_count": 3}.items() <= row.items()
    assert abs(row["createdDate"] / 1000 - time.time()) < 60
    assert len(api(server, "GET", "/bulk/jobs", params={"pageSize": "1"}).json()) == 1
    response = api(server, "GET", "/bulk/1/contact", headers={**AUTH, "Accept": "text/csv"})
    assert (response.content, response.headers["Content-Type"].partition(";")[0]) == (data, "text/csv")
    assert api(server, "GET", "/bulk/1/contact", headers={**AUTH, "Accept": "application/json"}).status_code == 400
    assert api(server, "GET", "/bulk/1/account").status_code == 404


def test_pages_escape_everything(start: Start, connect: Connect, tmp_path: Path) -> None:
    """The pages show jobs and records, and no cell, label, file or object name becomes markup."""
    server = start(objects={})
    evil = "<script src=x>"
    load(connect(server), tmp_path / "<b>.csv", render_csv([(evil, "C_FirstName"), (evil, "Ann")]), evil)
    overview = call(server, "GET", "/", headers={})
    job = call(server, "GET", "/sandbox/jobs/1", headers={})
    assert 'href="/sandbox/jobs/1"' in overview.text
    assert "Ann" in job.text
    for page in (overview, job):
        assert "<script" not in page.text
        assert "<b>" not in page.text
        assert "&lt;script src=x&gt;" in page.text
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("name", "status"),
    [("evil.example", 400), ("127.0.0.1.evil.example", 400), ("localhost:1", 200), ("[::1]:80", 200), ("[", 400)],
)
def test_foreign_host_name(shared: SandboxServer, name: str, status: int) -> None:
    """A name that isn't this machine's gets no answer, so that no foreign page can read contacts."""
    assert call(shared, "GET", "/", headers={"Host": name}).status_code == status


def test_what_came_stays(start: Start, connect: Connect, tmp_path: Path) -> None:
    """A sandbox that ends in the middle of a job finishes it when it is started on the same store again."""
    store = tmp_path / "kept"
    path = tmp_path / "a.csv"
    path.write_bytes(render_csv([HEADER, *contacts(1, 500)]))
    first = start(store=store, step_seconds=30)
    connect(first).upload("contact", path, {})
    with pytest.raises(UsageError, match="another sandbox"):
        start(store=store)
    first.__exit__(None, None, None)
    second = start(store=store)
    while second.store.unfinished_jobs():
        time.sleep(0.01)
    assert second.store.count_records() == 500


def test_taken_port(start: Start) -> None:
    """A port in use is said with the option that helps."""
    server = start()
    port = int(server.base_url.rpartition(":")[2])
    with pytest.raises(UsageError, match="--port"):
        serve(SandboxSettings(server.settings.store.with_name("other")), port=port)


def test_serve_in_the_foreground(tmp_path: Path) -> None:
    """`serve` tells its address once it listens, and an interrupt ends it."""
    code = (
        "import sys; from pathlib import Path; from csvprep.bulk.sandbox import SandboxSettings, serve\n"
        "serve(SandboxSettings(Path(sys.argv[1])), on_ready=lambda url: print(url, flush=True))"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "s")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        try:
            response = httpx.get(f"{url}/elements/api-v2/ping", headers=AUTH, trust_env=False)
        finally:
            process.send_signal(2)
    assert response.json()["valid"] is True


def test_callback(start: Start, tmp_path: Path) -> None:
    """The address that an upload names gets one signed notification when the job has ended."""
    got: list[tuple[bytes, str | None]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append((body, self.headers["Elements-Webhook-Signature"]))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = start(signature_key="key")
    with HTTPServer(("127.0.0.1", 0), Handler) as listener:
        thread = threading.Thread(target=listener.handle_request)
        thread.start()
        url = f"http://127.0.0.1:{listener.server_port}/done"
        files = {"file": ("a.csv", render_csv([HEADER, *contacts(1, 2)]))}
        headers = {**AUTH, "Elements-Async-Callback-Url": url}
        metadata = {"metaData": '{"callback-payload": {"mine": 1}}'}
        assert api(server, "POST", "/bulk/contact", files=files, data=metadata, headers=headers).status_code == 200
        thread.join(10)
    body, signature = got[0]
    assert verify_signature(body, signature, "key")
    facts = json.loads(body)
    assert (facts["id"], facts["status"], facts["recordsCount"], facts["callback-payload"]) == (
        "1",
        "COMPLETED",
        2,
        {"mine": 1},
    )
    away = {**AUTH, "Elements-Async-Callback-Url": "https://example.com/x"}
    assert api(server, "POST", "/bulk/contact", files=files, headers=away).status_code == 400


def test_cancel_a_folder(tmp_path: Path, start: Start, connect: Connect) -> None:
    """Cancelling a folder ends its open jobs; their chunks become cancelled and are not sent again."""
    folder = write_run(tmp_path / "out", plain_chunks(1, 1))
    server = start(step_seconds=0.3)
    client = connect(server)
    submit(folder, client, settings(wait=False))
    cancel(folder, client)
    while server.store.unfinished_jobs():
        time.sleep(0.02)
    assert [row.state.value for row in read_status(folder, client).chunks] == ["cancelled", "cancelled"]
    assert submit(folder, client, settings()).exit_code == 1
    assert len(server.store.jobs((), 0, 10)) == 2
    assert server.store.count_records() == 0


def test_cancel_comes_too_late(tmp_path: Path, start: Start, connect: Connect) -> None:
    """Cancelling a folder whose job has ended in the meantime records that end."""
    folder = write_run(tmp_path / "out", plain_chunks(2))
    server = start()
    client = connect(server)
    submit(folder, client, settings(wait=False))
    while server.store.unfinished_jobs():
        time.sleep(0.01)
    assert [row.state.value for row in cancel(folder, client).chunks] == ["done"]


def test_status_from_another_endpoint(tmp_path: Path, start: Start, connect: Connect) -> None:
    """A folder's jobs are asked after only where they are; a folder never submitted has none to ask after."""
    folder = write_run(tmp_path / "out", plain_chunks(2))
    server = start()
    assert [row.state.value for row in read_status(folder, connect(server)).chunks] == ["pending"]
    submit(folder, connect(server), settings())
    with pytest.raises(LedgerError, match="ask there"):
        read_status(folder, connect(server, hub="crm"))


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("ann@acme.com", True),
        ("ann.b+c@mail.acme.co.uk", True),
        ("zoë@münchen.de", True),
        ("x@foo.c", True),
        ("ann@acme", False),
        ("ann acme.com", False),
        ("ann@@acme.com", False),
        (".ann@acme.com", False),
        ("a..b@acme.com", False),
        ("ann@-acme.com", False),
        ("ann@acme..com", False),
        ("a b@acme.com", False),
        ("x" * 250 + "@acme.com", False),
        ("@acme.com", False),
    ],
)
def test_email_rule(text: str, good: bool) -> None:
    """The vendor's rule for addresses: dotted atoms, one @, a domain of at least two labels."""
    assert is_email(text) is good
