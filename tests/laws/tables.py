"""Tables of text, and the ways in which Python's csv writes them."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

Row = tuple[str, ...]

LINE_ENDS = ("\n", "\r\n", "\r")
LABELS = ("C_EmailAddress", "C_FirstName", "C_LastName", "C_BusPhone", "C_Company", "C_Note1")
_ALPHABET = "ab,;|:\t\"' \n\r\\éü€表ソ"
_FIRST = ("Ann", "Bob", "Cy", "Zoë", "René", "Jürgen", "Mary Lou", "D'Arcy")
_LAST = ("Lee", "Ray", "Poe", "O'Brien", "Müller", "van den Berg", "Núñez", "Smith-Jones")
_COMPANIES = ("Acme", "Beta, Inc.", "Gamma & Sons", 'The "Best" Ltd', "Delta; Epsilon", "", "Zeta | Eta")
_JAPANESE = ("山田", "鈴木", "佐藤", "表", "ソノダ", "ポール", "Lee", "高橋 花子")
_NOTES = ("", "met at fair", "calls at 10:30, likes tea", "first line\nsecond line", 'said "yes"', "tab\there")


@dataclass(frozen=True)
class Writing:
    """How a table is written.

    Attributes:
        escape_char: empty: quotes are doubled.
        quoting: of Python's csv.
        encoding: Python's name; utf-16 and utf-32 write a byte order mark, as utf-8-sig does.
    """

    delimiter: str
    quote_char: str
    escape_char: str
    line_end: str
    quoting: int
    encoding: str

    @property
    def given(self) -> dict[str, Any]:
        """What a user would say of it."""
        return {
            "delimiter": self.delimiter,
            "quote_char": self.quote_char,
            "escape_char": self.escape_char or "none",
            "encoding": self.encoding,
        }

    def write(self, rows: list[Row]) -> list[bytes]:
        """Return the bytes of each row with its line end; a byte order mark stands before the first."""
        parts, mark = [], len("".encode(self.encoding))
        for number, row in enumerate(rows):
            data = self._line(row).encode(self.encoding)
            parts.append(data[mark:] if number else data)
        return parts

    def _line(self, row: Row) -> str:
        stream = io.StringIO(newline="")
        unusual = {"\r", "\n"} - set(self.line_end)
        csv.writer(
            stream,
            delimiter=self.delimiter,
            quotechar=self.quote_char,
            escapechar=self.escape_char or None,
            doublequote=not self.escape_char,
            lineterminator=self.line_end,
            quoting=csv.QUOTE_ALL if any(unusual & set(cell) for cell in row) else self.quoting,
        ).writerow(row)
        return stream.getvalue()


def writings(*encodings: str) -> st.SearchStrategy[Writing]:
    """Draw ways to write."""
    return st.builds(
        Writing,
        delimiter=st.sampled_from((",", ";", "\t", "|", ":", " ")),
        quote_char=st.sampled_from(('"', "'")),
        escape_char=st.sampled_from(("", "\\")),
        line_end=st.sampled_from(LINE_ENDS),
        quoting=st.sampled_from((csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC)),
        encoding=st.sampled_from(encodings),
    )


def tables(most_rows: int = 12) -> st.SearchStrategy[list[Row]]:
    """Draw a header of two to four plain labels and any rows under it."""

    def of_width(width: int) -> st.SearchStrategy[list[Row]]:
        row = st.tuples(*(st.text(st.sampled_from(_ALPHABET), max_size=6) for _ in range(width)))
        return st.lists(row, max_size=most_rows).map(lambda rows: [tuple("wxyz"[:width]), *rows])

    return st.integers(2, 4).flatmap(of_width)


def contacts(least: int = 20, most: int = 30, *, japanese: bool = False) -> st.SearchStrategy[list[Row]]:
    """Draw a header and plain contacts such as people keep."""
    person = st.tuples(
        st.integers(1, 9999).map(lambda number: f"person{number}@acme.example"),
        st.sampled_from(_JAPANESE if japanese else _FIRST),
        st.sampled_from(_JAPANESE if japanese else _LAST),
        st.integers(2_000_000, 9_999_999).map(lambda number: f"(212) {number // 10_000}-{number % 10_000:04}"),
        st.sampled_from(_COMPANIES),
        st.sampled_from(_NOTES),
    )
    return st.lists(person, min_size=least, max_size=most).map(lambda rows: [LABELS, *rows])


def encodable(rows: list[Row], encoding: str) -> list[Row]:
    """Leave out the characters that an encoding doesn't have."""
    return [tuple(cell.encode(encoding, "ignore").decode(encoding) for cell in row) for row in rows]
