"""`csvprep schema pull` and `csvprep schema check`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from csvprep.cli.client import endpoint_options, open_client
from csvprep.cli.common import find_schema, form_option
from csvprep.cli.messages import StandardOutput, name_some, say
from csvprep.cli.places import STANDARD, check_output
from csvprep.reports.visible import visible


@click.command("pull", short_help="Make a schema file from the endpoint's own metadata.")
@click.argument("object_name", metavar="OBJECT")
@click.option("-o", "--output", metavar="FILE", help="Write it to a file instead of stdout.")
@endpoint_options
def pull_schema(object_name: str, output: str | None, **values: Any) -> int:
    """Make a Table Schema file from what the endpoint tells of an object's fields; read-only ones are left out.

    Then: csvprep prep FILE --schema OBJECT.yaml -o DIR. Lengths and allowed values are not told; add them.

    Exit code: 0 made; 2 wrong use; 3 endpoint or network failed.
    """
    from csvprep.bulk.object_fields import parse_fields, render_schema  # noqa: PLC0415 - heavy, see csvprep.cli
    from csvprep.schema.files import parse_schema  # noqa: PLC0415
    from csvprep.staging import replace_file  # noqa: PLC0415

    if output is not None:
        check_output(output, "--output")
    with open_client(values, sandbox_store=None, quiet=True) as client:
        fields = parse_fields(object_name, client.object_metadata(object_name))
        data = render_schema(object_name, fields, client.name).encode("utf-8")
    parse_schema(data, object_name)
    if output is None or output == STANDARD:
        StandardOutput().write(data)
    else:
        with replace_file(Path(output)) as stream:
            stream.write(data)
    left_out = [field.name for field in fields if field.read_only]
    if left_out:
        say(f"left out, since the endpoint does not let them be written: {name_some(left_out)}")
    return 0


@click.command("check", short_help="Hold a schema file against the endpoint's own metadata.")
@click.argument("file", metavar="FILE|NAME")
@click.option("--object", "object_name", metavar="NAME", help="The endpoint's object [default: the schema's].")
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@endpoint_options
@form_option
def check_schema(file: str, object_name: str | None, strict: bool, form: str, **values: Any) -> int:  # noqa: FBT001
    """Hold a schema file, or a shipped schema, against what the endpoint tells of the object's fields.

    Told are fields missing from the schema (a warning if they may be empty), extra ones, ones of another type,
    ones that the endpoint requires or does not let be written.

    Exit code: 0 no errors; 1 errors; 2 wrong use or a bad schema; 3 endpoint or network failed.
    """
    from csvprep.bulk.object_fields import compare_fields, parse_fields  # noqa: PLC0415 - heavy, see csvprep.cli

    schema = find_schema(file)
    name = object_name or schema.name
    with open_client(values, sandbox_store=None, quiet=True) as client:
        fields = parse_fields(name, client.object_metadata(name))
    found = compare_fields(schema, fields)
    errors = sum(one.severity == "error" for one in found)
    if form == "json":
        differences = [one.to_dict() for one in found]
        counts = {"errors": errors, "warnings": len(found) - errors}
        click.echo(json.dumps({"object": name, "fields": len(fields), **counts, "differences": differences}, indent=2))
    else:
        for one in found:
            click.echo(f"{file}: {one.severity.value} {one.what} {visible(one.field)}: {visible(one.message)}")
        warnings = len(found) - errors
        click.echo(f"{file}: {name}, {len(fields)} fields at the endpoint: {errors} errors, {warnings} warnings")
    return int(bool(errors or (strict and found)))
