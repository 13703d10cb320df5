"""Other readings of records with broken quotes, column-wise."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csvprep.alternatives import find_breaks, find_readings
from csvprep.cells import read_inner_quotes
from csvprep.dialect import Dialect
from csvprep.frame import UNSHAPED_SCHEMA, Form
from csvprep.plan import Plan, make_plan
from csvprep.schema.files import parse_schema
from csvprep.schema.header import map_header


def plan_of(width: int, dialect: Dialect) -> Plan:
    """Return a plan whose fields take any text."""
    names = [f"f{index}" for index in range(width)]
    schema = parse_schema(f"fields: [{', '.join(f'{{name: {name}}}' for name in names)}]".encode(), "any.yaml")
    return make_plan(schema, map_header(tuple(names), schema), form=Form(width, dialect))


def read_broken(record: str, width: int, dialect: Dialect) -> set[tuple[str, ...]]:
    unshaped = pl.DataFrame([(4, 9, record, None)], schema=UNSHAPED_SCHEMA, orient="row")
    plan = plan_of(width, dialect)
    rows = [row for frame in find_readings(unshaped, find_breaks(unshaped, width), plan) for row in frame.iter_rows()]
    assert {row[:2] for row in rows} <= {(4, 4)}
    return {row[2:] for row in rows}


@pytest.mark.parametrize(
    ("record", "readings"),
    [
        ('"Acme "Best" Ltd",x', {('Acme "Best" Ltd', "x")}),
        ('"a""b"c",x', {('a"b"c', "x")}),
        ('"a,b', {("a", "b")}),
        ('"a"b,c', set()),
        ('a,"b,c"', {("a", "b,c")}),
        ('"a"b","c"d"', {('a"b', 'c"d')}),
        ('"a"b",', {('a"b', "")}),
    ],
)
def test_broken_quotes(record: str, readings: set[tuple[str, ...]]):
    """Broken quotes are read as if a cell ended at its last quote, and as if one quote at its start were not there."""
    assert read_broken(record, 2, Dialect()) == readings


@settings(max_examples=150)
@given(st.text('a"\'",;é\n', max_size=12), st.sampled_from([Dialect(), Dialect(";", "'"), Dialect("|", '"')]))
def test_inner_quotes_are_read_as_record_by_record(record: str, dialect: Dialect):
    """What is read of a whole column is what is read of each record."""
    cells = read_inner_quotes(record.encode(), dialect.grammar)
    if cells is not None:
        assert tuple(cell.decode() for cell in cells) in read_broken(record, len(cells), dialect)


def test_breaks():
    """Short records that follow each other and have the cells of one are its parts; a gap parts them."""
    cells = [["a"] * 2, ["b"] * 2, ["c"] * 2, ["d"] * 2]
    places = [0, 1, 3, 4]
    rows = [(place, place + 2, ",".join(one), one) for place, one in zip(places, cells, strict=True)]
    unshaped = pl.DataFrame(rows, schema=UNSHAPED_SCHEMA, orient="row")
    assert find_breaks(unshaped, 3).rows() == [(0, 1), (3, 4)]
    assert find_breaks(unshaped, 4).rows() == []


@pytest.mark.parametrize(
    ("cells", "readings"),
    [
        (["http://a.com/x", "y", "z"], {("http://a.com/x,y", "z"), ("http://a.com/x", "y,z")}),
        (["http://a.com", "y?q", "z"], {("http://a.com", "y?q,z")}),
        ([" HTTPS://a.com:80", "y.z", "z"], {(" HTTPS://a.com:80", "y.z,z")}),
        (["a.com", "y", "z"], {("a.com,y", "z"), ("a.com", "y,z")}),
    ],
)
def test_a_delimiter_is_no_part_of_a_host(cells: list[str], readings: set[tuple[str, ...]]):
    """Web addresses are put together at a delimiter in their path, but not in their host."""
    schema = parse_schema(b"fields: [{name: site, format: uri}, {name: rest}]", "any.yaml")
    plan = make_plan(schema, map_header(("site", "rest"), schema), form=Form(2, Dialect()))
    unshaped = pl.DataFrame([(4, 9, ",".join(cells), cells)], schema=UNSHAPED_SCHEMA, orient="row")
    found = find_readings(unshaped, find_breaks(unshaped, 2), plan)
    assert {row[2:] for frame in found for row in frame.iter_rows()} == readings
