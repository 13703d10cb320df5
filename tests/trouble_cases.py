"""What can go wrong between here and the endpoint: each trouble made for real, its message, and what to do about it."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bulk.runs import plain_chunks, settings, write_run

from csvprep.bulk import BulkClient, Credentials, Patience, SubmitSettings, read_status, submit
from csvprep.bulk.ledger import open_ledger
from csvprep.bulk.sandbox import Faults, SandboxServer, SandboxSettings
from csvprep.cli.secrets import read_secret
from csvprep.errors import CsvprepError

HASTY = Patience(attempts=2, first_wait_seconds=0.01, longest_wait_seconds=0.01)
WRONG = Credentials("an-old-token", "an-old-secret")


@dataclass(frozen=True)
class Trouble:
    """One sort of trouble.

    Attributes:
        make: runs into it in an empty folder, and returns what is said.
        means: what it means.
        do: what to do.
    """

    make: Callable[[Path], str]
    means: str
    do: str


def run(
    folder: Path,
    faults: Faults | None = None,
    *,
    given: SubmitSettings | None = None,
    credentials: Credentials | None = None,
    path: str = "",
) -> str:
    """Submit two chunks to a sandbox with these faults; return the error, or what is said of the first chunk."""
    out = folder / "out"
    if not out.exists():
        write_run(out, plain_chunks(2, 2))
    made = SandboxSettings(folder / "store", faults=faults or Faults())
    with SandboxServer(made) as server:
        client = BulkClient(server.base_url + path, credentials or made.credentials, name="HOST", patience=HASTY)
        with client:
            try:
                submit(out, client, given or settings(concurrency=1))
            except CsvprepError as error:
                return str(error)
    return read_status(out).chunks[0].message or ""


def no_secret(_: Path) -> str:
    return error_of(lambda: read_secret("CSVPREP_ELEMENT_TOKEN", "", "the endpoint"))


def no_connection(folder: Path) -> str:
    write_run(folder / "out", plain_chunks(2))
    with BulkClient("http://127.0.0.1:1", WRONG, name="HOST", patience=HASTY) as client:
        return error_of(lambda: submit(folder / "out", client, settings()))


def undecided(folder: Path) -> str:
    run(folder, Faults(answer_500=1))
    return run(folder)


def busy(folder: Path) -> str:
    write_run(folder / "out", plain_chunks(2))
    with open_ledger(folder / "out"):
        return run(folder)


def altered(folder: Path) -> str:
    write_run(folder / "out", plain_chunks(2))
    with closing((folder / "out/chunks/contact-00001.csv").open("ab")) as stream:
        stream.write(b"zoe@acme.com,Zoe\n")
    return run(folder)


def prepared_again(folder: Path) -> str:
    run(folder)
    manifest = folder / "out/manifest.json"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace("contacts.csv", "more.csv"), encoding="utf-8")
    return run(folder)


def error_of(act: Callable[[], object]) -> str:
    try:
        act()
    except CsvprepError as error:
        return str(error)
    raise AssertionError("nothing went wrong")


UNIDENTIFIED = settings(concurrency=1, metadata={"identifierFieldName": "id"})
TROUBLES = (
    Trouble(no_secret, "nobody said who calls", "set it, store it in the keyring, or run it on a terminal, which asks"),
    Trouble(
        lambda folder: run(folder, credentials=WRONG),
        "the token or the secret is not (or no longer) right; nothing was sent",
        "copy both again from the connector's instance, and run the same command",
    ),
    Trouble(
        lambda folder: run(folder, path="/somewhere"),
        "something answers there, but it is not the bulk endpoint",
        "give `--base-url` without a path, and the hub that fits the connector",
    ),
    Trouble(no_connection, "nobody answers at that address; nothing was sent", "check name, network, proxy and VPN"),
    Trouble(
        lambda folder: run(folder, Faults(answer_429=9)),
        "the endpoint said 429 as often as csvprep asks: too many calls, or this chunk is too big",
        "wait and submit again; if it stays, `prep` again with a smaller `--max-bytes`",
    ),
    Trouble(
        lambda folder: run(folder, Faults(answer_503=9)),
        "the endpoint is overloaded; the chunks not sent are still pending",
        "run the same command later",
    ),
    Trouble(
        lambda folder: run(folder, Faults(answer_500=1)),
        "an upload failed in a way that may have made a job all the same",
        "run the same command: it looks for the job before anything is sent again",
    ),
    Trouble(
        undecided,
        "it looked, and the endpoint's list doesn't tell; sending again could load the records twice",
        "look at the endpoint whether the records are there, and choose",
    ),
    Trouble(
        lambda folder: run(folder, Faults(expire_seconds=0)),
        "the chunk arrived, but its job was forgotten (files and jobs are kept for three days at most)",
        "look at the endpoint whether the records are there, and choose",
    ),
    Trouble(
        lambda folder: run(folder, given=UNIDENTIFIED),
        "the endpoint gave up the job as a whole; here `--metadata` names a column that the file doesn't have",
        "mend what it says, and submit with `--resend-failed`",
    ),
    Trouble(
        lambda folder: run(folder, Faults(outage=True)),
        "the service behind the endpoint was down; part of the records may be loaded",
        "look there, then submit with `--resend-failed`",
    ),
    Trouble(busy, "a submit, or `cancel`, of this folder still runs", "wait for its end, or end it"),
    Trouble(altered, "a chunk is not as `prep` wrote it; nothing was sent", "mend the source, and `prep` again"),
    Trouble(
        prepared_again,
        "`prep` wrote this folder anew after chunks of the old run were sent",
        "move `ledger.sqlite` away if all is to be sent; a folder of its own for each run is better",
    ),
)


def tell(trouble: Trouble) -> str:
    """Run into a trouble; return its message with names that don't change."""
    with tempfile.TemporaryDirectory() as name:
        text = trouble.make(Path(name)).replace(f"{name}/", "")
    return re.sub(r"request [0-9a-f]{24}", "request 5b0437c6e4b07731ae39b533", text)
