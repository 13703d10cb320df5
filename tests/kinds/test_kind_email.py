"""E-mail addresses: the fast path equals email_validator, and slips are offered as suggestions."""

import email_validator
import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import example, given, settings
from hypothesis import strategies as st

from csvprep.kinds.email_reading import is_plain
from csvprep.schema.model import KindName

from .kind_cases import bind, column, explain, failing, outcome

EMAIL = bind(KindName.EMAIL)

_LABEL = st.one_of(
    st.sampled_from(
        ["acme", "a", "1", "a-b", "ab--c", "xn--mnchen-3ya", "-a", "a-", "a" * 63, "a" * 64, "A", "ü", "a_b", ""]
    ),
    st.from_regex(r"\A[a-z0-9-]{1,6}\Z"),
)
_TOP = st.one_of(
    st.sampled_from(["com", "c", "COM", "1", "c1", "1c", "c-d", "co--m", "xn--p1ai", ""]),
    st.sampled_from(email_validator.SPECIAL_USE_DOMAIN_NAMES),
)
_LOCAL = st.one_of(
    st.sampled_from(
        ["ann", "Info", "info", "POSTMASTER", "a.b", ".a", "a.", "a..b", "a" * 65, "é", '"a b"', "a+b", "a'b", ""]
    ),
    st.from_regex(r"\A[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,9}\Z"),
    st.text(max_size=3),
)
ADDRESSES = st.builds(
    lambda local, labels, top, padding: f"{local}{'x' * padding}@{'.'.join([*labels, top])}",
    _LOCAL,
    st.lists(_LABEL, max_size=4),
    _TOP,
    st.sampled_from([0, 0, 0, 180, 240, 250]),
)


def normal_form(value: str) -> str | None:
    """Return what email_validator makes of an address, with the domain in ASCII if it came so."""
    try:
        found = validate_email(value, check_deliverability=False)
    except EmailNotValidError:
        return None
    is_ascii = value[value.rindex("@") + 1 :].isascii()
    return f"{found.local_part}@{found.ascii_domain if is_ascii else found.domain}"


@settings(deadline=None, max_examples=600)
@given(st.one_of(ADDRESSES, st.text(), st.emails()))
@example("a@" + "b" * 63 + ".com")
@example("a@" + "b" * 64 + ".com")
@example("x" * 249 + "@b.co")
@example("x" * 250 + "@b.co")
@example("a@b.test")
@example("a@local.com")
@example("a@b.c\n")
@example("info@acme.com")
@example("Info@acme.com")
def test_a_value_fares_as_in_email_validator(value: str) -> None:
    """Whatever the text: what the expression accepts, the library returns unchanged, and the check is the library."""
    if not value:
        return
    expected = normal_form(value)
    if is_plain(column(value))[0]:
        assert expected == value
    assert (failing(EMAIL, value) == []) == (expected is not None)
    written, code, _ = outcome(EMAIL, value)
    if expected is not None and normal_form(expected) == expected:
        assert (written, code) == (expected, None if expected == value else "email-format")


@pytest.mark.parametrize(
    "value",
    [
        "norm.smith@acme.com",
        "Norm@mail.acme.co.uk",
        "o'neil+tag@a-b.de",
        "a@1.com",
        "a" * 65 + "@acme.com",
    ],
)
def test_usual_addresses_take_the_fast_path(value: str) -> None:
    """Usual addresses don't need the library."""
    assert is_plain(column(value))[0]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("Norm@ACME.com", "Norm@acme.com"),
        ("Info@acme.com", "info@acme.com"),
        ("a@MÜNCHEN.de", "a@münchen.de"),
        ("a@XN--MNCHEN-3YA.de", "a@xn--mnchen-3ya.de"),
    ],
)
def test_an_address_is_written_in_the_normal_form(value: str, written: str) -> None:
    """The domain is written in lower case and keeps its ASCII form if it came so."""
    assert outcome(EMAIL, value) == (written, "email-format", None)


@pytest.mark.parametrize(
    ("value", "suggestion"),
    [
        ("mailto:a@b.com", "a@b.com"),
        ("Ann Lee <a@b.com>", "a@b.com"),
        ("<a@b.com>", "a@b.com"),
        ('"a@b.com"', "a@b.com"),
        ("a@b.com.", "a@b.com"),
        ("a@b.com;", "a@b.com"),
        ("a @ b.com", "a@b.com"),
        ("a@b .com", "a@b.com"),
        ("a@b,com", "a@b.com"),
        ("a..b@c..com", "a.b@c.com"),
        ("a@@b.com", "a@b.com"),
        ("norm.smith@acme", None),
        ("a b@c.com", None),
        ("a@b.com, c@d.com", None),
    ],
)
def test_a_slip_is_offered_as_a_suggestion(value: str, suggestion: str | None) -> None:
    """A bad address stays as it is, with the address that it probably means beside it."""
    assert outcome(EMAIL, value) == (value, None, suggestion)
    assert failing(EMAIL, value) == ["email-error"]


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("norm.smith@acme", "The part after the @-sign is not valid. It should have a period."),
        ("ann", "An email address must have an @-sign."),
        (
            "a@foo.test",
            "The part after the @-sign is a special-use or reserved name that cannot be used with email.",
        ),
    ],
)
def test_a_bad_address_is_explained_by_the_library(value: str, why: str) -> None:
    """The reason is the library's own message."""
    assert explain(EMAIL, value) == why
