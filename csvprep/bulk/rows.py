"""Reading the CSV files of a run row by row, whatever bytes their cells hold.

`read_records` reads as csvprep does, since a run's own files hold records as they came, broken quotes and all;
`read_rows` reads as the rest of the world does, by Python's csv.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from csvprep.blocks import open_source
from csvprep.cells import count_lines, parse_cells, strip_line_end
from csvprep.dialect import Dialect, Grammar, Reading
from csvprep.manifest import Manifest

_LONGEST_CELL = 2**31 - 1


def chunk_format(manifest: Manifest) -> Dialect:
    """Return how a run's chunks are written: `split` keeps the source's way, all else is plain CSV."""
    return rejected_format(manifest) if manifest.command == "split" else Dialect()


def rejected_format(manifest: Manifest) -> Dialect:
    """Return how a run's rejected records are written: with the source's delimiter, quotes and escapes."""
    dialect = manifest.source.get("dialect")
    facts: Mapping[str, Any] = dialect if isinstance(dialect, Mapping) else {}
    return Dialect(
        _character(facts.get("delimiter"), ",") or ",",
        _character(facts.get("quote_char"), '"'),
        _character(facts.get("escape_char"), ""),
    )


def read_rows(path: Path, dialect: Dialect) -> Iterator[list[str]]:
    """Yield the rows of a file, the header first; blank lines are left out.

    Bytes that are not UTF-8 come as surrogates, and can be written back with `surrogateescape`.

    Raises:
        OSError: the file can't be read.
        csv.Error: a row can't be told from the next.
    """
    csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_CELL))
    with path.open(encoding="utf-8", errors="surrogateescape", newline="") as stream:
        reader = csv.reader(
            stream,
            delimiter=dialect.delimiter,
            quotechar=dialect.quote_char or None,
            quoting=csv.QUOTE_MINIMAL if dialect.quote_char else csv.QUOTE_NONE,
            escapechar=dialect.escape_char or None,
        )
        yield from (row for row in reader if row)


def read_records(path: Path, dialect: Dialect) -> Iterator[tuple[list[str], int]]:
    """Yield the cells of each record of a file and the lines it takes, the header first, by csvprep's own reading.

    A record whose quotes are broken has its whole text as its only cell; bytes that are not UTF-8 come as surrogates.

    Raises:
        InputError: the file can't be read.
    """
    grammar = dialect.grammar
    reading = Reading("utf-8", dialect.delimiter, dialect.quote_char, dialect.escape_char, skip_lines=0, header=True)
    with open_source(path, reading) as source:
        yield list(source.head.labels), source.head.first_line - 1
        for block in source.blocks():
            for raw in block.run.raw_records():
                yield _cells_of(strip_line_end(raw), grammar), max(1, count_lines(raw))


def _cells_of(raw: bytes, grammar: Grammar) -> list[str]:
    cells, _, broken = parse_cells(raw, grammar)
    return [cell.decode("utf-8", "surrogateescape") for cell in ([raw] if broken else cells)]


def _character(value: object, default: str) -> str:
    return value if isinstance(value, str) and len(value) <= 1 else default
