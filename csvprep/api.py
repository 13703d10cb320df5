"""The Python face of the commands: the same work, with values instead of options and exit codes."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from csvprep.findings import Finding
from csvprep.manifest import Manifest
from csvprep.pipeline import Options
from csvprep.reports.listing import Listing
from csvprep.reports.notebook import render_notebook
from csvprep.runs.fix import fix_file
from csvprep.runs.lint import lint_file
from csvprep.runs.prep import prep_file
from csvprep.runs.split import split_file
from csvprep.runs.tables import find_tables
from csvprep.sources.remote import is_url
from csvprep.summary import Summary, findings_frame, to_findings
from csvprep.table_keys import TableKeys
from csvprep.writers import Limits

if TYPE_CHECKING:
    from csvprep.cluster.engine import Engine


@dataclass(frozen=True, slots=True, eq=False)
class LintReport:
    """What a lint found; iterate it for `Finding` objects, show it in a notebook for a table.

    Attributes:
        summary: exact totals.
        findings: a row each in file order, columns as the keys of `Finding.to_dict()`; the first of each code when a
            limit was given.
        cut: how many findings of each code are left out of `findings`.
    """

    summary: Summary
    findings: pl.DataFrame
    cut: dict[str, int]

    def __iter__(self) -> Iterator[Finding]:
        return iter(to_findings(self.findings))

    def _repr_html_(self) -> str:
        """Return what a notebook shows: totals, counts by code, and the first findings."""
        return render_notebook(self.summary, self.findings)


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a prep or split did.

    Attributes:
        summary: exact totals; errors, warnings and by_code count what remains after fixing.
        manifest: as written to the run's folder.
    """

    summary: Summary
    manifest: Manifest


def lint(
    path: str | Path,
    options: Options | None = None,
    *,
    limit: int = 1000,
    executor: Executor | Engine | None = None,
) -> LintReport:
    """Find everything wrong with a file.

    Args:
        path: the file; `-` for standard input.
        options: how to read and judge it.
        limit: how many findings of one code are kept; 0: all, in memory.
        executor: does the work on ranges of the file; None: threads.

    Raises:
        CsvprepError: the file can't be read, or the options don't fit it.
    """
    if executor is None:
        return _lint(path, options or Options(), limit)
    from csvprep.cluster.checking import spread_lint  # noqa: PLC0415 - what only clusters need
    from csvprep.cluster.dispatch import as_engine  # noqa: PLC0415

    listing = Listing(limit)
    frames = [findings_frame(())]
    engine = as_engine(executor)
    summary = spread_lint(path, options or Options(), lambda frame: frames.append(listing.take(frame)), engine)
    return LintReport(summary, pl.concat(frames), listing.cut_by_code())


def _lint(path: str | Path, options: Options, limit: int, table: TableKeys | None = None) -> LintReport:
    listing = Listing(limit)
    frames = [findings_frame(())]
    summary = lint_file(path, options, lambda frame: frames.append(listing.take(frame)), table=table)
    return LintReport(summary, pl.concat(frames), listing.cut_by_code())


def lint_package(path: str | Path, options: Options | None = None, *, limit: int = 1000) -> dict[str, LintReport]:
    """Find everything wrong with the CSV resources of a Data Package, and with what holds between them.

    Args:
        path: the descriptor, such as datapackage.json.
        options: how to read and judge the files, where the package doesn't say.
        limit: how many findings of one code are kept of a file; 0: all, in memory.

    Returns:
        A report of each file, by its path.

    Raises:
        CsvprepError: a resource can't be read, or the package makes no sense.
    """
    reports: dict[str, LintReport] = {}
    for table in find_tables([str(path)], options or Options()):
        if table.fault is not None:
            raise table.fault
        with TableKeys(table.options) as keys:
            for file in table.paths:
                reports[file] = _lint(file, table.options, limit, keys)
    return reports


def fix(
    path: str | Path,
    out: str | Path,
    options: Options | None = None,
    *,
    changes: str | Path | None = None,
    executor: Executor | Engine | None = None,
) -> Summary:
    """Apply every safe fix to a file, keeping every record.

    Args:
        path: the file; `-` for standard input.
        out: where the fixed file goes; `path` itself is allowed.
        options: how to read and judge it.
        changes: where the table of fixed cells goes.
        executor: does the work on ranges of the file; None: threads.

    Returns:
        Totals; errors, warnings and by_code count what remains.

    Raises:
        CsvprepError: the file can't be read, `out` can't be written, or the options don't fit.
    """
    table = None if changes is None else Path(changes)
    if executor is not None:
        from csvprep.cluster.checking import spread_fix  # noqa: PLC0415 - what only clusters need
        from csvprep.cluster.dispatch import as_engine  # noqa: PLC0415

        return spread_fix(path, Path(out), options or Options(), as_engine(executor), changes=table)
    return fix_file(path, Path(out), options or Options(), changes=table)


def split(
    path: str | Path,
    folder: str | Path,
    options: Options | None = None,
    limits: Limits | None = None,
    *,
    force: bool = False,
    executor: Executor | Engine | None = None,
) -> RunReport:
    """Cut a file into chunks, records verbatim.

    Args:
        path: the file; `-` for standard input.
        folder: where chunks and manifest go; an address too.
        options: object name, encoding and delimiter matter here.
        limits: of a chunk.
        force: replace an earlier run in the folder.
        executor: does the work on ranges of the file; its workers see file and folder; None: threads.

    Raises:
        CsvprepError: the file can't be read, or the folder can't be written.
    """
    given = options or Options(), limits or Limits()
    if executor is not None or is_url(str(folder)):
        from csvprep.cluster.dispatch import as_engine, split_anywhere  # noqa: PLC0415 - what only clusters need

        engine = None if executor is None else as_engine(executor)
        return RunReport(*split_anywhere(path, folder, *given, engine, force=force))
    return RunReport(*split_file(path, Path(folder), *given, force=force))


def prep(
    path: str | Path,
    folder: str | Path,
    options: Options | None = None,
    limits: Limits | None = None,
    *,
    force: bool = False,
    executor: Executor | Engine | None = None,
) -> RunReport:
    """Lint, fix and split a file in one pass.

    Args:
        path: the file; `-` for standard input.
        folder: where chunks, rejected records, findings, changes, report and manifest go; an address too.
        options: how to read and judge the file.
        limits: of a chunk.
        force: replace an earlier run in the folder.
        executor: does the work on ranges of the file; its workers see file and folder; None: threads.

    Raises:
        CsvprepError: the file can't be read, the folder can't be written, or the options don't fit.
    """
    given = options or Options(), limits or Limits()
    if executor is not None or is_url(str(folder)):
        from csvprep.cluster.dispatch import as_engine, prep_anywhere  # noqa: PLC0415 - what only clusters need

        engine = None if executor is None else as_engine(executor)
        return RunReport(*prep_anywhere(path, folder, *given, engine, force=force))
    return RunReport(*prep_file(path, Path(folder), *given, force=force))
