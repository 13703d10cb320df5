"""Measure a submit against a sandbox in a process of its own.

    python tests/bench/submitting.py [--chunks 400] [--concurrency 8] [--answer-ms 100] [--gigabytes 1] [--write]

First many small chunks, while the sandbox takes 100 ms for each upload, then while it takes 100 ms for each answer of
any kind. The bound is what the sandbox's waits set: its slow calls, so many at once. It leaves out what both sides
compute: some milliseconds a call, which on two cores shared by both come on top of each wait. So the same uploads are
made with bare httpx too, by as many threads that do nothing else: no ledger, no look at a job, all at once from the
begin. What submit takes above that is its own: the slow start (1, 2, 4, 8 uploads at once: two waits), two more calls
a chunk that ask what became of it, and the ledger. Looks go beside the uploads, a quarter as many at once, so where
every answer is slow, submit may come near the bound that counts all calls. Then one large chunk: how much the memory of
the process that sends it grows above what it is when everything is loaded.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import queue
import re
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

import httpx

from csvprep.bulk import BulkClient, Credentials, RequestLog, SubmitSettings, submit
from csvprep.manifest import ChunkEntry, Manifest

ROWS = 5
CELL = "x" * 100_000
README = Path(__file__).parent.parent.parent / "README.md"
SANDBOX = """
import sys
from pathlib import Path
from csvprep.bulk.sandbox import Faults, SandboxSettings, serve
faults = Faults(**{sys.argv[2]: float(sys.argv[3])})
serve(SandboxSettings(Path(sys.argv[1]), faults=faults), on_ready=lambda address: print(address, flush=True))
"""


@contextmanager
def run_sandbox(store: Path, fault: str, seconds: float) -> Iterator[BulkClient]:
    """Start a sandbox and connect to it; requests are noted in `log` beside its store."""
    with start_sandbox(store, fault, seconds) as address, RequestLog(store.parent / "log") as log:
        credentials = Credentials("sandbox-element-token", "sandbox-user-secret")
        with BulkClient(address, credentials, log=log) as client:
            yield client


@contextmanager
def start_sandbox(store: Path, fault: str, seconds: float) -> Iterator[str]:
    """Run a sandbox as a process of its own; give its address."""
    command = [sys.executable, "-c", SANDBOX, str(store), fault, str(seconds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.kill()


def write_folder(folder: Path, chunks: list[Iterator[list[str]]]) -> None:
    """Write chunks and their manifest, as `prep` does."""
    (folder / "chunks").mkdir(parents=True)
    entries, record = [], 1
    for number, rows in enumerate(chunks, start=1):
        path = folder / "chunks" / f"contact-{number:05}.csv"
        digest, count = hashlib.sha256(), 0
        with path.open("wb") as stream:
            for row in chain([["email", "name"]], rows):
                line = io.StringIO()
                csv.writer(line, lineterminator="\n").writerow(row)
                data = line.getvalue().encode()
                stream.write(data)
                digest.update(data)
                count += 1
        places = {"first_record": record, "last_record": record + count - 2}
        lines = {"first_line": record + 1, "last_line": record + count - 1}
        entries.append(
            ChunkEntry(f"chunks/{path.name}", count - 1, path.stat().st_size, digest.hexdigest(), **places, **lines)
        )
        record += count - 1
    manifest = Manifest("0", "prep", {"name": "in.csv"}, "contact", None, {}, {}, {}, tuple(entries))
    (folder / "manifest.json").write_text(manifest.to_json(), encoding="utf-8")


def make_folder(folder: Path, chunks: int) -> None:
    """Write so many small chunks."""
    rows = [iter([[f"u{chunk}-{row}@acme.com", "Ann"] for row in range(ROWS)]) for chunk in range(chunks)]
    write_folder(folder, rows)


def measure_bare(chunks: int, concurrency: int, fault: str, answer_seconds: float) -> float:
    """Return the seconds in which so many threads of bare httpx upload the same chunks."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_folder(folder / "out", chunks)
        left: queue.SimpleQueue[Path] = queue.SimpleQueue()
        for path in sorted((folder / "out" / "chunks").iterdir()):
            left.put(path)
        head = {"Authorization": "User sandbox-user-secret, Element sandbox-element-token"}
        with (
            start_sandbox(folder / "store", fault, answer_seconds) as address,
            httpx.Client(base_url=address, headers=head, timeout=60) as client,
        ):

            def upload() -> None:
                while not left.empty():
                    path = left.get()
                    with path.open("rb") as stream:
                        files = {"file": (path.name, stream, "text/csv")}
                        client.post("/elements/api-v2/bulk/contact", files=files).raise_for_status()

            threads = [threading.Thread(target=upload, daemon=True) for _ in range(concurrency)]
            started = time.perf_counter()
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(timeout=600)
            return time.perf_counter() - started


