"""Measure the uniqueness of one column: so many values, a share of which were there before.

    python tests/bench/uniqueness.py --values 10000000 [--duplicates 0.5] [--memory-mib 64]

Values come in blocks, as a pass has them. "prepare" is what threads do with a block, "add" what the pass does in input
order. The growth of the peak of memory counts from before the first value.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import time
from collections.abc import Iterator

import polars as pl

from csvprep.unique import UniqueIndex, key_block

BLOCK = 110_000
MILLION = 1_000_000


def make_blocks(values: int, share: float) -> Iterator[pl.DataFrame]:
    """Yield blocks of e-mail addresses; of those that are duplicates each repeats any earlier one."""
    made = 0
    for start in range(0, values, BLOCK):
        number = pl.int_range(start, min(start + BLOCK, values), dtype=pl.Int64)
        frame = pl.select(number=number, is_new=number.hash(1) % MILLION >= int(share * MILLION), any=number.hash(2))
        frame = frame.with_columns(made=pl.col("is_new").cum_sum().cast(pl.UInt64) + made)
        which = pl.when("is_new").then("made").otherwise(pl.col("any") % pl.col("made").clip(1) + 1)
        made = frame["made"][-1]
        yield frame.select("number", value=pl.format("user{}@example{}.com", which, which % 1000))


def peak_mib() -> float:
    """Return the largest resident size so far."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--values", type=int, default=10 * MILLION)
    parser.add_argument("--duplicates", type=float, default=0.0, help="share of values that an earlier record has")
    parser.add_argument("--memory-mib", type=int, default=64)
    given = parser.parse_args()
    for _ in make_blocks(10 * BLOCK, given.duplicates):
        pass  # what making values takes isn't the index's
    before, found = peak_mib(), 0
    prepare, add = [], []
    with UniqueIndex(given.memory_mib * 2**20) as index:
        for block in make_blocks(given.values, given.duplicates):
            started = time.perf_counter()
            ready = key_block(block["value"], block["number"], block["number"])
            prepared = time.perf_counter()
            found += index.add(ready).height
            prepare.append(prepared - started)
            add.append(time.perf_counter() - prepared)
    seconds = sum(prepare) + sum(add)
    print(  # noqa: T201 - the figures are the result
        f"{given.values:,} values, {found:,} duplicates: {seconds:.1f} s, {given.values / seconds:,.0f} values/s"
        f" (prepare {sum(prepare):.1f} s, add {sum(add):.1f} s = {given.values / sum(add):,.0f} values/s;"
        f" of the last 30 blocks the fastest {min(add[-30:]) * 1000:.1f} ms, the mean"
        f" {statistics.mean(add[-30:]) * 1000:.1f} ms);"
        f" peak memory +{peak_mib() - before:,.0f} MiB"
    )


if __name__ == "__main__":
    main()
