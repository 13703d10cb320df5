"""From a messy file to the endpoint's store and back: prep, submit, status, server errors."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from messy import messy_csv
from reference import count_ends, first_lines, split_records

from csvprep.bulk import BulkClient, SubmitSettings, read_status, submit
from csvprep.bulk.sandbox import Faults, SandboxServer, SandboxSettings
from csvprep.cli.main import run
from csvprep.cli.sandbox import sandbox_objects
from csvprep.pipeline import Options
from csvprep.runs.prep import prep_file
from csvprep.writers import Limits

RECORDS = 3_000


@pytest.fixture(scope="module")
def source(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("source") / "messy.csv"
    path.write_bytes(messy_csv(RECORDS, seed=11))
    return path


@pytest.fixture
def prepared(source, tmp_path) -> Path:
    """A prep of the messy file in chunks of 500 records, with what the sandbox's schema wants."""
    folder = tmp_path / "out"
    prep_file(source, folder, Options(object_name="contact"), Limits(max_rows=500))
    return folder


def accepted_rows(folder: Path) -> list[dict[str, str]]:
    rows = []
    for path in sorted((folder / "chunks").glob("*.csv")):
        with path.open(newline="", encoding="utf-8") as stream:
            rows.extend(csv.DictReader(stream))
    return rows


def send(folder: Path, store: Path, fail_values: frozenset[str] = frozenset()):
    settings = SandboxSettings(store, sandbox_objects(), faults=Faults(fail_values=fail_values))
    with (
        SandboxServer(settings) as server,
        BulkClient(server.base_url, settings.credentials, hub="marketing") as client,
    ):
        wanted = SubmitSettings("contact", poll_interval_seconds=0.05, identifier_field="C_EmailAddress")
        summary = submit(folder, client, wanted)
        landed = [
            json.loads(row["data"])
            for row in server.store.records(object_name="contact", job_id=None, offset=0, limit=RECORDS)
        ]
    return summary, landed


def test_every_accepted_record_lands_once(prepared, tmp_path):
    """Every accepted record is in the endpoint's store, once, with the cells of its chunk."""
    rows = accepted_rows(prepared)
    assert len(rows) > RECORDS // 2
    summary, landed = send(prepared, tmp_path / "store")
    assert summary.exit_code == 0
    assert (summary.records, summary.records_sent, summary.records_failed) == (len(rows), len(rows), 0)
    key = "C_EmailAddress"
    assert sorted(row[key] for row in landed) == sorted(row[key] for row in rows)
    sent = {row[key]: {label: cell for label, cell in row.items() if cell} for row in rows}
    assert {row[key]: {label: cell for label, cell in row.items() if cell} for row in landed} == sent
    status = read_status(prepared)
    assert {chunk.state.value for chunk in status.chunks} == {"done"}


def test_a_failed_record_comes_back_with_its_place(source, prepared, tmp_path):
    """A record that the vendor refuses is found again in the input, by record and physical line."""
    rows = accepted_rows(prepared)
    refused = [row["C_EmailAddress"] for row in rows[3::400]]
    assert len(refused) > 4
    summary, landed = send(prepared, tmp_path / "store", frozenset(refused))
    assert summary.exit_code == 1
    assert summary.records_failed == len(refused)
    assert len(landed) == len(rows) - len(refused)
    with (prepared / "server-errors.csv").open(newline="", encoding="utf-8") as stream:
        errors = {row["C_EmailAddress"]: row for row in csv.DictReader(stream)}
    assert sorted(errors) == sorted(refused)
    header, *records = split_records(source.read_bytes())
    lines = first_lines(records, 1 + count_ends(header))
    for address, row in errors.items():
        number = int(row["_record"])
        assert address.casefold().encode() in records[number - 1].lower()
        assert int(row["_line"]) == lines[number - 1]


def test_server_errors_can_be_prepared_again(prepared, tmp_path, capsys):
    """The file of failed records goes through prep as it is, once the endpoint would take them."""
    refused = frozenset(row["C_EmailAddress"] for row in accepted_rows(prepared)[::700])
    send(prepared, tmp_path / "store", refused)
    again = tmp_path / "again"
    assert run(["prep", str(prepared / "server-errors.csv"), "-o", str(again), "-q"]) == 0
    assert f"{len(refused)} accepted, 0 rejected, 0 changed" in capsys.readouterr().out
    summary, landed = send(again, tmp_path / "other")
    assert summary.exit_code == 0
    assert {row["C_EmailAddress"] for row in landed} == refused
