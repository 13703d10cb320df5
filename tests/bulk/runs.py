"""Folders as `prep` leaves them, written by hand, and what a sandbox got of them."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from csvprep.bulk import Credentials, Patience, SubmitSettings
from csvprep.bulk.sandbox import FieldRule, SandboxServer
from csvprep.manifest import ChunkEntry, Manifest

HEADER = ("C_EmailAddress", "C_FirstName")
CONTACT = (
    FieldRule("C_EmailAddress", "email", required=True, unique=True),
    FieldRule("C_FirstName"),
)
QUICK = Patience(attempts=3, first_wait_seconds=0.01, longest_wait_seconds=0.02, connect_seconds=2, answer_seconds=5)

Rows = Sequence[Sequence[str]]


def render_csv(rows: Rows, delimiter: str = ",") -> bytes:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return stream.getvalue().encode()


def contacts(first: int, last: int) -> list[list[str]]:
    return [[f"user{number}@acme.com", f"User {number}"] for number in range(first, last + 1)]


def write_run(
    folder: Path,
    chunks: Sequence[tuple[Rows, dict[str, int]]],
    *,
    header: Sequence[str] = HEADER,
    command: str = "prep",
    delimiter: str = ",",
    encoding: str = "utf-8",
) -> Path:
    """Write chunks and a manifest; each chunk is its rows and its first/last record and line."""
    (folder / "chunks").mkdir(parents=True)
    entries = []
    for number, (rows, places) in enumerate(chunks, start=1):
        data = render_csv([header, *rows], delimiter if command == "split" else ",")
        name = f"chunks/contact-{number:05}.csv"
        (folder / name).write_bytes(data)
        entries.append(ChunkEntry(name, len(rows), len(data), hashlib.sha256(data).hexdigest(), **places))
    manifest = Manifest(
        csvprep="0.1.0",
        command=command,
        source={"name": "contacts.csv", "encoding": encoding, "dialect": {"delimiter": delimiter}},
        object="contact",
        schema=None,
        options={},
        counts={},
        findings={},
        chunks=tuple(entries),
    )
    (folder / "manifest.json").write_text(manifest.to_json(), encoding="utf-8")
    return folder


def plain_chunks(*sizes: int) -> list[tuple[Rows, dict[str, int]]]:
    """Chunks of these sizes, one record a line, nothing rejected."""
    chunks: list[tuple[Rows, dict[str, int]]] = []
    first = 1
    for size in sizes:
        last = first + size - 1
        places = {"first_record": first, "last_record": last, "first_line": first + 1, "last_line": last + 1}
        chunks.append((contacts(first, last), places))
        first = last + 1
    return chunks


def settings(**changes: Any) -> SubmitSettings:
    """Return submit settings that poll quickly and name records by e-mail."""
    quick = SubmitSettings("contact", poll_interval_seconds=0.02, identifier_field="C_EmailAddress", grace_seconds=2)
    return replace(quick, **changes)


def landed(server: SandboxServer) -> list[str]:
    """Return the e-mail addresses of the records that landed, one entry for each time, sorted."""
    rows = server.store.records(object_name="contact", job_id=None, offset=0, limit=100_000)
    return sorted(json.loads(row["data"])["C_EmailAddress"] for row in rows for _ in range(row["loads"]))


def read_csv(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def wrong_credentials() -> Credentials:
    return Credentials("wrong-element-token", "wrong-user-secret")


@dataclass
class Script:
    """What the scripted server answers, one after the other (the last for good), and what it was asked."""

    base_url: str = ""
    answers: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)
    asked: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)

    def say(self, status: int, body: object, **headers: str) -> Script:
        data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers.append((status, {"Content-Type": "application/json", **named}, data))
        return self
