"""A schema compiled to pandera: every check of every field as one pandera check, its failures as data.

The frame that is checked holds the written values, so that what passes is what an upload will carry. pandera takes
long to import, which split and help don't wait for: it is imported where a schema is compiled.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from typing import TYPE_CHECKING

import polars as pl

from csvprep.catalogue import CATALOGUE
from csvprep.doubts import Known, doubted_checks, find_longest, needed_checks
from csvprep.errors import SchemaError
from csvprep.findings import Severity
from csvprep.kinds.base import Check, Kind, all_true, reasons_of, yielding
from csvprep.kinds.constraints import constraint_checks
from csvprep.kinds.damage import lost_checks, stand_in_checks, text_checks
from csvprep.kinds.null_words import NO_VALUE, are_null_words, is_null_word
from csvprep.kinds.text import TEXT_CHECKS
from csvprep.schema.model import Field
from csvprep.series import has_value, is_missing, rows_of

if TYPE_CHECKING:
    import pandera.polars as pa

_NOT_NULLABLE = "not_nullable"
_ORDERS = 10_000
_TOGETHER = 32
"""Columns that pandera is given at once: for each it looks at all of them."""


@dataclass(slots=True)
class _Memory:
    """What a column has worked out of its field and kind; a copy of the column in another process works it out anew."""

    checks: tuple[Check, ...] | None = None
    kind_errors: tuple[Check, ...] | None = None

    def __reduce__(self) -> tuple[type[_Memory], tuple[()]]:
        return _Memory, ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file that is a field of the schema.

    Attributes:
        index: 0-based place in the file.
        name: what the frame calls it.
        field: the field.
        kind: what its values mean, bound to the field's settings.
        region_column: what the frame calls the column with each record's country, by which values are read; None: no
            such column.
        derived: the file has no such column: it is made of the one at `index`, and of others.
        ignored: codes that are not looked for.
    """

    index: int
    name: str
    field: Field
    kind: Kind
    region_column: str | None = None
    derived: bool = False
    ignored: frozenset[str] = frozenset()
    _memory: _Memory = dataclass_field(default_factory=_Memory, init=False, repr=False, compare=False)

    @property
    def first_order(self) -> int:
        """Where the findings of this column begin among those of its place: derived columns share one."""
        return _ORDERS * (1 + int(self.name[1:])) if self.derived else 0

    def checks(self) -> tuple[Check, ...]:
        """Return what must hold for the column's written values, `required` and what is ignored excepted.

        Of a cell whose value is lost nothing else is said, and of a stand-in for a value no more than that when the
        kind or a constraint refuses it anyway.
        """
        if self._memory.checks is None:
            self._memory.checks = self._bind_checks()
        return self._memory.checks

    def _bind_checks(self) -> tuple[Check, ...]:
        lost, kind_errors = self._looked_for(lost_checks(self.field)), self._kind_errors()
        limits = tuple(_named(check) for check in constraint_checks(self.field))
        own = tuple(_named(check) for check in self.kind.checks())
        checks = (
            *TEXT_CHECKS,
            *lost,
            *(yielding(check, (*kind_errors, *limits)) for check in stand_in_checks(self.field)),
            *(yielding(check, kind_errors) for check in text_checks(self.field)),
            *(replace(yielding(check, lost), of_kind=True) for check in own),
            *(yielding(check, lost) for check in limits),
        )
        return self._looked_for(checks)

    def _looked_for(self, checks: tuple[Check, ...]) -> tuple[Check, ...]:
        return tuple(check for check in checks if check.code not in self.ignored) if self.ignored else checks

    def has_kind_error(self, values: pl.Series) -> pl.Series:
        """Return whether the kind refuses each value; false for null."""
        refused = ~all_true(values)
        for check in self._kind_errors():
            refused |= ~check.passes(values)
        return refused

    def _kind_errors(self) -> tuple[Check, ...]:
        if self._memory.kind_errors is None:
            checks = self._looked_for(self.kind.checks())
            errors = (check for check in checks if CATALOGUE[check.code].severity is Severity.ERROR)
            self._memory.kind_errors = tuple(errors)
        return self._memory.kind_errors


def _named(check: Check) -> Check:
    """Let a check say first of a word for no value that it is one."""

    def explain(value: str) -> str:
        if not is_null_word(value):
            return check.explain(value)
        return f"is {NO_VALUE}, and {check.explain(value)}" if check.code == "constraint-error" else f"it is {NO_VALUE}"

    if check.explain_all is None:
        return replace(check, explain=explain)

    def explain_all(values: pl.Series) -> pl.Series:
        words = are_null_words(values)
        reasons = reasons_of(check, values)
        return reasons.scatter(rows_of(words), [explain(value) for value in values.filter(words)])

    return replace(check, explain=explain, explain_all=explain_all)


@dataclass(frozen=True, slots=True)
class Failures:
    """The rows of one column that fail one check.

    Attributes:
        column: the column.
        check: the check that they fail.
        order: place of the check among the column's checks.
        rows: 0-based rows of the frame, ascending (UInt32).
    """

    column: Column
    check: Check
    order: int
    rows: pl.Series


