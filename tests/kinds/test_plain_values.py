"""Values that one expression tells to be plain, and the others: each fares alone as in any column."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_addresses import Chance, make_email, make_url

from csvprep.checks import Column
from csvprep.kinds.base import PlainKind
from csvprep.kinds.damage import SUSPECT as DAMAGE_SUSPECT
from csvprep.kinds.registry import kind_for
from csvprep.kinds.text import SUSPECT as TEXT_SUSPECT
from csvprep.kinds.text import normalise_text
from csvprep.schema.model import Field, KindName

from .kind_cases import CASES, Verdict, bind, column, judge, judge_all

_ODD = (
    " Ann", "a\tb", "e\u0301", "MÃ¼nchen", "n/a", "N/A", "NULL", "?", "#N/A", "#REF!", "####", "Err:502", "4.4E+11",
    "1-Mar", "=1+1", "-5", "+1 212 555 0123", "a\0b", "\ufffd", "x" * 255, "\u3000", "\x9f", "Acme", "info@acme.com",
    "https://acme.com/MÃ¼nchen", "https://acme.com/e\u0301", "#a@b.com", "=a@b.com", "-@b.com", "212-555-0123",
    "yes", "US", "2024-03-01", "12",
)  # fmt: skip
_LAW = settings(deadline=None, max_examples=15)
_ADDRESSES = st.integers(0, 2**32).map(lambda seed: make_email(Chance(seed)) if seed % 2 else make_url(Chance(seed)))
_CELLS = st.one_of(st.sampled_from(_ODD), _ADDRESSES, st.text(max_size=5), CASES["phone"][1])


@pytest.mark.parametrize("kind", [KindName.TEXT, KindName.EMAIL, KindName.URL])
@_LAW
@given(st.lists(_CELLS, min_size=1))
def test_of_a_plain_value_there_is_nothing_to_say(kind: KindName, cells: list[str]) -> None:
    """What a kind calls plain is clean text without damage, stays as it is, and passes every check but the limits."""
    bound = bind(kind)
    assert isinstance(bound, PlainKind)
    values = column(*(cell for cell in cells if cell))
    plain = values.filter(bound.is_plain(values))
    assert normalise_text(plain) == ()
    found = bound.normalise(plain)
    assert found is None or found.code.null_count() == found.suggestion.null_count() == len(plain)
    for check in Column(0, "cell", Field("f", kind), bound).checks():
        if not check.least_bytes:
            assert check.passes(plain).all(), check.code


@pytest.mark.parametrize("kind", [KindName.TEXT, KindName.EMAIL, KindName.PHONE])
@_LAW
@given(st.lists(_CELLS, min_size=2, max_size=6))
def test_a_cell_fares_alone_as_beside_others(kind: KindName, cells: list[str]) -> None:
    """Steps and findings of a cell do not depend on what else stands in the column, with unsafe fixes too."""

    def judge_them(*them: str) -> list[Verdict]:
        return judge_all(list(them), kind, missing=("yes", "?"), unsafe_fixes=True, max_length=40)

    assert judge_them(*cells) == [verdict for cell in cells for verdict in judge_them(cell)]


def test_a_missing_word_is_one_in_a_plain_column_too() -> None:
    """A text that the schema calls missing means an empty cell even where the kind would take it."""
    verdict = judge("none@acme.com", KindName.EMAIL, missing=("none@acme.com",))
    assert (verdict.written, verdict.fixed, verdict.left) == (None, ("missing-value",), {})


@pytest.mark.parametrize("kind", [kind for kind in KindName if kind is not KindName.TEXT])
def test_all_suspects_are_looked_for_at_once(kind: KindName) -> None:
    """A value in which the steps suspect nothing is suspect to no check either."""
    field = Field("f", kind, enum=("a",) if kind is KindName.CHOICE else ())
    patterns = [check.suspect for check in Column(0, "cell", field, kind_for(field, "US")).checks() if check.suspect]
    whole = rf"{TEXT_SUSPECT}|{DAMAGE_SUSPECT}"
    for pattern in patterns:
        found = [char for char in ("\0", "\ufffd") if pattern in whole or column(char).str.contains(pattern)[0]]
        assert found
        assert column(*(f"a{char}b" for char in found)).str.contains(whole).all()
