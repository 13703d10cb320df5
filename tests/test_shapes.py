"""Shapes: how a value is written, without what it says."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csvprep.shapes import LONGEST_SHAPE, shape_of, shapes_of


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        ("444) 444-1234", "ddd) ddd-dddd"),
        ("333.333.1234", "ddd.ddd.dddd"),
        ("ann@acmedata.com", "a@a.a"),
        ("HTTP://www.Acme.com", "A://a.Aa.a"),
        ("dad 9", "a d"),
        (" Zoë\u00a0MÜLLER ", " Aa\u00a0A "),
        ("e\u0301cole", "a"),
        ("٣٤٥", "ddd"),
        ("日本語 €5", "a €d"),
        ("😀😀", "*"),
        ("", ""),
        ("x" * 500, "a…"),
        ("7" * 61, "d" * LONGEST_SHAPE + "…"),
        ("7" * LONGEST_SHAPE, "d" * LONGEST_SHAPE),
    ],
)
def test_shapes(value: str, shape: str):
    """Digits are d, runs of letters a or A, marks stay, and what is long ends in an ellipsis."""
    assert shape_of(value) == shape


def test_null_stays_null():
    """A column's shapes are its values' ones, null where there is none."""
    column = pl.Series("phone", ["1-2", None, "ab"])
    assert shapes_of(column).to_list() == ["d-d", None, "a"]
    assert shapes_of(column).name == "phone"
    assert shapes_of(pl.Series([None, None], dtype=pl.String)).to_list() == [None, None]
    assert shapes_of(pl.Series([], dtype=pl.String)).to_list() == []


@given(st.lists(st.text(max_size=30), min_size=1, max_size=5))
def test_separators_in_values(values: list[str]):
    """A value's shape is the same beside any others, also beside one that holds the character values are joined by."""
    alone = [shape_of(value) for value in values]
    assert shapes_of(pl.Series(values)).to_list() == alone
    assert shapes_of(pl.Series([*values, "\x1f"])).to_list() == [*alone, "\x1f"]


@given(st.text(max_size=300))
def test_nothing_of_the_value_is_left(value: str):
    """A shape has no digit, and no letter but those that stand for digits and letters."""
    shape = shape_of(value)
    assert len(shape) <= LONGEST_SHAPE + 1
    assert not [one for one in shape if one.isalpha() and one not in "daA"]
    assert not [one for one in shape if one.isnumeric()]
