"""A lock on a folder that the operating system itself lets go when its holder dies."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from csvprep.errors import CsvprepError, LedgerError

if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def hold_lock(path: Path, *, busy: str, error: type[CsvprepError] = LedgerError) -> Iterator[None]:
    """Hold the lock file `path` for the length of the block; the file itself stays.

    Raises:
        CsvprepError: of the kind `error`: another process holds it (the message is `busy`), or it can't be made.
    """
    try:
        stream = path.open("ab")
    except OSError as fault:
        raise error(f"{path}: can't be written: {fault.strerror}") from None
    with stream:
        try:
            _take(stream.fileno())
        except OSError:
            raise error(busy) from None
        yield
