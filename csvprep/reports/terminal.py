"""Findings as people read them at a terminal: each with its line of the file and carets under what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from csvprep.catalogue import CATALOGUE
from csvprep.findings import Finding, Severity
from csvprep.reports.excerpt import render_excerpt
from csvprep.reports.listing import MOST_ORDERED, Listed, Listing
from csvprep.reports.text import BLUE, BOLD, DIM, GREEN, RED, YELLOW, option_of, paint, plural
from csvprep.reports.visible import shortened, show_change, show_value, visible

_ORDER = {code: number for number, code in enumerate(CATALOGUE)}
_ALL = "(--limit 0 lists all)"
_EXCERPT_WIDTH = 120
"""Columns of an excerpt where the output has no width of its own."""


@dataclass(frozen=True, slots=True)
class Page:
    """What findings are shown on.

    Attributes:
        width: in columns; None: no terminal, so that nothing is wrapped.
        colour: whether styles are written.
        redacted: values are shapes.
    """

    width: int | None = None
    colour: bool = False
    redacted: bool = False

    def wrap(self, text: str, indent: str) -> list[str]:
        """Break a text into lines that fit; all but the first are indented."""
        if self.width is None or cell_len(text) <= self.width:
            return [text]
        console = Console(width=self.width, color_system=None)
        first, *_ = Text(text).wrap(console, self.width) or [Text("")]
        rest = text[len(first.plain) :].lstrip()
        if not rest:
            return [first.plain.rstrip()]
        more = Text(rest).wrap(console, max(self.width - len(indent), 1))
        return [first.plain.rstrip(), *(indent + line.plain.rstrip() for line in more)]


def render_full(listed: Listed, page: Page) -> Iterator[str]:
    """Yield the lines of one finding: what is wrong, where, the line itself, and what could stand there."""
    one, spot = listed.finding, listed.spot
    style = RED if one.severity is Severity.ERROR else YELLOW
    head, *more = page.wrap(f"{one.severity.value}[{one.code}]: {_sentence(one)}", "  ")
    label = f"{one.severity.value}[{one.code}]"
    if head.startswith(label):
        head = paint(label, style, colour=page.colour) + paint(head[len(label) :], BOLD, colour=page.colour)
    yield head
    yield from (paint(line, BOLD, colour=page.colour) for line in more)
    line = spot.line if spot else one.line
    gutter = " " * len(str(line or ""))
    bar = paint("|", BLUE, colour=page.colour)
    arrow = paint(f"{gutter}-->", BLUE, colour=page.colour)
    place, *more = page.wrap(f"{gutter}--> {_place(listed)}", f"{gutter}    ")
    yield arrow + place[len(gutter) + 3 :]
    yield from more
    if spot is not None and spot.text:
        width = (page.width or _EXCERPT_WIDTH) - len(gutter) - 3
        excerpt, carets = render_excerpt(spot, width)
        yield f"{gutter} {bar}"
        yield f"{paint(str(line), BLUE, colour=page.colour)} {bar} {excerpt}".rstrip()
        yield f"{gutter} {bar} {paint(carets.rstrip(), style, colour=page.colour)}"
    yield from _render_answers(listed, gutter, page)


def _place(listed: Listed) -> str:
    """Return file, line and character, and the numbers that other reports count by."""
    one, spot = listed.finding, listed.spot
    parts = [visible(one.file), *([spot.line, spot.column] if spot else [one.line] if one.line else [])]
    words = [":".join(map(str, parts))]
    if one.record is not None:
        words.append(f"record {one.record:,}")
    if one.column_number is not None:
        words.append(f"column {one.column_number:,}")
    return ", ".join(words)


def _sentence(one: Finding) -> str:
    told = one.record is None and one.value is not None and f"'{one.value}'" in one.message
    if not one.field or told:
        return visible(shortened(one.message))
    joint = ": " if one.message.startswith("the ") or one.message == CATALOGUE[one.code].title else " "
    return visible(f"{shortened(one.field, 100)}{joint}{shortened(one.message)}")


def _render_answers(listed: Listed, gutter: str, page: Page) -> Iterator[str]:
    """Yield the value where no line shows it, the fix and the suggestion."""
    one, spot = listed.finding, listed.spot
    answers = []
    if one.fix is not None and one.record is not None:
        before, after = show_change(one.value or "", one.fix)
        answers.append(("fix", f"{before} → {after}"))
    elif one.value and not (spot is not None and spot.text):
        answers.append(("shape" if page.redacted else "value", show_value(one.value)))
    if one.suggestion is not None:
        after = show_change(one.value or "", one.suggestion)[1]
        answers.append(("suggestion", f"{after} (taken with {option_of(one.code)})"))
    for word, text in answers:
        lead = f"{gutter} = {word}: "
        first, *more = page.wrap(lead + text, " " * (len(gutter) + 5))
        start = f"{gutter} {paint('=', BLUE, colour=page.colour)} {paint(f'{word}:', GREEN, colour=page.colour)}"
        yield start + first[len(lead) - 1 :]
        yield from more


def render_pages(listing: Listing, page: Page) -> Iterator[str]:
    """Yield the lines of a listing, an empty line after each finding: by code, field or record, with what was cut."""
    yield from _render_records(listing, page) if listing.by == "record" else _render_groups(listing, page)
    if listing.cut and not listing.limit:
        more = f"{plural(listing.cut.total(), 'more finding')}; --group-by {listing.by} puts {MOST_ORDERED:,} in order"
        yield from _render_cut(f"{more} (--limit 0 alone lists all)", page)


def _render_groups(listing: Listing, page: Page) -> Iterator[str]:
    """Yield the findings of one code or field after the other."""
    by_field = listing.by == "field"
    ordered = sorted(listing.listed, key=_place_by_field(listing) if by_field else _place_by_code)
    for name, members in groupby(ordered, key=lambda one: one.finding.field if by_field else one.finding.code):
        count = listing.counts[name]
        if by_field:
            yield from _render_heading(name or "no field", count, page)
        for one in members:
            yield from render_full(one, page)
            yield ""
        if listing.limit and count > listing.limit:
            more = f"{count - listing.limit:,} more {'of them' if by_field else name}"
            yield from _render_cut(f"{more} {_ALL}", page)


def _render_records(listing: Listing, page: Page) -> Iterator[str]:
    """Yield the findings of one record after the other."""
    ordered = sorted(listing.listed, key=lambda one: (one.finding.record or 0, one.finding.column_number or 0))
    for number, members in groupby(ordered, key=lambda one: one.finding.record):
        found = list(members)
        yield from _render_heading("the file" if number is None else f"record {number:,}", len(found), page)
        for one in found:
            yield from render_full(one, page)
            yield ""
    if listing.cut and listing.limit:
        yield from _render_cut(f"{plural(listing.cut.total(), 'more finding')} in other records {_ALL}", page)


def _render_heading(name: str, count: int, page: Page) -> Iterator[str]:
    lines = page.wrap(f"{visible(shortened(name, 100))}: {plural(count, 'finding')}", "  ")
    yield from (paint(line, BOLD, colour=page.colour) for line in lines)
    yield ""


def _render_cut(more: str, page: Page) -> Iterator[str]:
    yield from (paint(line, DIM, colour=page.colour) for line in page.wrap(f"  … and {more}", "    "))
    yield ""


def _place_by_code(listed: Listed) -> tuple[bool, int]:
    return listed.finding.severity is Severity.WARNING, _ORDER[listed.finding.code]


def _place_by_field(listing: Listing) -> Callable[[Listed], tuple[int, str, bool, int]]:
    """Return how to order findings by field: as the columns stand in the file, worst first."""
    columns: dict[str, int] = {}
    for listed in listing.listed:
        one = listed.finding
        columns[one.field or ""] = min(one.column_number or 0, columns.get(one.field or "", one.column_number or 0))
    return lambda listed: (columns[listed.finding.field or ""], listed.finding.field or "", *_place_by_code(listed))
