"""The page of a run: what it is made from, taken while the source is open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from csvprep.connectors import find_connector
from csvprep.manifest import Manifest
from csvprep.overview import Overview
from csvprep.pipeline import Job, Options
from csvprep.reports.html import Made, PageFile, render_page
from csvprep.runs.describe import describe_source
from csvprep.staging import REPORT_NAME, Folder
from csvprep.summary import Summary
from csvprep.told import describe_dialect

_OWN_TERMS = ("map",)


def page_of(
    job: Job, options: Options, summary: Summary, overview: Overview, manifest: Manifest | None = None
) -> PageFile:
    """Return what the page of a pass is made from; call it when the source is exhausted.

    Args:
        job: of the pass.
        options: the same.
        summary: exact totals.
        overview: fed with all blocks.
        manifest: of a run; None: nothing was written.
    """
    source = describe_source(job.source) if manifest is None else manifest.source
    settings: Mapping[str, Any] = (
        {"region": options.region, "unsafe_fixes": options.unsafe_fixes, "strict": options.strict}
        if manifest is None
        else {name: value for name, value in manifest.options.items() if name not in _OWN_TERMS}
    )
    return PageFile(
        command="lint" if manifest is None else manifest.command,
        file=summary.file if manifest is None else source["name"],
        summary=summary,
        overview=overview,
        source=source,
        reading=describe_dialect(job.source),
        policy=job.plan.policy,
        schema=job.plan.schema,
        header=job.plan.header,
        connector=find_connector(options.connector).title if options.connector is not None else None,
        options=settings,
        chunks=None if manifest is None else manifest.chunks,
        redact=options.redact,
        notes=job.notes,
    )


def write_page(staged: Folder, page: PageFile, made: Made | None) -> None:
    """Stage the page of a run.

    Raises:
        OutputError: it can't be written.
    """
    stream = staged.create(REPORT_NAME)
    stream.write(render_page([page], made=made))
    stream.close()
