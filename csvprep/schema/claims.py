"""Which field each label claims, and which column takes a field that several claim."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from csvprep.schema.labels import fold_label, label_matcher
from csvprep.schema.model import Field, Schema

_SAID, _VERY_NAME = 0, 1


@dataclass(frozen=True, slots=True)
class Claim:
    """What a label means.

    Attributes:
        label: as it came.
        field: None for a label that means no field.
        rank: how well it names the field, the best first: the user says so, the very name, the name written
            otherwise, its aliases in their order.
    """

    label: str
    field: Field | None = None
    rank: int = _SAID

    @property
    def is_plain(self) -> bool:
        """Whether nothing is to be said of it: it is the field's very name, or the user said so."""
        return self.field is not None and self.rank <= _VERY_NAME


def read_claims(labels: Sequence[str], schema: Schema, given: Mapping[str, str]) -> list[Claim]:
    """Return what each label means; several may mean the same field.

    Args:
        labels: of the columns.
        schema: the fields.
        given: label to name of field, as the user gave it; wins over the labels' own meaning.
    """
    match = label_matcher(schema)
    meant = [schema.by_name[given[label]] if label in given else match(label) for label in labels]
    claimed: defaultdict[str, set[str]] = defaultdict(set)
    for label, field in zip(labels, meant, strict=True):
        if field is not None:
            claimed[field.name].add(fold_label(label))
    beside = _labels_beside(schema, claimed)
    claims = []
    for label, field in zip(labels, meant, strict=True):
        if label not in given and label not in schema.by_name:
            folded = fold_label(label)
            others = (one for one, other in beside.get(folded, ()) if claimed[other] - {folded})
            field = next(others, field)  # noqa: PLW2901 - what it means beside another column is nearer
        claims.append(Claim(label, field, _rank(label, field, given) if field is not None else _SAID))
    return claims


def _labels_beside(schema: Schema, claimed: Mapping[str, set[str]]) -> dict[str, list[tuple[Field, str]]]:
    """Return for folded labels which field, unless it has a column, they mean beside which other one."""
    beside: dict[str, list[tuple[Field, str]]] = {}
    for field in schema.fields:
        if field.name not in claimed:
            for other, aliases in field.aliases_beside:
                for alias in aliases:
                    beside.setdefault(fold_label(alias), []).append((field, other))
    return beside


def _rank(label: str, field: Field, given: Mapping[str, str]) -> int:
    if label in given:
        return _SAID
    if label == field.name:
        return _VERY_NAME
    beside = (alias for _, aliases in field.aliases_beside for alias in aliases)
    names = [field.name, *field.aliases, field.title, *beside]
    folded = fold_label(label)
    return 2 + next(place for place, name in enumerate(names) if fold_label(name) == folded)


def choose_columns(claims: Sequence[Claim]) -> dict[str, int]:
    """Return for each claimed field the index of the column that takes it: the best claim, of equal ones the first."""
    best: dict[str, int] = {}
    for index, claim in enumerate(claims):
        if claim.field is not None and claim.rank < claims[best.setdefault(claim.field.name, index)].rank:
            best[claim.field.name] = index
    return best
