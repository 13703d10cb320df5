"""Laws that hold of every kind, whatever the text."""

import pickle
from functools import cache

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csvprep.catalogue import CATALOGUE
from csvprep.kinds.registry import KINDS
from csvprep.kinds.text import TEXT_CHECKS, normalise_text
from csvprep.schema.model import KindName

from .kind_cases import CASES, column

LAW = settings(deadline=None, max_examples=25)
PER_KIND = pytest.mark.parametrize("name", sorted(CASES))


def columns(name: str) -> st.SearchStrategy[list[str | None]]:
    return st.lists(st.one_of(st.none(), CASES[name][1], st.text(max_size=8)), max_size=12)


def clean(values: list[str | None]) -> pl.Series:
    """Return the column as a kind gets it: after the cleaning of text, empty cells as null."""
    cells = column(*values)
    for step in normalise_text(cells):
        cells = step.written
    return column(*(cell or None for cell in cells))


@PER_KIND
@LAW
@given(data=st.data())
def test_a_change_keeps_height_and_nulls_and_names_its_code(name: str, data: st.DataObject) -> None:
    """Whatever the text, normalise keeps height and nulls, and a cell differs exactly where a code says so."""
    cells = clean(data.draw(columns(name)))
    found = CASES[name][0].normalise(cells)
    if found is None:
        return
    assert len(found.written) == len(found.code) == len(found.suggestion) == len(cells)
    assert (found.written.is_null() == cells.is_null()).all()
    for before, after, code, suggestion in zip(cells, found.written, found.code, found.suggestion, strict=True):
        assert (before != after) == (code is not None)
        assert code is None or code in CATALOGUE
        assert suggestion is None or suggestion != before


@PER_KIND
@LAW
@given(data=st.data())
def test_normalise_is_idempotent(name: str, data: st.DataObject) -> None:
    """What was written is written so again, and is clean text."""
    kind = CASES[name][0]
    found = kind.normalise(clean(data.draw(columns(name))))
    if found is None:
        return
    again = kind.normalise(found.written)
    assert again is None or again.code.null_count() == len(again.code)
    assert normalise_text(found.written.filter(found.code.is_not_null())) == ()


@PER_KIND
@LAW
@given(data=st.data())
def test_a_safe_fix_and_a_suggestion_pass_the_checks_that_find_errors(name: str, data: st.DataObject) -> None:
    """What is offered as a fix or a suggestion has no error of its kind left."""
    kind = CASES[name][0]
    found = kind.normalise(clean(data.draw(columns(name))))
    if found is None:
        return
    offered = pl.concat([found.written.filter(found.code.is_not_null()), found.suggestion.drop_nulls()])
    for check in kind.checks():
        if CATALOGUE[check.code].severity.value == "error":
            assert check.passes(offered).all(), (check.code, offered.to_list())


@PER_KIND
@LAW
@given(data=st.data())
def test_a_check_passes_nulls_and_explains_what_fails(name: str, data: st.DataObject) -> None:
    """A check gives one true or false for each cell, true for null, and has words for what fails."""
    cells = clean(data.draw(columns(name)))
    for check in CASES[name][0].checks():
        passes = check.passes(cells)
        assert passes.dtype == pl.Boolean
        assert len(passes) == len(cells)
        assert passes.null_count() == 0
        assert passes.filter(cells.is_null()).all()
        assert all(isinstance(check.explain(value), str) for value in cells.filter(~passes))
        assert check.code in CATALOGUE


@PER_KIND
@LAW
@given(data=st.data())
def test_a_value_fares_alone_as_in_a_column(name: str, data: st.DataObject) -> None:
    """What becomes of a value does not depend on its neighbours."""
    kind, cells = CASES[name][0], clean(data.draw(columns(name)))
    found = kind.normalise(cells)
    for position, value in enumerate(cells):
        together = (value, None, None) if found is None else _row(found, position)
        assert together == _alone(name, value)


@cache
def _alone(name: str, value: str | None) -> tuple[object, ...]:
    """Return what becomes of a value in a column of its own."""
    found = CASES[name][0].normalise(column(value))
    return (value, None, None) if found is None else _row(found, 0)


def _row(found: object, position: int) -> tuple[object, ...]:
    return tuple(getattr(found, part)[position] for part in ("written", "code", "suggestion"))


@PER_KIND
def test_an_empty_column_stays_as_it_is(name: str) -> None:
    """No cells, only nulls or empty texts: nothing to change, nothing fails."""
    kind = CASES[name][0]
    for cells in (column(), column(None, None), column("", None)):
        found = kind.normalise(cells)
        assert found is None or found.code.null_count() == found.suggestion.null_count() == len(cells)
        assert all(check.passes(cells).all() for check in kind.checks())


@PER_KIND
def test_a_kind_can_be_sent_to_another_process(name: str) -> None:
    """A kind and its checks survive pickling."""
    kind = CASES[name][0]
    assert pickle.loads(pickle.dumps(kind)) == kind  # noqa: S301 - our own bytes
    assert len(pickle.loads(pickle.dumps(kind.checks()))) == len(kind.checks())  # noqa: S301 - our own bytes


def test_every_kind_name_has_a_kind() -> None:
    """The table of kinds is whole."""
    assert set(KINDS) == set(KindName)


@LAW
@given(st.lists(st.one_of(st.none(), st.text())))
def test_text_is_clean_after_one_pass(values: list[str | None]) -> None:
    """Cleaning keeps height and nulls, and cleaning again changes nothing."""
    cells = column(*values)
    steps = normalise_text(cells)
    written = steps[-1].written if steps else cells
    assert len(written) == len(cells)
    assert (written.is_null() == cells.is_null()).all()
    assert all(step.code.null_count() == len(cells) for step in normalise_text(written))
    if steps:
        assert normalise_text(steps[-1].suggestion) == () or steps[-1].suggestion.null_count() == len(cells)
    assert TEXT_CHECKS[0].passes(cells).to_list() == ["\0" not in (value or "") for value in values]
