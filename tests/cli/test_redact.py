"""`--redact` at the endpoint: no cell of a record shows, whatever the endpoint says."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from csvprep.bulk.polling import FORGOTTEN_CHOICE
from csvprep.bulk.sandbox import Faults, SandboxServer
from csvprep.bulk.withheld import redact_message

from .shell import call

Endpoint = Callable[..., SandboxServer]
ROWS = ("Ann,ann@example.com", '"Bob\nB.",bob', "Ann again,ANN@example.com", "Cleo,cleo@example.com")
CELLS = ("ann", "bob", "cleo", "example.com")


@pytest.fixture
def cut() -> str:
    """Return a run of four records in two chunks."""
    Path("in.csv").write_text("C_FirstName,C_EmailAddress\n" + "\n".join(ROWS) + "\n", encoding="utf-8")
    assert call("split", "in.csv", "-o", "out", "--max-rows", "2").code == 0
    return "out"


def test_failed_records(endpoint: Endpoint, cut: str) -> None:
    """Records that failed are told by line and record alone; only server-errors.csv has their cells and the words."""
    endpoint()
    shown = call("submit", cut, "--object", "contact", "--poll-interval", "0.05", "--redact")
    assert shown.code == 1
    errors, data = call("errors", cut, "--redact"), call("errors", cut, "--redact", "--format", "json")
    assert errors.out.splitlines()[0] == "in.csv:3: record 2, job 1: the endpoint's words are withheld (--redact)"
    assert json.loads(data.out)["errors"][0]["cells"] == ["", ""]
    printed = "".join(ran.out + ran.err for ran in (shown, errors, data, call("status", cut, "--redact"))).casefold()
    assert [cell for cell in CELLS if cell in printed] == []
    assert "bob: invalid email address" in Path("out/server-errors.csv").read_text(encoding="utf-8").casefold()


def test_failed_chunks(endpoint: Endpoint, cut: str) -> None:
    """Of a job that broke off the endpoint's reason is withheld, its state and number are not."""
    endpoint(faults=Faults(outage=True))
    words = ("--object", "contact", "--poll-interval", "0.05", "--redact")
    for ran in (call("submit", cut, *words), call("errors", cut, "--redact"), call("status", cut, "--redact")):
        assert ran.code == 1
        assert "does not answer" not in ran.out + ran.err
        assert "the endpoint's words are withheld (--redact)" in ran.out + ran.err


def test_a_refusal(endpoint: Endpoint, cut: str) -> None:
    """Of a refusal the status is told, and not the endpoint's words."""
    endpoint(faults=Faults(answer_401=1))
    ran = call("submit", cut, "--object", "contact", "--redact", "-q")
    assert (ran.code, "HTTP 401; the endpoint's words are withheld" in ran.err) == (3, True)
    assert "was asked to answer" not in ran.err


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("sent or not: no job of the endpoint's fits", None),
        ("sent or not: 2 jobs of the endpoint's fit", None),
        ("taken as sent, as --assume-sent asks", None),
        ("sent again", None),
        ("the job ended as ABORTED", None),
        (None, None),
        ("ann@acme.com: HTTP 400 sent again", "HTTP 400; the endpoint's words are withheld (--redact)"),
        ("sent again, said ann@acme.com", "the endpoint's words are withheld (--redact)"),
        (
            "the endpoint no longer knows its job: HTTP 404, ann@acme.com; check it",
            f"the endpoint no longer knows its job; {FORGOTTEN_CHOICE}",
        ),
    ],
)
def test_messages(message: str | None, shown: str | None) -> None:
    """What csvprep itself says of a chunk stays, what the endpoint says does not."""
    assert redact_message(message) == (shown or message)
