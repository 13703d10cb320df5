"""The pass over blocks: order, bounded work, and progress."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from harness import CONTACT

from csvprep.errors import UsageError
from csvprep.pipeline import Options, Progress, judge_blocks, map_ordered, open_job
from csvprep.schema.shipped import load_shipped


def test_results_come_in_the_order_of_items():
    """A slow first item holds back the results of quick later ones."""
    released = threading.Event()

    def work(item: int) -> int:
        if item == 0:
            assert released.wait(10)
        if item == 2:
            released.set()
        return item * item

    with ThreadPoolExecutor(3) as pool:
        assert list(map_ordered(pool, work, range(6), window=4)) == [(item, item * item) for item in range(6)]


def test_no_more_than_the_window_is_read():
    """Items are taken from their source only as results are taken."""
    taken = []

    def items():
        for item in range(100):
            taken.append(item)
            yield item

    with ThreadPoolExecutor(2) as pool:
        results = map_ordered(pool, str, items(), window=3)
        assert next(results) == (0, "0")
        assert taken == [0, 1, 2]
        results.close()


def test_an_error_ends_the_work():
    """An exception in the work reaches the caller, and what was not begun is never run."""
    begun = []

    def work(item: int) -> None:
        begun.append(item)
        if item == 1:
            raise ArithmeticError

    with ThreadPoolExecutor(1) as pool, pytest.raises(ArithmeticError):
        list(map_ordered(pool, work, range(1000), window=3))
    assert len(begun) <= 5


def test_accepted_and_rejected(write_csv):
    """A judged block has its rejected records' numbers, and the others as they are written."""
    path = write_csv(b"C_EmailAddress\nann@acme.com\nbad\nshort,long\nbob@ACME.com\n")
    seen: list[Progress] = []
    with open_job(path, CONTACT) as job:
        (judged,) = judge_blocks(job, CONTACT, on_progress=seen.append)
    assert judged.rejected.to_list() == [2, 3]
    assert judged.accepted.rows() == [(1, 2, "ann@acme.com"), (4, 5, "bob@acme.com")]
    assert judged.findings.select("record", "code", "applied", "rejected").rows() == [
        (2, "email-error", False, True),
        (3, "extra-cell", False, True),
        (4, "email-format", True, False),
    ]
    assert [(one.records, one.findings) for one in seen] == [(0, 0), (4, 3)]
    assert (seen[-1].bytes_read, seen[-1].size_bytes) == (path.stat().st_size, path.stat().st_size)
    assert {one.object_name for one in seen} == {"contact"}


def test_records_that_became_part_of_another(write_csv):
    """With unsafe fixes, a record that line ends broke is accepted whole under its first number; its parts are told."""
    path = write_csv(b"C_EmailAddress,C_FirstName,C_LastName\nann@acme.com,Mary\nJane,Lee\nbob@acme.com,Bob,Ray\n")
    options = replace(CONTACT, unsafe_fixes=True)
    with open_job(path, options) as job:
        (judged,) = judge_blocks(job, options)
    assert judged.rejected.to_list() == []
    assert judged.absorbed == (2,)
    assert judged.accepted.rows() == [(1, 2, "ann@acme.com", "Mary\nJane", "Lee"), (3, 4, "bob@acme.com", "Bob", "Ray")]


def test_a_joined_record_is_rejected_with_all_its_parts(write_csv):
    """What is wrong with a joined record besides rejects all the records that it was made of."""
    path = write_csv(
        b"C_EmailAddress,C_FirstName,C_LastName\nann@acme.com,A,B\nANN@acme.com,Mary\nJane,Lee\nx@acme.com,C,D\n"
    )
    options = replace(CONTACT, unsafe_fixes=True)
    with open_job(path, options) as job:
        (judged,) = judge_blocks(job, options)
    assert judged.rejected.to_list() == [2, 3]
    assert judged.accepted["record"].to_list() == [1, 4]
    assert judged.findings.filter(judged.findings["rejected"])["record"].unique().sort().to_list() == [2, 3]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"ann@acme.com,Ann\n", []),
        (b"ann@acme.com,Ann", [("line-end-missing", 1, 2, "ann@acme.com,Ann")]),
        (b"ann@acme.com,Ann\nbob@ac", [("truncated-file", 2, 3, "bob@ac")]),
        (b'ann@acme.com,"An', [("truncated-file", 1, 2, 'ann@acme.com,"An')]),
        (b"ann@acme.com,Ann\r\nbob@acme.com,Bob\r\n", [("line-end-mixed", 1, 2, "ann@acme.com,Ann")]),
        (b"ann@acme.com,Ann\nbob@acme.com,Bob\rcy@acme.com,Cy\r\n", [("line-end-mixed", 2, 3, "bob@acme.com,Bob")]),
        (b"ann@acme.com,Ann\nTotal", [("line-end-missing", 2, 3, "Total")]),
        (b'ann@acme.com,"A\r\nn"\n', []),
    ],
)
@pytest.mark.parametrize("block_bytes", [1, 2**20])
def test_how_the_file_ends(write_csv, body: bytes, expected: list[tuple], block_bytes: int):
    """How lines end is told once a file, and so is a last line without end: cut short where it is no whole record."""
    options = replace(CONTACT, block_bytes=block_bytes)
    with open_job(write_csv(b"C_EmailAddress,C_FirstName\n" + body), options) as job:
        list(judge_blocks(job, options))
        notes = [(one.code, one.record, one.line, one.value) for one in job.tail_findings]
    assert notes == expected


def test_a_mixed_line_end_names_both(write_csv):
    """The finding says how the record ends and how the header does."""
    with open_job(write_csv(b"C_EmailAddress\r\nann@acme.com\n"), CONTACT) as job:
        list(judge_blocks(job, CONTACT))
        (note,) = job.tail_findings
    assert (note.code, note.facts) == ("line-end-mixed", {"end": "LF", "header": "CRLF"})


def test_a_given_schema_wins(write_csv):
    """A schema is taken before an object's name, and a name before the header."""
    path = write_csv(b"C_EmailAddress\n")
    for options, name in (
        (Options(), "contact"),
        (Options(object_name="account"), "account"),
        (Options(object_name="account", schema=load_shipped("list")), "list"),
    ):
        with open_job(path, options) as job:
            assert job.plan.schema.name == name


def test_mapping_of_no_column(write_csv):
    """A mapping that doesn't fit the header is wrong use."""
    options = replace(CONTACT, mapping={"x": "C_FirstName"})
    with pytest.raises(UsageError, match="no column 'x'"), open_job(write_csv(b"C_EmailAddress\n"), options):
        pass


def test_a_mapping_helps_to_recognise_the_object(write_csv):
    """Labels that the user maps to fields count as those fields when the object is recognised."""
    path = write_csv(b"Mail,Rufname\nann@acme.com,Ann\n")
    mapping = {"Mail": "C_EmailAddress", "Rufname": "C_FirstName"}
    with open_job(path, Options(mapping=mapping)) as job:
        assert job.plan.schema.name == "contact"
        assert [column.field.name for column in job.plan.columns] == ["C_EmailAddress", "C_FirstName"]
