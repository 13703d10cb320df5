"""How often each code was found, and what fixes would do, counted while the findings go by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import polars as pl
from rich.cells import cell_len, set_cell_size

from csvprep.catalogue import CATALOGUE
from csvprep.reports.terminal import Page
from csvprep.reports.text import BOLD, GREEN, RED, YELLOW, paint
from csvprep.reports.visible import shortened, show_change, visible

_SHOWN_FIXES = 3
_MOST_CHARACTERS = 60


@dataclass
class Statistics:
    """Exact counts by code or field, and by code of what is fixable."""

    by: str = "code"
    counts: Counter[str] = field(default_factory=Counter)
    fixable: Counter[str] = field(default_factory=Counter)
    severities: dict[str, str] = field(default_factory=dict)

    def add(self, frame: pl.DataFrame) -> None:
        """Count a report frame."""
        totals = frame.group_by(pl.col(self.by).fill_null("")).agg(
            pl.len(), pl.col("fix").count().alias("fixes"), pl.col("severity").first()
        )
        for name, count, fixes, severity in totals.iter_rows():
            self.severities[name] = severity
            self.counts[name] += count
            self.fixable[name] += fixes

    def render(self, page: Page) -> Iterator[str]:
        """Yield a line for each code or field, most frequent first."""
        if not self.counts:
            return
        ordered = sorted(self.counts.items(), key=lambda item: (-item[1], item[0]))
        shown = {name: visible(shortened(name, _MOST_CHARACTERS)) if name else "(no field)" for name in self.counts}
        digits = max(len(f"{count:,}") for count in self.counts.values())
        width = max(map(cell_len, shown.values()))
        for name, count in ordered:
            parts = [f"{count:>{digits},}", set_cell_size(shown[name], width)]
            styles = ["", BOLD]
            if self.by == "code":
                severity = self.severities[name]
                parts += [f"{severity:<7}", CATALOGUE[name].title]
                styles += [RED if severity == "error" else YELLOW, ""]
            if self.fixable[name]:
                parts.append(f"[{self.fixable[name]:,} fixable]")
                styles.append(GREEN)
            yield from _render_parts(parts, styles, page)


def _render_parts(parts: list[str], styles: list[str], page: Page) -> list[str]:
    """Return the parts of a line in their styles; a long one is broken, and what stays whole of it painted."""
    first, *more = page.wrap("  ".join(parts).rstrip(), "  ")
    lines = [first, *more]
    for part, style in zip(parts, styles, strict=True):
        word = part.rstrip()
        place = next((number for number, line in enumerate(lines) if word in line), None)
        if place is not None and style:
            lines[place] = lines[place].replace(word, paint(word, style, colour=page.colour), 1)
    return lines


@dataclass
class _Fixes:
    count: int = 0
    samples: list[tuple[int, str, str]] = field(default_factory=list)


class FixList:
    """What fixes do, by code and field, with the first of each."""

    def __init__(self) -> None:
        self._fixes: dict[tuple[str, str], _Fixes] = {}

    def add(self, frame: pl.DataFrame) -> None:
        """Take in findings that have a `fix` or have none; needs `code`, `field`, `line`, `value` and `fix`."""
        fixed = frame.filter(pl.col("fix").is_not_null())
        if fixed.is_empty():
            return
        groups = fixed.group_by("code", pl.col("field").fill_null(""), maintain_order=True).agg(
            pl.len(), pl.struct("line", "value", "fix").head(_SHOWN_FIXES).alias("samples")
        )
        for code, name, count, samples in groups.iter_rows():
            known = self._fixes.setdefault((code, name), _Fixes())
            known.count += count
            room = _SHOWN_FIXES - len(known.samples)
            known.samples += [(one["line"], one["value"] or "", one["fix"]) for one in samples[:room]]

    def render(self, page: Page, *, done: bool) -> Iterator[str]:
        """Yield what is fixed, most frequent first; `done`: it was, else it could be."""
        total = sum(known.count for known in self._fixes.values())
        verb = "applied" if done else "to apply"
        yield paint(f"{total:,} {'fix' if total == 1 else 'fixes'} {verb}", BOLD, colour=page.colour)
        ordered = sorted(self._fixes.items(), key=lambda item: (-item[1].count, item[0]))
        for (code, name), known in ordered:
            yield from page.wrap(f"  {known.count:,} × {code} {visible(shortened(name, 100))}".rstrip(), "    ")
            for line, before, after in known.samples:
                old, new = show_change(before, after)
                first, *more = page.wrap(f"      line {line:,}: {old} → {new}", "        ")
                if not more:
                    first = f"{first.removesuffix(new)}{paint(new, GREEN, colour=page.colour)}"
                yield from [first, *more]
            if known.count > len(known.samples):
                yield f"      … and {known.count - len(known.samples):,} more"
