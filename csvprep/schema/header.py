"""The header of a file against a schema: which column is which field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from csvprep.errors import UsageError
from csvprep.schema.claims import Claim, choose_columns, read_claims
from csvprep.schema.fields_match import fields_by_place, find_misfit, lacks_any, needed_fields
from csvprep.schema.labels import fold_label, label_matcher
from csvprep.schema.model import Field, FieldsMatch, Schema
from csvprep.schema.near_labels import NearLabels, near_fields

BOOKKEEPING = ("_record", "_line", "_errors")
_SHOWN_LABELS = 20
_HINTED = 500  # unknown labels; a file with more of them is another kind of file


@dataclass(frozen=True, slots=True)
class HeaderFinding:
    """One thing wrong with the header.

    Attributes:
        code: a code of the catalogue.
        facts: what its message template needs.
        column_index: 0-based; None when it is about a column that isn't there.
        field: the field or label that it is about.
        value, fix: the label, and how it should be written.
    """

    code: str
    facts: Mapping[str, object]
    column_index: int | None
    field: str | None
    value: str | None = None
    fix: str | None = None


@dataclass(frozen=True, slots=True)
class HeaderMap:
    """Which column is which field.

    Attributes:
        labels: the labels as they came.
        fields: for each column its field; None for a column that is no field of the schema.
        findings: what is wrong with the header.
    """

    labels: tuple[str, ...]
    fields: tuple[Field | None, ...]
    findings: tuple[HeaderFinding, ...]

    @property
    def bookkeeping(self) -> int:
        """How many leading columns are those that csvprep put in front of rejected records."""
        return count_bookkeeping(self.labels)


def count_bookkeeping(labels: Sequence[str]) -> int:
    """Return how many leading labels are those that csvprep put in front of rejected records."""
    return len(BOOKKEEPING) if tuple(labels[: len(BOOKKEEPING)]) == BOOKKEEPING else 0


def map_header(
    labels: tuple[str, ...], schema: Schema, mapping: Mapping[str, str] | None = None, *, redact: bool = False
) -> HeaderMap:
    """Match each label to a field.

    Args:
        labels: the header's cells.
        schema: the fields.
        mapping: label to name of field, as the user gave it; wins over the labels' own meaning.
        redact: no label stands in a message.

    Raises:
        UsageError: the mapping names a label or a field that isn't there.
    """
    given = dict(mapping or {})
    _check_mapping(given, labels, schema, redact=redact)
    if not any(label.strip() for label in labels):
        blank = HeaderFinding("blank-header", {}, None, None)
        return HeaderMap(labels, (None,) * len(labels), (blank, *_missing((None,), schema)))
    skip = count_bookkeeping(labels)
    claims = [*map(Claim, labels[:skip]), *read_claims(labels[skip:], schema, given)]
    takers = choose_columns(claims)
    fields = [one.field if one.field and takers[one.field.name] == at else None for at, one in enumerate(claims)]
    if schema.fields_match is FieldsMatch.EXACT:
        fields = fields_by_place(len(labels), skip, schema)
    judged = [one for index in range(skip, len(labels)) for one in _judge_label(index, claims, takers, schema)]
    if schema.fields_match is not None:
        judged = _matched(judged, claims, fields, schema, skip)
    findings = (*_without_doubtful(judged), *_missing(tuple(fields), schema))
    return HeaderMap(labels, tuple(fields), tuple(_with_hints(findings, fields, schema)))


def _check_mapping(given: dict[str, str], labels: tuple[str, ...], schema: Schema, *, redact: bool) -> None:
    for label, name in given.items():
        if label not in labels and redact:
            raise UsageError(f"--map {label}={name}: none of the file's {len(labels)} columns is '{label}'")
        if label not in labels:
            near = NearLabels((one, one) for one in labels).find(label, labels)
            meant = f"did you mean '{near}'? " if near else ""
            shown = ", ".join(labels[:_SHOWN_LABELS]) + (" …" if len(labels) > _SHOWN_LABELS else "")
            raise UsageError(f"--map {label}={name}: no column '{label}'; {meant}the file has {shown}")
        if name not in schema.by_name:
            found = label_matcher(schema)(name)
            near = found.name if found else near_fields(schema).find(name, schema.names)
            meant = f"did you mean {near}? " if near else ""
            raise UsageError(
                f"--map {label}={name}: {schema.name} has no field '{name}'; {meant}see `csvprep schema show`"
            )


def _judge_label(index: int, claims: Sequence[Claim], takers: Mapping[str, int], schema: Schema) -> list[HeaderFinding]:
    """Return what is wrong with one label, given the index of the column that takes each field."""
    claim = claims[index]
    label, field = claim.label, claim.field
    if not label.strip():
        return [HeaderFinding("blank-label", {"column": index + 1}, index, None)]
    if field is None:
        facts = {"label": label, "object": schema.name, "hint": ""}
        return [HeaderFinding("extra-label", facts, index, label, label)]
    taker = takers[field.name]
    if taker != index and claims[taker].rank == claim.rank:
        places = {"column": index + 1, "label": label, "other": taker + 1}
        return [HeaderFinding("duplicate-label", places, index, field.name, label)]
    if taker != index:
        hint = f"; {field.name} is read from '{claims[taker].label}': {_mapping(label, field.name)} reads it from here"
        facts = {"label": label, "object": schema.name, "hint": hint}
        return [HeaderFinding("extra-label", facts, index, label, label)]
    if claim.is_plain:
        return []
    code = "header-case" if fold_label(label) == fold_label(field.name) else "header-alias"
    return [HeaderFinding(code, {"label": label, "field": field.name}, index, field.name, label, field.name)]


def _matched(
    findings: list[HeaderFinding], claims: Sequence[Claim], fields: Sequence[Field | None], schema: Schema, skip: int
) -> list[HeaderFinding]:
    """Say first of a column that the schema's `fieldsMatch` doesn't take that it doesn't."""
    misfits = {index: find_misfit(claims[index], fields[index], schema) for index in range(skip, len(claims))}
    found = [
        HeaderFinding("incorrect-label", {"why": why}, index, claims[index].label or None, claims[index].label)
        for index, why in misfits.items()
        if why
    ]
    if lacks_any(fields, schema):
        why = f"no column is a field of {schema.name}, and its fieldsMatch asks for one at least"
        found.append(HeaderFinding("incorrect-label", {"why": why}, None, None))
    others = (one for one in findings if not misfits.get(-1 if one.column_index is None else one.column_index))
    return sorted([*found, *others], key=lambda one: len(claims) if one.column_index is None else one.column_index)


