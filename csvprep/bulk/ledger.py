"""The ledger of a folder: what became of every chunk, written down before each act and after it.

    pending ──▶ posting ──▶ posted ──▶ done
       ▲           │           ├─────▶ failed     the job broke off
       │           │           └─────▶ cancelled
       ├───────────┼──▶ failed                    refused, so that no job was made
       └───────────┴──▶ unknown                   sent or not: nobody can tell

It is an SQLite file, so that it survives a kill at any moment, and anybody can read it while a submit runs.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from csvprep.bulk.answers import ErrorRow
from csvprep.bulk.lock import hold_lock
from csvprep.errors import LedgerError
from csvprep.manifest import ChunkEntry

LEDGER_NAME = "ledger.sqlite"
_LOCK_NAME = "ledger.lock"
_IDENTIFIERS = "identifier_fields"

_SCHEMA = """
CREATE TABLE IF NOT EXISTS binding (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS chunks (
    file TEXT PRIMARY KEY, position INTEGER NOT NULL, records INTEGER NOT NULL, state TEXT NOT NULL,
    job_id TEXT, job_status TEXT, records_count INTEGER, failed_count INTEGER, message TEXT,
    posting_at TEXT, posted_at TEXT, finished_at TEXT, updated_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS errors (
    file TEXT NOT NULL, position INTEGER NOT NULL, message TEXT NOT NULL, row_number INTEGER,
    PRIMARY KEY (file, position)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS history (
    at TEXT NOT NULL, file TEXT NOT NULL, state TEXT NOT NULL, job_id TEXT, job_status TEXT, message TEXT
);
"""


class ChunkState(StrEnum):
    """What became of a chunk."""

    PENDING = "pending"
    POSTING = "posting"
    POSTED = "posted"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Binding:
    """What a ledger belongs to: one manifest, and one object at one endpoint."""

    manifest_sha256: str
    endpoint: str
    hub: str
    object: str


@dataclass(frozen=True, slots=True)
class ChunkStatus:
    """A chunk's row in the ledger; times are ISO 8601 in UTC.

    Attributes:
        file: the chunk's path as the manifest has it.
        records: records in the chunk.
        state: what became of it.
        job_id, job_status: the endpoint's job and the last that was heard of it.
        records_count, failed_count: the endpoint's counts; None where it gave none.
        message: what went wrong with the chunk as a whole.
        posting_at: when its upload began.
        posted_at: when the endpoint had taken it.
        finished_at: when its end was recorded.
        updated_at: when this row was last written.
    """

    file: str
    records: int
    state: ChunkState
    job_id: str | None = None
    job_status: str | None = None
    records_count: int | None = None
    failed_count: int | None = None
    message: str | None = None
    posting_at: str | None = None
    posted_at: str | None = None
    finished_at: str | None = None
    updated_at: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the row as JSON-ready data."""
        return {**asdict(self), "state": self.state.value}


_SELECT_CHUNKS = f"SELECT {', '.join(ChunkStatus.__slots__)} FROM chunks"  # noqa: S608 - our own names
_INSERT_HISTORY = (
    "INSERT INTO history SELECT updated_at, file, state, job_id, job_status, message FROM chunks WHERE file = ?"
)


class Ledger:
    """An open ledger; use `open_ledger` or `read_ledger` to get one. It belongs to one thread."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    def chunks(self) -> tuple[ChunkStatus, ...]:
        """Return every chunk's row, in the manifest's order."""
        return self._select(f"{_SELECT_CHUNKS} ORDER BY position")

    def chunk(self, file: str) -> ChunkStatus:
        """Return one chunk's row."""
        return self._select(f"{_SELECT_CHUNKS} WHERE file = ?", file)[0]

    def known_job_ids(self) -> frozenset[str]:
        """Return the ids of all jobs that any chunk has or ever had."""
        query = "SELECT DISTINCT job_id FROM history WHERE job_id IS NOT NULL"
        with _sqlite_as_ledger_error(self._path):
            return frozenset(row["job_id"] for row in self._connection.execute(query))

    def _select(self, query: str, *values: str) -> tuple[ChunkStatus, ...]:
        with _sqlite_as_ledger_error(self._path):
            rows = self._connection.execute(query, values).fetchall()
        return tuple(ChunkStatus(**{**dict(row), "state": ChunkState(row["state"])}) for row in rows)

    def write(self, file: str, state: ChunkState, **facts: str | int | None) -> None:
        """Record a chunk's state and whatever else is known, as `write_all` does."""
        self.write_all((file,), state, **facts)

    def write_all(self, files: Sequence[str], state: ChunkState, **facts: str | int | None) -> None:
        """Record the state of chunks and whatever else is known, as one act; no kill of this process undoes it.

        That a chunk is about to be sent outlives a power cut too, with all before it; what comes after it may be lost
        in one, and is then found out from the endpoint again.

        Args:
            files: the chunks.
            state: their new state.
            facts: other columns of their rows and the new values.
        """
        values = {**facts, "state": state.value, "updated_at": render_now()}
        assignments = ", ".join(f"{column} = :{column}" for column in values)
        with _sqlite_as_ledger_error(self._path):
            self._connection.execute(f"PRAGMA synchronous = {'FULL' if state is ChunkState.POSTING else 'NORMAL'}")
        with _sqlite_as_ledger_error(self._path), self._connection:
            self._connection.executemany(
                f"UPDATE chunks SET {assignments} WHERE file = :file",  # noqa: S608 - names are ours
                ({**values, "file": file} for file in files),
            )
            self._connection.executemany(_INSERT_HISTORY, ((file,) for file in files))

    def settle(self, job_id: str, state: ChunkState, **facts: str | int | None) -> bool:
        """Record what became of a job whose chunk is `posted`, as one act beside a submit; False if none is."""
        values = {**facts, "state": state.value, "updated_at": render_now()}
        assignments = ", ".join(f"{column} = :{column}" for column in values)
        query = f"UPDATE chunks SET {assignments} WHERE job_id = :job AND state = 'posted'"  # noqa: S608 - names are ours
        with _sqlite_as_ledger_error(self._path), self._connection:
            found = self._connection.execute(query, {**values, "job": job_id}).rowcount
            if found:
                self._connection.execute(_INSERT_HISTORY.replace("file = ?", "job_id = ?"), (job_id,))
        return bool(found)

    def write_errors(self, file: str, rows: Iterable[ErrorRow]) -> None:
        """Record a chunk's error rows in place of those it had."""
        with _sqlite_as_ledger_error(self._path), self._connection:
            self._connection.execute("DELETE FROM errors WHERE file = ?", (file,))
            self._connection.executemany(
                "INSERT INTO errors VALUES (?, ?, ?, ?)",
                ((file, position, row.message, row.row_number) for position, row in enumerate(rows)),
            )

    def errors(self, file: str) -> tuple[ErrorRow, ...]:
        """Return a chunk's error rows in the endpoint's order."""
        query = "SELECT message, row_number FROM errors WHERE file = ? ORDER BY position"
        with _sqlite_as_ledger_error(self._path):
            return tuple(ErrorRow(*row) for row in self._connection.execute(query, (file,)))

    def binding(self) -> Mapping[str, str]:
        """Return what the ledger belongs to, by name."""
        with _sqlite_as_ledger_error(self._path):
            return {row["key"]: row["value"] for row in self._connection.execute("SELECT key, value FROM binding")}

    def bind(self, binding: Binding, chunks: Iterable[ChunkEntry]) -> None:
        """Tie a new ledger to its run, or see that an old one belongs to it; one that sent nothing is tied anew.

        Raises:
            LedgerError: it belongs to another manifest, endpoint, hub or object.
        """
        if self.is_bound(binding):
            return
        wanted, now = asdict(binding), render_now()
        with _sqlite_as_ledger_error(self._path), self._connection:
            for table in ("binding", "errors", "chunks"):
                self._connection.execute(f"DELETE FROM {table}")  # noqa: S608 - names of our own
            self._connection.executemany("INSERT INTO binding VALUES (?, ?)", wanted.items())
            self._connection.executemany(
                "INSERT INTO chunks (file, position, records, state, updated_at) VALUES (?, ?, ?, 'pending', ?)",
                ((chunk.file, position, chunk.records, now) for position, chunk in enumerate(chunks)),
            )

    def is_bound(self, binding: Binding) -> bool:
        """Say whether the ledger is tied to a run; False: it is new, or sent nothing and may be tied anew.

        Raises:
            LedgerError: it belongs to another manifest, endpoint, hub or object.
        """
        wanted, held = asdict(binding), self.binding()
        if not held or not (self._has_sent() or wanted.items() <= held.items()):
            return False
        self._compare(held, wanted)
        return True

    def _has_sent(self) -> bool:
        """Say whether any chunk may have become a job; a refused one has not."""
        query = "SELECT count(*) FROM chunks WHERE state <> 'pending' AND NOT (state = 'failed' AND job_id IS NULL)"
        with _sqlite_as_ledger_error(self._path):
            return bool(self._connection.execute(query).fetchone()[0])

    def note_identifiers(self, fields: Sequence[str]) -> None:
        """Keep the columns by which the vendor's messages may name a record."""
        with _sqlite_as_ledger_error(self._path), self._connection:
            self._connection.execute("INSERT OR REPLACE INTO binding VALUES (?, ?)", (_IDENTIFIERS, json.dumps(fields)))

    def identifiers(self) -> tuple[str, ...]:
        """Return the columns that were last noted so."""
        return tuple(json.loads(self.binding().get(_IDENTIFIERS, "[]")))

    def _compare(self, held: Mapping[str, str], wanted: Mapping[str, str]) -> None:
        if held["manifest_sha256"] != wanted["manifest_sha256"]:
            raise LedgerError(
                f"{self._path}: belongs to another run of prep; move it away if the chunks that are here now "
                f"are to be sent"
            )
        for key in ("endpoint", "hub", "object"):
            if held[key] != wanted[key]:
                raise LedgerError(
                    f"{self._path}: these chunks went to {key} {held[key] or 'none'!r}, not {wanted[key] or 'none'!r}; "
                    f"go on there, or move the ledger away to send all of them once more"
                )


@contextmanager
def open_ledger(folder: Path) -> Iterator[Ledger]:
    """Open a folder's ledger to write in it, as the only one; it is made if need be.

    Raises:
        LedgerError: another submit has it, or it can't be used.
    """
    path = folder / LEDGER_NAME
    with (
        hold_lock(
            folder / _LOCK_NAME,
            busy=f"{folder}: another submit is at work here; wait for its end, or stop it with Ctrl-C",
        ),
        _sqlite_as_ledger_error(path),
        closing(_connect(path, mode="rwc")) as connection,
    ):
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(_SCHEMA)
        yield Ledger(connection, path)


@contextmanager
def read_ledger(folder: Path) -> Iterator[Ledger | None]:
    """Open a folder's ledger to read it or to settle a job, while a submit may be at work; None if there is none."""
    path = folder / LEDGER_NAME
    if not path.exists():
        yield None
        return
    with _sqlite_as_ledger_error(path), closing(_connect(path, mode="rw")) as connection:
        has_tables = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'history'").fetchone()[0]
        yield Ledger(connection, path) if has_tables else None


def render_now() -> str:
    """Return the present moment as the ledger writes it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _connect(path: Path, *, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True, timeout=30.0)
    connection.row_factory = sqlite3.Row
    return connection


@contextmanager
def _sqlite_as_ledger_error(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise LedgerError(f"{path}: can't be used as a ledger ({error}); move it away, or free the disk") from None
