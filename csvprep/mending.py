"""Records of the wrong shape that can be read in one way only so that they satisfy the schema.

Such a reading is a suggestion; with unsafe fixes it is taken. Where two readings satisfy the schema, none is taken.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from csvprep.blocks import Block
from csvprep.catalogue import CATALOGUE
from csvprep.cells import as_record, can_be_written, strip_line_end
from csvprep.findings import Severity
from csvprep.frame import RECORD, Parsed, Unshaped, add_rows
from csvprep.judging import judge_values
from csvprep.misfits import Misfit
from csvprep.plan import Plan
from csvprep.readings import Candidate, find_candidates

_ERRORS = tuple(name for name, code in CATALOGUE.items() if code.severity is Severity.ERROR)


@dataclass(frozen=True, slots=True)
class Mended:
    """A block whose misshapen records were looked at.

    Attributes:
        parsed: with suggestions in the misfits; with unsafe fixes their records are in the frame.
        absorbed: numbers of the records that became part of the one before them, ascending.
    """

    parsed: Parsed
    absorbed: tuple[int, ...] = ()


def mend_records(parsed: Parsed, block: Block, plan: Plan) -> Mended:
    """Find the one reading of each misshapen record, if there is one."""
    if not parsed.unshaped or not plan.columns or block.run.overlong:
        return Mended(parsed)
    candidates, breaks = find_candidates(parsed.unshaped, plan)
    if block.is_open:  # what is cut off can't be told
        candidates = [one for one in candidates if one.last < block.run.records - 1]
    dialect = plan.form.dialect
    readings = [
        one for one in _only_readings(_satisfying(candidates, plan), breaks) if can_be_written(one.cells, dialect)
    ]
    if not readings:
        return Mended(parsed)
    by_index = {one.place: one for one in parsed.unshaped}
    misfits = _answered(parsed.misfits, readings, by_index, block, plan)
    if not plan.unsafe_fixes:
        return Mended(replace(parsed, misfits=misfits))
    rows = [one.cells for one in readings]
    places = [(block.first_record + one.first, by_index[one.first].line) for one in readings]
    frame = add_rows(parsed.frame, rows, places)
    absorbed = [block.first_record + index for one in readings for index in range(one.first + 1, one.last + 1)]
    return Mended(replace(parsed, frame=frame, misfits=misfits), tuple(absorbed))


def _satisfying(candidates: Sequence[Candidate], plan: Plan) -> list[Candidate]:
    """Return the readings that have no error but those that safe fixes answer; equal ones once.

    A cell that was put together must be right as it stands: a fix could only throw away what doesn't belong there.
    """
    candidates = list(dict.fromkeys(candidates))
    if not candidates:
        return []
    empty = pl.DataFrame(schema={RECORD: pl.Int64, "line": pl.Int64, **_cells_schema(plan.form.width)})
    rows = [one.cells for one in candidates]
    frame = add_rows(empty, rows, [(number, 0) for number in range(len(rows))])
    bad: set[int] = set()
    mark = pl.lit(plan.form.dialect.delimiter)
    put_together = pl.col("value").str.contains(mark, literal=True) | pl.col("value").str.contains("[\r\n]")
    for part in judge_values(replace(plan, unsafe_fixes=False), frame).findings:
        bad.update(part.filter((~pl.col("applied") | put_together) & pl.col("code").is_in(_ERRORS))[RECORD])
    return [one for number, one in enumerate(candidates) if number not in bad]


def _cells_schema(width: int) -> dict[str, type[pl.String]]:
    return {f"c{index}": pl.String for index in range(width)}


def _only_readings(satisfying: Iterable[Candidate], breaks: Iterable[tuple[int, int]]) -> list[Candidate]:
    """Return the readings without rival.

    Where records look like parts of a broken one, their readings are weighed together: just one choice of them has to
    explain every part.

    Args:
        satisfying: readings that satisfy the schema.
        breaks: first and last place of records that may be parts of one.
    """
    starting: defaultdict[int, list[Candidate]] = defaultdict(list)
    for one in satisfying:
        starting[one.first].append(one)
    chosen: list[Candidate] = []
    for first, last in breaks:
        choices = _tilings(starting, first, last)
        chosen.extend(choices[0] if len(choices) == 1 else ())
        for place in range(first, last + 1):
            starting.pop(place, None)
    chosen.extend(rivals[0] for rivals in starting.values() if len(rivals) == 1)
    return sorted(chosen)


def _tilings(starting: Mapping[int, list[Candidate]], first: int, last: int) -> list[list[Candidate]]:
    """Return the choices of readings that cover each record from first to last once; two at most are looked for."""
    found: list[list[Candidate]] = []
    open_ends: list[tuple[int, list[Candidate]]] = [(first, [])]
    while open_ends and len(found) < 2:
        place, taken = open_ends.pop()
        if place > last:
            found.append(taken)
            continue
        following = (one for one in starting.get(place, ()) if one.last <= last)
        open_ends.extend((one.last + 1, [*taken, one]) for one in following)
    return found


def _answered(
    misfits: tuple[Misfit, ...],
    readings: list[Candidate],
    by_index: dict[int, Unshaped],
    block: Block,
    plan: Plan,
) -> tuple[Misfit, ...]:
    """Give the misfits of mended records their suggestion; with unsafe fixes it is taken, as their fix."""
    meant: dict[int, str] = {}
    for one in readings:
        meant[block.first_record + one.first] = as_record(one.cells, plan.form.dialect)
        meant.update((block.first_record + index, "") for index in range(one.first + 1, one.last + 1))
    answered = []
    for misfit in misfits:
        text = meant.get(misfit.record)
        if text is None or misfit.column_index is not None:
            answered.append(misfit)
            continue
        value, fix = misfit.value, None
        suggestion: str | None = text
        if plan.unsafe_fixes:
            raw = by_index[misfit.record - block.first_record].raw
            value, fix, suggestion = strip_line_end(raw).decode("utf-8"), text, None
        answered.append(Misfit(misfit.record, misfit.line, misfit.code, misfit.facts, None, value, fix, suggestion))
    return tuple(answered)
