"""A file's part of a page as the template wants it: what is shown, in its order, and what was cut."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from csvprep.catalogue import CATALOGUE
from csvprep.code_policy import PLAIN, Policy
from csvprep.findings import Severity
from csvprep.manifest import ChunkEntry
from csvprep.overview import Excerpt, FixPattern, Overview, Repeat, Sample
from csvprep.reports.html.caps import Caps
from csvprep.reports.html.charts import draw_bar, draw_spread, tell_spread
from csvprep.reports.html.columns import ColumnRow, missing_fields, rows_of_columns
from csvprep.reports.html.facts import PageFile
from csvprep.reports.html.figures import counted, grouped, sized
from csvprep.reports.html.values import show, show_change
from csvprep.reports.html.verdict import Verdict, judge
from csvprep.reports.text import option_of
from csvprep.reports.visible import shortened
from csvprep.schema.model import Field

_LABEL_CHARACTERS = 40
CELL_KINDS = ("clean", "fixed", "noted", "rejected", "empty")


@dataclass(frozen=True, slots=True)
class CellRow:
    """A field's bar with its counts by kind."""

    name: str
    bar: Markup
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A code's counts and where it was found."""

    name: str
    title: str
    severity: str
    left: int
    fixed: int
    bar: Markup
    fields: str


@dataclass(frozen=True, slots=True)
class SampleRow:
    """A sample; `kind` is error, warning or fixed, `shown` the value and what it becomes.

    `hint` is a suggestion and `option` what takes it.
    """

    sample: Sample
    kind: str
    shown: Markup | None
    hint: Markup | None
    option: str


@dataclass(frozen=True, slots=True)
class FileView:
    """All of a file's part. Counts of what is not shown stand in `cut`, by list."""

    page: PageFile
    number: int
    verdict: Verdict
    records_bar: Markup
    cells: list[CellRow]
    unread: int
    codes: list[CodeRow]
    spreads: list[tuple[str, Markup, str]]
    patterns: list[FixPattern]
    repeats: list[Repeat]
    samples: list[SampleRow]
    chunks: list[ChunkEntry]
    columns: list[ColumnRow]
    missing: list[Field]
    facts: list[tuple[str, str]]
    cut: dict[str, int]

    @property
    def sample_kinds(self) -> set[str]:
        """Kinds that samples have."""
        return {row.kind for row in self.samples}

    @property
    def sample_codes(self) -> list[str]:
        """Codes that samples have, in the catalogue's order."""
        found = {row.sample.code for row in self.samples}
        return [code for code in CATALOGUE if code in found]

    @property
    def sample_fields(self) -> list[str]:
        """Fields that samples have, in order of appearance."""
        return list(dict.fromkeys(row.sample.field for row in self.samples if row.sample.field))


def view_file(page: PageFile, number: int, caps: Caps) -> FileView:
    """Choose what a page shows of a file."""
    summary, overview = page.summary, page.overview
    untouched = summary.accepted - summary.changed
    bar = [("clean", untouched), ("fixed", summary.changed), ("rejected", summary.rejected)]
    told = ", ".join(f"{grouped(count)} {what}" for what, (_, count) in zip(
        ("records as they came", "changed", "rejected"), bar, strict=True
    ))  # fmt: skip
    samples = choose_samples(overview.samples.samples, caps, page.policy) if overview else []
    cells = _cell_rows(overview) if overview else []
    patterns = overview.patterns.patterns if overview else []
    repeats = overview.repeats.repeats if overview else []
    chunks, columns = list(page.chunks or ()), rows_of_columns(page)
    missing = missing_fields(page)
    cut = {
        "cells": max(0, len(cells) - caps.fields),
        "columns": max(0, len(columns) - caps.fields),
        "missing": max(0, len(missing) - caps.fields),
        "patterns": sum(one.count for one in patterns[caps.patterns :]) + _others(overview),
        "repeats": sum(one.count for one in repeats[caps.repeats :])
        + (sum(overview.repeats.others.values()) if overview else 0),
        "samples": (sum(overview.codes.counts.values()) if overview else 0) - len(samples),
        "chunks": max(0, len(chunks) - caps.chunks),
    }
    return FileView(
        page=page,
        number=number,
        verdict=judge(page),
        records_bar=draw_bar(bar, label=told),
        cells=cells[: caps.fields],
        unread=_unread(page),
        codes=_code_rows(page),
        spreads=_spreads(overview) if overview else [],
        patterns=patterns[: caps.patterns],
        repeats=repeats[: caps.repeats],
        samples=[_sample_row(one, page.policy) for one in samples],
        chunks=chunks[: caps.chunks],
        columns=columns[: caps.fields],
        missing=missing[: caps.fields],
        facts=list(_facts(page)),
        cut=cut,
    )


