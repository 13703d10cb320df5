"""`csvprep schema`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from csvprep.cli.common import find_schema, names_file
from csvprep.cli.endpoint_schema import check_schema_file, pull_schema
from csvprep.cli.infer import infer_schema_file
from csvprep.cli.schema_tools import diff_schemas, print_json_schema

if TYPE_CHECKING:
    from csvprep.schema.model import Field, Schema


@click.group(short_help="Look at schemas; make, check or compare them.")
def schema() -> None:
    """Look at the schemas at hand; make one from data or from the endpoint's metadata; check one, or compare two."""


@schema.command("list", short_help="List the shipped schemas.")
def list_schemas() -> int:
    """List the shipped schemas."""
    from csvprep.schema.shipped import list_connector_schemas, list_shipped, load_shipped  # noqa: PLC0415 - keeps the start quick

    for path in (*list_shipped(), *list_connector_schemas()):
        one = load_shipped(path.stem)
        required = ", ".join(field.name for field in one.fields if field.required) or "nothing"
        click.echo(f"{path.stem:<22}{len(one.fields):>3} fields, required: {required}")
    return 0


@schema.command("show", short_help="Show the fields of a schema.")
@click.argument("name", metavar="NAME|PATH")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "yaml"]),
    default="text",
    show_default=True,
    help="For people, or the schema file itself.",
)
def show_schema(name: str, form: str) -> int:
    """Show the fields of a shipped schema or of a schema file; as yaml: the file itself, to copy and change."""
    from csvprep.schema.shipped import find_shipped  # noqa: PLC0415 - keeps the start quick

    one = find_schema(name)
    if form == "yaml":
        source = Path(name) if names_file(name) else find_shipped(name)
        click.echo(source.read_text(encoding="utf-8"), nl=False)
        return 0
    click.echo(f"{one.name}: {one.title}" if one.title else one.name)
    if one.description:
        click.echo(click.wrap_text(one.description.strip(), 100, preserve_paragraphs=True))
    width = max((len(field.name) for field in one.fields), default=0)
    for field in one.fields:
        marks = _marks_of(field)
        click.echo(
            f"  {field.name:<{width}}  {field.kind.value:<9} {', '.join(mark for mark in marks if mark)}".rstrip()
        )
    for line in _keys_of(one):
        click.echo(f"  {line}")
    return 0


def _marks_of(field: Field) -> list[str]:
    """Return what a schema asks of a field, in words; empty ones for what it doesn't."""
    unit = "items" if field.kind.value in {"object", "array", "list"} else "characters"
    return [
        "required" if field.required else "",
        "unique" if field.unique else "",
        f"at least {field.min_length} {unit}" if field.min_length is not None else "",
        f"at most {field.max_length} {unit}" if field.max_length is not None else "",
        f"from {field.minimum}" if field.minimum is not None else "",
        f"more than {field.exclusive_minimum}" if field.exclusive_minimum is not None else "",
        f"to {field.maximum}" if field.maximum is not None else "",
        f"less than {field.exclusive_maximum}" if field.exclusive_maximum is not None else "",
        f"like {field.pattern}" if field.pattern else "",
        f"form {field.form}" if field.form else "",
        f"one of {', '.join(field.enum)}" if field.enum else "",
        "of a JSON Schema" if field.json_schema else "",
    ]


def _keys_of(one: Schema) -> list[str]:
    """Return what a schema asks of records together, a line each."""
    unique = [("primary key", one.primary_key), *(("unique", names) for names in one.unique_keys)]
    lines = [f"{what} ({', '.join(names)})" for what, names in unique if names]
    lines += [
        f"foreign key ({', '.join(key.fields)}) to {key.resource or 'itself'} ({', '.join(key.reference)})"
        for key in one.foreign_keys
    ]
    return [*lines, f"fieldsMatch {one.fields_match}"] if one.fields_match else lines


schema.add_command(infer_schema_file)
schema.add_command(pull_schema)
schema.add_command(check_schema_file)
schema.add_command(diff_schemas)
schema.add_command(print_json_schema)
