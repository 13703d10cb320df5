"""Compare columns of e-mail and web addresses with the references, value by value.

    python tests/bench/addresses.py [--values 1000000] [--seed 1]

Prints what differs (verdict, normal form, message), which share of the values is decided without the reference, how
often that is asked, and how many values a second either way takes. Ends with 1 where anything differs. The reference
is `email_validator` itself; of web addresses it is `read_url`, by which `urllib.parse`, `idna` and `ipaddress` decide.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from email_validator import EmailNotValidError, validate_email

sys.path.insert(0, str(Path(__file__).parent.parent))

from made_addresses import Chance, make_column, make_email, make_url

from csvprep.kinds import email_reading, url_reading
from csvprep.kinds.base import Readings
from csvprep.references.answers import Reading
from csvprep.references.asking import Asked
from csvprep.references.emails import read_email
from csvprep.references.urls import read_url

_A_COLUMN = 100_000
_SHOWN = 20


@dataclass(frozen=True)
class Compared:
    """What is compared.

    Attributes:
        make: makes a value.
        is_plain: tells what needs no reading.
        read_all: reads a column.
        ask: reads a value; what it remembers tells how often it was asked.
        reference: reads a value.
    """

    make: Callable[[Chance], str]
    is_plain: Callable[[pl.Series], pl.Series]
    read_all: Callable[[pl.Series], Readings]
    ask: Asked[Reading]
    reference: Callable[[str], Reading]


def ask_library(value: str) -> Reading:
    """Return what `email_validator` says, with the domain in ASCII if it came so."""
    try:
        found = validate_email(value, check_deliverability=False)
    except EmailNotValidError as error:
        return Reading(None, str(error))
    domain = found.ascii_domain if value.rpartition("@")[2].isascii() else found.domain
    return Reading(f"{found.local_part}@{domain}")


KINDS = {
    "email": Compared(make_email, email_reading.is_plain, email_reading.read_emails, read_email, ask_library),
    "url": Compared(make_url, url_reading.is_plain, url_reading.read_urls, read_url, read_url.function),
}


def expect(value: str, reference: Callable[[str], Reading]) -> tuple[str | None, str | None]:
    """Return what should be written (the value itself where its normal form is not stable), and why not."""
    found = reference(value)
    written = found.written
    if written is not None and reference(written).written != written:
        written = value
    return written, found.why or None


def compare(name: str, values: int, seed: int) -> int:
    """Compare so many values of a kind; return how many differ."""
    kind = KINDS[name]
    plain = asked = differing = done = 0
    fast = slow = 0.0
    while done < values:
        column = pl.Series(make_column(kind.make, min(_A_COLUMN, values - done), seed + done))
        kind.ask.forget()
        before = kind.ask.questions
        started = time.perf_counter()
        fits = kind.is_plain(column)
        read = kind.read_all(column)
        fast += time.perf_counter() - started
        plain += int(fits.sum())
        asked += kind.ask.questions - before
        started = time.perf_counter()
        expected = [expect(value, kind.reference) for value in column]
        slow += time.perf_counter() - started
        for value, is_plain, found, why, (written, reason) in zip(
            column, fits, read.written, read.why, expected, strict=True
        ):
            if (found, why) != (written, reason) or (is_plain and written != value):
                differing += 1
                if differing <= _SHOWN:
                    sys.stdout.write(f"  {value!r}: {found!r} {why!r}, but {written!r} {reason!r}\n")
        done += len(column)
    sys.stdout.write(f"{name}: {done:,} values, {differing:,} differ; {plain / done:.0%} are told by one expression\n")
    sys.stdout.write(f"  for the others the reference is asked {asked:,} times, for {asked / done:.0%} of the values\n")
    sys.stdout.write(f"  {done / fast:,.0f} values/s column-wise, {done / slow:,.0f} one by one\n")
    return differing


def main() -> None:
    """Read the command line and compare both kinds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--values", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    sys.exit(1 if sum(compare(name, options.values, options.seed) for name in KINDS) else 0)


if __name__ == "__main__":
    main()
