"""The laws as assertions about one run."""

from __future__ import annotations

import csv
import io
import re

from harness import Outcome, cut_header
from reference import parse_record, split_records, strip_end

_BOM = b"\xef\xbb\xbf"
_LEAD = re.compile(rb'(\d+),(\d+),("(?:[^"]|"")*"|[^,]*),')


def assert_nothing_lost(data: bytes, outcome: Outcome) -> None:
    """Hold a prep of a comma-separated file to law 1: every record is accepted or rejected, in order and whole."""
    header, body = cut_header(data.removeprefix(_BOM))
    labels = strip_end(header).decode().split(",")
    records = split_records(body, b",")
    lines = _first_lines(records)
    counts = outcome.manifest.counts
    assert counts["read"] == len(records) == counts["accepted"] + counts["rejected"]
    rejected = _assert_rejected(outcome.files["rejected.csv"], strip_end(header), records, lines)
    assert len(rejected) == counts["rejected"]
    accepted = [number for number in range(1, len(records) + 1) if number not in set(rejected)]
    assert len(accepted) == counts["accepted"]
    _assert_chunks(outcome, accepted, lines)
    _assert_cells(outcome, accepted, records, labels)


def _first_lines(records: list[bytes]) -> list[int]:
    lines, line = [], 2
    for record in records:
        lines.append(line)
        line += record.count(b"\n")
    return lines


def _assert_rejected(data: bytes, header: bytes, records: list[bytes], lines: list[int]) -> list[int]:
    """Hold rejected.csv to be the input's own bytes, led by number and line; return the numbers."""
    head = b"_record,_line,_errors," + header + b"\n"
    assert data.startswith(head)
    at, numbers = len(head), []
    while at < len(data):
        lead = _LEAD.match(data, at)
        assert lead is not None, data[at : at + 80]
        number = int(lead[1])
        assert int(lead[2]) == lines[number - 1]
        assert lead[3]
        raw = strip_end(records[number - 1]) + b"\n"
        assert data[lead.end() : lead.end() + len(raw)] == raw
        at = lead.end() + len(raw)
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


def _assert_cells(outcome: Outcome, accepted: list[int], records: list[bytes], labels: list[str]) -> None:
    """Hold accepted cells to the input's, but for what changes.csv says."""
    changes = {(int(row["record"]), row["field"]): row for row in outcome.rows("changes.csv")}
    rows = list(csv.reader(io.StringIO(outcome.joined.decode(), newline=""), strict=True))[1:]
    assert len(rows) == len(accepted)
    for number, row in zip(accepted, rows, strict=True):
        cells = parse_record(strip_end(records[number - 1]), b",")
        assert cells is not None
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
    assert summary.changed == len({row["record"] for row in outcome.rows("changes.csv")})
    order = [int(row["record"] or 0) for row in findings]
    assert order == sorted(order)
