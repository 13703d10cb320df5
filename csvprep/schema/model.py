"""Schemas as values: what a file of one object must look like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING, Any

from csvprep.schema.settings import FieldSettings, TableSettings

if TYPE_CHECKING:
    import pandera.polars as pa


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
    TIME = "time"
    YEAR = "year"
    YEARMONTH = "yearmonth"
    DURATION = "duration"
    COUNTRY = "country"
    STATE = "state"
    CHOICE = "choice"
    UUID = "uuid"
    BINARY = "binary"
    GEOPOINT = "geopoint"
    GEOJSON = "geojson"
    OBJECT = "object"
    ARRAY = "array"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Field:
    """One declared field.

    Attributes:
        name: the header label that an upload needs.
        kind: what the values mean.
        required: an empty cell is an error.
        unique: a value may stand in one record of the file only; empty cells don't count.
        ignore_case: unique compares without regard to case.
        min_length, max_length: bounds of the written value, in characters; of an object, array or list in items.
        minimum, maximum: bounds of a number, date, time or duration, in the written form.
        exclusive_minimum, exclusive_maximum: the same, but the bound itself is out of them.
        pattern: regular expression that the whole written value matches.
        enum: the allowed values; of kind choice when given.
        json_schema: JSON Schema, as JSON, of an object or array.
        missing_values: texts that mean an empty cell here, in place of the schema's; None: the schema's do.
        form: phone: `national` or `e164`; country: `alpha_2`, `alpha_3` or `name`; state: `code`, `iso` or `name`.
        region: ISO 3166 region of phone numbers without a country code (None: the run's), or of states (None: unknown).
        region_field: name of the field with each record's country: the home region of its phone numbers, or the country
            of its states; where that is empty or unknown, `region` is.
        formats: strptime patterns of a date or time, the written one first; empty: ISO 8601.
        layout: geopoint: `default`, `array` or `object`; geojson: `default` or `topojson`.
        any_scheme: url: an address of any scheme will do, not a web address only.
        true_values, false_values: spellings of a boolean, the written one first.
        decimal_char, group_char: how numbers are written.
        bare_number: a number or integer has no text before or behind it.
        takes_not_finite: number: NaN, INF and -INF are values.
        delimiter, item_kind: list: what stands between the items, and what they mean.
        aliases: other labels by which files call the field.
        aliases_beside: labels that mean the field only where another field has a column, with that one's name: `Nom`
            is a last name beside a first name, and may be anything else alone.
        suggestions: labels that may mean the field: messages name it, nothing is taken.
        settings: what else is done to the values and asked of them.
        asked: what was laid over the schema: a Table Schema constraint, or `form`, and who asks for it.
        extra: keys of the descriptor that csvprep has no use for, as they came.
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
    exclusive_minimum: str | None = None
    exclusive_maximum: str | None = None
    pattern: str | None = None
    enum: tuple[str, ...] = ()
    json_schema: str | None = None
    missing_values: tuple[str, ...] | None = None
    form: str | None = None
    region: str | None = None
    region_field: str | None = None
    formats: tuple[str, ...] = ()
    layout: str = "default"
    any_scheme: bool = False
    true_values: tuple[str, ...] = ("true", "True", "TRUE", "1")
    false_values: tuple[str, ...] = ("false", "False", "FALSE", "0")
    decimal_char: str = "."
    group_char: str = ""
    bare_number: bool = True
    takes_not_finite: bool = False
    delimiter: str = ","
    item_kind: KindName = KindName.TEXT
    aliases: tuple[str, ...] = ()
    aliases_beside: tuple[tuple[str, tuple[str, ...]], ...] = ()
    suggestions: tuple[str, ...] = ()
    settings: FieldSettings = field(default_factory=FieldSettings)
    asked: tuple[tuple[str, str], ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def asker(self, constraint: str) -> str:
        """Return who asks for a constraint; empty when it is the schema's own."""
        return dict(self.asked).get(constraint, "")


class FieldsMatch(StrEnum):
    """How the columns of a file must fit the fields (Table Schema v2, fieldsMatch)."""

    EXACT = "exact"
    EQUAL = "equal"
    SUBSET = "subset"
    SUPERSET = "superset"
    PARTIAL = "partial"


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Fields whose values together must stand in a record of another table, or of the same.

    Attributes:
        fields: names, in their order.
        resource: the other table's name; empty: the file itself.
        reference: names of the other table's fields, as many.
    """

    fields: tuple[str, ...]
    resource: str
    reference: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Schema:
    """The fields of one object, in their order, and how they are told apart.

    Attributes:
        name: the object that the endpoint knows it by, such as `contact`.
        missing_values: texts that mean an empty cell; the empty text always does.
        primary_key: names of the fields that together tell records apart.
        unique_keys: names of fields whose values together may stand in one record only, a group each.
        foreign_keys: what must stand in other tables.
        fields_match: how columns must fit; None: by their labels, required fields must be there, others may be.
        settings: what holds for whole records, and is made of them.
        model: a pandera schema whose own checks are run too, see `csvprep.schema.pandera_models`.
        sha256: hex digest of the file that it was read from; empty when made in code.
        notes: what is to be said of the file once, such as keys that csvprep doesn't know.
        extra: keys of the descriptor that csvprep has no use for, as they came.
    """

    name: str
    fields: tuple[Field, ...]
    title: str = ""
    description: str = ""
    missing_values: tuple[str, ...] = ("",)
    primary_key: tuple[str, ...] = ()
    unique_keys: tuple[tuple[str, ...], ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    fields_match: FieldsMatch | None = None
    settings: TableSettings = field(default_factory=TableSettings)
    model: Any = field(default=None, repr=False, compare=False)
    sha256: str = ""
    notes: tuple[str, ...] = field(default=(), repr=False, compare=False)
    extra: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)
    by_name: dict[str, Field] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {one.name: one for one in self.fields})

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the fields in their order."""
        return tuple(one.name for one in self.fields)

    def to_pandera(self) -> pa.DataFrameSchema:
        """Return the schema compiled to pandera, for frames of text; see `csvprep.pandera_schema`."""
        made: pa.DataFrameSchema = import_module("csvprep.pandera_schema").compile_schema(self)  # it is above this
        return made