def compile_pandera(
    columns: Sequence[Column], frame: pl.DataFrame, known: Mapping[str, Known] | None = None
) -> pa.DataFrameSchema:
    """Return the pandera schema of some columns; each check's name is its finding code and place.

    Checks that no value of the frame can fail are left out, and so are columns that have nothing to be checked: what
    pandera does for each column of a schema grows with their number.

    Args:
        columns: the fields of the frame's columns.
        frame: the written values.
        known: what is known of some columns, by name.
    """
    return _compiled(_needed_of(columns, frame, known or {}))


def _needed_of(
    columns: Sequence[Column], frame: pl.DataFrame, known: Mapping[str, Known]
) -> list[tuple[Column, list[tuple[int, Check]]]]:
    """Return the columns that have something to be checked, and what, each check with its place."""
    doubted = [(column, doubted_checks(column.checks(), known.get(column.name, Known()))) for column in columns]
    longest = find_longest(
        frame, [column.name for column, checks in doubted if any(one.least_bytes for _, one in checks)]
    )
    found = []
    for column, checks in doubted:
        values = frame[column.name]
        needed = (
            needed_checks(checks, values, known.get(column.name, Known()), longest.get(column.name, 0))
            if checks
            else []
        )
        if needed or (column.field.required and values.null_count()):
            found.append((column, needed))
    return found


def _is_nullable(column: Column) -> bool:
    return not column.field.required or "constraint-error" in column.ignored


def _compiled(needed: list[tuple[Column, list[tuple[int, Check]]]]) -> pa.DataFrameSchema:
    import pandera.polars as pa  # noqa: PLC0415 - see the module's head

    return pa.DataFrameSchema(
        {
            column.name: pa.Column(
                pl.String,
                nullable=_is_nullable(column),
                checks=[pa.Check(_native(check), name=_check_name(check, order)) for order, check in checks],
            )
            for column, checks in needed
        },
        strict=False,
    )


def _required(field: Field) -> Check:
    asker = field.asker("required")
    words = f"is required by {asker}, but empty" if asker else "is required, but empty"
    return Check("constraint-error", has_value, lambda _: words, "required")


def _check_name(check: Check, order: int) -> str:
    return f"{order} {check.code} {check.name}".rstrip()


def _native(check: Check) -> Callable[[pa.PolarsData], pl.LazyFrame]:
    def run(data: pa.PolarsData) -> pl.LazyFrame:
        return data.lazyframe.select(pl.col(data.key).map_batches(check.passes, return_dtype=pl.Boolean))

    return run


def run_checks(
    frame: pl.DataFrame, columns: Sequence[Column], known: Mapping[str, Known] | None = None
) -> list[Failures]:
    """Check a frame of written values; one entry for each column and check that fails somewhere.

    Args:
        frame: the written values.
        columns: the fields of its columns.
        known: what is known of some columns, by name.

    Raises:
        SchemaError: a check can't be run.
    """
    needed = _needed_of(columns, frame, known or {})
    if not needed:
        return []
    from pandera.config import ValidationDepth, config_context  # noqa: PLC0415 - see the module's head
    from pandera.errors import SchemaErrors  # noqa: PLC0415

    found: list[Failures] = []
    for start in range(0, len(needed), _TOGETHER):
        some = needed[start : start + _TOGETHER]
        try:
            with config_context(validation_enabled=True, validation_depth=ValidationDepth.SCHEMA_AND_DATA):
                _compiled(some).validate(frame.select(column.name for column, _ in some), lazy=True)
        except SchemaErrors as error:
            found.extend(_failures(error.failure_cases, columns))
    return found


def find_failures(frame: pl.DataFrame, columns: Sequence[Column], known: Mapping[str, Known]) -> list[Failures]:
    """Return what `run_checks` does, in any order, without pandera: for readings that are only weighed."""
    found = []
    for column, needed in _needed_of(columns, frame, known):
        values = frame[column.name]
        if not _is_nullable(column) and values.null_count():
            found.append(Failures(column, _required(column.field), -1, rows_of(is_missing(values))))
        failing = ((order, rows_of(~check.passes(values))) for order, check in needed)
        found.extend(Failures(column, column.checks()[order], order, rows) for order, rows in failing if len(rows))
    return found


def _failures(cases: pl.DataFrame, columns: Sequence[Column]) -> list[Failures]:
    by_name = {column.name: column for column in columns}
    found = []
    for (name, label), group in cases.group_by("column", "check", maintain_order=True):
        column = by_name[str(name)]
        order = -1 if label == _NOT_NULLABLE else int(str(label).split(" ", 1)[0])
        check = _required(column.field) if label == _NOT_NULLABLE else column.checks()[order]
        rows = group["index"].cast(pl.UInt32)
        if rows.null_count():
            raise SchemaError(f"field {column.field.name}: its check {check.code} {check.name} can't be run")
        found.append(Failures(column, check, order, rows.sort()))
    return found
