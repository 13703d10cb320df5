"""`csvprep prep` and `csvprep split`."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, closing, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from csvprep.cli.common import read_limits, read_options
from csvprep.cli.engines import engine_options, open_engine, open_keys
from csvprep.cli.messages import say_error
from csvprep.cli.options import (
    chunk_options,
    form_option,
    judging_options,
    keep_extra_option,
    message_options,
    reading_options,
)
from csvprep.cli.page import start_clock
from csvprep.cli.places import check_inputs, check_run_folder, run_folders
from csvprep.cli.progress import watch
from csvprep.cli.tables import say_table
from csvprep.errors import CsvprepError

if TYPE_CHECKING:
    from csvprep.cluster.engine import Engine
    from csvprep.manifest import Manifest
    from csvprep.pipeline import Options
    from csvprep.runs.tables import Table
    from csvprep.summary import Summary

_FILES_AT_ONCE = 16
_folder_option = click.option("--output", "-o", "folder", required=True, metavar="DIR", help="Folder of the run.")


_files_argument = click.argument("files", nargs=-1, required=True, metavar="FILE...")


@click.command(short_help="Lint, fix and split in one pass: the main job.")
@_files_argument
@_folder_option
@form_option
@keep_extra_option
@chunk_options
@judging_options
@engine_options
@message_options
def prep(files: tuple[str, ...], folder: str, form: str, **values: Any) -> int:
    """Lint, fix and split in one pass: the main job.

    Leaves in DIR: chunks/ (ready to upload: UTF-8, comma, header in each), rejected.csv (records with errors, as
    they came; mend them and prep the file again), findings.csv (all that is left to know), changes.csv (every
    fixed cell, before and after), report.html (the page to look at) and manifest.json (written last). FILE `-` is
    standard input, and may be a pattern such as 'exports/*.csv', an address, archive.zip::file.csv, or the descriptor
    of a Data Package (datapackage.json, or datapackage.json::name for one resource); of several files each becomes a
    run of its own in DIR/NAME.

    Exit code: 0 all records accepted; 1 records were rejected; 2 wrong use or unreadable input.
    """
    from csvprep.runs.tables import find_tables  # noqa: PLC0415 - heavy, see csvprep.cli

    def run(
        file: str, target: str, options: Options, keys: Any, *, engine: Engine | None, quiet: bool
    ) -> tuple[Summary, Manifest]:
        announce = options.object_name is None and options.schema is None
        limits, force = read_limits(values, file, packages[file]), values["force"]
        with watch(file, announce=announce, quiet=values["quiet"], no_progress=quiet) as watcher:
            named = {"force": force, "on_progress": watcher, "clock": start_clock(), "table": keys}
            summary, manifest = _runner("prep", target, engine)(file, target, options, limits, **named)
            watcher.end(summary)
        return summary, manifest

    options_of = partial(read_options, values)
    tables = [table for file in _listed(files) for table in find_tables([file], options_of(file), options_of)]
    packages = {path: table.package for table in tables for path in table.paths}
    return _run_all(tables, folder, form, run, values)


@click.command(short_help="Cut files into chunks, records verbatim.")
@_files_argument
@_folder_option
@form_option
@chunk_options
@reading_options
@engine_options
@message_options
def split(files: tuple[str, ...], folder: str, form: str, **values: Any) -> int:
    """Cut files into chunks by rows and bytes, records verbatim, the header in each.

    Nothing is checked but where records end. A record that alone is larger than --max-bytes goes to rejected.csv.
    Of several files each becomes a run of its own in DIR/NAME.

    Exit code: 0 all records are in chunks; 1 some were too large; 2 wrong use or unreadable input.
    """
    from csvprep.runs.tables import Table  # noqa: PLC0415 - heavy, see csvprep.cli

    def run(
        file: str, target: str, options: Options, _keys: Any, *, engine: Engine | None, quiet: bool
    ) -> tuple[Summary, Manifest]:
        limits, force = read_limits(values, file), values["force"]
        with watch(file, announce=False, quiet=values["quiet"], no_progress=quiet) as watcher:
            run_split = _runner("split", target, engine)
            summary, manifest = run_split(file, target, options, limits, force=force, on_progress=watcher)
            watcher.end(summary)
        return summary, manifest

    tables = [Table((file,), read_options(values, file)) for file in _listed(files)]
    return _run_all(tables, folder, form, run, values, has_keys=False)


def _runner(command: str, target: str, engine: Engine | None) -> Callable[..., tuple[Summary, Manifest]]:
    """Return what runs a command into a target."""
    from csvprep.sources.remote import is_url  # noqa: PLC0415 - heavy, see csvprep.cli

    if engine is not None or is_url(target):
        from csvprep.cluster.dispatch import prep_anywhere, split_anywhere  # noqa: PLC0415

        return partial(prep_anywhere if command == "prep" else split_anywhere, engine=engine)
    run: Callable[..., tuple[Summary, Manifest]]
    if command == "prep":
        from csvprep.runs.prep import prep_file as run  # noqa: PLC0415
    else:
        from csvprep.runs.split import split_file as run  # noqa: PLC0415
    return lambda file, folder, *more, **named: run(file, Path(folder), *more, **named)


def _listed(files: tuple[str, ...]) -> list[str]:
    from csvprep.sources.opening import expand_paths  # noqa: PLC0415 - heavy, see csvprep.cli

    check_inputs(files)
    return expand_paths(files)


_Run = Callable[..., tuple["Summary", "Manifest"]]
"""Takes file, target, options, the keys of the file's table, and the engine; quiet: no progress bar."""

