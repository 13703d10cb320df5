"""Values of the data as markup: text through and through, with what is invisible made visible and changes marked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher

from markupsafe import Markup, escape

from csvprep.overview import Excerpt
from csvprep.reports.html.figures import grouped

_NAMES = {
    "\t": "⇥", "\n": "⏎", "\r": "CR", "\0": "NUL", "\x0b": "VT", "\x0c": "FF", "\x1b": "ESC",
    "\xa0": "NBSP", "\xad": "SHY", "\u200b": "ZWSP", "\u200c": "ZWNJ", "\u200d": "ZWJ", "\u200e": "LRM",
    "\u200f": "RLM", "\u202f": "NNBSP", "\u2060": "WJ", "\ufeff": "BOM",
}  # fmt: skip
_CONTROLS = {"\t": "TAB", "\n": "LINE FEED", "\r": "CARRIAGE RETURN", "\0": "NULL"}
_TOKENS = re.compile(r"\d+|[^\W\d_]+|\s|.", re.DOTALL)
_OUTER_SPACE = re.compile(r"^ +| +$|(?<= ) +")


def show(excerpt: Excerpt) -> Markup:
    """Return a value as code."""
    return Markup("<code>{}</code>").format(_frame(excerpt, _visible(excerpt.text) or _EMPTY))


def show_shape(shape: str) -> Markup:
    """Return a shape as code."""
    return show(Excerpt(shape))


def show_change(before: Excerpt, after: Excerpt) -> Markup:
    """Return a value and what it becomes, the parts that differ marked by more than colour."""
    reveal = unicodedata.normalize("NFC", before.text) == unicodedata.normalize("NFC", after.text)
    old, new = _TOKENS.findall(before.text), _TOKENS.findall(after.text)
    was, becomes = Markup(), Markup()
    for tag, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone = _visible("".join(old[start:end]), reveal=reveal, outer=tag != "equal")
        come = _visible("".join(new[new_start:new_end]), outer=tag != "equal")
        if tag == "equal":
            was, becomes = was + gone, becomes + come
            continue
        was += Markup("<del>{}</del>").format(gone) if gone else Markup()
        becomes += Markup("<ins>{}</ins>").format(come) if come else Markup()
    return Markup(
        '<span class="was"><code>{}</code></span> <span class="becomes"><span class="vh">becomes </span>'
        '<span class="to" aria-hidden="true">→</span> <code>{}</code></span>'
    ).format(_frame(before, was or _EMPTY), _frame(after, becomes or _EMPTY))


_EMPTY = Markup('<span class="none">empty</span>')


def _frame(excerpt: Excerpt, shown: Markup) -> Markup:
    """Say what of a long value is not shown."""
    template = Markup('<span class="cut">… {} characters {}</span>')
    before = template.format(grouped(excerpt.before), "before ") if excerpt.before else ""
    after = template.format(grouped(excerpt.after), "more") if excerpt.after else ""
    return Markup("{}{}{}").format(before, shown, after)


def _visible(text: str, *, reveal: bool = False, outer: bool = True) -> Markup:
    """Escape a text, and name what can't be seen in it.

    Args:
        text: any.
        reveal: name also what Unicode NFC would write otherwise.
        outer: blanks at its ends are worth a mark.
    """
    return Markup().join(_parts(text, reveal=reveal, outer=outer))


def _parts(text: str, *, reveal: bool, outer: bool) -> Iterator[Markup]:
    marked = {place for match in _OUTER_SPACE.finditer(text) for place in range(*match.span())} if outer else set()
    plain: list[str] = []
    for place, one in enumerate(text):
        if place in marked:
            mark = Markup('<span class="sp">·</span>')
        elif not one.isprintable() or (reveal and _is_other_form(one)):
            mark = Markup('<span class="ch" title="{}">{}</span>').format(_title(one), _NAMES.get(one) or _point(one))
        else:
            plain.append(one)
            continue
        if plain:
            yield escape("".join(plain))
            plain.clear()
        yield mark
    if plain:
        yield escape("".join(plain))


def _is_other_form(one: str) -> bool:
    return bool(unicodedata.combining(one)) or not unicodedata.is_normalized("NFC", one)


def _point(one: str) -> str:
    return f"U+{ord(one):04X}"


def _title(one: str) -> str:
    return f"{_point(one)} {_CONTROLS.get(one) or unicodedata.name(one, '')}".strip()
