"""Columns of e-mail and web addresses fare as their references say, value by value."""

from collections.abc import Callable

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given, settings
from hypothesis import strategies as st
from made_addresses import Chance, make_column, make_email, make_url

from csvprep.kinds.base import Readings
from csvprep.kinds.email_patterns import DOMAIN_TROUBLES, LOCAL_TROUBLES, WITHOUT_AT
from csvprep.kinds.email_reading import is_plain, look_up_emails, read_emails
from csvprep.kinds.url_reading import is_plain as is_plain_url
from csvprep.kinds.url_reading import look_up_urls, read_urls
from csvprep.references.emails import read_email
from csvprep.references.urls import read_url
from csvprep.schema.model import KindName

from .kind_cases import bind, column, judge

COLUMNS = settings(deadline=None, max_examples=12)


def ask(value: str) -> tuple[str | None, str | None]:
    """Return the normal form that email_validator gives a value, and its message."""
    try:
        found = validate_email(value, check_deliverability=False)
    except EmailNotValidError as error:
        return None, str(error)
    is_ascii = value.rpartition("@")[2].isascii()
    written = f"{found.local_part}@{found.ascii_domain if is_ascii else found.domain}"
    return written, None


def ask_stable(value: str) -> tuple[str | None, str | None]:
    """Return the same, but the value as it came where its normal form has another one."""
    written, why = ask(value)
    return (value if written is not None and ask(written)[0] != written else written), why


def read_alone(value: str) -> tuple[str | None, str | None]:
    found = read_url(value)
    return found.written, found.why or None


def assert_equal(values: list[str], read: Callable[..., Readings], reference: Callable[[str], object]) -> None:
    found = read(column(*values))
    for value, written, why in zip(values, found.written, found.why, strict=True):
        assert (written, why) == reference(value), value


@COLUMNS
@given(st.integers(0, 2**32))
def test_a_column_of_emails_fares_as_in_email_validator(seed: int) -> None:
    """Built by RFC 5322's grammar, of traps, or spoilt: verdict, normal form and message are the library's."""
    values = make_column(make_email, 300, seed)
    assert_equal(values, read_emails, ask_stable)
    assert_equal(values[:50], look_up_emails, ask_stable)
    plain = [value for value, fits in zip(values, is_plain(column(*values)), strict=True) if fits]
    assert [ask(value)[0] for value in plain] == plain


@COLUMNS
@given(st.integers(0, 2**32))
def test_a_column_of_urls_fares_as_its_values_do(seed: int) -> None:
    """Built, of traps, or spoilt: verdict, normal form and message are those of one value read alone."""
    values = make_column(make_url, 300, seed)
    assert_equal(values, read_urls, read_alone)
    assert_equal(values[:50], look_up_urls, read_alone)
    plain = [value for value, fits in zip(values, is_plain_url(column(*values)), strict=True) if fits]
    assert [read_url(value).written for value in plain] == plain


@settings(deadline=None, max_examples=60)
@given(st.lists(st.one_of(st.text(min_size=1), st.emails(), st.text('@."<>[]-a1Aé＠ \\', min_size=1)), min_size=1))
def test_any_text_fares_as_in_email_validator(values: list[str]) -> None:
    """Whatever the text: verdict, normal form and message are the library's."""
    assert_equal(values, read_emails, ask_stable)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.one_of(st.text(), st.text("htpsHTPS:/?#[]@.-a1é \\%ſ")), min_size=1))
def test_any_text_fares_as_a_url_alone(values: list[str]) -> None:
    """Whatever the text: a column is read as its values are."""
    assert_equal(values, read_urls, read_alone)
    assert_equal([f"https://{value}" for value in values], read_urls, read_alone)


@pytest.mark.parametrize("trouble", [*LOCAL_TROUBLES, *DOMAIN_TROUBLES, *WITHOUT_AT])
def test_the_least_that_has_a_trouble_is_refused(trouble: tuple[str, str]) -> None:
    """What stands for a trouble is refused by the library, each with words of its own."""
    _, least = trouble
    stand_in = f"{least}@a.aa" if trouble in LOCAL_TROUBLES else f"a@{least}" if trouble in DOMAIN_TROUBLES else least
    assert ask(stand_in)[0] is None


@pytest.mark.parametrize(
    ("make", "asked"), [("x{}@example.com.", 1), ("x {}@b.com", 1), ("x{}", 1), ("x{}@Mail.COM", 0)]
)
def test_a_trouble_is_asked_about_once(make: str, asked: int) -> None:
    """However many values have the same trouble, the library is asked once, and of good domains in capitals never."""
    read_email.forget()
    before = read_email.questions
    read_emails(column(*(make.format(number) for number in range(500))))
    assert read_email.questions - before == asked


def test_more_addresses_than_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a column with more addresses than are remembered, each is still asked about once."""
    monkeypatch.setattr(read_email, "_size", 4)
    read_email.forget()
    before = read_email.questions
    read_emails(column(*(f"u@a{number}.xn--p1ai" for number in range(500))))
    assert read_email.questions - before == 500


def test_a_host_is_asked_about_once() -> None:
    """However many pages of a host, it is looked at once."""
    read_url.forget()
    before = read_url.questions
    read_urls(column(*(f"https://localhost/{number}" for number in range(500))))
    assert read_url.questions - before == 1


@pytest.mark.parametrize(("kind", "make"), [(KindName.EMAIL, make_email), (KindName.URL, make_url)])
def test_what_is_proved_passes(kind: KindName, make: Callable[[Chance], str]) -> None:
    """A written value that is called proved passes the kind's check."""
    bound = bind(kind)
    found = bound.normalise(column(*make_column(make, 1_000, 1)))
    assert found is not None
    assert found.proved is not None
    assert all(check.passes(found.written.filter(found.proved)).all() for check in bound.checks())
    assert any(found.proved)


def test_a_word_for_no_value_is_called_so_in_a_column_too() -> None:
    """Of a word for no value in an e-mail column it is said that it is one."""
    assert judge("n/a", KindName.EMAIL).left == {"email-error": "it is a word for no value"}
