"""What holds between the records of a table: no key twice, and foreign keys that stand where they refer to.

A table may be in several files, and its keys hold over all of them. The values of another table, or of the same one
when a foreign key refers to itself, are read to their end before the first record is judged: so findings come in the
file's order, and memory stays bounded (`csvprep.unique`).
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import replace
from string import Formatter
from types import TracebackType
from typing import Final, Self

import polars as pl

from csvprep.assess import Assessed
from csvprep.catalogue import CATALOGUE
from csvprep.finding_frame import FINDINGS_SCHEMA
from csvprep.frame import LINE, RECORD
from csvprep.job import Job
from csvprep.keys import PART, KeyValues
from csvprep.options import Options
from csvprep.plan import Link, Plan, UniqueKey
from csvprep.referring import led_links, read_reference
from csvprep.unique import UniqueIndex

_ORDER: Final = 1000  # behind all checks of one cell

KeyName = tuple[str, tuple[str, ...]]
"""What tells the keys of a table apart, and the names of their fields."""


class TableKeys:
    """The keys of one table. Use it as a context manager: it owns temporary files.

    Args:
        options: how the table is read and judged.
    """

    def __init__(self, options: Options) -> None:
        self._options = options
        self._stack = ExitStack()
        self._indexes: dict[KeyName, UniqueIndex] = {}
        self._lookups: dict[KeyName, UniqueIndex] = {}
        self._files: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stack.close()

    def begin(self, job: Job, executor: Executor) -> Plan:
        """Go on with the next file of the table; return its plan.

        Raises:
            CsvprepError: another table can't be read.
        """
        self._files.append(job.source.name)
        plan = replace(job.plan, part=len(self._files) - 1)
        for key in plan.unique_keys:
            name = name_of_key(key)
            if name not in self._indexes:
                self._indexes[name] = self._stack.enter_context(UniqueIndex(self._options.index_bytes))
        links = led_links(job, self._options)
        for link in links:
            if name_of_link(link) not in self._lookups:
                index = self._stack.enter_context(UniqueIndex(self._options.index_bytes))
                for block in read_reference(link, job, self._options, executor):
                    index.add(block)
                self._lookups[name_of_link(link)] = index
        return replace(plan, links=links)

    def judge(self, plan: Plan, assessed: Assessed) -> list[pl.DataFrame]:
        """Return the findings of the table's keys in its next block: frames of FINDINGS_SCHEMA."""
        parts = []
        for key, values in zip(plan.unique_keys, assessed.keys, strict=True):
            duplicates = self._indexes[name_of_key(key)].add(values.compared)
            if not duplicates.is_empty():
                parts.append(duplicate_findings(assessed.written, key, values.shown, duplicates, self._files))
        for link, values in zip(plan.links, assessed.links, strict=True):
            missing = self._lookups[name_of_link(link)].find_missing(values.compared)
            if not missing.is_empty():
                parts.append(missing_findings(assessed.written, link, values, missing))
        return parts


def duplicate_findings(
    written: pl.DataFrame, key: UniqueKey, shown: pl.Series, duplicates: pl.DataFrame, files: Sequence[str]
) -> pl.DataFrame:
    """Return a finding for each record that has the key of an earlier one.

    Args:
        written: the records of a block.
        key: of the plan.
        shown: the cells of the key as they came.
        duplicates: what `UniqueIndex.add` returned for the block.
        files: of the table, up to this one.
    """
    record, line = duplicates["record"], duplicates["line"]
    part = record // PART
    place = pl.lit(line.cast(pl.String)) if len(files) == 1 else _in_file(line % PART, part, files)
    facts = {
        "record": pl.lit((record % PART).cast(pl.String)),
        "line": place,
        "fields": pl.lit(", ".join(one.field.name for one in key.columns)),
    }
    return _findings(written, key, shown, duplicates["row"], facts)


def _in_file(lines: pl.Series, parts: pl.Series, files: Sequence[str]) -> pl.Expr:
    """Return lines as text, with the file of each but those of the last one."""
    names = pl.Series([*(f" of {file}" for file in files[:-1]), ""], dtype=pl.String)
    return pl.lit(lines.cast(pl.String) + names[parts])


def missing_findings(written: pl.DataFrame, link: Link, values: KeyValues, rows: pl.Series) -> pl.DataFrame:
    """Return a finding for each record whose foreign key leads to none.

    Args:
        written: the records of a block.
        link: of the plan.
        values: of the key, in the block.
        rows: of the block, ascending.
    """
    foreign = link.foreign
    facts = {
        "fields": pl.lit(", ".join(foreign.fields)),
        "table": pl.lit(foreign.resource or "this table"),
        "reference": pl.lit(", ".join(foreign.reference)),
    }
    return _findings(written, link.key, values.shown, rows, facts)


def _findings(
    written: pl.DataFrame, key: UniqueKey, shown: pl.Series, rows: pl.Series, facts: dict[str, pl.Expr]
) -> pl.DataFrame:
    """Return a finding of a key for each of some rows; facts are those of its message, one for all or one a row."""
    column = key.columns[0]
    parts: list[pl.Expr] = []
    for text, fact, _, _ in Formatter().parse(CATALOGUE[key.code].message):
        parts += [pl.lit(text), *([facts[fact]] if fact else [])]
    return (
        written.select(pl.col(RECORD, LINE).gather(rows))
        .with_columns(
            value=shown.gather(rows),
            column_index=pl.lit(column.index, pl.Int32),
            order=pl.lit(_ORDER, pl.Int32),
            code=pl.lit(key.code),
            field=pl.lit(column.field.name),
            message=pl.concat_str(parts),
            fix=pl.lit(None, pl.String),
            suggestion=pl.lit(None, pl.String),
            applied=pl.lit(value=False),
        )
        .select(FINDINGS_SCHEMA.names())
    )


def name_of_key(key: UniqueKey) -> KeyName:
    """Return what tells keys of a table apart, wherever their columns stand in a file."""
    return key.code, tuple(column.field.name for column in key.columns)


def name_of_link(link: Link) -> KeyName:
    """Return what tells foreign keys apart."""
    foreign, folded = link.foreign, "".join("f" if one else "-" for one in link.key.folded)
    return f"{foreign.resource} {folded} {foreign.fields}", foreign.reference
