"""One line for each request, for the support desk: when, what, how it was answered, and the endpoint's id of it."""

from __future__ import annotations

import os
import threading
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from csvprep.errors import OutputError

_LONGEST_ID = 100


class RequestLog:
    """Appends lines to a file, from several threads; it holds paths, statuses and ids, nothing of what was sent.

    A line that can't be written is no reason to break off an upload: `is_whole` is False from then on.

    Args:
        path: the file; made if need be.

    Raises:
        OutputError: it can't be opened.
    """

    def __init__(self, path: Path) -> None:
        self.is_whole = True
        self._lock = threading.Lock()
        try:
            self._descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
        except OSError as error:
            raise OutputError(f"{path}: can't be written: {error.strerror}") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            os.close(self._descriptor)
            self._descriptor = -1

    def write(self, *, verb: str, path: str, answer: str, request_id: str | None, seconds: float) -> None:
        """Append a line.

        Args:
            verb: the request's method.
            path: its path, without the query.
            answer: the status code, or what kind of fault kept an answer from coming.
            request_id: the endpoint's id of the request, if it gave one.
            seconds: from the first byte sent to the last byte of the answer.
        """
        moment = datetime.now(UTC).isoformat(timespec="milliseconds")
        named = "".join(char for char in request_id or "" if "!" <= char <= "~")[:_LONGEST_ID] or "-"
        line = f"{moment} {verb} {path} {answer} {named} {seconds:.3f}s\n"
        with self._lock:
            try:
                os.write(self._descriptor, line.encode("ascii", "backslashreplace"))
            except OSError:
                self.is_whole = False
