"""`csvprep submit --dry-run`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from csvprep.cli.client import open_dry_client
from csvprep.reports.visible import visible

if TYPE_CHECKING:
    from csvprep.bulk import PlannedRequest, SubmitSettings


def show_plan(folder: Path, settings: SubmitSettings, form: str, values: dict[str, Any]) -> int:
    """Show what a submit would send."""
    from csvprep.bulk import plan_submit  # noqa: PLC0415 - heavy, see csvprep.cli

    with open_dry_client(values, quiet=values["quiet"]) as client:
        requests = plan_submit(folder, client, settings)
    if form == "json":
        click.echo(json.dumps({"requests": [request.to_dict() for request in requests]}, indent=2))
        return 0
    for request in requests:
        _print_request(request)
    uploads = [request for request in requests if request.file]
    size = sum(request.file_bytes or 0 for request in uploads)
    click.echo(f"{folder}: {len(uploads):,} uploads, {size:,} bytes in chunks; nothing was sent or written")
    return 0


def _print_request(request: PlannedRequest) -> None:
    click.echo(f"{request.method} {visible(request.url)}")
    for name, value in request.headers.items():
        click.echo(f"  {name}: {visible(value)}")
    if request.file is not None:
        click.echo(f"  file: {visible(request.file)}, {request.file_bytes:,} bytes")
        click.echo(f"  metaData: {json.dumps(request.metadata, ensure_ascii=False)}")
    if request.when:
        click.echo(f"  ({request.when})")
