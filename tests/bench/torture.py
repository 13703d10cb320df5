"""Torture a submit: an endpoint with every fault, both sides killed again and again, and the same command run anew.

    python tests/bench/torture.py --chunks 200 --kills 30 [--seed 1] [--sandbox-kills 6]

A seeded file is prepared and submitted by `csvprep submit`, a process that is killed (SIGKILL) at random moments, to a
sandbox of its own, killed as well and started again with other faults. Whoever sits at the keyboard runs the same
command again, and makes a choice only when the submit says that there is one. In the end what the sandbox has is held
against the input: each chunk's SHA-256 arrived once, or again only after that was asked for, each record landed or
failed once, and `server-errors.csv` has exactly the failed ones, with their records and lines. Exit code 1: not so.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import os
import random
import select
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import csvprep
from csvprep.bulk import ChunkState, read_status
from csvprep.bulk.ledger import LEDGER_NAME

ROWS = 20
ALWAYS = ("fail-rows=0.04", "abort=0.03", "everywhere=1")
LIVES = (
    ("429=0.04", "503=0.03", "retry-after=0", "drop-answer=0.06"),
    ("429=0.02", "500=0.02", "drop-answer=0.05", "wrong-json=0.02"),
    ("502=0.02", "429=0.02", "drop-answer=0.05"),
    ("401=0.01", "503=0.02", "wrong-json=0.03", "drop-answer=0.05"),
    ("expire=1.5", "drop-answer=0.04"),
)
"""The faults of one life of the sandbox after the other."""
GRACE_SECONDS = 120


@dataclass
class Verdict:
    """What came of it; `problems` is empty when all is as it must be."""

    runs: int = 0
    kills: int = 0
    sandbox_kills: int = 0
    choices: Counter[str] = field(default_factory=Counter)
    jobs: int = 0
    failed_records: int = 0
    problems: list[str] = field(default_factory=list)


def write_input(path: Path, chunks: int, seed: int) -> dict[str, tuple[int, int]]:
    """Write a file that fills so many chunks, in which some records are rejected; return record and line by e-mail."""
    chance = random.Random(seed)
    places: dict[str, tuple[int, int]] = {}
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(("C_EmailAddress", "C_FirstName", "C_LastName", "C_Title"))
    record, line = 0, 2
    while len(places) < chunks * ROWS:
        record += 1
        is_bad = chance.random() < 0.03
        email = f"no-address-{record}" if is_bad else f"user{record}@example{record % 7}.com"
        title = "Director\nof Sales" if chance.random() < 0.1 else chance.choice(("Engineer", "Buyer", "Clerk", "CEO"))
        if not is_bad:
            places[email] = (record, line)
        writer.writerow((email, chance.choice(("Ann", "Bob", "Cem")), f"Of {record}", title))
        line += 1 + title.count("\n")
    path.write_text(stream.getvalue(), encoding="utf-8")
    return places


class Sandbox:
    """A sandbox as a process of its own, always at the same port, with other faults in each of its lives."""

    def __init__(self, store: Path, *, slow_seconds: float, seed: int) -> None:
        self.store = store
        self._slow, self._seed, self._life = slow_seconds, seed, 0
        with closing(socket.socket()) as spare:
            spare.bind(("127.0.0.1", 0))
            self._port = spare.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None
        self.settings: dict[str, str] = {}

    def start(self, *, is_calm: bool = False) -> None:
        """Begin the next life."""
        faults = (*ALWAYS, f"slow-upload={self._slow}", *(() if is_calm else LIVES[self._life % len(LIVES)]))
        names = ("--names", "v3" if self._life % 2 else "v2", *(("--row-numbers",) if self._life % 3 == 2 else ()))
        words = ["sandbox", "--port", str(self._port), "--store", str(self.store), "--step", "0", *names]
        words += [word for fault in faults for word in ("--fault", fault)]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "csvprep", *words, "--seed", str(self._seed)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert self._process.stdout is not None
        lines = [self._process.stdout.readline().decode() for _ in range(3)]
        self.settings = dict(line.removeprefix("export ").strip().split("=", 1) for line in lines)
        self._life += 1

    def kill(self) -> None:
        """End it at once."""
        assert self._process is not None
        assert self._process.stdout is not None
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """Return rows of its database."""
        with closing(sqlite3.connect(self.store / "sandbox.sqlite", timeout=30)) as connection:
            return connection.execute(query).fetchall()

    def arrivals(self, files: Mapping[str, str]) -> dict[str, list[tuple[int, str]]]:
        """Return the jobs, with their states, that were made of each chunk; `files` are chunks by their SHA-256."""
        found: dict[str, list[tuple[int, str]]] = {file: [] for file in files.values()}
        for job_id, status in self.rows("SELECT id, status FROM jobs ORDER BY id"):
            data = (self.store / "uploads" / f"{job_id}.csv").read_bytes()
            found[files[hashlib.sha256(data).hexdigest()]].append((int(str(job_id)), str(status)))
        return found


class Torture:
    """One input, one sandbox, and a submit that is never left in peace.

    Args:
        folder: an empty folder to work in.
        chunks: how many chunks.
        kills: how often the submit is killed.
        sandbox_kills: how often the sandbox is.
        seed: of the input, the faults and the moments.
        slow_seconds: how long the answer to an upload takes.
    """

    def __init__(
        self, folder: Path, *, chunks: int, kills: int, sandbox_kills: int, seed: int, slow_seconds: float = 0.1
    ) -> None:
        self.verdict = Verdict()
        self._chance = random.Random(seed)
        self._kills, self._sandbox_kills = kills, sandbox_kills
        self._places = write_input(folder / "in.csv", chunks, seed)
        self._folder = folder / "out"
        options = csvprep.Options(object_name="contact")
        self._manifest = csvprep.prep(folder / "in.csv", self._folder, options, csvprep.Limits(max_rows=ROWS)).manifest
        assert len(self._manifest.chunks) == chunks
        self._files = {chunk.sha256: chunk.file for chunk in self._manifest.chunks}
        self.sandbox = Sandbox(folder / "store", slow_seconds=slow_seconds, seed=seed)
        self._stubborn = 0

    def run(self) -> Verdict:
        """Submit until nothing is left to do, then judge."""
        self.sandbox.start()
        try:
            deadline = time.monotonic() + GRACE_SECONDS + 10 * self._kills
            while (words := self._choose()) is not None:
                if time.monotonic() > deadline:
                    self.verdict.problems.append("it came to no end")
                    break
                self._submit(words)
                if self._kills <= self.verdict.kills and self.verdict.runs % 8 == 0:
                    self._replace_sandbox(is_calm=True)
            self._judge()
        finally:
            self.sandbox.kill()
        return self.verdict

    def _choose(self) -> list[str] | None:
        """Return the words that a careful person adds to the command now; None when nothing is left to do."""
        rows = read_status(self._folder).chunks
        if all(row.state is ChunkState.DONE for row in rows):
            return None
        unknown = [row for row in rows if row.state is ChunkState.UNKNOWN]
        lost = [row.file for row in unknown if row.job_id is None]
        if lost and self._stubborn >= 2:
            arrived = self._arrived_unseen(lost)
            for file in arrived:
                self.verdict.problems.append(f"{file} arrived, and its job was not found")
            chosen = arrived or lost
            choice = "--assume-sent" if arrived else "--resend-unknown"
            return self._say(choice, chosen)
        forgotten = [row.file for row in unknown if row.job_id is not None]
        if forgotten:
            return self._say("--assume-sent", forgotten)
        broken = [row.file for row in rows if row.state is ChunkState.FAILED and row.job_id is not None]
        return self._say("--resend-failed", broken) if broken else []

    def _say(self, choice: str, files: list[str]) -> list[str]:
        self.verdict.choices[choice] += 1
        return [choice, *(word for file in files for word in ("--only", file))]

    def _arrived_unseen(self, files: list[str]) -> list[str]:
        with closing(sqlite3.connect(self._folder / LEDGER_NAME)) as ledger:
            known = {row[0] for row in ledger.execute("SELECT job_id FROM history WHERE job_id IS NOT NULL")}
        arrivals = self.sandbox.arrivals(self._files)
        return [file for file in files if any(str(job_id) not in known for job_id, _ in arrivals[file])]

    def _submit(self, words: list[str]) -> None:
        self.verdict.runs += 1
        command = [sys.executable, "-m", "csvprep", "submit", str(self._folder), "--concurrency", "4"]
        process = subprocess.Popen(
            [*command, "--poll-interval", "0.05", *words],
            env={**os.environ, **self.sandbox.settings},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        assert process.stderr is not None
        with process.stderr:
            if self.verdict.sandbox_kills < self._sandbox_kills and self._chance.random() < 0.2:
                self._pass_time(process)
                self.verdict.sandbox_kills += 1
                self._replace_sandbox()
            if self.verdict.kills < self._kills:
                self._pass_time(process)
                if process.poll() is None:
                    process.send_signal(signal.SIGKILL)
                    self.verdict.kills += 1
            said = process.stderr.read().decode()
            code = process.wait(timeout=GRACE_SECONDS)
        if code == 2:
            assert "--resend-unknown" in said, said
            self._stubborn += 1
        else:
            self._stubborn = 0 if code in {0, 1} else self._stubborn
        if "Traceback" in said or "bug in csvprep" in said:
            self.verdict.problems.append(said)

    def _pass_time(self, process: subprocess.Popen[bytes]) -> None:
        """Let a moment go by: one after the submit has something to tell, or any at all."""
        assert process.stderr is not None
        if self._chance.random() < 0.85:
            select.select([process.stderr], [], [], GRACE_SECONDS)
            time.sleep(self._chance.uniform(0.0, 0.3))
        else:
            time.sleep(self._chance.uniform(0.0, 1.0))

    def _replace_sandbox(self, *, is_calm: bool = False) -> None:
        self.sandbox.kill()
        self.sandbox.start(is_calm=is_calm)

    def _judge(self) -> None:
        problems = self.verdict.problems
        if self.verdict.kills < self._kills:
            problems.append(f"all was sent before {self._kills} kills; make more chunks")
        asked = Counter(self._read_ledger("SELECT file FROM history WHERE message LIKE '%sent again%'"))
        assumed = set(self._read_ledger("SELECT file FROM chunks WHERE message LIKE 'taken as loaded%'"))
        arrivals = self.sandbox.arrivals(self._files)
        self.verdict.jobs = sum(map(len, arrivals.values()))
        for file, jobs in arrivals.items():
            ends = Counter(status for _, status in jobs)
            if ends["COMPLETED"] != 1 or len(jobs) > 1 + asked[file]:
                problems.append(f"{file} arrived as {jobs}, and was asked for again {asked[file]} times")
        self._judge_records(assumed, {job_id: file for file, jobs in arrivals.items() for job_id, _ in jobs})

    def _read_ledger(self, query: str) -> list[str]:
        with closing(sqlite3.connect(self._folder / LEDGER_NAME)) as ledger:
            return [row[0] for row in ledger.execute(query)]

    def _judge_records(self, assumed: set[str], files: Mapping[int, str]) -> None:
        problems = self.verdict.problems
        landed = Counter(
            str(row[0]) for row in self.sandbox.rows("SELECT json_extract(data, '$.C_EmailAddress') FROM records")
        )
        failed: dict[str, int] = {}
        told: set[str] = set()
        for job_id, row_number in self.sandbox.rows("SELECT job_id, row_number FROM failures"):
            with (self.sandbox.store / "uploads" / f"{job_id}.csv").open(encoding="utf-8", newline="") as stream:
                email = list(csv.reader(stream))[int(str(row_number))][0]
            failed[email] = int(str(job_id))
            if files[int(str(job_id))] not in assumed:
                told.add(email)
        self.verdict.failed_records = len(failed)
        if {**landed, **dict.fromkeys(failed, 1)} != dict.fromkeys(self._places, 1) or landed.keys() & failed.keys():
            problems.append("not every record landed or failed exactly once")
        expected = {(*map(str, self._places[email]), email, str(failed[email])) for email in told}
        found = set(_read_errors(self._folder / "server-errors.csv"))
        if found != expected:
            problems.append(
                f"server-errors.csv: {sorted(found - expected)} too many, {sorted(expected - found)} missing"
            )


def _read_errors(path: Path) -> Iterator[tuple[str, str, str, str]]:
    """Yield record, line, e-mail and job of each row of `server-errors.csv`, where its words are of that e-mail."""
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            email = row["C_EmailAddress"]
            words = f"{email}: Refused by the vendor (job "
            job_id = (
                row["_errors"].removeprefix(words).removesuffix(")") if row["_errors"].startswith(words) else "none"
            )
            yield row["_record"], row["_line"], email, job_id


def main() -> int:
    """Torture and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--chunks", type=int, default=200)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--sandbox-kills", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="csvprep-torture-") as folder:
        torture = Torture(
            Path(folder), chunks=given.chunks, kills=given.kills, sandbox_kills=given.sandbox_kills, seed=given.seed
        )
        verdict = torture.run()
    said = ", ".join(f"{count} × {choice}" for choice, count in verdict.choices.items()) or "none"
    print(  # noqa: T201 - the verdict is the result
        f"{given.chunks} chunks, {verdict.runs} runs, {verdict.kills} kills of the submit, {verdict.sandbox_kills} of "
        f"the sandbox; choices: {said}; {verdict.jobs} jobs, {verdict.failed_records} failed records"
    )
    for problem in verdict.problems:
        print(f"WRONG: {problem}")  # noqa: T201
    end = f"{len(verdict.problems)} problems" if verdict.problems else "all as it must be"
    print(end)  # noqa: T201
    return int(bool(verdict.problems))


if __name__ == "__main__":
    sys.exit(main())
