"""The endpoint call by call: addresses, secrets, repetitions, and clear words for every failure."""

from __future__ import annotations

import json
import logging
import re
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from csvprep.bulk import BulkClient, Credentials, ErrorRow, LostAnswerError, Patience, RequestLog
from csvprep.bulk.sandbox import Faults, SandboxServer
from csvprep.errors import EndpointError, EndpointRefusedError, EndpointUnreachableError, InputError, UsageError

from .runs import QUICK, Script, contacts, render_csv, wrong_credentials

SECRETS = Credentials("el+em/ent=TOKEN77", "us+er/SECRET88=")
Start = Callable[..., SandboxServer]
Connect = Callable[..., BulkClient]


def open_client(script: Script, **options: object) -> BulkClient:
    return BulkClient(script.base_url, SECRETS, patience=QUICK, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "used"),
    [
        (
            "https://api.openconnectors.us2.ext.hana.ondemand.com",
            "https://api.openconnectors.us2.ext.hana.ondemand.com",
        ),
        ("https://host.example/", "https://host.example"),
        ("https://host.example/elements/api-v2", "https://host.example"),
        ("https://host.example/elements/api-v2/", "https://host.example"),
        ("  https://host.example:8443/proxy/elements/api-v2/ ", "https://host.example:8443/proxy"),
        ("host.example", "https://host.example"),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_base_url_forms(given: str, used: str) -> None:
    """A base URL is taken with or without scheme, base path and trailing slash."""
    with BulkClient(given, SECRETS) as client:
        assert client.base_url == used


@pytest.mark.parametrize(
    "given",
    [
        "",
        "https://",
        "ftp://host.example",
        "https://host.example:port",
        "https://host.example?x=1",
        "https://host.example/#top",
        "https://name:hidden77@host.example",
        "https://host.example/elements/api-v2/bulk/contact",
    ],
)
def test_impossible_base_url(given: str) -> None:
    """An address that can't be an endpoint's is refused, without repeating a password in it."""
    with pytest.raises(UsageError) as caught:
        BulkClient(given, SECRETS)
    assert "hidden77" not in str(caught.value)


def test_plain_http_to_another_machine() -> None:
    """A token goes unencrypted to another machine only on purpose."""
    with pytest.raises(UsageError, match="https"):
        BulkClient("http://host.example", SECRETS)
    with BulkClient("http://host.example", SECRETS, allow_http=True) as client:
        assert client.base_url == "http://host.example"


@pytest.mark.parametrize("bad", ["", "to ken", "tok\nen", "tokén", "a,b"])
def test_impossible_secret(bad: str) -> None:
    """A secret that no header can carry is refused before use, and not repeated."""
    with pytest.raises(UsageError) as caught:
        Credentials(bad, "secret")
    assert not bad or bad not in str(caught.value)


def test_request_form(script: Script, tmp_path: Path) -> None:
    """An upload is a multipart POST with parts `file` and `metaData`, a path and the two-part authorization."""
    path = tmp_path / "contact-00001.csv"
    path.write_bytes(b"C_EmailAddress\nann@acme.com\n")
    script.say(200, {"instanceId": 425904, "id": "42114492", "status": "CREATED"})
    with open_client(script, hub="marketing") as client:
        job = client.upload("contact", path, {"identifierFieldName": "C_EmailAddress"})
    verb, route, headers, body = script.asked[0]
    assert (job.job_id, job.status) == ("42114492", "CREATED")
    assert (verb, route) == ("POST", "/elements/api-v2/hubs/marketing/bulk/contact?path=/contact-00001.csv")
    assert headers["Authorization"] == "Element el+em/ent=TOKEN77, User us+er/SECRET88="
    assert headers["Content-Type"].startswith("multipart/form-data; boundary=")
    assert b'name="metaData"\r\n\r\n{"identifierFieldName": "C_EmailAddress"}\r\n' in body
    assert b'name="file"; filename="contact-00001.csv"' in body
    assert b"C_EmailAddress\nann@acme.com\n" in body


def test_plain_paths(script: Script) -> None:
    """Without a hub the plain paths are used."""
    script.say(200, ["contact", "account"])
    with open_client(script) as client:
        assert client.objects() == ("contact", "account")
    assert script.asked[0][1] == "/elements/api-v2/objects"


@pytest.mark.parametrize("name", ["", "..", "jobs", "query", "download"])
def test_reserved_object(script: Script, tmp_path: Path, name: str) -> None:
    """Words of the endpoint's own are no objects."""
    with open_client(script) as client, pytest.raises(UsageError):
        client.upload(name, tmp_path / "x.csv", {})


def test_wrong_credentials(shared: SandboxServer, connect: Connect) -> None:
    """A 401 says which host, what it said, under which request id, and what to check."""
    client = connect(shared, credentials=wrong_credentials(), name=None)
    with pytest.raises(EndpointRefusedError) as caught:
        client.ping()
    text = str(caught.value)
    assert caught.value.status == 401
    assert caught.value.exit_code == 3
    assert re.fullmatch(r"[0-9a-f]{24}", caught.value.request_id or "")
    assert f"request {caught.value.request_id}" in text
    assert text.startswith("127.0.0.1:")
    assert "Invalid element token" in text
    assert "check the element token and the user secret" in text


def test_error_body(script: Script) -> None:
    """Message, provider message and request id of an error body reach the user as one line."""
    body = {"requestId": "5b0437c6e4b07731ae39b533", "message": "No\naccount", "providerMessage": "gone\x1b[31m"}
    script.say(404, body, Elements_Request_Id="5b0437c6e4b07731ae39b533")
    with open_client(script) as client, pytest.raises(EndpointRefusedError) as caught:
        client.ping()
    assert "HTTP 404, No account: gone [31m (request 5b0437c6e4b07731ae39b533)" in str(caught.value)


@pytest.mark.parametrize(
    ("status", "body", "headers", "words"),
    [
        (302, "", {"Location": "https://login.example/x?token=1"}, "redirect to https://login.example; give"),
        (200, "<html>Sign in</html>", {"Content-Type": "text/html"}, "with text/html where JSON was due"),
        (200, '{"a": 1}', {}, "where a list of object names was due"),
        (200, "[1, 2]", {}, "where a list of object names was due"),
        (200, "", {}, "where JSON was due"),
        (200, "[" * 100_000, {}, "where JSON was due"),
        (500, "<html>oops</html>", {"Content-Type": "text/html"}, "HTTP 500; try again later"),
        (403, '["x"]', {}, "HTTP 403; the account behind the token"),
    ],
)
def test_unfit_answers(script: Script, status: int, body: str, headers: dict[str, str], words: str) -> None:
    """Redirects, pages, wrong shapes and empty answers are clear refusals, never tracebacks."""
    script.answers.append((status, headers, body.encode()))
    with open_client(script) as client, pytest.raises(EndpointRefusedError) as caught:
        client.objects()
    assert words in str(caught.value)


def test_secrets_stay_inside(script: Script, caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    """Token and secret show in no repr, message or log, not even when the endpoint echoes them."""
    caplog.set_level(logging.DEBUG)
    path = tmp_path / "a.csv"
    path.write_bytes(b"x\n1\n")
    script.say(400, {"message": "bad token el+em/ent=TOKEN77 of us+er/SECRET88="})
    with open_client(script) as client:
        texts = [repr(client), repr(SECRETS), str(SECRETS)]
        for call in (client.ping, lambda: client.upload("contact", path, {}), lambda: list(client.errors("1"))):
            with pytest.raises(EndpointRefusedError) as caught:
                call()
            texts.append(repr(caught.value))
    texts.append(caplog.text)
    assert "bad token *** of ***" in texts[3]
    assert not [text for text in texts if "TOKEN77" in text or "SECRET88" in text]


def test_get_is_repeated(script: Script) -> None:
    """A GET is repeated on 429 and 5xx, no more often than asked, and its later answer counts."""
    script.say(429, {}, Retry_After="0").say(502, {}).say(200, {"valid": True})
    with open_client(script) as client:
        assert client.ping() == {"valid": True}
    assert len(script.asked) == 3


def test_get_gives_up(script: Script) -> None:
    """After the bound the last answer is told."""
    script.say(503, {"message": "down"})
    with open_client(script) as client, pytest.raises(EndpointRefusedError, match="HTTP 503, down"):
        client.ping()
    assert len(script.asked) == 3


def test_retry_after_is_kept(script: Script) -> None:
    """The wait that `Retry-After` asks for is kept, up to the longest wait."""
    script.say(429, {}, Retry_After="60").say(200, {})
    patience = Patience(attempts=2, first_wait_seconds=0.001, longest_wait_seconds=0.3)
    begin = time.monotonic()
    with BulkClient(script.base_url, SECRETS, patience=patience) as client:
        client.ping()
    assert 0.3 <= time.monotonic() - begin < 30


@pytest.mark.parametrize(("status", "attempts"), [(429, 3), (503, 3), (500, 1), (502, 1), (504, 1), (400, 1)])
def test_post_is_repeated_only_when_no_job_was_made(script: Script, tmp_path: Path, status: int, attempts: int) -> None:
    """A POST is repeated after 429 and 503 alone, since any other failure may have made a job."""
    path = tmp_path / "a.csv"
    path.write_bytes(b"x\n1\n")
    script.say(status, {})
    with open_client(script) as client, pytest.raises(EndpointRefusedError) as caught:
        client.upload("contact", path, {})
    assert len(script.asked) == attempts
    assert caught.value.status == status


def test_too_many_or_too_big(script: Script, tmp_path: Path) -> None:
    """A 429 that stays is explained as perhaps too big, with the option that helps."""
    path = tmp_path / "a.csv"
    path.write_bytes(b"x\n1\n")
    script.say(429, {})
    with open_client(script) as client, pytest.raises(EndpointRefusedError, match=r"too big.*--max-bytes"):
        client.upload("contact", path, {})


def test_no_endpoint() -> None:
    """An address where nobody listens is unreachable, and the message says where."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with (
        BulkClient(f"http://127.0.0.1:{port}", SECRETS, patience=QUICK) as client,
        pytest.raises(EndpointUnreachableError, match=f"127.0.0.1:{port}: no connection"),
    ):
        client.ping()


def test_no_http_there(tmp_path: Path) -> None:
    """A server that breaks off gives a lost answer for a POST, since a job may have been made."""
    path = tmp_path / "a.csv"
    path.write_bytes(b"x\n1\n")
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def slam() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(100_000)

        thread = threading.Thread(target=slam)
        thread.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with (
            BulkClient(url, SECRETS, patience=QUICK) as client,
            pytest.raises(LostAnswerError, match="may have arrived"),
        ):
            client.upload("contact", path, {})
        thread.join()


def test_missing_file(script: Script, tmp_path: Path) -> None:
    """A file that is not there is an input error, and nothing is sent."""
    with open_client(script) as client, pytest.raises(InputError, match=r"gone\.csv"):
        client.upload("contact", tmp_path / "gone.csv", {})
    assert script.asked == []


def test_answer_without_job(script: Script, tmp_path: Path) -> None:
    """An upload whose answer names no job is told apart from a success."""
    path = tmp_path / "a.csv"
    path.write_bytes(b"x\n1\n")
    script.say(200, {"ok": True})
    with open_client(script) as client, pytest.raises(EndpointError, match="the id of a job was due"):
        client.upload("contact", path, {})


def test_errors_come_in_pages(start: Start, connect: Connect, tmp_path: Path) -> None:
    """37 failures at a page size of 30 come as 30 with a token and 7 without one, and all are read."""
    path = tmp_path / "bad.csv"
    path.write_bytes(render_csv([("C_EmailAddress", "C_FirstName"), *contacts(1, 37)]))
    server = start()
    client = connect(server)
    job = client.upload("bad", path, {})
    while not client.status(job.job_id).is_final:
        time.sleep(0.01)
    assert [row.message.split(":")[0] for row in client.errors(job.job_id, page_size=30)] == [
        f"user{number}@acme.com" for number in range(1, 38)
    ]
    first = client._get(f"/bulk/{job.job_id}/errors", {"pageSize": "30"})
    assert (first.headers["elements-returned-count"], len(first.json())) == ("30", 30)
    second = client._get(
        f"/bulk/{job.job_id}/errors", {"pageSize": "30", "nextPage": first.headers["elements-next-page-token"]}
    )
    assert (second.headers["elements-returned-count"], len(second.json())) == ("7", 7)
    assert "elements-next-page-token" not in second.headers


def test_page_that_never_ends(script: Script) -> None:
    """A page token that comes twice ends in an error, not in a loop."""
    script.say(200, ["x: bad"], Elements_Next_Page_Token="again")
    with open_client(script) as client, pytest.raises(EndpointRefusedError, match="same page token"):
        list(client.errors("1"))


def test_error_rows_of_all_kinds(script: Script) -> None:
    """Error rows are read as strings and as objects, with or without a row number."""
    script.say(200, ["a: bad", {"status": "b: worse"}, {"status": "c", "row": 3}, {"code": 7}])
    with open_client(script) as client:
        rows = list(client.errors("1"))
    assert rows == [ErrorRow("a: bad"), ErrorRow("b: worse"), ErrorRow("c", 3), ErrorRow('{"code": 7}')]


def test_jobs_as_lone_object(script: Script) -> None:
    """A job list that is one object, as the specification has it, is read as a list of one."""
    script.say(200, {"id": 1722, "status": "COMPLETED", "object_name": "contact", "record_count": 5})
    with open_client(script) as client:
        (job,) = client.jobs().jobs
    assert (job.job_id, job.records_count) == ("1722", 5)
    assert "where=job_direction" in script.asked[0][1]


def test_cancel(start: Start, connect: Connect, tmp_path: Path) -> None:
    """A cancelled job goes over CANCELLATION_PENDING to CANCELLED."""
    path = tmp_path / "a.csv"
    path.write_bytes(render_csv([("C_EmailAddress", "C_FirstName"), *contacts(1, 3)]))
    client = connect(start(step_seconds=0.3))
    job = client.upload("contact", path, {})
    assert client.cancel(job.job_id).status == "CANCELLATION_PENDING"
    while not (status := client.status(job.job_id)).is_final:
        time.sleep(0.02)
    assert status.status == "CANCELLED"
    with pytest.raises(EndpointRefusedError, match="already ended"):
        client.cancel(job.job_id)


def test_interrupt_ends_waits(script: Script) -> None:
    """An interrupt ends a wait between attempts at once, without another attempt."""
    script.say(503, {})
    patience = Patience(attempts=5, first_wait_seconds=30, longest_wait_seconds=60)
    script.answers[0][1]["Retry-After"] = "60"
    with BulkClient(script.base_url, SECRETS, patience=patience) as client:
        timer = threading.Timer(0.2, client.interrupt)
        timer.start()
        begin = time.monotonic()
        with pytest.raises(EndpointError):
            client.ping()
        timer.join()
    assert time.monotonic() - begin < 25
    assert len(script.asked) == 1


def test_object_metadata(shared: SandboxServer, connect: Connect) -> None:
    """An object's fields come in the shape of the endpoint's metadata."""
    fields = connect(shared).object_metadata("contact")["fields"]
    assert json.loads(json.dumps(fields[0])) == {
        "vendorPath": "C_EmailAddress",
        "vendorDisplayName": "C_EmailAddress",
        "type": "email",
        "vendorRequired": True,
        "vendorReadOnly": False,
    }


def test_expired_job(start: Start, connect: Connect, tmp_path: Path) -> None:
    """A job that the endpoint has forgotten is a 404."""
    path = tmp_path / "a.csv"
    path.write_bytes(b"C_EmailAddress\nann@acme.com\n")
    client = connect(start(faults=Faults(expire_seconds=0)))
    job = client.upload("contact", path, {})
    with pytest.raises(EndpointRefusedError, match="No job found"):
        client.status(job.job_id)


def test_unreadable_certificates(tmp_path: Path) -> None:
    """A file of certificates that is missing or holds none is a wrong use."""
    empty = tmp_path / "empty.pem"
    empty.write_text("nothing")
    for path in (empty, tmp_path / "gone.pem"):
        with pytest.raises(UsageError, match="certificates"):
            BulkClient("https://host.example", SECRETS, ca_file=path)


def test_impossible_proxy() -> None:
    """An address that no proxy can have is a wrong use."""
    with pytest.raises(UsageError, match="proxy"):
        BulkClient("https://host.example", SECRETS, proxy="gopher://proxy.example")


def test_listed_jobs_of_no_shape(script: Script) -> None:
    """An answer that is no list is told apart from an empty one."""
    script.say(200, {"jobs": []})
    with open_client(script) as client, pytest.raises(EndpointRefusedError, match="a list was due"):
        client.jobs()


def test_log_of_calls_without_an_answer(tmp_path: Path) -> None:
    """Each attempt that gets no answer is in the log with the kind of its fault, and no secret is."""
    log = tmp_path / "log"
    credentials = Credentials("contact", "user-secret")
    with RequestLog(log) as kept, BulkClient("http://127.0.0.1:1", credentials, patience=QUICK, log=kept) as client:
        with pytest.raises(EndpointUnreachableError):
            client.object_metadata("contact")
        assert kept.is_whole
    lines = [line.split(" ") for line in log.read_text(encoding="utf-8").splitlines()]
    wanted = ["GET", "/elements/api-v2/objects/***/metadata", "ConnectError", "-"]
    assert [line[1:5] for line in lines] == [wanted] * 3


def test_a_log_on_a_full_disk(script: Script) -> None:
    """A line that can't be written is no reason to break off; the log says that it isn't whole."""
    script.say(200, ["contact"])
    with (
        RequestLog(Path("/dev/full")) as kept,
        BulkClient(script.base_url, Credentials("token", "secret"), log=kept) as client,
    ):
        assert client.objects() == ("contact",)
        assert not kept.is_whole