_KeysOf = Callable[["Table"], AbstractContextManager[Any]]
"""Opens what holds between the files of a table."""

_Outcome = tuple["Table", str, Callable[[], tuple["Summary", "Manifest"]]]
"""A table, the target of one of its files, and what returns, or raises, what became of that."""


def _run_all(
    tables: list[Table], folder: str, form: str, run: _Run, values: dict[str, Any], *, has_keys: bool = True
) -> int:
    """Run a command on each file, in a folder of its own when there are several; return the exit code."""
    listed = [file for table in tables for file in table.paths]
    targets = [folder] if len(listed) == 1 else run_folders(folder, listed)
    for file, target in zip(listed, targets, strict=True):
        check_run_folder(target, source=file)
    codes, summaries = [0], []

    def say(table: Table) -> None:
        codes.append(say_table(table, quiet=values["quiet"]))

    with open_engine(values, tables) as engine:
        order = _one_by_one if engine is None or len(listed) == 1 else _side_by_side
        quiet = values["no_progress"] or order is _side_by_side
        keys_of: _KeysOf = partial(open_keys, engine=engine, scratch=folder) if has_keys else nullcontext
        with closing(order(tables, targets, partial(run, engine=engine, quiet=quiet), keys_of, say)) as outcomes:
            for table, target, outcome in outcomes:
                try:
                    summary, manifest = outcome()
                except CsvprepError as error:
                    if len(listed) == 1:
                        raise
                    say_error(str(error))
                    codes.append(error.exit_code)
                    continue
                summaries.append(summary)
                codes.append(int(_is_bad(summary, strict=table.options.strict)))
                if form == "text":
                    _print(summary, manifest, target)
    if form == "json":
        found = [summary.to_dict() for summary in summaries]
        click.echo(json.dumps(found[0] if len(listed) == 1 else found, indent=2, ensure_ascii=False))
    return max(codes)


def _one_by_one(
    tables: list[Table], targets: list[str], run: _Run, keys_of: _KeysOf, say: Callable[[Table], None]
) -> Generator[_Outcome]:
    """Yield what runs each file; the files of a table have their keys together."""
    waiting = iter(targets)
    for table in tables:
        say(table)
        with keys_of(table) as keys:
            for file, target in zip(table.paths, waiting, strict=False):
                yield table, target, partial(run, file, target, table.options, keys)


def _side_by_side(
    tables: list[Table],
    targets: list[str],
    run: _Run,
    keys_of: _KeysOf,
    say: Callable[[Table], None],
) -> Generator[_Outcome]:
    """Yield what waits for each file; on workers, files go together."""
    waiting = iter(targets)
    with ExitStack() as stack:
        keys = [stack.enter_context(keys_of(table)) for table in tables]
        threads = stack.enter_context(ThreadPoolExecutor(_FILES_AT_ONCE))
        futures = [
            (table, target, threads.submit(run, file, target, table.options, known))
            for table, known in zip(tables, keys, strict=True)
            for file, target in zip(table.paths, waiting, strict=False)
        ]
        for table in tables:
            say(table)
        for table, target, future in futures:
            yield table, target, future.result


def _is_bad(summary: Summary, *, strict: bool) -> bool:
    """Say whether records were rejected, or may be missing, or whether a file without records has errors."""
    if summary.rejected or summary.by_code["truncated-file"]:
        return True
    return not summary.records and summary.has_errors(strict=strict)


def _print(summary: Summary, manifest: Manifest, folder: str) -> None:
    from csvprep.reports.text import render_run  # noqa: PLC0415 - heavy, see csvprep.cli

    for line in render_run(summary, manifest, folder):
        click.echo(line)
