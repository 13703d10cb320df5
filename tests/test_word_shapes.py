"""Words beyond ASCII: which could be somebody's, and which are bytes read in the wrong encoding."""

from __future__ import annotations

import pytest
from foreign import TONGUES

from csvprep.word_shapes import find_foreign_words, is_word


@pytest.mark.parametrize("name", TONGUES)
def test_words_of_all_languages_are_words(name: str):
    """Every name, title, company and city of every language is made of words."""
    tongue = TONGUES[name]
    cells = (*tongue.first, *tongue.last, *tongue.titles, *tongue.companies, *tongue.cities)
    assert [word for cell in cells for word in find_foreign_words(cell) if not is_word(word)] == []


@pytest.mark.parametrize(
    "cell",
    ["MÜLLER", "O’Brien", "Pat’s", "D’Angelo", "Jean–Luc", "„Löwe“", "«Étoile»", "Café…", "Acme™", "1º", "Nº", "5 €",
     "Évoy", "Dell’Orto", "Łódź", "IT部門", "株式会社Acme", "12°", "Åse–Marie", "naïve", "GDAŃSK", "Poznań", "Vŕba",
     "Tĺk", "Mŕtvy"],
)  # fmt: skip
def test_words_with_signs(cell: str):
    """Quotes, dashes and other signs stand where people put them."""
    assert all(is_word(word) for word in find_foreign_words(cell))


@pytest.mark.parametrize(
    ("cell", "written", "read"),
    [
        ("Müller", "mac-roman", "cp1252"),
        ("Jürgen", "mac-roman", "cp1252"),
        ("José", "cp1252", "mac-roman"),
        ("Groß", "cp1252", "mac-roman"),
        ("Käthe", "cp1252", "mac-roman"),
        ("Zoë", "utf-8", "cp1252"),
        ("Muñoz", "utf-8", "cp1252"),
        ("Müller", "utf-8", "mac-roman"),
        ("Köln", "cp1252", "gb18030"),
        ("Núñez", "cp1252", "cp932"),
        ("Zoë", "cp1252", "cp1251"),
        ("Łukasz", "cp1250", "cp1252"),
        ("Łódź", "cp1250", "cp1252"),
        ("Иван", "cp1251", "mac-cyrillic"),
        ("Martín", "mac-roman", "cp1252"),
        ("España", "mac-roman", "cp1252"),
        ("Niccolò", "mac-roman", "cp1252"),
        ("Peña", "cp850", "cp1252"),
        ("Müller", "cp1252", "cp437"),
        ("Bobÿ", "cp1252", "cp1252"),
        ("Núñez", "cp1252", "cp1250"),
        ("PEÑA", "cp1252", "cp1250"),
        ("Peña", "cp1252", "cp1257"),
        ("Umeå", "cp1252", "cp1250"),
    ],
)
def test_words_in_the_wrong_encoding(cell: str, written: str, read: str):
    """A name read in the wrong encoding is no word."""
    (word,) = find_foreign_words(cell.encode(written).decode(read))
    assert not is_word(word), word


def test_ascii_has_no_foreign_words():
    """Words of ASCII alone are not looked at."""
    assert find_foreign_words("ann@example.com,McGavin,O'Neill\n") == []
