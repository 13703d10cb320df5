"""Compare phone numbers read by the column with `phonenumbers`, and measure both.

    python tests/bench/phones.py [--values N] [--kind N] [--seed N]

Spells the example numbers of all regions and types in all formats and many ways, right and wrong, and reads them from
their own region, the United States and two others. Prints how many values differ (the exit code is 1 when any does),
which share needed no library, and how many values a second each way reads.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterator

import phonenumbers
import polars as pl
from phone_spellings import (
    FORMATS,
    REGIONS,
    STYLES,
    Tally,
    compare_kind,
    compare_numbers,
    example_numbers,
    read_by_library,
    spell,
)

from csvprep.kinds.phone import Phone
from csvprep.phones import read_phones

COLUMN = 5_000
SPEED_VALUES = 200_000
FORMS = ("home", *FORMATS)


def make_columns(count: int, seed: int) -> Iterator[tuple[str, list[str]]]:
    """Yield home regions with columns of values, until there are as many values."""
    chance = random.Random(seed)
    numbers = example_numbers()
    made = 0
    waiting: dict[str, list[str]] = {}
    while True:
        chance.shuffle(numbers)
        for region, number in numbers:
            digits = str(number.national_number)
            if chance.random() < 0.5:
                digits = digits[:-3] + f"{chance.randrange(1000):03d}"
            other = phonenumbers.PhoneNumber(
                number.country_code, int(digits), italian_leading_zero=number.italian_leading_zero
            )
            value = phonenumbers.format_number(other, chance.choice(STYLES))
            home = chance.choice([region, region, "US", chance.choice(REGIONS)])
            column = waiting.setdefault(home, [])
            column.extend(spell(value, chance))
            if len(column) >= COLUMN or (made + len(column) >= count):
                yield home, column[: count - made]
                made += len(column)
                waiting[home] = []
            if made >= count:
                return


def show(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def print_comparison(name: str, tally: Tally, seconds: float) -> None:
    """Print one line of figures, and some of the differences."""
    share = f"{tally.sure / tally.values:.1%} of them decided without the library"
    numbers = f", {tally.sure_numbers / tally.numbers:.1%} of the numbers among them" if tally.numbers else ""
    show(f"{name}: {tally.values:,} values, {len(tally.different)} different; {share}{numbers}; {seconds:.0f} s")
    for one in tally.different[:20]:
        show("  ", *one)


def measure_examples() -> None:
    """Print which share of plain example numbers needs no library."""
    sure = total = 0
    for region in REGIONS:
        values = [
            phonenumbers.format_number(number, style)
            for home, number in example_numbers()
            if home == region
            for style in STYLES
        ]
        found = read_phones(pl.Series(values, dtype=pl.String), region)["country_code"]
        sure, total = sure + len(values) - found.null_count(), total + len(values)
    show(f"example numbers in four formats: {total:,} values, {sure / total:.1%} decided without the library")


def measure_speed(region: str, chance: random.Random) -> None:
    """Print how fast numbers of a region are read, a part of them international."""
    examples = [number for home, number in example_numbers() if home == region][:3]
    values = []
    for _ in range(SPEED_VALUES):
        style = FORMATS["national" if chance.random() < 0.7 else "international"]
        value = phonenumbers.format_number(chance.choice(examples), style)
        values.append(
            "".join(chance.choice("0123456789") if char.isdigit() else char for char in value[-4:]).join(
                [value[:-4], ""]
            )
        )
    cells = pl.Series(values, dtype=pl.String)
    read_phones(cells, region, "home")
    started = time.perf_counter()
    read_phones(cells, region, "home")
    by_column = SPEED_VALUES / (time.perf_counter() - started)
    started = time.perf_counter()
    Phone(region).normalise(cells)
    by_kind = SPEED_VALUES / (time.perf_counter() - started)
    some = values[: SPEED_VALUES // 50]
    started = time.perf_counter()
    for value in some:
        read_by_library(value, region, "home")
    by_library = len(some) / (time.perf_counter() - started)
    show(f"{region}: {by_column:,.0f} values/s by the column, {by_kind:,.0f} by the kind, {by_library:,.0f} one by one")


def main() -> int:
    """Run the comparison that the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--values", type=int, default=100_000, help="how many values of read_phones are compared")
    parser.add_argument("--kind", type=int, default=10_000, help="how many values of the kind are compared")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    measure_examples()
    for region in ("US", "GB", "DE", "FR", "IN", "BR", "AR", "CN"):
        measure_speed(region, random.Random(options.seed))
    different = 0
    for name, count in (("read_phones", options.values), ("the kind", options.kind)):
        tally, chance, started = Tally(), random.Random(options.seed), time.perf_counter()
        for region, column in make_columns(count, options.seed):
            if name == "the kind":
                compare_kind(column, region, chance.choice(["national", "e164"]), tally)
            else:
                compare_numbers(column, region, chance.choice(FORMS), tally)
        print_comparison(name, tally, time.perf_counter() - started)
        different += len(tally.different)
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
