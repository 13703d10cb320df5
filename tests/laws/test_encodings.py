"""Transcoding: nothing is lost, replaced or guessed, however the bytes are read."""

from __future__ import annotations

import io
import re
from encodings.aliases import aliases

import pytest
from foreign import TONGUES, contact_csv
from hypothesis import example, given, settings
from hypothesis import strategies as st

from csvprep.encoding import detect_encoding, parse_encoding, refuse_binary
from csvprep.errors import InputError, UsageError
from csvprep.transcoding import Transcoder

SINGLE_BYTE = (
    "cp1250",
    "cp1251",
    "cp1252",
    "cp1253",
    "cp1255",
    "iso8859-2",
    "iso8859-7",
    "mac-roman",
    "cp850",
    "koi8-r",
)
MULTI_BYTE = ("cp932", "shift_jis", "gb18030", "euc_jp", "big5", "cp950", "big5hkscs", "cp949")
WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
ALL = (
    *SINGLE_BYTE,
    *MULTI_BYTE,
    *WIDE,
    "utf-16",
    "utf-32",
    "utf-8",
    "utf-8-sig",
    "utf-7",
    "iso2022_jp",
    "iso2022_kr",
    "hz",
    "cp037",
)
PIECES = st.sampled_from(
    (b"a", b",", b"\n", b"\r\n", b'"', b"0", b"\x81", b"\x81\x30", b"\x81\x30\x81\x30", b"\x8d", b"\xd2", b"\xff",
     b"\xc3\xa9", b"\xe9", b"\x8f\xa1", b"\x83\x5c", b"\xb0\xa1", b"\xfe", b"\x80", b"\x00", b"\x00\xd8", b"\x00\xdc",
     b"\xfe\xff", b"\xff\xfe", b"\xef\xbb\xbf", b"+AOk-", b"\x1b$B", b"\x1b(B", b"~{", b"\xed\xa0\x80")
)  # fmt: skip
BYTES = st.one_of(st.binary(max_size=40), st.lists(PIECES, max_size=16).map(b"".join))
SIZES = st.lists(st.integers(1, 9), min_size=1, max_size=5)


class Dripping:
    """A stream that gives fewer bytes than asked for, in a pattern."""

    def __init__(self, data: bytes, sizes: list[int]) -> None:
        self._stream = io.BytesIO(data)
        self._sizes = sizes
        self._turn = 0

    def read(self, size: int, /) -> bytes:
        self._turn += 1
        return self._stream.read(min(size, self._sizes[self._turn % len(self._sizes)]))


def transcode(data: bytes, encoding: str, sizes: list[int] | None = None, asked: int = 2**20) -> bytes:
    """Read all that comes out."""
    transcoder = Transcoder(Dripping(data, sizes) if sizes else io.BytesIO(data), encoding, "x.csv")
    pieces = list(iter(lambda: transcoder.read(asked), b""))
    assert transcoder.read(asked) == b""
    return b"".join(pieces)


def is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def put_back(out: bytes, encoding: str) -> bytes:
    """Undo the transcoding into a byte-based encoding, by the rules in the module's description."""
    parts = re.split(rb"(\xed[\xa0-\xbf][\x80-\xbf])", out)
    return b"".join(
        bytes([(part[1] & 3) << 6 | part[2] & 63])
        if index % 2
        else part.decode("utf-8", "surrogateescape").encode(encoding, "surrogateescape")
        for index, part in enumerate(parts)
    )


@pytest.mark.parametrize("encoding", ALL)
@settings(max_examples=30)
@given(BYTES, SIZES, st.integers(1, 20))
def test_reading_in_pieces_changes_nothing(encoding: str, data: bytes, sizes: list[int], asked: int):
    """Arbitrary bytes come out the same, whatever sizes they are asked for and given in."""
    assert transcode(data, encoding, sizes, asked) == transcode(data, encoding)


@pytest.mark.parametrize("encoding", ALL)
@settings(max_examples=20)
@given(st.text(max_size=30), SIZES)
def test_text_comes_out_as_utf8(encoding: str, text: str, sizes: list[int]):
    """Text that an encoding has comes out as its UTF-8; a byte order mark is none of it, nor what shifts code sets."""
    data = text.translate(dict.fromkeys((0x0E, 0x0F, 0x1B))).encode(encoding, "ignore")
    expected = data.decode(encoding).removeprefix("\ufeff").encode()
    assert transcode(data, encoding, sizes) == expected


@pytest.mark.parametrize("encoding", [*SINGLE_BYTE, *MULTI_BYTE])
@settings(max_examples=30)
@given(st.lists(BYTES, max_size=6))
def test_bad_bytes_stay_in_their_line(encoding: str, pieces: list[bytes]):
    """A line comes out as UTF-8 if and only if its bytes are of the encoding, and no separator is eaten or made."""
    data = b"\n".join(pieces)
    out = transcode(data, encoding)
    assert [is_utf8(line) for line in out.split(b"\n")] == [decodes(line, encoding) for line in data.split(b"\n")]
    for separator in (b"\n", b"\r", b",", b";", b"\t", b'"'):
        assert out.count(separator) == data.count(separator)


@pytest.mark.parametrize("encoding", WIDE)
@settings(max_examples=30)
@given(BYTES)
def test_bad_units_are_not_utf8(encoding: str, data: bytes):
    """UTF-16 and UTF-32 come out as UTF-8 if and only if they are whole."""
    assert is_utf8(transcode(data, encoding)) == decodes(data, encoding)


@pytest.mark.parametrize("encoding", [*SINGLE_BYTE, "gb18030"])
@settings(max_examples=30)
@given(BYTES)
@example(b"\xd2\x81\xd2\xaa")
def test_bytes_can_be_put_back(encoding: str, data: bytes):
    """What came out, undone by the rules, is what went in."""
    if not data.startswith(b"\x84\x31\x95\x33"):
        assert put_back(transcode(data, encoding), encoding) == data


@settings(max_examples=30)
@given(BYTES, st.sampled_from(sorted(set(aliases.values()))))
def test_any_encoding_takes_any_bytes(data: bytes, name: str):
    """Whatever encoding is named, any bytes come out, or the name is refused."""
    try:
        encoding = parse_encoding(name)
    except UsageError:
        return
    transcode(data, encoding or "utf-8", [3])


@settings(max_examples=30)
@given(BYTES, st.lists(BYTES, max_size=3))
def test_any_bytes_have_an_encoding(data: bytes, more: list[bytes]):
    """A guess is made of any bytes, it can be named and read in, and its confidence is a share."""
    found = detect_encoding(data, more=more)
    assert 0 < found.confidence <= 1
    assert parse_encoding(found.encoding) in {None, found.encoding}
    transcode(data, found.encoding)
    try:
        refuse_binary(data, "x.csv")
    except InputError as error:
        assert str(error).startswith("x.csv: ")  # noqa: PT017 - not being refused is as good


@settings(max_examples=20)
@given(st.sampled_from(sorted(TONGUES)), st.integers(0, 1000), st.integers(40, 60), st.floats(0.1, 1))
def test_made_up_files_are_read_back(name: str, seed: int, records: int, share: float):
    """Made-up contacts of any language, in the first of its encodings, come out as the text that was written."""
    text = contact_csv(name, records, seed, share)
    data = text.encode(TONGUES[name].encodings[0])
    assert transcode(data, detect_encoding(data).encoding) == text.encode()
