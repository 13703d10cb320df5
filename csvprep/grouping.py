"""The parts of a record that line ends broke stay in one block, so that joining them doesn't depend on block size."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from csvprep.cells import is_utf8, parse_cells, strip_line_end
from csvprep.dialect import Grammar
from csvprep.lines import LF
from csvprep.records import Run

MAX_PARTS = 8
"""How many parts a record broken by line ends may have."""
_ALL_BYTES = bytes(range(256))


def find_segments(widths: Sequence[int], width: int) -> tuple[list[tuple[int, int]], int]:
    """Cut short records that stand one after the other into records broken by line ends.

    The first cell of a part goes on from the last cell of the part before it. From the first record on, parts are
    taken together until they have all cells; where that leads nowhere, the first part is left out.

    Args:
        widths: how many cells each has.
        width: how many a whole record has.

    Returns:
        First and last place of each whole record; the place where a record begins that has no end yet.
    """
    found: list[tuple[int, int]] = []
    start = cells = 0
    for index, count in enumerate(widths):
        if index == start:
            cells, leads_nowhere = count, count < 2
        else:
            cells += count - 1
            leads_nowhere = index - start >= MAX_PARTS
        if cells > width or leads_nowhere:
            start, cells = _next_start(widths, (start, index), cells, width)
        if cells == width:
            found.append((start, index))
            start = index + 1
    return found, start


def _next_start(widths: Sequence[int], parts: tuple[int, int], cells: int, width: int) -> tuple[int, int]:
    """Leave out first parts until the rest may lead to a record; return its start and how many cells it has so far."""
    start, index = parts
    while start <= index and (cells > width or index - start >= MAX_PARTS or widths[start] < 2):
        cells -= widths[start] - 1
        start += 1
    return start, cells if start <= index else 0


def keep_groups(runs: Iterable[Run], grammar: Grammar, width: int) -> Iterator[Run]:
    """Move the parts of a record that has no end yet from the end of a run to the next run.

    Args:
        runs: of one file, in its order.
        grammar: of the file.
        width: how many cells a whole record has.
    """
    held: Run | None = None
    for one in runs:
        if held is not None and one.overlong:
            yield held
            held = None
        run = one if held is None else _joined(held, one, grammar)
        held = None
        count = 0 if run.overlong else _count_open_parts(run, grammar, width)
        if count:
            run, held = _cut(run, count, grammar)
        if run.data:
            yield run
    if held is not None:
        yield held


def short_width(raw: bytes, grammar: Grammar, width: int) -> int | None:
    """Return how many cells a short record has; None for one that is whole, too long, broken or no text."""
    if not (grammar.quote and grammar.quote in raw) and not (grammar.escape and grammar.escape in raw):
        count = raw.count(grammar.delimiter) + 1
    else:
        cells, _, broken = parse_cells(strip_line_end(raw), grammar)
        count = width if broken else len(cells)
    return count if count < width and is_utf8(raw) else None


def _count_open_parts(run: Run, grammar: Grammar, width: int) -> int:
    """Count the records at the end of a run that may be parts of a record whose end is yet to come."""
    if width < 2 or short_width(_last_record(run), grammar, width) is None:
        return 0
    widths = _last_widths(run, grammar, width)
    return len(widths) - find_segments(widths, width)[1]


def _last_widths(run: Run, grammar: Grammar, width: int) -> list[int]:
    """Return how many cells the short records at the end of a run have, up to one that is not short."""
    if _are_lines(run, grammar) and is_utf8(run.data):
        return _last_line_widths(run.data, grammar.delimiter, width)
    widths: list[int] = []
    for raw in reversed(run.raw_records()):
        known = short_width(raw, grammar, width)
        if known is None:
            break
        widths.append(known)
    widths.reverse()
    return widths


def _are_lines(run: Run, grammar: Grammar) -> bool:
    """Say whether arithmetic tells that records are lines, cut at each delimiter."""
    return run.ends is None and not any(mark in run.data for mark in (grammar.quote, grammar.escape) if mark)


def _last_line_widths(data: bytes, delimiter: bytes, width: int) -> list[int]:
    """Return the same of data whose records are lines: what is left without all other bytes tells it."""
    marks = data.translate(None, delete=_ALL_BYTES.translate(None, delete=delimiter + LF)).removesuffix(LF)
    whole = marks.rfind(delimiter * (width - 1))
    end = marks.find(LF, whole) if whole >= 0 else -1
    if whole >= 0 and end < 0:
        return []
    return [size + 1 for size in map(len, marks[end + 1 :].split(LF))]


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
    if _are_lines(run, grammar):
        return _cut_lines(run, count, grammar.delimiter)
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


def _cut_lines(run: Run, count: int, delimiter: bytes) -> tuple[Run, Run]:
    """Do the same with a run whose records are lines."""
    data, place = run.data, len(run.data) - run.data.endswith(LF)
    for _ in range(count):
        place = data.rfind(LF, 0, place)
    tail = data[place + 1 :]
    delimiters = tail.count(delimiter) if run.delimiters >= 0 else -1
    crlf_ends = tail.count(b"\r\n") if run.crlf_ends >= 0 else -1
    held = Run(tail, count, delimiters, crlf_ends=crlf_ends, quote=run.quote)
    kept = run.delimiters - delimiters if run.delimiters >= 0 else -1
    kept_ends = run.crlf_ends - crlf_ends if run.crlf_ends >= 0 else -1
    return Run(data[: place + 1], run.records - count, kept, crlf_ends=kept_ends, quote=run.quote), held


def _delimiters(raws: list[bytes], grammar: Grammar) -> int:
    return sum(len(parse_cells(strip_line_end(raw), grammar)[0]) - 1 for raw in raws)


def _joined(held: Run, run: Run, grammar: Grammar) -> Run:
    data, records = held.data + run.data, held.records + run.records
    delimiters = held.delimiters + run.delimiters if min(held.delimiters, run.delimiters) >= 0 else -1
    if held.ends is None and run.ends is None:
        crlf_ends = held.crlf_ends + run.crlf_ends if min(held.crlf_ends, run.crlf_ends) >= 0 else -1
        return Run(data, records, delimiters, crlf_ends=crlf_ends, quote=grammar.quote)
    shift = len(held.data)
    ends = held.record_ends() + array("Q", (end + shift for end in run.record_ends()))
    return Run(data, records, delimiters, ends, quote=grammar.quote)
