"""Score readers that are told nothing by the Pollock benchmark: 2,290 files, each spoilt in one way.

    python tests/bench/pollock.py [--reader csvprep,sniffer,clevercsv,duckdb] [--source FILE] [--only TEXT] [--lost N]

Makes the files in a temporary directory, reads each, and prints the README's table: the mean score, of ten, of each
family of pollutions, then the simple score (all files alike) and the weighted one (as often as such files are met).
`--lost` lists the N files of each family with the fewest points, and the rows that came out otherwise than expected.

A file's ten points, each from 0 to 1: success; and precision, recall and their harmonic mean for the header, the
records and the cells, compared as multisets (G. Vitagliano et al., PVLDB 16(8), 2023, and the authors' scoring program,
whose peculiarities are kept so that figures can be compared). The authors publish for readers that detect the dialect:
Python's csv with its sniffer 9.72 simple and 9.43 weighted, CleverCSV 0.7.4 9.19 and 9.45; with their own table (a CSV
file that `--source` takes) this program gives 9.72 and 9.44, and 9.19 and 9.45 for CleverCSV 0.8.5.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import functools
import importlib
import re
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from pollock_files import FAMILIES, Polluted, Table, parse_table, pollute
from pollock_table import make_table

from csvprep.block_frame import read_frame
from csvprep.blocks import open_source
from csvprep.frame import Form, Parsed
from csvprep.head import Head

NO_RECORDS = {"blank-row", "repeated-header", "footer-row"}
_PRICE = re.compile(r"([$€£¥]) ?(\d[\d,]*(?:\.\d+)?)")
_TIMES = ("%H:%M", "%H:%M:%S")
_DATES = ("%d/%m/%Y", "%Y-%m-%d", "%Y-%m-%d %H:%M:%S")


@dataclass(frozen=True, slots=True)
class Score:
    """What a reader got for one file.

    Attributes:
        points: the ten of them.
        fault: what made the reader give up; None if it did not.
    """

    file: Polluted
    points: tuple[float, ...]
    loaded: Table
    fault: str | None = None

    @property
    def total(self) -> float:
        """0 to 10."""
        return sum(self.points)


def read_by_csvprep(path: Path) -> Table:
    """Read a file as csvprep does when it is told nothing, rejected records included, with the cells they have.

    What csvprep says is no record (a blank line, the header once more) is left out.
    """
    with open_source(path) as source:
        head = source.head
        labels = list(head.labels) if head.dialect.header else []
        form = Form(head.width, head.dialect, head.encoding.encoding)
        rows: Table = [labels] if labels else []
        for block in source.blocks():
            found = _rows_by_record(read_frame(block, form), block.first_record, head)
            rows += [found[record] for record in sorted(found) if found[record] != labels]
    return rows


def _rows_by_record(parsed: Parsed, first_record: int, head: Head) -> dict[int, list[str]]:
    """Return the cells of each record of a block; one whose quotes are broken is cut at every delimiter."""
    width = len(head.labels)
    rows = {record: [cell or "" for cell in cells[:width]] for record, _, *cells in parsed.frame.iter_rows()}
    for place, text, cells in parsed.unshaped.select("place", "text", "cells").iter_rows():
        rows[first_record + place] = list(cells or (text or "").split(head.dialect.delimiter))
    for record in parsed.misfits.filter(pl.col("code").is_in(NO_RECORDS))["record"]:
        rows.pop(record, None)
    return rows


def read_by_sniffer(path: Path) -> Table:
    """Read a file by Python's csv, in the dialect its sniffer finds."""
    text = path.read_bytes().decode("ascii")
    return list(csv.reader(text.splitlines(keepends=True), csv.Sniffer().sniff(text)))


def read_by_clevercsv(path: Path) -> Table:
    """Read a file by CleverCSV, in the dialect it finds."""
    clevercsv = importlib.import_module("clevercsv")
    with path.open(encoding="ascii", newline="") as stream:
        dialect = clevercsv.Sniffer().sniff(stream.read())
        stream.seek(0)
        return list(clevercsv.reader(stream, dialect))


def read_by_duckdb(path: Path) -> Table:
    """Read a file by DuckDB's sniffer, as leniently as it can."""
    duckdb = importlib.import_module("duckdb")
    options = {"strict_mode": False, "ignore_errors": True, "null_padding": True}
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.csv"
        duckdb.read_csv(str(path), **options).df().to_csv(copy, index=False)
        with copy.open(newline="") as stream:
            return list(csv.reader(stream))


READERS: dict[str, Callable[[Path], Table]] = {
    "csvprep": read_by_csvprep,
    "sniffer": read_by_sniffer,
    "clevercsv": read_by_clevercsv,
    "duckdb": read_by_duckdb,
}


@functools.lru_cache(1 << 16)
def normalise_cell(text: str) -> str:
    """Write numbers, dates, times and prices in one way, all else in lower case."""
    if text.lower() in {"true", "false"}:
        return "01"[text.lower() == "true"]
    for number in (int, float):
        try:
            return str(number(text))
        except ValueError:
            continue
    for moment in _TIMES + _DATES:
        try:
            return str(datetime.datetime.strptime(text, moment).replace(tzinfo=datetime.UTC))
        except ValueError:
            continue
    price = _PRICE.search(text)
    return price[1] + str(float(price[2].replace(",", ""))) if price else text.lower()


