"""Submitting a folder to a sandbox over real HTTP."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from csvprep.bulk import BulkClient, ChunkEvent, ChunkState, Credentials, read_server_errors, read_status, submit
from csvprep.bulk.sandbox import Faults, SandboxServer
from csvprep.errors import (
    EndpointError,
    EndpointRefusedError,
    EndpointUnreachableError,
    LedgerError,
    ManifestError,
    UsageError,
)

from .runs import (
    HEADER,
    QUICK,
    Script,
    contacts,
    landed,
    plain_chunks,
    read_csv,
    render_csv,
    settings,
    write_run,
    wrong_credentials,
)

Start = Callable[..., SandboxServer]
Connect = Callable[..., BulkClient]


def states(folder: Path) -> list[str]:
    return [row.state.value for row in read_status(folder).chunks]


def test_every_record_lands_once(folder: Path, start: Start, connect: Connect) -> None:
    """Every accepted record lands exactly once, and the summary says so."""
    server = start()
    write_run(folder, plain_chunks(3, 2, 4))
    summary = submit(folder, connect(server), settings())
    assert landed(server) == [f"user{number}@acme.com" for number in range(1, 10)]
    assert summary.chunks[ChunkState.DONE] == 3
    assert (summary.records, summary.records_sent, summary.records_failed, summary.exit_code) == (9, 9, 0, 0)
    assert summary.server_errors is None
    assert not (folder / "server-errors.csv").exists()


def test_done_is_not_sent_again(folder: Path, start: Start, connect: Connect) -> None:
    """A second submit of a finished folder sends nothing."""
    server = start(objects={})
    write_run(folder, plain_chunks(2, 2))
    submit(folder, connect(server), settings())
    assert submit(folder, connect(server), settings()).exit_code == 0
    assert len(landed(server)) == 4


def test_hub_paths(folder: Path, start: Start, connect: Connect) -> None:
    """A hub goes into the path, and the endpoint takes it."""
    server = start()
    write_run(folder, plain_chunks(2))
    assert submit(folder, connect(server, hub="marketing"), settings()).exit_code == 0


@pytest.mark.parametrize(("spelling", "v3_names"), [("COMPLETE", False), ("completed", False), ("Complete", True)])
def test_spellings_of_the_end(folder: Path, start: Start, connect: Connect, spelling: str, v3_names: bool) -> None:
    """A job is done in either spelling and under either page's field names."""
    server = start(complete_spelling=spelling, v3_names=v3_names)
    write_run(folder, plain_chunks(2))
    assert submit(folder, connect(server), settings()).chunks["done"] == 1


def test_failed_record_comes_back(folder: Path, start: Start, connect: Connect) -> None:
    """A record that fails comes back with its record, line, message and cells as sent, and the exit code is 1."""
    server = start(faults=Faults(fail_values=frozenset({"cem@acme.com"})))
    rows = [["ann@acme.com", "Ann\nof Acme"], ["bob@acme.com", "Bob"], ["cem@acme.com", "Cem, Jr"]]
    write_run(folder, [(rows, {"first_record": 2, "last_record": 5, "first_line": 3, "last_line": 7})])
    (folder / "rejected.csv").write_bytes(
        render_csv([("_record", "_line", "_errors", *HEADER), ("1", "2", "e", "x", ""), ("4", "6", "e", "y", "")])
    )
    summary = submit(folder, connect(server), settings())
    assert (summary.records_failed, summary.errors_traced, summary.exit_code) == (1, 1, 1)
    assert summary.chunks["done"] == 1
    assert read_csv(folder / "server-errors.csv") == [
        ["_record", "_line", "_errors", "C_EmailAddress", "C_FirstName"],
        ["5", "7", "cem@acme.com: Refused by the vendor (job 1)", "cem@acme.com", "Cem, Jr"],
    ]
    (error,) = read_server_errors(folder)
    assert (error.record, error.line, error.message) == (5, 7, "cem@acme.com: Refused by the vendor")


