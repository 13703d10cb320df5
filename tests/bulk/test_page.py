"""The part of `report.html` on the submit."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from csvprep.bulk import BulkClient, ChunkEvent, submit, write_status_page
from csvprep.bulk.sandbox import Faults, SandboxServer
from csvprep.errors import EndpointError, OutputError
from csvprep.pipeline import Options
from csvprep.runs.prep import prep_file
from csvprep.writers import Limits

from .runs import plain_chunks, settings, write_run

Start = Callable[..., SandboxServer]
Connect = Callable[..., BulkClient]


def told(folder: Path) -> dict[str, int]:
    """Return the figures of the part."""
    page = (folder / "report.html").read_text(encoding="utf-8")
    return {name: int(count) for count, name in re.findall(r'<data value="(\d+)" data-submit="(\w+)">', page)}


@pytest.fixture
def prepared(folder: Path, tmp_path: Path) -> Path:
    """Prepare three contacts in two chunks; the second record has no address, so records and rows part."""
    path = tmp_path / "in.csv"
    path.write_text("C_EmailAddress,C_FirstName\nuser1@acme.com,A\nno mail,B\nuser2@acme.com,C\nuser3@acme.com,D\n")
    prep_file(path, folder, Options(object_name="contact"), Limits(max_rows=2))
    return folder


def test_a_submit_tells_its_page(prepared: Path, start: Start, connect: Connect) -> None:
    """After a submit the run's page has each job with its state, and the failed record with the source's line."""
    before = (prepared / "report.html").read_text(encoding="utf-8")
    assert told(prepared) == {}
    server = start(faults=Faults(fail_values=frozenset({"user2@acme.com"})))
    submit(prepared, connect(server), settings(concurrency=1))
    after = (prepared / "report.html").read_text(encoding="utf-8")
    assert told(prepared) == {"records": 3, "sent": 3, "failed": 1}
    assert "Submitted: 1 record failed" in after
    assert re.findall(r'class="tag (\w+)">\1</span></td><td role="cell" class="id" data-label="job">(\d+)', after) == [
        ("done", "1"), ("done", "2"),
    ]  # fmt: skip
    failed = after.split('id="failed-records"')[1].split("</table>")[0]
    (row,) = re.findall(r'data-label="record">(\d+)</td><td role="cell" class="num" data-label="line">(\d+)', failed)
    assert row == ("3", "4")
    start_mark, end_mark = "<!--csvprep:submit-->", "<!--/csvprep:submit-->"
    assert before.split(start_mark)[0] == after.split(start_mark)[0]
    assert before.split(end_mark)[1] == after.split(end_mark)[1]
    assert not [path for path in prepared.iterdir() if path.name.startswith(".")]


def test_the_page_is_told_again_when_asked(prepared: Path, start: Start, connect: Connect) -> None:
    """Before a submit the page can be told that all waits; asked twice it holds the part once."""
    write_status_page(prepared)
    assert told(prepared) == {"records": 3, "sent": 0, "failed": 0}
    submit(prepared, connect(start()), settings())
    first = (prepared / "report.html").read_bytes()
    assert write_status_page(prepared) == prepared / "report.html"
    assert (prepared / "report.html").read_bytes() == first
    assert first.count(b'id="submit"') == 1


def test_a_submit_that_is_refused_tells_its_page(prepared: Path, start: Start, connect: Connect) -> None:
    """Where the endpoint refuses, the page says that nothing was sent."""
    with pytest.raises(EndpointError):
        submit(prepared, connect(start(faults=Faults(answer_401=1))), settings(concurrency=1))
    assert told(prepared) == {"records": 3, "sent": 0, "failed": 0}


def test_a_submit_that_breaks_off_tells_its_page(prepared: Path, start: Start, connect: Connect) -> None:
    """Where somebody presses Ctrl-C the page says how far the chunks came."""

    def interrupt(event: ChunkEvent) -> None:
        if event.status.job_id is not None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        submit(prepared, connect(start()), settings(concurrency=1), interrupt)
    assert told(prepared) == {"records": 3, "sent": 2, "failed": 0}


@pytest.mark.parametrize("has_page", [True, False])
def test_a_redacted_run_stays_so(folder: Path, tmp_path: Path, start: Start, connect: Connect, has_page: bool) -> None:
    """Of a run that was prepared redacted no page shows the endpoint's words, nor one made from the manifest alone."""
    path = tmp_path / "in.csv"
    path.write_text("C_EmailAddress,C_FirstName\nquux1@acme.com,A\nquux2@acme.com,B\n")
    prep_file(path, folder, Options(object_name="contact", redact=True), Limits())
    assert json.loads((folder / "manifest.json").read_text())["options"]["redact"] is True
    if not has_page:
        (folder / "report.html").unlink()
    server = start(faults=Faults(fail_values=frozenset({"quux2@acme.com"})))
    submit(folder, connect(server), settings())
    page = write_status_page(folder).read_text(encoding="utf-8")
    assert told(folder) == {"records": 2, "sent": 2, "failed": 1}
    assert "quux" not in page
    assert 'id="failed-records"' in page


def test_without_a_page(folder: Path, start: Start, connect: Connect) -> None:
    """A submit makes no page where there is none; asked for, one is made from the manifest alone."""
    write_run(folder, plain_chunks(2))
    submit(folder, connect(start()), settings())
    assert not (folder / "report.html").exists()
    write_status_page(folder)
    assert told(folder) == {"records": 2, "sent": 2, "failed": 0}


def test_a_foreign_page_is_left_alone(prepared: Path, start: Start, connect: Connect) -> None:
    """What is no page of csvprep's is not touched by a submit, and refused when the page is asked for."""
    (prepared / "report.html").write_text("mine")
    submit(prepared, connect(start()), settings())
    with pytest.raises(OutputError, match=r"report\.html: is no page of this csvprep's; move it away"):
        write_status_page(prepared)
    assert (prepared / "report.html").read_text() == "mine"
