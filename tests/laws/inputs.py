"""Files that the laws are tried on."""

from __future__ import annotations

from itertools import product

from hypothesis import strategies as st
from messy import messy_csv

from csvprep.dialect import Dialect

LINE_ENDS = ("\n", "\r\n", "\r")
DELIMITERS = (",", "\t", ";", "|", ":", " ")
UNPADDED = tuple(Dialect(*three) for three in product((",", ";", " "), ('"', "'", ""), ("", "\\")))
DIALECTS = (
    *UNPADDED,
    Dialect(skip_initial_space=True),
    Dialect(quote_char="", escape_char="\\", skip_initial_space=True),
)
HEADER = b"C_EmailAddress,C_FirstName,C_BusPhone\n"

_FRAGMENTS = (
    b"a", b"ann@acme.com", b"bob@acme.com", b"ANN@ACME.COM", b"(202) 222-1234", b"444) 444-1234", b" ", b"\xc2\xa0",
    b",", b",", b",", b",", b"\n", b"\n", b"\r\n", b"\r", b'"', b'"', b'""', b'","', b'"\n', b',"', b'"a,b"', b"\x00",
    b"\xff", b"\xc3\xa9", b"e\xcc\x81", b"\xef\xbb\xbf", b"\x0b", b"www.acme.com", b"ann@acme.com,Ann,\n",
    b'bob@acme.com,"B ""x""\nc",2022221234\r\n',
)  # fmt: skip


def shown(dialect: Dialect) -> str:
    """Return a dialect's characters, to name a test."""
    return f"{dialect.delimiter!r}{dialect.quote_char or 'none'}{dialect.escape_char}{' ' * dialect.skip_initial_space}"


def messy_files(most_records: int = 20, least: int = 1) -> st.SearchStrategy[bytes]:
    """Draw small contact files with a trouble in most records."""
    return st.builds(
        messy_csv,
        st.integers(least, most_records),
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


_PIECES = (
    b"a", b"b c", b"D", b"D", b"D", b"Q", b"Q", b"QQ", b"E", b"EQ", b"ED", b"EE", b"E\n", b"E\r", b"E\r\n", b"\n",
    b"\n", b"\r", b"\r\n", b" ", b"D Q", b"Q D",
    b"Q \r\n", b'"', b"'", b"\\", b"\xc3\xa9", b"\xff", b"\x01", b"\xef\xbb\xbf",
)  # fmt: skip
_TIDY_CELLS = (
    b"", b"x", b"QQ", b"QxDyQ", b"Qa\nbQ", b"Qa\rbQ", b"Q\r\nQ", b"Q\rQ", b"QQQQQ", b"QaQQ\nQQbQ", b"aEDb", b"EQ",
    b"EE", b"E\n", b"E\r\n", b"QE\rE\nQ", b"QEQQ", b"QEQQQDQ", b"En", b" x ", b"\xc3\xa9", b"\x01\x02", b"\x00",
)  # fmt: skip


def _in_dialect(pieces: list[bytes], dialect: Dialect) -> bytes:
    """Join pieces in which D, Q and E stand for delimiter, quote and escape char."""
    grammar = dialect.grammar
    data = b"".join(pieces)
    for letter, meant in ((b"D", grammar.delimiter), (b"Q", grammar.quote), (b"E", grammar.escape)):
        data = data.replace(letter, meant)
    return data


def grammar_bytes(*dialects: Dialect) -> st.SearchStrategy[tuple[Dialect, bytes]]:
    """Draw a dialect (of those given, or of all) and any bytes made of what has a meaning in it."""
    return st.tuples(st.sampled_from(dialects or DIALECTS), st.lists(st.sampled_from(_PIECES), max_size=25)).map(
        lambda drawn: (drawn[0], _in_dialect(drawn[1], drawn[0]))
    )


def well_formed() -> st.SearchStrategy[tuple[Dialect, int, bytes]]:
    """Draw a dialect, a number of cells, and records with so many (where their cells are no trap), ended in any way."""

    def of_width(dialect: Dialect, width: int) -> st.SearchStrategy[tuple[Dialect, int, bytes]]:
        cells = st.lists(st.sampled_from(_TIDY_CELLS), min_size=width, max_size=width)
        record = st.tuples(cells.map(b"D".join), st.sampled_from((b"\n", b"\n", b"\r\n", b"\r"))).map(b"".join)
        ended = st.tuples(st.lists(record, min_size=1, max_size=6), st.booleans())
        return ended.map(lambda drawn: (dialect, width, _in_dialect(drawn[0], dialect)[: -1 if drawn[1] else None]))

    return st.tuples(st.sampled_from(DIALECTS), st.integers(1, 3)).flatmap(lambda drawn: of_width(*drawn))


_CONTACT_CELLS = (
    b"ann@acme.com", b"bob@acme.com", b"Ann", b"", b"Bob", b"(202) 555-0143", b"202.555.0143", b"QaQQbQ", b"Qa\nbQ",
    b"Q\rQ", b"QxDyQ", b"Q", b"aQ", b"Acme", b"EQ", b"ED", b" Qa Q ", b"\xff", b"Total", b"A\nB", b" Ann ", b"ADB", b"",
)  # fmt: skip
_CONTACT_LABELS = ("C_EmailAddress", "C_FirstName", "C_LastName", "C_BusPhone", "C_Company")


def said_of(dialect: Dialect) -> dict[str, object]:
    """Return what a user would say of a dialect."""
    return {
        "encoding": "utf-8",
        "delimiter": dialect.delimiter,
        "quote_char": dialect.quote_char,
        "escape_char": dialect.escape_char,
        "skip_lines": 0,
        "header": True,
    }


def contact_bytes() -> st.SearchStrategy[tuple[Dialect, bytes]]:
    """Draw a dialect and a contact file in it: good records, any cells, line ends where they shouldn't be."""

    def of_width(dialect: Dialect, width: int, line_end: str) -> st.SearchStrategy[tuple[Dialect, bytes]]:
        number = st.integers(1, 99).map(lambda number: b"user%d@acme.com" % number)
        good = number.map(lambda address: [address, b"Ann", b"Lee", b"(202) 555-0143", b"Acme"][:width])
        broken = st.tuples(good, st.integers(0, width - 1), st.sampled_from((b"\n", b"\r\n", b"\r"))).map(
            lambda drawn: [
                cell[:2] + drawn[2] + cell[2:] if index == drawn[1] else cell for index, cell in enumerate(drawn[0])
            ]
        )
        odd = st.lists(st.sampled_from(_CONTACT_CELLS), min_size=1, max_size=width + 1)
        mine = line_end.encode()
        ends = st.sampled_from((mine, mine, mine, b"\n", b"\r\n", b"\r"))
        record = st.tuples(st.one_of(good, good, broken, odd).map(b"D".join), ends).map(b"".join)
        drawn = st.tuples(st.lists(record, max_size=12), st.booleans())
        header = dialect.delimiter.join(_CONTACT_LABELS[:width]).encode() + mine
        return drawn.map(
            lambda one: (dialect, header + (_in_dialect(one[0], dialect)[: None if one[1] else -1] if one[0] else b""))
        )

    return st.tuples(st.sampled_from(UNPADDED), st.integers(1, 5), st.sampled_from(LINE_ENDS)).flatmap(
        lambda drawn: of_width(*drawn)
    )
