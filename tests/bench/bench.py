"""Measure csvprep against a bare copy of the same file by polars, and against other programs.

    python tests/bench/bench.py --records 3000000 [--runs 3] [--write]
    python tests/bench/bench.py --growth 100000,1000000,10000000,30000000 [--write]
    python tests/bench/bench.py --trouble --records 1000000 [--write]

The first makes the files (seeded, so the same everywhere: `bench_files.py`), runs each program in a process of its own,
in turn, and prints the README's table: medians of the ratios to the copy, taken round by round, and the largest peak
memory. Programs that need minutes run on the first 20,000 records and are scaled up. The second shows how time and
memory of `prep` grow with the file, one record in twenty being in trouble; the third, what it costs when every record
is. With --write the table goes into the README. --python names the Python that runs csvprep: one in whose environment
nothing else is installed, for pandera imports what it finds there of the tests' libraries.
Needs the extra `bench` (DuckDB).
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench_files import MORE_TROUBLES, TROUBLES, make_clean, make_dirty, make_spoilt, make_stubborn, make_troubled

FEW_RECORDS = 20_000
FLOOR = str(Path(__file__).with_name("floor.py"))
COPY = "import sys, polars as pl; pl.scan_csv(sys.argv[1], infer_schema=False).sink_csv(sys.argv[2])"
DUCKDB = """
import sys, duckdb
duckdb.sql(f"COPY (SELECT * FROM read_csv('{sys.argv[1]}', all_varchar = true)) TO '{sys.argv[2]}' (HEADER)")
"""
FRICTIONLESS = """
import sys, frictionless
formats = {"C_EmailAddress": "email", "C_Website1": "uri"}
with open(sys.argv[1]) as stream:
    labels = stream.readline().strip().split(",")
fields = [{"name": label, "type": "string", "format": formats.get(label, "default")} for label in labels]
schema = frictionless.Schema.from_descriptor({"fields": fields})
with frictionless.system.use_context(trusted=True):
    frictionless.validate(sys.argv[1], schema=schema, limit_errors=10**9)
