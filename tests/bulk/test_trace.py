"""From the endpoint's error rows back to records and lines of the input."""

from __future__ import annotations

from pathlib import Path

import pytest

from csvprep.bulk.answers import ErrorRow
from csvprep.bulk.trace import ServerError, Tracer
from csvprep.manifest import read_manifest

from .runs import HEADER, Rows, plain_chunks, render_csv, write_run

BY_EMAIL = ("C_EmailAddress",)
PLACES = {"first_record": 1, "last_record": 3, "first_line": 2, "last_line": 4}


def trace(folder: Path, *errors: ErrorRow, fields: tuple[str, ...] = BY_EMAIL) -> list[ServerError]:
    manifest = read_manifest(folder)
    return Tracer(folder, manifest, fields).trace(manifest.chunks[0], "7", errors)


def places(errors: list[ServerError]) -> list[tuple[int | None, int | None, int | None]]:
    return [(error.chunk_row, error.record, error.line) for error in errors]


def write_rejected(folder: Path, rows: Rows, delimiter: str = ",") -> None:
    header = ("_record", "_line", "_errors", *HEADER)
    (folder / "rejected.csv").write_bytes(render_csv([header, *rows], delimiter))


def one_chunk(folder: Path, values: list[str], **options: object) -> Path:
    count = len(values)
    places = {"first_record": 1, "last_record": count, "first_line": 2, "last_line": count + 1}
    return write_run(folder, [([[value, "x"] for value in values], places)], **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("message", "row"),
    [
        ("user2@acme.com: Invalid email address", 2),
        ("USER2@ACME.COM: Invalid email address", 2),
        ("Conflicts Found - C_EmailAddress (user2@acme.com).", 2),
        ('{"email":"user2@acme.com"}', 2),
        ("email=user2@acme.com,code=5", 2),
        ("rejected <user2@acme.com>", 2),
        ("nobody@acme.com: Invalid email address", None),
        ("user2@acme.community: Invalid email address", None),
        ("xuser2@acme.com: Invalid email address", None),
        ("user1@acme.com clashes with user2@acme.com", None),
        ("Something failed", None),
        ("", None),
    ],
)
def test_by_value(folder: Path, message: str, row: int | None) -> None:
    """A message is tied to the row whose identifier it holds whole, letter case aside; else to none."""
    write_run(folder, plain_chunks(3))
    (error,) = trace(folder, ErrorRow(message))
    assert places([error]) == [(None, None, None) if row is None else (row, row, row + 1)]
    assert (error.chunk, error.job_id, error.message) == ("chunks/contact-00001.csv", "7", message)


def test_longest_value_wins(folder: Path) -> None:
    """Of two identifiers in a message the longer one is meant."""
    one_chunk(folder, ["Acme", "Acme Data", "Acme Data West"])
    errors = trace(folder, ErrorRow("Acme Data: duplicate name"), ErrorRow("Acme Data West: duplicate name"))
    assert [(error.message, error.chunk_row) for error in errors] == [
        ("Acme Data: duplicate name", 2),
        ("Acme Data West: duplicate name", 3),
    ]


def test_same_value_twice(folder: Path) -> None:
    """A value in two rows is open with one message, and goes in order with two."""
    one_chunk(folder, ["ann@acme.com", "bob@acme.com", "Ann@acme.com"])
    assert places(trace(folder, ErrorRow("ann@acme.com: bad"))) == [(None, None, None)]
    twice = trace(folder, ErrorRow("ann@acme.com: bad"), ErrorRow("ann@acme.com: bad"))
    assert [error.chunk_row for error in twice] == [1, 3]


def test_two_messages_on_one_row(folder: Path) -> None:
    """Two messages may speak of one record."""
    write_run(folder, plain_chunks(3))
    errors = trace(folder, ErrorRow("user2@acme.com: bad name"), ErrorRow("user2@acme.com: bad phone"))
    assert [error.chunk_row for error in errors] == [2, 2]


def test_by_number(folder: Path) -> None:
    """Row numbers are used where they are all in range and no message contradicts them."""
    write_run(folder, plain_chunks(3))
    errors = trace(folder, ErrorRow("too long", 3), ErrorRow("user1@acme.com: bad", 1))
    assert [(error.chunk_row, error.cells) for error in errors] == [
        (1, ("user1@acme.com", "User 1")),
        (3, ("user3@acme.com", "User 3")),
    ]


@pytest.mark.parametrize("numbers", [(0, 1), (1, 4), (2, 3)])
def test_numbers_that_lie(folder: Path, numbers: tuple[int, int]) -> None:
    """Numbers from 0, past the end, or at odds with the messages are not believed; the messages are."""
    write_run(folder, plain_chunks(3))
    first, second = numbers
    errors = trace(folder, ErrorRow("user1@acme.com: bad", first), ErrorRow("user2@acme.com: bad", second))
    assert [error.chunk_row for error in errors] == [1, 2]


