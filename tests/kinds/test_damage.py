"""What programs did to a cell on its way: each damage is one finding of its name, and good values have none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csvprep.catalogue import CATALOGUE
from csvprep.checks import Column
from csvprep.findings import Severity
from csvprep.kinds.damage import SUSPECT
from csvprep.kinds.registry import kind_for
from csvprep.schema.model import Field, KindName

from .kind_cases import Verdict, column, judge, judge_all

K = KindName
pytestmark = pytest.mark.no_cover  # many values, one path
LAW = settings(deadline=None, max_examples=40)


def found(verdict: Verdict) -> list[str]:
    """Return the codes of all findings of a cell."""
    return [*verdict.fixed, *verdict.left]


ERROR_TEXTS = (
    "#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "########", "###",
    "#BEZUG!", "#NV", "#WERT!", "#NOM?", "#N/D", "#¡VALOR!", "#ЗНАЧ!", "Err:502",
)  # fmt: skip


@pytest.mark.parametrize("kind", KindName)
def test_an_error_text_is_all_that_is_said_of_a_cell(kind: KindName) -> None:
    """In a field of any kind, with any constraint: one error, nothing to fix."""
    enum = ("a", "b") if kind is K.CHOICE else ()
    for limits in ({}, {"required": True}, {"min_length": 20}, {"pattern": "[a-z]+"}, {"max_length": 2}):
        for value, verdict in zip(ERROR_TEXTS, judge_all([*ERROR_TEXTS], kind, enum=enum, **limits), strict=True):
            assert (found(verdict), verdict.written, verdict.suggestion) == (["spreadsheet-error"], value, None)


@pytest.mark.parametrize("value", ["#", "##", "#1 in sales", "#REF", "#ref!", "see #REF!", "Err:", "#acme", "# #"])
def test_text_with_a_number_sign_is_no_error_text(value: str) -> None:
    """Only the whole cell counts, as the program writes it."""
    assert found(judge(value)) == []


def test_a_declared_value_is_no_damage() -> None:
    """What the schema lists as a value is one, whatever it looks like; so is what it lists as missing."""
    assert found(judge("#N/A", K.CHOICE, enum=("#N/A", "-"))) == []
    assert found(judge("-", K.CHOICE, enum=("#N/A", "-"))) == []
    assert found(judge("-", K.BOOLEAN, false_values=("-",))) == []
    assert judge("#N/A", missing=("#N/A",)) == Verdict(None, ("missing-value",), None, {})
    assert judge("- ", K.PHONE, missing=("-",)) == Verdict(None, ("surrounding-space", "missing-value"), None, {})


SHORTENED = ["4.4E+11", "4,4E+11", "1.23457E+12", "1E+11", "4.4e+11", "-4.4E+11", "1.5e+300"]


@pytest.mark.parametrize("kind", [K.TEXT, K.PHONE, K.INTEGER])
def test_a_shortened_number_has_lost_digits(kind: KindName) -> None:
    """Text, phones and whole numbers: one error, and the last digits are nowhere."""
    left = {"spreadsheet-number": "its last digits are lost"}
    assert judge_all(SHORTENED, kind) == [Verdict(value, (), None, left) for value in SHORTENED]


@pytest.mark.parametrize(
    ("value", "kind", "suggestion"),
    [
        ("4.44444123412E+11", K.TEXT, "444444123412"),
        ("4,44444123412E+11", K.INTEGER, "444444123412"),
        ("1.2E+01", K.TEXT, "12"),
        ("7E+00", K.INTEGER, "7"),
        ("1.23456789012345E+14", K.TEXT, "123456789012345"),
        ("1.234567890123456E+15", K.TEXT, None),
        ("-1.2E+01", K.TEXT, None),
        ("1.234E+02", K.TEXT, None),
        ("2.125550123E+09", K.PHONE, "(212) 555-0123"),
        ("4.47911123456E+11", K.PHONE, "+44 7911 123456"),
        ("4.40000000000E+11", K.PHONE, None),
    ],
)
def test_a_shortened_number_with_all_digits_is_offered_whole(
    value: str, kind: KindName, suggestion: str | None
) -> None:
    """As many digits after the point as the exponent says, at most the 15 that are kept, and good for the kind."""
    verdict = judge(value, kind)
    assert (verdict.written, verdict.suggestion, found(verdict)) == (value, suggestion, ["spreadsheet-number"])


@pytest.mark.parametrize("value", ["1E10", "12E3", "4.4E11", "44.4E+11", "E+11", "4.4E+1", "1.5E-05", "4.4E+11 EUR"])
def test_a_code_with_an_e_is_no_shortened_number(value: str) -> None:
    """Programs write one digit, a point and a signed exponent of two figures."""
    assert found(judge(value)) == []


def test_a_number_field_takes_exponents() -> None:
    """In a number the exponent is good as it is."""
    assert found(judge("4.4E+11", K.NUMBER)) == []


DATES = ["1-Mar", "Mar-1", "Mar-01", "01.Mrz", "01. Mrz", "2-Sep", "Sep-02", "Mar 24", "31-Dez", "Okt 03", "1-févr"]


def test_a_code_that_became_a_date_is_a_warning_in_text() -> None:
    """Day and month or month and year, in English, German and some other languages; nothing is offered."""
    values = [*DATES, "Mai 05", "12-Dec", "01-mrt", "15-ago"]
    assert judge_all(values) == [Verdict(value, (), None, {"spreadsheet-date": ""}) for value in values]


@pytest.mark.parametrize(
    ("kind", "code"), [(K.PHONE, "phone-error"), (K.INTEGER, "type-error"), (K.NUMBER, "type-error")]
)
def test_a_date_in_place_of_a_number_is_said_by_the_kind(kind: KindName, code: str) -> None:
    """It can't be uploaded, so it is the kind's error, in these words."""
    left = {code: "a spreadsheet made a date of it"}
    assert judge_all(DATES, kind) == [Verdict(value, (), None, left) for value in DATES]


WITH_A_MONTH = (
    "March", "Mar", "1-Mar-2024", "Mar 2024", "MAR-01", "set-02", "2-out", "32-Mar", "Mary 24", "May Day", "Jan 1st",
    "A1-Mar", "Sepp 02", "24 Maple", "0-Jan",
)  # fmt: skip


def test_text_with_a_month_is_no_damage() -> None:
    """Whole dates, words and other codes stay without a word."""
    assert [found(verdict) for verdict in judge_all([*WITH_A_MONTH])] == [[]] * len(WITH_A_MONTH)


def test_a_short_date_in_a_date_field_is_judged_there() -> None:
    """The date kind says what it always says."""
    assert judge("1-Mar", K.DATE) == Verdict("1-Mar", (), None, {"type-error": ""})


LOST_PLUS = "it is too long, unless its + is lost"


@pytest.mark.parametrize(
    ("value", "region", "suggestion", "why"),
    [
        ("447911123456", "US", "+44 7911 123456", LOST_PLUS),
        ("33142685300", "US", "+33 1 42 68 53 00", LOST_PLUS),
        ("447911123456.0", "US", "+44 7911 123456", LOST_PLUS),
        ("999999999999", "US", None, "it is too long"),
        ("21255501.0", "US", None, "it is too short"),
        ("2024-03-25", "DE", None, "it is a date"),
        ("25/03/2024 10:30", "DE", None, "it is a date"),
        ("3/25/2024", "DK", None, "it is a date"),
        ("=1+1", "US", None, "it is a formula"),
        ("@SUM(A1)", "US", None, "it is a formula"),
    ],
)
def test_a_phone_cell_says_what_it_holds(value: str, region: str, suggestion: str | None, why: str) -> None:
    """The one valid number with + before it is offered; dates and formulas are no phone numbers."""
    assert judge(value, K.PHONE, region=region) == Verdict(value, (), suggestion, {"phone-error": why})


@pytest.mark.parametrize(
    ("value", "region", "suggestion"),
    [("4930901820", "GB", "+49 30 901820"), ("612345678", "IT", "06 1234 5678"), ("4444441234", "GB", None)],
)
def test_digits_that_nobody_has_may_lack_a_sign(value: str, region: str, suggestion: str | None) -> None:
    """A possible number that isn't assigned stays as it is, with the one valid number with + or 0 before it."""
    verdict = judge(value, K.PHONE, region=region)
    assert (verdict.written, verdict.suggestion, found(verdict)) == (value, suggestion, ["phone-unassigned"])


