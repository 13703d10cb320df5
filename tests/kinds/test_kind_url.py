"""Web addresses: the fast path equals the slow one, and only `www.` is repaired safely."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csvprep.kinds.url_reading import is_plain, read_urls
from csvprep.references.urls import read_url
from csvprep.schema.model import KindName

from .kind_cases import URLS, bind, column, explain, failing, outcome

URL = bind(KindName.URL)
_HOSTS = st.lists(
    st.sampled_from(
        ["acme", "a", "1", "a-b", "ab--c", "xn--mnchen-3ya", "-a", "a" * 63, "a" * 64, "A", "ü", "com", "1a", "_"]
    ),
    max_size=6,
).map(".".join)
ADDRESSES = st.builds(
    lambda scheme, host, port, path: f"{scheme}{host}{port}{path}",
    st.sampled_from(["http://", "https://", "HTTPS://", "http:/", "https://u@", ""]),
    _HOSTS,
    st.sampled_from(["", ":80", ":0", ":65535", ":65536", ":", ":a", ":080"]),
    st.one_of(st.sampled_from(["", "/", "?q=1", "#f", "/a--b", "/[x]", "/a b", "/ü", "\n"]), st.text(max_size=3)),
)


@settings(deadline=None, max_examples=800)
@given(st.one_of(ADDRESSES, URLS, st.text()))
def test_what_the_expression_accepts_the_slow_path_leaves_unchanged(value: str) -> None:
    """Whatever the text: plain means good and in the normal form."""
    if value and is_plain(column(value))[0]:
        assert read_url(value).written == value


@pytest.mark.parametrize(
    "value", ["https://www.acme.com", "http://acme.co.uk/a?b#c", "https://a-b.de:8080/x--y", "https://acme.com/ü"]
)
def test_usual_addresses_take_the_fast_path(value: str) -> None:
    """Usual addresses don't need the standard library's parser."""
    assert is_plain(column(value))[0]


@pytest.mark.parametrize(
    ("value", "written", "code"),
    [
        ("www.acme.com", "https://www.acme.com", "url-error"),
        ("WWW.Acme.com/Path", "https://www.acme.com/Path", "url-error"),
        ("HTTP://WWW.Acme.com/Path", "http://www.acme.com/Path", "url-format"),
        ("https://MÜNCHEN.de/Ü", "https://münchen.de/Ü", "url-format"),
        ("https://[::FF]:80/", "https://[::ff]:80/", "url-format"),
    ],
)
def test_an_address_is_written_in_the_normal_form(value: str, written: str, code: str) -> None:
    """Scheme and host are written in lower case, and `www.` gets https:// in front; the path stays."""
    assert outcome(URL, value) == (written, code, None)


@pytest.mark.parametrize(
    "value",
    ["https://1.2.3.4:80/x", "https://[::1]/", "https://xn--mnchen-3ya.de", "https://acme.com.", "https://x.com:65535"],
)
def test_good_addresses_stay(value: str) -> None:
    """IP addresses, A-labels and a root's dot are good as they are."""
    assert outcome(URL, value) == (value, None, None)
    assert failing(URL, value) == []


@pytest.mark.parametrize(
    ("value", "suggestion", "why"),
    [
        ("acme.com", "https://acme.com", "it does not begin with http:// or https://"),
        ("acme.com/x", "https://acme.com/x", "it does not begin with http:// or https://"),
        ("http:/x.com", "http://x.com", "it does not begin with http:// or https://"),
        ("https//x.com", "https://x.com", "it does not begin with http:// or https://"),
        ("htp://x.com", "http://x.com", "its scheme is htp, not http or https"),
        ("http://https://x.com", "https://x.com", "its port is not a number from 1 to 65535"),
        ("https://x.com/a b", "https://x.com/a%20b", "it has a space or a control character in it"),
        ("https://x.com:0", None, "its port is not a number from 1 to 65535"),
        ("https://x.com:99999", None, "its port is not a number from 1 to 65535"),
        ("https://u:p@x.com", None, "it has a user name or password before the host"),
        ("https://localhost", None, "its host 'localhost' has no top level such as .com"),
        ("https://1.2.3", None, "its host '1.2.3' is neither a name nor an IP address"),
        ("https://ab--cd.com", None, "its host 'ab--cd.com' is neither a name nor an IP address"),
        ("https://", None, "it has no host"),
        ("ftp://x.com", None, "its scheme is ftp, not http or https"),
        ("ann@acme.com", None, "it does not begin with http:// or https://"),
    ],
)
def test_a_bad_address_is_explained(value: str, suggestion: str | None, why: str) -> None:
    """A bad address stays, with words for what is wrong and a suggestion where one is likely."""
    assert outcome(URL, value) == (value, None, suggestion)
    assert failing(URL, value) == ["url-error"]
    assert explain(URL, value) == why


@given(
    st.lists(st.text("aZ0.-_,;!~@:%[]#/é ", max_size=8), min_size=1, max_size=20), st.sampled_from(["", ".com", ",x"])
)
def test_hosts_that_are_none_are_refused_as_by_the_parser(hosts: list[str], end: str) -> None:
    """What the column says of a host with signs that no host has is what the parser says of each."""
    values = [f"http://www.{host}{end}" for host in hosts]
    found = read_urls(pl.Series(values))
    expected = [read_url(value) for value in values]
    assert found.written.to_list() == [one.written for one in expected]
    assert [why or "" for why in found.why] == ["" if one.written else one.why for one in expected]
