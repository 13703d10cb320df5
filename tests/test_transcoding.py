"""Bytes of other encodings as UTF-8, and what becomes of those that are of no encoding."""

from __future__ import annotations

import io
import time
import tracemalloc

import pytest
from foreign import contact_csv

from csvprep.transcoding import Transcoder


def transcode(data: bytes, encoding: str) -> bytes:
    transcoder = Transcoder(io.BytesIO(data), encoding, "x.csv")
    return b"".join(iter(lambda: transcoder.read(2**20), b""))


@pytest.mark.parametrize(
    ("encoding", "data", "out"),
    [
        ("cp1252", b"Zo\xeb,\x80 5\r\n", "Zoë,€ 5\r\n".encode()),
        ("cp1252", b"a\x81b\n", b"a\x81b\n"),
        ("cp1252", b"\xc3\x81\n", b"\xc3\x83\x81\n"),
        ("cp1253", b"\xd2\xaa,", b"\xed\xb3\x92\xaa,"),
        ("cp932", b"\x93\x8c\x8b\x9e,\x93\n", "東京,".encode() + b"\x93\n"),
        ("cp932", b"\xe9,x\n\xe9", b"\xed\xb3\xa9,x\n\xed\xb3\xa9"),
        ("gb18030", b"\x81\x30,\x81\x30\n", b"\x810,\x810\n"),
        ("gb18030", b"\xb1\xb1\xbe\xa9\xd6", "北京".encode() + b"\xed\xb3\x96"),
        ("gb18030", b"\x84\x31\x95\x33A\n", b"A\n"),
        ("utf-16-le", b"\xff\xfea\0\n\0", b"a\n"),
        ("utf-16-le", b"\x3d\xd8\0\xde,\0", "😀,".encode()),
        ("utf-16-le", b"\x3d\xd8,\0\n\0", b"\xed\xa0\xbd,\n"),
        ("utf-16-be", b"\xde\0\0,\0\n", b"\xed\xb8\x80,\n"),
        ("utf-16-le", b"a\0\n", b"a\xed\xb0\x8a"),
        ("utf-16-le", b"\x3d\xd8\n", b"\xed\xa0\xbd\xed\xb0\x8a"),
        ("utf-16", b"\xfe\xff\0a", b"a"),
        ("utf-16", b"a\0", b"a"),
        ("utf-32", b"\xff\xfe\0\0a\0\0\0", b"a"),
        ("utf-32", b"\0\0\xfe\xff\0\0\0a", b"a"),
        ("utf-32-le", b"\0\0\x11\0a\0\0\0", b"\xed\xb0\x80\xed\xb0\x80\xed\xb0\x91\xed\xb0\x80a"),
        ("utf-8-sig", b"\xef\xbb\xbfZo\xc3\xab\xff", b"Zo\xc3\xab\xff"),
        ("cp037", b"\xc1\x6b\xc2", b"A,B"),
        ("cp1252", b"", b""),
        ("utf-16", b"", b""),
        ("utf-16", b"a", b"\xed\xb1\xa1"),
    ],
)
def test_what_comes_out(encoding: str, data: bytes, out: bytes):
    """Characters come out as UTF-8, other bytes as they were or like a lone surrogate, and a mark not at all."""
    assert transcode(data, encoding) == out


def test_marks_within_the_text_stay():
    """Only the first byte order mark is taken off."""
    assert transcode("\ufeff\ufeffa,\ufeff".encode("utf-16-le"), "utf-16-le") == "\ufeffa,\ufeff".encode()


@pytest.mark.parametrize("encoding", ["cp1252", "cp932", "utf-16-le"])
def test_memory_is_bounded(encoding: str):
    """However many bytes are asked for, a few hundred kilobytes are read at a time."""
    letter = "あ" if encoding == "cp932" else "é"
    data = f"{letter},a\n".encode(encoding) * 2_000_000
    transcoder = Transcoder(io.BytesIO(data), encoding, "x.csv")
    tracemalloc.start()
    try:
        while transcoder.read(2**30):
            pass
        assert tracemalloc.get_traced_memory()[1] < 8 * 2**20
    finally:
        tracemalloc.stop()


def test_speed():
    """Contacts in a code page are passed on at 25 MB a second at the very least, on any machine; ten times is usual."""
    data = contact_csv("German", 5000).encode("cp1252") * 20
    start = time.perf_counter()
    transcode(data, "cp1252")
    assert len(data) / 1e6 / (time.perf_counter() - start) > 25
