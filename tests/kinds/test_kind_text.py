"""Cleaning of text, and the warning for formulas."""

import pytest

from csvprep.kinds.text import TEXT_CHECKS, normalise_text
from csvprep.schema.model import KindName

from .kind_cases import bind, column, failing

TEXT = bind(KindName.TEXT)


def clean(value: str) -> tuple[str, list[str]]:
    """Return the clean text and the codes of the steps that changed it."""
    steps = normalise_text(column(value))
    return (steps[-1].written[0] if steps else value), [step.code[0] for step in steps if step.code[0]]


@pytest.mark.parametrize(
    ("value", "written", "codes"),
    [
        (" Acme  ", "Acme", ["surrounding-space"]),
        ("\ufeffAcme\u200b", "Acme", ["surrounding-space"]),
        ("\u00a0Acme\n", "Acme", ["surrounding-space"]),
        ("\tAcme", "Acme", ["surrounding-space"]),
        ("   ", "", ["surrounding-space"]),
        ("Ac\x0bme", "Acme", ["control-character"]),
        ("Ac\x7f\x85me", "Acme", ["control-character"]),
        ("Acme\tLtd", "Acme Ltd", ["control-character"]),
        ("\x01 Acme", "Acme", ["control-character"]),
        ("\x01", "", ["control-character"]),
        ("Zoe\u0308", "Zo\u00eb", ["unicode-format"]),
        ("Acme\u00a0Ltd", "Acme Ltd", ["unicode-format"]),
        ("1\u202f000", "1 000", ["unicode-format"]),
        (" Zoe\u0308\x01 ", "Zo\u00eb", ["surrounding-space", "control-character", "unicode-format"]),
    ],
)
def test_text_is_cleaned_step_by_step(value: str, written: str, codes: list[str]) -> None:
    """Each step writes its part and names its code, in one order."""
    assert clean(value) == (written, codes)


@pytest.mark.parametrize("value", ["Acme", "Acme\r\nLtd", "Zo\u00eb", "東京\u3000都", "a\u200db", "क्ष", "😀", "Straße"])
def test_clean_text_stays(value: str) -> None:
    """Line ends inside a cell, other scripts and joiners are nothing to fix."""
    assert clean(value) == (value, [])


def test_a_null_byte_is_removed_only_as_a_suggestion() -> None:
    """NUL stays in the written text, fails its check, and the suggestion is clean text."""
    (step,) = normalise_text(column("Zoe\0\u0308", "a\0", "b", None))
    assert step.written.to_list()[1:] == ["a\0", "b", None]
    assert step.code.to_list() == [None] * 4
    assert step.suggestion.to_list() == ["Zo\u00eb", "a", None, None]
    (check,) = TEXT_CHECKS
    assert check.code == "null-byte"
    assert check.passes(step.written).to_list() == [False, False, True, True]
    assert check.explain("a\0") == "NUL at character 2"


@pytest.mark.parametrize("value", ["=1+1", "@SUM(A1)", "+cmd", "-2+3", "- item", "=HYPERLINK(1)"])
def test_a_formula_is_warned_of(value: str) -> None:
    """What a spreadsheet would run fails the check."""
    assert failing(TEXT, value) == ["formula-prefix"]


@pytest.mark.parametrize("value", ["Acme", "-5", "+12.50", "-1,250.00", "-", "--", "a=b", "-5 %", "-$5", "-1e5"])
def test_a_number_with_a_sign_is_no_formula(value: str) -> None:
    """Signed numbers and dashes pass."""
    assert failing(TEXT, value) == []


def test_a_phone_number_is_no_formula() -> None:
    """The check belongs to the kind text only."""
    assert "formula-prefix" not in failing(bind(KindName.PHONE), "+1 212 555 0123")
