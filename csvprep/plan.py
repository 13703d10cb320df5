"""A schema bound to the header of a file: all that the work on a block depends on besides the block."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from csvprep.checks import Column
from csvprep.code_policy import PLAIN, Policy
from csvprep.derived import Derivation
from csvprep.errors import SchemaError
from csvprep.exclusions import Excluded, load_excluded
from csvprep.findings import Severity
from csvprep.frame import Form
from csvprep.kinds.registry import kind_for
from csvprep.plan_derived import Derived, bind_derived
from csvprep.polars_reading import column_name
from csvprep.schema.header import HeaderMap
from csvprep.schema.model import Field, ForeignKey, Schema
from csvprep.schema.settings import OnError


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
        accept_suggestions: near misses are taken for what they may mean.
        clears: wrong cells of fields with `on_error: clear` are emptied.
        derivations: how columns are made that the file doesn't have; `columns` has them too.
        excluded: values that no record may have, by the frame's name of the column.
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
    accept_suggestions: bool = False
    clears: bool = True
    derivations: tuple[Derivation, ...] = ()
    excluded: Mapping[str, Excluded] = field(default_factory=dict)
    policy: Policy = PLAIN

    @property
    def file_columns(self) -> tuple[Column, ...]:
        """The columns that the file has."""
        return tuple(column for column in self.columns if not column.derived)

    @property
    def kept_fields(self) -> tuple[str, ...]:
        """Names of the fields whose wrong values don't keep a record out."""
        return tuple(one.field.name for one in self.columns if one.field.settings.on_error is OnError.KEEP)

    @property
    def header_errors(self) -> tuple[str, ...]:
        """Codes of the header's errors that no fix answers, each once: they keep all records out of the chunks."""
        errors = (one.code for one in self.header.findings if one.fix is None)
        return tuple(dict.fromkeys(code for code in errors if self.policy.severity(code) is Severity.ERROR))

    @property
    def output_columns(self) -> tuple[tuple[str, str], ...]:
        """Names in the frame and labels of the columns that chunks carry."""
        by_index = {column.index: column for column in self.file_columns}
        of_file = tuple(
            (column_name(index), by_index[index].field.name if index in by_index else label)
            for index, label in enumerate(self.header.labels)
            if index in by_index or (self.keep_extra and index >= self.header.bookkeeping and label.strip())
        )
        return (*of_file, *((column.name, column.field.name) for column in self.columns if column.derived))


def make_plan(
    schema: Schema,
    header: HeaderMap,
    *,
    form: Form,
    region: str = "US",
    unsafe_fixes: bool = False,
    keep_extra: bool = False,
    accept_suggestions: bool = False,
    policy: Policy = PLAIN,
) -> Plan:
    """Bind a schema to the header of a file; its columns that are no label are left out.

    Raises:
        SchemaError: a default is no value of its field, or a list of excluded values can't be read.
    """
    derived = bind_derived(schema, header)
    names = {one.name: column_name(index) for index, one in enumerate(header.fields) if one is not None}
    names |= {one.field.name: one.name for one in derived.columns}

    def bound(index: int, name: str, one: Field, *, is_derived: bool = False) -> Column:
        place = names.get(one.region_field or "")
        return Column(index, name, one, kind_for(one, region), place, is_derived, policy.ignored)

    columns = (
        *(bound(index, column_name(index), one) for index, one in enumerate(header.fields) if one is not None),
        *(bound(one.index, one.name, one.field, is_derived=True) for one in derived.columns),
    )
    for column in columns:
        if column.field.settings.default:
            _check_default(column)
    keys = tuple(key for key in _unique_keys(schema, columns) if key.code not in policy.ignored)
    links = tuple(link for link in _links(schema, columns) if link.key.code not in policy.ignored)
    return Plan(
        schema,
        _without(header, derived, policy),
        form,
        unsafe_fixes,
        keep_extra,
        columns,
        keys,
        links,
        accept_suggestions=accept_suggestions,
        policy=policy,
        derivations=derived.derivations,
        excluded={column.name: values for column in columns if (values := load_excluded(column)) is not None},
    )


def _without(header: HeaderMap, derived: Derived, policy: Policy) -> HeaderMap:
    """Say nothing of fields that are made, of columns that are no field but used, and of what is ignored."""
    made = {one.field.name for one in derived.columns}
    findings = tuple(
        one
        for one in header.findings
        if one.code not in policy.ignored
        and not (one.code == "missing-label" and one.field in made)
        and not (one.code == "extra-label" and one.column_index in derived.sources)
    )
    return HeaderMap(header.labels, header.fields, findings)


def _check_default(column: Column) -> None:
    """Refuse a default that would be rewritten or refused when it is read again."""
    settings, value = column.field.settings, pl.Series(column.name, [column.field.settings.default])
    step = column.kind.normalise(value)
    written = settings.default if step is None or step.code[0] is None else step.written[0]
    if written != settings.default:
        raise SchemaError(f"field {column.field.name}: its default '{settings.default}' is written '{written}'; say so")
    if column.has_kind_error(value)[0]:
        raise SchemaError(f"field {column.field.name}: its default '{settings.default}' is no {column.field.kind}")


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
