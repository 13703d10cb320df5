"""`csvprep prep` and `csvprep split`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from csvprep.cli.common import (
    chunk_options,
    form_option,
    judging_options,
    keep_extra_option,
    message_options,
    read_limits,
    read_options,
    reading_options,
)
from csvprep.cli.messages import say_error
from csvprep.cli.page import start_clock
from csvprep.cli.places import check_inputs, check_run_folder, run_folders
from csvprep.cli.progress import watch
from csvprep.cli.tables import say_table
from csvprep.errors import CsvprepError

if TYPE_CHECKING:
    from csvprep.manifest import Manifest
    from csvprep.pipeline import Options
    from csvprep.runs.tables import Table
    from csvprep.summary import Summary
    from csvprep.table_keys import TableKeys

_folder_option = click.option("--output", "-o", "folder", required=True, metavar="DIR", help="Folder of the run.")


_files_argument = click.argument("files", nargs=-1, required=True, metavar="FILE...")


@click.command(short_help="Lint, fix and split in one pass: the main job.")
@_files_argument
@_folder_option
@form_option
@keep_extra_option
@chunk_options
@judging_options
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
    from csvprep.runs.prep import prep_file  # noqa: PLC0415 - heavy, see csvprep.cli
    from csvprep.runs.tables import find_tables  # noqa: PLC0415

    def run(file: str, target: str, options: Options, keys: TableKeys) -> tuple[Summary, Manifest]:
        announce = options.object_name is None and options.schema is None
        limits, force = read_limits(values, file), values["force"]
        with watch(file, announce=announce, quiet=values["quiet"], no_progress=values["no_progress"]) as watcher:
            summary, manifest = prep_file(
                file,
                Path(target),
                options,
                limits,
                force=force,
                on_progress=watcher,
                clock=start_clock(),
                table=keys,
            )
            watcher.end(summary)
        return summary, manifest

    tables = [table for file in _listed(files) for table in find_tables([file], read_options(values, file))]
    return _run_all(tables, folder, form, run, quiet=values["quiet"])


@click.command(short_help="Cut files into chunks, records verbatim.")
@_files_argument
@_folder_option
@form_option
@chunk_options
@reading_options
@message_options
def split(files: tuple[str, ...], folder: str, form: str, **values: Any) -> int:
    """Cut files into chunks by rows and bytes, records verbatim, the header in each.

    Nothing is checked but where records end. A record that alone is larger than --max-bytes goes to rejected.csv.
    Of several files each becomes a run of its own in DIR/NAME.

    Exit code: 0 all records are in chunks; 1 some were too large; 2 wrong use or unreadable input.
    """
    from csvprep.runs.split import split_file  # noqa: PLC0415 - heavy, see csvprep.cli
    from csvprep.runs.tables import Table  # noqa: PLC0415

    def run(file: str, target: str, options: Options, _keys: TableKeys) -> tuple[Summary, Manifest]:
        with watch(file, announce=False, quiet=values["quiet"], no_progress=values["no_progress"]) as watcher:
            summary, manifest = split_file(
                file, Path(target), options, read_limits(values, file), force=values["force"], on_progress=watcher
            )
            watcher.end(summary)
        return summary, manifest

    tables = [Table((file,), read_options(values, file)) for file in _listed(files)]
    return _run_all(tables, folder, form, run, quiet=values["quiet"])


def _listed(files: tuple[str, ...]) -> list[str]:
    from csvprep.sources.opening import expand_paths  # noqa: PLC0415 - heavy, see csvprep.cli

    check_inputs(files)
    return expand_paths(files)


_Run = Callable[[str, str, "Options", "TableKeys"], tuple["Summary", "Manifest"]]


def _run_all(tables: list[Table], folder: str, form: str, run: _Run, *, quiet: bool) -> int:
    """Run a command on each file, in a folder of its own when there are several; return the exit code."""
    from csvprep.table_keys import TableKeys  # noqa: PLC0415 - heavy, see csvprep.cli

    listed = [file for table in tables for file in table.paths]
    targets = [folder] if len(listed) == 1 else run_folders(folder, listed)
    for file, target in zip(listed, targets, strict=True):
        check_run_folder(target, source=file)
    failed, waiting = 0, iter(targets)
    summaries = []
    for table in tables:
        failed = max(failed, say_table(table, quiet=quiet))
        with TableKeys(table.options) as keys:
            for file, target in zip(table.paths, waiting, strict=False):
                try:
                    summary, manifest = run(file, target, table.options, keys)
                except CsvprepError as error:
                    if len(listed) == 1:
                        raise
                    say_error(str(error))
                    failed = max(failed, error.exit_code)
                    continue
                summaries.append(summary)
                failed = max(failed, int(_is_bad(summary, strict=table.options.strict)))
                if form == "text":
                    _print(summary, manifest, target)
    if form == "json":
        found = [summary.to_dict() for summary in summaries]
        click.echo(json.dumps(found[0] if len(listed) == 1 else found, indent=2, ensure_ascii=False))
    return failed


def _is_bad(summary: Summary, *, strict: bool) -> bool:
    """Say whether records were rejected, or may be missing, or whether a file without records has errors."""
    if summary.rejected or summary.by_code["truncated-file"]:
        return True
    return not summary.records and summary.has_errors(strict=strict)


def _print(summary: Summary, manifest: Manifest, folder: str) -> None:
    from csvprep.reports.text import render_run  # noqa: PLC0415 - heavy, see csvprep.cli

    for line in render_run(summary, manifest, folder):
        click.echo(line)