def _without_doubtful(findings: list[HeaderFinding]) -> list[HeaderFinding]:
    """Take the fix from a label whose field another column claims too: written, it would hide the error."""
    doubtful = {one.field for one in findings if one.code == "duplicate-label"}
    return [replace(one, fix=None) if one.field in doubtful else one for one in findings]


def _missing(fields: tuple[Field | None, ...], schema: Schema) -> list[HeaderFinding]:
    there = {field.name for field in fields if field is not None}
    return [
        HeaderFinding("missing-label", {"field": field.name, "by": _by(field), "hint": ""}, None, field.name)
        for field in needed_fields(schema)
        if field.name not in there
    ]


def _by(field: Field) -> str:
    asker = field.asker("required")
    return f" that {asker} asks for" if asker else ""


def _with_hints(
    findings: Sequence[HeaderFinding], fields: Sequence[Field | None], schema: Schema
) -> Iterator[HeaderFinding]:
    """Yield the findings; those of unknown labels and missing fields say which may be meant."""
    known = near_fields(schema)
    taken = {field.name for field in fields if field is not None}
    free = {field.name for field in schema.fields} - taken
    unknown = [str(one.value) for one in findings if one.code == "extra-label"][:_HINTED]
    meant = {label: name for label in unknown if (name := known.find(label, free))}
    for one in findings:
        hint = ""
        if one.code == "extra-label" and one.value in meant and not one.facts["hint"]:
            hint = _hint(meant[one.value], one.value, meant[one.value])
        elif one.code == "missing-label":
            name = str(one.field)
            label = next((label for label in unknown if known.find(label, [name])), None)
            within = [label for label in unknown if known.find_within(label, name)]
            label = label or (within[0] if len(within) == 1 else None)
            hint = _hint(f"'{label}'", label, name) if label else ""
        yield replace(one, facts={**one.facts, "hint": hint}) if hint else one


def _hint(meant: str, label: str, name: str) -> str:
    return f"; did you mean {meant}? then add {_mapping(label, name)}"


def _mapping(label: str, name: str) -> str:
    """Return the option that reads a column as a field, as a shell takes it."""
    quoted = f"{label}={name}".replace("'", "'\"'\"'")
    return f"--map '{quoted}'"
