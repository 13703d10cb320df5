"""`csvprep schema pull` and `csvprep schema check`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from csvprep.cli.client import endpoint_options, open_client
from csvprep.cli.common import names_file
from csvprep.cli.messages import StandardOutput, name_some, say
from csvprep.cli.options import form_option
from csvprep.cli.places import STANDARD, check_output
from csvprep.errors import UsageError
from csvprep.reports.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from csvprep.schema.checking import Problem
    from csvprep.schema.checking_packages import PackageCheck
    from csvprep.schema.model import Schema


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


@click.command("check", short_help="Say all that is wrong with a schema file or a Data Package.")
@click.argument("file", metavar="FILE|NAME")
@click.option("--object", "object_name", metavar="NAME", help="The endpoint's object [default: the schema's].")
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@endpoint_options
@form_option
def check_schema_file(file: str, object_name: str | None, strict: bool, form: str, **values: Any) -> int:  # noqa: FBT001
    """Say all that is wrong with a schema file, or a shipped schema, by line and path inside the file.

    Of a Data Package's descriptor, such as datapackage.json, the schema of each CSV resource is checked, and the
    descriptor itself.

    With an endpoint (--base-url, its variable, --connector or --object) the schema is then held against what that
    tells of the object's fields: ones missing from the schema (a warning if they may be empty), extra ones, ones of
    another type, ones that the endpoint requires or does not let be written.

    Exit code: 0 no errors; 1 errors; 2 wrong use, or no schema file that can be read; 3 endpoint or network failed.
    """
    from csvprep.schema.checking import check_schema  # noqa: PLC0415 - heavy, see csvprep.cli
    from csvprep.schema.checking_packages import check_package  # noqa: PLC0415
    from csvprep.schema.files import read_bytes  # noqa: PLC0415
    from csvprep.schema.shipped import find_shipped  # noqa: PLC0415

    data = read_bytes(Path(file) if names_file(file) else find_shipped(file))
    asked = any(values[name] for name in ("base_url", "connector")) or object_name is not None
    package = check_package(data, Path(file)) if names_file(file) else None
    if package is not None:
        source = click.get_current_context().get_parameter_source("base_url")
        if object_name is not None or values["connector"] or source is click.core.ParameterSource.COMMANDLINE:
            raise UsageError(f"{file}: is a Data Package; to hold a schema against an endpoint, name one schema's file")
        return _tell_package(file, package, form, strict=strict)
    problems, schema = check_schema(data, file)
    found: dict[str, Any] = {"problems": [one.to_dict() for one in problems]}
    errors = sum(one.severity == "error" for one in problems)
    warnings = len(problems) - errors
    if form == "text":
        _print_problems(file, problems)
        if schema is None or not asked:
            said = f"{len(schema.fields)} fields" if schema is not None else "can't be read as a schema"
            click.echo(f"{file}: {said}: {count_words(errors, warnings)}")
        for note in schema.notes if schema is not None else ():
            say(note)
    if schema is not None and asked:
        more = _compare(file, schema, object_name or schema.name, form, values)
        errors, warnings = errors + more["errors"], warnings + more["warnings"]
        found |= more
    if form == "json":
        click.echo(json.dumps({**found, "errors": errors, "warnings": warnings}, indent=2, ensure_ascii=False))
    return int(bool(errors or (strict and warnings)))


def _print_problems(file: str, problems: Iterable[Problem]) -> None:
    for one in problems:
        place = f"{one.file or file}:{one.line}" if one.line else one.file or file
        click.echo(visible(f"{place}: {one.severity} {one.path}: {one.message}".replace(" : ", " ")))


def _tell_package(file: str, found: PackageCheck, form: str, *, strict: bool) -> int:
    """Say what was found in a Data Package; return the exit code."""
    errors = sum(one.severity == "error" for one in found.problems)
    warnings = len(found.problems) - errors
    if form == "text":
        _print_problems(file, found.problems)
        resources = f"{found.resources} resource{'' if found.resources == 1 else 's'}"
        schemas = f"{found.schemas} schema{'' if found.schemas == 1 else 's'}"
        click.echo(f"{file}: {resources}, {schemas}: {count_words(errors, warnings)}")
    else:
        counts = {"resources": found.resources, "schemas": found.schemas, "errors": errors, "warnings": warnings}
        told = {"problems": [one.to_dict() for one in found.problems], **counts}
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
    return int(bool(errors or (strict and warnings)))


def count_words(errors: int, warnings: int) -> str:
    """Return how many there are of each."""
    return f"{errors} error{'' if errors == 1 else 's'}, {warnings} warning{'' if warnings == 1 else 's'}"


def _compare(file: str, schema: Schema, name: str, form: str, values: dict[str, Any]) -> dict[str, Any]:
    """Hold a schema against the endpoint's own metadata; print the differences as text, return them all."""
    from csvprep.bulk.object_fields import compare_fields, parse_fields  # noqa: PLC0415 - heavy, see csvprep.cli

    with open_client(values, sandbox_store=None, quiet=True) as client:
        fields = parse_fields(name, client.object_metadata(name))
    found = compare_fields(schema, fields)
    errors = sum(one.severity == "error" for one in found)
    warnings = len(found) - errors
    if form == "text":
        for one in found:
            click.echo(f"{file}: {one.severity.value} {one.what} {visible(one.field)}: {visible(one.message)}")
        click.echo(f"{file}: {name}, {len(fields)} fields at the endpoint: {errors} errors, {warnings} warnings")
    counts = {"errors": errors, "warnings": warnings}
    return {"object": name, "fields": len(fields), **counts, "differences": [one.to_dict() for one in found]}
