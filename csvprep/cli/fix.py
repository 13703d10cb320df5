"""`csvprep fix`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from csvprep.cli.common import read_options
from csvprep.cli.engines import engine_options, needs_scratch, open_engine
from csvprep.cli.messages import open_stdout, say, wants_colour, width_of
from csvprep.cli.options import judging_options, message_options
from csvprep.cli.places import check_inputs, check_output
from csvprep.cli.progress import watch
from csvprep.errors import UsageError


@click.command(short_help="Apply every safe fix; keep every record.")
@click.argument("file", metavar="FILE")
@click.option("--output", "-o", metavar="OUT", help="Where the fixed file goes; FILE itself is allowed, - is stdout.")
@click.option("--diff", is_flag=True, help="Show what would change as a unified diff on stdout.")
@click.option("--changes", metavar="FILE", help="Write record, line, field, before, after and code of each fixed cell.")
@click.option("--show-fixes", is_flag=True, help="List on stderr what was fixed, by code and field.")
@judging_options
@engine_options
@message_options
def fix(file: str, output: str | None, diff: bool, changes: str | None, **values: Any) -> int:  # noqa: FBT001
    """Apply every safe fix; keep every record.

    Records without a fix stay byte for byte as they are. Give -o OUT, --diff, or both.

    Exit code: 0 nothing wrong is left; 1 errors are left that no safe fix answers; 2 wrong use or unreadable input.
    """
    from csvprep.reports.statistics import FixList  # noqa: PLC0415 - heavy, see csvprep.cli
    from csvprep.reports.terminal import Page  # noqa: PLC0415
    from csvprep.reports.text import render_fix_summary  # noqa: PLC0415
    from csvprep.runs.tables import Table  # noqa: PLC0415

    options = read_options(values, file)
    _refuse_nonsense(file, output, changes, diff=diff, redact=options.redact)
    if diff and values["engine"] != "local":
        raise UsageError(
            "--diff needs --engine local: workers don't send the file's lines back; see the changes with --changes FILE"
        )
    needs_scratch(values, "fix")
    stdout, fixes = open_stdout(), FixList()
    to_stdout = output == "-" or diff
    announce = options.object_name is None and options.schema is None
    quiet, no_progress = values["quiet"], values["no_progress"]
    out = stdout if output == "-" else Path(output) if output else None
    table = Path(changes) if changes else None
    on_fixed = fixes.add if values["show_fixes"] else None
    with (
        open_engine(values, [Table((file,), options)]) as engine,
        watch(file, announce=announce, quiet=quiet, no_progress=no_progress, stdout_moves=to_stdout) as watcher,
    ):
        if engine is None:
            from csvprep.runs.fix import fix_file  # noqa: PLC0415 - heavy, see csvprep.cli

            view = stdout if diff else None
            summary = fix_file(file, out, options, changes=table, diff=view, on_fixed=on_fixed, on_progress=watcher)
        else:
            from csvprep.cluster.checking import spread_fix  # noqa: PLC0415

            summary = spread_fix(file, out, options, engine, changes=table, on_fixed=on_fixed, on_progress=watcher)
        watcher.end(summary)
    stdout.flush()
    if values["show_fixes"]:
        page = Page(width_of(sys.stderr), wants_colour(sys.stderr))
        for line in fixes.render(page, done=output is not None):
            click.echo(line, err=True)
    say(render_fix_summary(summary, written=output is not None), quiet=quiet)
    return int(summary.has_errors(strict=options.strict))


def _refuse_nonsense(file: str, output: str | None, changes: str | None, *, diff: bool, redact: bool) -> None:
    """Refuse options that don't fit together, and places that can't be written.

    Raises:
        UsageError, OutputError: there are such.
    """
    check_inputs([file])
    if output is None and not diff:
        raise UsageError("say where the fixed file goes with -o OUT, or look at the changes with --diff")
    if diff and output == "-":
        raise UsageError("--diff and -o - both write to stdout; give -o a file")
    if diff and redact:
        raise UsageError("--diff shows records as they are, which --redact forbids; use --changes")
    if output is not None:
        check_output(output, "-o")
    if changes is not None:
        check_output(changes, "--changes", others=[file, *([output] if output else [])])
