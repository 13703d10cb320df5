"""`csvprep lint`."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from csvprep.cli.common import judging_options, message_options, read_options
from csvprep.cli.dialect import show_dialects
from csvprep.cli.messages import say_error, wants_colour
from csvprep.cli.numbers import Whole
from csvprep.cli.page import lint_to_page
from csvprep.cli.places import STANDARD, check_inputs, check_output
from csvprep.cli.progress import watch
from csvprep.cli.report import Report, open_report
from csvprep.cli.tables import say_table
from csvprep.errors import CsvprepError

if TYPE_CHECKING:
    from csvprep.pipeline import Options
    from csvprep.runs.tables import Table
    from csvprep.summary import Summary

FORMATS = ("text", "json", "jsonl", "csv", "sarif", "github", "html")
_REDACTED_FORMATS = ("sarif", "github")
_LIMITS = {"text": 10, "json": 1000, "sarif": 1000, "github": 10}


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
    help="Findings listed of each code; 0: all, text in file order "
    "[default: text and github 10, json and sarif 1000, jsonl and csv all].",
)
@click.option("--show-dialect", is_flag=True, help="Only show how each file is read: encoding, delimiter, header …")
@judging_options
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

    Prints each finding as `file:line:column severity code field 'value' → 'fix' message` (line: physical line
    of the file; column: number of the CSV column), grouped by code, and a summary line. Totals are exact, also
    where the list is cut. sarif and github never hold cell values; html is a page to look at, with all files in it.
    FILE `-` is standard input; of a Data Package's descriptor, such as datapackage.json, the CSV resources are
    linted, each by its own schema.

    Exit code: 0 clean; 1 errors were found, fixable ones too; 2 wrong use or unreadable input.
    """
    from csvprep.runs.tables import find_tables  # noqa: PLC0415 - heavy, see csvprep.cli
    from csvprep.sources.opening import expand_paths  # noqa: PLC0415

    check_inputs(files)
    files = tuple(expand_paths(files))
    if show_dialect:
        return show_dialects(files, lambda file: read_options(values, file), form)

    def options_of(file: str) -> Options:
        options = read_options(values, file)
        return replace(options, redact=True) if form in _REDACTED_FORMATS else options

    tables = [table for file in files for table in find_tables([file], options_of(file))]
    if output is not None:
        check_output(output, "-o", others=[*files, *(file for table in tables for file in table.files)])
    if form == "html":
        return lint_to_page(tables, output, values)
    limit = _LIMITS.get(form, 0) if limit is None else limit
    to_stdout = output in {None, STANDARD}
    with open_report(output, form) as write:
        report = Report(
            form,
            limit,
            write,
            colour=to_stdout and wants_colour(sys.stdout),
            unsafe_fixes=any(table.options.unsafe_fixes for table in tables),
        )
        watching = {
            "announce": True,
            "quiet": values["quiet"],
            "no_progress": values["no_progress"],
            "stdout_moves": to_stdout and report.is_streamed,
        }
        summaries, failed, is_bad = _lint_all(tables, report, watching)
        if not summaries:
            raise click.exceptions.Exit(failed)
        asked = sum(len(one.paths) or one.fault is not None for one in tables)
        report.end(summaries, unreadable=asked - len(summaries))
    return failed or int(is_bad)


def _lint_all(tables: list[Table], report: Report, watching: dict[str, bool]) -> tuple[list[Summary], int, bool]:
    """Lint one table after the other.

    Returns:
        The summaries of files, the exit code of those that can't be read, and whether one of the others has errors.
    """
    from csvprep.runs.lint import lint_file  # noqa: PLC0415 - heavy, see csvprep.cli
    from csvprep.table_keys import TableKeys  # noqa: PLC0415

    summaries: list[Summary] = []
    failed, is_bad = 0, False
    for table in tables:
        failed = max(failed, say_table(table, quiet=watching["quiet"]))
        watching["announce"] = table.options.object_name is None and table.options.schema is None
        with TableKeys(table.options) as keys:
            for file in table.paths:
                try:
                    with watch(file, **watching) as watcher:
                        summary = lint_file(file, table.options, report.add, on_progress=watcher, table=keys)
                        watcher.end(summary)
                except CsvprepError as error:
                    report.break_off()
                    say_error(str(error))
                    failed = max(failed, error.exit_code)
                else:
                    summaries.append(summary)
                    is_bad |= summary.has_errors(strict=table.options.strict)
                    report.end_file(summary)
    return summaries, failed, is_bad