def test_duplicates_with_and_without_identifier(folder: Path, start: Start, connect: Connect, tmp_path: Path) -> None:
    """A record that is there already fails on create and is updated with an identifier."""
    server = start()
    write_run(folder, plain_chunks(2))
    submit(folder, connect(server), settings())
    again = write_run(tmp_path / "again", plain_chunks(3))
    summary = submit(again, connect(server), settings())
    assert (summary.records_failed, summary.exit_code) == (2, 1)
    assert [row[2] for row in read_csv(again / "server-errors.csv")[1:]] == [
        f"user{number}@acme.com: Conflicts Found - C_EmailAddress (job 2)" for number in (1, 2)
    ]
    third = write_run(tmp_path / "third", plain_chunks(3))
    metadata = {"identifierFieldName": "C_EmailAddress"}
    assert submit(third, connect(server), settings(metadata=metadata)).exit_code == 0


def test_unknown_object(folder: Path, start: Start, connect: Connect) -> None:
    """An unknown object is taken by the endpoint and fails record by record: 37 of 37 come back."""
    write_run(folder, plain_chunks(37))
    summary = submit(folder, connect(start()), settings(object="bad"))
    assert (summary.chunks["done"], summary.records_failed, summary.errors_traced) == (1, 37, 37)
    assert len(read_csv(folder / "server-errors.csv")) == 38


def test_aborted_job(folder: Path, start: Start, connect: Connect) -> None:
    """A job that is aborted makes its chunk failed with the endpoint's reason, and is not sent again unasked."""
    server = start(objects={})
    write_run(folder, plain_chunks(2))
    identified = settings(metadata={"identifierFieldName": "id"})
    summary = submit(folder, connect(server), identified)
    assert (summary.chunks["failed"], summary.records_failed, summary.exit_code) == (1, 2, 1)
    (row,) = read_status(folder).chunks
    assert row.job_status == "ABORTED"
    assert row.message == "All records require 'id', and the file has no such column"
    submit(folder, connect(server), identified)
    assert len(server.store.jobs((), 0, 10)) == 1
    submit(folder, connect(server), settings(resend_failed=True))
    assert len(server.store.jobs((), 0, 10)) == 2
    assert states(folder) == ["done"]


def test_vendor_outage(folder: Path, start: Start, connect: Connect) -> None:
    """A job in ERROR makes its chunk failed."""
    write_run(folder, plain_chunks(2))
    assert submit(folder, connect(start(faults=Faults(outage=True))), settings()).chunks["failed"] == 1


def test_altered_chunk(folder: Path, start: Start, connect: Connect) -> None:
    """A chunk that was altered after prep is named, and nothing is sent at all."""
    server = start()
    write_run(folder, plain_chunks(2, 2))
    path = folder / "chunks" / "contact-00002.csv"
    path.write_bytes(path.read_bytes().replace(b"user4", b"user5"))
    with pytest.raises(ManifestError, match=r"contact-00002\.csv: was altered"):
        submit(folder, connect(server), settings())
    assert server.store.jobs((), 0, 10) == []


@pytest.mark.parametrize("damage", ["missing", "shorter", "outside"])
def test_damaged_folder(folder: Path, start: Start, connect: Connect, damage: str) -> None:
    """A chunk that is missing, cut short or outside of the folder is refused."""
    write_run(folder, plain_chunks(2))
    path = folder / "chunks" / "contact-00001.csv"
    if damage == "missing":
        path.unlink()
    elif damage == "shorter":
        path.write_bytes(path.read_bytes()[:-1])
    else:
        manifest = folder / "manifest.json"
        manifest.write_text(manifest.read_text().replace("chunks/contact-00001.csv", "../secret.csv"))
        (folder.parent / "secret.csv").write_bytes(path.read_bytes())
    with pytest.raises(ManifestError):
        submit(folder, connect(start()), settings())


