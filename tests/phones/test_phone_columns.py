"""Phone numbers by the column: what is sure equals phonenumbers, and nearly all numbers are sure."""

import random

import phonenumbers
import polars as pl
import pytest
from bench.phone_spellings import (
    FORMATS,
    INSERTS,
    PREFIXES,
    REGIONS,
    STYLES,
    SUFFIXES,
    Tally,
    compare_kind,
    compare_numbers,
    example_numbers,
    spell,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from csvprep.kinds.base import reasons_of
from csvprep.kinds.phone import Phone
from csvprep.kinds.phone_columns import write_phones
from csvprep.phones import find_written, read_phones, respell
from csvprep.phones.metadata import UnknownSyntaxError, as_polars
from csvprep.phones.plans import calling_code
from csvprep.phones.validity import Validity, validity_of

EXAMPLES = example_numbers()
FORMS = ("home", *FORMATS)


@st.composite
def spelt_columns(draw: st.DrawFn) -> tuple[str, list[str]]:
    """Draw a home region, and numbers of it and others with some changes each."""
    region = draw(st.sampled_from([*REGIONS, "US", "GB", "IT", "AR", "BR", "ZZ"]))
    own = [number for home, number in EXAMPLES if home == region] or [EXAMPLES[0][1]]
    values = []
    for number in draw(st.lists(st.sampled_from([*own, *(one for _, one in EXAMPLES)]), min_size=1, max_size=25)):
        value = phonenumbers.format_number(number, draw(st.sampled_from(STYLES)))
        for place, char, drop in draw(
            st.lists(st.tuples(st.integers(0, 15), st.sampled_from(["", *INSERTS]), st.booleans()), max_size=3)
        ):
            value = value[:place] + char + value[place + drop :]
        values.append(draw(st.sampled_from(["", *PREFIXES])) + value + draw(st.sampled_from(["", *SUFFIXES])))
    return region, values


@settings(deadline=None, max_examples=60)
@given(spelt_columns(), st.sampled_from(FORMS))
def test_a_spelt_number_is_what_the_library_says(column: tuple[str, list[str]], form: str) -> None:
    """Whatever is changed in a number, what is sure of it is the library's answer."""
    tally = Tally()
    compare_numbers(column[1], column[0], form, tally)
    assert tally.different == []


@settings(deadline=None, max_examples=40)
@given(st.lists(st.text("0123456789 ()-.+/x#", max_size=18), min_size=1, max_size=40), st.sampled_from(REGIONS))
def test_any_digits_are_what_the_library_says(values: list[str], region: str) -> None:
    """Digits and signs in any order, possible or not, are read as the library reads them."""
    tally = Tally()
    compare_numbers(values, region, "home", tally)
    assert tally.different == []


WORDS = (
    *(
        "none yet ",
        "home",
        "FLOWERS",
        "nein ",
        "Bürö",
        "нет",
        "доб 5",
        "電話",
        " or ",
        " / ",
        "/ x5",
        " ext ",
        "x",
        "#",
    ),
    *("_", "@", "=", "~", "*", ", ", "; ", ",,5", "- 5#", ";isub=5", ";phone-context=+1", "+", "00", "+011", "+999"),
    *("\t", "\n", "é", "ó", "ſ", "٣", "＋", "…", "4.44E+11", "1-Mar", "3/4/2020", "3.4.2020 10:00", ".0", ",0"),
)
TEXTS = st.lists(st.sampled_from(WORDS) | st.text("0123456789 ()-+xAe", max_size=14), max_size=5).map("".join)


@settings(deadline=None, max_examples=40)
@given(st.lists(TEXTS, min_size=1, max_size=40), st.sampled_from(REGIONS), st.sampled_from(FORMS))
def test_words_and_digits_are_what_the_library_says(values: list[str], region: str, form: str) -> None:
    """Of texts with a number among words, or with none, what is sure is the library's answer, errors too."""
    tally = Tally()
    compare_numbers(values, region, form, tally)
    assert tally.different == []


@settings(deadline=None, max_examples=30)
@given(st.lists(TEXTS, min_size=1, max_size=30), st.sampled_from(REGIONS), st.sampled_from(["national", "e164"]))
def test_the_kind_says_of_words_and_digits_what_it_says_of_each(values: list[str], region: str, form: str) -> None:
    """Suggestion, verdict and reason of a column of texts are those of each value alone."""
    tally = Tally()
    compare_kind(values, region, form, tally)
    assert tally.different == []


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ("call me", "not-a-number"),
        ("none yet 12", "too-short"),
        ("202.555", "too-short"),
        ("(202) 555-0123 or (202) 555-0124", "too-long"),
        ("202 555 0123 4567 8901 23", "too-long"),
        ("+999 555 0123", "invalid-country-code"),
        ("011 1", "too-short-after-idd"),
        ("+44 1", "too-short-nsn"),
        ("2025550", None),
        ("1-800-FLOWERS", None),
        ("0" * 251, "too-long"),
        ("½ 202 555 0123", ""),
    ],
)
def test_what_is_no_number_has_the_librarys_fault(value: str, fault: str | None) -> None:
    """What is no number, or no possible one, is known by why it is none; "": the library must be asked."""
    found = read_phones(pl.Series([value]), "US").row(0, named=True)
    assert (found["fault"] if found["fault"] or found["country_code"] else "") == fault


