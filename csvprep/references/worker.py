"""A process that answers questions: reads them from a pipe, and ends where that ends."""

from __future__ import annotations

import pickle
import sys
from importlib import import_module
from typing import IO, Final

READY: Final = b"csvprep answers\n"
"""The line before the first answer."""


def serve(questions: IO[bytes], answers: IO[bytes]) -> None:
    """Answer until there are no more questions.

    Args:
        questions: pickles of a function's module and name, and of a list of its arguments.
        answers: gets a pickle of the list of answers for each; None where the function fails at one, so that the
            asking process, which then asks itself, fails as it would have done.
    """
    sys.stdout = sys.stderr  # nothing but answers goes there
    answers.write(b"\n" + READY)
    while True:
        try:
            (module, name), asked = pickle.load(questions)  # noqa: S301 - from the process that started this one
        except EOFError:
            return
        try:
            function = getattr(import_module(module), name).function
            found = [function(*question) for question in asked]
        except Exception:  # noqa: BLE001 - whatever a library raises
            found = None
        pickle.dump(found, answers)
        answers.flush()
