"""The header of a file against a schema: which column is which field."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from csvprep.errors import UsageError
from csvprep.schema.model import Field, Schema

BOOKKEEPING = ("_record", "_line", "_errors")


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
        return len(BOOKKEEPING) if self.labels[: len(BOOKKEEPING)] == BOOKKEEPING else 0


def fold_label(label: str) -> str:
    """Return a label without case, spaces, underscores and hyphens."""
    return re.sub(r"[\s_\-]+", "", label.casefold())


def label_matcher(schema: Schema) -> Callable[[str], Field | None]:
    """Return the function that tells which field a label means: by its name, its name folded, an alias folded.

    A folded form that two fields share means neither.
    """
    named: dict[str, list[Field]] = {}
    aliased: dict[str, list[Field]] = {}
    for field in schema.fields:
        named.setdefault(fold_label(field.name), []).append(field)
        for alias in {fold_label(alias) for alias in field.aliases}:
            aliased.setdefault(alias, []).append(field)

    def match(label: str) -> Field | None:
        if label in schema.by_name:
            return schema.by_name[label]
        folded = fold_label(label)
        found = (named.get(folded) or aliased.get(folded, [])) if folded else []
        return found[0] if len(found) == 1 else None

    return match


def map_header(labels: tuple[str, ...], schema: Schema, mapping: Mapping[str, str] | None = None) -> HeaderMap:
    """Match each label to a field.

    Args:
        labels: the header's cells.
        schema: the fields.
        mapping: label to name of field, as the user gave it; wins over the labels' own meaning.

    Raises:
        UsageError: the mapping names a label or a field that isn't there.
    """
    given = dict(mapping or {})
    _check_mapping(given, labels, schema)
    if not any(label.strip() for label in labels):
        blank = HeaderFinding("blank-header", {}, None, None)
        return HeaderMap(labels, (None,) * len(labels), (blank, *_missing((None,), schema)))
    skip = HeaderMap(labels, (), ()).bookkeeping
    fields: list[Field | None] = [None] * skip
    findings: list[HeaderFinding] = []
    match = label_matcher(schema)
    known = set(labels)
    taken = {schema.by_name[name].name for name in given.values()}
    for index, label in enumerate(labels[skip:], skip):
        field = schema.by_name[given[label]] if label in given else match(label)
        if (
            field is not None
            and label not in given
            and label != field.name
            and (field.name in known or field.name in taken)
        ):
            field = None
        plain = label in given or (field is not None and label == field.name)
        findings.extend(_judge_label(index, label, field, fields, None if plain else schema))
        fields.append(None if field in fields else field)
    return HeaderMap(labels, tuple(fields), (*_without_doubtful(findings), *_missing(tuple(fields), schema)))


def _without_doubtful(findings: list[HeaderFinding]) -> list[HeaderFinding]:
    """Take the fix from a label whose field another column claims too: written, it would hide the error."""
    doubtful = {one.field for one in findings if one.code == "duplicate-label"}
    return [replace(one, fix=None) if one.field in doubtful else one for one in findings]


def _check_mapping(given: dict[str, str], labels: tuple[str, ...], schema: Schema) -> None:
    for label, name in given.items():
        if label not in labels:
            raise UsageError(f"--map {label}={name}: no column '{label}'; the file has {', '.join(labels)}")
        if name not in schema.by_name:
            raise UsageError(f"--map {label}={name}: {schema.name} has no field '{name}'; see `csvprep schema show`")


def _judge_label(
    index: int, label: str, field: Field | None, earlier: list[Field | None], schema: Schema | None
) -> list[HeaderFinding]:
    """Return what is wrong with one label; no schema: the label is right as it stands, unless it came before."""
    number = index + 1
    if not label.strip():
        return [HeaderFinding("blank-label", {"column": number}, index, None)]
    if field is not None and field in earlier:
        facts = {"column": number, "label": label, "other": earlier.index(field) + 1}
        return [HeaderFinding("duplicate-label", facts, index, field.name, label)]
    if schema is None:
        return []
    if field is None:
        return [HeaderFinding("extra-label", {"label": label, "object": schema.name}, index, label, label)]
    code = "header-case" if fold_label(label) == fold_label(field.name) else "header-alias"
    return [HeaderFinding(code, {"label": label, "field": field.name}, index, field.name, label, field.name)]


def _missing(fields: tuple[Field | None, ...], schema: Schema) -> list[HeaderFinding]:
    there = {field.name for field in fields if field is not None}
    return [
        HeaderFinding("missing-label", {"field": field.name}, None, field.name)
        for field in schema.fields
        if field.required and field.name not in there
    ]
