"""The published JSON Schemas hold for what csvprep writes."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from cli.shell import call
from code_cases import CASES, IN_A_CHUNK_ONLY

from csvprep.findings import Finding
from csvprep.manifest import ChunkEntry, Manifest
from csvprep.reports.json_schemas import JSON_SCHEMAS
from csvprep.summary import REPORT_COLUMNS, Summary


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def schema_of(name: str) -> dict[str, Any]:
    """Return a schema as `csvprep explain` shows it; it is a valid one itself."""
    schema: dict[str, Any] = json.loads(call("explain", "--json-schema", name).out)
    jsonschema.Draft202012Validator.check_schema(schema)
    return schema


def check(document: Any, name: str) -> None:
    jsonschema.Draft202012Validator(schema_of(name)).validate(document)


def test_all_are_shown() -> None:
    """Each schema is shown by explain."""
    for name in JSON_SCHEMAS:
        assert schema_of(name)["$id"] == f"urn:csvprep:{name}"


def test_no_key_is_forgotten() -> None:
    """The schemas name every key of findings, summaries, chunks and the manifest."""
    assert list(schema_of("finding")["properties"]) == list(REPORT_COLUMNS) == [one.name for one in fields(Finding)]
    summary = schema_of("findings")["$defs"]["summary"]
    assert list(summary["properties"]) == summary["required"] == list(Summary("", "").to_dict())
    manifest = schema_of("manifest")
    assert set(manifest["properties"]) == {one.name for one in fields(Manifest)}
    assert list(manifest["properties"]["chunks"]["items"]["properties"]) == [one.name for one in fields(ChunkEntry)]


def test_reports() -> None:
    """The json report and every line of jsonl fit, for files of nearly every code at once, whole, cut and redacted."""
    names = []
    for number, case in enumerate(CASES):
        if case.code in IN_A_CHUNK_ONLY or case.schema is not None or case.object != "contact":
            continue
        names.append(f"{number}.csv")
        Path(names[-1]).write_bytes(case.text if isinstance(case.text, bytes) else case.text.encode())
    document = json.loads(call("lint", *names, "--object", "contact", "--format", "json").out)
    check(document, "findings")
    assert len(document["files"]) == len(names)
    for words in (["--redact"], ["--limit", "1"]):
        one = json.loads(call("lint", names[1], "--object", "contact", "--format", "json", *words).out)
        check(one, "findings")
    lines = call("lint", *names[:6], "--object", "contact", "--format", "jsonl").out.splitlines()
    assert len(lines) > 6
    validator = jsonschema.Draft202012Validator(schema_of("finding"))
    for line in lines:
        validator.validate(json.loads(line))


def test_manifests() -> None:
    """The manifests of prep and split fit, and one with a wrong count does not."""
    Path("in.csv").write_text("C_EmailAddress,C_BusPhone\nann@example.com,202.555.0143\nbob,x\n", encoding="utf-8")
    for command in ("prep", "split"):
        call(command, "in.csv", "-o", command, "-q")
        manifest = json.loads(Path(command, "manifest.json").read_text(encoding="utf-8"))
        check(manifest, "manifest")
        assert manifest["counts"]["read"] == 2
    with pytest.raises(jsonschema.ValidationError):
        check({**manifest, "counts": {"read": -1}}, "manifest")
