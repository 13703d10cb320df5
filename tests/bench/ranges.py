"""A messy file cut into ranges of many sizes on worker processes: each file it leaves, compared with the local run's.

python tests/bench/ranges.py                         60,000 records, ranges from the whole down to 1 KB
python tests/bench/ranges.py --sizes 1024 --commands prep
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import polars as pl

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from messy import messy_csv

from csvprep.cluster.checking import spread_fix, spread_lint
from csvprep.cluster.engine import Engine
from csvprep.cluster.running import spread_prep, spread_split
from csvprep.pipeline import Options
from csvprep.runs.fix import fix_file
from csvprep.runs.lint import lint_file
from csvprep.runs.prep import prep_file
from csvprep.runs.split import split_file
from csvprep.writers import Limits

CONTACT = Options(object_name="contact", jobs=1)
LIMITS = Limits(7_000, 1_000_000)
COMMANDS = ("split", "prep", "fix", "lint")


def run(command: str, source: Path, folder: Path, engine: Engine | None) -> None:
    """Run a command on a file; what it writes, and its totals, are files in the folder."""
    folder.mkdir()
    frames: list[pl.DataFrame] = []
    run_folder, out, changes = folder / "run", folder / "fixed.csv", folder / "changes.csv"
    if command == "prep":
        given = (source, run_folder, CONTACT, LIMITS)
        totals = prep_file(*given)[0] if engine is None else spread_prep(*given, engine)[0]
    elif command == "split":
        given = (source, run_folder, CONTACT, LIMITS)
        totals = split_file(*given)[0] if engine is None else spread_split(*given, engine)[0]
    elif command == "fix":
        if engine is None:
            totals = fix_file(source, out, CONTACT, changes=changes, on_fixed=frames.append)
        else:
            totals = spread_fix(source, out, CONTACT, engine, changes=changes, on_fixed=frames.append)
    elif engine is None:
        totals = lint_file(source, CONTACT, frames.append)
    else:
        totals = spread_lint(source, CONTACT, frames.append, engine)
    told = json.dumps({**totals.to_dict(), "file": source.name, "notes": totals.notes}, sort_keys=True)
    (folder / "totals.json").write_text(told, encoding="utf-8")
    if frames:
        pl.concat(frames).write_ndjson(folder / "findings.jsonl")


def compare(here: Path, there: Path) -> Iterator[tuple[str, str]]:
    """Yield each file of two folders, and how they differ in it."""
    names = {path.relative_to(top).as_posix() for top in (here, there) for path in top.rglob("*") if path.is_file()}
    for name in sorted(names):
        one, other = here / name, there / name
        if not one.exists() or not other.exists():
            yield name, f"only {'here' if one.exists() else 'there'}"
        else:
            yield name, "equal" if one.read_bytes() == other.read_bytes() else "DIFFERENT"


@contextmanager
def workers_of(kind: str, count: int) -> Iterator[Executor]:
    """Start workers: processes of a pool, Dask's, or threads."""
    if kind == "dask":
        from cluster import cluster_of  # noqa: PLC0415 - heavy

        with cluster_of(count) as (_, executor):
            yield executor
    elif kind == "processes":
        with ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn")) as pool:
            yield pool
    else:
        with ThreadPoolExecutor(count) as pool:
            yield pool


def main() -> None:
    """Compare what the options ask for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=60_000)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--sizes", type=int, nargs="*", default=[2**30, 2**20, 2**16, 2**12, 2**10])
    parser.add_argument("--commands", nargs="*", choices=COMMANDS, default=COMMANDS)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--kind", choices=("processes", "dask", "threads"), default="processes")
    given = parser.parse_args()
    bad = 0
    with tempfile.TemporaryDirectory(prefix="csvprep-bench-") as name, workers_of(given.kind, given.workers) as pool:
        folder = Path(name)
        source = folder / "in.csv"
        source.write_bytes(messy_csv(given.records, given.seed))
        for command in given.commands:
            run(command, source, folder / f"{command}-here", None)
        for size in given.sizes:
            for command in given.commands:
                started, there = time.perf_counter(), folder / f"{command}-there"
                run(command, source, there, Engine(pool, size))
                found = list(compare(folder / f"{command}-here", there))
                bad += sum(how != "equal" for _, how in found)
                shutil.rmtree(there)
                ranges = -(-source.stat().st_size // size)
                _say(f"{command}, ranges of {size:,} bytes ({ranges:,}), {time.perf_counter() - started:,.0f} s:")
                _say("".join(f"    {how:10} {file}\n" for file, how in found).rstrip())
    _say("all equal" if not bad else f"{bad} NOT EQUAL")
    sys.exit(bool(bad))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
