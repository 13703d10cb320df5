"""Files read for a schema: a sample of their records or all of them, block by block."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path, PurePath

import polars as pl

from csvprep.block_frame import read_frame
from csvprep.blocks import Source, open_source
from csvprep.encoding import encoding_title
from csvprep.frame import Form
from csvprep.inference.choosing import choose_fields
from csvprep.inference.rendering import Seen, render_inferred
from csvprep.inference.tallies import Keys, Tally
from csvprep.naming import lacks_header
from csvprep.options import Options
from csvprep.polars_reading import column_name
from csvprep.schema.header import count_bookkeeping
from csvprep.schema.shipped import recognise_object
from csvprep.sources.opening import bare_name

SAMPLE_RECORDS = 100_000


@dataclass(frozen=True, slots=True)
class Inferred:
    """A schema made from files.

    Attributes:
        text: the schema file, YAML with comments.
        records: how many were looked at.
        cut: there are more.
        misfits: for each field with such ones, how many of the values read may be errors by the schema.
    """

    text: str
    records: int
    cut: bool
    misfits: dict[str, int]


def infer_schema(
    paths: Sequence[str | Path],
    options: Options | None = None,
    *,
    sample: int | None = SAMPLE_RECORDS,
    name: str | None = None,
    on_file: Callable[[str], None] | None = None,
) -> Inferred:
    """Make a schema that fits files.

    Memory is bounded whatever their size: of each column no more than a thousand different values are kept.

    Args:
        paths: the files; `-` for standard input.
        options: how they are read; region of their phone numbers.
        sample: how many records are read of each, from its beginning; None: all.
        name: of the schema; None: that of the first file.
        on_file: called with the name of each file before it is read.

    Raises:
        CsvprepError: a file can't be read.
    """
    options = options or Options()
    with ExitStack() as stack:
        reader = _Reader(options, sample, Keys(stack))
        for path in paths:
            if on_file is not None:
                on_file(str(path))
            with open_source(path, options.reading) as source:
                reader.read(source)
        tallies = reader.finish()
    guesses, missing = choose_fields(tallies, options.region)
    seen = Seen(tuple(reader.files), reader.records, reader.cut, tuple(reader.remarks))
    text = render_inferred(name or _name_of(str(paths[0])), guesses, tallies, missing, seen)
    misfits = {guess.label: count for guess, one in zip(guesses, tallies, strict=True) if (count := guess.misfits(one))}
    return Inferred(text, reader.records, reader.cut, misfits)


def _name_of(path: str) -> str:
    return "stdin" if path == "-" else PurePath(bare_name(path)).stem or "table"


class _Reader:
    """Feeds the columns' tallies with the records of one file after the other."""

    def __init__(self, options: Options, sample: int | None, keys: Keys) -> None:
        self._options, self._sample, self._keys = options, sample, keys
        self._tallies: dict[str, Tally] = {}
        self._there: dict[str, tuple[set[str], int]] = {}
        self.files: list[str] = []
        self.remarks: list[str] = []
        self.records = 0
        self.cut = False

    def read(self, source: Source) -> None:
        """Read a sample of a file."""
        if lacks_header(source, self._options):
            source.take_header_as_record()
        head = source.head
        columns = self._columns(source)
        form = Form(head.width, head.dialect, encoding_title(head.encoding.encoding))
        left = self._sample
        before = self.records
        for block in source.blocks(self._options.read_bytes, max_record_bytes=self._options.max_record_bytes):
            if left is not None and left <= 0:
                self.cut = True
                break
            frame = _records_of(read_frame(block, form).frame, head.labels)
            if left is not None:
                self.cut |= frame.height > left
                frame = frame.head(left)
                left -= frame.height
            self.records += frame.height
            for column, label in columns.items():
                self._tallies[label].add(frame[column], frame, self._keys)
        self._there[source.name] = (set(columns.values()), self.records - before)

    def _columns(self, source: Source) -> dict[str, str]:
        """Return the columns of a file by their names in the frame, each with its field's name."""
        labels = source.head.labels
        found: dict[str, str] = {}
        for index, label in enumerate(labels):
            if index < count_bookkeeping(labels):
                continue
            name = label.strip() or label
            if not name.strip() or name in found.values():
                what = "has no label" if not name.strip() else f"is '{name}' again"
                self.remarks.append(f"{source.name}: column {index + 1} {what} and is left out")
                continue
            name = name if source.head.dialect.header else f"column_{label}"
            found[column_name(index)] = name
            self._tallies.setdefault(name, Tally(name, self._options.region))
        if not self.files and (likely := recognise_object(labels)) is not None:
            self.remarks.append(
                f"The header is that of the shipped schema {likely.name} too: csvprep schema show {likely.name}"
            )
        if not source.head.dialect.header:
            self.remarks.append(f"{source.name} has no header: say which column is which with --map 1=column_1")
        self.files.append(source.name)
        return found

    def finish(self) -> list[Tally]:
        """Return the tallies of all columns; records of files that lack one have an empty cell there."""
        for tally in self._tallies.values():
            lacking = {name: records for name, (there, records) in self._there.items() if tally.label not in there}
            if lacking:
                tally.records += sum(lacking.values())
                tally.empty += max(sum(lacking.values()), 1)
                self.remarks.append(f"{', '.join(lacking)}: there is no column {tally.label}")
        return list(self._tallies.values())


def _records_of(frame: pl.DataFrame, labels: Sequence[str]) -> pl.DataFrame:
    """Return the records of a block that are some: without blank ones, and those that hold the labels once more."""
    names = [column_name(index) for index in range(len(labels))]
    blank = pl.all_horizontal(pl.col(name).str.strip_chars().replace("", None).is_null() for name in names)
    again = pl.all_horizontal(
        pl.col(name).eq_missing(pl.lit(label or None)) for name, label in zip(names, labels, strict=True)
    )
    return frame.filter(~blank & ~again)
