"""Size and digest of a source that no process reads whole but one that does nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from csvprep.blocks import Source
from csvprep.cluster.inputs import Input, hash_source
from csvprep.cluster.parts import Part
from csvprep.cluster.pool import Call, Pool
from csvprep.streams import CountingReader

Hashed = Callable[[], tuple[int, str]]
"""Waits for bytes and SHA-256 (hex) of a source."""


def start_hashing(given: Input, pool: Pool) -> Hashed | None:
    """Have a source that can be cut hashed, which takes one task from its beginning to its end, beside all else."""
    return None if given.cut is None else pool.start(Call(given.name, hash_source, (given,)))


def take_totals(source: Source, parts: list[Part], hashed: Hashed | None) -> None:
    """Have the manifest tell size and digest of the whole source, of which the driver has read the head only."""
    size, digest = (parts[0].read or (0, "")) if hashed is None else hashed()
    source.opened.reader = cast("CountingReader", _Totals(size, digest))


@dataclass(frozen=True, slots=True)
class _Totals:
    bytes_read: int
    sha256: str
