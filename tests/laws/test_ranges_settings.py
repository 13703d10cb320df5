"""Law 3 on workers under a schema with keys and settings, with a policy, redacted; what their pages and lists show."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import harness
import polars as pl
import pytest
from messy import messy_csv

from csvprep.cli.report import Report, Style
from csvprep.cluster.checking import spread_fix, spread_lint, spread_page
from csvprep.cluster.engine import Engine
from csvprep.cluster.running import spread_prep
from csvprep.overview import Overview, Spread, patterns, repeats, samples
from csvprep.overview import spread as spreads
from csvprep.overview.partial import PartialOverview, merge
from csvprep.pipeline import Judged, Options, judge_blocks, open_job
from csvprep.reports.html import render_page
from csvprep.runs.changes import change_frame
from csvprep.runs.fix import fix_file
from csvprep.runs.lint import lint_file
from csvprep.runs.lint_page import lint_page
from csvprep.schema.files import parse_schema
from csvprep.spots import Locator
from csvprep.summary import group_findings
from csvprep.writers import Limits

from .at_once import AtOnce, spread

SCHEMA = parse_schema(
    b"""
name: all
missingValues: ["", "N/A"]
fields:
  - {name: id, csvprep: {case: lower}}
  - {name: title, csvprep: {case: title, collapse_spaces: true, replace: {MR: Mr.}, ignore_case: true}}
  - {name: number, type: integer, csvprep: {on_error: clear, default: "7"}}
  - {name: country, csvprep: {kind: country, on_error: keep}}
  - {name: mail, format: email, constraints: {unique: true}, csvprep: {on_error: keep}}
  - {name: first, csvprep: {case: title}}
  - {name: last, csvprep: {case: title}}
primaryKey: id
uniqueKeys: [[title, number]]
csvprep:
  split: {from: whole, into: [first, last]}
  rules: ["number <> '13'", {rule: "LENGTH(title) < 9", severity: warning}]
