"""A line of a file with carets under what is wrong in it, as wide as the terminal allows."""

from __future__ import annotations

from rich.cells import cell_len

from csvprep.reports.visible import visible
from csvprep.spots import Spot

_ELLIPSIS = "…"
_FIRST_LOW_SURROGATE = 0xDC00
_LEAST_WIDTH = 20


def render_excerpt(spot: Spot, width: int) -> tuple[str, str]:
    """Return the line around a spot, and a line with carets under it.

    What a terminal would obey or hide is escaped; letters that are two columns wide get two carets. What doesn't fit is
    cut, so that the beginning of the spot is seen.

    Args:
        spot: with its text.
        width: columns for either line.
    """
    width = max(width, _LEAST_WIDTH)
    shown = list(spot.text)
    widths = [1] * len(shown)
    if not (spot.text.isascii() and spot.text.isprintable()):
        shown = [_shown(one) for one in shown]
        widths = [cell_len(one) for one in shown]
    first, last = _window(widths, spot, width)
    head = _ELLIPSIS if first or spot.is_cut[0] else ""
    tail = _ELLIPSIS if last < len(shown) or spot.is_cut[1] else ""
    before = head + "".join(shown[first : spot.start])
    inside = "".join(shown[spot.start : min(spot.end, last)])
    line = before + inside + "".join(shown[spot.end : last]) + tail
    return line, " " * cell_len(before) + "^" * max(1, cell_len(inside))


def _shown(character: str) -> str:
    code = ord(character) - _FIRST_LOW_SURROGATE
    return f"\\x{code:02x}" if 0x80 <= code <= 0xFF else visible(character)


def _window(widths: list[int], spot: Spot, width: int) -> tuple[int, int]:
    """Return the first and the last character (exclusive) that are shown."""
    beyond = spot.start == len(widths)  # the caret stands behind the last character
    if sum(widths) + sum(spot.is_cut) + beyond <= width:
        return 0, len(widths)
    room = width - 2  # an ellipsis on either side
    inside = min(sum(widths[spot.start : spot.end]), room)
    after = sum(widths[spot.end :]) + spot.is_cut[1]
    before = max((room - inside) // 2, room - inside - after)
    first, taken = spot.start, 0
    while first and taken + widths[first - 1] <= before:
        first -= 1
        taken += widths[first]
    room += not first and not spot.is_cut[0]
    last = spot.start
    while last < len(widths) and taken + widths[last] <= room:
        taken += widths[last]
        last += 1
    return first, last
