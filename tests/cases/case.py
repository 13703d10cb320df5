"""What one small file must come out as."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Row = tuple[str, ...]
Place = tuple[str, int | None, int | None]


@dataclass(frozen=True, slots=True)
class Case:
    """One small file and what must come out of it, worked out by hand.

    Attributes:
        name: kebab-case, unique.
        source: where in the literature the situation comes from.
        data: the file.
        labels: of the header; None where the case is not about them.
        records: the cells of the records that fit, in file order; an empty cell is "".
        findings: code, record (None: header or file) and line of what is wrong with encoding, dialect or shape.
        facts: what must be detected: attributes of the dialect, and `encoding`.
        given: what the user says, as in `csvprep.blocks.Reading`.
        refused: a part of the message with which the file or an option is refused; "" when it is read.
        why: the reason where readers of the world differ.
    """

    name: str
    source: str
    data: bytes
    labels: Row | None = None
    records: tuple[Row, ...] = ()
    findings: tuple[Place, ...] = ()
    facts: tuple[tuple[str, Any], ...] = ()
    given: tuple[tuple[str, Any], ...] = ()
    refused: str = ""
    why: str = ""


def case(
    name: str,
    source: str,
    data: bytes,
    labels: str | Row | None,
    /,
    *records: str | Row,
    finds: str = "",
    given: dict[str, Any] | None = None,
    why: str = "",
    **facts: Any,
) -> Case:
    """Write a case in short: rows of plain cells as "a|b|c", findings as "code record line, …" with - for None."""
    return Case(
        name,
        source,
        data,
        None if labels is None else _row(labels),
        tuple(_row(record) for record in records),
        _places(finds),
        tuple(facts.items()),
        tuple((given or {}).items()),
        why=why,
    )


def refused(
    name: str, source: str, data: bytes, says: str, *, given: dict[str, Any] | None = None, why: str = ""
) -> Case:
    """Write a case that ends in one clear error."""
    return Case(name, source, data, given=tuple((given or {}).items()), refused=says, why=why)


def _row(cells: str | Row) -> Row:
    return tuple(cells.split("|")) if isinstance(cells, str) else cells


def _places(finds: str) -> tuple[Place, ...]:
    places = (text.split() for text in finds.split(",") if text)
    return tuple((code, _number(record), _number(line)) for code, record, line in places)


def _number(text: str) -> int | None:
    return None if text == "-" else int(text)
