"""`csvprep explain`."""

from __future__ import annotations

import click

from csvprep.errors import UsageError


@click.command(short_help="Say what a code means and what to do about it.")
@click.argument("code", required=False, metavar="[CODE]")
def explain(code: str | None) -> int:
    """Say what a finding code means, why an upload would fail, and how it is fixed; without CODE list all codes."""
    from difflib import get_close_matches  # noqa: PLC0415 - keeps the start quick

    from csvprep.catalogue import CATALOGUE, find_code  # noqa: PLC0415

    if code is None:
        width = max(map(len, CATALOGUE))
        for entry in CATALOGUE.values():
            click.echo(f"{entry.name:<{width}}  {entry.severity.value:<7}  {entry.title}")
        return 0
    likely = get_close_matches(code, CATALOGUE, n=3)
    if code not in CATALOGUE and likely:
        raise UsageError(f"no code '{code}'; did you mean {' or '.join(likely)}?")
    entry = find_code(code)
    click.echo(f"{entry.name} ({entry.severity.value}): {entry.title}")
    click.echo(f"  Example  {entry.example}")
    click.echo(f"  Why      {entry.why}")
    click.echo(f"  Fix      {entry.fix}")
    return 0
