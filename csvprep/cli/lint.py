"""`csvprep lint`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from csvprep.cli.common import judging_options, message_options, read_options, wants_colour
from csvprep.cli.progress import watch
from csvprep.errors import CsvprepError, OutputError

if TYPE_CHECKING:
    import polars as pl

    from csvprep.reports.listing import Listing
    from csvprep.summary import Summary

FORMATS = ("text", "json", "jsonl", "csv", "sarif", "github")
_REDACTED_FORMATS = ("sarif", "github")
_LIMITS = {"text": 10, "json": 1000, "sarif": 1000, "github": 10}


@click.command(short_help="Find everything wrong with files; change nothing.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="Form of the report."
)
@click.option("--output", "-o", metavar="FILE", help="Write the report to a file instead of stdout.")
@click.option(
    "--limit", type=click.IntRange(0), metavar="N", help="Findings listed of each code; 0: all [text 10, json 1000]."
)
@judging_options
@message_options
def lint(files: tuple[str, ...], form: str, output: str | None, limit: int | None, **values: Any) -> int:
    """Find everything wrong with files; change nothing.

    Prints each finding as `file:line:column severity code field 'value' → 'fix' message` (line: physical line
    of the file; column: number of the CSV column), grouped by code, and a summary line. Totals are exact, also
    where the list is cut. sarif and github never hold cell values. FILE `-` is standard input.

    Exit code: 0 clean; 1 errors were found, fixable ones too; 2 wrong use or unreadable input.
    """
    from csvprep.runs.lint import lint_file  # noqa: PLC0415 - heavy, see csvprep.cli

    options = read_options(values)
    if form in _REDACTED_FORMATS:
        options = replace(options, redact=True)
    announce = options.object_name is None and options.schema is None
    summaries: list[Summary] = []
    failed: list[CsvprepError] = []
    with _opened(output) as write:
        report = _Report(form, _LIMITS.get(form, 0) if limit is None else limit, write, _colour(output))
        for file in files:
            with watch(file, announce=announce, quiet=values["quiet"], no_progress=values["no_progress"]) as watcher:
                try:
                    summary = lint_file(file, options, report.add, on_progress=watcher)
                except CsvprepError as error:
                    if len(files) == 1:
                        raise
                    click.echo(f"csvprep: error: {error}", err=True)
                    failed.append(error)
                    continue
                watcher.announce(summary.object)
                summaries.append(summary)
                report.end_file(summary)
        report.end(summaries)
    if failed:
        return max(error.exit_code for error in failed)
    return int(any(summary.has_errors(strict=options.strict) for summary in summaries))


def _colour(output: str | None) -> bool:
    return output is None and wants_colour(sys.stdout)


@contextmanager
def _opened(output: str | None) -> Iterator[Callable[[str], None]]:
    """Give what writes the report: to stdout, or to a file that appears whole."""
    if output is None or output == "-":
        yield lambda text: click.echo(text, nl=False, color=True)
        return
    from csvprep.staging import replace_file  # noqa: PLC0415 - heavy, see csvprep.cli

    if not Path(output).parent.is_dir():
        raise OutputError(f"--output {output}: there is no folder {Path(output).parent}")
    with replace_file(Path(output)) as stream:
        yield lambda text: _write(stream, text)


def _write(stream: Any, text: str) -> None:
    stream.write(text.encode("utf-8"))


class _Report:
    """Writes one report in one form: streamed where the form allows it, else at the end of each file or of all."""

    def __init__(self, form: str, limit: int, write: Callable[[str], None], colour: bool) -> None:  # noqa: FBT001
        from csvprep.reports.listing import Listing  # noqa: PLC0415 - heavy, see csvprep.cli

        self._form = form
        self._limit = limit
        self._write = write
        self._colour = colour
        self._listing: Listing = Listing(limit)
        self._new_listing = Listing
        if form == "csv":
            from csvprep.reports.machine import render_csv_header  # noqa: PLC0415

            write(render_csv_header())

    def add(self, frame: pl.DataFrame) -> None:
        from csvprep.reports import machine, text  # noqa: PLC0415
        from csvprep.summary import to_findings  # noqa: PLC0415

        if self._form == "jsonl":
            self._write(machine.render_jsonl(frame))
        elif self._form == "csv":
            self._write(machine.render_csv(frame))
        elif self._form == "text" and not self._limit:
            for finding in to_findings(frame):
                self._write(text.render_finding(finding, colour=self._colour) + "\n")
        else:
            self._listing.add(frame)

    def end_file(self, summary: Summary) -> None:
        if self._form != "text":
            return
        from csvprep.reports.text import render_lint_summary, render_listing  # noqa: PLC0415

        for line in render_listing(self._listing, colour=self._colour):
            self._write(line + "\n")
        self._write(render_lint_summary(summary, colour=self._colour) + "\n")
        self._listing = self._new_listing(self._limit)

    def end(self, summaries: list[Summary]) -> None:
        import csvprep  # noqa: PLC0415
        from csvprep.reports import machine, text  # noqa: PLC0415

        if self._form == "json" and summaries:
            self._write(machine.render_json(summaries, self._listing))
        elif self._form == "sarif":
            self._write(machine.render_sarif(self._listing, csvprep.__version__))
        elif self._form == "github":
            for line in machine.render_github(self._listing):
                self._write(line + "\n")
        elif self._form == "text" and len(summaries) > 1:
            self._write(text.render_total(summaries) + "\n")
