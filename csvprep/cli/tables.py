"""What the commands say of the tables that they are given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csvprep.cli.messages import say, say_error

if TYPE_CHECKING:
    from csvprep.runs.tables import Table


def say_table(table: Table, *, quiet: bool) -> int:
    """Say what there is to say of a table before it is read; return the exit code of one that can't be read."""
    for note in table.notes:
        say(note, quiet=quiet)
    if table.fault is None:
        return 0
    say_error(str(table.fault))
    return table.fault.exit_code
