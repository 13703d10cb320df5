"""Text from files made safe to show: what a terminal would obey or hide is escaped, what is long is cut."""

from __future__ import annotations

import unicodedata
from itertools import takewhile

_SHOWN_CHARACTERS = 60
_AT_ONCE = 2**14


def visible(text: str) -> str:
    """Return a text with control characters, invisible ones and broken ones as escapes."""
    return text if text.isprintable() else "".join(map(_visible_character, text))


def _visible_character(one: str) -> str:
    return one if one.isprintable() else ascii(one)[1:-1]


def shortened(text: str, most: int = 500) -> str:
    """Return a text without the rest of a very long one."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def show_value(value: str) -> str:
    """Quote a value for one line; a long one is cut in the middle."""
    if len(value) > _SHOWN_CHARACTERS:
        half = _SHOWN_CHARACTERS // 2
        value = f"{value[:half]}…{value[-half:]}"
    return _quote(visible(value))


def show_change(before: str, after: str) -> tuple[str, str]:
    """Quote a value and what it becomes, so that the difference is seen.

    Long values are cut around the first difference; letters that only look the same are escaped.
    """
    focus = _first_difference(before, after)
    same_looks = unicodedata.normalize("NFC", before) == unicodedata.normalize("NFC", after)
    shown = _reveal(_cut(before, focus)) if same_looks else visible(_cut(before, focus))
    return _quote(shown), _quote(visible(_cut(after, focus)))


def _first_difference(one: str, other: str) -> int:
    """Return the index of the first character that is not the same, quickly also in texts of 100 MB."""
    start = 0
    while start < len(one) and one[start : start + _AT_ONCE] == other[start : start + _AT_ONCE]:
        start += _AT_ONCE
    pairs = zip(one[start : start + _AT_ONCE], other[start : start + _AT_ONCE], strict=False)
    return min(start, len(one)) + sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _cut(text: str, focus: int) -> str:
    """Take the part of a long text around one of its places."""
    start = max(0, min(focus - _SHOWN_CHARACTERS // 2, len(text) - _SHOWN_CHARACTERS))
    end = start + _SHOWN_CHARACTERS
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")


def _reveal(text: str) -> str:
    """Escape what Unicode NFC would write otherwise."""
    return "".join(
        ascii(one)[1:-1] if unicodedata.combining(one) or not unicodedata.is_normalized("NFC", one) else one
        for one in visible(text)
    )


def _quote(text: str) -> str:
    mark = '"' if "'" in text and '"' not in text else "'"
    return f"{mark}{text}{mark}"
