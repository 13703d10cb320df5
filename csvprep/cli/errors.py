"""`csvprep errors`."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from csvprep.cli.client import SANDBOX, folder_options, is_named, open_client, with_prepared_connector
from csvprep.cli.messages import name_some, say
from csvprep.cli.places import check_named
from csvprep.cli.redacted import redacted
from csvprep.errors import UsageError
from csvprep.reports.visible import visible

if TYPE_CHECKING:
    from csvprep.bulk import FolderErrors, ServerError


@click.command(short_help="Show which records failed at the endpoint, and why.")
@folder_options(click.option("--offline", is_flag=True, help="Show what the ledger has; ask the endpoint nothing."))
def errors(folder: str, offline: bool, form: str, **values: Any) -> int:  # noqa: FBT001 - a flag of click's
    """Show which records failed at the endpoint, where they stand in the input, and why.

    The endpoint is asked only about jobs whose end or error list is not in the ledger yet, as after `csvprep
    submit --no-wait`; DIR/server-errors.csv is then written anew. It has the same records, ready to be mended.

    Exit code: 0 no chunk or record has failed; 1 some have; 2 wrong use; 3 endpoint or network failed.
    """
    from csvprep.bulk import read_errors  # noqa: PLC0415 - heavy, see csvprep.cli
    from csvprep.manifest import read_manifest  # noqa: PLC0415

    check_named(folder)
    values = with_prepared_connector(values, folder, read_manifest(Path(folder)))
    found = read_errors(Path(folder))
    if not offline and (found.open_chunks or (found.unread_chunks and is_named(values))):
        if not is_named(values):
            files = name_some([row.file for row in found.open_chunks])
            raise UsageError(
                f"{folder}: {files}: not known to have ended; name the endpoint to ask with --base-url or "
                f"--connector, or show what is known with --offline"
            )
        with (
            redacted(redact=values["redact"]),
            open_client(values, sandbox_store=Path(folder) / SANDBOX, quiet=True) as client,
        ):
            found = read_errors(Path(folder), client)
    if values["redact"]:
        found = _redact(found)
    if form == "json":
        click.echo(json.dumps(found.to_dict(), indent=2))
    else:
        _print_errors(folder, found)
    return found.exit_code


def _redact(found: FolderErrors) -> FolderErrors:
    from csvprep.bulk.withheld import WITHHELD, redact_rows  # noqa: PLC0415 - heavy, see csvprep.cli

    errors = tuple(
        replace(error, message=WITHHELD, cells=None if error.cells is None else ("",) * len(error.cells))
        for error in found.errors
    )
    return replace(found, errors=errors, bad_chunks=redact_rows(found.bad_chunks))


def _print_errors(folder: str, found: FolderErrors) -> None:
    for error in found.errors:
        click.echo(f"{_place(found.source, error)}: {visible(error.message)}")
    for row in found.bad_chunks:
        job = f", job {row.job_id}" if row.job_id else ""
        why = f": {visible(row.message)}" if row.message else ""
        click.echo(f"{row.file}: {row.records:,} records{job}, {row.state.value}{why}")
    click.echo(f"{folder}: {found.records_failed:,} records failed of {found.records_sent:,} sent")
    if found.server_errors is not None:
        click.echo(f"  to mend and prep again: {found.server_errors}")
    if found.open_chunks:
        say(f"jobs that have not ended: {name_some([row.file for row in found.open_chunks])}")
    if found.unread_chunks:
        say(f"errors that the endpoint counts but did not list: {name_some([row.file for row in found.unread_chunks])}")


def _place(source: str, error: ServerError) -> str:
    """Return where a failed record stands: in the input if that is known, else in its chunk."""
    job = f"job {error.job_id}"
    if error.chunk_row is None:
        return f"{error.chunk}: no record named for sure, {job}"
    if error.record is None:
        return f"{error.chunk}: row {error.chunk_row}, {job}"
    line = "" if error.line is None else f":{error.line}"
    return f"{visible(source)}{line}: record {error.record}, {job}"