def test_no_chunks(folder: Path, start: Start, connect: Connect) -> None:
    """A run without chunks is fine: nothing is sent and nothing failed."""
    write_run(folder, [])
    summary = submit(folder, connect(start()), settings())
    assert (sum(summary.chunks.values()), summary.records, summary.exit_code) == (0, 0, 0)


def test_wrong_credentials_stop_at_once(folder: Path, start: Start, connect: Connect) -> None:
    """A 401 stops the submit with exit code 3, every chunk stays pending, and the right token goes on."""
    server = start()
    write_run(folder, plain_chunks(1, 1, 1, 1, 1))
    with pytest.raises(EndpointRefusedError, match="HTTP 401") as caught:
        submit(folder, connect(server, credentials=wrong_credentials()), settings())
    assert caught.value.exit_code == 3
    assert states(folder) == ["pending"] * 5
    assert submit(folder, connect(server), settings()).exit_code == 0


def test_endless_429(folder: Path, start: Start, connect: Connect) -> None:
    """A chunk that gets 429 to the bound fails with advice, the others go on, and a later submit sends it."""
    server = start(faults=Faults(answer_429=3))
    write_run(folder, plain_chunks(2, 2))
    summary = submit(folder, connect(server), settings(concurrency=1))
    assert states(folder) == ["failed", "done"]
    assert "--max-bytes" in (read_status(folder).chunks[0].message or "")
    assert (summary.records_sent, summary.records_failed, summary.exit_code) == (2, 2, 1)
    assert submit(folder, connect(server), settings()).exit_code == 0
    assert landed(server) == [f"user{number}@acme.com" for number in range(1, 5)]


def test_short_429(folder: Path, start: Start, connect: Connect) -> None:
    """A few 429 with `Retry-After` are waited out."""
    server = start(faults=Faults(answer_429=2, retry_after_seconds=0))
    write_run(folder, plain_chunks(2))
    assert submit(folder, connect(server), settings()).exit_code == 0


def test_no_endpoint(folder: Path, start: Start, connect: Connect) -> None:
    """Without a connection nothing was sent: the chunks stay pending and the next submit sends them."""
    server = start()
    write_run(folder, plain_chunks(2, 2))
    with pytest.raises(EndpointUnreachableError):
        submit(folder, connect(server, base_url="http://127.0.0.1:1"), settings())
    assert states(folder) == ["pending", "pending"]
    assert submit(folder, connect(server), settings()).exit_code == 0
    assert len(landed(server)) == 4


def test_without_waiting(folder: Path, start: Start, connect: Connect) -> None:
    """Without waiting all chunks are handed over; the next submit polls them to their end and sends none."""
    server = start(step_seconds=0.1)
    write_run(folder, plain_chunks(2, 2))
    summary = submit(folder, connect(server), settings(wait=False))
    assert (summary.chunks["posted"], summary.exit_code) == (2, 0)
    assert submit(folder, connect(server), settings()).chunks["done"] == 2
    assert len(server.store.jobs((), 0, 10)) == 2


def test_job_without_news(folder: Path, start: Start, connect: Connect) -> None:
    """A job that says nothing new for too long ends the wait, and the next submit waits on."""
    server = start(step_seconds=0.4)
    write_run(folder, plain_chunks(2))
    with pytest.raises(EndpointError, match=r"job 1 of chunks/contact-00001\.csv has been .* for 0\.1 s"):
        submit(folder, connect(server), settings(timeout_seconds=0.1))
    assert states(folder) == ["posted"]
    assert submit(folder, connect(server), settings()).exit_code == 0


def test_events_and_order(folder: Path, start: Start, connect: Connect) -> None:
    """Each chunk is told from posting to done, on the caller's thread, and one at a time they go in order."""
    write_run(folder, plain_chunks(1, 1, 1))
    events: list[ChunkEvent] = []
    threads = set()

    def listen(event: ChunkEvent) -> None:
        events.append(event)
        threads.add(threading.current_thread())

    submit(folder, connect(start()), settings(concurrency=1), listen)
    assert [event.chunk_number for event in events if event.status.state is ChunkState.POSTING] == [1, 2, 3]
    of_first = list(dict.fromkeys(event.status.state.value for event in events if event.chunk_number == 1))
    assert of_first == ["posting", "posted", "done"]
    assert {event.chunks for event in events} == {3}
    assert threads == {threading.current_thread()}


