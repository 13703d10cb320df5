"""A schema bound to the header of a file: all that the work on a block depends on besides the block."""

from __future__ import annotations

from dataclasses import dataclass

from csvprep.checks import Column
from csvprep.frame import Form
from csvprep.kinds.registry import kind_for
from csvprep.polars_reading import column_name
from csvprep.schema.header import HeaderMap
from csvprep.schema.model import Schema


@dataclass(frozen=True, slots=True)
class UniqueKey:
    """Columns whose values together may stand in one record only.

    Attributes:
        code: the finding for a later record.
        columns: the columns, in the schema's order.
    """

    code: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """All that the work on a block depends on besides the block."""

    schema: Schema
    header: HeaderMap
    form: Form
    unsafe_fixes: bool
    keep_extra: bool
    columns: tuple[Column, ...]
    unique_keys: tuple[UniqueKey, ...]

    @property
    def output_columns(self) -> tuple[tuple[str, str], ...]:
        """Names in the frame and labels of the columns that chunks carry."""
        by_index = {column.index: column for column in self.columns}
        return tuple(
            (column_name(index), by_index[index].field.name if index in by_index else label)
            for index, label in enumerate(self.header.labels)
            if index in by_index or (self.keep_extra and index >= self.header.bookkeeping and label.strip())
        )


def make_plan(
    schema: Schema,
    header: HeaderMap,
    *,
    form: Form,
    region: str = "US",
    unsafe_fixes: bool = False,
    keep_extra: bool = False,
) -> Plan:
    """Bind a schema to the header of a file; its columns that are no label are left out."""
    names = {field.name: column_name(index) for index, field in enumerate(header.fields) if field is not None}
    columns = tuple(
        Column(index, column_name(index), field, kind_for(field, region), names.get(field.region_field or ""))
        for index, field in enumerate(header.fields)
        if field is not None
    )
    return Plan(schema, header, form, unsafe_fixes, keep_extra, columns, _unique_keys(schema, columns))


def _unique_keys(schema: Schema, columns: tuple[Column, ...]) -> tuple[UniqueKey, ...]:
    keys = [UniqueKey("unique-error", (column,)) for column in columns if column.field.unique]
    by_name = {column.field.name: column for column in columns}
    if schema.primary_key and all(name in by_name for name in schema.primary_key):
        keys.append(UniqueKey("primary-key-error", tuple(by_name[name] for name in schema.primary_key)))
    return tuple(keys)
