"""How many calls may be under way at once: few at first, more while all goes well, fewer when the endpoint is busy."""

from __future__ import annotations

import threading
import time

_BUSY = frozenset({429, 503})


class Pace:
    """Grows from one call by one with each answer, up to the bound; halves when the endpoint says that it is busy.

    From then on it grows by one only with each full round of answers. Usable from several threads.

    Args:
        most: the bound.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._allowed = 1.0
        self._was_lowered = False
        self._lowered_at = float("-inf")
        self._lock = threading.Lock()

    @property
    def allowed(self) -> int:
        """How many calls may be under way now."""
        return int(self._allowed)

    def hear(self, status: int, begun: float) -> None:
        """Take note of an answer.

        Args:
            status: its status.
            begun: when its call began, by the monotonic clock; of the calls that were under way when the pace was
                lowered none lowers it again.
        """
        with self._lock:
            if status not in _BUSY:
                step = 1 / self._allowed if self._was_lowered else 1.0
                self._allowed = min(float(self._most), self._allowed + step)
            elif begun > self._lowered_at:
                self._allowed = max(1.0, self._allowed / 2)
                self._was_lowered = True
                self._lowered_at = time.monotonic()