def score_table(expected: Table, loaded: Table) -> tuple[float, ...]:
    """Give the points of one file that was read: ten numbers from 0 to 1."""
    if not expected:
        return (1.0,) * 10
    first = loaded[0] if loaded else []
    header = _compare(map(normalise_cell, expected[0]), map(normalise_cell, first))
    records = _compare(_join_cells(expected[1:]), _join_cells(loaded[1:]))
    cells = _compare((cell for row in expected for cell in row), (cell for row in loaded for cell in row))
    return (1.0, *header, *records, *cells)


def _join_cells(rows: Table) -> list[str]:
    """Join the cells of each row; nothing stands between them, so that an empty cell too many costs no record."""
    return ["".join(map(normalise_cell, row)) for row in rows]


def _compare(expected: Iterable[str], loaded: Iterable[str]) -> tuple[float, float, float]:
    """Return what part of the expected is there, what part of the loaded is expected, and their harmonic mean."""
    wanted, got = Counter(expected), Counter(loaded)
    if not wanted:
        return 1.0, 1.0, 1.0
    common = (wanted & got).total()
    if not common:
        return 0.0, 0.0, 0.0
    precision, recall = common / wanted.total(), common / got.total()
    return precision, recall, 2 * precision * recall / (precision + recall)


def score_reader(read_table: Callable[[Path], Table], files: Iterable[Polluted], folder: Path) -> list[Score]:
    """Read and score files; a reader that raises gets nothing."""
    scores = []
    for file in files:
        path = folder / file.name
        path.write_bytes(file.text.encode("ascii"))
        try:
            loaded = [[_one_line_end(cell) for cell in row] for row in read_table(path)]
        except ImportError:
            raise
        except Exception as error:  # noqa: BLE001 - a reader may fail in any way
            scores.append(Score(file, (0.0,) * 10, [], f"{type(error).__name__}: {error}"))
        else:
            scores.append(Score(file, score_table(file.expected, loaded), loaded))
        path.unlink()
    return scores


def _one_line_end(cell: str) -> str:
    return cell.replace("\r\n", "\n").replace("\r", "\n")


def render_table(scores: dict[str, list[Score]]) -> str:
    """Return the README's table: a row for each family of pollutions, a column for each reader."""
    names = list(scores)
    lines = ["| what is spoilt | files | " + " | ".join(names) + " |", "|---|---:|" + "---:|" * len(names)]
    for family, meaning in FAMILIES.items():
        parts = [[score for score in scores[name] if score.file.family == family] for name in names]
        if parts[0]:
            lines.append(_table_row(meaning, parts, simple_score))
    for meaning, mean in (("simple score: all files alike", simple_score), ("weighted score", weighted_score)):
        lines.append(_table_row(f"**{meaning}**", list(scores.values()), mean))
    return "\n".join(lines) + "\n"


def _table_row(meaning: str, parts: list[list[Score]], mean: Callable[[list[Score]], float]) -> str:
    return f"| {meaning} | {len(parts[0]):,} | " + " | ".join(f"{mean(part):.2f}" for part in parts) + " |"


def simple_score(scores: list[Score]) -> float:
    """Return the mean of all files' points."""
    return statistics.mean(score.total for score in scores)


def weighted_score(scores: list[Score]) -> float:
    """Return the mean of all files' points by their weights."""
    return statistics.fmean([score.total for score in scores], [score.file.weight for score in scores])


def render_lost(scores: list[Score], count: int) -> str:
    """Return the worst files of each family, each with rows that should be there and the ones that are instead."""
    lines = []
    for family in FAMILIES:
        worst = sorted((one for one in scores if one.file.family == family and one.total < 9.9995), key=_total)
        for score in worst[:count]:
            points = " ".join(f"{point:.3f}" for point in score.points)
            lines.append(f"{score.file.name}: {score.total:.3f} ({points}) {score.fault or ''}")
            wanted, got = Counter(map(tuple, score.file.expected)), Counter(map(tuple, score.loaded))
            for mark, rows in (("-", wanted - got), ("+", got - wanted)):
                lines += [f"  {mark} {len(row)} {str(row)[:400]}" for row in list(rows)[:3]]
    return "".join(line + "\n" for line in lines)


def _total(score: Score) -> float:
    return score.total


def main() -> None:
    parser = argparse.ArgumentParser(description="Score CSV readers by the Pollock benchmark.")
    parser.add_argument("--reader", default="csvprep", help=f"one or more of {','.join(READERS)} (default csvprep)")
    parser.add_argument("--source", type=Path, help="a CSV file to spoil, instead of the table made here")
    parser.add_argument("--only", default="", metavar="TEXT", help="files with this in their names")
    parser.add_argument("--lost", type=int, default=0, metavar="N", help="list the N worst files of each family")
    options = parser.parse_args()
    text = options.source.read_bytes().decode("ascii") if options.source else make_table()
    files = [file for file in pollute(parse_table(text)) if options.only in file.name]
    scores = {}
    for name in options.reader.split(","):
        start = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            scores[name] = score_reader(READERS[name], files, Path(folder))
        seconds, faults = time.perf_counter() - start, [score.fault for score in scores[name] if score.fault]
        sys.stderr.write(f"{name}: {len(files):,} files in {seconds:.1f} s, {len(faults)} not read\n")
        sys.stdout.write(render_lost(scores[name], options.lost))
    sys.stdout.write(render_table(scores))


if __name__ == "__main__":
    main()
