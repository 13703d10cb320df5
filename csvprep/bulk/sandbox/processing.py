"""The worker of a sandbox: takes jobs in the order they came, walks them through their states, lands their rows."""

from __future__ import annotations

import codecs
import csv
import json
import queue
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from csvprep.bulk.rows import read_rows
from csvprep.bulk.sandbox.faults import FaultPlan
from csvprep.bulk.sandbox.notify import notify
from csvprep.bulk.sandbox.settings import SandboxSettings
from csvprep.bulk.sandbox.store import Row, Store
from csvprep.bulk.sandbox.vendor import Vendor
from csvprep.dialect import Dialect

_BATCH_ROWS = 200
_BLOCK_BYTES = 1 << 16


class JobEndedError(Exception):
    """What makes a job end as a whole, with the state it ends in."""

    def __init__(self, status: str, message: str) -> None:
        super().__init__(message)
        self.status = status


class Worker:
    """Works on one job after the other on a thread of its own; a job that it must leave, it takes up again later."""

    def __init__(self, settings: SandboxSettings, store: Store, plan: FaultPlan) -> None:
        self._settings = settings
        self._store = store
        self._plan = plan
        self._jobs: queue.Queue[int | None] = queue.Queue()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="csvprep sandbox worker", daemon=True)

    def start(self) -> None:
        """Begin, with the jobs that an earlier worker left."""
        for job_id in self._store.unfinished_jobs():
            self._jobs.put(job_id)
        self._thread.start()

    def add(self, job_id: int) -> None:
        """Put a job in line."""
        self._jobs.put(job_id)

    def stop(self) -> None:
        """End at the next batch of rows."""
        self._stop.set()
        self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        # An open connection spares the store a checkpoint each time that another one is closed.
        with self._store.connect() as anchor:
            anchor.execute("SELECT count(*) FROM jobs").fetchone()
            while (job_id := self._jobs.get()) is not None and not self._stop.is_set():
                self._bring_to_end(job_id)

    def _bring_to_end(self, job_id: int) -> None:
        try:
            self._work(job_id)
        except JobEndedError as fault:
            self._store.set_status(job_id, fault.status, error=str(fault), is_final=True)
        except (OSError, csv.Error, sqlite3.Error) as error:
            self._store.set_status(job_id, "ABORTED", error=f"The file can't be read: {error}", is_final=True)
        except Exception as error:  # noqa: BLE001 - one job must not stop those behind it
            text = f"The sandbox failed: {type(error).__name__}"
            self._store.set_status(job_id, "ABORTED", error=text, is_final=True)
        job = self._store.job(job_id)
        if job is not None and job["finished_ms"] is not None:
            notify(self._settings, job)

    def _work(self, job_id: int) -> None:
        for status in ("STARTED", "RUNNING"):
            self._pause(job_id)
            self._store.set_status(job_id, status)
        self._pause(job_id)
        if self._settings.faults.outage:
            raise JobEndedError("ERROR", "The vendor does not answer")
        if self._plan.strikes("abort"):
            raise JobEndedError("ABORTED", "The sandbox was asked to abort the job")
        job = self._store.job(job_id)
        path = self._store.upload_path(job_id)
        if job is None or not path.exists():
            raise JobEndedError("ABORTED", "The file is gone")
        see_utf8(path)
        rows = read_rows(path, Dialect())
        header = next(rows, [])
        if not self._land_all(job, header, rows):
            return
        self._pause(job_id)
        self._store.set_status(job_id, self._settings.complete_spelling, is_final=True)

    def _land_all(self, job: Row, header: Sequence[str], rows: Iterator[list[str]]) -> bool:
        """Land the rows that are not landed yet; False if the worker has to stop before the end."""
        landing = Landing(self._settings, self._plan, self._store, job, header)
        done = job["records_count"]
        numbered = islice(enumerate(rows, start=1), done, None)
        while batch := list(islice(numbered, _BATCH_ROWS)):
            self._see_cancelled(job["id"])
            if self._stop.is_set():
                return False
            landing.land(batch)
        return not self._stop.is_set()

    def _pause(self, job_id: int) -> None:
        self._stop.wait(self._settings.step_seconds)
        self._see_cancelled(job_id)

    def _see_cancelled(self, job_id: int) -> None:
        job = self._store.job(job_id)
        if job is not None and job["status"] == "CANCELLATION_PENDING":
            raise JobEndedError("CANCELLED", "Cancelled by the user")


class Landing:
    """Lands the rows of one job: good ones among the records, bad ones among the failures.

    Raises:
        JobEndedError: the file as a whole is no good.
    """

    def __init__(
        self, settings: SandboxSettings, plan: FaultPlan, store: Store, job: Row, header: Sequence[str]
    ) -> None:
        metadata = json.loads(job["metadata"])
        identifier = metadata.get("identifierFieldName") or metadata.get("primaryKeyName")
        if not header:
            raise JobEndedError("ABORTED", "The file is empty")
        if identifier and identifier not in header:
            raise JobEndedError("ABORTED", f"All records require '{identifier}', and the file has no such column")
        self._store = store
        self._job = job
        self._header = header
        self._action = metadata.get("action") or ("upsert" if identifier else "create")
        self._vendor = Vendor(settings, plan, job["object"], header, identifier)

    def land(self, batch: Sequence[tuple[int, list[str]]]) -> None:
        """Land numbered rows in one transaction, so that a kill leaves whole batches."""
        failed = 0
        with self._store.connect() as connection, connection:
            for row_number, cells in batch:
                message = self._vendor.check(cells) or self._land_row(connection, row_number, cells)
                if message is not None:
                    failed += 1
                    connection.execute("INSERT INTO failures VALUES (?, ?, ?)", (self._job["id"], row_number, message))
            connection.execute(
                "UPDATE jobs SET records_count = records_count + ?, failed_count = failed_count + ? WHERE id = ?",
                (len(batch), failed, self._job["id"]),
            )

    def _land_row(self, connection: sqlite3.Connection, row_number: int, cells: Sequence[str]) -> str | None:
        record = dict(zip(self._header, cells, strict=True))
        key, job_id, object_name = self._vendor.key(record), self._job["id"], self._job["object"]
        data = json.dumps(record, ensure_ascii=False)
        query = "SELECT 1 FROM records WHERE object = ? AND key = ?"
        exists = key is not None and connection.execute(query, (object_name, key)).fetchone() is not None
        if exists and self._action == "create":
            return self._vendor.describe(record, f"Conflicts Found - {self._vendor.key_field}")
        if not exists and self._action == "update":
            return self._vendor.describe(record, "No record found to update")
        if exists:
            connection.execute(
                "UPDATE records SET job_id = ?, row_number = ?, data = ?, loads = loads + 1 "
                "WHERE object = ? AND key = ?",
                (job_id, row_number, data, object_name, key),
            )
        else:
            connection.execute(
                "INSERT INTO records (job_id, row_number, object, key, data) VALUES (?, ?, ?, ?, ?)",
                (job_id, row_number, object_name, key, data),
            )
        return None


def see_utf8(path: Path) -> None:
    """See that a file is UTF-8 to its end.

    Raises:
        JobEndedError: it is not.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as stream:
            while block := stream.read(_BLOCK_BYTES):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise JobEndedError("ABORTED", "The file is not UTF-8") from None
