"""`csvprep cancel`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from csvprep.cli.client import SANDBOX, folder_options, is_embedded, open_client, with_prepared_connector
from csvprep.cli.messages import name_some, prompt_is_possible, say
from csvprep.cli.numbers import Seconds
from csvprep.cli.places import check_named
from csvprep.cli.redacted import redacted
from csvprep.errors import UsageError
from csvprep.reports.visible import visible

if TYPE_CHECKING:
    from csvprep.bulk import ChunkStatus

_OPEN = ("posting", "posted", "unknown")


@click.command(short_help="End the jobs of a run that have not ended.")
@folder_options(
    click.option("--yes", "-y", is_flag=True, help="Don't ask."),
    click.option(
        "--wait",
        type=Seconds(0),
        default=60.0,
        show_default=True,
        metavar="SECONDS",
        help="Wait so long for their ends.",
    ),
)
def cancel(folder: str, yes: bool, wait: float, form: str, **values: Any) -> int:  # noqa: FBT001 - a flag of click's
    """End the jobs of a run that have not ended; records that they have loaded stay loaded.

    Chunks that were not sent stay pending: the next `csvprep submit DIR` sends them. A cancelled chunk is sent
    again only with `csvprep submit DIR --resend-failed`.

    Exit code: 0 no job is left; 1 some have not ended yet, or it is unknown whether they exist; 2 wrong use; 3
    endpoint or network failed.
    """
    from csvprep.bulk import cancel as run_cancel  # noqa: PLC0415 - heavy, see csvprep.cli
    from csvprep.bulk import read_status  # noqa: PLC0415
    from csvprep.bulk.withheld import redact_rows  # noqa: PLC0415
    from csvprep.manifest import read_manifest  # noqa: PLC0415

    check_named(folder)
    values = with_prepared_connector(values, folder, read_manifest(Path(folder)))
    found = read_status(Path(folder))
    asked = {row.file for row in found.chunks if row.state in _OPEN}
    if asked and not yes and not _confirm(folder, found.endpoint, [row for row in found.chunks if row.file in asked]):
        say("nothing was cancelled")
        return 1
    if asked:
        with (
            redacted(redact=values["redact"]),
            open_client(values, sandbox_store=Path(folder) / SANDBOX, quiet=True) as client,
        ):
            pace = 0.1 if is_embedded(values) else min(3.0, max(wait / 20, 0.05))
            found = run_cancel(Path(folder), client, wait_seconds=wait, poll_interval_seconds=pace)
    rows = [row for row in found.chunks if row.file in asked]
    if values["redact"]:
        rows = list(redact_rows(tuple(rows)))
    unsent = [row.file for row in found.chunks if row.state == "pending"]
    if form == "json":
        click.echo(json.dumps({"chunks": [row.to_dict() for row in rows], "pending": unsent}, indent=2))
    else:
        _print_rows(folder, rows, unsent)
    return int(any(row.state in _OPEN for row in rows))


def _confirm(folder: str, endpoint: str | None, rows: list[ChunkStatus]) -> bool:
    names = name_some([row.file + (f" (job {row.job_id})" if row.job_id else "") for row in rows])
    if not prompt_is_possible():
        raise UsageError(f"{folder}: {names}: would be cancelled, but nobody is there to ask; say --yes")
    say(f"{folder}: not ended at {endpoint}: {names}")
    return click.confirm("Cancel?", err=True)


def _print_rows(folder: str, rows: list[ChunkStatus], unsent: list[str]) -> None:
    if not rows:
        click.echo(f"{folder}: no job is open, so there was nothing to cancel")
    for row in rows:
        job = f", job {row.job_id}" if row.job_id else ""
        why = f": {visible(row.message)}" if row.message else ""
        state = "not ended yet" if row.state == "posted" else row.state.value
        click.echo(f"{row.file} {state}{job}{why}")
    if unsent:
        click.echo(f"not sent, still pending: {name_some(unsent)}")
