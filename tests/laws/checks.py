"""The laws as assertions about one run."""

from __future__ import annotations

import csv
import io

from harness import Outcome
from reference import COMMA, count_ends, first_lines, parse_record, split_records, strip_end

from csvprep.dialect import Grammar

_BOM = b"\xef\xbb\xbf"


def cut_file(data: bytes, grammar: Grammar = COMMA) -> tuple[bytes, list[bytes]]:
    """Cut a file, its byte order mark left out, into header and records, each with its line end."""
    header, *records = split_records(data.removeprefix(_BOM), grammar)
    return header, records


def assert_nothing_lost(data: bytes, outcome: Outcome, grammar: Grammar = COMMA) -> None:
    """Hold a prep to law 1: every record is accepted or rejected, or part of one that is, in order and whole."""
    header, records = cut_file(data, grammar)
    labels = [cell.decode() for cell in parse_record(strip_end(header), grammar) or ()]
    lines = first_lines(records, 1 + count_ends(header))
    mended = {int(row["record"]): row["after"] for row in outcome.rows("changes.csv") if not row["field"]}
    absorbed = {number for number, after in mended.items() if not after}
    counts = outcome.manifest.counts
    assert counts["read"] == len(records) - len(absorbed) == counts["accepted"] + counts["rejected"]
    rejected = _assert_rejected(outcome.files["rejected.csv"], strip_end(header), records, lines, grammar)
    assert len(rejected) == counts["rejected"]
    assert not absorbed & set(rejected)
    left_out = absorbed | set(rejected)
    accepted = [number for number in range(1, len(records) + 1) if number not in left_out]
    assert len(accepted) == counts["accepted"]
    _assert_chunks(outcome, accepted, lines)
    readings = {number: after.encode() for number, after in mended.items() if after}
    texts = {number: readings.get(number, strip_end(records[number - 1])) for number in accepted}
    _assert_cells(outcome, {number: parse_record(text, grammar) for number, text in texts.items()}, labels)


def _assert_rejected(data: bytes, header: bytes, records: list[bytes], lines: list[int], grammar: Grammar) -> list[int]:
    """Hold rejected.csv to be the input's own bytes, led by number, line and errors; return the numbers."""
    mark = grammar.delimiter
    head = mark.join((b"_record", b"_line", b"_errors", header)) + b"\n"
    assert data.startswith(head)
    at, numbers = len(head), []
    while at < len(data):
        number = int(data[at : data.index(mark, at)])
        raw = strip_end(records[number - 1]) + b"\n"
        until = data.index(mark + raw, at)
        found, line, *errors = parse_record(data[at:until], grammar) or ()
        assert (int(found), int(line)) == (number, lines[number - 1])
        assert len(errors) == 1
        assert b"-" in errors[0]
        at = until + 1 + len(raw)
        numbers.append(number)
    assert numbers == sorted(set(numbers))
    return numbers


def _assert_chunks(outcome: Outcome, accepted: list[int], lines: list[int]) -> None:
    """Hold the manifest's chunks to the accepted records, in order and without a gap."""
    at = 0
    for chunk in outcome.manifest.chunks:
        mine = accepted[at : at + chunk.records]
        assert (chunk.first_record, chunk.last_record) == (mine[0], mine[-1])
        assert (chunk.first_line, chunk.last_line) == (lines[mine[0] - 1], lines[mine[-1] - 1])
        assert chunk.bytes == len(outcome.files[chunk.file])
        at += chunk.records
    assert at == len(accepted)


def _assert_cells(outcome: Outcome, accepted: dict[int, list[bytes] | None], labels: list[str]) -> None:
    """Hold accepted cells to the input's, but for what changes.csv says."""
    changes = {(int(row["record"]), row["field"]): row for row in outcome.rows("changes.csv") if row["field"]}
    rows = list(csv.reader(io.StringIO(outcome.joined.decode(), newline=""), strict=True))[1:]
    assert len(rows) == len(accepted)
    trailing = outcome.manifest.source["dialect"]["trailing_delimiter"]
    for (number, cells), row in zip(accepted.items(), rows, strict=True):
        assert cells is not None
        assert not trailing or not cells.pop()
        expected = []
        for label, cell in zip(labels, cells, strict=True):
            change = changes.pop((number, label), None)
            text = cell.decode()
            if change is not None and change["code"] != "quote-format":
                assert change["before"] == text
                assert change["after"] != text
                text = change["after"]
            expected.append(text)
        assert row == expected
    assert not changes


def assert_totals(outcome: Outcome) -> None:
    """Hold the totals to the tables that were written."""
    summary = outcome.summary
    findings = outcome.rows("findings.csv")
    by_code = {code: count for code, count in summary.by_code.items() if count}
    counted: dict[str, int] = {}
    for row in findings:
        counted[row["code"]] = counted.get(row["code"], 0) + 1
    assert counted == by_code == dict(outcome.manifest.findings)
    assert summary.errors + summary.warnings == len(findings)
    assert summary.errors == sum(row["severity"] == "error" for row in findings)
    changes = outcome.rows("changes.csv")
    absorbed = {row["record"] for row in changes if not row["field"] and not row["after"]}
    assert summary.changed == len({row["record"] for row in changes} - absorbed)
    order = [
        int(row["record"] or 0)
        for row in findings
        if row["code"] not in {"line-end-mixed", "line-end-missing", "truncated-file"}
    ]
    assert order == sorted(order)
