"""Dates and times: one reading is written, a likely one is offered, an ambiguous one is refused."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csvprep.schema.model import KindName

from .kind_cases import bind, column, explain, failing, outcome

ARABIC_DIGITS = {ord("0") + digit: 0x660 + digit for digit in range(10)}
DATE, TIME = bind(KindName.DATE), bind(KindName.DATETIME)
AMERICAN = bind(KindName.DATE, formats=("%m/%d/%Y", "%d.%m.%Y"))
BOTH = bind(KindName.DATE, formats=("%d/%m/%Y", "%m/%d/%Y"))
GERMAN_TIME = bind(KindName.DATETIME, formats=("%d.%m.%Y %H:%M",))


@pytest.mark.parametrize(
    "value",
    [
        "2024/03/25",
        "2024.3.25",
        "20240325",
        "25 Mar 2024",
        "25-Mar-2024",
        "March 25, 2024",
        "Mar 25 2024",
        "25th March 2024",
        "Monday, 25 March 2024",
        "2024-Mar-25",
        "2024-03-25T00:00:00",
        "2024-03-25 00:00",
    ],
)
def test_a_date_with_one_reading_is_written_in_iso_8601(value: str) -> None:
    """Year first, or the month by its English name, has one reading."""
    assert outcome(DATE, value) == ("2024-03-25", "date-format", None)
    assert failing(DATE, value) == []


@pytest.mark.parametrize(
    ("value", "suggestion", "why"),
    [
        ("25/03/2024", "2024-03-25", "its day and month are in no declared order"),
        ("03-25-2024", "2024-03-25", "its day and month are in no declared order"),
        ("05/05/2024", "2024-05-05", "its day and month are in no declared order"),
        ("2024-03-25 10:00", "2024-03-25", "it has a time of day"),
        ("03/04/2024", None, "day and month can't be told apart"),
        ("2024-02-30", None, "there is no such day"),
        ("2024-13-01", None, "there is no such day"),
        ("0000-01-01", None, "there is no such day"),
        ("31/31/2024", None, "there is no such day"),
        ("25-Mar-24", None, ""),
        ("soon", None, ""),
    ],
)
def test_a_date_that_must_be_guessed_is_an_error(value: str, suggestion: str | None, why: str) -> None:
    """The value stays, with the likely date beside it where there is one."""
    assert outcome(DATE, value) == (value, None, suggestion)
    assert failing(DATE, value) == ["type-error"]
    assert explain(DATE, value) == why


def test_every_day_of_two_centuries_is_good() -> None:
    """Each day of the calendar passes, and the days that it hasn't fail."""
    days = column(*(str(date(1900, 1, 1) + timedelta(days=day)) for day in range(0, 73000, 3)))
    assert DATE.normalise(days) is None
    assert DATE.checks()[0].passes(days).all()
    wrong = column("1900-02-29", "2023-02-29", "2024-04-31", "2024-00-10", "2024-01-00", "2024-1-1T")
    assert not DATE.checks()[0].passes(wrong).any()
    assert failing(DATE, "2000-02-29") == failing(DATE, "0999-12-31") == failing(DATE, "9999-12-31") == []


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("03/25/2024", ("03/25/2024", None, None)),
        ("3/5/2024", ("03/05/2024", "date-format", None)),
        ("25.03.2024", ("03/25/2024", "date-format", None)),
        ("2024-03-25", ("03/25/2024", "date-format", None)),
        ("25/03/2024", ("25/03/2024", None, "03/25/2024")),
    ],
)
def test_declared_formats_come_first(value: str, expected: tuple[str, str | None, str | None]) -> None:
    """The first format is the written one; the others and unambiguous forms are rewritten."""
    assert outcome(AMERICAN, value) == expected