@pytest.mark.parametrize("concurrency", [1, 3])
def test_uploads_side_by_side(folder: Path, start: Start, connect: Connect, concurrency: int) -> None:
    """No more uploads are under way at once than asked for."""
    server = start(faults=Faults(slow_answer_seconds=0.1))
    write_run(folder, plain_chunks(*[1] * 6))
    open_ones = most = 0

    def listen(event: ChunkEvent) -> None:
        nonlocal open_ones, most
        open_ones += event.status.state is ChunkState.POSTING
        open_ones -= event.status.state is ChunkState.POSTED and event.status.job_status == "CREATED"
        most = max(most, open_ones)

    submit(folder, connect(server), settings(concurrency=concurrency, wait=False), listen)
    assert most == concurrency


def test_second_submit_at_once(folder: Path, start: Start, connect: Connect) -> None:
    """While one submit is at work on a folder, another one is refused."""
    server = start(step_seconds=0.2)
    write_run(folder, plain_chunks(1))
    refusals: list[str] = []

    def listen(_: ChunkEvent) -> None:
        with pytest.raises(LedgerError) as caught:
            submit(folder, connect(server), settings())
        refusals.append(str(caught.value))

    submit(folder, connect(server), settings(), listen)
    assert "another submit is at work here" in refusals[0]
    assert len(server.store.jobs((), 0, 10)) == 1


@pytest.mark.parametrize("change", ["object", "hub", "endpoint", "manifest"])
def test_ledger_of_something_else(folder: Path, start: Start, connect: Connect, change: str) -> None:
    """A ledger goes with one manifest, endpoint, hub and object, and anything else is refused with a way out."""
    server = start()
    write_run(folder, plain_chunks(1))
    submit(folder, connect(server), settings())
    options = {"hub": {"hub": "crm"}, "endpoint": {"name": None}}.get(change, {})
    if change == "manifest":
        (folder / "manifest.json").write_text((folder / "manifest.json").read_text() + "\n")
    with pytest.raises(LedgerError, match="move"):
        submit(folder, connect(server, **options), settings(object="account" if change == "object" else "contact"))


def test_a_ledger_that_sent_nothing_is_free(folder: Path, start: Start, connect: Connect) -> None:
    """When no chunk reached the first endpoint, the folder may go to another one."""
    server = start()
    write_run(folder, plain_chunks(1))
    with pytest.raises(EndpointUnreachableError):
        submit(folder, BulkClient("http://127.0.0.1:9", server.settings.credentials, patience=QUICK), settings())
    assert submit(folder, connect(server), settings()).exit_code == 0
    assert len(landed(server)) == 1


def test_endpoint_that_counts_too_few(folder: Path, script: Script) -> None:
    """Records that the endpoint's counts leave out are said, and are no success."""
    script.say(200, {"id": "1", "status": "CREATED"})
    script.say(200, {"id": "1", "status": "COMPLETED", "recordsCount": 3, "recordsFailedCount": 0}).say(200, [])
    write_run(folder, plain_chunks(5))
    with BulkClient(script.base_url, Credentials("token", "secret"), patience=QUICK) as client:
        summary = submit(folder, client, settings(concurrency=1))
    assert (summary.records_uncounted, summary.exit_code) == (2, 1)


def test_contradicting_choices() -> None:
    """Options that contradict each other are refused."""
    with pytest.raises(UsageError):
        settings(resend_unknown=True, assume_sent=True)
    with pytest.raises(UsageError):
        settings(concurrency=0)
    with pytest.raises(UsageError, match="JSON"):
        settings(metadata={"listId": object()})


