"""Other ways to read a record that hasn't the shape of the header: each a guess that the schema has to confirm."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

from csvprep.cells import drop_stray_quotes, read_inner_quotes, strip_line_end
from csvprep.dialect import Grammar
from csvprep.frame import Unshaped
from csvprep.grouping import MAX_GROUP, is_short
from csvprep.plan import Plan
from csvprep.polars_reading import is_utf8
from csvprep.schema.model import Field, KindName

_MAX_READINGS = 200


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to read some records that follow each other as one record.

    Attributes:
        first, last: 0-based places in the block of the records that it reads.
        cells: as many as the header has labels.
    """

    first: int
    last: int
    cells: tuple[str, ...]


def find_candidates(unshaped: Sequence[Unshaped], plan: Plan, *, after_group: bool) -> list[Candidate]:
    """Return all readings of misshapen records that could satisfy the schema by their looks.

    Args:
        unshaped: the misshapen records of a block, in its order.
        plan: the schema, bound.
        after_group: the first records of the block go on with too many short ones to be joined.
    """
    grammar, width = plan.form.dialect.grammar, plan.form.width
    found: list[Candidate] = []
    for one in unshaped:
        if one.cells is None:
            found.extend(Candidate(one.index, one.index, cells) for cells in _unquoted(one.raw, grammar, width))
        elif len(one.cells) > width:
            found.extend(Candidate(one.index, one.index, cells) for cells in _merged(one.cells, grammar, width))
    for group in _short_groups(unshaped, grammar, width):
        long = len(group) > MAX_GROUP or (after_group and group[0].index == 0)
        found.extend(_padded(group, plan))
        found.extend([] if long else _joined(group, width))
    return [one for one in found if _is_likely(one.cells, plan)]


def _is_likely(cells: tuple[str, ...], plan: Plan) -> bool:
    """Say whether the cells look like what their columns hold; cheap, since most readings fail here."""
    return all(_looks_possible(cells[column.index], column.field) for column in plan.columns)


def _looks_possible(cell: str, field: Field) -> bool:
    if not cell.strip():
        return not field.required
    match field.kind:
        case KindName.EMAIL:
            return "@" in cell
        case KindName.URL:
            return "." in cell
        case KindName.PHONE:
            return "@" not in cell and sum(letter.isdigit() for letter in cell) > 4
        case KindName.NUMBER | KindName.INTEGER | KindName.DATE | KindName.DATETIME:
            return any(letter.isdigit() for letter in cell)
    return True


def _short_groups(unshaped: Sequence[Unshaped], grammar: Grammar, width: int) -> Iterator[list[Unshaped]]:
    """Yield short records that stand one after the other."""
    group: list[Unshaped] = []
    for one in unshaped:
        short = one.cells is not None and len(one.cells) < width and is_short(one.raw, grammar, width)
        if group and (not short or one.index != group[-1].index + 1):
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
            yield Candidate(one.index, one.index, cells + ("",) * (width - len(cells)))


def _joined(group: list[Unshaped], width: int) -> Iterator[Candidate]:
    """Join records that an unquoted line end broke: the last cell of one goes on in the first cell of the next."""
    for start in range(len(group)):
        cells = list(group[start].cells or ())
        for end in range(start + 1, len(group)):
            more = list(group[end].cells or ())
            cells = [*cells[:-1], cells[-1] + "\n" + more[0], *more[1:]]
            if len(cells) == width:
                yield Candidate(group[start].index, group[end].index, tuple(cells))
            if len(cells) >= width:
                break


def _merged(cells: tuple[str, ...], grammar: Grammar, width: int) -> Iterator[tuple[str, ...]]:
    """Take delimiters for text until the number of cells is right: every way to do so."""
    borders, extra = len(cells) - 1, len(cells) - width
    if width < 2 or comb(borders, extra) > _MAX_READINGS:
        return
    mark = grammar.delimiter.decode("ascii")
    for erased in combinations(range(borders), extra):
        merged = [cells[0]]
        for border in range(borders):
            if border in erased:
                merged[-1] += mark + cells[border + 1]
            else:
                merged.append(cells[border + 1])
        yield tuple(merged)


def _unquoted(raw: bytes, grammar: Grammar, width: int) -> set[tuple[str, ...]]:
    """Read a record with broken quotes: as if inner quotes were text, or the quote that begins a cell were stray."""
    record = strip_line_end(raw)
    if not is_utf8(record):
        return set()
    readings = (read_inner_quotes(record, grammar), drop_stray_quotes(record, grammar))
    return {tuple(cell.decode("utf-8") for cell in cells) for cells in readings if cells and len(cells) == width}
