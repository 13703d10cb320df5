"""`csvprep config`."""

from __future__ import annotations

import json
from typing import Any

import click

from csvprep.cli.common import read_limits, read_options, read_settled
from csvprep.cli.in_force import DEFAULT, InForce
from csvprep.cli.options import chunk_options, form_option, judging_options, keep_extra_option, known_settings
from csvprep.cli.settings import CODE_SETTINGS, shown_path
from csvprep.reports.visible import visible


@click.command(short_help="Show which settings are in force, and from where.")
@click.argument("file", required=False, metavar="[FILE]")
@form_option
@keep_extra_option
@chunk_options
@judging_options
def config(file: str | None, form: str, **values: Any) -> int:
    """Show which settings are in force for FILE, or in the working folder, and where each comes from.

    The strongest has the word: the command line, then the nearest settings file (csvprep.toml, or [tool.csvprep] in
    pyproject.toml, from the FILE's folder upwards; of two in one folder the first), in it the tables
    [per-file."exports/*.csv"] that FILE is like, the last one first; then the defaults. Settings files don't add up.

    Exit code: 0 they can be used; 2 one can't.
    """
    named, package = _resource_of(file)
    settled = read_settled(values, named, package)
    policy = read_options(values, named, package).policy
    read_limits(values, named, package)
    ignored, severities = sorted(policy.ignored), {code: one.value for code, one in policy.severities.items()}
    if form == "json":
        found = {
            "file": file,
            "settings_file": str(settled.file.path) if settled.file else None,
            "settings": {
                name: {"value": value, "source": settled.sources[known_settings()[name].param]}
                for name, value in _shown(settled).items()
            },
            "codes": {"ignored": ignored, "severity": severities},
        }
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return 0
    click.echo(f"settings file: {visible(shown_path(settled.file.path)) if settled.file else 'none'}")
    places = {name: visible(settled.sources[one.param]) for name, one in known_settings().items()}
    shown = {name: visible(_said(value)) for name, value in _shown(settled).items() if name not in CODE_SETTINGS}
    widths = max(map(len, shown)), min(40, max(map(len, shown.values())))
    for name, value in shown.items():
        click.echo(f"  {name:<{widths[0]}}  {value:<{widths[1]}}  {places[name]}")
    if ignored:
        said = dict.fromkeys(places[name] for name in ("select", "ignore") if places[name] != DEFAULT)
        click.echo(f"codes that are not looked for ({', '.join(said)}): {', '.join(ignored)}")
    for code, severity in severities.items():
        click.echo(f"{code} is {'an error' if severity == 'error' else 'a warning'} ({places['severity']})")
    return 0


def _resource_of(file: str | None) -> tuple[str | None, str | None]:
    """Return the file of a resource named as `datapackage.json::NAME`, and its package; any other file as it is.

    Raises:
        CsvprepError: the package makes no sense, or has no such resource.
    """
    outer, _, name = (file or "").partition("::")
    if not name:
        return file, None
    from csvprep.schema.packages import find_package  # noqa: PLC0415 - heavy, see csvprep.cli

    package = find_package(outer)
    if package is None:
        return file, None
    paths = package.resource_of(name).paths
    return (paths[0] if paths else file), package.place


def _shown(settled: InForce) -> dict[str, Any]:
    """Return the settings by name."""
    return {name: settled.values[one.param] for name, one in known_settings().items()}


def _said(value: Any) -> str:
    if value is None or value == ():
        return "-"
    if isinstance(value, bool):
        return "true" if value else "false"
    return ", ".join(value) if isinstance(value, tuple) else str(value)
