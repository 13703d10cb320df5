"""The JSON Schemas (draft 2020-12) of what csvprep writes as JSON; they lie beside this module."""

from __future__ import annotations

from importlib.resources import files

JSON_SCHEMAS = ("finding", "findings", "manifest")
"""A line of `jsonl`, the document of `json`, and a run's manifest."""


def read_json_schema(name: str) -> str:
    """Return the text of one of JSON_SCHEMAS."""
    return files("csvprep.reports").joinpath("schemas", f"{name}.schema.json").read_text(encoding="utf-8")
