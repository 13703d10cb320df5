"""The report of a lint: in one of its forms, to stdout or to a file that appears whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from csvprep.cli.messages import StandardOutput
from csvprep.cli.places import STANDARD
from csvprep.version import __version__

if TYPE_CHECKING:
    import polars as pl

    from csvprep.reports.listing import Listing
    from csvprep.summary import Summary

Write = Callable[[str], object]


@contextmanager
def open_report(output: str | None, form: str) -> Iterator[Write]:
    """Give what writes the report; what machines read is UTF-8 on every system, text is what the terminal speaks.

    Args:
        output: a file, which appears whole or not at all; None or `-`: standard output.
        form: text, or one for machines.

    Raises:
        OutputError: it can't be written there.
    """
    if output is not None and output != STANDARD:
        from csvprep.staging import replace_file  # noqa: PLC0415 - heavy, see csvprep.cli

        with replace_file(Path(output)) as stream:
            yield lambda text: stream.write(text.encode("utf-8"))
    elif form == "text":
        yield StandardOutput().write_text
    else:
        yield lambda text: StandardOutput().write(text.encode("utf-8"))


class Report:
    """Writes one report in one form: streamed where the form allows it, else at the end of each file or of all."""

    def __init__(self, form: str, limit: int, write: Write, *, colour: bool, unsafe_fixes: bool) -> None:
        self._form = form
        self._limit = limit
        self._write = write
        self._colour = colour
        self._unsafe_fixes = unsafe_fixes
        self._listing = self._new_listing()
        if form == "csv":
            from csvprep.reports.machine import render_csv_header  # noqa: PLC0415 - heavy, see csvprep.cli

            write(render_csv_header())

    @property
    def is_streamed(self) -> bool:
        """Whether findings are written while the file is read."""
        return self._form in {"jsonl", "csv"} or (self._form == "text" and not self._limit)

    def _new_listing(self) -> Listing:
        from csvprep.reports.listing import Listing  # noqa: PLC0415 - heavy, see csvprep.cli

        return Listing(self._limit)

    def add(self, frame: pl.DataFrame) -> None:
        """Take in a report frame."""
        from csvprep.reports import machine, text  # noqa: PLC0415 - heavy, see csvprep.cli
        from csvprep.summary import to_findings  # noqa: PLC0415

        if self._form == "jsonl":
            self._write(machine.render_jsonl(frame))
        elif self._form == "csv":
            self._write(machine.render_csv(frame))
        elif self.is_streamed:
            lines = (text.render_finding(finding, colour=self._colour) for finding in to_findings(frame))
            self._write("".join(f"{line}\n" for line in lines))
        else:
            self._listing.add(frame)

    def end_file(self, summary: Summary) -> None:
        """Finish a file."""
        if self._form != "text":
            return
        from csvprep.reports.text import render_lint_summary  # noqa: PLC0415 - heavy, see csvprep.cli

        self.break_off()
        self._write(render_lint_summary(summary, colour=self._colour, unsafe_fixes=self._unsafe_fixes) + "\n")

    def break_off(self) -> None:
        """Write what was found in a file so far; it ends here, or can't be read on."""
        if self._form != "text":
            return
        from csvprep.reports.text import render_listing  # noqa: PLC0415 - heavy, see csvprep.cli

        self._write("".join(f"{line}\n" for line in render_listing(self._listing, colour=self._colour)))
        self._listing = self._new_listing()

    def end(self, summaries: list[Summary], *, unreadable: int) -> None:
        """Finish the report, saying how many files could not be read."""
        from csvprep.reports import machine, text  # noqa: PLC0415

        if self._form == "json":
            self._write(machine.render_json(summaries, self._listing))
        elif self._form == "sarif":
            self._write(machine.render_sarif(self._listing, __version__, complete=not unreadable))
        elif self._form == "github":
            self._write("".join(f"{line}\n" for line in machine.render_github(self._listing)))
        elif self._form == "text" and (len(summaries) > 1 or unreadable):
            self._write(text.render_total(summaries, unreadable) + "\n")
