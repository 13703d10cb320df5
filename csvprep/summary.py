"""Exact totals of a pass, and its findings in the form that reports have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import polars as pl

from csvprep.catalogue import CATALOGUE
from csvprep.code_policy import PLAIN, Policy
from csvprep.findings import Finding, Severity
from csvprep.frame import RECORD
from csvprep.misfits import FileFinding, excerpt
from csvprep.shapes import shape_of, shapes_of

if TYPE_CHECKING:
    from csvprep.job import Job
    from csvprep.pipeline import Judged

REPORT_COLUMNS = (
    "code", "severity", "file", "record", "line", "field", "column_number", "value", "message", "fix", "suggestion",
)  # fmt: skip
_TITLES = {name: code.title for name, code in CATALOGUE.items()}


@dataclass
class Summary:
    """Totals of one file; `add` keeps them exact, whatever a listing shows. Notes: what its source is to be told of."""

    file: str
    object: str
    records: int = 0
    accepted: int = 0
    rejected: int = 0
    changed: int = 0
    errors: int = 0
    warnings: int = 0
    fixable: int = 0
    by_code: Counter[str] = field(default_factory=Counter)
    notes: tuple[str, ...] = ()
    policy: Policy = PLAIN

    def add(self, judged: Judged) -> None:
        """Count the records of a block."""
        joined = set(judged.absorbed).difference(judged.rejected) if judged.absorbed else set()
        records, rejected = judged.block.run.records - len(joined), len(judged.rejected)
        self.records += records
        self.rejected += rejected
        self.accepted += records - rejected
        fixed = judged.findings.filter(pl.col("applied") & ~pl.col("rejected"))
        self.changed += fixed[RECORD].n_unique() - len(joined) if fixed.height else 0

    def count(self, findings: pl.DataFrame) -> None:
        """Count findings; a frame with at least `code` and `fix`."""
        for code, count, fixable in findings.group_by("code").agg(pl.len(), pl.col("fix").count().alias("n")).rows():
            self.tally(code, count, fixable)

    def count_groups(self, groups: pl.DataFrame) -> None:
        """Count findings, from `group_findings`."""
        for code, count, fixable in groups.select("code", "len", "fixable").iter_rows():
            self.tally(code, count, fixable)

    def tally(self, code: str, count: int = 1, fixable: int = 0) -> None:
        """Count findings of one code."""
        self.by_code[code] += count
        self.fixable += fixable
        if self.policy.severity(code) is Severity.ERROR:
            self.errors += count
        else:
            self.warnings += count

    def has_errors(self, *, strict: bool) -> bool:
        """Say whether a lint of the file fails."""
        return bool(self.errors or (strict and self.warnings))

    def to_dict(self) -> dict[str, Any]:
        """Return the summary as JSON-ready data, codes in the catalogue's order."""
        by_code = {name: self.by_code[name] for name in CATALOGUE if self.by_code[name]}
        return {
            "file": self.file,
            "object": self.object,
            "records": self.records,
            "accepted": self.accepted,
            "rejected": self.rejected,
            "changed": self.changed,
            "errors": self.errors,
            "warnings": self.warnings,
            "fixable": self.fixable,
            "by_code": by_code,
        }


def group_findings(findings: pl.DataFrame) -> pl.DataFrame:
    """Return how many findings agree in what they are counted by.

    Args:
        findings: FINDINGS_SCHEMA with `rejected`.

    Returns:
        A frame of `code`, `field`, `column_index`, `applied`, `rejected`, `is_fixed` (applied in a record that is
        not rejected), `len`, and `fixable` (those with a fix), in order of appearance.
    """
    groups = findings.group_by("code", "field", "column_index", "applied", "rejected", maintain_order=True)
    counted = groups.agg(pl.len(), pl.col("fix").count().alias("fixable"))
    return counted.with_columns(is_fixed=pl.col("applied") & ~pl.col("rejected"))


def opening_findings(job: Job, *, redact: bool) -> list[Finding]:
    """Return what is wrong with a file before its first record: what stands before the header, and the header.

    Redacted: labels by their shapes, since the first line of a file without header is a record.
    """
    header, file = job.plan.header, job.source.name
    known = {field.name for field in header.fields if field is not None}
    shown = excerpt(job.source.head.shown) or None
    found = _of_file(job.head_findings, job, redact=redact)
    for one in header.findings:
        code = CATALOGUE[one.code]
        is_label = one.field == one.value and one.field not in known
        value = shown if one.value is None else one.value
        found.append(
            Finding(
                code=one.code,
                severity=job.plan.policy.severity(one.code),
                file=file,
                record=None,
                line=job.source.head.header_line,
                field=None if redact and is_label else one.field,
                column_number=None if one.column_index is None else one.column_index + 1,
                value=_shape(value) if redact else value,
                message=code.title if redact else code.message.format(**one.facts),
                fix=one.fix,
            )
        )
    return found


def closing_findings(job: Job, *, redact: bool) -> list[Finding]:
    """Return what is to be said of a file when all its blocks are judged."""
    return _of_file(job.tail_findings, job, redact=redact)


def _of_file(told: Iterable[FileFinding], job: Job, *, redact: bool) -> list[Finding]:
    policy = job.plan.policy
    return [
        Finding(
            code=one.code,
            severity=policy.severity(one.code),
            file=job.source.name,
            record=one.record,
            line=one.line,
            field=None,
            column_number=None,
            value=_shape(one.value) if redact else one.value,
            message=CATALOGUE[one.code].title if redact else CATALOGUE[one.code].message.format(**one.facts),
        )
        for one in told
        if one.code not in policy.ignored
    ]


def _shape(value: str | None) -> str | None:
    return None if value is None else shape_of(value)


def report_frame(findings: pl.DataFrame, job: Job, *, redact: bool) -> pl.DataFrame:
    """Bring findings to the columns of reports (REPORT_COLUMNS); redacted: with the shapes of values in their places.

    A redacted message is the catalogue's title, since a library's words may quote the value.
    """
    code = pl.col("code")
    frame = findings.with_columns(
        severity=code.replace_strict(job.plan.policy.by_code(), return_dtype=pl.String),
        file=pl.lit(job.source.name),
        column_number=pl.col("column_index") + 1,
    )
    if redact:
        shapes = {name: shapes_of(frame[name]) for name in ("value", "fix", "suggestion")}
        titles = code.replace_strict(_TITLES, return_dtype=pl.String)
        frame = frame.with_columns(**shapes, message=titles)
    return frame.select(REPORT_COLUMNS)


def to_findings(frame: pl.DataFrame) -> list[Finding]:
    """Turn rows of a report frame into findings."""
    return [
        Finding(**{**row, "severity": Severity(row["severity"])}) for row in frame.select(REPORT_COLUMNS).to_dicts()
    ]


def findings_frame(findings: Iterable[Finding]) -> pl.DataFrame:
    """Turn findings into a report frame."""
    schema = dict.fromkeys(REPORT_COLUMNS, pl.String) | dict.fromkeys(("record", "line"), pl.Int64)
    return pl.DataFrame([finding.to_dict() for finding in findings], schema=schema | {"column_number": pl.Int32})
