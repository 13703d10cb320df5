"""Lines of a file with carets under what is wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from csvprep.reports.excerpt import render_excerpt
from csvprep.spots import Spot


def spot(text: str, start: int, end: int, *cut: bool) -> Spot:
    return Spot(1, 1 + start, 1, 1 + end, text, start, end, (cut[0], cut[1]) if cut else (False, False))


@pytest.mark.parametrize(
    ("given_spot", "width", "line", "carets"),
    [
        (spot("a,bad,c", 2, 5), 40, "a,bad,c", "  ^^^"),
        (spot("a,,c", 2, 2), 40, "a,,c", "  ^"),
        (spot("a,b", 3, 3), 40, "a,b", "   ^"),
        (spot("日本,bad", 3, 6), 40, "日本,bad", "     ^^^"),
        (spot("a,日本", 2, 4), 40, "a,日本", "  ^^^^"),
        (spot("\x1b[2J,b", 0, 4), 40, r"\x1b[2J,b", "^^^^^^^"),
        (spot("\t\u202e,b", 3, 4), 40, r"\t\u202e,b", "         ^"),
        (spot("Zoe\u0308,b", 5, 6), 40, "Zoe\u0308,b", "    ^"),
        (spot("Zo\udceb", 2, 3), 40, r"Zo\xeb", "  ^^^^"),
        (spot("x" * 30 + ",bad," + "y" * 30, 31, 34), 21, "…xxxxxxx,bad,yyyyyyy…", "         ^^^"),
        (spot("x" * 30, 0, 30), 20, "x" * 19 + "…", "^" * 19),
        (spot("a,b", 2, 3, True, True), 40, "…a,b…", "   ^"),
    ],
)
def test_render_excerpt(given_spot: Spot, width: int, line: str, carets: str) -> None:
    """Carets stand under the cell, two under a wide letter; what is hidden is escaped, what is long cut."""
    assert render_excerpt(given_spot, width) == (line, carets)


@given(text=st.text(max_size=80), width=st.integers(20, 100), data=st.data())
def test_an_excerpt_is_never_too_wide(text: str, width: int, data: st.DataObject) -> None:
    """Neither line is wider than asked for, whatever the letters are, and the first caret is always seen."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    line, carets = render_excerpt(spot(text, start, end), width)
    assert cell_len(line) <= width
    assert len(carets) <= width
    assert "^" in carets
    assert line.isprintable()
