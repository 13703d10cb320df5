"""Blocks of a source, read again by the driver: for the few lines of a file that a listing shows."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from csvprep.blocks import Block
from csvprep.cluster.inputs import Input, open_part
from csvprep.cluster.linking import Range


class BlocksOf:
    """The blocks of a source, found by a record's number. Use it as a context manager: it may open the source.

    Args:
        given: the source.

    Attributes:
        ranges: those that are known, in their order.
    """

    def __init__(self, given: Input) -> None:
        self._given = given
        self.ranges: list[Range] = []
        self._part: Range | None = None
        self._stack = ExitStack()
        self._blocks: Iterator[Block] | None = None
        self._last = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stack.close()

    def fetch(self, record: int) -> Block | None:
        """Return the block that holds a record; quick where records are asked for in their order.

        Raises:
            InputError: the source can't be read again.
        """
        index = bisect_right(self.ranges, record, key=lambda one: one.first_record)
        if index == 0:
            return None
        if self._part is not self.ranges[index - 1] or record <= self._last:
            self._begin(self.ranges[index - 1])
        for block in self._blocks or ():
            self._last = block.first_record + block.run.records - 1
            if record <= self._last:
                return block if record >= block.first_record else None
        return None

    def _begin(self, part: Range) -> None:
        """Go to the beginning of a range."""
        self._stack.close()
        self._part = part
        options = self._given.options
        source = self._stack.enter_context(open_part(self._given, part))
        self._blocks = source.blocks(options.read_bytes, max_record_bytes=options.max_record_bytes, count_cells=False)
