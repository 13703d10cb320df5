"""A few threads that work for one: tasks go out, outcomes come back in the order they end."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a task: its result, or the error it ended in."""

    key: str
    result: object
    error: Exception | None


class Crew:
    """Runs tasks on threads of their own, which never hold up the end of the program."""

    def __init__(self) -> None:
        self._tasks: queue.SimpleQueue[tuple[str, Callable[[], object]] | None] = queue.SimpleQueue()
        self._outcomes: queue.SimpleQueue[Outcome] = queue.SimpleQueue()
        self._threads = 0
        self.busy: set[str] = set()

    def start(self, key: str, task: Callable[[], object]) -> None:
        """Begin a task under a key that no other running task has."""
        self.busy.add(key)
        self._tasks.put((key, task))
        if self._threads < len(self.busy):
            self._threads += 1
            threading.Thread(target=self._work, daemon=True, name=f"csvprep crew {self._threads}").start()

    def take(self, timeout_seconds: float) -> Outcome | None:
        """Return the next outcome, or None if none comes in time."""
        try:
            outcome = self._outcomes.get(timeout=max(0.0, timeout_seconds))
        except queue.Empty:
            return None
        self.busy.discard(outcome.key)
        return outcome

    def dismiss(self) -> None:
        """Let the threads go, each when its task has ended."""
        for _ in range(self._threads):
            self._tasks.put(None)

    def _work(self) -> None:
        while (given := self._tasks.get()) is not None:
            key, task = given
            try:
                self._outcomes.put(Outcome(key, task(), None))
            except Exception as error:  # noqa: BLE001 - handed to the thread that asked, which raises it
                self._outcomes.put(Outcome(key, None, error))
