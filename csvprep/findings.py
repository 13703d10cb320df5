"""What csvprep says about a file: findings, each with a code of the catalogue."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How bad a finding is: an error keeps a record out of the upload, a warning doesn't."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong at one place of one file.

    Attributes:
        code: a code of `csvprep.catalogue.CATALOGUE`.
        severity: error or warning.
        file: the source as the user named it.
        record: 1-based number of the record, header not counted; None for the header and the file as a whole.
        line: 1-based physical line on which the record begins, header counted; None for the file as a whole.
        field: the schema's name of the field, or the label where no field fits; None for the record as a whole.
        column_number: 1-based place of the column in the file.
        value: the cell as it came.
        message: what is wrong, in words.
        fix: what the cell becomes by safe fixes alone.
        suggestion: what it becomes when unsafe fixes are allowed too.
    """

    code: str
    severity: Severity
    file: str
    record: int | None
    line: int | None
    field: str | None
    column_number: int | None
    value: str | None
    message: str
    fix: str | None = None
    suggestion: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as JSON-ready data, keys in the documented order."""
        return {**asdict(self), "severity": self.severity.value}
