"""What schemas ask of written values: title case, states, rewriting; and near misses of mail domains."""

from __future__ import annotations

import polars as pl
import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csvprep.kinds.mail_domains import LARGE_DOMAINS, find_meant, suggest_addresses
from csvprep.kinds.registry import kind_for
from csvprep.kinds.title_case import title_case
from csvprep.schema.model import Field, KindName
from csvprep.schema.settings import Case, FieldSettings

from .kind_cases import bind, column, failing, may_mean, outcome


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("MCGAVIN", "McGavin"),
        ("o'neil", "O'Neil"),
        ("D’ANGELO", "D’Angelo"),
        ("VAN DER BERG", "van der Berg"),
        ("VAN", "Van"),
        ("ludwig van beethoven", "Ludwig van Beethoven"),
        ("CHARLES DE GAULLE", "Charles de Gaulle"),
        ("DE NIRO", "De Niro"),
        ("jean-luc picard", "Jean-Luc Picard"),
        ("J.R. EWING III", "J.R. Ewing III"),
        ("ANN'S", "Ann's"),
        ("ÉMILE ZOLA", "Émile Zola"),
        ("McGAVIN", "McGAVIN"),
        ("iPhone", "iPhone"),
        ("MCI", "Mci"),
    ],
)
def test_a_name_is_written_in_title_case(value: str, written: str) -> None:
    """Cells that are all upper or all lower case are written as names are, all others stay."""
    assert title_case(value) == written


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=12))
def test_title_case_is_settled(value: str) -> None:
    """What is written in title case stays so, and has the same letters."""
    written = title_case(value)
    assert title_case(written) == written
    assert written.casefold() == value.casefold()


@pytest.mark.parametrize(
    ("form", "region", "value", "expected"),
    [
        ("code", "US", "California", "CA"),
        ("code", "US", "us-ca", "CA"),
        ("code", "US", "D.C.", "DC"),
        ("name", "US", "tx", "Texas"),
        ("iso", "CA", "Québec", "CA-QC"),
        ("name", "DE", "Bavaria", "Bayern"),
        ("name", "ES", "La Coruña", "A Coruña"),
        ("iso", None, "California", "US-CA"),
        ("code", None, "CA", "CA"),
    ],
)
def test_a_state_is_written_in_the_field_s_form(form: str, region: str | None, value: str, expected: str) -> None:
    """Codes in any case, names and usual spellings are read; the written form is good and stays."""
    kind = kind_for(Field("f", KindName.STATE, form=form, region=region), "US")
    assert outcome(kind, value)[0] == expected
    assert failing(kind, value) == failing(kind, expected) == []
    assert outcome(kind, expected) == (expected, None, None)


def test_a_state_of_another_country_is_an_error() -> None:
    """Neither name nor code of another country is good, and a near miss may mean one of this country."""
    kind = kind_for(Field("f", KindName.STATE, region="US"), "DE")
    assert failing(kind, "Bavaria") == failing(kind, "DE-BY") == failing(kind, "Texs") == ["state-error"]
    assert (may_mean(kind, "Texs"), may_mean(kind, "Bavaria")) == ("TX", None)


def test_every_state_of_iso_3166_2_is_read() -> None:
    """Each whole code of pycountry is itself, whatever country is known."""
    codes = [one.code for one in pycountry.subdivisions]
    found = bind(KindName.STATE, form="iso").normalise(column(*codes))
    assert found is None or found.code.null_count() == len(codes)


@pytest.mark.parametrize(
    ("domain", "meant"),
    [
        ("gmial.com", "gmail.com"),
        ("gmail.con", "gmail.com"),
        ("gmail.cm", "gmail.com"),
        ("gmal.con", "gmail.com"),
        ("mgail.com", "gmail.com"),
        ("gmailcom", "gmail.com"),
        ("hotmial.com", "hotmail.com"),
        ("yaho.com", "yahoo.com"),
        ("yahoo.co.ku", "yahoo.co.uk"),
        ("outlok.com", "outlook.com"),
        ("gmx.ed", "gmx.de"),
        ("gmx.com", None),
        ("gmx.ee", None),
        ("ymail.com", None),
        ("mail.com", None),
        ("email.com", None),
        ("fmail.com", None),
        ("live.com", None),
        ("yahoo.ca", None),
        ("aool.com", None),
        ("company.com", None),
    ],
)
def test_a_near_miss_of_a_large_mail_domain(domain: str, meant: str | None) -> None:
    """One slip in the name, one in the ending; what is in use, short, or begins otherwise means nothing else."""
    assert find_meant(domain) == meant
    offered = suggest_addresses(column(f"Ann.b@{domain}", None, "x@example.com"))
    assert (None if offered is None else offered.to_list()) == (meant and [f"Ann.b@{meant}", None, None])


@given(st.sampled_from(LARGE_DOMAINS), st.integers(0, 30), st.sampled_from(["", *"abmco.-q1"]), st.integers(0, 2))
def test_the_pattern_misses_no_near_miss(domain: str, place: int, letter: str, taken: int) -> None:
    """Whatever is found of a domain by itself is found in a column, and large domains mean nothing else."""
    place %= len(domain) + 1
    spoilt = domain[:place] + letter + domain[place + taken :]
    meant = find_meant(spoilt)
    offered = suggest_addresses(pl.Series([f"a@{spoilt}"]))
    assert (None if offered is None else offered[0]) == (meant and f"a@{meant}")
    assert find_meant(domain) is None


def rewriting(kind: KindName = KindName.TEXT, **settings: object) -> Field:
    return Field("f", kind, settings=FieldSettings(**settings))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("field", "value", "written", "code"),
    [
        (rewriting(case=Case.LOWER), "ÄB", "äb", "case-format"),
        (rewriting(case=Case.UPPER), "straße", "STRASSE", "case-format"),
        (rewriting(collapse_spaces=True), "a   b  c", "a b c", "inner-space"),
        (rewriting(replace=(("Mr", "Mr."), ("x", ""))), "x", "", "value-replaced"),
        (rewriting(replace=(("mr", "Mr."),), ignore_case=True), "MR", "Mr.", "value-replaced"),
        (rewriting(replace=(("Mr", "Mr."),), case=Case.TITLE), "MR", "Mr.", "case-format"),
        (rewriting(case=Case.UPPER, missing=("N/A",)), "n/a", "", "case-format"),
        (rewriting(KindName.COUNTRY, replace=(("BRD", "Germany"),)), "BRD", "DE", "value-replaced"),
        (rewriting(KindName.COUNTRY, replace=(("DE", "Germany"),)), "DE", "DE", None),
        (rewriting(KindName.COUNTRY, replace=(("DE", "Germany"),)), "germany", "DE", "country-format"),
        (rewriting(KindName.EMAIL, case=Case.LOWER), "Ann@ACME.com", "ann@acme.com", "case-format"),
    ],
)
def test_a_value_is_rewritten_until_it_stays(field: Field, value: str, written: str, code: str | None) -> None:
    """Spaces, replacements, case and kind come one after the other; the result is not rewritten again."""
    kind = kind_for(field, "US")
    assert outcome(kind, value)[:2] == (written, code)
    assert outcome(kind, written)[:2] == (written, None)
