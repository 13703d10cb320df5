"""Find everything wrong with a file; change nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl

from csvprep.pipeline import Options, Progress, judge_blocks, open_job
from csvprep.summary import Summary, findings_frame, header_findings, report_frame


def lint_file(
    path: str | Path,
    options: Options,
    receive: Callable[[pl.DataFrame], None],
    *,
    on_progress: Callable[[Progress], None] | None = None,
) -> Summary:
    """Lint one file.

    Args:
        path: the file; `-` for standard input.
        options: how to read and judge it.
        receive: takes the findings, a report frame (`csvprep.summary.REPORT_COLUMNS`) at a time, in file order.
        on_progress: called after each block.

    Returns:
        The exact totals.

    Raises:
        CsvprepError: the file can't be read, or the options don't fit it.
    """
    with open_job(path, options) as job:
        summary = Summary(job.source.name, job.plan.schema.name)
        header = findings_frame(header_findings(job.plan.header, job.source.name, redact=options.redact))
        summary.count(header)
        if header.height:
            receive(header)
        for judged in judge_blocks(job, options, on_progress=on_progress):
            summary.add(judged)
            summary.count(judged.findings)
            if judged.findings.height:
                receive(report_frame(judged.findings, job.source.name, redact=options.redact))
        return summary
