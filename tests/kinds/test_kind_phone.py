"""Phone numbers: a column is what phonenumbers makes of each value, and nothing is lost or guessed in a safe fix."""

import re

import phonenumbers
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from phonenumbers import NumberParseException, PhoneNumberFormat

from csvprep.kinds.phone_columns import are_assigned, are_readable, write_phones
from csvprep.references.answers import Change
from csvprep.references.phones import read_phone
from csvprep.schema.model import KindName

from .kind_cases import PHONES, bind, column, explain, failing, outcome

PHONE = bind(KindName.PHONE)
E164 = bind(KindName.PHONE, form="e164")
NANP = phonenumbers.COUNTRY_CODE_TO_REGION_CODE[1]

_AREA = st.one_of(
    st.integers(200, 999).map(str),
    st.sampled_from(
        [
            "212",
            "415",
            "416",
            "604",
            "800",
            "900",
            "500",
            "521",
            "523",
            "524",
            "700",
            "710",
            "268",
            "242",
            "246",
            "345",
            "441",
            "809",
            "829",
            "787",
            "868",
            "876",
            "658",
            "721",
            "684",
        ]
    ),
)
_SHAPES = st.sampled_from(
    [
        "({}) {}-{}",
        "({}){}-{}",
        "({})-{}-{}",
        "{}-{}-{}",
        "{}.{}.{}",
        "{} {} {}",
        "{}{}{}",
        "+1 ({}) {}-{}",
        "+1{}{}{}",
        "+1-{}-{}-{}",
        "1-{}-{}-{}",
        "1 ({}) {}-{}",
        "1{}{}{}",
        "{}) {}-{}",
        "({} {}-{}",
        "+{}{}{}",
    ]
)
NUMBERS = st.builds(
    lambda shape, area, exchange, line: shape.format(area, f"{exchange:03d}", f"{line:04d}"),
    _SHAPES,
    _AREA,
    st.integers(0, 999),
    st.integers(0, 9999),
)


