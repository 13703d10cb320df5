"""Pages to look at: `lint --format html`, and the moment that a page says it was made."""

from __future__ import annotations

import os
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

from csvprep.cli.engines import open_keys
from csvprep.cli.messages import say_error
from csvprep.cli.progress import watch
from csvprep.cli.report import open_report
from csvprep.cli.tables import say_table
from csvprep.errors import CsvprepError

if TYPE_CHECKING:
    from csvprep.cli.progress import Watcher
    from csvprep.cluster.engine import Engine
    from csvprep.pipeline import Options
    from csvprep.reports.html import Made, PageFile
    from csvprep.runs.tables import Table

_EPOCH = "SOURCE_DATE_EPOCH"


def start_clock() -> Callable[[], Made]:
    """Return what tells, once the work is done, when that was and how long it took.

    Where SOURCE_DATE_EPOCH is set, that is the moment, and no time is told, so that equal runs make equal pages:
    https://reproducible-builds.org/specs/source-date-epoch/
    """
    started = monotonic()

    def read() -> Made:
        from datetime import UTC, datetime  # noqa: PLC0415 - keeps the start quick

        from csvprep.reports.html import Made  # noqa: PLC0415 - heavy, see csvprep.cli

        epoch = os.environ.get(_EPOCH, "")
        if epoch.isascii() and epoch.isdigit() and len(epoch) <= 11:
            return Made(datetime.fromtimestamp(int(epoch), UTC))
        return Made(datetime.now(UTC).replace(microsecond=0), monotonic() - started)

    return read


def lint_to_page(tables: list[Table], output: str | None, values: dict[str, Any], engine: Engine | None) -> int:
    """Lint the files of tables and write one page about them; return the exit code.

    Raises:
        OutputError: the page can't be written.
    """
    from csvprep.reports.html import render_page  # noqa: PLC0415 - heavy, see csvprep.cli

    clock = start_clock()
    unreadable: list[tuple[str, str]] = []
    pages, failed, is_bad = _lint_all(tables, values, engine, unreadable)
    if not pages:
        raise click.exceptions.Exit(failed)
    with open_report(output, "html") as write:
        write(render_page(pages, made=clock(), unreadable=unreadable).decode("utf-8"))
    return failed or int(is_bad)


def _lint_all(
    tables: list[Table], values: dict[str, Any], engine: Engine | None, unreadable: list[tuple[str, str]]
) -> tuple[list[PageFile], int, bool]:
    """Lint one table after the other; note the files that can't be read, and why.

    Returns:
        What the files' pages are made from, the exit code of those that can't be read, and whether one of the others
        has errors.
    """
    pages: list[PageFile] = []
    failed, is_bad = 0, False
    for table in tables:
        failed = max(failed, say_table(table, quiet=values["quiet"]))
        if table.fault is not None:
            unreadable.append((table.resource, str(table.fault)))
        options = table.options
        announce = options.object_name is None and options.schema is None
        with open_keys(table, engine) as keys:
            for file in table.paths:
                try:
                    with watch(
                        file, announce=announce, quiet=values["quiet"], no_progress=values["no_progress"]
                    ) as watcher:
                        page = _lint_one(file, options, watcher, keys, engine)
                        watcher.end(page.summary)
                except CsvprepError as error:
                    say_error(str(error))
                    unreadable.append((file, str(error)))
                    failed = max(failed, error.exit_code)
                else:
                    pages.append(page)
                    is_bad |= page.summary.has_errors(strict=options.strict)
    return pages, failed, is_bad


def _lint_one(file: str, options: Options, watcher: Watcher, keys: Any, engine: Engine | None) -> PageFile:
    if engine is None:
        from csvprep.runs.lint_page import lint_page  # noqa: PLC0415 - heavy, see csvprep.cli

        return lint_page(file, options, on_progress=watcher, table=keys)
    from csvprep.cluster.checking import spread_page  # noqa: PLC0415

    return spread_page(file, options, engine, on_progress=watcher, table=keys)
