"""`csvprep explain`."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from csvprep.errors import UsageError

if TYPE_CHECKING:
    from csvprep.catalogue import Code

_INDENT, _WIDTH, _LONGEST = " " * 11, 100, 300


@click.command(short_help="Say what a code means and what to do about it.")
@click.argument("code", required=False, metavar="[CODE]")
@click.option(
    "--json-schema",
    "schema_name",
    type=click.Choice(["finding", "findings", "manifest"]),
    help="Show the JSON Schema of a line of jsonl, of the json report, or of manifest.json.",
)
def explain(code: str | None, schema_name: str | None) -> int:
    """Say what a finding code means, why an upload would fail, how it is fixed and silenced; without CODE list all."""
    if schema_name is not None:
        from csvprep.reports.json_schemas import read_json_schema  # noqa: PLC0415 - keeps the start quick

        click.echo(read_json_schema(schema_name), nl=False)
        return 0
    from difflib import get_close_matches  # noqa: PLC0415

    from csvprep.catalogue import CATALOGUE, find_code  # noqa: PLC0415

    if code is None:
        width = max(map(len, CATALOGUE))
        for entry in CATALOGUE.values():
            click.echo(f"{entry.name:<{width}}  {entry.severity.value:<7}  {entry.title}")
        return 0
    likely = get_close_matches(code, CATALOGUE, n=3)
    if code not in CATALOGUE and likely:
        raise UsageError(f"no code '{code}'; did you mean {' or '.join(likely)}?")
    for line in _explanation(find_code(code)):
        click.echo(line)
    return 0


def _explanation(entry: Code) -> Iterator[str]:
    from csvprep.catalogue.examples import find_example  # noqa: PLC0415 - keeps the start quick

    yield f"{entry.name} ({entry.severity.value}): {entry.title}"
    yield from _part("Why", entry.why)
    example = find_example(entry.name)
    if example is None:
        yield from _part("Example", entry.example)
    else:
        yield from _part("Example", _short(example.line) or "(an empty line)")
        yield from _part("", f"csvprep: {_short(example.said)}")
    yield from _part("Fix", entry.fix)
    yield from _part("Silence", f"csvprep lint FILE --ignore {entry.name}")


def _part(word: str, text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=f"  {word:<9}", subsequent_indent=_INDENT, break_on_hyphens=False)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:60]}… ({len(text):,} characters)"
