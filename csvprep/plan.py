"""A schema bound to the header of a file: all that the work on a block depends on besides the block."""

from __future__ import annotations

from dataclasses import dataclass

from csvprep.checks import Column
from csvprep.frame import Form
from csvprep.kinds.registry import kind_for
from csvprep.polars_reading import column_name
from csvprep.schema.header import HeaderMap
from csvprep.schema.model import ForeignKey, Schema


@dataclass(frozen=True, slots=True)
class UniqueKey:
    """Columns whose values together may stand in one record only.

    Attributes:
        code: the finding for a later record.
        columns: the columns, in the schema's order.
        folded: for each column, whether its values are compared without regard to case.
    """

    code: str
    columns: tuple[Column, ...]
    folded: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Columns whose values together must stand in a record of another table.

    Attributes:
        key: the columns, with the finding for a record whose values don't.
        foreign: what the schema says.
    """

    key: UniqueKey
    foreign: ForeignKey


@dataclass(frozen=True, slots=True)
class Plan:
    """All that the work on a block depends on besides the block.

    Attributes:
        schema, header, form: the file's.
        unsafe_fixes, keep_extra: see `csvprep.job.Options`.
        columns: those that are a field.
        unique_keys, links: what holds between records.
        part: which of its table's files it is, from 0.
    """

    schema: Schema
    header: HeaderMap
    form: Form
    unsafe_fixes: bool
    keep_extra: bool
    columns: tuple[Column, ...]
    unique_keys: tuple[UniqueKey, ...]
    links: tuple[Link, ...] = ()
    part: int = 0

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
    keys, links = _unique_keys(schema, columns), _links(schema, columns)
    return Plan(schema, header, form, unsafe_fixes, keep_extra, columns, keys, links)


def make_key(code: str, names: tuple[str, ...], columns: tuple[Column, ...]) -> UniqueKey | None:
    """Return the key of some fields; None when one of them has no column."""
    by_name = {column.field.name: column for column in columns}
    if not names or any(name not in by_name for name in names):
        return None
    found = tuple(by_name[name] for name in names)
    return UniqueKey(code, found, tuple(column.field.ignore_case for column in found))


def _unique_keys(schema: Schema, columns: tuple[Column, ...]) -> tuple[UniqueKey, ...]:
    groups: dict[tuple[str, ...], str] = {
        (column.field.name,): "unique-error" for column in columns if column.field.unique
    }
    groups |= {names: "unique-error" for names in schema.unique_keys if names not in groups}
    keys = [make_key(code, names, columns) for names, code in groups.items()]
    keys.append(make_key("primary-key-error", schema.primary_key, columns))
    return tuple(key for key in keys if key is not None)


def _links(schema: Schema, columns: tuple[Column, ...]) -> tuple[Link, ...]:
    keys = ((make_key("foreign-key-error", one.fields, columns), one) for one in schema.foreign_keys)
    return tuple(Link(key, one) for key, one in keys if key is not None)