def test_many_rows(folder: Path, start: Start, connect: Connect) -> None:
    """Chunks of thousands of records land whole, and their failures come back over several pages."""
    bad = frozenset(f"user{number}@acme.com" for number in range(10, 4000, 9))
    server = start(faults=Faults(fail_values=bad))
    write_run(folder, plain_chunks(2500, 1500))
    summary = submit(folder, connect(server), settings())
    assert (summary.records_failed, summary.errors_traced) == (len(bad), len(bad))
    rows = read_csv(folder / "server-errors.csv")[1:]
    assert [(int(row[0]), int(row[1])) for row in rows] == [(number, number + 1) for number in range(10, 4000, 9)]
    assert len(landed(server)) == 4000 - len(bad)
    assert contacts(10, 10)[0] == rows[0][3:]


def test_network_failure_midway(folder: Path, start: Start, connect: Connect) -> None:
    """When the endpoint goes away midway the ledger keeps what was reached, and the next submit goes on."""
    server = start(objects={}, step_seconds=0.2)
    write_run(folder, plain_chunks(2, 3))
    taken: list[int] = []

    def listen(event: ChunkEvent) -> None:
        if event.status.job_status == "CREATED" and event.chunk_number not in taken:
            taken.append(event.chunk_number)
            if len(taken) == 2:
                server.__exit__(None, None, None)

    with pytest.raises(EndpointUnreachableError) as caught:
        submit(folder, connect(server), settings(), listen)
    assert caught.value.exit_code == 3
    assert states(folder) == ["posted", "posted"]
    again = start(objects={})
    assert submit(folder, connect(again), settings()).exit_code == 0
    assert landed(again) == [f"user{number}@acme.com" for number in range(1, 6)]


def test_endpoint_that_is_busy(folder: Path, start: Start, connect: Connect) -> None:
    """A 503 to the bound stops the submit with exit code 3, and its chunk stays pending."""
    server = start(faults=Faults(answer_503=3))
    write_run(folder, plain_chunks(2, 2))
    with pytest.raises(EndpointRefusedError, match="HTTP 503"):
        submit(folder, connect(server), settings(concurrency=1))
    assert states(folder) == ["pending", "pending"]
    assert submit(folder, connect(server), settings()).exit_code == 0


def test_errors_that_can_not_be_read(folder: Path, script: Script) -> None:
    """Where failures are counted but their rows can't be read, the count stands and the reason is kept."""
    script.say(200, {"id": "7"})
    script.say(200, {"id": "7", "status": "COMPLETED", "recordsCount": 5, "recordsFailedCount": 2})
    script.say(404, {"message": "no errors kept"})
    write_run(folder, plain_chunks(5))
    with BulkClient(script.base_url, Credentials("token", "hush"), patience=QUICK) as client:
        summary = submit(folder, client, settings(concurrency=1))
    assert (summary.chunks["done"], summary.records_failed, summary.exit_code) == (1, 2, 1)
    assert "no errors kept" in (read_status(folder).chunks[0].message or "")


def test_error_rows_tied_to_no_record_are_counted(folder: Path, script: Script) -> None:
    """An error row that names no record is counted as untraced and kept with its chunk."""
    script.say(200, {"id": "7"})
    script.say(200, {"id": "7", "status": "COMPLETED", "recordsCount": 5, "recordsFailedCount": 2})
    script.say(200, [{"status": "user2@acme.com: bad"}, {"status": "Something failed"}])
    write_run(folder, plain_chunks(5))
    with BulkClient(script.base_url, Credentials("token", "hush"), patience=QUICK) as client:
        summary = submit(folder, client, settings(concurrency=1))
    assert (summary.errors_traced, summary.errors_untraced) == (1, 1)
    assert [(error.chunk, error.record) for error in read_server_errors(folder)] == [
        ("chunks/contact-00001.csv", 2),
        ("chunks/contact-00001.csv", None),
    ]
