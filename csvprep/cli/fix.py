"""`csvprep fix`."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

from csvprep.cli.common import judging_options, message_options, read_options, say
from csvprep.cli.progress import watch
from csvprep.errors import UsageError


@click.command(short_help="Apply every safe fix; keep every record.")
@click.argument("file", metavar="FILE")
@click.option("--output", "-o", metavar="OUT", help="Where the fixed file goes; FILE itself is allowed, - is stdout.")
@click.option("--diff", is_flag=True, help="Show what would change as a unified diff on stdout.")
@click.option("--changes", metavar="FILE", help="Write record, line, field, before, after and code of each fixed cell.")
@judging_options
@message_options
def fix(file: str, output: str | None, diff: bool, changes: str | None, **values: Any) -> int:  # noqa: FBT001
    """Apply every safe fix; keep every record.

    Records without a fix stay byte for byte as they are. Give -o OUT, --diff, or both.

    Exit code: 0 nothing wrong is left; 1 errors are left that no safe fix answers; 2 wrong use or unreadable input.
    """
    from csvprep.runs.fix import fix_file  # noqa: PLC0415 - heavy, see csvprep.cli

    if output is None and not diff:
        raise UsageError("say where the fixed file goes with -o OUT, or look at the changes with --diff")
    if diff and output == "-":
        raise UsageError("--diff and -o - both write to stdout; give -o a file")
    if diff and values["redact"]:
        raise UsageError("--diff shows records as they are, which --redact forbids; use --changes")
    options = read_options(values)
    announce = options.object_name is None and options.schema is None
    with ExitStack() as stack:
        watcher = stack.enter_context(
            watch(file, announce=announce, quiet=values["quiet"], no_progress=values["no_progress"])
        )
        summary = fix_file(
            file,
            sys.stdout.buffer if output == "-" else Path(output) if output else None,
            options,
            changes=Path(changes) if changes else None,
            diff=sys.stdout.buffer if diff else None,
            on_progress=watcher,
        )
        watcher.announce(summary.object)
    sys.stdout.buffer.flush()
    changed = f"{summary.changed:,} of {summary.records:,} records {'changed' if output else 'would change'}"
    left = f"left: {summary.errors:,} errors, {summary.warnings:,} warnings"
    say(f"{file}: {changed}; {left}", quiet=values["quiet"])
    return int(summary.has_errors(strict=options.strict))
