"""A slow function of texts: its answers are remembered, and many questions at once are shared among processes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from functools import update_wrapper
from itertools import islice
from threading import Lock
from typing import Any, Final, Generic, TypeVar

from csvprep.references.processes import Processes, Question, at_work

Answer = TypeVar("Answer")
_NONE: Final[Any] = object()


class Asked(Generic[Answer]):
    """A function of texts that gives equal answers to equal questions; may be called by several threads.

    Attributes:
        function: itself, which remembers nothing.
        questions: how often it was asked by this process.
    """

    def __init__(self, function: Callable[..., Answer], size: int) -> None:
        """Remember at least half of the `size` latest answers of a function that a module has under its name."""
        update_wrapper(self, function)
        self.function = function
        self.questions = 0
        self._size = size
        self._answers: dict[Question, Answer] = {}
        self._lock = Lock()

    def __call__(self, *question: str) -> Answer:
        """Return the answer to a question: the function's arguments."""
        answer: Answer = self._answers.get(question, _NONE)
        if answer is _NONE:
            answer = self._ask(question)
            self._remember({question: answer})
        return answer

    def ask_all(self, values: list[str], *others: str) -> list[Answer]:
        """Return the answers to many questions; where it takes long, processes share the work (`processes_for`).

        Args:
            values: the first argument of each.
            others: the arguments behind it.
        """
        processes = at_work()
        if processes is None:
            return [self(value, *others) for value in values]
        questions = [(value, *others) for value in values]
        found = {one: self._answers.get(one, _NONE) for one in questions}
        unknown = [one for one, answer in found.items() if answer is _NONE]
        for place, question in enumerate(unknown):
            if processes.are_worth(len(unknown) - place):
                answered = dict(self._answer(processes, unknown[place:]))
                self._remember(answered)
                found |= answered
                break
            began = time.perf_counter()
            found[question] = self(*question)
            processes.note(time.perf_counter() - began)
        return [found[one] for one in questions]

    def _answer(self, processes: Processes, questions: list[Question]) -> Iterator[tuple[Question, Answer]]:
        """Yield questions with the answers of processes; those that they fail at this one answers."""
        for part, answers in processes.answer(self.function, questions):
            yield from zip(part, map(self._ask, part) if answers is None else answers, strict=True)

    def _ask(self, question: Question) -> Answer:
        self.questions += 1
        return self.function(*question)

    def forget(self) -> None:
        """Forget all answers."""
        with self._lock:
            self._answers.clear()

    def _remember(self, answered: Mapping[Question, Answer]) -> None:
        with self._lock:
            self._answers.update(answered)
            if len(self._answers) > self._size:
                for question in list(islice(self._answers, len(self._answers) - self._size // 2)):
                    del self._answers[question]


def asked(size: int) -> Callable[[Callable[..., Answer]], Asked[Answer]]:
    """Return a decorator that makes a function `Asked`."""

    def decorate(function: Callable[..., Answer]) -> Asked[Answer]:
        return Asked(function, size)

    return decorate
