"""`--engine`: the work on this machine's threads, or on the workers of Dask."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from csvprep.cli.common import parse_size
from csvprep.cli.messages import say
from csvprep.cli.places import STANDARD
from csvprep.errors import UsageError

if TYPE_CHECKING:
    from csvprep.cluster.engine import Engine
    from csvprep.runs.tables import Table

Command = TypeVar("Command", bound=Callable[..., Any])
_LOCAL, _DASK = "local", "dask"


def engine_options(command: Command) -> Command:
    """Add the options of engines to a command."""
    for option in reversed(
        (
            click.option(
                "--engine",
                type=click.Choice([_LOCAL, _DASK]),
                default=_LOCAL,
                show_default=True,
                help="What does the work: this process, or Dask's workers.",
            ),
            click.option(
                "--scheduler",
                metavar="ADDRESS",
                help="Dask's scheduler, as tcp://HOST:8786 [default: one of its own, with --jobs processes].",
            ),
            click.option("--range-size", metavar="SIZE", help="How much of a file a worker takes [default: 64MiB]."),
            click.option(
                "--scratch", metavar="PLACE", help="Where lint and fix on a cluster keep parts: seen by all workers."
            ),
        )
    ):
        command = option(command)
    return command


@contextmanager
def open_engine(values: dict[str, Any], tables: Sequence[Table]) -> Iterator[Engine | None]:
    """Take the engine from the options of a command, and start it; None: this process does the work.

    Args:
        values: the command's.
        tables: what it works on.

    Raises:
        UsageError: the options don't fit together, or workers can't do that.
        EngineError, MissingExtraError: it can't be started.
    """
    if values["engine"] == _LOCAL:
        for option in ("scheduler", "range_size", "scratch"):
            if values[option] is not None:
                raise UsageError(f"--{option.replace('_', '-')} is for --engine dask; give that too")
        yield None
        return
    if any(STANDARD in table.paths for table in tables):
        raise UsageError("-: workers can't read standard input; give a file or an address that all of them see")
    from csvprep.cluster.dask_workers import open_dask  # noqa: PLC0415 - heavy, see csvprep.cli
    from csvprep.cluster.engine import RANGE_BYTES, Engine  # noqa: PLC0415

    size = values["range_size"]
    range_bytes = RANGE_BYTES if size is None else parse_size(size, "--range-size")
    workers = max((table.options.workers for table in tables), default=1)
    with open_dask(values["scheduler"], workers, lambda text: say(text, quiet=values["quiet"])) as dask:
        yield Engine(dask.executor, range_bytes, scratch=values["scratch"], check=dask.check)


@contextmanager
def open_keys(table: Table, engine: Engine | None, scratch: str | None = None) -> Iterator[Any]:
    """Open what holds between the files of a table, for runs of them here or on workers.

    Args:
        table: its files are run in their order; on workers also side by side.
        engine: None: this process does the work.
        scratch: a place that all workers see; None: that of the engine.

    Raises:
        CsvprepError: workers can't find it out.
    """
    if engine is None:
        from csvprep.table_keys import TableKeys  # noqa: PLC0415 - heavy, see csvprep.cli

        with TableKeys(table.options) as keys:
            yield keys
        return
    from csvprep.cluster.tables import open_table  # noqa: PLC0415

    with open_table(table.paths, table.options, engine, scratch or engine.scratch) as known:
        yield known


def needs_scratch(values: dict[str, Any], command: str) -> None:
    """Refuse a cluster without a place that all its workers see.

    Raises:
        UsageError: there is a scheduler, and no such place.
    """
    if values["scheduler"] is not None and values["scratch"] is None:
        raise UsageError(
            f"--scheduler: {command} needs a place that all workers see, for what is between; give it with "
            "--scratch: a shared folder, or an address such as s3://bucket/tmp"
        )
