"""Numbers, booleans, countries and choices: what is written, offered and refused."""

import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csvprep.kinds.names import fold_name, fold_names
from csvprep.kinds.near import find_near, index_names, near_names
from csvprep.schema.model import KindName

from .kind_cases import bind, column, explain, failing, may_mean, outcome

NUMBER, INTEGER = bind(KindName.NUMBER), bind(KindName.INTEGER)
COMMA = bind(KindName.NUMBER, decimal_char=",", group_char=".")
COUNTRY = bind(KindName.COUNTRY)
CHOICE = bind(KindName.CHOICE, enum=("emailOpen", "email_click", "a-b", "A B", *"12345678"))


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("+12.50", "12.50"),
        (".5", "0.5"),
        ("5.", "5"),
        ("- 5", "-5"),
        ("\u22125", "-5"),
        ("٣", "3"),
    ],
)
def test_a_number_with_one_reading_is_written_plainly(value: str, written: str) -> None:
    """A needless sign goes, a digit stands on both sides of the decimal character."""
    assert outcome(NUMBER, value) == (written, "number-format", None)
    assert failing(NUMBER, value) == []


@pytest.mark.parametrize("value", ["5", "-5", "007", "1250.00", "1e5", "-1.5E-3"])
def test_a_plain_number_stays(value: str) -> None:
    """Table Schema's lexical forms are good as they are."""
    assert outcome(NUMBER, value) == (value, None, None)
    assert failing(NUMBER, value) == []


@pytest.mark.parametrize(
    ("value", "suggestion"),
    [
        ("1,250.00", "1250.00"),
        ("1 250", "1250"),
        ("1.250,00", "1250.00"),
        ("12,5", "12.5"),
        ("$5", "5"),
        ("5 €", "5"),
        ("USD 5", "5"),
        ("5%", "5"),
        ("(5)", "-5"),
        ("5-", "-5"),
        ("about 5", None),
        ("NaN", None),
        ("-INF", None),
        ("1.2.3", None),
    ],
)
def test_undeclared_signs_and_separators_are_only_a_suggestion(value: str, suggestion: str | None) -> None:
    """What the field's settings don't declare is an error, with the likely number beside it."""
    assert outcome(NUMBER, value) == (value, None, suggestion)
    assert failing(NUMBER, value) == ["type-error"]


def test_a_number_keeps_the_declared_decimal_character() -> None:
    """Groups are taken out; a number stays a number under its own settings."""
    assert outcome(COMMA, "1.250,00") == ("1250,00", "number-format", None)
    assert outcome(COMMA, "1250,00") == ("1250,00", None, None)
    assert outcome(COMMA, "1.25") == ("1.25", None, "1,25")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("+5", ("5", "number-format", None)),
        ("5.0", ("5.0", None, "5")),
        ("5,000", ("5,000", None, "5000")),
        ("5.5", ("5.5", None, None)),
        ("1e3", ("1e3", None, None)),
    ],
)
def test_an_integer_has_no_fraction(value: str, expected: tuple[str, str | None, str | None]) -> None:
    """A zero fraction is only a suggestion, any other an error."""
    assert outcome(INTEGER, value) == expected
    assert failing(INTEGER, value) == ([] if expected[1] else ["type-error"])


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("NaN", "NaN and infinity can't be uploaded"),
        ("5.5", "it has a fraction or an exponent"),
        ("$5", "it has a currency or percent sign"),
        ("x", ""),
    ],
)
def test_why_a_value_is_no_integer(value: str, why: str) -> None:
    """The reason is said where one is known."""
    assert explain(INTEGER, value) == why


@pytest.mark.parametrize(
    ("value", "written"),
    [("TRUE", "true"), ("1", "true"), ("Yes", "true"), ("y", "true"), ("ON", "true"), ("n", "false"), ("f", "false")],
)
def test_a_boolean_is_written_as_declared_first(value: str, written: str) -> None:
    """Declared spellings, their case variants and the usual words are read."""
    assert outcome(bind(KindName.BOOLEAN), value) == (written, "boolean-format", None)