@pytest.mark.parametrize(
    ("value", "region", "written"),
    [
        ("2125550143.0", "US", "(212) 555-0143"),
        ("2125550143,0", "US", "(212) 555-0143"),
        ("+442079460018.0", "US", "+44 20 7946 0018"),
        ("447911123456.0", "GB", "07911 123456"),
        ("7911123456.0", "GB", "07911 123456"),
    ],
)
def test_a_phone_number_that_was_a_fraction_is_written_without_it(value: str, region: str, written: str) -> None:
    """A tail .0 is safely taken off; without the leading 0 of a country's own numbers they are read anyway."""
    assert judge(value, K.PHONE, region=region) == Verdict(written, ("phone-error",), None, {})


@pytest.mark.parametrize(("value", "region"), [("4444441234", "US"), ("7911123456", "GB"), ("612345678", "FR")])
def test_bare_digits_that_are_a_number_at_home_are_one(value: str, region: str) -> None:
    """What has a possible length within ten fixed digits, or is valid, is never read as a foreign number."""
    verdict = judge(value, K.PHONE, region=region)
    assert verdict.fixed == ("phone-format",)
    assert verdict.suggestion is None


WORDS = [
    "N/A",
    "n/a",
    "n.a.",
    "NULL",
    "null",
    "(null)",
    "None",
    "none",
    "nan",
    "NaN",
    "nil",
    "-",
    "--",
    "?",
    ".",
    "…",
    "—",
]
WORDS += ["\\N", "unknown", "Unknown", "keine Angabe", "k.A.", "K. A.", "not available", "<NA>", "undefined"]


