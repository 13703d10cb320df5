"""Short records that stand one after the other stay in one block, so that joining them doesn't depend on block size."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from itertools import pairwise

from csvprep.cells import parse_cells, strip_line_end
from csvprep.dialect import Grammar
from csvprep.records import Run

MAX_GROUP = 8
"""How many short records in a row may be one record broken by line ends; more of them are never joined."""


def keep_groups(runs: Iterable[Run], grammar: Grammar, width: int) -> Iterator[tuple[Run, bool]]:
    """Move the short records at the end of a run to the next run, if they are no more than MAX_GROUP.

    Args:
        runs: of one file, in its order.
        grammar: of the file.
        width: how many cells a whole record has.

    Yields:
        Runs, and whether the short records at its start go on with a group that is too long.
    """
    held: Run | None = None
    after_long = False
    for one in runs:
        if held is not None and one.overlong:
            yield held, after_long
            held, after_long = None, False
        run = one if held is None else _joined(held, one, grammar)
        held = None
        count = 0 if run.overlong else _trailing_short(run, grammar, width)
        if after_long and count == run.records:
            yield run, True
            continue
        if count > MAX_GROUP:
            yield run, after_long
            after_long = True
            continue
        if count:
            run, held = _cut(run, count, grammar)
        if run.records:
            yield run, after_long
            after_long = False
    if held is not None:
        yield held, after_long


def is_short(raw: bytes, grammar: Grammar, width: int) -> bool:
    """Say whether a record has fewer cells than a whole one, and no broken quotes."""
    record = strip_line_end(raw)
    if record.count(grammar.delimiter) + 1 < width and not (grammar.quote and grammar.quote in record):
        return True
    cells, _, broken = parse_cells(record, grammar)
    return not broken and len(cells) < width


def _trailing_short(run: Run, grammar: Grammar, width: int) -> int:
    """Count the short records at the end of a run, up to one more than MAX_GROUP."""
    if width < 2 or not is_short(_last_record(run), grammar, width):
        return 0
    raws, count = run.raw_records(), 1
    while count <= MAX_GROUP and count < len(raws) and is_short(raws[-1 - count], grammar, width):
        count += 1
    return count


def _last_record(run: Run) -> bytes:
    if run.ends is not None:
        return run.data[run.ends[-2] if len(run.ends) > 1 else 0 :]
    data, position = run.data, len(run.data) - 1
    odd = False
    while True:
        start = data.rfind(b"\n", 0, position) + 1
        odd ^= bool(run.quote) and data.count(run.quote, start, position + 1) % 2 == 1
        if not odd or not start:
            return data[start:]
        position = start - 1


def _cut(run: Run, count: int, grammar: Grammar) -> tuple[Run, Run]:
    """Cut a run before its last records."""
    ends = run.record_ends()
    first = run.records - count
    offset = ends[first - 1] if first else 0
    tail = [run.data[start:end] for start, end in pairwise([offset, *ends[first:]])]
    delimiters = -1 if run.delimiters < 0 else _delimiters(tail, grammar)
    tail_ends = array("Q", (end - offset for end in ends[first:]))
    held = Run(run.data[offset:], count, delimiters, tail_ends, quote=run.quote)
    kept = run.delimiters - delimiters if run.delimiters >= 0 else -1
    head = Run(run.data[:offset], first, kept, ends[:first] if run.ends is not None else None, quote=run.quote)
    return head, held


def _delimiters(raws: list[bytes], grammar: Grammar) -> int:
    return sum(len(parse_cells(strip_line_end(raw), grammar)[0]) - 1 for raw in raws)


def _joined(held: Run, run: Run, grammar: Grammar) -> Run:
    shift = len(held.data)
    ends = held.record_ends() + array("Q", (end + shift for end in run.record_ends()))
    both = min(held.delimiters, run.delimiters)
    delimiters = held.delimiters + run.delimiters if both >= 0 else -1
    return Run(held.data + run.data, len(ends), delimiters, ends, quote=grammar.quote)
