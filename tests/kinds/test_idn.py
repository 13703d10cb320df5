"""Host names beyond ASCII: what is taken without asking `idna` is what it takes, and leaves as it stands."""

import unicodedata

import idna
import polars as pl
from hypothesis import example, given, settings
from hypothesis import strategies as st

from csvprep.kinds.email_reading import read_emails
from csvprep.kinds.idn import LETTERS, is_sure, most_bytes
from csvprep.kinds.url_reading import read_urls

from .kind_cases import column
from .test_address_columns import ask_stable, assert_equal, read_alone

_CHARS = pl.Series([chr(number) for number in range(0x80, 0x30000) if not 0xD800 <= number < 0xE000])
_LETTERS = _CHARS.filter(_CHARS.str.contains(rf"\A[{LETTERS}]\z")).to_list()
_LABEL = st.one_of(
    st.text(st.sampled_from("aü-"), max_size=12),
    st.text(st.sampled_from("azAÜßςΣ09-éжЖ日本カ한ـ٣אĳİ·"), max_size=8),
    st.text(st.sampled_from([_LETTERS[0], _LETTERS[-1]]), min_size=6, max_size=12),
    st.text(st.sampled_from(["ü", "x"]), min_size=50, max_size=64),
)
_TOP = st.sampled_from(["com", "COM", "test", "arpa", "рф", "xn--p1ai", "1c", "c-d", "c", ""])
_HOSTS = st.builds(lambda labels, top: ".".join([*labels, top]), st.lists(_LABEL, min_size=1, max_size=5), _TOP)
_LAW = settings(deadline=None, max_examples=60)


def test_each_letter_stays_and_is_valid():
    """Each is a letter from left to right that idna takes, as it stands and next to each other one, and NFC keeps."""
    assert len(_LETTERS) > 32_000
    for start in range(0, len(_LETTERS), 100):
        letters = "".join(_LETTERS[start : start + 100])
        assert idna.uts46_remap(letters) == letters
        idna.check_label(letters)
    for letter in _LETTERS:
        assert unicodedata.bidirectional(letter) == "L"
        assert unicodedata.category(letter).startswith("L")
        assert not unicodedata.combining(letter)


@_LAW
@given(st.lists(_HOSTS, min_size=1, max_size=20))
@example(["bücher.de", "x" * 50 + "ü.de", "x" * 51 + "ü.de", "ü" * 7 + ".de", "ü" * 8 + ".de"])
def test_a_sure_name_is_the_librarys(hosts: list[str]):
    """A sure name is what UTS 46 makes of it, and has an ASCII form, which is no longer than is said."""
    frame = pl.DataFrame({"host": hosts})
    sure, most = frame.select(is_sure(pl.col("host"), "[a-z]+"), most_bytes(pl.col("host")).alias("most"))
    for host, is_name, limit in zip(hosts, sure, most, strict=True):
        if is_name:
            written = host.lower()
            assert idna.uts46_remap(host) == written
            encoded = [idna.alabel(label).decode() for label in written.split(".")]
            assert len(".".join(encoded)) <= limit


@_LAW
@given(st.lists(_HOSTS, min_size=1, max_size=8), st.sampled_from([1, 60, 150, 200, 240]))
@example(["ü" * 6 + ".bücher.de", "bücher" + ".bücher" * 8 + ".de"], 150)
def test_addresses_at_such_names_fare_as_in_the_libraries(hosts: list[str], size: int):
    """E-mail and web addresses there are read as their libraries do, whatever their length."""
    assert_equal([f"{'a' * size}@{host}" for host in hosts], read_emails, ask_stable)
    assert_equal([f"{'ü' * (size // 2)}@{host}" for host in hosts], read_emails, ask_stable)
    assert_equal([f"HTTP://{host}{end}" for host in hosts for end in ("", ":80/x", ":0")], read_urls, read_alone)


def test_usual_names_are_sure():
    """Names in many languages are told without the library; capitals, other signs and long parts are not."""
    sure = ["bücher.de", "www.Straße.DE", "пример.com", "日本語.example.com", "한국.com", "café-au-lait.fr", "ελλάς.gr"]
    asked = ["BÜCHER.de", "bücher", "bü--cher.de", "-ü.de", "пример.рф", "l·l.com", "אב.com", "ü" * 10 + ".de"]
    frame = column(*sure, *asked).to_frame("host")
    assert frame.select(is_sure(pl.col("host"), "[a-z]+")).to_series().to_list() == [True] * 7 + [False] * 8