def test_values_that_are_no_numbers_need_no_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Words, vanity numbers, two numbers in a cell, dates and a lost plus are judged and explained by the column."""

    def refuse(value: str, region: str) -> None:
        raise AssertionError(value)

    monkeypatch.setattr("phonenumbers.parse", refuse)
    expected = {
        "none yet 12": (None, "it is too short"),
        "call us!": (None, "it is not a number"),
        "1-800-FLOWERS": ("(800) 356-9377", "it has letters, which are no digits"),
        "202-555-0123 / 202-555-0124": (None, "it is too long"),
        "447911123456": ("+44 7911 123456", "it is too long, unless its + is lost"),
        "1-Mar": (None, "a spreadsheet made a date of it"),
    }
    phone, values = Phone("US"), pl.Series(list(expected) * 20)  # of few values the library is asked
    written, check = phone.normalise(values), phone.checks()[0]
    assert written is not None
    assert not check.passes(values).any()
    found = zip(written.suggestion, reasons_of(check, values), strict=True)
    assert list(found) == list(expected.values()) * 20


@pytest.mark.parametrize("share", range(4))
def test_every_regions_numbers_are_what_the_library_says(share: int) -> None:
    """Example numbers of all regions and types, from home and abroad, in many spellings, equal the library."""
    chance, tally = random.Random(share), Tally()
    for place, region in enumerate(REGIONS):
        if place % 4 != share:
            continue
        numbers = [number for home, number in EXAMPLES if home == region]
        spelt = [
            value
            for one in numbers
            for style in STYLES
            for value in spell(phonenumbers.format_number(one, style), chance)
        ]
        compare_numbers(chance.sample(spelt, 30), region, chance.choice(FORMS), tally)
        compare_numbers(chance.sample(spelt, 10), chance.choice(["US", *REGIONS]), "home", tally)
    assert tally.different == []


@pytest.mark.parametrize("form", ["national", "e164"])
def test_the_kind_makes_of_a_column_what_it_makes_of_a_value(form: str) -> None:
    """Written form, finding, and both checks of a column are those of each value alone, for many regions."""
    chance, tally = random.Random(7), Tally()
    for region in chance.sample(REGIONS, 15):
        numbers = [number for home, number in EXAMPLES if home == region]
        spelt = [
            value for one in numbers for value in spell(phonenumbers.format_number(one, chance.choice(STYLES)), chance)
        ]
        compare_kind(chance.sample(spelt, 40), region, form, tally)
    assert tally.different == []


@settings(deadline=None, max_examples=25)
@given(
    spelt_columns(),
    st.sampled_from(["٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "０１２３４５６７８９"]),
    st.sampled_from(["national", "e164"]),
)
def test_digits_of_other_scripts_are_what_the_library_says(
    column: tuple[str, list[str]], digits: str, form: str
) -> None:
    """Written in them throughout or in part, a number becomes what the library makes of it."""
    tally, (region, values) = Tally(), column
    every, some = str.maketrans("0123456789", digits), str.maketrans("13579", digits[1::2])
    known_region = "US" if region == "ZZ" else region
    compare_kind([value.translate(table) for value in values for table in (every, some)], known_region, form, tally)
    assert tally.different == []


def test_usual_numbers_in_digits_of_other_scripts_need_no_library() -> None:
    """Numbers in Arabic, Persian and full-width digits are told by the column."""
    values = ["٢٠٢-٥٥٥-٠١٢٣", "(２０２) ５５５-０１２３", "+۹۸ ۲۱ ۱۲۳۴ ۵۶۷۸"]
    found = write_phones(pl.Series(values), "US", "national")
    assert found.known.all()
    assert found.written.to_list() == ["(202) 555-0123", "(202) 555-0123", "+98 21 1234 5678"]
    assert found.code.to_list() == ["phone-format"] * 3


def test_nearly_all_example_numbers_need_no_library() -> None:
    """Of the example numbers of all regions and types in the four formats, 99 % at least are sure from home."""
    sure = total = 0
    for region in REGIONS:
        values = [
            phonenumbers.format_number(number, style) for home, number in EXAMPLES if home == region for style in STYLES
        ]
        found = read_phones(pl.Series(values), region)["country_code"]
        sure, total = sure + len(values) - found.null_count(), total + len(values)
    assert sure >= 0.99 * total


@pytest.mark.parametrize(
    ("region", "form"), [("US", "national"), ("US", "e164"), ("FR", "national"), ("CA", "national")]
)
def test_what_is_seen_at_a_first_look_is_a_number_as_it_is_written(region: str, form: str) -> None:
    """A value that is found without taking it apart is a possible number in its written form, and valid as said."""
    chance = random.Random(3)
    numbers = [number for home, number in EXAMPLES if home == region]
    values = [
        value
        for _ in range(8)
        for one in numbers
        for value in spell(phonenumbers.format_number(one, FORMATS[form]), chance)
    ]
    shaped, assigned = find_written(pl.Series(values), region, national=form == "national")
    assert assigned.any()
    for value, is_shaped, is_assigned in zip(values, shaped, assigned, strict=True):
        if is_shaped:
            number = phonenumbers.parse(value, region)
            assert phonenumbers.is_possible_number(number)
            assert phonenumbers.is_valid_number(number) == is_assigned
            assert phonenumbers.format_number(number, FORMATS[form]) == value


@pytest.mark.parametrize(
    ("value", "region", "form", "written"),
    [
        ("202.456.1414", "US", "national", "(202) 456-1414"),
        ("2024561414", "US", "national", "(202) 456-1414"),
        ("+1 202-456-1414", "US", "e164", "+12024561414"),
        ("202 456-1414", "CA", "national", "(202) 456-1414"),
        ("01.42.68.53.00", "FR", "national", "01 42 68 53 00"),
        ("0142685300", "FR", "e164", "+33142685300"),
        ("+33.1.42.68.53.00", "FR", "national", "01 42 68 53 00"),
        ("202.055.1414", "US", "national", None),  # no exchange begins with 0
        ("202.456.141", "US", "national", None),
        ("202.456.1414 x1", "US", "national", None),
        ("202.456.1414", "CA", "e164", None),  # left to what reads digit by digit
        ("202.456.1414", "ZZ", "national", None),
    ],
)
def test_a_usual_spelling_is_written_anew(value: str, region: str, form: str, written: str | None) -> None:
    """An assigned number in a usual spelling gets its written form; all else is left as it is."""
    found, texts = respell(pl.Series([None, value], dtype=pl.String), region, national=form == "national")
    assert found.to_list() == [False, written is not None]
    assert texts.to_list() == [None, written or value]


@pytest.mark.parametrize("form", ["national", "e164"])
def test_what_is_respelt_is_what_the_library_writes(form: str) -> None:
    """What is respelt in any region is a valid number to the library, which writes it so and reads that again."""
    chance = random.Random(11)
    respelt = 0
    for region in REGIONS:
        own = [number for home, number in EXAMPLES if home == region]
        forms = [phonenumbers.format_number(one, style) for one in own for style in STYLES]
        texts = {text.replace(" ", sign) for one in forms for text in spell(one, chance) for sign in " .-"}
        values = pl.Series(sorted(texts))
        found, written = respell(values, region, national=form == "national")
        for value, text in zip(values.filter(found), written.filter(found), strict=True):
            number = phonenumbers.parse(value, region)
            assert phonenumbers.is_valid_number(number)
            assert phonenumbers.format_number(number, FORMATS[form]) == text
            assert phonenumbers.parse(text, region) == number
            respelt += 1
    assert respelt > 1_000


@pytest.mark.parametrize(
    ("value", "region", "expected"),
    [
        ("(0)20 7946 0018", "GB", (44, "2079460018", None, "020 7946 0018")),
        ("+39 06 698 12345", "US", (39, "0669812345", None, "+39 06 6981 2345")),
        ("011 15 2345 6789", "AR", (54, "91123456789", None, "011 15-2345-6789")),
        ("011 44 20 7946 0018", "US", (44, "2079460018", None, "+44 20 7946 0018")),
        ("12125550123", "US", (1, "2125550123", None, "(212) 555-0123")),
        ("020 7946 0018 x42", "GB", (44, "2079460018", "42", "020 7946 0018 x42")),
        ("tel:+7-800-555-35-35", "RU", (7, "8005553535", None, "8 (800) 555-35-35")),
    ],
)
def test_a_number_is_read_and_written(value: str, region: str, expected: tuple[int, str, str | None, str]) -> None:
    """Prefixes, carriers and leading zeros come out as the numbering plans have them."""
    found = read_phones(pl.Series([None, value, "call me"]), region, "home")
    assert found.select("country_code", "number", "extension", "written").rows() == [(None,) * 4, expected, (None,) * 4]
    assert found.select("possible", "local", "valid").rows() == [(None,) * 3, (True, False, True), (None,) * 3]


def test_a_region_that_the_library_does_not_know_reads_only_numbers_with_a_calling_code() -> None:
    """Without a home there is no national number."""
    found = read_phones(pl.Series(["+44 20 7946 0018", "020 7946 0018"]), None, "international")
    assert found["written"].to_list() == ["+44 20 7946 0018", None]


@pytest.mark.parametrize("pattern", [r"(?!1)\d{9}", r"\w{4}", "[2-9]+", "(?i:a)", None])
def test_syntax_that_polars_may_read_otherwise_is_refused(pattern: str | None) -> None:
    """Only what means the same in both regular expressions is taken from the metadata."""
    with pytest.raises(UnknownSyntaxError):
        as_polars(pattern)


def test_metadata_that_is_not_understood_makes_nothing_sure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a calling code's patterns are strange, the library is asked; the others are read as ever."""

    def refuse(regions: list[phonenumbers.PhoneMetadata], size: int) -> Validity:
        if regions[0].id == "IS":
            raise UnknownSyntaxError(regions[0].id)
        return validity_of(regions, size)

    calling_code.cache_clear()
    monkeypatch.setattr("csvprep.phones.plans.validity_of", refuse)
    found = read_phones(pl.Series(["+354 410 1234", "+44 20 7946 0018"]), "US")
    calling_code.cache_clear()
    assert found["country_code"].to_list() == [None, 44]
