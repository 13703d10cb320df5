"""A lint for a page: everything wrong with a file, gathered for people to look at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl

from csvprep.findings import Finding
from csvprep.overview import Overview
from csvprep.pipeline import Options, Progress, judge_blocks, open_job
from csvprep.reports.html import PageFile
from csvprep.runs.changes import change_frame
from csvprep.runs.page import page_of
from csvprep.summary import Summary, closing_findings, findings_frame, group_findings, opening_findings
from csvprep.table_keys import TableKeys


def lint_page(
    path: str | Path,
    options: Options,
    *,
    on_progress: Callable[[Progress], None] | None = None,
    table: TableKeys | None = None,
) -> PageFile:
    """Lint one file for a page: its totals and what the page shows, in bounded memory.

    Args:
        path: the file; `-` for standard input.
        options: how to read and judge it.
        on_progress: called after each block.
        table: the keys of the table whose next file this is; None: the file is a table of its own.

    Raises:
        CsvprepError: the file can't be read, or the options don't fit it.
    """
    with open_job(path, options) as job:
        summary = Summary(job.source.name, job.plan.schema.name, policy=job.plan.policy)
        overview = Overview(job.plan, strict=options.strict, redact=options.redact)
        _note(opening_findings(job, redact=options.redact), summary, overview)
        for judged in judge_blocks(job, options, on_progress=on_progress, table=table):
            summary.add(judged)
            groups = group_findings(judged.findings)
            summary.count_groups(groups)
            overview.add(judged, change_frame(judged.findings.filter(~pl.col("rejected"))), groups)
        _note(closing_findings(job, redact=options.redact), summary, overview)
        summary.notes = job.notes
        return page_of(job, options, summary, overview)


def _note(findings: list[Finding], summary: Summary, overview: Overview) -> None:
    """Count findings about the file as a whole, for a page too."""
    summary.count(findings_frame(findings))
    overview.note(findings)
