"""Schemas as values: what a file of one object must look like."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class KindName(StrEnum):
    """What a field's values mean."""

    TEXT = "text"
    EMAIL = "email"
    PHONE = "phone"
    URL = "url"
    NUMBER = "number"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    COUNTRY = "country"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Field:
    """One declared field.

    Attributes:
        name: the header label that an upload needs.
        kind: what the values mean.
        required: an empty cell is an error.
        unique: a value may stand in one record of the file only; empty cells don't count.
        ignore_case: unique compares without regard to case.
        min_length, max_length: bounds of the written value, in characters.
        minimum, maximum: bounds of a number, integer, date or datetime, in the written form.
        pattern: regular expression that the whole written value matches.
        enum: the allowed values; of kind choice when given.
        form: phone: `national` or `e164`; country: `alpha_2`, `alpha_3` or `name`.
        region: ISO 3166 region of phone numbers without a country code; None: the run's.
        region_field: name of the field with each record's country: the home region of its phone numbers; where that is
            empty or unknown, `region` is.
        formats: strptime patterns of a date or datetime, the written one first; empty: ISO 8601.
        true_values, false_values: spellings of a boolean, the written one first.
        decimal_char, group_char: how numbers are written.
        aliases: other labels by which files call the field.
        aliases_beside: labels that mean the field only where another field has a column, with that one's name: `Nom`
            is a last name beside a first name, and may be anything else alone.
        suggestions: labels that may mean the field: messages name it, nothing is taken.
        asked: what was laid over the schema: a Table Schema constraint, or `form`, and who asks for it.
    """

    name: str
    kind: KindName = KindName.TEXT
    title: str = ""
    description: str = ""
    required: bool = False
    unique: bool = False
    ignore_case: bool = False
    min_length: int | None = None
    max_length: int | None = None
    minimum: str | None = None
    maximum: str | None = None
    pattern: str | None = None
    enum: tuple[str, ...] = ()
    form: str | None = None
    region: str | None = None
    region_field: str | None = None
    formats: tuple[str, ...] = ()
    true_values: tuple[str, ...] = ("true", "True", "TRUE", "1")
    false_values: tuple[str, ...] = ("false", "False", "FALSE", "0")
    decimal_char: str = "."
    group_char: str = ""
    aliases: tuple[str, ...] = ()
    aliases_beside: tuple[tuple[str, tuple[str, ...]], ...] = ()
    suggestions: tuple[str, ...] = ()
    asked: tuple[tuple[str, str], ...] = ()

    def asker(self, constraint: str) -> str:
        """Return who asks for a constraint; empty when it is the schema's own."""
        return dict(self.asked).get(constraint, "")


@dataclass(frozen=True, slots=True)
class Schema:
    """The fields of one object, in their order, and how they are told apart.

    Attributes:
        name: the object that the endpoint knows it by, such as `contact`.
        missing_values: texts that mean an empty cell; the empty text always does.
        primary_key: names of the fields that together tell records apart.
        sha256: hex digest of the file that it was read from; empty when made in code.
    """

    name: str
    fields: tuple[Field, ...]
    title: str = ""
    description: str = ""
    missing_values: tuple[str, ...] = ("",)
    primary_key: tuple[str, ...] = ()
    sha256: str = ""
    by_name: dict[str, Field] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {one.name: one for one in self.fields})

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the fields in their order."""
        return tuple(one.name for one in self.fields)
