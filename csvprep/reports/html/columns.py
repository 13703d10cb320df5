"""The columns of a file and the fields of the schema, as rows of a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from csvprep.overview import Excerpt
from csvprep.overview.excerpt import excerpt_of
from csvprep.reports.html.facts import PageFile
from csvprep.reports.html.figures import grouped
from csvprep.schema.model import Field


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """A column of the file.

    Attributes:
        number: its place.
        label: None where it may not be shown.
        field: what it is; empty: no field of the schema.
        is_renamed: the label is not the field's name.
        kind, rules: what the field's values must be.
    """

    number: int
    label: Excerpt | None
    field: str = ""
    is_renamed: bool = False
    kind: str = ""
    rules: str = ""


def rows_of_columns(page: PageFile) -> list[ColumnRow]:
    """Return the columns in the file's order; redacted: without labels that are no field's name."""
    if page.header is None:
        return []
    rows = []
    for number, (label, field) in enumerate(zip(page.header.labels, page.header.fields, strict=True), 1):
        name = "" if field is None else field.name
        shown = None if page.redact and label != name else excerpt_of(label)
        told = () if field is None else (name, label != name, _kind(field), ", ".join(_rules(field)))
        rows.append(ColumnRow(number, shown, *told))
    return rows


def missing_fields(page: PageFile) -> list[Field]:
    """Return the fields of the schema that the file has no column for."""
    if page.schema is None or page.header is None:
        return []
    there = {field.name for field in page.header.fields if field is not None}
    return [field for field in page.schema.fields if field.name not in there]


def _kind(field: Field) -> str:
    return f"{field.kind.value}, {field.form}" if field.form else field.kind.value


def _rules(field: Field) -> Iterator[str]:
    if field.required:
        yield "required"
    if field.unique:
        yield "unique" + (", whatever the case" if field.ignore_case else "")
    if field.min_length is not None:
        yield f"at least {grouped(field.min_length)} characters"
    if field.max_length is not None:
        yield f"at most {grouped(field.max_length)} characters"
    if field.minimum is not None:
        yield f"from {field.minimum}"
    if field.maximum is not None:
        yield f"up to {field.maximum}"
    if field.pattern is not None:
        yield f"matches {field.pattern}"
    if field.enum:
        yield (
            "one of " + ", ".join(field.enum[:8]) + (f" and {len(field.enum) - 8} more" if len(field.enum) > 8 else "")
        )
