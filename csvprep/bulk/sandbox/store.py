"""What a sandbox keeps: the files that came, the jobs made of them, the records that landed, those that failed."""

from __future__ import annotations

import json
import queue
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from csvprep.errors import OutputError

STORE_NAME = "sandbox.sqlite"
_INCOMING = "incoming-"

_SCHEMA = """
CREATE TABLE IF NOT EXISTS jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT, object TEXT NOT NULL, status TEXT NOT NULL, metadata TEXT NOT NULL,
    file_name TEXT NOT NULL, file_size INTEGER NOT NULL, created_ms INTEGER NOT NULL, finished_ms INTEGER,
    records_count INTEGER NOT NULL DEFAULT 0, failed_count INTEGER NOT NULL DEFAULT 0, error TEXT, callback_url TEXT
);
CREATE TABLE IF NOT EXISTS records (
    job_id INTEGER NOT NULL, row_number INTEGER NOT NULL, object TEXT NOT NULL, key TEXT, data TEXT NOT NULL,
    loads INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX IF NOT EXISTS record_keys ON records (object, key) WHERE key IS NOT NULL;
CREATE INDEX IF NOT EXISTS record_jobs ON records (job_id, row_number);
CREATE TABLE IF NOT EXISTS failures (
    job_id INTEGER NOT NULL, row_number INTEGER NOT NULL, message TEXT NOT NULL, PRIMARY KEY (job_id, row_number)
) WITHOUT ROWID;
"""
_SEARCHABLE = {
    "object_name": "object",
    "job_status": "status",
    "record_count": "records_count",
    "job_direction": "'UPLOAD'",
}

Row = Mapping[str, Any]


class Store:
    """The folder of a sandbox; safe to use from several threads, each call on a connection that no other one has."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._idle: queue.LifoQueue[sqlite3.Connection] = queue.LifoQueue()
        self._keeps = False
        try:
            (folder / "uploads").mkdir(parents=True, exist_ok=True)
            with self.connect() as connection:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.executescript(_SCHEMA)
        except (OSError, sqlite3.Error) as error:
            raise OutputError(f"{folder}: can't be used as the sandbox's store ({error})") from None

    @contextmanager
    def keep_open(self) -> Iterator[None]:
        """Keep connections for the next call, which spares most of its time, for the length of the block."""
        self._keeps = True
        try:
            yield
        finally:
            self._keeps = False
            while (connection := self._take_idle()) is not None:
                connection.close()

    @contextmanager
    def connect(self) -> Iterator[sqlite3.Connection]:
        """Have a connection for the length of the block; what is not committed by then is undone."""
        connection = self._take_idle() or self._open()
        try:
            yield connection
        finally:
            connection.rollback()
            if self._keeps:
                self._idle.put(connection)
            else:
                connection.close()

    def _take_idle(self) -> sqlite3.Connection | None:
        try:
            return self._idle.get_nowait()
        except queue.Empty:
            return None

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.folder / STORE_NAME, timeout=60.0, check_same_thread=False)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA synchronous = NORMAL")
        return connection

    def incoming_path(self, name: str) -> Path:
        """Return where a file is kept while it comes in."""
        return self.folder / "uploads" / f"{_INCOMING}{name}"

    def discard_incoming(self) -> None:
        """Take away what was coming in when an earlier sandbox was killed; no job was made of it."""
        for left in (self.folder / "uploads").glob(f"{_INCOMING}*"):
            left.unlink(missing_ok=True)

    def upload_path(self, job_id: int) -> Path:
        """Return where the file of a job is kept."""
        return self.folder / "uploads" / f"{job_id}.csv"

    def add_job(
        self, object_name: str, metadata: Mapping[str, Any], incoming: Path, file_name: str, callback_url: str | None
    ) -> int:
        """Make a job of a file that has come, and take the file into the store."""
        facts = (
            object_name,
            json.dumps(metadata),
            file_name,
            incoming.stat().st_size,
            int(time.time() * 1000),
            callback_url,
        )
        with self.connect() as connection, connection:
            cursor = connection.execute(
                "INSERT INTO jobs (object, status, metadata, file_name, file_size, created_ms, callback_url) "
                "VALUES (?, 'CREATED', ?, ?, ?, ?, ?)",
                facts,
            )
            job_id = int(cursor.lastrowid or 0)
            incoming.replace(self.upload_path(job_id))
        return job_id

    def job(self, job_id: int) -> Row | None:
        """Return a job, or None if there is none of that id."""
        with self.connect() as connection:
            row: sqlite3.Row | None = connection.execute("SELECT * FROM jobs WHERE id = ?", (job_id,)).fetchone()
        return None if row is None else dict(row)

    def jobs(self, conditions: Sequence[tuple[str, str]], offset: int, limit: int) -> list[Row]:
        """Return jobs, the newest first, that have these values in these searchable fields."""
        clauses = "".join(f" AND {_SEARCHABLE[field]} = ?" for field, _ in conditions)
        values = [int(value) if field == "record_count" else value for field, value in conditions]
        query = f"SELECT * FROM jobs WHERE 1{clauses} ORDER BY id DESC LIMIT ? OFFSET ?"  # noqa: S608 - a table's names
        return self._rows(query, *values, limit, offset)

    def unfinished_jobs(self) -> list[int]:
        """Return the ids of jobs that have not come to their end, the oldest first."""
        return [row["id"] for row in self._rows("SELECT id FROM jobs WHERE finished_ms IS NULL ORDER BY id")]

    def set_status(self, job_id: int, status: str, *, error: str | None = None, is_final: bool = False) -> None:
        """Record a job's state; a wish to cancel gives way only to an end."""
        finished_ms = int(time.time() * 1000) if is_final else None
        with self.connect() as connection, connection:
            connection.execute(
                "UPDATE jobs SET status = ?, error = ?, finished_ms = ? WHERE id = ? AND finished_ms IS NULL "
                "AND (status <> 'CANCELLATION_PENDING' OR ? IS NOT NULL)",
                (status, error, finished_ms, job_id, finished_ms),
            )

    def failures(self, job_id: int, offset: int, limit: int) -> list[Row]:
        """Return a page of the rows of a job that failed."""
        query = "SELECT row_number, message FROM failures WHERE job_id = ? ORDER BY row_number LIMIT ? OFFSET ?"
        return self._rows(query, job_id, limit, offset)

    def records(self, *, object_name: str | None, job_id: int | None, offset: int, limit: int) -> list[Row]:
        """Return a page of the records that landed, in the order they came."""
        query = (
            "SELECT job_id, row_number, object, key, data, loads FROM records WHERE (? IS NULL OR object = ?) "
            "AND (? IS NULL OR job_id = ?) ORDER BY job_id, row_number LIMIT ? OFFSET ?"
        )
        return self._rows(query, object_name, object_name, job_id, job_id, limit, offset)

    def count_records(self, *, object_name: str | None = None, job_id: int | None = None) -> int:
        """Return how many records landed."""
        query = "SELECT count(*) AS found FROM records WHERE (? IS NULL OR object = ?) AND (? IS NULL OR job_id = ?)"
        return int(self._rows(query, object_name, object_name, job_id, job_id)[0]["found"])

    def object_names(self) -> list[str]:
        """Return the objects that anything was sent for."""
        return [row["object"] for row in self._rows("SELECT DISTINCT object FROM jobs ORDER BY object")]

    def _rows(self, query: str, *values: object) -> list[Row]:
        with self.connect() as connection:
            return [dict(row) for row in connection.execute(query, values)]


def is_searchable(field: str) -> bool:
    """Tell whether jobs can be searched by a field."""
    return field in _SEARCHABLE
