"""The small steps on Series beside the expressions that their docstrings name."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_series_equal

from csvprep import series

MASKS = st.lists(st.sampled_from((True, False, None)), max_size=6).map(lambda some: pl.Series(some, dtype=pl.Boolean))
TEXTS = st.one_of(st.none(), st.sampled_from(("", "a", "a text that is longer than twelve bytes")))


def texts_of(draw: st.DataObject, count: int, name: str = "t") -> pl.Series:
    return pl.Series(name, draw.draw(st.lists(TEXTS, min_size=count, max_size=count)), dtype=pl.String)


@given(MASKS, st.data())
def test_each_step_does_what_its_expression_does(mask: pl.Series, draw: st.DataObject) -> None:
    """Masks and texts with null in some places, in none or in all come out as polars' own queries have them."""
    values, others = texts_of(draw, len(mask)), texts_of(draw, len(mask), "o")
    for found, expected in (
        (series.is_true(mask), mask.fill_null(value=False)),
        (series.not_false(mask), mask.fill_null(value=True)),
        (series.rows_of(mask), mask.arg_true()),
        (series.has_value(values), values.is_not_null()),
        (series.is_missing(values), values.is_null()),
        (series.no_null(values), values.fill_null("")),
        (series.only(values, mask), pl.select(pl.when(mask).then(values)).to_series()),
        (series.coded("code", mask), pl.select(pl.when(mask).then(pl.lit("code"))).to_series()),
        (
            series.coded("code", mask, values),
            pl.select(pl.when(mask).then(pl.lit("code")).otherwise(values)).to_series(),
        ),
        (series.first_of(values, others), pl.select(pl.coalesce(values, others)).to_series()),
        (series.nulls(len(mask), "t"), values.clear(len(mask))),
        (series.trues(len(mask)), pl.repeat(value=True, n=len(mask), dtype=pl.Boolean, eager=True)),
        (series.falses(len(mask)), pl.repeat(value=False, n=len(mask), dtype=pl.Boolean, eager=True)),
        (series.texts("x", len(mask)), pl.repeat("x", len(mask), dtype=pl.String, eager=True)),
    ):
        assert_series_equal(found, expected, check_names=False)
    assert series.only(values, mask).name == "t"
    assert series.first_of(values, others).name == "t"
