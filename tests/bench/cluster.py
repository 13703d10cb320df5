"""Runs on Dask workers, measured: how well they share work, what the driver costs, what is exchanged; and kills.

python tests/bench/cluster.py --gigabytes 3          contacts: 1 against 2 workers, and as much in 10 and 100 files
python tests/bench/cluster.py --each 20000           1, 10 and 100 files of so many records, whole and in ranges
python tests/bench/cluster.py --kills 20             a worker killed at random moments, and the files compared
"""

from __future__ import annotations

import argparse
import filecmp
import json
import multiprocessing
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from dask import config
from distributed import Client, LocalCluster

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench_files import make_troubled
from messy import messy_csv, messy_parts

from csvprep.cluster.dask_workers import KEEP_NANNIES
from csvprep.cluster.engine import Engine
from csvprep.cluster.running import spread_prep
from csvprep.pipeline import Options
from csvprep.runs.prep import prep_file
from csvprep.writers import Limits

CONTACT = Options(object_name="contact", jobs=1)
BYTES_PER_CONTACT = 108


@contextmanager
def cluster_of(workers: int) -> Iterator[tuple[LocalCluster, Executor]]:
    """Start worker processes; each may use one core."""
    os.environ["POLARS_MAX_THREADS"] = "1"
    with (
        config.set(KEEP_NANNIES),
        LocalCluster(
            n_workers=workers, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0", silence_logs=50
        ) as cluster,
        Client(cluster) as client,
    ):
        client.run(_warm_up)
        yield cluster, client.get_executor(retries=3, pure=False)


def _warm_up() -> None:
    import csvprep.cluster.routes  # noqa: F401, PLC0415 - so that no measured run pays for imports


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _busy_seconds(workers: LocalCluster | list[int]) -> float:
    """Return the processor seconds of Dask's workers, or of processes, so far."""
    total = 0.0
    for pid in workers if isinstance(workers, list) else [nanny.pid for nanny in workers.workers.values()]:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


