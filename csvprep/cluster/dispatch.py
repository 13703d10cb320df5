"""A run where it belongs: on workers if there is an engine, else here; to a bucket if the target is one."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

from csvprep.cluster.engine import Engine
from csvprep.cluster.running import spread_prep, spread_split
from csvprep.cluster.targets import staged_for
from csvprep.manifest import Manifest
from csvprep.options import Options
from csvprep.runs.prep import prep_file
from csvprep.runs.split import split_file
from csvprep.summary import Summary
from csvprep.writers import Limits

_Run = Callable[..., tuple[Summary, Manifest]]


def as_engine(executor: Executor | Engine) -> Engine:
    """Return an engine that uses an executor."""
    return executor if isinstance(executor, Engine) else Engine(executor)


def _anywhere(here: _Run, spread: _Run) -> _Run:
    """Return what runs a command on an engine's workers, or here; then a target in a bucket gets what it left."""

    def run(
        path: str | Path,
        folder: str | Path,
        options: Options,
        limits: Limits,
        engine: Engine | None,
        *,
        force: bool = False,
        **named: Any,
    ) -> tuple[Summary, Manifest]:
        if engine is not None:
            return spread(path, folder, options, limits, engine, force=force, **named)
        with staged_for(folder, force=force) as place:
            return here(path, place, options, limits, force=force, **named)

    return run


prep_anywhere = _anywhere(prep_file, spread_prep)
"""Prepare one file: takes what `csvprep.runs.prep.prep_file` takes, and behind the limits the engine, or None."""
split_anywhere = _anywhere(split_file, spread_split)
"""Split one file: takes what `csvprep.runs.split.split_file` takes, and behind the limits the engine, or None."""
