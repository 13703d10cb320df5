"""Reading the CSV files of a run row by row, whatever bytes their cells hold.

`read_records` reads as csvprep does, since a run's own files hold records as they came, broken quotes and all;
`read_rows` reads as the rest of the world does, by Python's csv.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from csvprep.blocks import open_source
from csvprep.manifest import Manifest
from csvprep.records import parse_cells, strip_line_end

_LONGEST_CELL = 2**31 - 1


@dataclass(frozen=True, slots=True)
class RowFormat:
    """How rows are written in a file of a run; all of them are UTF-8."""

    delimiter: str = ","
    quote_char: str = '"'


def chunk_format(manifest: Manifest) -> RowFormat:
    """Return how a run's chunks are written: `split` keeps the source's way, all else is plain CSV."""
    return rejected_format(manifest) if manifest.command == "split" else RowFormat()


def rejected_format(manifest: Manifest) -> RowFormat:
    """Return how a run's rejected records are written: with the source's delimiter."""
    dialect = manifest.source.get("dialect")
    facts: Mapping[str, Any] = dialect if isinstance(dialect, Mapping) else {}
    return RowFormat(_one_character(facts.get("delimiter"), ","), _one_character(facts.get("quote_char"), '"'))


def read_rows(path: Path, row_format: RowFormat) -> Iterator[list[str]]:
    """Yield the rows of a file, the header first; blank lines are left out.

    Bytes that are not UTF-8 come as surrogates, and can be written back with `surrogateescape`.

    Raises:
        OSError: the file can't be read.
        csv.Error: a row can't be told from the next.
    """
    csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_CELL))
    with path.open(encoding="utf-8", errors="surrogateescape", newline="") as stream:
        reader = csv.reader(stream, delimiter=row_format.delimiter, quotechar=row_format.quote_char)
        yield from (row for row in reader if row)


def read_records(path: Path, row_format: RowFormat) -> Iterator[tuple[list[str], int]]:
    """Yield the cells of each record of a file and the lines it takes, the header first, by csvprep's own reading.

    A record whose quotes are broken has its whole text as its only cell; bytes that are not UTF-8 come as surrogates.

    Raises:
        InputError: the file can't be read.
    """
    mark = row_format.delimiter.encode("ascii")
    with open_source(path, encoding="utf-8", delimiter=row_format.delimiter) as source:
        yield list(source.head.labels), source.head.header_lines
        for block in source.blocks():
            for raw in block.run.raw_records():
                yield _cells_of(strip_line_end(raw), mark), max(1, raw.count(b"\n"))


def _cells_of(raw: bytes, delimiter: bytes) -> list[str]:
    cells, _, broken = parse_cells(raw, delimiter)
    return [cell.decode("utf-8", "surrogateescape") for cell in ([raw] if broken else cells)]


def _one_character(value: object, default: str) -> str:
    return value if isinstance(value, str) and len(value) == 1 else default