class _Sizes:
    """Adds up the bytes of unique values that parts hold, while a run goes on."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._ended = folder, threading.Event()
        self.largest: dict[str, int] = {}
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> _Sizes:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(1):
            found = {"keys": 0, "all": 0}
            for path in self._folder.rglob("*"):
                try:
                    size = path.stat().st_size
                except OSError:
                    continue
                found["all"] += size
                found["keys"] += size if path.name.startswith("key-") else 0
            self.largest = {key: max(size, self.largest.get(key, 0)) for key, size in found.items()}


def _prepare(files: list[Path], executor: Executor, range_bytes: int, folder: Path) -> int:
    """Prepare files side by side; return how many records they have."""
    engine = Engine(executor, range_bytes)

    def one(path: Path) -> int:
        return spread_prep(path, folder / path.stem, CONTACT, Limits(), engine)[0].records

    with ThreadPoolExecutor(16) as threads:
        return sum(threads.map(one, files))


def measure(files: list[Path], workers: int, range_bytes: int, folder: Path) -> dict[str, Any]:
    """Prepare files side by side; return what it took."""
    with cluster_of(workers) as (cluster, executor), _Sizes(folder) as sizes:
        before, there, started = _processor_seconds(), _busy_seconds(cluster), time.perf_counter()
        records = _prepare(files, executor, range_bytes, folder)
        seconds, driver = time.perf_counter() - started, _processor_seconds() - before
        busy = _busy_seconds(cluster) - there
    size = sum(path.stat().st_size for path in files)
    ranges = sum(-(-path.stat().st_size // range_bytes) for path in files)
    shutil.rmtree(folder)
    return {
        "files": len(files),
        "workers": workers,
        "seconds": round(seconds, 1),
        "worker_cpu_seconds": round(busy, 1),
        "worker_cpu_seconds_per_gb": round(busy / size * 1e9, 1),
        "driver_cpu_seconds": round(driver, 1),
        "driver_cpu_ms_per_range": round(1000 * driver / ranges, 1),
        "ranges": ranges,
        "parts_bytes_per_input_byte": round(sizes.largest.get("all", 0) / size, 2),
        "unique_bytes_per_record": round(sizes.largest.get("keys", 0) / records, 1),
    }


def make_contacts(folder: Path, size_bytes: int, count: int) -> list[Path]:
    """Write files of contacts of about so many bytes together, one record in twenty in trouble."""
    made = [folder / f"contacts-{count}-{number}.csv" for number in range(count)]
    for number, path in enumerate(made):
        make_troubled(path, size_bytes // count // BYTES_PER_CONTACT + number)
    return made


def make_files(folder: Path, size_bytes: int, count: int) -> list[Path]:
    """Write messy files of about so many bytes together."""
    made = []
    records = size_bytes // count // 100
    for number in range(count):
        path = folder / f"in-{count}-{number}.csv"
        with path.open("wb") as stream:
            for part in messy_parts(records, number, share=0.001):
                stream.write(part)
        made.append(path)
    return made


def measure_growth(records: int, counts: list[int], folder: Path) -> None:
    """Prepare more and more equal files, each whole and (10 of them at the most) in 10 ranges, on Dask and on a pool.

    What the driver takes is told for both: beside Dask's it has the scheduler in its process. Out of the two sizes
    of ranges come its cost a file and its cost a range.
    """
    size = len(messy_csv(records, 0, share=0.001))
    for kind, open_workers in (("dask", cluster_of), ("processes", _pool_of)):
        with open_workers(2) as (cluster, executor):
            _prepare(make_files(folder, records * 100, 1), executor, 2**40, folder / f"warm-up-{kind}")
            for count in counts:
                files, took = make_files(folder, records * 100 * count, count), []
                for share in (1, 10) if count <= 10 else (1,):
                    shutil.rmtree(folder / "out", ignore_errors=True)
                    started, before, there = time.perf_counter(), _processor_seconds(), _busy_seconds(cluster)
                    _prepare(files, executor, size // share + 2**12, folder / "out")
                    driver, seconds = _processor_seconds() - before, time.perf_counter() - started
                    took.append(driver / count)
                    told = {
                        "workers": kind,
                        "files": count,
                        "ranges": count * share,
                        "seconds": round(seconds, 1),
                        "worker_cpu_seconds_per_file": round((_busy_seconds(cluster) - there) / count, 2),
                        "driver_cpu_seconds_per_file": round(driver / count, 3),
                    }
                    _say(json.dumps(told))
                if len(took) > 1:
                    a_range = (took[1] - took[0]) / 9
                    _say(f"    driver: {1000 * (took[0] - a_range):.0f} ms a file, {1000 * a_range:.0f} ms a range")


@contextmanager
def _pool_of(workers: int) -> Iterator[tuple[list[int], Executor]]:
    """Start a pool of processes, which have all done something."""
    os.environ["POLARS_MAX_THREADS"] = "1"
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        pids: set[int] = set()
        while len(pids) < workers:
            pids |= set(pool.map(_own_pid, range(workers)))
        yield sorted(pids), pool


def _own_pid(_: int) -> int:
    time.sleep(0.1)
    _warm_up()
    return os.getpid()


def compare(one: Path, other: Path) -> bool:
    """Say whether two folders hold the same files."""
    names = [{path.relative_to(top) for path in top.rglob("*") if path.is_file()} for top in (one, other)]
    return names[0] == names[1] and all(filecmp.cmp(one / name, other / name, shallow=False) for name in names[0])


def _whole_workers(cluster: LocalCluster) -> list[Any]:
    """Return the workers that have started: a nanny gives up one that dies while it starts."""
    known = cluster.scheduler.workers
    return [nanny for nanny in cluster.workers.values() if nanny.pid and nanny.worker_address in known]


def kill_workers(runs: int, folder: Path) -> None:
    """Prepare a file again and again while workers are killed, and compare what is left each time."""
    source = folder / "in.csv"
    source.write_bytes(messy_csv(8_000, 1, share=0.005))
    limits = replace(Limits(), max_rows=700)
    prep_file(source, folder / "here", CONTACT, limits)
    rng, kills, equal = random.Random(1), 0, 0
    with cluster_of(2) as (cluster, executor):
        for number in range(runs):
            ended = threading.Event()
            done: list[int] = []

            def kill(ended: threading.Event = ended, done: list[int] = done) -> None:
                while len(done) < 2 and not ended.wait(rng.uniform(0.05, 0.6)):
                    nannies = _whole_workers(cluster)
                    if nannies:
                        pid = rng.choice(nannies).pid
                        os.kill(pid, signal.SIGKILL)
                        done.append(pid)

            killer = threading.Thread(target=kill)
            killer.start()
            try:
                spread_prep(source, folder / "there", CONTACT, limits, Engine(executor, 60_000))
            finally:
                ended.set()
                killer.join()
            same = compare(folder / "here", folder / "there")
            kills, equal = kills + len(done), equal + same
            _say(f"run {number + 1}: {len(done)} killed, {'equal' if same else 'DIFFERENT'}")
            shutil.rmtree(folder / "there")
    _say(f"{runs} runs, {kills} workers killed, {equal} equal")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Run what the options ask for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gigabytes", type=float, default=0.0)
    parser.add_argument("--range-mib", type=float, default=64)
    parser.add_argument("--files", type=int, nargs="*", default=[1, 10, 100])
    parser.add_argument("--each", type=int, default=0, help="records of each of --files")
    parser.add_argument("--kills", type=int, default=0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="csvprep-bench-") as name:
        folder = Path(name)
        if given.kills:
            kill_workers(given.kills, folder)
        if given.each:
            measure_growth(given.each, given.files, folder)
        if given.gigabytes:
            range_bytes = int(given.range_mib * 2**20)
            for count in given.files:
                files = make_contacts(folder, int(given.gigabytes * 1e9), count)
                for workers in (1, 2) if count == 1 else (2,):
                    _say(json.dumps(measure(files, workers, range_bytes, folder / "out")))
                for path in files:
                    path.unlink()


if __name__ == "__main__":
    main()
