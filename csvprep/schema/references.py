"""Where the tables are that foreign keys refer to."""

from __future__ import annotations

from dataclasses import dataclass

from csvprep.dialect import DETECTED, Reading
from csvprep.schema.model import Schema


@dataclass(frozen=True, slots=True)
class Reference:
    """A table that foreign keys refer to.

    Attributes:
        paths: its files, as sources are named.
        schema: its own; None: its columns are read as the fields that refer to them.
        reading: how its files are written, as far as that is said.
    """

    paths: tuple[str, ...]
    schema: Schema | None = None
    reading: Reading = DETECTED