def test_two_declared_formats_that_differ_are_only_a_suggestion() -> None:
    """A date that two declared formats read as different days is safe only in the written form itself."""
    assert outcome(BOTH, "03/04/2024") == ("03/04/2024", None, None)
    assert outcome(BOTH, "3/4/2024") == ("3/4/2024", None, "03/04/2024")
    assert outcome(BOTH, "3/25/2024") == ("25/03/2024", "date-format", None)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("2024-03-25 10:30:00", "2024-03-25T10:30:00"),
        ("2024-03-25t10:30:00z", "2024-03-25T10:30:00Z"),
        ("2024-03-25 10:30", "2024-03-25T10:30:00"),
        ("2024/03/25 10:30:00 +0200", "2024-03-25T10:30:00+02:00"),
        ("2024-03-25T10:30:00,5", "2024-03-25T10:30:00.5"),
        ("25 Mar 2024 10:30 PM", "2024-03-25T22:30:00"),
        ("25 Mar 2024, 12:30 a.m.", "2024-03-25T00:30:00"),
    ],
)
def test_a_time_is_written_in_iso_8601(value: str, written: str) -> None:
    """Fraction and zone stay as they came."""
    assert outcome(TIME, value) == (written, "date-format", None)
    assert failing(TIME, value) == []


@pytest.mark.parametrize(
    "value",
    ["2024-03-25T10:30:00", "2024-02-29T10:30:00Z", "2024-03-25T10:30:00.123456789-05:30", "0999-03-25T10:30:00"],
)
def test_a_time_in_iso_8601_stays(value: str) -> None:
    """With or without fraction and zone."""
    assert outcome(TIME, value) == (value, None, None)
    assert failing(TIME, value) == []


@pytest.mark.parametrize(
    ("value", "suggestion"),
    [
        ("2024-03-25", "2024-03-25T00:00:00"),
        ("25/03/2024 10:30", "2024-03-25T10:30:00"),
        ("03/04/2024 10:30", None),
        ("2024-03-25T25:00:00", None),
        ("2023-02-29T10:30:00", None),
        ("13:00 PM", None),
        ("2024-03-25 13:00 PM", None),
    ],
)
def test_a_time_that_must_be_guessed_is_an_error(value: str, suggestion: str | None) -> None:
    """A missing time of day or an undeclared order of day and month is only a suggestion."""
    assert outcome(TIME, value) == (value, None, suggestion)
    assert failing(TIME, value) == ["type-error"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("25.03.2024 10:30", ("25.03.2024 10:30", None, None)),
        ("5.3.2024 9:30", ("05.03.2024 09:30", "date-format", None)),
        ("2024-03-25T10:30:00", ("25.03.2024 10:30", "date-format", None)),
        ("2024-03-25T10:30:01", ("2024-03-25T10:30:01", None, None)),
        ("2024-03-25T10:30:00Z", ("2024-03-25T10:30:00Z", None, None)),
    ],
)
def test_a_time_is_rewritten_only_when_nothing_is_lost(
    value: str, expected: tuple[str, str | None, str | None]
) -> None:
    """Seconds or a zone that the written format has no place for stay where they are."""
    assert outcome(GERMAN_TIME, value) == expected
    assert failing(GERMAN_TIME, value) == ([] if expected[1] or expected[0].startswith("25") else ["type-error"])


@given(
    st.permutations(["%Y", "%m", "%d", "%H", "%M", "%S", "%A", "%B", "%j", "%p", "%y", "%f"]),
    st.integers(1, 12),
    st.lists(st.sampled_from(["-", "/", ".", " ", "'", " de ", "%%", "(", "ſ", ""]), min_size=12, max_size=12),
    st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    st.times(),
)
def test_what_strptime_reads_by_a_declared_pattern_is_never_overlooked(
    directives: list[str], count: int, between: list[str], day: date, clock: time
) -> None:
    """A text that the declared pattern reads, and writes so again, is good; one that it can't read is not."""
    pattern = "".join(map("".join, zip(directives[:count], between, strict=False)))
    kind = bind(KindName.DATETIME, formats=(pattern,))
    written = datetime.combine(day, clock).strftime(pattern)
    for text in (written, written.translate(ARABIC_DIGITS)):
        assert kind.checks()[0].passes(column(text, "no time")).to_list() == [can_be_read(text, pattern), False]


def can_be_read(text: str, pattern: str) -> bool:
    try:
        read = datetime.strptime(text, pattern)  # noqa: DTZ007 - the times are local
        return datetime.strptime(read.strftime(pattern), pattern) == read  # noqa: DTZ007
    except ValueError:
        return False
