"""Find everything wrong with a file; change nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl

from csvprep.findings import Finding
from csvprep.pipeline import Options, Progress, judge_blocks, open_job
from csvprep.spots import Locator
from csvprep.summary import Summary, closing_findings, findings_frame, opening_findings, report_frame
from csvprep.table_keys import TableKeys


def lint_file(
    path: str | Path,
    options: Options,
    receive: Callable[[pl.DataFrame], None],
    *,
    on_progress: Callable[[Progress], None] | None = None,
    table: TableKeys | None = None,
    locator: Locator | None = None,
) -> Summary:
    """Lint one file.

    Args:
        path: the file; `-` for standard input.
        options: how to read and judge it.
        receive: takes the findings, a report frame (`csvprep.summary.REPORT_COLUMNS`) at a time, in file order.
        on_progress: called after each block.
        table: the keys of the table whose next file this is; None: the file is a table of its own.
        locator: stands, whenever findings are handed on, where they were found.

    Returns:
        The exact totals.

    Raises:
        CsvprepError: the file can't be read, or the options don't fit it.
    """
    with open_job(path, options) as job:
        summary = Summary(job.source.name, job.plan.schema.name, policy=job.plan.policy)
        if locator is not None:
            locator.open(job.source.head, job.plan.form)
        _hand_on(opening_findings(job, redact=options.redact), summary, receive)
        for judged in judge_blocks(job, options, on_progress=on_progress, table=table):
            summary.add(judged)
            summary.count(judged.findings)
            if locator is not None:
                locator.move(judged.block)
                for told in job.tail_findings:
                    locator.keep(told.code, told.record)
            if judged.findings.height:
                receive(report_frame(judged.findings, job, redact=options.redact))
        _hand_on(closing_findings(job, redact=options.redact), summary, receive)
        summary.notes = job.notes
        return summary


def _hand_on(findings: list[Finding], summary: Summary, receive: Callable[[pl.DataFrame], None]) -> None:
    """Count findings about the file as a whole, and hand them on."""
    if findings:
        frame = findings_frame(findings)
        summary.count(frame)
        receive(frame)
