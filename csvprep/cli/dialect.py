"""How files are read, for `csvprep lint --show-dialect`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import click

from csvprep.cli.messages import say_error
from csvprep.errors import CsvprepError, UsageError

if TYPE_CHECKING:
    from csvprep.pipeline import Options


def show_dialects(files: Iterable[str], options_of: Callable[[str], Options], form: str) -> int:
    """Print how each file is read, as text or JSON; return the exit code.

    Raises:
        UsageError: the form is another one.
    """
    from csvprep.blocks import open_source  # noqa: PLC0415 - heavy, see csvprep.cli
    from csvprep.naming import lacks_header  # noqa: PLC0415
    from csvprep.reports.visible import visible  # noqa: PLC0415
    from csvprep.told import describe_dialect, dialect_to_dict  # noqa: PLC0415

    if form not in {"text", "json"}:
        raise UsageError(f"--show-dialect comes as text or json; there is no {form} form of it")
    failed = 0
    found = []
    for file in files:
        try:
            options = options_of(file)
            with open_source(file, options.reading) as source:
                if lacks_header(source, options):
                    source.take_header_as_record()
                found.append(dialect_to_dict(source))
                if form == "text":
                    click.echo(visible(source.name))
                    for name, words in describe_dialect(source).items():
                        click.echo(f"  {name:<12} {visible(words)}")
        except CsvprepError as error:
            say_error(str(error))
            failed = max(failed, error.exit_code)
    if form == "json":
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
    return failed
