"""Files that the laws are tried on."""

from __future__ import annotations

from hypothesis import strategies as st
from messy import LABELS, messy_csv

LINE_ENDS = ("\n", "\r\n")
DELIMITERS = (",", "\t", ";", "|")
HEADER = b"C_EmailAddress,C_FirstName,C_BusPhone\n"

_FRAGMENTS = (
    b"a", b"ann@acme.com", b"bob@acme.com", b"ANN@ACME.COM", b"(202) 222-1234", b"444) 444-1234", b" ", b"\xc2\xa0",
    b",", b",", b",", b",", b"\n", b"\n", b"\r\n", b"\r", b'"', b'"', b'""', b'","', b'"\n', b',"', b'"a,b"', b"\x00",
    b"\xff", b"\xc3\xa9", b"e\xcc\x81", b"\xef\xbb\xbf", b"\x0b", b"www.acme.com", b"ann@acme.com,Ann,\n",
    b'bob@acme.com,"B ""x""\nc",2022221234\r\n',
)  # fmt: skip


def messy_files(most_records: int = 20) -> st.SearchStrategy[bytes]:
    """Draw small contact files with a trouble in most records."""
    return st.builds(
        messy_csv,
        st.integers(1, most_records),
        st.integers(0, 2**32),
        line_end=st.sampled_from(LINE_ENDS),
        bom=st.booleans(),
        share=st.sampled_from((0.0, 0.01, 0.03)),
    ).map(lambda data: data if len(data) % 3 else data.removesuffix(b"\n").removesuffix(b"\r"))


def soups(most: int = 40) -> st.SearchStrategy[bytes]:
    """Draw files with a good header and anything after it."""
    return st.lists(st.sampled_from(_FRAGMENTS), max_size=most).map(lambda pieces: HEADER + b"".join(pieces))


def files() -> st.SearchStrategy[bytes]:
    """Draw either."""
    return st.one_of(messy_files(), soups())


def plain_cells() -> st.SearchStrategy[str]:
    """Draw cells of well-formed files."""
    return st.text(st.sampled_from('ab,;|\t"\n\ré€ 🙂'), max_size=6)


def label_row(delimiter: str) -> str:
    """Return a header of contact labels."""
    return delimiter.join(LABELS)
