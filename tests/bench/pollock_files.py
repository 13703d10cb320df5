"""The 2,290 files of the Pollock benchmark, made from one table, each spoilt in one way, with what should come out.

The list of pollutions, their names and their weights are those of G. Vitagliano et al., "Pollock: a data loading
benchmark", PVLDB 16(8), 2023, https://github.com/HPI-Information-Systems/Pollock. Rows are counted from 0: row 0 is
the header. A weight is how many of the files of the paper's survey were found to be spoilt in that way.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

CRLF = "\r\n"
QUOTE = '"'
FAMILIES = {
    "row_more_sep": "one delimiter too many in a row",
    "row_less_sep": "one delimiter missing in a row",
    "row_extra_quote": "a stray quote before one cell",
    "row_field_delimiter": "one row delimited by blanks",
    "file": "the whole file: dialect, header, preamble, ends",
}
ROW_WEIGHTS = {"row_more_sep": 520 / 1414, "row_less_sep": 520 / 1414, "row_extra_quote": 1 / 108}
ROW_DELIMITER_WEIGHT = 1 / 7


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the table, and whether it stands in quotes."""

    text: str
    quoted: bool = False


Row = tuple[Cell, ...]
Table = list[list[str]]


@dataclass(frozen=True, slots=True)
class Form:
    """How a file is written."""

    delimiter: str = ","
    quote: str = QUOTE
    escape: str = QUOTE
    terminator: str = CRLF
    header_rows: int = 1
    preamble_rows: int = 0


@dataclass(frozen=True, slots=True)
class Polluted:
    """A file of the benchmark.

    Attributes:
        name: as the benchmark calls it.
        weight: what it counts in the weighted score, before they are scaled to a sum of one.
        text: the file's content; ASCII.
        expected: the rows a reader should give, header first; without one, the records alone.
    """

    name: str
    weight: float
    text: str
    expected: Table
    form: Form = Form()

    @property
    def family(self) -> str:
        """A key of FAMILIES."""
        return next((name for name in FAMILIES if self.name.startswith(name)), "file")


def parse_table(text: str) -> list[Row]:
    """Read a table with commas and doubled quotes, one line a row, and keep in mind which cells stand in quotes."""
    rows = []
    for line in text.splitlines():
        cells, end = [], 0
        for value in next(csv.reader([line])):
            quoted = line.startswith(QUOTE, end)
            end += len(write_cell(Cell(value, quoted), Form())) + 1
            cells.append(Cell(value, quoted))
        rows.append(tuple(cells))
    return rows


def pollute(rows: Sequence[Row]) -> Iterator[Polluted]:
    """Make the files of the benchmark from a table whose first row is the header."""
    yield from _whole_files(rows)
    yield from _other_dialects(rows)
    yield from _two_tables(rows)
    lines = [write_row(row, Form()) for row in rows]
    for index in range(len(rows)):
        yield from _one_row(rows, lines, index)


def write_cell(cell: Cell, form: Form) -> str:
    text = cell.text.replace(QUOTE, form.escape + QUOTE)
    return f"{form.quote}{text}{form.quote}" if cell.quoted else text


def write_row(row: Row, form: Form) -> str:
    return form.delimiter.join(write_cell(cell, form) for cell in row)


def _write(rows: Sequence[Row], form: Form) -> str:
    return "".join(write_row(row, form) + form.terminator for row in rows)


def _texts(rows: Sequence[Row]) -> Table:
    return [[cell.text for cell in row] for row in rows]


def _whole_files(rows: Sequence[Row]) -> Iterator[Polluted]:
    """Spoil the table as a whole: its ends, its header, what stands before it, its length."""
    plain, form, expected = _write(rows, Form()), Form(), _texts(rows)
    width, header = len(rows[0]), rows[0]
    yield Polluted("source.csv", 1, plain, expected)
    yield Polluted("file_no_payload.csv", 15, "", [], replace(form, header_rows=0))
    yield Polluted("file_no_trailing_newline.csv", 184, plain.removesuffix(CRLF), expected)
    yield Polluted("file_double_trailing_newline.csv", 5, plain + CRLF, expected)
    yield Polluted("file_no_header.csv", 470, _write(rows[1:], form), expected[1:], replace(form, header_rows=0))
    bare = _bare([cell.text for cell in header])
    for count in (2, 3):
        text = _write([*[bare] * (count - 1), *rows], form)
        labels = [" ".join([cell.text] * count) for cell in header]
        name = f"file_header_multirow_{count}.csv"
        yield Polluted(name, 47, text, [labels, *expected[1:]], replace(form, header_rows=count))
    preamble = "PREAMBLE" + "," * (width - 1) + CRLF + "," * (width - 1) + CRLF
    yield Polluted("file_preamble.csv", 282, preamble + plain, expected, replace(form, preamble_rows=2))
    yield Polluted("file_header_only.csv", 3, _write(rows[:1], form), expected[:1])
    yield Polluted("file_one_data_row.csv", 4, _write(rows[:2], form), expected[:2])


