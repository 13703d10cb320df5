"""`csvprep lint`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from csvprep.cli.common import read_options
from csvprep.cli.dialect import show_dialects
from csvprep.cli.engines import engine_options, needs_scratch, open_engine, open_keys
from csvprep.cli.messages import say_error, wants_colour, width_of
from csvprep.cli.numbers import Whole
from csvprep.cli.options import judging_options, message_options
from csvprep.cli.page import lint_to_page
from csvprep.cli.places import STANDARD, check_inputs, check_output
from csvprep.cli.progress import watch
from csvprep.cli.report import FORMATS, LIMITS, REDACTED, Report, Style, open_report
from csvprep.cli.tables import say_table
from csvprep.errors import CsvprepError, UsageError

if TYPE_CHECKING:
    import polars as pl

    from csvprep.cluster.engine import Engine
    from csvprep.pipeline import Options
    from csvprep.runs.tables import Table
    from csvprep.summary import Summary

GROUPS = ("code", "field", "record")


@click.command(short_help="Find everything wrong with files; change nothing.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="Form of the report."
)
@click.option("--output", "-o", metavar="FILE", help="Write the report to a file instead of stdout.")
@click.option(
    "--limit",
    type=Whole(0),
    metavar="N",
    help="Findings listed of each code (or field, or of so many records); 0: all, text in file order "
    "[default: text 5; concise, github and markdown 10; junit 100; json, sarif and gitlab 1000; jsonl and csv all].",
)
@click.option(
    "--group-by",
    type=click.Choice(GROUPS),
    default="code",
    show_default=True,
    help="What text is ordered by.",
)
@click.option("--statistics", is_flag=True, help="Only count: findings by code (or --group-by field).")
@click.option("--show-fixes", is_flag=True, help="Also list what `csvprep fix` would do, by code and field.")
@click.option("--show-dialect", is_flag=True, help="Only show how each file is read: encoding, delimiter, header …")
@judging_options
@engine_options
@message_options
def lint(
    files: tuple[str, ...],
    form: str,
    output: str | None,
    limit: int | None,
    show_dialect: bool,  # noqa: FBT001 - click gives options so
    **values: Any,
) -> int:
    """Find everything wrong with files; change nothing.

    Text shows each finding with its place as `file:line:character`, the line of the file and carets under what is
    wrong; concise is one line each: `file:line:column severity code field 'value' → 'fix' message` (column: number of
    the CSV column). A summary line ends each file. Totals are exact, also where the list is cut. sarif, github,
    gitlab, junit and markdown show the shapes of values only, such as `ddd) ddd-dddd`; html is a page to look at, with
    all files in it. FILE `-` is standard input; of a Data Package's descriptor, such as datapackage.json, the CSV
    resources are linted, each by its own schema.

    Exit code: 0 clean; 1 errors were found, fixable ones too; 2 wrong use or unreadable input.
    """
    from csvprep.runs.tables import find_tables  # noqa: PLC0415 - heavy, see csvprep.cli
    from csvprep.sources.opening import expand_paths  # noqa: PLC0415

    check_inputs(files)
    files = tuple(expand_paths(files))
    if show_dialect:
        return show_dialects(files, lambda file: read_options(values, file), form)

    _refuse_nonsense(form, values)

    def options_of(file: str, package: str | None = None) -> Options:
        options = read_options(values, file, package)
        return replace(options, redact=True) if values["redact"] is None and form in REDACTED else options

    tables = [table for file in files for table in find_tables([file], options_of(file), options_of)]
    if output is not None:
        check_output(output, "-o", others=[*files, *(file for table in tables for file in table.files)])
    needs_scratch(values, "lint")
    if form == "html":
        with open_engine(values, tables) as engine:
            return lint_to_page(tables, output, values, engine)
    to_stdout = output in {None, STANDARD}
    style = _style_of(form, limit, values, [table.options for table in tables], to_stdout=to_stdout)
    with open_engine(values, tables) as engine, open_report(output, form) as write:
        report = Report(style, write)
        watching = {
            "announce": True,
            "quiet": values["quiet"],
            "no_progress": values["no_progress"],
            "stdout_moves": to_stdout and style.is_streamed,
        }
        summaries, failed, is_bad = _lint_all(tables, report, watching, engine)
        if not summaries:
            raise click.exceptions.Exit(failed)
        report.end(summaries)
    return failed or int(is_bad)


def _style_of(
    form: str, limit: int | None, values: dict[str, Any], options: Sequence[Options], *, to_stdout: bool
) -> Style:
    return Style(
        form,
        LIMITS.get(form, 0) if limit is None else limit,
        values["group_by"],
        colour=to_stdout and wants_colour(sys.stdout),
        width=width_of(sys.stdout) if to_stdout and form == "text" else None,
        statistics=values["statistics"],
        show_fixes=values["show_fixes"],
        redact=any(one.redact for one in options),
        unsafe_fixes=any(one.unsafe_fixes for one in options),
    )


def _refuse_nonsense(form: str, values: dict[str, Any]) -> None:
    """Refuse options that don't fit the form of the report.

    Raises:
        UsageError: there are such.
    """
    group_by, statistics = values["group_by"], values["statistics"]
    given = {"--group-by": group_by != "code", "--statistics": statistics, "--show-fixes": values["show_fixes"]}
    for option, is_given in given.items():
        if is_given and form not in {"text", "concise"}:
            raise UsageError(f"{option} is for people, and --format {form} for machines; give it with --format text")
    if form == "concise" and group_by != "code" and not statistics:
        raise UsageError("--group-by orders the findings of --format text; concise has no groups")
    if statistics and group_by == "record":
        raise UsageError("--statistics counts by code or field; give --group-by field, or leave it out")


def _lint_all(
    tables: list[Table], report: Report, watching: dict[str, bool], engine: Engine | None
) -> tuple[list[Summary], int, bool]:
    """Lint one table after the other.

    Returns:
        The summaries of files, the exit code of those that can't be read, and whether one of the others has errors.
    """
    summaries: list[Summary] = []
    lint_one = _linter(engine)
    failed, is_bad = 0, False
    for table in tables:
        failed = max(failed, say_table(table, quiet=watching["quiet"]))
        if table.fault is not None:
            report.break_off(table.resource, str(table.fault))
        watching["announce"] = table.options.object_name is None and table.options.schema is None
        with open_keys(table, engine) as keys:
            for file in table.paths:
                try:
                    with watch(file, **watching) as watcher:
                        summary = lint_one(
                            file, table.options, report.add, on_progress=watcher, table=keys, locator=report.locator
                        )
                        watcher.end(summary)
                except CsvprepError as error:
                    report.break_off(file, str(error))
                    say_error(str(error))
                    failed = max(failed, error.exit_code)
                else:
                    summaries.append(summary)
                    is_bad |= summary.has_errors(strict=table.options.strict)
                    report.end_file(summary, strict=table.options.strict)
    return summaries, failed, is_bad


def _linter(engine: Engine | None) -> Callable[..., Summary]:
    """Return what lints a file, as `csvprep.runs.lint.lint_file` does."""
    if engine is None:
        from csvprep.runs.lint import lint_file  # noqa: PLC0415 - heavy, see csvprep.cli

        return lint_file
    from csvprep.cluster.checking import spread_lint  # noqa: PLC0415

    def lint_spread(file: str, options: Options, receive: Callable[[pl.DataFrame], None], **named: Any) -> Summary:
        return spread_lint(file, options, receive, engine, **named)

    return lint_spread