def measure_many(chunks: int, concurrency: int, fault: str, answer_seconds: float) -> tuple[float, float, float, int]:
    """Return a submit's seconds, its seconds of CPU time, the bound in seconds, and the number of calls."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_folder(folder / "out", chunks)
        with run_sandbox(folder / "store", fault, answer_seconds) as client:
            started, used = time.perf_counter(), time.process_time()
            summary = submit(
                folder / "out", client, SubmitSettings("contact", concurrency=concurrency, poll_interval_seconds=0.5)
            )
            seconds, cpu = time.perf_counter() - started, time.process_time() - used
        assert summary.exit_code == 0
        calls = len((folder / "log").read_text().splitlines())
    slow = chunks if fault == "slow_answer_seconds" else calls
    return seconds, cpu, slow * answer_seconds / concurrency, calls


def measure_large(gigabytes: float) -> tuple[float, float, float]:
    """Return the size in GB, the growth of the peak of memory in MiB, and the seconds, of sending one large chunk."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        count = max(1, int(gigabytes * 1e9 / len(CELL)))
        small = iter([["a@acme.com", "Ann"]])
        write_folder(folder / "small", [small])
        write_folder(folder / "out", [iter([f"u{row}@acme.com", CELL] for row in range(count))])
        size = (folder / "out" / "chunks" / "contact-00001.csv").stat().st_size
        with run_sandbox(folder / "store", "slow_answer_seconds", 0) as client:
            settings = SubmitSettings("contact", poll_interval_seconds=0.5)
            submit(folder / "small", client, settings)
            before, started = resident_mib(), time.perf_counter()
            summary = submit(folder / "out", client, settings)
            seconds = time.perf_counter() - started
        assert summary.exit_code == 0
    return size / 1e9, peak_mib() - before, seconds


def peak_mib() -> float:
    """Return the largest resident size so far."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def resident_mib() -> float:
    """Return the resident size now; where that can't be read, the largest so far."""
    pages = Path("/proc/self/statm")
    return int(pages.read_text().split()[1]) * resource.getpagesize() / 2**20 if pages.exists() else peak_mib()


def measure_large_apart(gigabytes: float) -> tuple[float, float, float]:
    """Measure in a process of its own, whose peak of memory nothing else has raised."""
    command = [sys.executable, __file__, "--only-large", str(gigabytes)]
    size, growth, seconds = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    return size, growth, seconds


def make_table(given: argparse.Namespace) -> str:
    """Return the README's part."""
    lines = [
        f"`submit` of {given.chunks} chunks, {given.concurrency} calls at once, to a sandbox on the same machine:",
        "",
        "| the sandbox takes | calls | bound of its waits | bare httpx, uploads only | submit | more | of it CPU |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for fault, words in (("slow_answer_seconds", "each upload"), ("answer_seconds", "each answer of any kind")):
        rounds = [
            measure_many(given.chunks, given.concurrency, fault, given.answer_ms / 1000) for _ in range(given.rounds)
        ]
        bare = min(
            measure_bare(given.chunks, given.concurrency, fault, given.answer_ms / 1000) for _ in range(given.rounds)
        )
        seconds, cpu, bound, calls = min(rounds, key=lambda one: one[0] / one[2])
        figures = f"{bound:.2f} s | {bare:.2f} s | {seconds:.2f} s | {seconds / bound - 1:.0%} | {cpu:.1f} s"
        lines.append(f"| {given.answer_ms:g} ms for {words} | {calls:,} | {figures} |")
    size, growth, seconds = measure_large_apart(given.gigabytes)
    options = f"--chunks {given.chunks} --answer-ms {given.answer_ms:g} --concurrency {given.concurrency}"
    lines += [
        "",
        "The bound counts waits alone. What both sides compute comes on top, as bare httpx shows, which uploads with",
        "as many threads and does nothing else: no ledger, no looks at jobs, no slow start.",
        "",
        f"One chunk of {size:.2f} GB takes {seconds:.1f} s, and memory grows by at most {growth:.0f} MiB.",
        "",
        f"Made by `python tests/bench/submitting.py {options}`, the best of {given.rounds} rounds.",
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--chunks", type=int, default=400)
    parser.add_argument("--concurrency", type=int, default=8)
    parser.add_argument("--answer-ms", type=float, default=100.0, help="what the sandbox takes for an answer")
    parser.add_argument("--rounds", type=int, default=3, help="of each the best counts, as others disturb")
    parser.add_argument("--gigabytes", type=float, default=1.0)
    parser.add_argument("--write", action="store_true", help="put the table into the README")
    parser.add_argument("--only-large", type=float, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.only_large is not None:
        print(json.dumps(measure_large(given.only_large)))  # noqa: T201 - read by the process that started it
        return
    table = make_table(given)
    print(table, end="")  # noqa: T201 - the figures are the result
    if given.write:
        pattern = re.compile(r"(?<=<!-- submitting -->\n).*?(?=<!-- /submitting -->)", re.DOTALL)
        README.write_text(pattern.sub(lambda _: table, README.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