@pytest.mark.parametrize(
    ("kind", "left"),
    [
        (K.TEXT, {"null-word": ""}),
        (K.EMAIL, {"email-error": "it is a word for no value"}),
        (K.PHONE, {"phone-error": "it is a word for no value"}),
        (K.URL, {"url-error": "it is a word for no value"}),
        (K.COUNTRY, {"country-error": "it is a word for no value"}),
        *((kind, {"type-error": "it is a word for no value"}) for kind in (K.NUMBER, K.INTEGER, K.BOOLEAN)),
        *((kind, {"type-error": "it is a word for no value"}) for kind in (K.DATE, K.DATETIME)),
        (K.CHOICE, {"constraint-error": "is a word for no value, and is not one of: a, b"}),
    ],
)
def test_a_word_for_no_value_is_named(kind: KindName, left: dict[str, str]) -> None:
    """In text a warning, in other kinds the kind's error in these words; left out only with unsafe fixes."""
    enum = ("a", "b") if kind is K.CHOICE else ()
    assert judge_all(WORDS, kind, enum=enum) == [Verdict(value, (), "", left) for value in WORDS]


def test_a_word_for_no_value_is_one_trouble() -> None:
    """Where a constraint refuses it anyway, that is said with the reason, once."""
    short, other = judge("-", min_length=2), judge("n/a", pattern="[A-Z]+")
    assert short.left == {"constraint-error": "is a word for no value, and has 1 characters, fewer than 2"}
    assert other.left == {"constraint-error": "is a word for no value, and does not match the pattern [A-Z]+"}


@pytest.mark.parametrize("kind", [K.TEXT, K.EMAIL, K.PHONE, K.NUMBER])
def test_a_required_field_is_not_emptied(kind: KindName) -> None:
    """Leaving the word out would only make another error."""
    verdict = judge("n/a", kind, required=True)
    assert (verdict.suggestion, len(verdict.left)) == (None, 1)