""",
    "all.yaml",
)
VALUES = {
    "id": ("", *(f"K{number}" for number in range(90)), *(f"k{number}" for number in range(90))),
    "title": ("MR", "mr  x", "a  long title", "", "N/A", "Dr", "\u200bDr "),
    "number": ("1", "13", "x", " 2", "", "7", *(str(number) for number in range(20, 60))),
    "country": ("Germany", "de", "Germny", "France", "", "US"),
    "mail": ("", *(f"a{number}@b.org" for number in range(40)), "Ann@GMIAL.com", "no mail", "@"),
    "whole": ("ann  LEE", "O'NEIL, ANN", "Bob", "", "jean-luc picard"),
}
PLAIN = replace(harness.PLAIN, object_name=None, schema=SCHEMA, jobs=1)
POLICY = replace(
    PLAIN,
    ignore=("surrounding-space",),
    severity={"rule-warning": "error", "email-error": "warning"},
    redact=True,
    strict=True,
)


def made(records: int, seed: int) -> bytes:
    """Return a file with a trouble in most records, and keys that repeat all over it."""
    rng = random.Random(seed)
    lines = [",".join(VALUES)]
    for _ in range(records):
        cells = [rng.choice(values) for values in VALUES.values()]
        lines.append(",".join(f'"{cell}"' for cell in cells) if rng.random() > 0.03 else "too,few")
    return "\n".join([*lines, ""]).encode()


@pytest.mark.parametrize("options", [PLAIN, POLICY], ids=["plain", "policy"])
def test_prep_with_settings(options: Options, tmp_path: Path) -> None:
    """With keys, derived and cleared columns, lists of excluded values and a policy, ranges leave the same bytes."""
    (tmp_path / "not.txt").write_text("a7@b.org\na8@b.org\n")
    options = replace(options, exclude={"mail": (tmp_path / "not.txt",)})
    data, limits = made(70, 5), Limits(20, 900)
    whole, parts = harness.prep(data, options, limits), spread(spread_prep, data, options, limits, 1800)
    assert parts.files == whole.files
    assert "report.html" in whole.files
    assert replace(parts.summary, file="") == replace(whole.summary, file="")
    found = set(whole.summary.by_code)
    assert found >= {"primary-key-error", "unique-error", "forbidden-value", "rule-error", "missing-cell"}


def test_lint_fix_and_page_with_settings(tmp_path: Path) -> None:
    """Findings, fixed file, changes, what fix lists, and the page of a lint are the same in ranges."""
    path, engine, options = tmp_path / "in.csv", Engine(AtOnce(), 1000), POLICY
    path.write_bytes(made(25, 6))
    here, there = io.BytesIO(), io.BytesIO()
    fixed: dict[str, list[pl.DataFrame]] = {"here": [], "there": []}
    tables = tmp_path / "here.csv", tmp_path / "there.csv"
    summary = fix_file(path, here, options, changes=tables[0], on_fixed=fixed["here"].append)
    assert spread_fix(path, there, options, engine, changes=tables[1], on_fixed=fixed["there"].append) == summary
    assert there.getvalue() == here.getvalue()
    assert tables[1].read_bytes() == tables[0].read_bytes()
    assert pl.concat(fixed["there"]).equals(pl.concat(fixed["here"]))
    page = render_page([spread_page(path, options, engine)], made=None)
    assert page == render_page([lint_page(path, options)], made=None)


STYLES = (
    Style("text", 3),
    Style("text", 0),
    Style("text", 2, "record"),
    Style("concise", 2, "field", statistics=True),
    Style("sarif", 5, redact=True),
    Style("csv", 0),
)


def test_reports_of_lint(tmp_path: Path) -> None:
    """Every form of a report has the same bytes in ranges: the lines of the file with carets, too."""
    path, engine = tmp_path / "in.csv", Engine(AtOnce(), 1800)
    header, first, rest = messy_csv(45, 4, share=0.03).split(b"\n", 2)
    path.write_bytes(b"\n".join((header, first + b"\r", rest)))  # said at the end, of the first block
    shown: list[list[list[str]]] = []
    for is_spread, block_bytes in ((False, None), (False, 700), (True, None)):
        options = replace(harness.CONTACT, block_bytes=block_bytes)
        shown.append([[] for _ in STYLES])
        reports = [Report(style, pieces.append) for style, pieces in zip(STYLES, shown[-1], strict=True)]
        locator = Locator(texts=True)
        for report in reports:
            report.locator = locator if report.locator is not None else None

        def add(frame: pl.DataFrame, reports: list[Report] = reports) -> None:
            for report in reports:
                report.add(frame)

        if is_spread:
            summary = spread_lint(path, options, add, engine, locator=locator)
        else:
            summary = lint_file(path, options, add, locator=locator)
        for report in reports:
            report.end_file(summary)
            report.end([summary])
    here, blocks, there = (["".join(pieces) for pieces in one] for one in shown)
    assert there == here == blocks
    assert "line-end-mixed" in here[0]
    assert all("^" in text for text in here[:3])


def _state(overview: Overview) -> object:
    """Return all that a page may ask of an overview."""
    fixes, again = overview.patterns, overview.repeats
    stretches = [(one.width, one.counts) for one in (overview.fixed, overview.rejected)]
    return (
        overview.cells.fields, list(overview.codes.counts.items()), overview.samples.samples, stretches,
        fixes.patterns, fixes.others, again.repeats, again.others,
    )  # fmt: skip


def _judged(path: Path) -> Iterator[tuple[Judged, pl.DataFrame]]:
    with open_job(path, replace(PLAIN, block_bytes=400)) as job:
        for judged in judge_blocks(job, replace(PLAIN, block_bytes=400)):
            yield judged, change_frame(judged.findings.filter(~pl.col("rejected")))


def test_overviews_are_put_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is more than an overview keeps, those of parts put together are that of the whole, cut anywhere."""
    for module, name, most in (
        (patterns, "PATTERNS_KEPT", 3), (repeats, "REPEATS_KEPT", 4), (samples, "SAMPLES_KEPT", 2),
        (samples, "_OF_CODE", 5), (spreads, "STRETCHES", 8),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, most)
    path = tmp_path / "in.csv"
    path.write_bytes(made(70, 8))
    blocks = list(_judged(path))
    with open_job(path, PLAIN) as job:
        plan = job.plan
    whole = Overview(plan, strict=False, redact=False)
    for judged, changes in blocks:
        whole.add(judged, changes, group_findings(judged.findings))
    assert whole.patterns.others
    assert whole.repeats.others
    rng = random.Random(2)
    for cuts in (1, 4, len(blocks)):
        total = Overview(plan, strict=False, redact=False)
        bounds = sorted({0, len(blocks), *rng.sample(range(len(blocks)), cuts)})
        for start, end in pairwise(bounds):
            part = PartialOverview(plan, strict=False, redact=False)
            for judged, changes in blocks[start:end]:
                part.add(judged, changes, group_findings(judged.findings))
            merge(total, part.gathered())
        assert _state(total) == _state(whole)
    empty = Overview(plan, strict=False, redact=False)
    merge(empty, PartialOverview(plan, strict=False, redact=False).gathered())
    assert empty.fixed.counts == Spread().counts == []
