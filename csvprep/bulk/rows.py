"""Reading the CSV files of a run row by row, whatever bytes their cells hold."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from csvprep.manifest import Manifest

_LONGEST_CELL = 2**31 - 1
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class RowFormat:
    """How rows are written in a file."""

    delimiter: str = ","
    quote_char: str = '"'
    encoding: str = "utf-8"


def chunk_format(manifest: Manifest) -> RowFormat:
    """Return how a run's chunks are written: `split` keeps the source's way, all else is plain CSV."""
    if manifest.command != "split":
        return RowFormat()
    source = rejected_format(manifest)
    return RowFormat(source.delimiter, source.quote_char, _known_encoding(manifest.source.get("encoding")))


def rejected_format(manifest: Manifest) -> RowFormat:
    """Return how a run's rejected records are written: with the source's delimiter."""
    dialect = manifest.source.get("dialect")
    facts: Mapping[str, Any] = dialect if isinstance(dialect, Mapping) else {}
    return RowFormat(_one_character(facts.get("delimiter"), ","), _one_character(facts.get("quote_char"), '"'))


def read_rows(path: Path, row_format: RowFormat) -> Iterator[list[str]]:
    """Yield the rows of a file, the header first; blank lines are left out.

    Bytes that are not of the encoding come as surrogates, and can be written back with `surrogateescape`.

    Raises:
        OSError: the file can't be read.
        csv.Error: a row can't be told from the next.
    """
    csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_CELL))
    with path.open(encoding=row_format.encoding, errors="surrogateescape", newline="") as stream:
        reader = csv.reader(stream, delimiter=row_format.delimiter, quotechar=row_format.quote_char)
        yield from (row for row in reader if row)


def count_lines(cells: list[str]) -> int:
    """Return how many physical lines a record with these cells takes."""
    return 1 + sum(len(_LINE_END.findall(cell)) for cell in cells if "\n" in cell or "\r" in cell)


def _one_character(value: object, default: str) -> str:
    return value if isinstance(value, str) and len(value) == 1 else default


def _known_encoding(name: object) -> str:
    try:
        return codecs.lookup(str(name)).name
    except LookupError:
        return "utf-8"
