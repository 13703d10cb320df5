"""Measure csvprep against a bare copy of the same file by polars, and against element-wise use of the libraries.

    python tests/bench/bench.py --records 3000000 [--runs 3] [--write]

Makes the file (seeded, so the same everywhere), runs each program in a process of its own, in turn, and prints the
README's table: medians of the ratios to the copy, taken round by round, and the largest peak memory. With --write the
table goes into the README. The element-wise program runs on the first 20,000 records and is scaled up; --records
9300000 makes 1 GB.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

HEADER = "C_EmailAddress,C_FirstName,C_LastName,C_Title,C_BusPhone,C_Company,C_Website1\n"
AREAS = ("202", "206", "212", "303", "312", "415", "617", "646")
ELEMENT_RECORDS = 20_000
COPY = "import sys, polars as pl; pl.scan_csv(sys.argv[1], infer_schema=False).sink_csv(sys.argv[2])"
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


def make_file(path: Path, records: int, *, clean: bool) -> None:
    """Write contacts: half of the phones in written form, 3 % broken, 1.5 % bad e-mails; or everything clean."""
    chance = random.Random(records)
    with path.open("w", encoding="utf-8") as stream:
        stream.write(HEADER)
        for number in range(records):
            phone = make_phone(chance, clean=clean)
            bad = not clean and chance.random() < 0.015
            mail = f"user{number}{'' if bad else '@'}example{number % 1000}.com"
            stream.write(
                f"{mail},Norm{number % 977},Smith{number % 3571},Design Engineer,{phone},"
                f"Acme {number % 5000},http://www.acme{number % 90000}.com\n"
            )


def make_phone(chance: random.Random, *, clean: bool) -> str:
    """Return a made-up phone number in one of the forms that people use."""
    area, exchange, line = chance.choice(AREAS), chance.randint(200, 999), f"{chance.randint(0, 9999):04d}"
    share = 0.0 if clean else chance.random()
    if share < 0.5:
        return f"({area}) {exchange}-{line}"
    if share < 0.7:
        return f"{area}.{exchange}.{line}"
    if share < 0.9:
        return f"{area}-{exchange}-{line}"
    if share < 0.93:
        return f"{area}) {exchange}-{line}"
    return f"+1 {area} {exchange} {line}" if share < 0.97 else ""


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


def programs(dirty: Path, clean: Path, folder: Path) -> dict[str, list[str]]:
    """Return the programs that are measured, by the name that the table has."""
    csvprep = [sys.executable, "-m", "csvprep"]
    out = str(folder / "out")
    return {
        "polars scan → sink, a bare copy": [sys.executable, "-c", COPY, str(dirty), out],
        "csvprep prep": [*csvprep, "prep", str(dirty), "-o", out, "-q"],
        "csvprep prep, every value clean": [*csvprep, "prep", str(clean), "-o", out, "-q"],
        "csvprep lint": [*csvprep, "lint", str(dirty), "-q"],
        "csvprep fix": [*csvprep, "fix", str(dirty), "-o", out, "-q"],
        "csvprep split": [*csvprep, "split", str(dirty), "-o", out, "-q"],
    }


def measure_all(records: int, runs: int, folder: Path) -> list[str]:
    """Measure everything; return the rows of the table."""
    dirty, clean, few = folder / "dirty.csv", folder / "clean.csv", folder / "few.csv"
    make_file(dirty, records, clean=False)
    make_file(clean, records, clean=True)
    make_file(few, ELEMENT_RECORDS, clean=False)
    todo = programs(dirty, clean, folder)
    rounds: list[dict[str, Measure]] = []
    for _ in range(runs):
        results = {}
        for name, arguments in todo.items():
            shutil.rmtree(folder / "out", ignore_errors=True)
            (folder / "out").unlink(missing_ok=True)
            results[name] = run(arguments)
        rounds.append(results)
    start = run([sys.executable, "-c", "import pandera.polars"]).seconds
    element = run([sys.executable, "-c", ELEMENT_WISE, str(few), str(folder / "few.out")])
    size = dirty.stat().st_size
    copy = "polars scan → sink, a bare copy"
    rows = [
        f"{records:,} contact records, {size / 1e6:,.0f} MB, {os.cpu_count()} cores, median of {runs} rounds:",
        "",
        "| program | time against the copy | records/s | peak memory |",
        "|---|---|---|---|",
    ]
    for name in todo:
        ratio = statistics.median(one[name].seconds / one[copy].seconds for one in rounds)
        seconds = statistics.median(one[name].seconds for one in rounds)
        peak = max(one[name].peak_mib for one in rounds)
        rows.append(f"| {name} | {ratio:.1f} × | {records / seconds:,.0f} | {peak:,.0f} MiB |")
    scaled = (element.seconds - start) * records / ELEMENT_RECORDS
    ratio = scaled / statistics.median(one[copy].seconds for one in rounds)
    rows.append(
        f"| pandera, phonenumbers and email-validator value by value (scaled up from {ELEMENT_RECORDS:,} records) "
        f"| {ratio:,.0f} × | {records / scaled:,.0f} | |"
    )
    return rows


def main() -> None:
    """Measure and print; write the table into the README when asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=3_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--write", action="store_true", help="put the table into the README")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="csvprep-bench-") as folder:
        rows = measure_all(given.records, given.runs, Path(folder))
    command = f"python tests/bench/bench.py --records {given.records} --runs {given.runs}"
    table = "\n".join([*rows, "", f"Made by `{command}`.", ""])
    print(table)  # noqa: T201 - the table is the result
    if given.write:
        sys.path.insert(0, str(Path(__file__).parent.parent))
        import readme_parts  # noqa: PLC0415

        text = readme_parts.README.read_text(encoding="utf-8")
        readme_parts.README.write_text(readme_parts.with_part(text, "bench", table), encoding="utf-8")


if __name__ == "__main__":
    main()
