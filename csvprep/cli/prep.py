"""`csvprep prep` and `csvprep split`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from csvprep.cli.common import (
    chunk_options,
    form_option,
    judging_options,
    message_options,
    read_limits,
    read_options,
    reading_options,
)
from csvprep.cli.places import check_inputs, check_run_folder
from csvprep.cli.progress import watch

if TYPE_CHECKING:
    from csvprep.manifest import Manifest
    from csvprep.summary import Summary

_folder_option = click.option("--output", "-o", "folder", required=True, metavar="DIR", help="Folder of the run.")


@click.command(short_help="Lint, fix and split in one pass: the main job.")
@click.argument("file", metavar="FILE")
@_folder_option
@form_option
@click.option("--keep-extra", is_flag=True, help="Keep columns that are no field of the schema.")
@chunk_options
@judging_options
@message_options
def prep(file: str, folder: str, form: str, **values: Any) -> int:
    """Lint, fix and split in one pass: the main job.

    Leaves in DIR: chunks/ (ready to upload: UTF-8, comma, header in each), rejected.csv (records with errors, as
    they came; mend them and prep the file again), findings.csv (all that is left to know), changes.csv (every
    fixed cell, before and after) and manifest.json (written last). FILE `-` is standard input.

    Exit code: 0 all records accepted; 1 records were rejected; 2 wrong use or unreadable input.
    """
    from csvprep.runs.prep import prep_file  # noqa: PLC0415 - heavy, see csvprep.cli

    check_inputs([file])
    check_run_folder(folder, source=file)
    options = read_options(values)
    announce = options.object_name is None and options.schema is None
    with watch(file, announce=announce, quiet=values["quiet"], no_progress=values["no_progress"]) as watcher:
        summary, manifest = prep_file(
            file, Path(folder), options, read_limits(values), force=values["force"], on_progress=watcher
        )
        watcher.announce(summary.object)
    _print(summary, manifest, folder, form)
    return int(summary.rejected > 0 or (not summary.records and summary.has_errors(strict=options.strict)))


@click.command(short_help="Cut a file into chunks, records verbatim.")
@click.argument("file", metavar="FILE")
@_folder_option
@form_option
@chunk_options
@reading_options
@message_options
def split(file: str, folder: str, form: str, **values: Any) -> int:
    """Cut a file into chunks by rows and bytes, records verbatim, the header in each.

    Nothing is checked but where records end. A record that alone is larger than --max-bytes goes to rejected.csv.

    Exit code: 0 all records are in chunks; 1 some were too large; 2 wrong use or unreadable input.
    """
    from csvprep.runs.split import split_file  # noqa: PLC0415 - heavy, see csvprep.cli

    check_inputs([file])
    check_run_folder(folder, source=file)
    with watch(file, announce=False, quiet=values["quiet"], no_progress=values["no_progress"]) as watcher:
        summary, manifest = split_file(
            file, Path(folder), read_options(values), read_limits(values), force=values["force"], on_progress=watcher
        )
    _print(summary, manifest, folder, form)
    return int(summary.rejected > 0)


def _print(summary: Summary, manifest: Manifest, folder: str, form: str) -> None:
    if form == "json":
        click.echo(json.dumps(summary.to_dict(), indent=2, ensure_ascii=False))
        return
    from csvprep.reports.text import render_run  # noqa: PLC0415 - heavy, see csvprep.cli

    for line in render_run(summary, manifest, folder):
        click.echo(line)
