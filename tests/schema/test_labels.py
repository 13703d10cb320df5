"""Labels that only the way of writing tells apart."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from csvprep.schema.labels import fold_label, label_matcher
from csvprep.schema.model import Field, Schema

SCHEMA = Schema(
    "thing",
    (
        Field("Email", title="Address of e-mail", aliases=("Mail",)),
        Field("email", title="Lower"),
        Field("Phone", title="Number", aliases=("Tel", "Mail 2")),
        Field("Order_No", title="Tel", aliases=("Number",)),
        Field("Order No 2", title="Order-No"),
        Field("Twin 1", title="Twin"),
        Field("Twin 2", title="Twin"),
    ),
)


@pytest.mark.parametrize(
    ("label", "folded"),
    [
        ("Order No", "orderno"),
        ("order_no", "orderno"),
        ("ORDER-NO", "orderno"),
        (" order  no ", "orderno"),
        ("order.no.", "orderno"),
        ("Order/No", "orderno"),
        ("Order\u00a0No", "orderno"),
        ("Order\u2011No", "orderno"),
        ("Order\u200bNo\u200d", "orderno"),
        ("\ufeffOrder No", "orderno"),
        ("Order\x00No\x1f", "orderno"),
        ("Or\u00adder No", "orderno"),
        ('"Order No"', "orderno"),
        ("'Order No'", "orderno"),
        ("“Order No”", "orderno"),
        ("«Order No»", "orderno"),
        ("Order No*", "orderno"),
        ("* Order No", "orderno"),
        ("Order No:", "orderno"),
        ("Order No (required)", "orderno"),
        ("Order No [Optional]*", "orderno"),
        ("Order No (Pflichtfeld):", "orderno"),
        ("[Order No]", "orderno"),
        ("{{Order No}}", "orderno"),
        ("<Order No>", "orderno"),
        ("Order No?", "orderno"),
        ("Ｏｒｄｅｒ　Ｎｏ", "orderno"),
        ("Order N\u1d52", "orderno"),
        ("Phone (work)", "phonework"),
        ("Phone [work]", "phonework"),
        ("Price (EUR)", "priceeur"),
        ("Téléphone", "telephone"),
        ("Te\u0301le\u0301phone", "telephone"),
        ("TÉLÉPHONE", "telephone"),
        ("Straße", "strasse"),
        ("STRASSE", "strasse"),
        ("Größe", "grosse"),
        ("Telefon służbowy", "telefonsluzbowy"),
        ("Imię", "imie"),
        ("Kjøn", "kjon"),
        ("Œuvre", "oeuvre"),
        ("İl", "il"),
        ("N° de téléphone", "n°detelephone"),
        ("Order #", "order#"),
        ("Discount %", "discount%"),
        ("R&D", "r&d"),
        ("@handle", "@handle"),
        ("電話番号", "電話番号"),
        ("バス", "ハ\u3099ス"),
        ("ハス", "ハス"),
        ("Телефон", "телефон"),
        ("", ""),
        (" \ufeff-_*", ""),
    ],
)
def test_folded(label: str, folded: str):
    """Case, accents, spaces, invisible characters and punctuation don't tell labels apart; letters and signs do."""
    assert fold_label(label) == folded


@pytest.mark.parametrize(
    ("one", "other"),
    [("Order #", "Order"), ("Phone (work)", "Phone"), ("Address 1", "Address 2"), ("バス", "ハス"), ("a+b", "ab")],
)
def test_not_folded(one: str, other: str):
    """What is in brackets, numbers, signs and marks that make another letter tell labels apart."""
    assert fold_label(one) != fold_label(other)


@given(st.text(max_size=40))
@example("(required) (required)")
@example("ǰ\u0345ΐ")
@example("ﬁ\u0307\u0331İſ")
@example("\u0f72_\u0f71")
def test_folding_twice_is_folding_once(label: str):
    """A folded label folds to itself."""
    assert fold_label(fold_label(label)) == fold_label(label)


def test_folding_is_bounded():
    """A label of more than 500 characters, which no schema has, is left as it is."""
    assert fold_label("A" * 501) == "A" * 501
    assert fold_label("A" * 500) == "a" * 500


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Email", "Email"),
        ("email", "email"),
        ("E-Mail", None),
        ("Mail", "Email"),
        ("phone:", "Phone"),
        ("TEL", "Phone"),
        ("Number", "Order_No"),
        ("Address of E-Mail*", "Email"),
        ("Order-No", "Order_No"),
        ("Twin", None),
        ("mail2", "Phone"),
        ("x", None),
        ("", None),
        ("-", None),
    ],
)
def test_match(label: str, name: str | None):
    """A label means a field by its very name, then folded, then by alias, then by title; what two share, neither."""
    found = label_matcher(SCHEMA)(label)
    assert (found.name if found else None) == name


@given(st.lists(st.text(min_size=1, max_size=6), min_size=1, max_size=6, unique=True), st.data())
def test_the_very_name_always_wins(names: list[str], data: st.DataObject):
    """Whatever other fields' names and aliases fold to, a label that is a field's name means that field."""
    fields = tuple(Field(name, aliases=tuple(data.draw(st.lists(st.sampled_from(names))))) for name in names)
    match = label_matcher(Schema("any", fields))
    assert [match(name) for name in names] == list(fields)