def test_all_rows_failed_alike(folder: Path) -> None:
    """As many equal messages as rows mean that every row failed."""
    write_run(folder, plain_chunks(3))
    errors = trace(folder, *[ErrorRow("Object is not known")] * 3, fields=())
    assert [(error.chunk_row, error.record) for error in errors] == [(1, 1), (2, 2), (3, 3)]
    assert places(trace(folder, ErrorRow("Object is not known"), fields=())) == [(None, None, None)]


def test_second_field_where_the_first_is_absent(folder: Path) -> None:
    """A field that the chunk doesn't have gives way to the next."""
    write_run(folder, plain_chunks(3))
    assert [error.chunk_row for error in trace(folder, ErrorRow("user2@acme.com: x"), fields=("id", *BY_EMAIL))] == [2]


def test_rejected_records_between(folder: Path) -> None:
    """Rejected records leave gaps that the count of records and lines goes over."""
    rows = [["ann@acme.com", "Ann"], ["bob@acme.com", "Bob"], ["cem@acme.com", "Cem"]]
    write_run(folder, [(rows, {"first_record": 2, "last_record": 7, "first_line": 3, "last_line": 8})])
    write_rejected(folder, [[str(n), str(n + 1), "bad", f"bad{n}", ""] for n in (1, 3, 5, 6, 8)])
    errors = trace(folder, *[ErrorRow(f"{name}@acme.com: bad") for name in ("ann", "bob", "cem")])
    assert places(errors) == [(1, 2, 3), (2, 4, 5), (3, 7, 8)]


def test_cells_over_many_lines(folder: Path) -> None:
    """Line ends inside cells, also in rejected records, push later records down."""
    rows = [["ann@acme.com", "Ann\nof Acme"], ["bob@acme.com", "Bob"], ["cem@acme.com", "Cem\r\nand\nDan"]]
    write_run(folder, [(rows, {"first_record": 1, "last_record": 4, "first_line": 2, "last_line": 8})])
    write_rejected(folder, [["3", "5", "bad", "bad", "three\nlines\nlong"]])
    errors = trace(folder, ErrorRow("bob@acme.com: bad"), ErrorRow("cem@acme.com: bad"))
    assert places(errors) == [(2, 2, 4), (3, 4, 8)]


def test_lines_that_can_not_be_told(folder: Path) -> None:
    """Where counting doesn't end on the manifest's line, the line is left open and the record stays."""
    rows = [["ann@acme.com", "Ann"], ["bob@acme.com", "Bob"]]
    write_run(folder, [(rows, {"first_record": 1, "last_record": 2, "first_line": 2, "last_line": 9})])
    assert places(trace(folder, ErrorRow("bob@acme.com: bad"))) == [(2, 2, None)]


def test_records_that_can_not_be_told(folder: Path) -> None:
    """Where the rejected records are gone, record and line are left open."""
    rows = [["ann@acme.com", "Ann"], ["bob@acme.com", "Bob"]]
    write_run(folder, [(rows, {"first_record": 1, "last_record": 3, "first_line": 2, "last_line": 4})])
    assert places(trace(folder, ErrorRow("bob@acme.com: bad"))) == [(2, None, None)]


def test_split_chunks(folder: Path) -> None:
    """Chunks of `split` keep the source's delimiter."""
    one_chunk(folder, ["ann@acme.com", "bob@acme.com"], command="split", delimiter=";")
    (error,) = trace(folder, ErrorRow("bob@acme.com: bad"))
    assert (error.record, error.line, error.cells) == (2, 3, ("bob@acme.com", "x"))


def test_source_of_another_encoding(folder: Path) -> None:
    """Chunks are UTF-8 whatever the source was, so a name outside ASCII is found and stays whole."""
    one_chunk(folder, ["ann@acme.com", "zoë@acme.com"], command="split", encoding="cp1252")
    (error,) = trace(folder, ErrorRow("zoë@acme.com: bad"))
    assert (error.record, error.cells) == (2, ("zoë@acme.com", "x"))


def test_rejected_with_the_sources_delimiter(folder: Path) -> None:
    """The rejected records of a semicolon file are read with semicolons, the chunks with commas."""
    rows = [["ann@acme.com", "Ann"], ["bob@acme.com", "Bob"]]
    places_ = {"first_record": 1, "last_record": 3, "first_line": 2, "last_line": 4}
    write_run(folder, [(rows, places_)], delimiter=";")
    write_rejected(folder, [["2", "3", "bad, very", "bad", ""]], delimiter=";")
    assert places(trace(folder, ErrorRow("bob@acme.com: bad"))) == [(2, 3, 4)]


def test_huge_cells(folder: Path) -> None:
    """A cell beyond the CSV reader's own limit is no hindrance."""
    one_chunk(folder, ["ann@acme.com", "x" * 200_000, "bob@acme.com"])
    assert [error.chunk_row for error in trace(folder, ErrorRow("bob@acme.com: bad"))] == [3]
