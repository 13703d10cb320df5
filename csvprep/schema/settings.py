"""Our own settings of a field and of a schema beside what Table Schema has, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from csvprep.findings import Severity


class Case(StrEnum):
    """In which case a value is written."""

    LOWER = "lower"
    UPPER = "upper"
    TITLE = "title"


class OnError(StrEnum):
    """What becomes of a record one of whose values is wrong."""

    REJECT = "reject"
    CLEAR = "clear"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class FieldSettings:
    """What is done to the values of a field besides what its kind does.

    Attributes:
        case: how letters are written; title: only in cells that are all upper or all lower case.
        collapse_spaces: several spaces in a row become one.
        replace: values and what is written instead, compared as they are, or by case when the field ignores it.
        default: written into empty cells; empty: none is.
        on_error: reject the record, clear the cell, or keep both.
        required_if: SQL expression; where it is true an empty cell is an error.
        exclude: files of values that no record may have.
        missing: texts that mean an empty cell, besides the empty text itself.
        ignore_case: whether `replace` compares without regard to case.
    """

    case: Case | None = None
    collapse_spaces: bool = False
    replace: tuple[tuple[str, str], ...] = ()
    default: str = ""
    on_error: OnError = OnError.REJECT
    required_if: str | None = None
    exclude: tuple[Path, ...] = ()
    missing: tuple[str, ...] = ()
    ignore_case: bool = False

    @property
    def rewrites(self) -> bool:
        """Whether values are rewritten before their kind sees them."""
        return self.case is not None or self.collapse_spaces or bool(self.replace)


@dataclass(frozen=True, slots=True)
class Rule:
    """What must hold for each record.

    Attributes:
        expression: SQL over the names of fields; false is a finding. An empty cell is the empty text.
        message: what is said then; empty: the expression.
        severity: of the finding.
        name: what to call the rule; may be empty.
    """

    expression: str
    message: str = ""
    severity: Severity = Severity.ERROR
    name: str = ""


@dataclass(frozen=True, slots=True)
class Split:
    """Fields that are made of one column, where the file has none of them.

    Attributes:
        source: name of a field, or a label.
        into: names of the fields, in the order of the parts.
        at: text between the parts; empty: the parts of a person's name.
    """

    source: str
    into: tuple[str, ...]
    at: str = ""


@dataclass(frozen=True, slots=True)
class Join:
    """A field that is made of several columns, where the file has none for it.

    Attributes:
        sources: names of fields, or labels.
        into: name of the field.
        mark: text between the parts.
    """

    sources: tuple[str, ...]
    into: str
    mark: str = " "


@dataclass(frozen=True, slots=True)
class TableSettings:
    """What holds for, and is made of, whole records."""

    rules: tuple[Rule, ...] = ()
    splits: tuple[Split, ...] = ()
    joins: tuple[Join, ...] = ()


SETTING_KEYS: Final = (
    "case", "collapse_spaces", "replace", "default", "on_error", "required_if", "exclude", "country_field",
)  # fmt: skip
"""Keys under a field's `csvprep` that make its `FieldSettings`; `country_field` is a state's `region_field`."""

TABLE_SETTING_KEYS: Final = ("rules", "split", "join")
"""Keys under the schema's `csvprep` that make its `TableSettings`."""