def _other_dialects(rows: Sequence[Row]) -> Iterator[Polluted]:
    """Write the table in another dialect; which cells stand in quotes stays."""
    delimiters = {";": 834, "\t": 4, ", ": 101, " ": 4}
    forms = [(f"file_field_delimiter{_hex(char)}", weight, Form(char)) for char, weight in delimiters.items()]
    forms += [
        ("file_record_delimiter_0xA", 1691, Form(terminator="\n")),
        ("file_record_delimiter_0xD", 7, Form(terminator="\r")),
        ("file_quotation_char_0x27", 11, Form(quote="'")),
        ("file_escape_char_0x5C", 1, Form(escape="\\")),
        ("file_escape_char_0x00", 7, Form(escape="")),
    ]
    for name, weight, form in forms:
        yield Polluted(f"{name}.csv", weight, _write(rows, form), _texts(rows), form)


def _two_tables(rows: Sequence[Row]) -> Iterator[Polluted]:
    """Put a second table right after the first: header and all records but the last; only the first one counts.

    A cell with quotes in it is cut before each of them when it is copied, which moves the cells after it to the right.
    """
    width = len(rows[0])
    copied = [_bare(_cut_before_quotes(row)[:width]) for row in rows[:-1]]
    more = [(*row, Cell("" if index else "col1")) for index, row in enumerate(copied)]
    seconds = {"less": [row[:-1] for row in copied], "same": copied, "more": more}
    for kind, second in seconds.items():
        yield Polluted(f"file_multitable_{kind}.csv", 188 / 3, _write([*rows, *second], Form()), _texts(rows))


def _cut_before_quotes(row: Row) -> list[str]:
    pieces = []
    for cell in row:
        first, *others = cell.text.split(QUOTE)
        pieces += [first, *(QUOTE + other for other in others)]
    return pieces


def _bare(texts: Sequence[str]) -> Row:
    """Quote only the cells that hold a comma."""
    return tuple(Cell(text, text.find(",") > 0) for text in texts)


def _one_row(rows: Sequence[Row], lines: list[str], index: int) -> Iterator[Polluted]:
    """Spoil one row in all ways a row is spoilt in."""
    cells = [write_cell(cell, Form()) for cell in rows[index]]
    expected = _texts(rows)

    def spoil(name: str, weight: float, line: str, table: Table = expected) -> Polluted:
        text = "".join(line + CRLF for line in [*lines[:index], line, *lines[index + 1 :]])
        return Polluted(f"{name}.csv", weight, text, table)

    for column in range(len(cells)):
        more = ",".join([*cells[:column], "", *cells[column:]])
        yield spoil(f"row_more_sep_row{index}_col{column}", ROW_WEIGHTS["row_more_sep"], more)
        if column:
            less = ",".join([*cells[: column - 1], cells[column - 1] + cells[column], *cells[column + 1 :]])
            yield spoil(f"row_less_sep_row{index}_col{column}", ROW_WEIGHTS["row_less_sep"], less)
        cell = rows[index][column]
        inner = write_cell(Cell(cell.text), Form())
        stray = f'"{QUOTE}{inner}"' if cell.quoted else QUOTE + inner
        line = ",".join([*cells[:column], stray, *cells[column + 1 :]])
        table = [list(row) for row in expected]
        table[index][column] = QUOTE + cell.text
        yield spoil(f"row_extra_quote{index}_col{column}", ROW_WEIGHTS["row_extra_quote"], line, table)
    yield spoil(f"row_field_delimiter_{index}_0x20", ROW_DELIMITER_WEIGHT, " ".join(cells))


def _hex(text: str) -> str:
    return "".join(f"_0x{ord(char):X}" for char in text)


def to_csv(table: Table) -> str:
    """Write a table as the benchmark keeps its clean files: all cells in quotes, LF."""
    stream = io.StringIO()
    csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(table)
    return stream.getvalue()