"""
ELEMENT_WISE = """
import sys, polars as pl, pandera.polars as pa, phonenumbers
from email_validator import EmailNotValidError, validate_email
frame = pl.read_csv(sys.argv[1], infer_schema=False)
def is_email(value):
    try:
        validate_email(value, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True
def write_phone(value):
    try:
        number = phonenumbers.parse(value, "US")
    except phonenumbers.NumberParseException:
        return value
    phonenumbers.is_possible_number(number), phonenumbers.is_valid_number(number)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
is_good = pa.Check(is_email, element_wise=True)
schema = pa.DataFrameSchema({"C_EmailAddress": pa.Column(pl.String, is_good, unique=True)})
try:
    schema.validate(frame, lazy=True)
except pa.errors.SchemaErrors:
    pass
frame.with_columns(pl.col("C_BusPhone").map_elements(write_phone, return_dtype=pl.String)).write_csv(sys.argv[2])
"""


@dataclass
class Measure:
    """One run of one program: wall-clock seconds and peak memory in MiB."""

    seconds: float
    peak_mib: float


def run(arguments: list[str]) -> Measure:
    """Run a program to its end; its output is thrown away."""
    started = time.monotonic()
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - started
    code = os.waitstatus_to_exitcode(status)
    if code not in {0, 1}:
        sys.exit(f"exit code {code}: {' '.join(arguments)}")
    return Measure(seconds, usage.ru_maxrss / 1024)


def programs(folder: Path, python: str) -> dict[str, list[str]]:
    """Return the programs that are measured, by the name that the table has; `python` runs csvprep."""
    csvprep = [python, "-m", "csvprep"]
    dirty, clean, out = (str(folder / name) for name in ("dirty.csv", "clean.csv", "out"))
    return {
        "polars scan → sink, a bare copy": [sys.executable, "-c", COPY, dirty, out],
        "DuckDB COPY, a bare copy": [sys.executable, "-c", DUCKDB, dirty, out],
        "bare polars: patterns for libraries, nothing told": [sys.executable, FLOOR, dirty, out],
        "csvprep prep": [*csvprep, "prep", dirty, "-o", out, "-q"],
        "csvprep prep, every value clean": [*csvprep, "prep", clean, "-o", out, "-q"],
        "csvprep lint": [*csvprep, "lint", dirty, "-q"],
        "csvprep fix": [*csvprep, "fix", dirty, "-o", out, "-q"],
        "csvprep split": [*csvprep, "split", dirty, "-o", out, "-q"],
    }


def scaled_programs(folder: Path, csvprep: str) -> dict[str, tuple[list[str], list[str]]]:
    """Return the programs that run on few records: each with what its start alone costs."""
    few, stubborn, out = (str(folder / name) for name in ("few.csv", "stubborn.csv", "out"))
    python = [sys.executable, "-c"]
    return {
        "csvprep prep, every value needs a library": (
            [csvprep, "-m", "csvprep", "prep", stubborn, "-o", out, "-q"],
            [csvprep, "-m", "csvprep", "prep", str(folder / "one.csv"), "-o", out, "-q"],
        ),
        "frictionless validate, e-mails and URLs": (
            [*python, FRICTIONLESS, few],
            [*python, FRICTIONLESS, str(folder / "one.csv")],
        ),
        "pandera, phonenumbers and email-validator value by value": (
            [*python, ELEMENT_WISE, few, out],
            [*python, ELEMENT_WISE, str(folder / "one.csv"), out],
        ),
    }


def run_clean(arguments: list[str], folder: Path) -> Measure:
    """Run a program that finds nothing of an earlier one."""
    shutil.rmtree(folder / "out", ignore_errors=True)
    (folder / "out").unlink(missing_ok=True)
    return run(arguments)


def measure_all(records: int, runs: int, folder: Path, python: str) -> list[str]:
    """Measure everything; return the rows of the table."""
    make_dirty(folder / "dirty.csv", records)
    make_clean(folder / "clean.csv", records)
    make_dirty(folder / "few.csv", FEW_RECORDS)
    make_stubborn(folder / "stubborn.csv", FEW_RECORDS)
    make_clean(folder / "one.csv", 1)
    todo = programs(folder, python)
    rounds = [{name: run_clean(arguments, folder) for name, arguments in todo.items()} for _ in range(runs)]
    copy = next(iter(todo))
    base = statistics.median(one[copy].seconds for one in rounds)
    size = (folder / "dirty.csv").stat().st_size / 1e6
    rows = [
        f"{records:,} contact records, {size:,.0f} MB, {os.cpu_count()} cores, median of {runs} rounds:",
        "",
        "| program | time against the copy | records/s | peak memory |",
        "|---|---|---|---|",
    ]
    for name in todo:
        ratio = statistics.median(one[name].seconds / one[copy].seconds for one in rounds)
        seconds = statistics.median(one[name].seconds for one in rounds)
        peak = max(one[name].peak_mib for one in rounds)
        rows.append(f"| {name} | {ratio:.1f} × | {records / seconds:,.0f} | {peak:,.0f} MiB |")
    for name, (whole, start) in scaled_programs(folder, python).items():
        seconds = run_clean(whole, folder).seconds - run_clean(start, folder).seconds
        scaled = seconds * records / FEW_RECORDS
        told = f"{name} (scaled up from {FEW_RECORDS:,} records)"
        rows.append(f"| {told} | {scaled / base:,.0f} × | {FEW_RECORDS / seconds:,.0f} | |")
    return rows


def measure_growth(sizes: list[int], folder: Path, python: str) -> list[str]:
    """Measure prep of files of growing size; return the rows of the table."""
    rows = [
        f"`prep` on {os.cpu_count()} cores, one record in twenty in trouble, e-mail addresses unique:",
        "",
        "| records | MB | seconds | records/s | peak memory |",
        "|---|---|---|---|---|",
    ]
    path = folder / "troubled.csv"
    for records in sizes:
        make_troubled(path, records)
        arguments = [python, "-m", "csvprep", "prep", str(path), "-o", str(folder / "out"), "-q"]
        measure = run_clean(arguments, folder)
        size, seconds = path.stat().st_size / 1e6, measure.seconds
        told = (
            f"| {records:,} | {size:,.0f} | {seconds:,.1f} | {records / seconds:,.0f} | {measure.peak_mib:,.0f} MiB |"
        )
        rows.append(told)
    return rows


def measure_trouble(records: int, folder: Path, python: str) -> list[str]:
    """Measure lint of files of which every record is in the same trouble; return the rows of the table."""
    rows = [
        f"`lint` on {os.cpu_count()} cores, {records:,} records, without the time to start:",
        "",
        "| in every record | records/s | peak memory |",
        "|---|---|---|",
    ]
    lint, path = [python, "-m", "csvprep", "lint", "--object", "contact", "-q"], folder / "spoilt.csv"
    make_clean(folder / "one.csv", 1)
    for trouble in (*TROUBLES, *MORE_TROUBLES):
        make_spoilt(path, records, trouble)
        start = run([*lint, str(folder / "one.csv")]).seconds
        measure = run([*lint, str(path)])
        rows.append(f"| {trouble} | {records / (measure.seconds - start):,.0f} | {measure.peak_mib:,.0f} MiB |")
    return rows


def main() -> None:
    """Measure and print; write the table into the README when asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=3_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--growth", metavar="N,N,…", help="measure prep of files of so many records instead")
    parser.add_argument("--trouble", action="store_true", help="measure files of nothing but trouble instead")
    parser.add_argument("--python", metavar="PATH", default=sys.executable, help="what runs csvprep")
    parser.add_argument("--write", action="store_true", help="put the table into the README")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="csvprep-bench-") as folder:
        if given.growth:
            part, options = "growth", f"--growth {given.growth}"
            rows = measure_growth([int(size) for size in given.growth.split(",")], Path(folder), given.python)
        elif given.trouble:
            part, options = "trouble", f"--trouble --records {given.records}"
            rows = measure_trouble(given.records, Path(folder), given.python)
        else:
            part, options = "bench", f"--records {given.records} --runs {given.runs}"
            rows = measure_all(given.records, given.runs, Path(folder), given.python)
    if given.python != sys.executable:
        options += " --python PATH"
    table = "\n".join([*rows, "", f"Made by `python tests/bench/bench.py {options}`.", ""])
    print(table)  # noqa: T201 - the table is the result
    if given.write:
        sys.path.insert(0, str(Path(__file__).parent.parent))
        import readme_parts  # noqa: PLC0415

        text = readme_parts.README.read_text(encoding="utf-8")
        readme_parts.README.write_text(readme_parts.with_part(text, part, table), encoding="utf-8")


if __name__ == "__main__":
    main()
