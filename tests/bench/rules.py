"""Measure what rules cost: `prep` of wide records with a schema of many rules, against a bare copy by polars.

    python tests/bench/rules.py [--records 1000000] [--fields 200] [--rules 50] [--runs 3]
    python tests/bench/rules.py --plain OTHER [--records 300000]
    python tests/bench/rules.py --excluded 1000000 [--records 300000]

The first prints medians of the CPU time (user and system) of `prep` without and with the rules over that of the copy,
taken round by round, each program in a process of its own. The second compares `prep` of the contact file of
`bench_files.py`, no rule set, with that of another checkout. The third is what a list of excluded e-mails costs.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench_files import make_dirty

COPY = "import sys, polars as pl; pl.scan_csv(sys.argv[1], infer_schema=False).sink_csv(sys.argv[2])"
HERE = Path(__file__).resolve().parent.parent.parent
BATCH = 5_000  # records written at a time


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--fields", type=int, default=200)
    parser.add_argument("--rules", type=int, default=50)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--plain", type=Path, metavar="OTHER")
    parser.add_argument("--excluded", type=int, metavar="VALUES")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if args.plain is not None:
            compare_plain(folder, args.records, args.plain, args.runs)
        elif args.excluded is not None:
            compare_excluded(folder, args.records, args.excluded, args.runs)
        else:
            compare_rules(folder, args.records, args.fields, args.rules, args.runs)


def compare_rules(folder: Path, records: int, fields: int, rules: int, runs: int) -> None:
    """Print what `prep` of wide records costs without and with rules."""
    source = folder / "wide.csv"
    make_wide(source, records, fields)
    (folder / "plain.yaml").write_text(wide_schema(fields, 0), encoding="utf-8")
    (folder / "ruled.yaml").write_text(wide_schema(fields, rules), encoding="utf-8")
    say(f"{records:,} records of {fields} fields, {source.stat().st_size / 1e6:,.0f} MB")
    programs = {
        "copy": [sys.executable, "-c", COPY, str(source), str(folder / "copy.csv")],
        "no rule": prep(source, folder, "--schema", str(folder / "plain.yaml")),
        f"{rules} rules": prep(source, folder, "--schema", str(folder / "ruled.yaml")),
    }
    show(programs, runs)


def compare_plain(folder: Path, records: int, other: Path, runs: int) -> None:
    """Print what `prep` of contacts costs here and in another checkout."""
    source = folder / "contact.csv"
    make_dirty(source, records)
    programs = {"there": prep(source, folder), "here": prep(source, folder)}
    show(programs, runs, homes={"there": other})


def compare_excluded(folder: Path, records: int, values: int, runs: int) -> None:
    """Print what a list of excluded e-mails costs."""
    source, listed = folder / "contact.csv", folder / "list.txt"
    make_dirty(source, records)
    listed.write_text("".join(f"user{number}@suppressed{number % 977}.example.com\n" for number in range(values)))
    show(
        {
            "no list": prep(source, folder),
            f"{values:,} excluded": prep(source, folder, "--exclude", f"C_EmailAddress={listed}"),
        },
        runs,
    )


def prep(source: Path, folder: Path, *words: str) -> list[str]:
    """Return the command that prepares a file."""
    return [
        sys.executable, "-m", "csvprep", "prep", str(source), "-o", str(folder / "out"), "--force", "-q", *words,
    ]  # fmt: skip


def show(programs: dict[str, list[str]], runs: int, homes: dict[str, Path] | None = None) -> None:
    """Run programs in turn; print the median CPU and wall-clock time of each, and the ratios to the first."""
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in programs}
    for _ in range(runs):
        for name, words in programs.items():
            found[name].append(run(words, (homes or {}).get(name, HERE)))
    first = found[next(iter(programs))]
    for name, times in found.items():
        cpu, wall = (statistics.median(part) for part in zip(*times, strict=True))
        of_cpu, of_wall = (
            statistics.median(one[part] / base[part] for one, base in zip(times, first, strict=True)) for part in (0, 1)
        )
        say(f"{name:<18} CPU {cpu:7.1f} s {of_cpu:5.2f} ×   wall clock {wall:7.1f} s {of_wall:5.2f} ×")


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def run(words: Sequence[str], home: Path) -> tuple[float, float]:
    """Run a program of a checkout; return its CPU and wall-clock seconds."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(words, env={**os.environ, "PYTHONPATH": str(home)}, check=False, stdout=subprocess.DEVNULL)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode in (0, 1), words
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall


def make_wide(path: Path, records: int, fields: int) -> None:
    """Write records of words, numbers, codes and empty cells; each a drawn one of some thousand with its own number."""
    chance = random.Random(1)
    words = ["Acme", "Best", "North", "red", "green", "US", "DE", "", "", "12", "7", "2024-03-25", "Main Street"]
    rows = [",".join(chance.choice(words) for _ in range(fields - 1)) for _ in range(2_000)]
    with path.open("w", encoding="utf-8") as stream:
        stream.write(",".join(f"f{number}" for number in range(fields)) + "\n")
        for start in range(0, records, BATCH):
            numbers = range(start, min(start + BATCH, records))
            stream.writelines(f"r{number},{rows[number % len(rows)]}\n" for number in numbers)


def wide_schema(fields: int, rules: int) -> str:
    """Return a schema of text fields and some rules over two or three of them; one record in many breaks one."""
    lines = ["name: wide", "fields:", *(f"  - {{name: f{number}, type: string}}" for number in range(fields))]
    if rules:
        lines += ["csvprep:", "  rules:"]
    for number in range(rules):
        one, two, three = (f"f{1 + (number * 3 + step) % (fields - 1)}" for step in range(3))
        text = (
            f"{one} <> 'US' OR {two} <> 'Acme' OR {three} <> 'red'",
            f"{one} NOT IN ('red', 'green') OR {two} <> 'North' OR {three} <> '7'",
            f"LENGTH({one}) <= 11",
            f"TRY_CAST({one} AS DOUBLE) < 100 OR {two} = 'x'",
            f"{one} LIKE 'A%' OR {two} <> '2024-03-25' OR {three} <> 'DE'",
        )[number % 5]
        lines.append(f'    - "{text}"')
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
