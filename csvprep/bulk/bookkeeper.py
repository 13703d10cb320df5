"""Writing down and telling: the two things that happen at every change of a chunk."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from csvprep.bulk.ledger import ChunkState, Ledger
from csvprep.bulk.outcome import ChunkEvent


class Bookkeeper:
    """Writes each change into the ledger first and tells it to the listener second."""

    def __init__(self, ledger: Ledger, on_event: Callable[[ChunkEvent], None] | None) -> None:
        self.ledger = ledger
        self._on_event = on_event
        self._numbers = {row.file: number for number, row in enumerate(ledger.chunks(), start=1)}

    def write(self, file: str, state: ChunkState, **facts: str | int | None) -> None:
        """Record a chunk's new state and facts, and tell them."""
        self.write_all((file,), state, **facts)

    def write_all(self, files: Sequence[str], state: ChunkState, **facts: str | int | None) -> None:
        """Record the new state and facts of chunks as one act, which waits for the disk once, and tell them."""
        self.ledger.write_all(files, state, **facts)
        if self._on_event is not None:
            for file in files:
                self._on_event(ChunkEvent(self._numbers[file], len(self._numbers), self.ledger.chunk(file)))
