"""`csvprep objects`."""

from __future__ import annotations

from typing import Any

import click

from csvprep.cli.client import endpoint_options, open_client
from csvprep.cli.messages import say


@click.command(short_help="Ask the endpoint which objects it has.")
@endpoint_options
def objects(**values: Any) -> int:
    """Ask the endpoint which objects it has, one a line."""
    with open_client(values, sandbox_store=None, quiet=True) as client:
        names = client.objects()
    for name in names:
        click.echo(name)
    if not names:
        say("the endpoint lists no objects")
    return 0