def test_names_and_words_are_no_null_words() -> None:
    """Null, Nan and Nil are names of people."""
    values = [
        "Null",
        "Nan",
        "Nil",
        "Na",
        "Nana",
        "Nulla",
        "Noneman",
        "unknown artist",
        "-5",
        "a-",
        "N",
        "k",
        "¿",
        "\\n",
    ]
    assert [found(verdict) for verdict in judge_all(values)] == [[]] * len(values)


def test_what_may_be_a_name_or_a_code_is_never_emptied() -> None:
    """NULL stays in a field of names, NA (Namibia, Naples) in any; the country field takes it for Namibia."""
    for value in ("NULL", "null", "None", "NaN", "nil"):
        assert judge(value, name="C_LastName") == Verdict(value, (), None, {"null-word": ""})
    assert judge("n/a", name="C_LastName").suggestion == ""
    assert judge("NA") == Verdict("NA", (), None, {"null-word": ""})
    assert found(judge("NA", K.COUNTRY)) == []


@pytest.mark.parametrize("length", [255, 32_767])
def test_text_that_is_cut_is_a_warning(length: int) -> None:
    """At exactly the lengths that spreadsheets cut at, when it ends in a letter or digit; in characters."""
    words = f"it has exactly {length:,} characters and ends without a full stop"
    for text in (("lorem ipsum " * length)[: length - 1] + "x", "ü" * length, "字" * length):
        assert judge(text).left == {"cut-cell": words}
    good = ("x" * (length - 1), "x" * (length + 1), "x" * (length - 1) + ".", "x" * (length - 1) + "!")
    assert [found(judge(text)) for text in good] == [[]] * 4


def test_a_cut_address_is_a_warning() -> None:
    """A web address may be cut too; a constraint's error is another trouble."""
    address = "https://example.com/" + "a" * 235
    assert list(judge(address, K.URL).left) == ["cut-cell"]
    assert list(judge("a" * 255, max_length=100).left) == ["cut-cell", "constraint-error"]
    assert found(judge("a" * 255, K.EMAIL)) == ["email-error"]


SIGNED = (
    "+49 30 901820", "+1 (212) 555-0123", "+49-30-901820", "+49/30/901820", "+442079460018", "+1.212.555.0123 x12",
    "-5", "-1,250.00", "--", "+", "-1e5",
)  # fmt: skip


FORMULA = "formula-prefix"


@pytest.mark.parametrize("kind", [K.TEXT, K.PHONE, K.NUMBER, K.URL, K.EMAIL, K.COUNTRY])
def test_a_phone_or_negative_number_is_no_formula(kind: KindName) -> None:
    """Signs before numbers stay without a warning, in text too."""
    formulas = [value for value, one in zip(SIGNED, judge_all([*SIGNED], kind), strict=True) if FORMULA in found(one)]
    assert formulas == []


FORMULAS = ["=1+1", "+1+1", "-2+3", "@SUM(A1)", "+cmd|' /C calc'!A0", "＝1+1", "\t=1+1", "\r=1+1"]


@pytest.mark.parametrize("kind", [K.TEXT, K.PHONE, K.URL, K.EMAIL, K.COUNTRY, K.DATE, K.BOOLEAN])
def test_a_formula_is_a_warning_in_text_and_an_error_elsewhere(kind: KindName) -> None:
    """The signs of OWASP's list, their full-width forms among them; a tab or line end before them is trimmed."""
    for value, verdict in zip(FORMULAS, judge_all(FORMULAS, kind), strict=True):
        (code,) = verdict.left
        assert code == FORMULA if kind is K.TEXT else CATALOGUE[code].severity is Severity.ERROR, value


