"""`csvprep schema diff` and `csvprep schema json-schema`."""

from __future__ import annotations

import json
from typing import Any

import click

from csvprep.cli.common import find_schema
from csvprep.cli.options import form_option
from csvprep.reports.visible import visible

_SHOWN = 80  # characters


@click.command("diff", short_help="Show how two schemas differ.")
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@form_option
def diff_schemas(first: str, second: str, form: str) -> int:
    """Show how schema B differs from schema A: shipped names or files.

    Told are fields and settings that were added, removed or changed, and whether B takes less or more than A where that
    can be told of the one change alone.

    Exit code: 0 they are the same; 1 they differ; 2 wrong use or a bad schema.
    """
    from csvprep.schema.differing import compare_schemas  # noqa: PLC0415 - heavy, see csvprep.cli

    found = compare_schemas(find_schema(first), find_schema(second))
    if form == "json":
        click.echo(json.dumps([one.to_dict() for one in found], indent=2, ensure_ascii=False))
        return int(bool(found))
    for one in found:
        name = one.field or "schema"
        if one.what in {"added", "removed"}:
            text = f"{name}: {one.what} ({one.after if one.what == 'added' else one.before})"
        else:
            text = f"{name}: {one.what} {_said(one.before)} → {_said(one.after)}"
        click.echo(visible(f"{text}; takes {one.accepts}"))
    if not found:
        click.echo(f"{first} and {second} are the same")
    return int(bool(found))


@click.command("json-schema", short_help="Print the JSON Schema of schema files, for editors.")
def print_json_schema() -> int:
    """Print the JSON Schema of schema files, so that an editor can complete and check them."""
    from csvprep.schema.descriptor_schema import make_descriptor_schema  # noqa: PLC0415 - heavy, see csvprep.cli

    click.echo(json.dumps(make_descriptor_schema(), indent=2, ensure_ascii=False))
    return 0


def _said(value: Any) -> str:
    if value in (None, "", []):
        return "nothing"
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, (list, dict)) else str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