def test_declared_booleans_win() -> None:
    """A spelling that the schema declares means what it says, and one of two meanings is not read."""
    kind = bind(KindName.BOOLEAN, true_values=("no", "JA"), false_values=("yes", "ja"))
    assert outcome(kind, "No") == ("no", "boolean-format", None)
    assert outcome(kind, "ja") == ("yes", "boolean-format", None)
    assert outcome(kind, "Ja") == ("Ja", None, None)
    assert failing(kind, "Ja") == ["type-error"]
    assert explain(kind, "Ja") == "write no or yes"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("us", "US"),
        ("USA", "US"),
        ("840", "US"),
        ("U.S.", "US"),
        ("United States of America", "US"),
        ("Germany", "DE"),
        ("GERMANY", "DE"),
        ("Deutschland", "DE"),
        ("UK", "GB"),
        ("England", "GB"),
        ("Côte d'Ivoire", "CI"),
        ("Cote d’Ivoire", "CI"),
        ("St. Lucia", "LC"),
        ("the netherlands", "NL"),
        ("South Korea", "KR"),
        ("Bosnia & Herzegovina", "BA"),
    ],
)
def test_a_country_is_written_as_its_code(value: str, code: str) -> None:
    """Codes in any case, names and usual spellings become the alpha-2 code."""
    assert outcome(COUNTRY, value) == (code, "country-format", None)
    assert failing(COUNTRY, value) == []


@pytest.mark.parametrize("form", ["alpha_2", "alpha_3", "name"])
def test_every_country_of_iso_3166_is_read(form: str) -> None:
    """Each code and name of pycountry is its own country, written in the field's form."""
    kind = bind(KindName.COUNTRY, form=form)
    for country in pycountry.countries:
        written = getattr(country, form)
        for value in (country.alpha_2, country.alpha_3, country.numeric, country.name):
            assert outcome(kind, value)[0] == written


@pytest.mark.parametrize(("value", "suggestion"), [("Germny", "DE"), ("Untied States", "US"), ("Freedonia", None)])
def test_an_unknown_country_is_an_error(value: str, suggestion: str | None) -> None:
    """A near miss is a suggestion, anything else has none."""
    assert outcome(COUNTRY, value) == (value, None, None)
    assert may_mean(COUNTRY, value) == suggestion
    assert failing(COUNTRY, value) == ["country-error"]
    assert explain(COUNTRY, value) == ""


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("EMAILOPEN", ("emailOpen", "choice-format", None)),
        ("Email open", ("emailOpen", "choice-format", None)),
        ("emailclick", ("email_click", "choice-format", None)),
        ("ab", ("ab", None, None)),
        ("emailOpn", ("emailOpn", None, None)),
        ("other", ("other", None, None)),
    ],
)
def test_a_choice_is_written_as_the_schema_has_it(value: str, expected: tuple[str, str | None, str | None]) -> None:
    """Case, space, underscore and hyphen don't tell values apart, unless two allowed ones differ by them only."""
    assert outcome(CHOICE, value) == expected
    assert failing(CHOICE, value) == ["constraint-error"]


@pytest.mark.parametrize(("value", "meant"), [("emailOpn", "emailOpen"), ("other", None), ("EMAILOPEN", None)])
def test_a_near_miss_of_an_allowed_value_may_mean_it(value: str, meant: str | None) -> None:
    """One slip of the hand is a suggestion; what is written as an allowed value anyway has none."""
    assert may_mean(CHOICE, value) == meant


def test_the_explanation_of_a_choice_lists_eight_values() -> None:
    """A long list of allowed values is cut, and the cut is said."""
    (check,) = CHOICE.checks()
    assert check.name == "enum"
    assert check.explain("x") == "is not one of: emailOpen, email_click, a-b, A B, 1, 2, 3, 4 and 4 more"


def test_free_text_with_an_enum_is_a_choice() -> None:
    """A list of values is enough to make a choice."""
    assert failing(bind(KindName.TEXT, enum=("a",)), "b") == ["constraint-error"]


def test_near_is_one_slip_and_one_name() -> None:
    """A letter too many, missing, wrong or swapped is near; two names as near are none."""
    index = index_names(["germany", "sweden", "bcde1", "bcde2"])
    assert [find_near(slip, index) for slip in ("germny", "germanyy", "germony", "gemrany")] == ["germany"] * 4
    assert find_near("bcde", index) is None
    assert find_near("norway", index) is None


SLIPS = st.text("abcä", max_size=9)


@given(st.lists(SLIPS, max_size=6), st.lists(SLIPS, min_size=1, max_size=40))
def test_a_column_of_near_misses_means_what_each_value_means(names: list[str], values: list[str]) -> None:
    """Looking at beginnings and ends first overlooks no name that is near."""
    index = index_names(names)
    expected = [find_near(value, index) for value in values]
    found = near_names(column(*values), lambda texts: texts, index, lambda _, near: near)
    assert (found.to_list() if found is not None else [None] * len(values)) == expected


@given(st.lists(st.text("sStThe &-,()/'’.é\u0301ßı1\t\x1c", max_size=12), min_size=1, max_size=40))
def test_a_column_of_names_is_folded_as_each_name_is(names: list[str]) -> None:
    """Case, accents, punctuation, "the" and "St" are looked past the same way for one name and for many."""
    assert fold_names(column(*names)).to_list() == [fold_name(name) for name in names]