def read(value: str, region: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(value, region)
    except NumberParseException:
        return None


@settings(deadline=None, max_examples=300)
@given(
    st.lists(st.one_of(NUMBERS, PHONES, st.text("0123456789 ()-.+", min_size=1, max_size=17)), min_size=1, max_size=9),
    st.sampled_from([*NANP, "GB", "DE"]),
    st.sampled_from(["national", "e164"]),
)
@example(["(868) 888-1234", "(123) 456-7890", "2125550123\n", "٢125550123", "12-05-2020"], "US", "national")
@example(["444) 444-1234", "(444 444-1234"], "CA", "e164")
@example(["(444444.1234", "+1 212 555 0123", "2125550123.0"], "DE", "national")
def test_a_column_is_written_as_each_value_by_the_library(values: list[str], region: str, form: str) -> None:
    """Where the column's expressions are sure, written form, finding and both checks are those of the library."""
    assume(all(values))
    cells = column(*values)
    found = write_phones(cells, region, form)
    readable, assigned = are_readable(cells, region, form), are_assigned(cells, region, form)
    for row, value in enumerate(values):
        slow = read_phone(value, region, form)
        if found.known[row]:
            assert slow.change == Change(found.written[row], found.code[row], found.suggestion[row])
        if found.proved[row]:
            written = read_phone(found.written[row], region, form)
            assert not written.why
            assert written.assigned
        if readable[0][row]:
            assert readable[1][row] == (not slow.why)
        if assigned[0][row]:
            assert assigned[1][row] == slow.assigned


@pytest.mark.parametrize("form", ["national", "e164"])
def test_assigned_numbers_equal_the_library_for_every_area_code(form: str) -> None:
    """For each area code and a spread of exchanges, a whole column at once says what is_valid_number says."""
    numbers = [
        phonenumbers.PhoneNumber(1, int(f"{area}{exchange}{line}"))
        for area in range(200, 1000)
        for exchange, line in (("212", "0123"), ("012", "4567"), ("555", "0100"))
    ]
    style = PhoneNumberFormat.E164 if form == "e164" else PhoneNumberFormat.NATIONAL
    cells = column(*(phonenumbers.format_number(number, style) for number in numbers))
    valid = [phonenumbers.is_valid_number(number) for number in numbers]
    found = write_phones(cells, "US", form)
    assert found.known.all()
    assert found.code.null_count() == len(cells)
    assert found.proved.to_list() == valid
    assert are_readable(cells, "US", form)[1].all()
    assert are_assigned(cells, "US", form)[1].to_list() == valid


@pytest.mark.parametrize("region", sorted(NANP))
def test_each_regions_example_numbers_are_assigned(region: str) -> None:
    """The library's own example numbers of each region of calling code 1 are valid and have their written form."""
    for number_type in (phonenumbers.PhoneNumberType.FIXED_LINE, phonenumbers.PhoneNumberType.TOLL_FREE):
        number = phonenumbers.example_number_for_type(region, number_type)
        if number is None:
            continue
        value = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
        assert outcome(bind(KindName.PHONE, region), value) == (value, None, None)
        assert failing(bind(KindName.PHONE, region), value) == []


@settings(deadline=None, max_examples=400)
@given(
    PHONES,
    st.sampled_from(["US", "GB", "DE", "IT", "AR", "BR", "RU", "MX", "AG", "JP"]),
    st.sampled_from(["national", "e164"]),
)
def test_a_safe_fix_is_the_same_number(value: str, region: str, form: str) -> None:
    """A number that is rewritten reads as the same number, and every check is what the library says."""
    assume(value.strip() and not re.fullmatch(r"\+?[0-9]{7,15}[.,]0", value))
    found = read_phone(value, region, form)
    number = read(value, region)
    possible = number is not None and phonenumbers.is_possible_number(number)
    assert possible or (found.why and found.change.code is None)
    if not possible and found.change.suggestion is not None:
        assert read(found.change.suggestion, region) in (read(f"+{value}", region), read(f"0{value}", region))
    if possible and found.why != "it is a date":
        assert found.assigned == phonenumbers.is_valid_number(number)
        assert read(found.change.written, region) == number


@pytest.mark.parametrize(
    "region", ["US", "GB", "DE", "FR", "IT", "AR", "BR", "MX", "RU", "CN", "JP", "IN", "AU", "ZA", "SM"]
)
def test_the_librarys_formats_are_well_formed(region: str) -> None:
    """A number as the library itself writes it is never called malformed."""
    number = phonenumbers.example_number(region)
    for style in (PhoneNumberFormat.NATIONAL, PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.E164):
        value = phonenumbers.format_number(number, style)
        assert failing(bind(KindName.PHONE, region), value) == []


@pytest.mark.parametrize(
    ("value", "national", "e164"),
    [
        ("444.444.1234", "(444) 444-1234", "+14444441234"),
        ("+1 212 555 0123", "(212) 555-0123", "+12125550123"),
        ("12125550123", "(212) 555-0123", "+12125550123"),
        ("212/555-0123", "(212) 555-0123", "+12125550123"),
        ("212-555-0123 x12", "(212) 555-0123 ext. 12", "+12125550123 ext. 12"),
        ("011 44 20 7946 0018", "+44 20 7946 0018", "+442079460018"),
        ("+44 (0)20 7946 0018", "+44 20 7946 0018", "+442079460018"),
    ],
)
def test_a_well_formed_number_is_written_in_the_fields_form(value: str, national: str, e164: str) -> None:
    """At home the national form or E.164, abroad the international one."""
    assert outcome(PHONE, value) == (national, "phone-format", None)
    assert outcome(E164, value) == (e164, "phone-format", None)


@pytest.mark.parametrize("value", ["(868) 888-1234", "(444) 444-1234", "+44 20 7946 0018", "555-1234"])
def test_a_number_in_the_written_form_stays(value: str) -> None:
    """Home goes by calling code: Trinidad's (868) is written as at home in the United States."""
    assert outcome(PHONE, value) == (value, None, None)
    assert "phone-error" not in failing(PHONE, value)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("444) 444-1234", "(444) 444-1234"),
        ("(212 555-0123", "(212) 555-0123"),
        ("212--555-0123", "(212) 555-0123"),
        ("Tel: 212 555 0123", "(212) 555-0123"),
        ("tel:+1-212-555-0123", "(212) 555-0123"),
        ("-212-555-0123", "(212) 555-0123"),
    ],
)
def test_a_malformed_number_that_the_library_reads_is_fixed(value: str, written: str) -> None:
    """Brackets, signs and text around a number are an error with a safe fix."""
    assert outcome(PHONE, value) == (written, "phone-error", None)
    assert "phone-error" in failing(PHONE, value)


@pytest.mark.parametrize(
    ("value", "suggestion"),
    [
        ("1-800-FLOWERS", "(800) 356-9377"),
        ("(530) 583-6985 x302/x2303", "(530) 583-6985 ext. 302"),
        ("+442079460018;isub=12345", "+44 20 7946 0018"),
    ],
)
def test_a_number_that_must_be_guessed_is_a_suggestion(value: str, suggestion: str) -> None:
    """Letters for digits and a second number are never rewritten safely."""
    assert outcome(PHONE, value) == (value, None, suggestion)
    assert failing(PHONE, value) == ["phone-error"]


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("12", "it is too short"),
        ("21255501234567", "it is too long"),
        ("+999 123456", "it begins with no country's calling code"),
        ("call me", "it is not a number"),
        ("444) 444-1234", "its brackets are not balanced"),
        ("1-800-FLOWERS", "it has letters, which are no digits"),
    ],
)
def test_what_is_wrong_is_said_in_words(value: str, why: str) -> None:
    """Each reason of the library has words."""
    assert explain(PHONE, value) == why
    assert "phone-error" in failing(PHONE, value)


@pytest.mark.parametrize("value", ["(555) 555-1234", "(333) 555-1234", "+44 20 1234 5678", "1234567890"])
def test_a_possible_number_that_nobody_has_is_a_warning(value: str) -> None:
    """Possible but not valid fails only the check for assigned numbers."""
    number = phonenumbers.parse(value, "US")
    assert phonenumbers.is_possible_number(number)
    assert failing(PHONE, value) == ([] if phonenumbers.is_valid_number(number) else ["phone-unassigned"])


def test_a_number_without_area_code_is_not_written_in_e164() -> None:
    """Seven digits mean something at home only."""
    assert outcome(E164, "555-1234") == ("555-1234", None, None)
