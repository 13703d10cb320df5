"""A run where it belongs: on workers if there is an engine, else here; to a bucket if the target is one."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

from csvprep.cluster.collecting import Watch
from csvprep.cluster.engine import Engine, TableKnown
from csvprep.cluster.running import spread_prep, spread_split
from csvprep.cluster.targets import staged_for
from csvprep.job import Options
from csvprep.manifest import Manifest
from csvprep.reports.html import Made
from csvprep.runs.prep import prep_file
from csvprep.runs.split import split_file
from csvprep.summary import Summary
from csvprep.table_keys import TableKeys
from csvprep.writers import Limits


def as_engine(executor: Executor | Engine) -> Engine:
    """Return an engine that uses an executor."""
    return executor if isinstance(executor, Engine) else Engine(executor)


def prep_anywhere(
    path: str | Path,
    folder: str | Path,
    options: Options,
    limits: Limits,
    engine: Engine | None,
    *,
    force: bool = False,
    on_progress: Watch | None = None,
    table: TableKeys | TableKnown | None = None,
    clock: Callable[[], Made] | None = None,
) -> tuple[Summary, Manifest]:
    """Prepare one file; see `csvprep.runs.prep.prep_file`."""
    named: dict[str, Any] = {"force": force, "on_progress": on_progress, "clock": clock, "table": table}
    if engine is not None:
        return spread_prep(path, folder, options, limits, engine, **named)
    with staged_for(folder, force=force) as place:
        return prep_file(path, place, options, limits, **named)


def split_anywhere(
    path: str | Path,
    folder: str | Path,
    options: Options,
    limits: Limits,
    engine: Engine | None,
    *,
    force: bool = False,
    on_progress: Watch | None = None,
) -> tuple[Summary, Manifest]:
    """Split one file; see `csvprep.runs.split.split_file`."""
    if engine is not None:
        return spread_split(path, folder, options, limits, engine, force=force, on_progress=on_progress)
    with staged_for(folder, force=force) as place:
        return split_file(path, place, options, limits, force=force, on_progress=on_progress)
