r"""Where records begin in a range of bytes of which the beginning is not known.

From the place where one record begins, the places of all later ones follow (`csvprep.blocks.cut_runs`, the code of
local runs). So a worker guesses where the first record of its range may begin, for each of three states of things:

    outside     the range begins outside of quoted cells
    inside      it begins within one
    stray       the quotes on its first line mean nothing

and follows the records from there to the first one that begins behind the range: a candidate. Chains that begin in
different places mostly meet within some records, and from there on they are one. The driver knows where the first
record of the first range begins, and goes from range to range: the exit of one is the entry of the next. An entry
that is no candidate of its range (quotes that nothing can be told from) is followed by a task of its own, so that
the result never depends on a guess.

    ranges     |--------------|--------------|--------------|
    records    |----|---|--------|-----|----|----|---|---|--|
    entries    ^                 ^                ^

Records that line ends broke must stay together (`csvprep.grouping`): a range ends only behind a record that is not
short, whatever that takes.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from csvprep.blocks import cut_runs
from csvprep.cells import count_lines, mask
from csvprep.cluster.texts import Cuttable, source_bytes
from csvprep.dialect import Grammar
from csvprep.grouping import short_width
from csvprep.records import Run, find_run
from csvprep.sources.byte_ranges import FETCH_BYTES, Fetch
from csvprep.streams import Readable, read_up_to

_LOOK_BYTES = 256 * 2**10
_MORE_BYTES = 16 * 2**10
_SLACK_BYTES = 4 * 2**20
_RUN_BYTES = 2**20


@dataclass(frozen=True, slots=True)
class Candidate:
    """Records of a range, if the first one begins where it is thought to.

    Attributes:
        entry: offset of its first record.
        exit: offset of the first record behind the range.
        records: how many are between them.
        lines: how many line ends.
    """

    entry: int
    exit: int
    records: int
    lines: int


class _TooFarError(Exception):
    """A record goes on so far behind its range that a guess is not worth it."""


class _Bounded:
    """Passes text on; the end of what may be read is an error where the source goes on."""

    def __init__(self, text: Readable, *, goes_on: bool) -> None:
        self._text, self._goes_on = text, goes_on

    def read(self, size: int, /) -> bytes:
        data = self._text.read(size)
        if not data and self._goes_on:
            raise _TooFarError
        return data


def follow(cut: Cuttable, fetch: Fetch, entry: int, until: int, *, slack: int | None = None) -> Candidate:
    """Follow the records from one that begins at an offset to the first one that begins at another, or behind it.

    Args:
        cut: the source.
        fetch: reads it.
        entry: offset of a record.
        until: in bytes.
        slack: how far behind `until` may be looked; None: as far as it takes.

    Raises:
        _TooFarError: it took more than the slack.
    """
    last = cut.size if slack is None else min(cut.size, until + slack)
    step = max(1, min(_RUN_BYTES, until - entry))
    fetched = min(FETCH_BYTES, until - entry + _MORE_BYTES)
    text = _Bounded(cut.text(fetch, entry, last, fetched), goes_on=last < cut.size)
    position, records, lines = entry, 0, 0
    for run in cut_runs(text, cut.grammar, step, cut.max_record_bytes, count_cells=False):
        end = position + source_bytes(run.data, cut.encoding)
        if end >= until and (found := _exit(run, position, until, cut)) is not None:
            return Candidate(entry, found[0], records + found[1], lines + found[2])
        position, records, lines = end, records + run.records, lines + run.count_lines()
    return Candidate(entry, cut.size, records, lines)


def _exit(run: Run, position: int, until: int, cut: Cuttable) -> tuple[int, int, int] | None:
    """Return the offset of the first border in a run that is not before `until`, and records and line ends up to it."""
    if run.overlong:
        whole = run.data.endswith((b"\n", b"\r"))
        return (position + source_bytes(run.data, cut.encoding), run.records, run.count_lines()) if whole else None
    ends = run.record_ends()
    behind = bisect_left(ends, until - position) if cut.is_plain else 0
    offset = ends[behind - 1] if behind else 0
    position += offset
    for count, end in enumerate(ends[behind:], behind + 1):
        raw = run.data[offset:end]
        position += source_bytes(raw, cut.encoding)
        offset = end
        if position >= until and not _is_short(raw, cut):
            return position, count, count_lines(run.data[:end])
    return None


def _is_short(raw: bytes, cut: Cuttable) -> bool:
    return cut.width > 1 and short_width(raw, cut.grammar, cut.width) is not None


def find_candidates(cut: Cuttable, fetch: Fetch, begin: int, end: int) -> tuple[Candidate, ...]:
    """Return what the records of a range may be.

    Args:
        cut: the source.
        fetch: reads it.
        begin: offset of the range, a multiple of the source's unit and not before its first record.
        end: offset after it.
    """
    if begin <= cut.first:
        return (follow(cut, fetch, cut.first, end),)
    base = begin - cut.unit
    last = min(cut.size, base + min(_LOOK_BYTES, 2 * (end - begin) // 2 * 2 + _MORE_BYTES))
    look = read_up_to(cut.text(fetch, base, last), 4 * (last - base))
    chains: list[_Chain] = []
    found: dict[int, Candidate] = {}
    for start in _starts(look, cut, final=last == cut.size):
        chain = _Chain.of(look, start, cut, final=last == cut.size)
        chain.total = next((total for one in chains if (total := chain.joined(one, look)) is not None), None)
        if chain.total is None:
            chain.total = _follow_guess(cut, fetch, base + source_bytes(look[:start], cut.encoding), end)
        if chain.total is not None:
            chains.append(chain)
            for one in _entries(chain, look, cut, base, end):
                found.setdefault(one.entry, one)
    return tuple(found.values())


def _follow_guess(cut: Cuttable, fetch: Fetch, entry: int, end: int) -> Candidate | None:
    if entry >= end:
        return Candidate(entry, entry, 0, 0)
    try:
        return follow(cut, fetch, entry, end, slack=_SLACK_BYTES)
    except _TooFarError:
        return None


@dataclass(slots=True)
class _Chain:
    """The first records from a place in the text on.

    Attributes:
        ends: where they begin and end in the text.
        total: of the range, if the chain begins with its first record.
    """

    ends: tuple[int, ...]
    total: Candidate | None = None

    @classmethod
    def of(cls, look: bytes, start: int, cut: Cuttable, *, final: bool) -> _Chain:
        run = find_run(look[start:], cut.grammar, final=final, max_record_bytes=cut.max_record_bytes)
        ends = run.record_ends() if run is not None else ()
        return cls((start, *(start + end for end in ends)))

    def joined(self, other: _Chain, look: bytes) -> Candidate | None:
        """Return the total if this chain meets another one, whose total is known."""
        places = {end: index for index, end in enumerate(other.ends)}
        meeting = next(((index, places[end]) for index, end in enumerate(self.ends) if end in places), None)
        total = other.total
        if meeting is None or total is None or total.records < meeting[1]:
            return None
        mine, theirs = meeting
        lines = count_lines(look[self.ends[0] : self.ends[mine]]) - count_lines(
            look[other.ends[0] : other.ends[theirs]]
        )
        return Candidate(-1, total.exit, total.records + mine - theirs, total.lines + lines)


def _entries(chain: _Chain, look: bytes, cut: Cuttable, base: int, end: int) -> Iterator[Candidate]:
    """Yield the chain from its beginning, and from behind its first record that is not short: one of them is it."""
    total = chain.total
    if total is None:
        return
    offset = base + source_bytes(look[: chain.ends[0]], cut.encoding)
    yield Candidate(offset, total.exit, total.records, total.lines)
    for count, (start, stop) in enumerate(pairwise(chain.ends), 1):
        offset += source_bytes(look[start:stop], cut.encoding)
        if count > total.records or offset > max(end, total.exit):
            return
        if not _is_short(look[start:stop], cut):
            lines = count_lines(look[chain.ends[0] : stop])
            yield Candidate(offset, max(total.exit, offset), total.records - count, total.lines - lines)
            return


@lru_cache(maxsize=32)
def _start_patterns(grammar: Grammar) -> tuple[re.Pattern[bytes], ...]:
    """Match what stands before the first record: outside of quoted cells, within one, and whatever quotes there are."""
    stray = re.compile(rb"[^\n]*+\n")
    if not grammar.quote:
        return (stray,)
    quote = re.escape(grammar.quote)
    inner = b"[^" + quote + b"]*+" + quote
    outside = b"[^\\n" + quote + b"]*+(?:" + quote + inner + b"[^\\n" + quote + b"]*+)*+\\n"
    return re.compile(outside), re.compile(inner + outside), stray


def _starts(look: bytes, cut: Cuttable, *, final: bool) -> list[int]:
    """Return where in the text the first record may begin, without repetition."""
    masked = mask(look, cut.grammar, final=final)
    matches = (pattern.match(masked) for pattern in _start_patterns(cut.grammar))
    return list(dict.fromkeys(match.end() for match in matches if match is not None))
