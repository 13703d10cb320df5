"""Other ways to read a record that hasn't the shape of the header: each a guess that the schema has to confirm."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from math import comb
from typing import NamedTuple

from csvprep.cells import drop_stray_quotes, is_utf8, read_inner_quotes, strip_line_end
from csvprep.dialect import Grammar
from csvprep.frame import Unshaped
from csvprep.grouping import find_segments
from csvprep.plan import Plan
from csvprep.schema.model import Field, KindName

_MAX_READINGS = 200
_FIVE_DIGITS = re.compile(r"^[^@]*\d(?:[^@\d]*\d){4}[^@]*$")
_DIGIT = re.compile(r"\d")

Looks = tuple[tuple[int, Callable[[str], bool]], ...]


class Candidate(NamedTuple):
    """One way to read some records that follow each other as one record.

    Attributes:
        first, last: 0-based places in the block of the records that it reads.
        cells: as many as the header has labels.
    """

    first: int
    last: int
    cells: tuple[str, ...]


def find_candidates(unshaped: Sequence[Unshaped], plan: Plan) -> tuple[list[Candidate], list[tuple[int, int]]]:
    """Return all readings of misshapen records that could satisfy the schema by their looks.

    Args:
        unshaped: the misshapen records of a block, in its order.
        plan: the schema, bound.

    Returns:
        The readings; first and last place of records that follow each other and by their cells may be parts of one.
    """
    grammar, width = plan.form.dialect.grammar, plan.form.width
    mark, looks = plan.form.dialect.delimiter, _looks_of(plan)
    found: list[Candidate] = []
    breaks: list[tuple[int, int]] = []
    for one in unshaped:
        if one.cells is None:
            readings = (cells for cells in _unquoted(one.raw, grammar, width) if _is_likely(cells, looks))
            found.extend(Candidate(one.place, one.place, cells) for cells in readings)
        elif len(one.cells) > width:
            found.extend(Candidate(one.place, one.place, cells) for cells in _merged(one.cells, mark, width, looks))
    for group in _short_groups(unshaped, width):
        joined = list(_joined(group, width))
        breaks.extend((one.first, one.last) for one in joined)
        found.extend(one for one in (*_padded(group, plan), *joined) if _is_likely(one.cells, looks))
    return found, breaks


def _looks_of(plan: Plan) -> Looks:
    """Return for each column whose cells can be told by their looks how: cheap, since most readings fail here."""
    looks = ((column.index, _look_of(column.field)) for column in plan.columns)
    return tuple((index, look) for index, look in looks if look is not None)


def _look_of(field: Field) -> Callable[[str], bool] | None:
    shape: Callable[[str], object]
    match field.kind:
        case KindName.EMAIL:
            shape = re.compile("@").search
        case KindName.URL:
            shape = re.compile(r"\.").search
        case KindName.PHONE:
            shape = _FIVE_DIGITS.match
        case KindName.NUMBER | KindName.INTEGER | KindName.DATE | KindName.DATETIME:
            shape = _DIGIT.search
        case _ if field.required:
            return lambda cell: bool(cell.strip())
        case _:
            return None
    if field.required:
        return lambda cell: shape(cell) is not None
    return lambda cell: not cell or shape(cell) is not None or not cell.strip()


def _is_likely(cells: Sequence[str], looks: Looks) -> bool:
    return all(look(cells[index]) for index, look in looks)


def _short_groups(unshaped: Sequence[Unshaped], width: int) -> Iterator[list[Unshaped]]:
    """Yield short records that stand one after the other."""
    group: list[Unshaped] = []
    for one in unshaped:
        short = one.cells is not None and len(one.cells) < width
        if group and (not short or one.place != group[-1].place + 1):
            yield group
            group = []
        if short:
            group.append(one)
    if group:
        yield group


def _padded(group: list[Unshaped], plan: Plan) -> Iterator[Candidate]:
    """Fill up records whose last cells are missing, when nothing there is required."""
    width = plan.form.width
    required = max((column.index for column in plan.columns if column.field.required), default=-1)
    for one in group:
        cells = one.cells or ()
        if len(cells) > max(1, required) and any(cell.strip() for cell in cells):
            yield Candidate(one.place, one.place, cells + ("",) * (width - len(cells)))


def _joined(group: list[Unshaped], width: int) -> Iterator[Candidate]:
    """Join records that an unquoted line end broke: the last cell of one goes on in the first cell of the next."""
    if len(group) < 2:
        return
    segments, _ = find_segments([len(one.cells or ()) for one in group], width)
    for start, end in segments:
        cells = list(group[start].cells or ())
        for one in group[start + 1 : end + 1]:
            more = one.cells or ("",)
            cells[-1] += "\n" + more[0]
            cells.extend(more[1:])
        yield Candidate(group[start].place, group[end].place, tuple(cells))


def _merged(cells: tuple[str, ...], mark: str, width: int, looks: Looks) -> Iterator[tuple[str, ...]]:
    """Take delimiters for text until the number of cells is right: every way to do so that looks likely."""
    borders, extra = len(cells) - 1, len(cells) - width
    if width < 2 or comb(borders, extra) > _MAX_READINGS:
        return
    if extra == 1:
        yield from _merged_once(cells, mark, looks)
        return
    for erased in combinations(range(borders), extra):
        merged = [cells[0]]
        for border in range(borders):
            if border in erased:
                merged[-1] += mark + cells[border + 1]
            else:
                merged.append(cells[border + 1])
        if _is_likely(merged, looks):
            yield tuple(merged)


def _merged_once(cells: tuple[str, ...], mark: str, looks: Looks) -> Iterator[tuple[str, ...]]:
    """Take one delimiter for text: cells before it stay in their columns, those after it move one to the left."""
    last = min((index for index, look in looks if not look(cells[index])), default=len(cells) - 2)
    first = max((index for index, look in looks if not look(cells[index + 1])), default=0)
    for border in range(first, last + 1):
        merged = (*cells[:border], cells[border] + mark + cells[border + 1], *cells[border + 2 :])
        if all(look(merged[index]) for index, look in looks if index == border):
            yield merged


def _unquoted(raw: bytes, grammar: Grammar, width: int) -> set[tuple[str, ...]]:
    """Read a record with broken quotes: as if inner quotes were text, or the quote that begins a cell were stray."""
    record = strip_line_end(raw)
    if not is_utf8(record):
        return set()
    readings = (read_inner_quotes(record, grammar), drop_stray_quotes(record, grammar))
    return {tuple(cell.decode("utf-8") for cell in cells) for cells in readings if cells and len(cells) == width}
