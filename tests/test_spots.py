"""Where findings stand in a file, by line and character."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csvprep.pipeline import Options, judge_blocks, open_job
from csvprep.spots import Locator, Spot

OPTIONS = Options(object_name="contact", encoding="utf-8", delimiter=",", header=True, skip_lines=0, jobs=1)
HEADER = b"C_EmailAddress,C_FirstName,C_LastName\n"


def find(folder: Path, data: bytes, code: str, record: int | None, column: int | None, *, texts: bool = True) -> Spot:
    """Return where a finding stands in a file, which is read to its end."""
    path = folder / "in.csv"
    path.write_bytes(data)
    locator = Locator(texts=texts)
    with open_job(path, OPTIONS) as job:
        locator.open(job.source.head, job.plan.form)
        for judged in judge_blocks(job, OPTIONS):
            locator.move(judged.block)
        spot = locator.find(code, record, column)
    assert spot is not None
    return spot


@pytest.mark.parametrize(
    ("record", "code", "column", "where", "marked"),
    [
        (b"ann@a.com,Ann,Lee", "x", 2, (2, 11, 2, 14), "Ann"),
        (b'ann@a.com,"Ann, B.",Lee', "x", 2, (2, 12, 2, 19), "Ann, B."),
        ("ann@a.com,日本,Lee".encode(), "x", 3, (2, 14, 2, 17), "Lee"),
        (b'ann@a.com,"A\nB",Lee', "x", 3, (3, 4, 3, 7), "Lee"),
        (b'ann@a.com,"A\r\nB\rC",Lee', "x", 3, (4, 4, 4, 7), "Lee"),
        (b'ann@a.com,"A\nB",Lee', "x", 2, (2, 12, 3, 2), "A"),
        (b"ann@a.com,,Lee", "x", 2, (2, 11, 2, 11), ""),
        (b"ann@a.com,Ann,Lee", "blank-row", None, (2, 1, 2, 18), "ann@a.com,Ann,Lee"),
        (b"ann@a.com,Ann", "missing-cell", None, (2, 14, 2, 14), ""),
        (b"ann@a.com,Ann,Lee\r", "line-end-mixed", None, (2, 18, 2, 18), ""),
        (b"ann@a.com,Ann,Lee,Ray,x", "extra-cell", None, (2, 19, 2, 24), "Ray,x"),
        (b"ann@a.com,Zo\xeb,Lee", "encoding-error", None, (2, 13, 2, 14), "\udceb"),
        (b'ann@a.com,"Ann" B,Lee', "quote-error", None, (2, 11, 2, 22), '"Ann" B,Lee'),
        (b'ann@a.com,"a ""b""",Lee', "x", 2, (2, 12, 2, 19), 'a ""b""'),
    ],
)
def test_where_a_finding_stands(  # noqa: PLR0917 - a table
    tmp_path: Path, record: bytes, code: str, column: int | None, where: tuple[int, int, int, int], marked: str
) -> None:
    """Lines and characters count from 1, wide letters as one; quotes are left out; codes of shapes have own places."""
    spot = find(tmp_path, HEADER + record + b"\n", code, 1, column)
    assert (spot.line, spot.column, spot.end_line, spot.end_column) == where
    assert spot.text[spot.start : spot.end] == marked


def test_a_label_stands_in_the_header(tmp_path: Path) -> None:
    """A finding without a record is one of the header line."""
    spot = find(tmp_path, b"C_EmailAddress,Colour\nann@a.com,red\n", "extra-label", None, 2)
    assert (spot.line, spot.column, spot.end_column) == (1, 16, 22)


def test_of_a_huge_cell_only_a_part_is_kept(tmp_path: Path) -> None:
    """The text around a spot is bounded, and says on which sides it is cut; the place is exact all the same."""
    cell = b"x" * 100_000
    spot = find(tmp_path, HEADER + b"ann@a.com," + cell + b"," + cell + b"\n", "x", 1, 3)
    assert (spot.line, spot.column, spot.end_column) == (2, 100_012, 200_012)
    assert len(spot.text) < 2_000
    assert spot.is_cut == (True, True)
    assert find(tmp_path, HEADER + b"ann@a.com," + cell + b",y\n", "x", 1, 3, texts=False).text == ""


def test_nothing_is_said_of_what_is_not_at_hand(tmp_path: Path) -> None:
    """Before a source is open, and for records of other blocks, there is no spot."""
    path = tmp_path / "in.csv"
    path.write_bytes(HEADER + b"ann@a.com,Ann,Lee\n")
    locator = Locator(texts=True)
    assert locator.find("email-error", 1, 1) is None
    with open_job(path, OPTIONS) as job:
        locator.open(job.source.head, job.plan.form)
        assert locator.find("email-error", 1, 1) is None
        for judged in judge_blocks(job, OPTIONS):
            locator.move(judged.block)
        assert locator.find("email-error", 2, 1) is None


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"), max_size=12)


@settings(max_examples=10)
@given(rows=st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=5), data=st.data())
def test_the_spot_of_a_cell_is_its_text(
    tmp_path_factory: pytest.TempPathFactory, rows: list, data: st.DataObject
) -> None:
    """Whatever Python's csv writes, the characters at a cell's spot are the cell as it stands between its quotes."""
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerows(rows)
    text = HEADER.decode() + stream.getvalue()
    record = data.draw(st.integers(1, len(rows)))
    column = data.draw(st.integers(1, 3))
    folder = tmp_path_factory.mktemp("law")
    spot = find(folder, text.encode(), "x", record, column)
    lines = text.split("\n")
    covered = lines[spot.line - 1 : spot.end_line]
    covered[-1] = covered[-1][: spot.end_column - 1]
    covered[0] = covered[0][spot.column - 1 :]
    assert "\n".join(covered).replace('""', '"') == rows[record - 1][column - 1]


def test_what_stands_before_the_header(tmp_path: Path) -> None:
    """Lines before the header are shown by the first that says something; a line that names the delimiter doesn't."""
    path = tmp_path / "in.csv"
    path.write_bytes(b"sep=,\n\nReport of May\n" + HEADER + b"ann@a.com,Ann,Lee\n")
    locator = Locator(texts=True)
    with open_job(path, Options(object_name="contact")) as job:
        locator.open(job.source.head, job.plan.form)
        spot = locator.find("preamble-row", None, None)
    assert spot == Spot(3, 1, 3, 14, "Report of May", 0, 13)
