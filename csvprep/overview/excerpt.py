"""A value as a page shows it: long ones cut around what matters."""

from __future__ import annotations

from dataclasses import dataclass

from csvprep.shapes import shape_of

SHOWN_CHARACTERS = 120
_AT_ONCE = 2**14


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A part of a text.

    Attributes:
        text: what is shown.
        before, after: characters that stand before and after it and are not shown.
    """

    text: str
    before: int = 0
    after: int = 0


def excerpt_of(text: str, *, focus: int = 0, redact: bool = False) -> Excerpt:
    """Return a text, or the part of a long one around one of its characters; redacted: its shape."""
    if redact:
        return Excerpt(shape_of(text))
    start = max(0, min(focus - SHOWN_CHARACTERS // 2, len(text) - SHOWN_CHARACTERS))
    shown = text[start : start + SHOWN_CHARACTERS]
    return Excerpt(shown, start, len(text) - start - len(shown))


def first_difference(one: str, other: str) -> int:
    """Return the index of the first character that is not the same, quickly also in very long texts."""
    start = 0
    while start < len(one) and one[start : start + _AT_ONCE] == other[start : start + _AT_ONCE]:
        start += _AT_ONCE
    pairs = zip(one[start : start + _AT_ONCE], other[start : start + _AT_ONCE], strict=False)
    return next(
        (start + place for place, (left, right) in enumerate(pairs) if left != right), min(len(one), len(other))
    )
