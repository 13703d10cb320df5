"""The least that a prep can do with polars: patterns in place of libraries, and nothing is told.

    python tests/bench/floor.py FILE OUT

Reads contacts block by block, writes usual North American phones in one form, keeps the records whose address, phone,
URL and texts fit a pattern, hashes what came and what went: by two threads, as `csvprep prep` does. No value is held
against a library, no address against the others, and no finding, change or rejected record is written.
"""

from __future__ import annotations

import hashlib
import io
import sys
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import polars as pl

COLUMNS = ("mail", "first", "last", "title", "phone", "company", "site")
MAIL = r"\A[A-Za-z0-9._%+-]+@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}\z"
SITE = r"\Ahttps?://(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]+(?:[/?#]\S*)?\z"
PHONE = r"\A\([2-9][0-9]{2}\) [2-9][0-9]{2}-[0-9]{4}\z"
SPELT = r"\A(?:\+?1[-. ]?)?\(?([2-9][0-9]{2})\)?[-. ]?([2-9][0-9]{2})[-. ]?([0-9]{4})\z"
SPECIAL = r"[\x00-\x1f\x7f]|\A[\s=+@-]|\s\z"
LONGEST = 255
BLOCK_BYTES = 8 * 2**20
THREADS = 2


def judge(block: bytes) -> memoryview:
    """Return the good records of a block."""
    frame = pl.read_csv(io.BytesIO(block), has_header=False, infer_schema=False, new_columns=COLUMNS)
    frame = frame.with_columns(pl.col("phone").str.replace(SPELT, "($1) $2-$3"))
    texts = pl.col("first", "last", "title", "company")
    good = pl.all_horizontal(
        pl.col("mail").str.contains(MAIL),
        pl.col("phone").str.contains(PHONE),
        pl.col("site").str.contains(SITE),
        ~texts.str.contains(SPECIAL),
        texts.str.len_chars() <= LONGEST,
    )
    stream = io.BytesIO()
    frame.filter(good).write_csv(stream, include_header=False)
    return stream.getbuffer()


def main(source: Path, target: Path) -> None:
    """Copy what is good."""
    came, went, rest = hashlib.sha256(), hashlib.sha256(), b""
    waiting: deque[Future[memoryview]] = deque()
    with source.open("rb") as read, target.open("wb") as written, ThreadPoolExecutor(THREADS) as threads:
        written.write(read.readline())
        while piece := read.read(BLOCK_BYTES):
            came.update(piece)
            end = piece.rfind(b"\n") + 1
            waiting.append(threads.submit(judge, rest + piece[:end]))
            rest = piece[end:]
            while len(waiting) > THREADS or (waiting and waiting[0].done()):
                data = waiting.popleft().result()
                went.update(data)
                written.write(data)
        for future in waiting:
            went.update(future.result())
            written.write(future.result())


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