TROUBLED = [
    *WORDS, *DATES, "#REF!", "########", "4.4E+11", "4.44444123412E+11", "2.125550123E+09", "4.44444123412E+11 ",
    "447911123456", "2125550143.0", "2024-03-25", "=1+1", "+49 30 901820", "NA", "x" * 255,
    "FranÃ§ois", " FranÃ§ois ", "M\ufffdller", "voilÃ\u00a0", "It\x92s", "â€”", "Â\u00a0", "ÃƒÂ¼", "РџСЂРёРІРµС‚",
    "N\0/A", "N\x0b/A", "#RE\0F!", "4.4\0E+11", "Ã\0¼", "\0", "Ã–sterreich", "jÃ¼rgen@ACME.com", "https://ACME.com/Ã¼",
    "Zoë", "Acme", "(212) 555-0143", "ann@example.com", "12", "yes", "US", "Zoe\u0308",
]  # fmt: skip
FIELDS = [
    *({"kind": kind} for kind in KindName if kind is not K.CHOICE),
    {"kind": K.CHOICE, "enum": ("One", "Ã–l", "Öl")},
    {"kind": K.TEXT, "required": True, "name": "LastName"},
    {"kind": K.TEXT, "pattern": r"\w+", "max_length": 10},
    {"kind": K.PHONE, "region": "IT", "form": "e164"},
]


WITH_SUGGESTIONS = {K.TEXT, K.EMAIL, K.PHONE, K.URL, K.NUMBER, K.DATE, K.COUNTRY, K.STATE, K.CHOICE}
"""Kinds that look at some values more closely than at others; of the rest a few cells at a time are judged."""


@pytest.mark.parametrize("settings", FIELDS, ids=str)
def test_fixing_twice_is_fixing_once(settings: dict) -> None:
    """A fixed cell needs no fix, and after unsafe fixes none is offered."""
    for unsafe_fixes in (False, True):
        once = judge_all(TROUBLED, unsafe_fixes=unsafe_fixes, **settings)
        again = judge_all([one.written or "" for one in once], unsafe_fixes=unsafe_fixes, **settings)
        assert [one.fixed for one in again] == [()] * len(TROUBLED)
        assert [one.written for one in again] == [one.written for one in once]
        if unsafe_fixes:
            assert [one.suggestion for one in again] == [None] * len(TROUBLED)


@pytest.mark.parametrize("settings", FIELDS, ids=str)
def test_a_cell_fares_alone_as_in_a_column(settings: dict) -> None:
    """What is found does not depend on other records."""
    size = 1 if settings["kind"] in WITH_SUGGESTIONS else 6
    parts = (TROUBLED[start : start + size] for start in range(0, len(TROUBLED), size))
    assert judge_all(TROUBLED, **settings) == [one for part in parts for one in judge_all(part, **settings)]


@pytest.mark.parametrize("settings", FIELDS, ids=str)
@LAW
@given(data=st.data())
def test_a_failing_value_is_a_suspect(settings: dict, data: st.DataObject) -> None:
    """Each value that fails a check matches its pattern of suspects, so that a column without suspects passes."""
    values = data.draw(st.lists(st.one_of(st.sampled_from(TROUBLED), st.text(max_size=6)), min_size=1))
    cells = column(*(value or None for value in values))
    field = Field(**{"name": "f", **settings})
    for check in Column(0, "cell", field, kind_for(field, "US")).checks():
        failing = cells.filter(~check.passes(cells))
        assert failing.str.contains(check.suspect).all()
        assert (failing.str.len_bytes() >= check.least_bytes).all()


def test_a_clean_column_is_no_suspect() -> None:
    """Usual values don't cost a second look."""
    usual = ["Acme", "Zoë Müller", "ann@example.com", "(212) 555-0123", "+44 20 7946 0018", "12.50", "-5", "2024-03-25"]
    others = ["US", "https://example.com/a?b=1#c", "Łódź", "東京", "O'Neil", "NAM", "None of these"]
    assert not column(*usual, *others).str.contains(SUSPECT).any()
    assert column("N/A", "#REF!", "4.4E+11").str.contains(SUSPECT).all()
