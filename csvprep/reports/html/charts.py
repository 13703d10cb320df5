"""Charts as plain SVG: classes for the style sheet, words for those who don't see them."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from csvprep.overview import Spread
from csvprep.reports.html.figures import counted, grouped

_LEAST_SHOWN = 0.4  # of 100, so that one record of a million is seen
_HEIGHT = 40


def draw_bar(parts: Sequence[tuple[str, int]], *, label: str = "", whole: int | None = None) -> Markup:
    """Draw one bar of stacked parts.

    Args:
        parts: class and count of each, from the left.
        label: what the bar says, in words; empty where the words stand beside it.
        whole: what the full width means; None: all parts together.
    """
    total = whole or sum(count for _, count in parts)
    widths = _widths([count for _, count in parts], total)
    rects, left = Markup(), 0.0
    for (kind, count), width in zip(parts, widths, strict=True):
        if count:
            rect = Markup('<rect class="{}" x="{:.2f}" width="{:.2f}" height="1"/>')
            rects += rect.format(kind, left, width)
        left += width
    told = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    svg = Markup('<svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" {}>{}</svg>')
    return svg.format(told, rects)


def _widths(counts: Sequence[int], total: int) -> list[float]:
    """Return widths of 100 in all: none that counts something is too narrow to be seen."""
    if not total:
        return [0.0] * len(counts)
    raw = [max(_LEAST_SHOWN, 100 * count / total) if count else 0.0 for count in counts]
    excess = sum(raw) - 100 * min(1.0, sum(counts) / total)
    widest = max(range(len(raw)), key=raw.__getitem__)
    raw[widest] -= max(0.0, excess)
    return raw


def draw_spread(spread: Spread, kind: str, noun: str) -> Markup:
    """Draw counts over the stretches of a file as columns."""
    most = max(spread.counts)
    columns = Markup()
    for place, count in enumerate(spread.counts):
        if count:
            height = max(1.0, _HEIGHT * count / most)
            rect = Markup('<rect class="{}" x="{}" y="{:.1f}" width="1" height="{:.1f}"/>')
            columns += rect.format(kind, place, _HEIGHT - height, height)
    first = next(place for place, count in enumerate(spread.counts) if count) * spread.width + 1
    peak = spread.counts.index(most) * spread.width + 1
    of = "record by record" if spread.width == 1 else f"by {grouped(spread.width)} records"
    label = f"{noun} {of}: the first from record {first} on, the most ({grouped(most)}) from record {peak} on"
    svg = Markup(
        '<svg class="spread" viewBox="0 0 {} {}" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>'
    )
    return svg.format(len(spread.counts), _HEIGHT, label, columns)


def tell_spread(spread: Spread, noun: str) -> str:
    """Say what a column of such a chart is."""
    if spread.width == 1:
        return "a column a record"
    return f"a column is {counted(spread.width, 'record')}, the tallest {counted(max(spread.counts), noun)}"
