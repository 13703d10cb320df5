"""`csvprep status`."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from csvprep.cli.client import SANDBOX, folder_options, open_client, with_prepared_connector
from csvprep.cli.messages import say
from csvprep.cli.places import check_named
from csvprep.cli.redacted import redacted


@click.command(short_help="Show what became of a run's chunks.")
@folder_options(
    click.option("--refresh", is_flag=True, help="Ask the endpoint about jobs that have not ended."),
    click.option("--html", "page", is_flag=True, help="Write it into DIR/report.html too."),
)
def status(folder: str, refresh: bool, page: bool, form: str, **values: Any) -> int:  # noqa: FBT001 - flags of click's
    """Show what became of a run's chunks, from its ledger; with --refresh, from the endpoint too.

    Exit code: 0 no chunk or record has failed; 1 some have; 2 wrong use; 3 endpoint or network failed.
    """
    from csvprep.bulk import read_status, write_status_page  # noqa: PLC0415 - heavy, see csvprep.cli
    from csvprep.bulk.withheld import redact_rows  # noqa: PLC0415
    from csvprep.manifest import read_manifest  # noqa: PLC0415

    check_named(folder)
    if refresh:
        values = with_prepared_connector(values, folder, read_manifest(Path(folder)))
        with (
            redacted(redact=values["redact"]),
            open_client(values, sandbox_store=Path(folder) / SANDBOX, quiet=True) as client,
        ):
            found = read_status(Path(folder), client)
    else:
        found = read_status(Path(folder))
    if values["redact"]:
        found = replace(found, chunks=redact_rows(found.chunks))
    if page:
        path = write_status_page(Path(folder), redact=values["redact"])
        say(f"written to {path}")
    data = found.to_dict()
    totals = data["totals"]
    if form == "json":
        click.echo(json.dumps(data, indent=2))
    else:
        _print_status(folder, data)
    bad = sum(totals["chunks"].get(state, 0) for state in ("failed", "unknown", "cancelled"))
    return int(bool(bad or totals["records_failed"]))


def _print_status(folder: str, data: dict[str, Any]) -> None:
    from csvprep.bulk.server_errors import SERVER_ERRORS_NAME  # noqa: PLC0415 - heavy, see csvprep.cli

    totals = data["totals"]
    where = f"{data['endpoint']}, object {data['object']}" if data["endpoint"] else "not submitted yet"
    click.echo(f"{folder}: {where}")
    if not data["chunks"]:
        click.echo("no chunks: no record of the run was accepted")
        return
    rows = [("chunk", "records", "failed", "state", "job", "")]
    for chunk in data["chunks"]:
        failed = "" if chunk["failed_count"] is None else f"{chunk['failed_count']:,}"
        job = chunk["job_id"] or ""
        rows.append((chunk["file"], f"{chunk['records']:,}", failed, chunk["state"], job, chunk["message"] or ""))
    widths = [max(len(row[index]) for row in rows) for index in range(5)]
    for row in rows:
        cells = (row[0].ljust(widths[0]), row[1].rjust(widths[1]), row[2].rjust(widths[2]), row[3].ljust(widths[3]))
        click.echo("  ".join((*cells, row[4].ljust(widths[4]), row[5])).rstrip())
    click.echo(
        f"records: {totals['records']:,} in all, {totals['records_sent']:,} sent, {totals['records_failed']:,} failed"
    )
    if totals["records_failed"]:
        errors = Path(folder) / SERVER_ERRORS_NAME
        click.echo(f"failed records: {errors}" if errors.exists() else f"failed records: run csvprep errors {folder}")
