"""Processes of our own that answer what only Python code knows, side by side.

They are started when answers have taken long enough to be worth it, and end with the run that they work for: a process
reads questions from a pipe, and its end is the end of the process, however its owner ended. A pool of
`multiprocessing` would run a script that calls csvprep once more in each of its processes, and may outlive its owner.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from threading import Lock
from typing import IO, Any, Final, cast

from csvprep.references.worker import READY

PATIENCE_SECONDS: Final = 0.5
"""So long a run answers by itself before it starts processes; one takes about 0.2 s to start."""
FEW_QUESTIONS: Final = 32
"""So many are answered sooner than sent."""

_MOST_AT_ONCE: Final = 256
_END_SECONDS: Final = 5
# -P: no module is taken from the folder that the user happens to be in
_PROGRAM: Final = (
    "import pickle, signal, sys; signal.signal(signal.SIGINT, signal.SIG_IGN); "
    "sys.path[:] = pickle.load(sys.stdin.buffer); "
    "from csvprep.references.worker import serve; serve(sys.stdin.buffer, sys.stdout.buffer)"
)

Question = tuple[str, ...]


class Processes:
    """Up to `count` processes, none of which is started before it is of use; 1: none at all.

    Several threads may ask at once.
    """

    def __init__(self, count: int) -> None:
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="asking")
        self._count = count
        self._idle: list[_Process] = []
        self._spent = 0.0
        self._stopped = False
        # where there is no Python to start, this process does all
        self._failed = count < 2 or not sys.executable or getattr(sys, "frozen", False)

    def note(self, seconds: float) -> None:
        """Note for how long this process itself was answering.

        Raises:
            CancelledError: nobody wants the answers any more.
        """
        self._spent += seconds
        if self._stopped:
            raise CancelledError

    def stop(self) -> None:
        """Have those that ask give up."""
        self._stopped = True

    def are_worth(self, count: int) -> bool:
        """Return whether so many questions are answered sooner by processes."""
        return self._spent >= PATIENCE_SECONDS and count >= FEW_QUESTIONS and not self._failed

    def answer(
        self, function: Callable[..., Any], questions: list[Question]
    ) -> Iterator[tuple[list[Question], list[Any] | None]]:
        """Yield questions with their answers, part by part; None: a process failed at one of them.

        Args:
            function: what a module has under its name.
            questions: its arguments.

        Raises:
            CancelledError: nobody wants the answers any more.
        """
        size = min(_MOST_AT_ONCE, max(FEW_QUESTIONS, -(-len(questions) // (2 * self._count))))
        parts = [questions[start : start + size] for start in range(0, len(questions), size)]
        name = (function.__module__, function.__qualname__)
        yield from zip(parts, self._threads.map(lambda part: self._ask(name, part), parts), strict=True)

    def _ask(self, name: tuple[str, str], questions: list[Question]) -> list[Any] | None:
        """Have a process answer that no other thread asks; None: it failed."""
        if self._stopped:
            raise CancelledError
        if self._failed:
            return None
        process: _Process | None = None
        try:
            with suppress(IndexError):
                process = self._idle.pop()
            process = process or _Process()
            answers: list[Any] | None = process.ask((name, questions))
        except Exception:  # noqa: BLE001 - killed, or it could not start: whatever ails it, this process can answer
            self._failed = True
            if process is not None:
                process.end()
            return None
        self._idle.append(process)
        return answers

    def end(self) -> None:
        """End all processes; nobody may be asking."""
        self._threads.shutdown(cancel_futures=True)
        for process in self._idle:
            process.end()


class _Process:
    def __init__(self) -> None:
        self._popen = subprocess.Popen(  # noqa: S603 - this Python itself
            [sys.executable, "-P", "-c", _PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._questions, self._answers = cast("IO[bytes]", self._popen.stdin), cast("IO[bytes]", self._popen.stdout)
        self._is_told = self._is_ready = False

    def ask(self, question: Any) -> Any:
        """Return what the process answers.

        Raises:
            Exception: it doesn't.
        """
        if not self._is_told:
            pickle.dump(sys.path, self._questions)
            self._is_told = True
        pickle.dump(question, self._questions)
        self._questions.flush()
        while not self._is_ready:  # what a user's own start-up files print comes first
            line = self._answers.readline()
            if not line:
                raise EOFError
            self._is_ready = line == READY
        return pickle.load(self._answers)  # noqa: S301 - from a process of our own

    def end(self) -> None:
        with suppress(OSError):  # what was left to write has no reader
            self._questions.close()
        try:
            self._popen.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._popen.kill()
            self._popen.wait()
        self._answers.close()


class _Shared:
    """What all runs under way in this process share."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._runs = 0
        self.processes: Processes | None = None

    def join(self, count: int) -> None:
        with self._lock:
            self._runs += 1
            if self.processes is None:
                self.processes = Processes(count)

    def stop(self) -> None:
        """Have the only run under way give up."""
        with self._lock:
            if self.processes is not None and self._runs == 1:
                self.processes.stop()

    def leave(self) -> None:
        with self._lock:
            self._runs -= 1
            ended = None if self._runs else self.processes
            if ended is not None:
                self.processes = None
        if ended is not None:
            ended.end()


_SHARED: Final = _Shared()


def at_work() -> Processes | None:
    """Return the processes of the runs under way; None: there is no run."""
    return _SHARED.processes


@contextmanager
def processes_for(count: int) -> Iterator[None]:
    """Let the threads of a run ask up to so many processes; 1: themselves only.

    Runs at once share the processes of the first of them.
    """
    _SHARED.join(count)
    try:
        yield
    finally:
        _SHARED.leave()


@contextmanager
def giving_up() -> Iterator[None]:
    """Have threads that answer give up when the block that wants the answers ends with an error, as by Ctrl-C."""
    try:
        yield
    except BaseException:
        _SHARED.stop()
        raise
