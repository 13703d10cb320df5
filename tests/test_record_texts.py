"""Rows of a frame as records, column-wise, against the cells of one record."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csvprep.cells import as_record, can_be_written, strip_line_end
from csvprep.dialect import Dialect
from csvprep.record_texts import are_writable, raw_records_at, write_records
from csvprep.records import find_run

DIALECTS = [
    Dialect(), Dialect(";", "'"), Dialect("\t"), Dialect("|"), Dialect(" "), Dialect("$"), Dialect("^"), Dialect("]"),
    Dialect(quote_char=""), Dialect(" ", ""), Dialect(escape_char="\\"), Dialect(quote_char="", escape_char="\\"),
    Dialect(skip_initial_space=True),
]  # fmt: skip


@settings(max_examples=150)
@given(st.sampled_from(DIALECTS), st.lists(st.tuples(*[st.text("a\"';\t |,$^]\\\r\né", max_size=4)] * 2), max_size=4))
def test_rows_are_written_as_single_records(dialect: Dialect, rows: list[tuple[str, str]]):
    """A frame's rows are written, and said to be writable, as each of them would be alone."""
    frame = pl.DataFrame(rows, schema={"c0": pl.String, "c1": pl.String}, orient="row")
    assert write_records(frame, dialect).to_list() == [as_record(row, dialect) for row in rows]
    assert are_writable(frame, dialect).to_list() == [can_be_written(row, dialect) for row in rows]


@pytest.mark.parametrize(
    ("cells", "written"),
    [(("a", None), "a,"), (("a,b", 'c"'), '"a,b","c"""'), ((" a", "b\nc"), ' a,"b\nc"')],
)
def test_quoted_only_where_needed(cells: tuple[str, str | None], written: str):
    """Quotes stand where RFC 4180 needs them, and nowhere else."""
    frame = pl.DataFrame([cells], schema={"c0": pl.String, "c1": pl.String}, orient="row")
    assert write_records(frame, Dialect()).to_list() == [written]


@given(st.lists(st.text('a"\r\x01\ufeff\né,', max_size=5), max_size=9), st.booleans(), st.sets(st.integers(0, 99)))
def test_records_as_they_came(lines: list[str], is_open: bool, places: set[int]):
    """Some records of a run are the bytes that cutting it apart gives, whatever stands in them."""
    data = "\n".join(lines).encode() + (b"" if is_open else b"\n")
    for encoded in (data, data.replace(b"a", b"\xff")):
        run = find_run(encoded, Dialect().grammar, final=True, max_record_bytes=1000)
        if run is None:
            continue
        raws = [strip_line_end(raw) for raw in run.raw_records()]
        some = sorted(place for place in places if place < len(raws))
        assert raw_records_at(run, pl.Series(some, dtype=pl.Int64)) == [raws[place] for place in some]
