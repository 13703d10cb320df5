"""Foreign keys and keys of several fields: exact over any number of blocks, against plain Python."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from harness import lint
from hypothesis import given
from hypothesis import strategies as st

from csvprep.errors import UsageError
from csvprep.options import Options
from csvprep.runs.lint import lint_file
from csvprep.schema.files import parse_schema
from csvprep.schema.references import Reference
from csvprep.unique import UniqueIndex, key_block

TREE = parse_schema(
    b"foreignKeys: [{fields: up, reference: {resource: '', fields: id}}]\n"
    b"fields: [{name: id}, {name: up}, {name: rest}]",
    "tree.yaml",
)
ORDER = b"""
name: orders
foreignKeys: [{fields: [mail, list], reference: {resource: people, fields: [address, group]}}]
fields:
  - {name: mail, format: email, csvprep: {kind: email, ignore_case: true}}
  - {name: list, type: integer}
"""
PEOPLE = "group;address\n007;ANN@Example.com\n8;bob@example.com\n8;\n"


def found_in(rows: list[dict[str, str]], code: str) -> list[tuple[int, str]]:
    return [(int(row["record"]), row["value"]) for row in rows if row["code"] == code]


@given(
    st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from(["", *"abcdefgh"])), min_size=1, max_size=40),
    st.sampled_from([1, 20, 2**20]),
)
def test_references_to_the_table_itself(pairs: list[tuple[str, str]], block_bytes: int):
    """A value is missing when no record before or after has it; empty ones refer to nothing; blocks don't matter."""
    data = "id,up,rest\n" + "".join(f"{one},{other},x\n" for one, other in pairs)
    _, rows = lint(data.encode(), Options(schema=TREE, jobs=2, block_bytes=block_bytes, delimiter=",", header=True))
    there = {one for one, _ in pairs}
    expected = [(number, other) for number, (_, other) in enumerate(pairs, 1) if other and other not in there]
    assert found_in(rows, "foreign-key-error") == expected


def test_references_to_another_table(tmp_path: Path):
    """Values compare as written: case folded where the field says so, numbers by what they are, in any dialect."""
    (tmp_path / "people.csv").write_bytes(PEOPLE.encode("utf-16"))
    text = "mail,list\nann@example.com,7\nBOB@EXAMPLE.COM,8\nbob@example.com,7\n,8\nann@example.com,+07\n"
    references = {"people": Reference((str(tmp_path / "people.csv"),))}
    _, rows = lint(text.encode(), Options(schema=parse_schema(ORDER, "orders.yaml"), references=references))
    (row,) = [row for row in rows if row["code"] == "foreign-key-error"]
    assert (row["record"], row["field"], row["value"]) == (3, "mail", "bob@example.com, 7")
    assert row["message"] == "no record of people has this as its address, group"


def test_a_reference_may_have_several_files(tmp_path: Path):
    """A value that any of the files has is there."""
    for number, name in enumerate(("a", "b")):
        (tmp_path / f"{number}.csv").write_text(f"address,group\n{name}@example.com,1\n")
    files = tuple(str(tmp_path / f"{number}.csv") for number in range(2))
    options = Options(schema=parse_schema(ORDER, "orders.yaml"), references={"people": Reference(files)})
    _, rows = lint(b"mail,list\na@example.com,1\nb@example.com,1\nc@example.com,1\n", options)
    assert found_in(rows, "foreign-key-error") == [(3, "c@example.com, 1")]


def test_what_nobody_said_where_it_is(tmp_path: Path):
    """Without the other table its keys are not checked, and that is told."""
    (tmp_path / "orders.csv").write_text("mail,list\nann@example.com,1\n")
    summary = lint_file(tmp_path / "orders.csv", Options(schema=parse_schema(ORDER, "orders.yaml")), lambda _: None)
    assert summary.errors == 0
    assert summary.notes == ("foreign keys to people were not checked; say where it is with --reference 'people=FILE'",)


def test_a_table_without_the_column(tmp_path: Path):
    """A table that lacks a column is one sentence with its name, the column and the key."""
    (tmp_path / "people.csv").write_text("group,name\n1,Ann\n")
    references = {"people": Reference((str(tmp_path / "people.csv"),))}
    options = Options(schema=parse_schema(ORDER, "orders.yaml"), references=references)
    message = r"people\.csv: has no column 'address', which a foreign key \(mail, list\) refers to"
    with pytest.raises(UsageError, match=message):
        lint(b"mail,list\nann@example.com,1\n", options)


@given(st.lists(st.sampled_from("abcdefghijklmnop"), max_size=60), st.lists(st.sampled_from("abcxyz"), max_size=20))
def test_missing_is_what_is_not_there(known: list[str], asked: list[str]):
    """An index whose values went to disk says of each value whether it has it, as a set does."""
    with UniqueIndex(memory_bytes=14 * 4) as index:
        for start in range(0, len(known), 7):
            index.add(block_of(known[start : start + 7]))
        rows = index.find_missing(block_of(asked)).to_list()
    assert rows == [row for row, value in enumerate(asked) if value not in set(known)]


def block_of(values: list[str]):
    numbers = pl.int_range(1, len(values) + 1, dtype=pl.Int64, eager=True)
    return key_block(pl.Series(values, dtype=pl.String), numbers, numbers)


@given(
    st.lists(st.tuples(*[st.sampled_from(["", "1", "01", "2", "x y"])] * 2), min_size=1, max_size=30),
    st.integers(1, 40),
)
def test_unique_keys_of_two_fields(pairs: list[tuple[str, str]], block_bytes: int):
    """Of equal pairs without an empty part all but the first are told, whatever the blocks."""
    schema = parse_schema(b"uniqueKeys: [[a, b]]\nfields: [{name: a}, {name: b}, {name: n}]", "pairs.yaml")
    data = "a,b,n\n" + "".join(f"{one},{other},{number}\n" for number, (one, other) in enumerate(pairs))
    _, rows = lint(data.encode(), Options(schema=schema, block_bytes=block_bytes, jobs=2, delimiter=",", header=True))
    seen: set[tuple[str, str]] = set()
    expected = []
    for number, pair in enumerate(pairs, 1):
        if all(pair) and pair in seen:
            expected.append((number, ", ".join(pair)))
        seen.add(pair)
    assert found_in(rows, "unique-error") == expected


def test_a_list_of_excluded_values_is_the_own_table_s(tmp_path: Path) -> None:
    """A table that a key refers to has fields of its own, and needs none for the lists of the other."""
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    (tmp_path / "list.txt").write_text("bob@example.com\n", encoding="utf-8")
    options = Options(
        schema=parse_schema(ORDER, "orders.yaml"),
        references={"people": Reference((str(tmp_path / "people.csv"),))},
        exclude={"mail": (tmp_path / "list.txt",)},
        jobs=1,
    )
    _, rows = lint(b"mail,list\nann@example.com,7\nbob@example.com,8\nann@example.com,8\n", options)
    assert found_in(rows, "forbidden-value") == [(2, "bob@example.com")]
    assert [record for record, _ in found_in(rows, "foreign-key-error")] == [3]
