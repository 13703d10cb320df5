"""The progress bar on stderr: only on a terminal, and only for what takes longer than a second."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from csvprep.cli.common import say

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    from csvprep.pipeline import Progress

_DELAY_SECONDS = 1.0


class Watcher:
    """Takes the progress of a pass: says once what the file is read as, and draws a bar when it takes long."""

    def __init__(self, name: str, *, announce: bool, draw: bool) -> None:
        self._name = name
        self._announce = announce
        self._draw = draw
        self._started = time.monotonic()
        self._bar: Bar | None = None
        self._task: TaskID | None = None

    def __call__(self, progress: Progress) -> None:
        """Show how far the pass is."""
        self.announce(progress.object_name)
        seconds = time.monotonic() - self._started
        if self._draw and seconds >= _DELAY_SECONDS:
            self._show(progress, seconds)

    def announce(self, object_name: str | None) -> None:
        """Say once what the file is read as."""
        if self._announce and object_name:
            say(f"{self._name}: read as {object_name}, by its header")
        self._announce = False

    def _show(self, progress: Progress, seconds: float) -> None:
        if self._bar is None:
            self._bar, self._task = _make_bar(progress.size_bytes)
        if self._task is not None:
            rate = f"{progress.records / seconds:,.0f} records/s, {progress.findings:,} findings"
            self._bar.update(self._task, completed=progress.bytes_read, rate=rate)

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()


def _make_bar(size_bytes: int | None) -> tuple[Bar, TaskID]:
    from rich.console import Console  # noqa: PLC0415 - heavy, and most runs are short
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (BarColumn(), DownloadColumn(), TextColumn("{task.fields[rate]}"), TimeRemainingColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    bar.start()
    return bar, bar.add_task("", total=size_bytes, rate="")


@contextmanager
def watch(name: str, *, announce: bool, quiet: bool, no_progress: bool) -> Iterator[Watcher]:
    """Watch one pass over a file.

    Args:
        name: the file.
        announce: the object was not named, so what it is recognised as is said.
        quiet: nothing goes to stderr.
        no_progress: no bar.
    """
    watcher = Watcher(name, announce=announce and not quiet, draw=not (quiet or no_progress) and sys.stderr.isatty())
    try:
        yield watcher
    finally:
        watcher.close()