def choose_samples(samples: Iterable[Sample], caps: Caps, policy: Policy = PLAIN) -> list[Sample]:
    """Choose the samples that are shown: errors first, then warnings, then fixes, each code in file order."""
    order = {code: place for place, code in enumerate(CATALOGUE)}
    ranks = {"error": 0, "warning": 1, "fixed": 2}
    ordered = sorted(samples, key=lambda one: (ranks[kind_of(one, policy)], order[one.code]))
    taken: Counter[tuple[str, str | None, bool]] = Counter()
    chosen = []
    for one in ordered:
        key = (one.code, one.field, one.is_fixed)
        taken[key] += 1
        if taken[key] <= caps.of_key:
            chosen.append(one)
    if len(chosen) <= caps.samples:
        return chosen
    fair: list[Sample] = []
    for turn in range(caps.of_key):
        seen: Counter[tuple[str, str | None, bool]] = Counter()
        for one in chosen:
            key = (one.code, one.field, one.is_fixed)
            if seen[key] == turn and len(fair) < caps.samples:
                fair.append(one)
            seen[key] += 1
    kept = {id(one) for one in fair}
    return [one for one in chosen if id(one) in kept]


def kind_of(sample: Sample, policy: Policy) -> str:
    """Say whether a sample is an error, a warning, or fixed."""
    return "fixed" if sample.is_fixed else policy.severity(sample.code).value


def _sample_row(one: Sample, policy: Policy) -> SampleRow:
    shown = hint = None
    if one.value is not None and one.fix is not None:
        shown = show_change(one.value, one.fix)
    elif one.value is not None and (one.value.text or one.suggestion is not None):
        shown = show(one.value)
    if one.suggestion is not None:
        hint = show_change(one.value or Excerpt(""), one.suggestion)
        shown = None if one.fix is None else shown
    return SampleRow(one, kind_of(one, policy), shown, hint, option_of(one.code))


def _cell_rows(overview: Overview) -> list[CellRow]:
    rows = []
    for one in overview.cells.fields:
        counts = {kind: getattr(one, kind) for kind in CELL_KINDS}
        rows.append(CellRow(one.name, draw_bar(list(counts.items())), counts))
    return rows


def _unread(page: PageFile) -> int:
    """Count the records that no bar has a cell of."""
    if page.overview is None or not page.overview.cells.fields:
        return 0
    return max(0, page.summary.records - page.overview.cells.fields[0].seen)


def _code_rows(page: PageFile) -> list[CodeRow]:
    overview, rows = page.overview, []
    for name, code in CATALOGUE.items():
        left = overview.codes.of_code(name, is_fixed=False) if overview else page.summary.by_code[name]
        fixed = overview.codes.of_code(name, is_fixed=True) if overview else 0
        if left or fixed:
            fields = _tell_fields(overview.codes.fields_of(name)) if overview else ""
            rows.append((left, fixed, name, code.title, page.policy.severity(name), fields))
    rows.sort(key=lambda row: (row[4] is Severity.WARNING, not row[0], -row[0] - row[1]))
    most = max((left + fixed for left, fixed, *_ in rows), default=0)
    return [
        CodeRow(
            name, title, severity.value, left, fixed,
            draw_bar([(severity.value, left), ("fixed", fixed)], whole=most), fields,
        )
        for left, fixed, name, title, severity, fields in rows
    ]  # fmt: skip


def _tell_fields(fields: dict[str, int]) -> str:
    listed = [shortened(name, _LABEL_CHARACTERS) for name in fields]
    return ", ".join(listed[:4]) + (f" and {counted(len(listed) - 4, 'other')}" if len(listed) > 4 else "")


def _spreads(overview: Overview) -> list[tuple[str, Markup, str]]:
    """Return charts of where things stand, where a file is long enough for a where."""
    found = []
    for spread, kind, title, noun in (
        (overview.rejected, "rejected", "Rejected records", "record"),
        (overview.fixed, "fixed", "Fixed cells", "cell"),
    ):
        if len(spread.counts) >= 20 and any(spread.counts):
            found.append((title, draw_spread(spread, kind, title), tell_spread(spread, noun)))
    return found


def _others(overview: Overview | None) -> int:
    return sum(overview.patterns.others.values()) if overview else 0


def _facts(page: PageFile) -> Iterable[tuple[str, str]]:
    source = page.source
    yield "file", page.file
    if "bytes" in source:
        yield "size", f"{sized(source['bytes'])}{' packed' if source.get('compression') else ''}"
        yield "sha256", str(source["sha256"])
    yield from page.reading.items()
    yield "object", page.summary.object or "not known"
    if page.schema is not None:
        digest = f", sha256 {page.schema.sha256[:12]}…" if page.schema.sha256 else ""
        yield "schema", f"{page.schema.name}, {counted(len(page.schema.fields), 'field')}{digest}"
    if page.connector is not None:
        yield "connector", page.connector
    for name, value in page.options.items():
        if isinstance(value, bool):
            yield name.replace("_", " "), "yes" if value else "no"
        elif isinstance(value, int):
            yield name.replace("_", " "), grouped(value)
        elif isinstance(value, str):
            yield name.replace("_", " "), value
    for note in page.notes:
        yield "note", note
