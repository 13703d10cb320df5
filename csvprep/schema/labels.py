"""Labels: when two are the same but for the way of writing, and which field a label names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from unicodedata import category, normalize

from csvprep.schema.model import Field, Schema

_LONGEST = 500
_KEPT = frozenset("#%&@")  # punctuation that is part of a label: `Order #` is no `Order`
_DROPPED = frozenset("<>|~=")  # signs around labels that Unicode doesn't count as punctuation
_DROPPED_KINDS = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sk"})
_FIRST_ACCENT, _LAST_ACCENT = "\u0300", "\u036f"  # the marks of Latin, Greek and Cyrillic; others change the letter
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})  # have no decomposition
_NOTES = (
    "required", "mandatory", "optional", "pflichtfeld", "erforderlich", "obligatoire", "facultatif", "obligatorio",
    "opcional", "obbligatorio", "facoltativo", "verplicht", "optioneel", "wymagane", "opcjonalne",
)  # fmt: skip
_NOTE = re.compile(rf"\s*[(\[](?:{'|'.join(_NOTES)})[)\]][\s*:]*$")


def _counts(char: str) -> bool:
    return char in _KEPT or not (char in _DROPPED or category(char) in _DROPPED_KINDS)


_ASCII = dict.fromkeys(code for code in range(128) if not _counts(chr(code)))


@lru_cache(maxsize=8192)
def fold_label(label: str) -> str:
    """Return a label without what only the way of writing tells apart.

    That is case, accents, spaces and invisible characters, quotes and other punctuation (`*`, `:`, `.`, `/`, `-`,
    `_`, brackets but not what is in them), and a note such as `(required)` at the end. `#`, `%`, `&` and `@` stay.
    Compatibility forms are one (full-width letters, `№`). A label of more than 500 characters stays as it is.
    """
    if len(label) > _LONGEST:
        return label
    if label.isascii():
        return _NOTE.sub("", label.lower()).translate(_ASCII)
    text = normalize("NFKD", normalize("NFKD", normalize("NFD", label).casefold()).casefold()).translate(_LETTERS)
    text = "".join(char for char in text if not _FIRST_ACCENT <= char <= _LAST_ACCENT and category(char) != "Cf")
    text = "".join(char for char in _NOTE.sub("", text) if _counts(char))
    return normalize("NFKD", text)


@lru_cache(maxsize=32)
def label_matcher(schema: Schema) -> Callable[[str], Field | None]:
    """Return the function that tells which field a label means.

    It looks for the very name, then for the name folded, an alias folded, the title folded. A folded form that two
    fields share means neither.
    """
    tiers = (
        _index((field.name, field) for field in schema.fields),
        _index((alias, field) for field in schema.fields for alias in field.aliases),
        _index((field.title, field) for field in schema.fields),
    )

    def match(label: str) -> Field | None:
        if label in schema.by_name:
            return schema.by_name[label]
        folded = fold_label(label)
        return next((tier[folded] for tier in tiers if folded in tier), None)

    return match


def _index(named: Iterable[tuple[str, Field]]) -> dict[str, Field | None]:
    """Return the field of each folded label; None where there are two."""
    found: dict[str, Field | None] = {}
    for label, field in named:
        folded = fold_label(label)
        found[folded] = field if found.get(folded, field) is field else None
    found.pop("", None)
    return found
