"""The table of kinds: from a declared field to the kind bound to its settings.

A kind's module, and the reference library behind it, is imported only when a field needs it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from csvprep.kinds.base import Kind
from csvprep.schema.model import Field, KindName


def kind_for(field: Field, region: str) -> Kind:
    """Return the kind of a field, bound to its settings.

    Args:
        field: the declared field; free text with an `enum` is a choice.
        region: ISO 3166 region of the run, for phone numbers without a country code; the field's own wins.
    """
    name = KindName.CHOICE if field.kind is KindName.TEXT and field.enum else field.kind
    kind = KINDS[name](field, field.region or region)
    if not field.settings.rewrites:
        return kind
    from csvprep.kinds.rewriting import Rewriting  # noqa: PLC0415

    return Rewriting(kind, field.settings)


def _text(_field: Field, _region: str) -> Kind:
    from csvprep.kinds.text import Text  # noqa: PLC0415 - see the module's head

    return Text()


def _email(_field: Field, _region: str) -> Kind:
    from csvprep.kinds.email import Email  # noqa: PLC0415

    return Email()


def _phone(field: Field, region: str) -> Kind:
    from csvprep.kinds.phone import Phone  # noqa: PLC0415

    return Phone(region.upper(), field.form or "national")


def _url(field: Field, _region: str) -> Kind:
    from csvprep.kinds.url import Url  # noqa: PLC0415

    return Url(any_scheme=field.any_scheme)


def _number(field: Field, _region: str) -> Kind:
    from csvprep.kinds.number import Number  # noqa: PLC0415

    return Number(
        field.decimal_char,
        field.group_char,
        whole=field.kind is KindName.INTEGER,
        bare=field.bare_number,
        takes_not_finite=field.takes_not_finite,
    )


def _boolean(field: Field, _region: str) -> Kind:
    from csvprep.kinds.boolean import Boolean  # noqa: PLC0415

    return Boolean(field.true_values, field.false_values)


def _date(field: Field, _region: str) -> Kind:
    from csvprep.kinds.date import Date  # noqa: PLC0415

    return Date(field.formats)


def _date_time(field: Field, _region: str) -> Kind:
    from csvprep.kinds.date_time import DateTime  # noqa: PLC0415

    return DateTime(field.formats)


def _time(field: Field, _region: str) -> Kind:
    from csvprep.kinds.time_of_day import TimeOfDay  # noqa: PLC0415

    return TimeOfDay(field.formats)


def _lexical(field: Field, _region: str) -> Kind:
    from csvprep.kinds.lexical import LEXICAL  # noqa: PLC0415

    return LEXICAL[field.kind]


def _json(field: Field, _region: str) -> Kind:
    from csvprep.kinds.json_values import JsonValue, sort_of  # noqa: PLC0415

    return JsonValue(sort_of(field.kind, field.layout))


def _geopoint(field: Field, region: str) -> Kind:
    from csvprep.kinds.geopoint import Geopoint  # noqa: PLC0415

    return Geopoint() if field.layout == "default" else _json(field, region)


def _list(field: Field, region: str) -> Kind:
    from csvprep.kinds.listed import Listed  # noqa: PLC0415

    item = None if field.item_kind is KindName.TEXT else kind_for(Field(field.name, field.item_kind), region)
    return Listed(field.delimiter, item, field.item_kind.value)


def _country(field: Field, _region: str) -> Kind:
    from csvprep.kinds.country import Country  # noqa: PLC0415

    return Country(field.form or "alpha_2")


def _state(field: Field, _region: str) -> Kind:
    from csvprep.kinds.state import State  # noqa: PLC0415

    return State(field.form or "code", field.region)


def _choice(field: Field, _region: str) -> Kind:
    from csvprep.kinds.choice import Choice  # noqa: PLC0415

    return Choice(field.enum)


KINDS: Final[dict[KindName, Callable[[Field, str], Kind]]] = {
    KindName.TEXT: _text,
    KindName.EMAIL: _email,
    KindName.PHONE: _phone,
    KindName.URL: _url,
    KindName.NUMBER: _number,
    KindName.INTEGER: _number,
    KindName.BOOLEAN: _boolean,
    KindName.DATE: _date,
    KindName.DATETIME: _date_time,
    KindName.TIME: _time,
    KindName.YEAR: _lexical,
    KindName.YEARMONTH: _lexical,
    KindName.DURATION: _lexical,
    KindName.COUNTRY: _country,
    KindName.STATE: _state,
    KindName.CHOICE: _choice,
    KindName.UUID: _lexical,
    KindName.BINARY: _lexical,
    KindName.GEOPOINT: _geopoint,
    KindName.GEOJSON: _json,
    KindName.OBJECT: _json,
    KindName.ARRAY: _json,
    KindName.LIST: _list,
}
