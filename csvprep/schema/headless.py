"""Files without a header: whether a first line is a record, and which fields its columns are by their places.

The patterns are simple on purpose: they only tell kinds of values apart. Judging values is the kinds' work.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

from csvprep.schema.model import Field, KindName, Schema
from csvprep.schema.shipped import list_shipped, load_shipped

_LONGEST = 320  # characters; an e-mail address has at most so many (RFC 3696, erratum 1690)
_SAMPLE_ROWS = 200
_ENOUGH = 0.8

_EMAIL = re.compile(
    r"[^\s@<>]+@[^\s@<>.]+(?:\.[^\s@<>.]+)*\.[^\W\d_]{2,24}|[^<>]*<[^\s@<>]+@[^\s@<>]+\.[^\W\d_]{2,24}>"
)
_EMAIL_LIKE = re.compile(r"[^\s@]+@[^\s@]+")
_URL = re.compile(r"(?:https?|ftp)://\S+|www\.[^\s.@]+\.\S+", re.IGNORECASE)
_URL_LIKE = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,24}(?:[/?:#]\S*)?", re.IGNORECASE)
_UUID = re.compile(r"\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?", re.IGNORECASE)
_PHONE = re.compile(r"(?:tel:)?\+?[\d\s()./\-\u2010-\u2015]+(?:(?:x|ext\.?|#)\s*\d{1,6})?", re.IGNORECASE)
_RANGE = re.compile(r"(\d+)\s*[-/\u2010-\u2015]\s*(\d+)")
_POSTAL_CODE = re.compile(r"\d{5}-\d{3,4}")
_MONTH = (
    r"(?:jan|feb|fév|mar|mär|mrt|apr|avr|abr|kwi|may|mai|maj|mei|mag|jun|jui|giu|cze|jul|lug|lip|aug|aou|aoû|ago|sie"
    r"|sep|set|wrz|oct|okt|out|ott|paź|nov|nob|lis|dec|dez|déc|dic|gru)[^\W\d_]{0,8}\.?"
)
_DAY, _TIME = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:[T ]\s?\d{1,2}:\d{2}.{0,20})?"
_DATE = re.compile(
    rf"(?:\d{{4}}([-/.])(?:0?[1-9]|1[0-2])\1{_DAY}|{_DAY}([-/.]){_DAY}\2(?:\d{{4}}|\d{{2}})"
    rf"|(?:19|20)\d{{2}}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    rf"|{_DAY}\.?[ -]{_MONTH},?[ -](?:\d{{4}}|\d{{2}})|{_MONTH} {_DAY},? \d{{4}}){_TIME}",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[-+(]?[$€£¥]?\s?-?\d[\d.,'\u00a0\u202f ]*(?:e[-+]?\d+)?\)?\s?[%$€£¥]?", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d{2}")
_SPELLED_BOOLEANS = frozenset({"yes", "no", "y", "n", "true", "false", "t", "f", "1", "0"})


def looks_like_record(cells: Sequence[str]) -> bool:
    """Say whether the cells of a first line are values, not labels.

    They are when one is an e-mail address, a URL, a date, a phone number of seven digits or more or a UUID, or when
    most are numbers. They are not when the numbers are years or count the columns, or the dates, four or more at the
    end, are those of a table over time. No label of a shipped schema is such a value.
    """
    filled = [cell.strip() for cell in cells if cell.strip()]
    if any(_is_any(cell, _EMAIL, _URL, _UUID) for cell in filled):
        return True
    dates = [cell for cell in filled if _is_any(cell, _DATE)]
    if dates:
        return not (len(dates) >= 4 and filled[-len(dates) :] == dates and len(set(dates)) == len(dates))
    if any(_is_phone(cell) for cell in filled):
        return True
    numbers = [cell for cell in filled if _is_any(cell, _NUMBER)]
    return 2 * len(numbers) > len(filled) and not _are_labels(numbers)


def fit_by_position(rows: Sequence[Sequence[str]], schema: Schema) -> tuple[Field, ...] | None:
    """Return the fields of the columns of a file without header: the schema's first ones, if the values agree.

    They agree when in each column four of five values, empty ones aside, are of the field's kind, and a column of
    e-mail addresses, phones, URLs, dates or choices is among them. A text agrees unless it is one of those: a phone
    number below a title means that the columns stand in another order.

    Args:
        rows: cells of sample records; those of another width than most are passed over.
        schema: the fields, in their order.
    """
    width = Counter(map(len, rows)).most_common(1)[0][0] if rows else 0
    if not 0 < width <= len(schema.fields):
        return None
    sample = [row for row in rows if len(row) == width][:_SAMPLE_ROWS]
    fields = schema.fields[:width]
    telling = False
    for field, column in zip(fields, zip(*sample, strict=True), strict=True):
        values = [cell.strip() for cell in column if cell.strip()]
        agrees = _CHECKS.get(field.kind, _agrees_with_text)
        if sum(agrees(value, field) for value in values) < _ENOUGH * len(values):
            return None
        telling = telling or (bool(values) and field.kind in _TELLING)
    return fields if telling else None


def fit_object_by_position(rows: Sequence[Sequence[str]]) -> Schema | None:
    """Return the one shipped schema whose first fields the columns are; None when there is none, or several."""
    schemas = [load_shipped(path.stem) for path in list_shipped()]
    fitting = [schema for schema in schemas if fit_by_position(rows, schema) is not None]
    return fitting[0] if len(fitting) == 1 else None


def _is_any(cell: str, *patterns: re.Pattern[str]) -> bool:
    return len(cell) <= _LONGEST and any(pattern.fullmatch(cell) for pattern in patterns)


def _is_phone(cell: str) -> bool:
    """Say whether a cell is a phone number of 7 to 15 digits (E.164), not a range, an amount or a postal code."""
    if not _is_any(cell, _PHONE) or _is_any(cell, _POSTAL_CODE):
        return False
    limits = _RANGE.fullmatch(cell)
    if limits and int(limits[1]) < int(limits[2]) and not re.fullmatch(r"\d{3}-\d{4}", cell):
        return False
    number = re.split("x|ext|#", cell.casefold())[0]
    return 7 <= sum(char.isdigit() for char in number) <= 15 and not re.fullmatch(r"\d+\.\d{1,6}", cell)


def _are_labels(numbers: Sequence[str]) -> bool:
    """Say whether numbers are years, or count from 0 or 1 as labels of unnamed columns do."""
    if all(_YEAR.fullmatch(number) for number in numbers):
        return True
    counted = [int(number) for number in numbers if re.fullmatch(r"\d{1,6}", number)]
    steps = {after - before for before, after in pairwise(counted)}
    return len(counted) == len(numbers) > 1 and counted[0] in {0, 1} and steps == {1}


def _agrees_with_text(value: str, _: Field) -> bool:
    return not (_is_any(value, _EMAIL, _URL, _DATE) or _is_phone(value))


def _agrees_with_phone(value: str, _: Field) -> bool:
    digits = sum(char.isdigit() for char in value)
    letters = sum(char.isalpha() for char in value)
    return 5 <= digits <= 20 and letters <= 6 and not _is_any(value, _EMAIL_LIKE, _URL, _DATE)


def _agrees_with_number(value: str, _: Field) -> bool:
    return _is_any(value, _NUMBER)


def _agrees_with_date(value: str, _: Field) -> bool:
    return _is_any(value, _DATE)


def _agrees_with_boolean(value: str, field: Field) -> bool:
    return value in {*field.true_values, *field.false_values} or value.casefold() in _SPELLED_BOOLEANS


def _agrees_with_choice(value: str, field: Field) -> bool:
    return value.casefold() in {choice.casefold() for choice in field.enum}


def _agrees_with_country(value: str, _: Field) -> bool:
    return len(value) <= 60 and not any(char.isdigit() or char in "@/" for char in value)


_TELLING = frozenset({KindName.EMAIL, KindName.PHONE, KindName.URL, KindName.DATE, KindName.DATETIME, KindName.CHOICE})
_CHECKS: dict[KindName, Callable[[str, Field], bool]] = {
    KindName.EMAIL: lambda value, _: _is_any(value, _EMAIL_LIKE, _EMAIL),
    KindName.PHONE: _agrees_with_phone,
    KindName.URL: lambda value, _: _is_any(value, _URL, _URL_LIKE),
    KindName.NUMBER: _agrees_with_number,
    KindName.INTEGER: _agrees_with_number,
    KindName.BOOLEAN: _agrees_with_boolean,
    KindName.DATE: _agrees_with_date,
    KindName.DATETIME: _agrees_with_date,
    KindName.CHOICE: _agrees_with_choice,
    KindName.COUNTRY: _agrees_with_country,
}
