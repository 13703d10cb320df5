"""The progress bar on stderr: only on a terminal, and only for what takes longer than a second."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock, Timer
from time import monotonic
from typing import TYPE_CHECKING

from csvprep.cli.messages import say
from csvprep.reports.visible import visible

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    from csvprep.pipeline import Progress
    from csvprep.summary import Summary

_DELAY_SECONDS = 1.0
_WIDE = 85


class Watcher:
    """Takes the progress of a pass: says once what the file is read as, and draws a bar when it takes long.

    The bar comes by the clock, not with the first block, since the first block may be what takes long.
    """

    def __init__(
        self, name: str, *, announce: bool, draw: bool, quiet: bool = False, size_bytes: int | None = None
    ) -> None:
        self._name = name
        self._announce = announce
        self._quiet = quiet
        self._announced = False
        self._size_bytes = size_bytes
        self._started = monotonic()
        self._lock = Lock()
        self._latest: Progress | None = None
        self._bar: Bar | None = None
        self._task: TaskID | None = None
        self._closed = False
        self._timer = Timer(_DELAY_SECONDS, self._open)
        self._timer.daemon = True
        if draw:
            self._timer.start()

    def __call__(self, progress: Progress) -> None:
        """Show how far the pass is."""
        self.announce(progress.object_name, progress.told)
        with self._lock:
            self._latest = progress
            self._draw()

    def announce(self, object_name: str | None, told: str = "") -> None:
        """Say once what the file is read as, and how it is read where that is not plain CSV."""
        words = [f"read as {object_name}, by its {'columns' if 'no header' in told else 'header'}"]
        words = [*(words if self._announce and object_name else []), *([told] if told else [])]
        if words and not self._quiet and not self._announced:
            text = f"{self._name}: {'; '.join(words)}"
            with self._lock:
                if self._bar is None:
                    say(text)
                else:
                    self._bar.console.print(f"csvprep: {visible(text)}", markup=False, highlight=False, soft_wrap=True)
        self._announced = True

    def end(self, summary: Summary) -> None:
        """Say what was not said yet: what the file was read as, and what its source is to be told of."""
        self.announce(summary.object)
        for note in summary.notes:
            say(f"{self._name}: {note}", quiet=self._quiet)

    def _open(self) -> None:
        """Put up the bar; runs on the timer's thread."""
        with self._lock:
            if not self._closed:
                self._bar, self._task = _make_bar(self._size_bytes)
                self._draw()

    def _draw(self) -> None:
        if self._bar is None or self._task is None or self._latest is None:
            return
        seconds = max(monotonic() - self._started, 0.001)
        found, speed = self._latest.findings, self._latest.records / seconds
        rate = f"{speed:,.0f} records/s, {found:,} finding{'' if found == 1 else 's'}"
        if self._bar.console.width < _WIDE:
            rate = f"{speed:,.0f}/s, {found:,} found"
        self._bar.update(self._task, completed=self._latest.bytes_read, rate=rate)

    def close(self) -> None:
        """Take the bar away."""
        self._timer.cancel()
        with self._lock:
            self._closed = True
            if self._bar is not None:
                self._bar.stop()


def _make_bar(size_bytes: int | None) -> tuple[Bar, TaskID]:
    from rich import progress  # noqa: PLC0415 - heavy, and most runs are short
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Column  # noqa: PLC0415

    def whole() -> Column:
        return Column(no_wrap=True)

    rate = progress.TextColumn("{task.fields[rate]}", markup=False, table_column=whole())
    size = progress.DownloadColumn(table_column=whole()) if size_bytes else progress.FileSizeColumn(whole())
    left = progress.TimeRemainingColumn(table_column=whole()) if size_bytes else progress.TimeElapsedColumn(whole())
    columns = (progress.BarColumn(), size, rate, left)
    bar = progress.Progress(*columns, console=Console(stderr=True), transient=True)
    bar.start()
    return bar, bar.add_task("", total=size_bytes or None, rate="reading")


@contextmanager
def watch(
    name: str, *, announce: bool, quiet: bool, no_progress: bool, stdout_moves: bool = False
) -> Iterator[Watcher]:
    """Watch one pass over a file.

    Args:
        name: the file.
        announce: the object was not named, so what it is recognised as is said.
        quiet: nothing goes to stderr.
        no_progress: no bar.
        stdout_moves: data go to stdout during the pass; on a terminal a bar would get mixed up with them.
    """
    draw = not (quiet or no_progress) and sys.stderr.isatty() and not (stdout_moves and sys.stdout.isatty())
    size_bytes = _size_of(name) if draw else None
    watcher = Watcher(name, announce=announce, draw=draw, quiet=quiet, size_bytes=size_bytes)
    try:
        yield watcher
    finally:
        watcher.close()


def _size_of(name: str) -> int | None:
    path = Path(name)
    return path.stat().st_size if name != "-" and path.is_file() else None
